"""The HTML templates of the sample: ten invented site designs, `TEMPLATES` by name.

Each takes an `Article` and a `Look` (site and page details) and returns the whole page as text.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from articles import Article


@dataclass(frozen=True, slots=True)
class Look:
    """What a page takes from its site and from its own rights marks."""

    site: str
    lang: str
    nav: tuple[str, ...]
    related: tuple[str, ...]
    footer: tuple[str, ...]  # HTML, one element each
    url: str = ""
    charset: str = "utf-8"
    head: str = ""  # extra elements of <head>
    notice: str = ""  # HTML below the article
    after_caption: str = ""  # HTML inside the figcaption
    json_ld: tuple[tuple[str, str], ...] = ()  # extra members of the NewsArticle


def _links(items: tuple[str, ...], tag: str = "li", base: str = "/list/") -> str:
    return "\n".join(
        f'<{tag}><a href="{base}{n}.html">{escape(item, quote=False)}</a></{tag}>'
        for n, item in enumerate(items, 1)
    )


def _paras(a: Article, cls: str = "", heading: str = "h2") -> str:
    attr = f' class="{cls}"' if cls else ""
    return "\n".join(
        f"<{heading}>{escape(p[3:], quote=False)}</{heading}>"
        if p.startswith("## ")
        else f"<p{attr}>{escape(p, quote=False)}</p>"
        for p in a.paragraphs
    )


def _each(parts: tuple[str, ...], tag: str, cls: str) -> str:
    return "\n".join(f'<{tag} class="{cls}">{escape(p, quote=False)}</{tag}>' for p in parts)


def _meta(a: Article, look: Look, *, og: bool = True) -> str:
    lines = [f'<meta name="description" content="{escape(a.summary)}">']
    if look.url:
        lines.append(f'<link rel="canonical" href="{look.url}">')
    if og:
        lines += [
            '<meta property="og:type" content="article">',
            f'<meta property="og:title" content="{escape(a.title)}">',
            f'<meta property="og:site_name" content="{escape(look.site)}">',
        ]
    return "\n".join([*lines, *([look.head] if look.head else [])])


def _figure(a: Article, look: Look, cls: str = "bild") -> str:
    if not a.caption:
        return ""
    words = " ".join(escape(part, quote=False) for part in a.caption)
    return (
        f'<figure class="{cls}"><img src="/img/{a.slug}.jpg" alt="">'
        f"<figcaption>{words}{look.after_caption}</figcaption></figure>\n"
    )


def _json_ld(a: Article, look: Look) -> str:
    node: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": a.title,
        "datePublished": a.date,
        "publisher": {"@type": "Organization", "name": look.site},
    }
    if a.authors:
        node["author"] = [{"@type": "Person", "name": name} for name in a.authors]
    node.update(look.json_ld)
    body = json.dumps(node, ensure_ascii=False, indent=1)
    return f'<script type="application/ld+json">\n{body}\n</script>'


def portal_zh(a: Article, look: Look) -> str:
    """Large Chinese news portal: path line, share bar, picture paragraph, right-hand lists."""
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="{look.charset}">
<title>{a.title}--{a.section}--{look.site}</title>
{_meta(a, look, og=False)}
<style>.rm_txt{{width:720px}} .share a{{color:#c00}}</style>
<script>var _stat = {{site: "qs", ch: 7}};</script>
</head>
<body>
<div class="top_nav clearfix"><ul>
{_links(look.nav)}
</ul><span class="login"><a href="/login">登录</a> | <a href="/reg">注册</a></span></div>
<div class="path">您当前的位置：<a href="/">{look.site}首页</a> &gt; <a href="/city/">{a.section}</a></div>
<div class="layout rm_txt cf">
<div class="col col-1 fl">
<h1>{a.title}</h1>
<div class="col-1-1 fl">{_each(a.credit, "span", "date_src")}</div>
<div class="share">分享到：<a href="#">微博客</a> <a href="#">朋友圈</a> <a href="#">好友</a> <a href="#">复制链接</a></div>
<div class="rm_txt_con cf">
{_figure(a, look, "pic")}{_paras(a)}
{_each(a.tail, "div", "edit cf")}
{look.notice}</div>
<div class="fenx"><a href="#">点赞</a><a href="#">收藏</a><a href="#">打印</a></div>
</div>
<div class="col col-2 fr"><h2>相关新闻</h2><ul>
{_links(look.related, base="/n/")}
</ul><h2>热门排行</h2><ol>
{_links(look.related[::-1], base="/hot/")}
</ol></div>
</div>
<div class="footer" id="copyright">
{"".join(look.footer)}
</div>
</body>
</html>
"""


def soup_zh(a: Article, look: Look) -> str:
    """Old Chinese site: XHTML doctype, nested tables, bytes in a GB charset."""
    cells = "".join(
        f'<td align="center"><a href="/{n}/">{x}</a></td>' for n, x in enumerate(look.nav)
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={look.charset}" />
<title>{a.title}_{look.site}</title>
<meta name="description" content="{escape(a.summary)}" />
<meta name="keywords" content="{look.site},{a.section}" />
</head>
<body bgcolor="#ffffff">
<table width="960" border="0" cellspacing="0" cellpadding="0" class="menu"><tr>{cells}</tr></table>
<table width="960" border="0" align="center"><tr>
<td width="700" valign="top">
<div class="weizhi">当前位置：<a href="/">首页</a> - <a href="/list.asp?id=4">{a.section}</a></div>
<h1 id="ArticleTitle" align="center">{a.title}</h1>
<div class="info" align="center">{"<br />".join(a.credit)}</div>
<div id="Zoom">
{_paras(a)}
</div>
<div class="bianji" align="right">{"<br />".join(a.tail)}</div>
{look.notice}<div class="tools">【<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】 【<a href="#">打印</a>】 【<a href="#">关闭窗口</a>】</div>
</td>
<td width="240" valign="top"><div class="sidebox"><b>热点新闻</b><ul>
{_links(look.related, base="/news/show.asp?id=")}
</ul></div></td>
</tr></table>
<table width="960" class="bottom"><tr><td align="center">{"<br />".join(look.footer)}</td></tr></table>
</body>
</html>
"""


def feed_zh(a: Article, look: Look) -> str:
    """Chinese feed site: post_* classes, app promotion, comment stub, recommendations."""
    credit = "\n".join(f"<p>{part}</p>" for part in a.credit)
    return f"""<!doctype html>
<html lang="zh-CN" class="no-js">
<head>
<meta charset="{look.charset}">
<title>{a.title}|{a.section}|{look.site}</title>
{_meta(a, look)}
</head>
<body>
<header class="N-nav"><ul class="N-nav-channel">
{_links(look.nav)}
</ul><a class="N-nav-app" href="/app">打开客户端 看更多精彩</a></header>
<div class="container clearfix">
<div class="post_main">
<h1 class="post_title">{a.title}</h1>
<div class="post_info">{credit}</div>
<div class="post_body">
{_paras(a)}
</div>
<div class="post_author">{"<br>".join(a.tail)}</div>
{look.notice}<div class="post_tie"><h3>网友跟贴</h3><p>文明上网，理性发言</p><a href="/tie">快速发贴</a></div>
<div class="post_recommends"><h3>相关推荐</h3><ul>
{_links(look.related, base="/dy/")}
</ul></div>
</div>
<aside class="post_side"><h3>阅读下一篇</h3><ul>
{_links(look.related[1:], base="/next/")}
</ul></aside>
</div>
<footer class="N-footer">{"".join(f"<p>{line}</p>" for line in look.footer)}</footer>
</body>
</html>
"""


def blog(a: Article, look: Look) -> str:
    """Weblog theme: entry-content, share buttons, comments, widget column."""
    return f"""<!DOCTYPE html>
<html lang="{look.lang}">
<head>
<meta charset="{look.charset}">
<title>{a.title} – {look.site}</title>
{_meta(a, look)}
</head>
<body class="post-template-default single single-post">
<header id="masthead" class="site-header"><p class="site-title"><a href="/" rel="home">{look.site}</a></p>
<nav class="main-navigation"><ul class="menu">
{_links(look.nav)}
</ul></nav></header>
<div id="primary" class="content-area">
<article class="post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{a.title}</h1>
<div class="entry-meta">{_each(a.credit, "span", "posted-on")}</div></header>
<div class="entry-content">
{_figure(a, look, "wp-block-image")}{_paras(a)}
</div>
{look.notice}</article>
<nav class="post-navigation">{_links(look.related[:2], "div", "/p/")}</nav>
</div>
<aside id="secondary" class="widget-area"><section class="widget"><h2 class="widget-title">{a.section}</h2><ul>
{_links(look.related, base="/p/")}
</ul></section></aside>
<footer class="site-footer">{"".join(f"<p>{line}</p>" for line in look.footer)}</footer>
</body>
</html>
"""


def press(a: Article, look: Look) -> str:
    """English newspaper: hashed class names, JSON-LD NewsArticle, newsletter box in the text."""
    return f"""<!DOCTYPE html>
<html lang="{look.lang}">
<head>
<meta charset="{look.charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{a.title} - {look.site}</title>
{_meta(a, look)}
{_json_ld(a, look)}
</head>
<body>
<div id="app"><header class="css-1m3k9x"><a href="/" class="css-a0q">{look.site}</a>
<nav aria-label="Main"><ul class="css-9kd2">
{_links(look.nav)}
</ul></nav></header>
<main id="site-content"><article class="css-vxcmzt">
<header><p class="css-kicker">{a.section}</p><h1 class="css-1l24qy5">{a.title}</h1>
<p id="article-summary" class="css-h99hf">{a.summary}</p>
{_each(a.credit, "p", "css-1n7hynb")}</header>
{_figure(a, look, "css-fig")}<section name="articleBody">
{_paras(a, "css-at9mc1")}
</section>
{look.notice}<div class="css-share"><button>Share</button> <button>Print</button> <button>Save</button></div>
</article>
<section class="css-more" aria-label="More"><h2>More from {look.site}</h2><ul>
{_links(look.related, base="/story/")}
</ul></section></main>
<footer class="css-foot">{"".join(f"<p>{line}</p>" for line in look.footer)}</footer></div>
</body>
</html>
"""


def gazette(a: Article, look: Look) -> str:
    """German local paper: BEM class names, microdata, teaser list between text and footer."""
    return f"""<!DOCTYPE html>
<html lang="{look.lang}">
<head>
<meta charset="{look.charset}">
<title>{a.title} | {look.site}</title>
{_meta(a, look)}
</head>
<body>
<header class="kopf"><a class="kopf__logo" href="/">{look.site}</a><nav class="kopf__menue"><ul>
{_links(look.nav)}
</ul></nav></header>
<main class="seite">
<article class="artikel" itemscope itemtype="https://schema.org/NewsArticle">
<span class="artikel__dachzeile">{a.section}</span>
<h1 class="artikel__titel" itemprop="headline">{a.title}</h1>
<p class="artikel__vorspann" itemprop="description">{a.summary}</p>
<div class="artikel__meta">{_each(a.credit, "span", "artikel__autor")}</div>
{_figure(a, look, "artikel__bild")}<div class="artikel__text" itemprop="articleBody">
{_paras(a)}
</div>
{look.notice}<ul class="artikel__teilen"><li><a href="#">Teilen</a></li><li><a href="#">Drucken</a></li></ul>
</article>
<section class="teaser"><h2>Mehr zum Thema</h2><ul>
{_links(look.related, base="/a/")}
</ul></section>
</main>
<footer class="fuss">{"".join(f"<p>{line}</p>" for line in look.footer)}</footer>
</body>
</html>
"""


def shimbun(a: Article, look: Look) -> str:
    """Japanese newspaper: definition-list menu, line of date and reporter, ranking."""
    return f"""<!DOCTYPE html>
<html lang="{look.lang}">
<head>
<meta charset="{look.charset}">
<title>{a.title}：{look.site}</title>
{_meta(a, look)}
</head>
<body id="pagetop">
<div id="header"><div class="logo"><a href="/">{look.site}</a></div><dl class="gnavi">
{_links(look.nav, "dd")}
</dl></div>
<div id="contents">
<div id="main">
<div class="ttl"><h1>{a.title}</h1>{_each(a.credit, "p", "date")}</div>
<div class="articleBody">
{_paras(a)}
</div>
{look.notice}<ul class="sns"><li><a href="#">シェアする</a></li><li><a href="#">印刷する</a></li></ul>
</div>
<div id="side"><h2>アクセスランキング</h2><ol>
{_links(look.related, base="/r/")}
</ol></div>
</div>
<div id="footer"><ul>{_links(look.nav[-2:])}</ul>{"".join(f"<p>{line}</p>" for line in look.footer)}</div>
</body>
</html>
"""


def archive(a: Article, look: Look) -> str:
    """Institution: plain sections, a table of facts, JSON-LD where the page has extra members."""
    json_ld = _json_ld(a, look) if look.json_ld else ""
    facts = "".join(f"<tr><td>{part}</td></tr>" for part in a.credit)
    return f"""<!DOCTYPE html>
<html lang="{look.lang}">
<head>
<meta charset="{look.charset}">
<title>{a.title} · {look.site}</title>
{_meta(a, look, og=False)}
{json_ld}</head>
<body>
<div class="banner">{look.site}</div>
<div class="tabs">{_links(look.nav, "span")}</div>
<section id="content">
<h1>{a.title}</h1>
<table class="facts">{facts}</table>
{_paras(a)}
</section>
{look.notice}<section id="see-also"><h3>{a.section}</h3><ul>
{_links(look.related, base="/item/")}
</ul></section>
<div class="bottom">{" · ".join(look.footer)}</div>
</body>
</html>
"""


def portal_links(a: Article, look: Look) -> str:
    """Front page: nothing but links."""
    block = _links(look.related, base="/n/")
    return f"""<!DOCTYPE html>
<html><head><meta charset="{look.charset}"><title>{look.site}_{a.title}</title></head>
<body><div class="nav"><ul>
{_links(look.nav)}
</ul></div>
<div class="list"><h2>要闻</h2><ul>
{block}
</ul></div>
<div class="list"><h2>图片</h2><ul>
{block}
</ul></div>
<div class="footer">{"".join(look.footer)}</div></body></html>
"""


TEMPLATES: dict[str, Callable[[Article, Look], str]] = {
    "portal_zh": portal_zh,
    "soup_zh": soup_zh,
    "feed_zh": feed_zh,
    "blog": blog,
    "press": press,
    "gazette": gazette,
    "shimbun": shimbun,
    "archive": archive,
    "portal_links": portal_links,
}
