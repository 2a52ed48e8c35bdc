"""The tables of the sample: rights marks, sites, and the pages of every dump."""

from dataclasses import dataclass, field

CC = "https://creativecommons.org/licenses/"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a careful reader concludes; None is left out of `expected.jsonl` as open."""

    license: str
    status: str | None
    release: str | None


RESERVED = Verdict("NONE", "reserved", "metadata_only")
NOT_OURS = Verdict("NONE", "third_party", "metadata_only")
PERMISSION = Verdict("NONE", "permission_required", "metadata_only")
NONE_OF_THEM = Verdict("NONE", None, "metadata_only")  # third_party or reserved: both are fair
UNKNOWN = Verdict("NOASSERTION", "unknown", "metadata_only")
REVIEW_REPRINT = Verdict("NOASSERTION", "conditional_reprint", "review")
CONFLICT = Verdict("NOASSERTION", "conflicting", "review")
BY4 = Verdict("CC-BY-4.0", "open_license", "full_text")
BY4_TDM = Verdict("CC-BY-4.0", "open_license", "metadata_only")
BY3DE = Verdict("CC-BY-3.0-DE", "open_license", "full_text")
CC0 = Verdict("CC0-1.0", "public_domain", "full_text")
BYNCND = Verdict("CC-BY-NC-ND-4.0", None, "metadata_only")  # nc or nd: the licence is both


@dataclass(frozen=True, slots=True)
class Site:
    """One invented site: its template, menu, teasers and footer (HTML lines)."""

    name: str
    template: str
    lang: str
    nav: tuple[str, ...]
    related: tuple[str, ...]
    footer: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in one dump. `article` names the text where it is not the slug itself."""

    slug: str
    site: str
    where: str  # URL in a WARC, file name in a folder, "" in a line dump
    verdict: Verdict | None = None  # None: the site's
    article: str = ""
    charset: str = "utf-8"  # as declared in the page
    codec: str = ""  # as encoded; the charset unless given
    http: tuple[tuple[str, str], ...] = ()
    transfer: str = ""  # "chunked" or "gzip"
    cluster: str = ""
    near_cluster: str = ""
    look: dict[str, str] = field(default_factory=dict)  # members of templates.Look
    footer: tuple[str, ...] | None = None
    json_ld: tuple[tuple[str, str], ...] = ()
    text_tail: str = ""  # last lines of a WET or text page


_ZH_NAV = ("首页", "要闻", "时评", "城建", "乡村", "文化", "教育", "图片", "视频", "专题", "客户端")
_ZH_MORE = (
    "北岸公园夜间照明更换完毕", "第五届风筝节报名开始", "老城区十条小巷重新铺石板",
    "供水管网今晚分段检修", "中学生自制水位计获奖", "周末有雾 出行注意安全",
)  # fmt: skip
_HANT_NAV = ("首頁", "地方", "漁業", "文教", "副刊", "影音", "訂閱", "聯絡我們")
_HANT_MORE = ("燈塔整修下月動工", "漁會改選投票結果", "老戲院放映露天電影", "颱風假補課方式公布")
_EN_NAV = ("Home", "Harbour", "Town", "Culture", "Weather", "Letters", "Notices", "Contact")
_EN_MORE = (
    "Bakery roof repaired at last", "New timetable for the causeway bus", "Choir seeks two basses",
    "Lost oar returned after nine years", "Harvest supper moved to the hall",
)  # fmt: skip
_DE_NAV = ("Startseite", "Lokales", "Kultur", "Sport", "Wetter", "Anzeigen", "Kontakt")
_DE_MORE = (
    "Feuerwehr sucht Nachwuchs", "Brücke am Mühlenteich gesperrt", "Chor probt wieder im Saal",
    "Wochenmarkt zieht um", "Neue Bänke am Deich",
)  # fmt: skip
_JA_NAV = ("トップ", "地域", "暮らし", "文化", "天気", "お知らせ", "会社案内", "お問い合わせ")
_JA_MORE = (
    "市電の新車両が到着",
    "図書館が開館時間を延長",
    "秋祭りの山車を修理",
    "港の灯台を一般公開",
)


def _by(
    words: str, link: str, href: str = CC + "by/4.0/", rel: str = "license", tail: str = ""
) -> str:
    anchor = f'<a rel="{rel}" href="{href}">{link}</a>'
    return f'<div class="cc-license"><p>{words}{anchor}{tail}</p></div>\n'


BY_ZH = _by("本文采用", "知识共享署名 4.0 国际许可协议", CC + "by/4.0/deed.zh", tail="进行许可。")
BY_EN = _by(
    "This article is licensed under a ",
    "Creative Commons Attribution 4.0 International License",
    tail=".",
)
BY_DE = _by(
    "Dieser Beitrag steht unter der Lizenz ", "Creative Commons Namensnennung 4.0 International",
    CC + "by/4.0/deed.de", "license noopener noreferrer", ".",
)  # fmt: skip
BY_JA = _by(
    "この記事は",
    "クリエイティブ・コモンズ 表示 4.0 国際 ライセンス",
    CC + "by/4.0/deed.ja",
    tail="の下に提供されています。",
)
TEA_CLAUSES = (
    '<div class="shengming"><p>版权声明：</p><p>1. 凡本网注明“来源：青山网”的作品，版权均属于青山网，'
    "未经本网授权不得转载、摘编。</p><p>2. 凡本网注明“来源：XXX（非青山网）”的作品，均转载自其他媒体，"
    "版权属于原作者或原媒体，如需使用请与来源单位联系。</p></div>\n"
)

SITES: dict[str, Site] = {
    "qingshan": Site("青山网", "portal_zh", "zh-CN", _ZH_NAV, _ZH_MORE, (
        "<p>关于我们 | 联系我们 | 广告服务 | 网站地图</p>",
        "<p>青 山 网 版 权 所 有 ，未 经 许 可 不 得 转 载</p>",
        "<p>青ICP备00000001号-1 | 互联网新闻信息服务许可证：00000000001 | 青公网安备 00000000000001号</p>",
        "<p>Copyright &copy; 1999-2020 by news.qingshan.example. all rights reserved</p>",
    ), RESERVED),
    "qingshan-m": Site("青山网", "feed_zh", "zh-CN", _ZH_NAV[1:6], _ZH_MORE[2:], ("青山网 版权所有 未经许可不得转载",), RESERVED),
    "yunling": Site("云岭在线", "feed_zh", "zh-CN", _ZH_NAV[1:8], _ZH_MORE[::-1], (
        "&copy; 2021 云岭在线 版权所有 未经授权，不得转载",
        "云ICP备00000003号-2 增值电信业务经营许可证 云B2-00000000", "关于我们 | 联系方法 | 意见反馈",
    ), RESERVED),
    "linjiang": Site("临江日报", "soup_zh", "zh-CN", _ZH_NAV[:7], _ZH_MORE[:5], (
        "版权所有：临江日报社 未经授权禁止转载、摘编", "临ICP备00000002号 地址：临江市渡口路1号",
    ), RESERVED),
    "fenglin": Site("枫林教育网", "feed_zh", "zh-CN", ("首页", "校园", "教师", "家长", "考试"), _ZH_MORE[2:], (
        "枫ICP备00000004号", "关于我们 | 投稿邮箱",
    ), REVIEW_REPRINT),
    "haiya": Site("海崖晚报", "soup_zh", "zh-CN", _ZH_NAV[2:9], _ZH_MORE[1:], ("海ICP备00000005号", "联系电话：00000000"), UNKNOWN),
    "kaifang": Site("开放知识站", "blog", "zh-CN", ("首页", "科普", "自然", "关于"), _ZH_MORE[3:], ("由志愿者维护",), BY4),
    "yehang": Site("夜航船", "blog", "zh-CN", ("首页", "随笔", "书单"), _ZH_MORE[:3], ("夜航船文集",), BYNCND),
    "jiejiao": Site("街角自然笔记", "blog", "zh-CN", ("首页", "鸟类", "植物", "地图"), _ZH_MORE[1:4], ("街角自然小组",), CONFLICT),
    "wugang": Site("霧港時報", "shimbun", "zh-Hant", _HANT_NAV, _HANT_MORE, ("霧港時報 版權所有 不得轉載", "地址：霧港市海堤路一號"), RESERVED),
    "wuarch": Site("霧港檔案室", "archive", "zh-Hant", _HANT_NAV[:4], _HANT_MORE[:3], ("霧港檔案室", "開放時間：週二至週六"), CC0),
    "courier": Site("Marlow Bay Courier", "press", "en", _EN_NAV, _EN_MORE, (
        "&copy; 2022 Marlow Bay Courier. All rights reserved. No part of this site may be reproduced without written permission.",
        "About | Advertise | Privacy",
    ), RESERVED),
    "gazette": Site("Tern Gazette", "gazette", "en", _EN_NAV[:6], _EN_MORE[1:], ("&copy; 2020 Tern Gazette", "Privacy | Cookies"), UNKNOWN),
    "mercury": Site("Orrin Mercury", "press", "en", _EN_NAV[1:], _EN_MORE[:4], ("&copy; 2019 Orrin Mercury", "Contact us"), UNKNOWN),
    "harbour": Site("Open Harbour Review", "blog", "en", _EN_NAV[:3], _EN_MORE[:3], ("Open Harbour Review is run by its readers",), BY4),
    "paths": Site("Tern Valley Paths Project", "archive", "en", ("Home", "Maps", "Articles"), _EN_MORE[2:], ("Tern Valley Paths Project",), BY4),
    "records": Site("Tern Valley Record Office", "archive", "en", ("Home", "Catalogue", "Guides"), _EN_MORE[:3], ("Tern Valley Record Office", "Open Tuesday to Friday"), CC0),
    "fenwick": Site("Fenwick Field Society", "blog", "en", ("Home", "Notes", "Members"), _EN_MORE[1:4], ("Fenwick Field Society",), BY4_TDM),
    "fieldnotes": Site("Hill Field Notes", "archive", "en", ("Home", "Essays", "Open notebook"), _EN_MORE[2:], ("Hill Field Notes",), BY4),
    "parish": Site("Hobb's End Parish News", "gazette", "en", _EN_NAV[:5], _EN_MORE[::-1], ("&copy; 2017 Hobb's End Parish News. All rights reserved.",), RESERVED),
    "ostermoor": Site("Ostermoorer Bote", "gazette", "de", _DE_NAV, _DE_MORE, (
        "&copy; 2021 Ostermoorer Bote. Alle Rechte vorbehalten. Nachdruck nur mit Genehmigung des Verlags.", "Impressum | Datenschutz",
    ), RESERVED),
    "stadtarchiv": Site("Offenes Stadtarchiv Grevensand", "blog", "de", _DE_NAV[:3], _DE_MORE[:3], ("Offenes Stadtarchiv Grevensand | Impressum",), BY4),
    "feldbahn": Site("Grevensander Aufsätze", "archive", "de", ("Start", "Aufsätze", "Daten"), _DE_MORE[2:], ("Grevensander Aufsätze", "Impressum"), BY3DE),
    "hagen": Site("Hagener Hefte", "blog", "de", _DE_NAV[:4], _DE_MORE[1:4], ("Hagener Hefte | Impressum",), UNKNOWN),
    "siel": Site("Sielbote", "gazette", "de", _DE_NAV[1:], _DE_MORE[::-1], ("Impressum | Datenschutz | Abo",), UNKNOWN),
    "shiomi": Site("汐見新聞", "shimbun", "ja", _JA_NAV, _JA_MORE, ("記事・写真の無断転載を禁じます。 &copy; 汐見新聞社",), RESERVED),
    "bunko": Site("みなと文庫", "blog", "ja", _JA_NAV[:3], _JA_MORE[1:], ("みなと文庫",), BY4),
    "plain": Site("", "", "", (), (), (), UNKNOWN),
}  # fmt: skip

QS, YL, LJ = (
    "https://news.qingshan.example",
    "https://www.yunling.example.com",
    "http://www.linjiang-daily.example",
)
MB = "https://www.marlowbay.example"

WARC: tuple[Entry, ...] = (
    Entry("zh-bridge", "qingshan", f"{QS}/n1/2019/0926/c1001-1.html", cluster="bridge"),
    Entry("zh-bridge-mobile", "qingshan-m", "https://m.qingshan.example/news/1001.html", article="zh-bridge", cluster="bridge"),
    Entry("zh-tea", "qingshan", f"{QS}/n1/2020/0318/c1002-7.html", NOT_OURS, look={"notice": TEA_CLAUSES}),
    Entry("zh-metro", "yunling", f"{YL}/21/0702/19/METRO0001.html"),
    Entry("zh-rain", "yunling", f"{YL}/20/0809/10/RAIN0001.html", UNKNOWN, footer=("&copy; 2020 云岭在线", "云ICP备00000003号-2")),
    Entry("zh-school", "fenglin", "https://edu.fenglin.example.org/a/1105.html",
          look={"notice": '<div class="zhuanzai">转载请注明出处：枫林教育网</div>\n'}),
    Entry("zh-hydro", "linjiang", f"{LJ}/news/show.asp?id=530", charset="gbk", http=(("Content-Type", "text/html; charset=gbk"),)),
    Entry("zh-name", "linjiang", f"{LJ}/news/show.asp?id=1204", charset="gb2312", codec="gbk", http=(("Content-Type", "text/html"),)),
    Entry("zh-water", "kaifang", "https://kaifang.example.org/2022/04/water-report", look={"notice": BY_ZH}, cluster="water"),
    Entry("zh-ncnd", "yehang", "https://yehang.example.org/essay/rain", look={
        "notice": _by("除特别注明外，本文以", "CC BY-NC-ND 4.0", CC + "by-nc-nd/4.0/", tail="许可发布。")}),
    Entry("zh-conflict", "jiejiao", "https://jiejiao.example.org/note/swallow", look={
        "notice": BY_ZH + '<p class="copyright">本文为作者原创，未经许可，不得转载。</p>\n'}),
    Entry("zh-hant-ferry", "wugang", "https://www.wugang-times.example/local/20220914-3"),
    Entry("zh-hant-archive", "wuarch", "https://archive.wugang.example.org/diary", look={
        "head": f'<link rel="license" href="{ZERO}">', "notice": _by("本頁內容以", "CC0 1.0 公眾領域貢獻宣告", ZERO, tail="釋出。")}),
    Entry("en-ferry", "courier", f"{MB}/story/night-ferry", near_cluster="ferry"),
    Entry("en-market", "courier", f"{MB}/story/covered-market", NONE_OF_THEM, transfer="chunked"),
    Entry("en-storm-a", "courier", f"{MB}/story/causeway", near_cluster="storm"),
    Entry("en-storm-b", "gazette", "https://gazette.ternvalley.example/regional/causeway-shut", near_cluster="storm"),
    Entry("en-lighthouse", "mercury", "https://mercury.orrin.example/story/lens", look={
        "after_caption": f' (<a href="{CC}by/4.0/">licence</a>)'}),
    Entry("en-seaweed", "harbour", "https://review.openharbour.example.org/2020/seaweed", look={"notice": _by(
        "Except where otherwise noted, content on this site is licensed under a ",
        "Creative Commons Attribution 4.0 International License", tail=".")}),
    Entry("en-atlas", "paths", "https://paths.ternvalley.example.org/atlas", json_ld=(("license", CC + "by/4.0/"),)),
    Entry("en-records", "records", "https://records.ternvalley.example.org/guides/diaries", look={
        "notice": _by("This guide is dedicated to the public domain under ", "CC0 1.0 Universal", ZERO, tail=".")}),
    Entry("en-tdm", "fenwick", "https://fenwick.example.org/notes/lamps", look={"notice": BY_EN, "head": (
        '<meta name="tdm-reservation" content="1">\n<meta name="tdm-policy" content="https://fenwick.example.org/tdm.json">')}),
    Entry("en-essay", "fieldnotes", "https://fieldnotes.example/essays/hinges.html", BY4_TDM, look={"notice": BY_EN}),
    Entry("en-open", "fieldnotes", "https://fieldnotes.example/open/wall-diary.html", look={"notice": BY_EN}),
    Entry("de-moor", "ostermoor", "https://www.ostermoor.example/lokales/bohlenweg-1.html", transfer="gzip"),
    Entry("de-archiv", "stadtarchiv", "https://stadtarchiv.grevensand.example.org/werkstatt/adressbuch", look={"notice": BY_DE}),
    Entry("de-bahn", "feldbahn", "https://aufsaetze.grevensand.example.org/feldbahn", look={"notice": _by(
        "Lizenz: ", "Namensnennung 3.0 Deutschland (CC BY 3.0 DE)", CC + "by/3.0/de/")}),
    Entry("de-noai", "hagen", "https://hefte.hagen.example/gemeindeofen", look={"head": '<meta name="robots" content="noai, noimageai">'}),
    Entry("ja-harbor", "shiomi", "https://www.shiomi-shimbun.example/local/0508.html"),
    Entry("ja-bunko", "bunko", "https://minato-bunko.example.org/guide/reading-room", look={"notice": BY_JA}),
)  # fmt: skip
DAMAGED: tuple[Entry, ...] = (
    Entry("dmg-clock", "courier", f"{MB}/story/town-clock"),
    Entry(
        "dmg-lost", "yunling", f"{YL}/21/0702/19/LOST0001.html", article="zh-metro"
    ),  # its member is broken
    Entry("dmg-glas", "ostermoor", "https://www.ostermoor.example/lokales/glashuette-4.html"),
)
WET: tuple[Entry, ...] = (
    Entry("wet-orchard", "qingshan", f"{QS}/n1/2021/0406/c1003-2.html", text_tail="青山网 版权所有 未经许可不得转载\n青ICP备00000001号-1"),
    Entry("wet-mill", "harbour", "https://review.openharbour.example.org/2021/mill", BY4, text_tail=(
        "This work is licensed under a Creative Commons Attribution 4.0 International License.\n" + CC + "by/4.0/")),
    Entry("wet-imker", "ostermoor", "https://www.holmbach.example/verein/waage.html", text_tail="© 2020 Holmbacher Anzeiger. Alle Rechte vorbehalten."),
    Entry("wet-kite", "shiomi", "https://tako.example.org/zumen/100", UNKNOWN),
    Entry("wet-ferry", "courier", "https://text.marlowbay.example/night-ferry", article="en-ferry", near_cluster="ferry",
          text_tail="© 2022 Marlow Bay Courier. All rights reserved. No part of this site may be reproduced without written permission."),
)  # fmt: skip
HTML: tuple[Entry, ...] = (
    Entry("html-stone", "linjiang", "zh/stone-bridge.html", charset="gbk"),
    Entry("html-garden", "haiya", "zh/roof-garden.html", charset="gb2312", codec="gb18030"),
    Entry("html-quarry", "parish", "quarry-lake.html", near_cluster="quarry"),
    Entry("html-werft", "siel", "werft.html"),
    Entry("html-onsen", "shiomi", "ja/onsen.html", charset="Shift_JIS"),
    Entry(
        "html-water",
        "kaifang",
        "zh/water-report.html",
        article="zh-water",
        look={"notice": BY_ZH},
        cluster="water",
    ),
)
TEXT: tuple[Entry, ...] = (
    Entry("twin", "plain", "liuxi-review.txt", PERMISSION),
    Entry("text-reed", "plain", "reed-bed.txt"),
    Entry("text-minutes", "plain", "minutes.txt", CC0, text_tail=(
        f"This page is dedicated to the public domain under CC0 1.0 Universal: {ZERO}")),
)  # fmt: skip
JSONL: tuple[Entry, ...] = (
    Entry("json-note", "gazette", "https://gazette.ternvalley.example/notices/tide-tables"),
    Entry("json-kiln", "linjiang", f"{LJ}/news/show.asp?id=1188", charset="gb2312", codec="gbk", look={"as": "html_base64"}),
    Entry("json-quarry", "plain", "https://parish.hobbsend.example/quarry?print=1", article="html-quarry", near_cluster="quarry", look={"as": "text"}),
    Entry("bad-line", "plain", ""),
    Entry("json-cable", "fenwick", "https://fenwick.example.org/notes/cable", http=(("TDM-Reservation", "1"),), look={"notice": BY_EN}),
    Entry("json-water", "kaifang", "https://mirror.kaifang.example.org/water", article="zh-water", look={"notice": BY_ZH}, cluster="water"),
    Entry("empty-line", "plain", "https://gazette.ternvalley.example/empty"),
)  # fmt: skip

FIELDNOTES_ROBOTS = "User-agent: GPTBot\nDisallow: /essays/\n\nUser-agent: *\nAllow: /\n"
FIELDNOTES_TDMREP = (
    '[\n  {"location": "/essays/*", "tdm-reservation": 1, "tdm-policy": "https://fieldnotes.example/tdm.json"},\n'
    '  {"location": "/", "tdm-reservation": 0}\n]\n'
)
