"""Synthetic pages of many kinds, each with what its text holds and what it must not hold."""

from dataclasses import dataclass

NAV = (
    "<header class='site-header'><nav class='main-menu'><ul>"
    + "".join(f"<li><a href='/{w}'>{w}</a></li>" for w in ("Home", "Local", "Sport", "Weather"))
    + "</ul></nav></header>"
)
FOOT = (
    "<footer class='site-footer'><ul><li><a href='/imprint'>Imprint</a></li><li><a href='/terms'>"
    "Terms of use</a></li></ul><p>© 2024 The Harbour Post. All rights reserved.</p></footer>"
)
SHARE = (
    "<div class='share-bar'><a href='#f'>Share on Facebook</a> <a href='#t'>Tweet this</a></div>"
)
COOKIES = (
    "<div id='cookie-banner' class='consent'><p>We use cookies to improve your experience. By "
    "using this site you accept our privacy policy.</p><button>Accept all</button></div>"
)
RELATED = (
    "<aside class='related-articles'><h3>Related stories</h3><ul><li><a href='/a'>Old mill to be"
    " sold at auction</a></li><li><a href='/b'>Ferry prices go up again</a></li></ul></aside>"
)
COMMENTS = (
    "<section id='comments' class='comment-list'><h3>2 Comments</h3><div class='comment'><p>First"
    " reader says that the old pier was nicer anyway.</p></div><div class='comment'><p>Second"
    " reader does not agree with that at all.</p></div></section>"
)
PROSE = (
    "The council voted on Tuesday evening to rebuild the eastern pier before the next summer.",
    (
        "Engineers had warned for three years that the timber below the waterline was rotting, and "
        "that a single storm could take the outer third of it."
    ),
    "“We waited too long,” said Mara Quist, who runs the ticket office, “and now we pay for it.”",
    "Work begins in March. Until then the pier stays closed, and boats leave from the north quay.",
)
HAN = (
    "本周二晚上，镇议会投票决定，在明年夏天之前重修东码头。",
    "工程师三年来一直提醒，水线以下的木桩正在腐烂，一场风暴就可能冲走外侧的三分之一。",
    "“我们等得太久了，”售票处负责人说，“现在只能花更多的钱。”",
    "工程三月开工。在此之前码头关闭，船只改从北岸出发。",
)
GERMAN = (
    "Der Gemeinderat hat am Dienstagabend beschlossen, die östliche Mole bis zum Sommer zu erneuern.",
    (
        "Seit drei Jahren warnen Ingenieure, dass das Holz unter der Wasserlinie fault und ein Sturm "
        "genügt, um das äußere Drittel mitzunehmen."
    ),
    "Die Arbeiten beginnen im März. Bis dahin bleibt die Mole gesperrt.",
)


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@dataclass(frozen=True)
class BodyPage:
    label: str
    html: str
    has: tuple[str, ...]
    hasnot: tuple[str, ...]


FURNITURE = (
    "Share on Facebook", "We use cookies", "Related stories", "Ferry prices", "Terms of use",
    "All rights reserved", "First reader says",
)  # fmt: skip


def page(head: str, body: str, lang: str = "en") -> str:
    return (
        f"<!doctype html><html lang={lang}><head><title>{head} | The Harbour Post</title></head>"
        f"<body>{COOKIES}{NAV}{body}{FOOT}</body></html>"
    )


def news(texts: tuple[str, ...], head: str, lang: str, wrap: str) -> str:
    inner = f"<h1>{head}</h1>{SHARE}<div class='article-body'>{paragraphs(texts)}</div>"
    return page(head, f"{wrap.format(inner)}{RELATED}{COMMENTS}", lang)


PAGES = (
    BodyPage("article element", news(PROSE, "Pier to be rebuilt", "en", "<main><article>{}</article></main>"), PROSE, FURNITURE),
    BodyPage("divs only", news(PROSE, "Pier to be rebuilt", "en", "<div id=content><div class=post>{}</div></div>"), PROSE, FURNITURE),
    BodyPage("Chinese", news(HAN, "东码头将重修", "zh", "<div class='main'><div class='content'>{}</div></div>"), HAN, FURNITURE),
    BodyPage("German", news(GERMAN, "Neue Mole bis zum Sommer", "de", "<main><article>{}</article></main>"), GERMAN, FURNITURE),
    BodyPage(
        "short article in a long page",
        page(
            "Pier closed",
            f"<article><h1>Pier closed</h1><p>{PROSE[3]}</p></article><div class='latest-news'>"
            + "".join(
                f"<div class=teaser><h3><a href=/{i}>Story number {i} of the day</a></h3><p>A short"
                f" text that leads to story number {i}, which is told elsewhere.</p></div>"
                for i in range(12)
            )
            + "</div>",
        ),
        (PROSE[3],),
        ("Story number 3", "leads to story number 7"),
    ),
    BodyPage(
        "line breaks and no paragraphs",
        page("Pier to be rebuilt", f"<div class=text>{'<br><br>'.join(PROSE)}</div>{RELATED}"),
        PROSE,
        ("Related stories", "Terms of use"),
    ),
    BodyPage(
        "table layout",
        f"<html><head><title>Pier</title></head><body><table><tr><td class=menu><a href=/1>Home</a>"
        f"<br><a href=/2>Archive</a></td><td><h2>Pier</h2>{paragraphs(PROSE)}</td></tr></table>"
        f"{FOOT}</body></html>",
        PROSE,
        ("Archive", "Terms of use"),
    ),
    BodyPage(
        "headings, lists and a quote",
        page(
            "How the pier is rebuilt",
            f"<article><h1>How the pier is rebuilt</h1><p>{PROSE[0]}</p><h2>What is done first</h2>"
            "<ul><li>Divers mark every rotten post below the waterline.</li><li>A barge brings the"
            f" new oak from the river yard.</li></ul><blockquote><p>{PROSE[2]}</p></blockquote>"
            f"<p>{PROSE[3]}</p></article>{RELATED}",
        ),
        (PROSE[0], "What is done first", "Divers mark every rotten post", PROSE[2], PROSE[3]),
        ("Ferry prices", "Terms of use"),
    ),
    BodyPage(
        "forum thread",
        page(
            "Which varnish for oak posts?",
            "<div class='thread'>"
            + "".join(
                f"<div class='post'><div class='post-author'><a href=/u{i}>user{i}</a></div><div"
                f" class='post-content'><p>{text}</p></div></div>"
                for i, text in enumerate(
                    (
                        ("Hello, I have to treat twelve oak posts that stand in salt water. Which "
                        "varnish would you take, and how many coats does it need?"),
                        ("I used tar on mine ten years ago and they still stand, but the smell stays"
                        " for a whole summer, so ask the neighbours first."),
                        ("Tar is fine below the waterline. Above it I would rather oil the wood every"
                        " second year and let it turn grey."),
                    )
                )
            )
            + "</div>",
        ),
        ("treat twelve oak posts", "I used tar on mine", "rather oil the wood"),
        ("Terms of use", "We use cookies"),
    ),
    BodyPage(
        "documentation with code",
        page(
            "tidewatch: reading a gauge",
            "<div class='sidebar toc'><ul><li><a href=#i>Install</a></li><li><a href=#u>Usage</a>"
            "</li></ul></div><main class='markdown-body'><h1>Reading a gauge</h1><p>The function"
            " <code>read_gauge</code> returns the level in centimetres above the chart datum.</p>"
            "<pre><code>from tidewatch import read_gauge\nlevel = read_gauge('east-pier')\n"
            "print(level)</code></pre><p>It raises an error when the gauge has been silent for more"
            " than ten minutes.</p></main>",
        ),
        ("returns the level in centimetres", "level = read_gauge('east-pier')", "raises an error"),
        ("Terms of use",),
    ),
    BodyPage(
        "Chinese news with credits",
        "<html><head><title>东码头将重修_江口网</title></head><body><div class='nav'><a href=/>首页</a>"
        "<a href=/n>新闻</a></div><div class='main'><h1>东码头将重修</h1><div class='info'>来源：江口日报 "
        "2024-03-05 10:20</div><div class='text'>" + paragraphs(HAN)
        + "<p>（责任编辑：韩晓川）</p></div><div class='xgnews'><h3>相关新闻</h3><ul><li><a href=/1>老磨坊将"
        "拍卖</a></li><li><a href=/2>渡轮票价再次上涨</a></li></ul></div></div><div class='footer'>版权所有"
        " 江口网</div></body></html>",
        HAN,
        ("责任编辑", "相关新闻", "渡轮票价", "版权所有", "来源：江口日报"),
    ),
    BodyPage(
        "two copies, for small and large screens",
        page(
            "Pier to be rebuilt",
            f"<div class='mobile-only'><h1>Pier to be rebuilt</h1>{paragraphs(PROSE)}</div><div"
            f" class='desktop'><h1>Pier to be rebuilt</h1>{paragraphs(PROSE)}</div>",
        ),
        PROSE,
        ("Terms of use",),
    ),
)  # fmt: skip
