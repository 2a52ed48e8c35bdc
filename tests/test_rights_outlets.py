"""Outlet terms over whole pages; outlets, texts and terms are invented."""

import pickle
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools import explain, outlets_test
from dataset_tools.builder import build
from dataset_tools.errors import ConfigError
from dataset_tools.manifest import read_manifest
from dataset_tools.model import Capture, CorpusContext, Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.outlet_file import load_outlets
from dataset_tools.rights.outlet_terms import TESTS, Outlets, letters
from dataset_tools.rights.policy import load_policy
from tests.conftest import ROOT
from tests.test_cli import colophon

GROUP = (
    "①芦汀报业集团授权芦汀网,在互联网上发布集团两报一刊的新闻信息。未经本网授权,不得转载集团任何作品。"
    "获得授权的,应在授权范围内使用,并注明“来源:芦汀网”或“来源:芦汀网-芦汀XX”。"
)
OWN = (
    "② 凡本网注明“来源:芦汀网”的作品,均由本网采写,版权属芦汀网。未经本网授权,不得转载、摘编。"
    "获得授权的,应在授权范围内使用,并注明“来源:芦汀网”。"
)
OTHER = (
    "③ 芦汀网标明非芦汀网的确定来源,或者未标注芦汀网名称、水印的文字和图片,均为非原创作品。"
    "如涉及版权问题,请与芦汀网联系,联系邮箱:rights@luting.example。"
)
LIST = "附:芦汀报业集团两报一刊:芦汀日报 滩头晚报 芦汀画刊"
BODY = "\n\n".join(
    f"第{n}段。芦汀的渡口上个月换了新的跳板,原来的那一块用了二十年,边上的木头已经磨得发亮。"
    f"管渡口的人说,换跳板要等潮水最低的那两个钟头,一年里合适的日子不超过{n}十天。"
    "今年他们提前量好了尺寸,把钉眼都打好,只等那个早上。"
    for n in "一二三四"
)
HEADLINE = "渡口换跳板 等的是潮水最低的两个钟头"
CAPTION = "工人在渡口安装新跳板。 芦汀网发"
AUTHOR = "作者:苇间(东滩新区)"
MOBILE = f"{HEADLINE}\n\n来源:芦汀网2024-03-08\n{CAPTION}\n\n{BODY}\n\n{AUTHOR}\n"
DESKTOP = f"{HEADLINE}\n\n2024-03-08 06:00:00 来源:\n{CAPTION}\n\n{BODY}\n\n{AUTHOR}\n"
NOTICE = (
    "[责任编辑: 沈渡 ]\n跟帖请守约定\n版权声明:\n联系方式:芦汀网络传媒有限公司 电话:00000000\n"
    f"{GROUP}\n{OWN}\n{OTHER}\n{LIST}\n关闭"
)
PAGE = f"{MOBILE}\n要闻 | 芦汀 渡口 | 读书 戏曲\n\n{DESKTOP}\n{NOTICE}"
HALF = f"{DESKTOP}\n{NOTICE}"
KNOWN = letters(f"{GROUP}\n{OWN}\n{OTHER}")

TERMS = f"""
schema = "outlet-terms/1"
id = "example.luting"
identify = [
    {{ domain = "luting.example", confidence = 0.99 }},
    {{ notice_contains = "凡本网注明“来源:芦汀网”的作品", confidence = 0.95 }},
    {{ publisher_line = "芦汀网络传媒有限公司", confidence = 0.9 }},
]
valid = {{ observed = 2024-03-08 }}
notice = {{ chars = {len(KNOWN)}, sha256 = ["{sha256(KNOWN.encode()).hexdigest()}"] }}
clauses = [
    {{ mark = "①", says = "works of the group", contains = "芦汀报业集团" }},
    {{ mark = "②", says = "own works", contains = "来源:芦汀网" }},
    {{ mark = "③", says = "everything else" }},
]
lists = {{ group = ["芦汀日报", "滩头晚报", "芦汀画刊"] }}

[publisher]
name = "芦汀网络传媒有限公司"
aliases = ["芦汀网", "本网"]
contact = "office@luting.example"

[[rules]]
id = "c1"
when = {{ any = [{{ source_in = "group" }}, {{ source_starts = "芦汀网-芦汀" }}] }}
then = {{ status = "permission_required", holder = "芦汀报业集团", clause = "①" }}

[[rules]]
id = "c2"
when = {{ source_equals = "芦汀网" }}
[rules.then]
status = "permission_required"
holder = "芦汀网"
duties = ["obtainConsent", "attribute"]
attribution = "来源:芦汀网"
clause = "②"

[rules.then.flag_if]
author_affiliation_present = "external_author"
media_credit_present = "embedded_media_credit"

[[rules]]
id = "c3a"
when = {{ source_present = true }}
then = {{ status = "third_party", holder = {{ from = "source" }}, clause = "③" }}

[[rules]]
id = "c3b"
when = {{ source_present = false, credit_absent = ["芦汀网"] }}
then = {{ status = "third_party", clause = "③" }}

[[rules]]
id = "default"
when = {{ always = true }}
then = {{ status = "reserved", clause = "page" }}

[[tests]]
source = "芦汀网"
expect = "c2"
"""


def written(folder: Path, content: str = TERMS, name: str = "luting.toml") -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


@pytest.fixture(scope="module")
def luting(tmp_path_factory: pytest.TempPathFactory) -> Outlets:
    return load_outlets([written(tmp_path_factory.mktemp("terms"))])


def convert(text: str, outlets: Outlets, markup: Any = "text", **fields: Any) -> Record:
    capture = Capture("d.txt", markup, 0, None, text.encode(), markup=markup, **fields)
    settings = Settings(load_policy("cautious"), outlets=outlets)
    record = convert_capture(capture, settings, CorpusContext())
    assert isinstance(record, Record)
    for item in record.evidence:
        if item.source == "page" and item.start is not None:
            assert record.page.text[item.start : item.end][:500] == item.excerpt
    return record


def outcomes(record: Record) -> dict[str, str]:
    return {one.rule.rpartition("/")[2]: one.outcome for one in record.rights.tried}


def credited(source: str) -> str:
    return PAGE.replace("来源:芦汀网2024", f"来源:{source}2024", 1)


@pytest.mark.parametrize(
    ("text", "rule", "status", "holder", "flags"),
    [
        pytest.param(PAGE, "c2", "permission_required", "芦汀网",
                     ("embedded_media_credit", "external_author"), id="own"),
        pytest.param(credited("芦汀网-芦汀日报"), "c1", "permission_required", "芦汀报业集团", (),
                     id="group, as the clause asks"),
        pytest.param(credited("芦汀网—芦汀晨报"), "c1", "permission_required", "芦汀报业集团", (),
                     id="another dash"),
        pytest.param(credited("滩头晚报"), "c1", "permission_required", "芦汀报业集团", (),
                     id="group, from the list"),
        pytest.param(credited("远浦日报"), "c3a", "third_party", "远浦日报", (), id="reprint"),
        pytest.param(HALF, "default", "reserved", None, ("outlet_rule_undetermined",),
                     id="desktop half"),
        pytest.param(HALF.replace(" 芦汀网发", ""), "c3b", "third_party", None, (),
                     id="unmarked"),
    ],
)  # fmt: skip
def test_the_clause_that_decides(
    luting: Outlets, text: str, rule: str, status: str, holder: str | None, flags: tuple[str, ...]
) -> None:
    """Source lines choose the clause; the contact of the notice is kept, and no text ships."""
    record = convert(text, luting)
    rights = record.rights
    assert (f"example.luting/{rule}", status) == (rights.outlet_rule, rights.rights_status)
    assert (holder, "NONE", "rights@luting.example") == (
        rights.holder,
        rights.license,
        rights.contact,
    )
    assert flags == rights.flags
    assert record.release == "metadata_only"


def test_clause_source_line_and_credit_line(luting: Outlets) -> None:
    """The evidence of a decision is the source line and the whole clause, both in their place."""
    record = convert(PAGE, luting)
    found = {e.kind: e for e in record.evidence if e.field == "outlet_rule"}
    line, clause = found["outlet_source"], found["outlet_clause"]
    assert PAGE[line.start : line.end] == "来源:芦汀网2024-03-08"
    assert PAGE[clause.start : clause.end] == record.rights.license_notes == OWN
    assert record.rights.attribution == "来源:芦汀网"
    assert clause.confidence > 0.9


def test_a_picture_credit_does_not_mark_the_text(luting: Outlets) -> None:
    """An empty source line leaves the second limb of ③ undetermined, and ② is never assumed."""
    record = convert(HALF, luting)
    assert outcomes(record) == {
        "c1": "false", "c2": "false", "c3a": "false", "c3b": "undetermined", "default": "true",
    }  # fmt: skip
    assert (record.rights.attribution, record.rights.license_notes) == (None, None)
    sign = next(e for e in record.evidence if e.kind == "outlet_sign")
    assert "芦汀网络传媒有限公司" in sign.excerpt


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        pytest.param(PAGE.replace(":", "：").replace(",", "，"), (), id="full width"),
        pytest.param(PAGE.replace("凡本网注明", "凡 本 网 注 明"), (), id="spaced"),
        pytest.param(PAGE.replace("应在授权", "须在授权"), ("terms_changed",), id="reworded"),
        pytest.param(
            PAGE.replace("② 凡本网注明", "② 凡本报注明"),
            ("terms_changed",),
            id="identified by name and by the letters of the clause",
        ),
        pytest.param(
            PAGE.replace(OWN, ""), ("clause_unverified", "terms_changed"), id="clause is gone"
        ),
    ],
)  # fmt: skip
def test_terms_go_stale(luting: Outlets, text: str, flags: tuple[str, ...]) -> None:
    """Other widths and spaces are the same notice; another wording is flagged, so is no clause."""
    record = convert(text, luting)
    assert record.rights.outlet_rule == "example.luting/c2"
    assert set(flags) == set(record.rights.flags) - {"embedded_media_credit", "external_author"}


def test_the_domain_is_enough(luting: Outlets) -> None:
    """A page without its notice is judged by its host; the clause is then not verified."""
    record = convert(MOBILE, luting, url="https://news.luting.example/a.html")
    assert record.rights.outlet_rule == "example.luting/c2"
    assert "clause_unverified" in record.rights.flags
    assert record.rights.contact == "office@luting.example"
    other = convert(MOBILE, luting, url="https://notluting.example/a.html")
    assert other.rights.outlet_rule is None


def test_a_mention_is_no_identification(luting: Outlets) -> None:
    """Another site that credits the outlet, or writes about it, is not judged by its terms."""
    text = MOBILE.replace("第一段。", "第一段。芦汀网络传媒有限公司昨日宣布换跳板。")
    notice = "版权声明\n未经远浦网授权,不得转载。"
    record = convert(f"{text}\n{notice}", luting)
    assert (record.rights.outlet_rule, record.rights.rights_status) == (None, "reserved")


HTML = (
    "<html><head>{head}</head><body><article><h1>{title}</h1><p>2024-03-08 来源：{source}</p>"
    "{body}</article>{more}<div class='copyright'><p>版权声明</p><p>{own}</p><p>{other}</p></div>"
    "</body></html>"
)


def html(source: str = "芦汀网", head: str = "", more: str = "", own: str = OWN) -> str:
    body = "".join(f"<p>{p}</p>" for p in BODY.split("\n\n"))
    return HTML.format(
        title=HEADLINE, source=source, body=body, head=head, more=more, own=own, other=OTHER
    )


LINK = '<p>本文采用 <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC</a></p>'
ARTICLE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "'
    + HEADLINE
    + '", "license": "https://creativecommons.org/licenses/by/4.0/"}</script>'
)


def test_terms_come_before_a_license_of_the_page(luting: Outlets) -> None:
    """A license of the whole page does not open what the terms say of this source."""
    record = convert(html(more=LINK), luting, "html")
    assert (record.rights.outlet_rule, record.rights.license) == ("example.luting/c2", "NONE")
    assert "license_overruled_by_terms" in record.rights.flags


def test_terms_without_a_source_do_not_overrule_a_license(luting: Outlets) -> None:
    """Without a source value the license and the reservations of the page conflict."""
    record = convert(html(source="", more=LINK), luting, "html")
    assert (record.rights.outlet_rule, record.rights.rights_status) == (None, "conflicting")


def test_a_license_of_the_article_is_narrower(luting: Outlets) -> None:
    """What the article's own metadata grants holds against terms of the site."""
    rights = convert(html(head=ARTICLE), luting, "html").rights
    assert "license_differs_from_terms" in rights.flags
    assert (rights.outlet_rule, rights.license, rights.license_scope) == (
        None,
        "CC-BY-4.0",
        "article",
    )


def test_a_license_of_a_picture_decides_nothing(luting: Outlets) -> None:
    """Terms decide as if the picture's license were not there."""
    figure = f'<figure><img src="a.jpg"><figcaption>渡口 {LINK}</figcaption></figure>'
    record = convert(html(more=figure), luting, "html")
    assert record.rights.outlet_rule == "example.luting/c2"
    assert "license_overruled_by_terms" not in record.rights.flags


GRANT = "1. Texts of Holmwick County Office are licensed under the Open Government Licence v3.0."
OFFICE = (
    "<html><body><article><h1>The jetty at Tern Bay</h1><p>Source: {source}</p>"
    + "<p>The jetty at Tern Bay was closed on Monday for the second time this year, the office"
    " said, and it will open again once the planks that the storm took are replaced.</p>"
    * 1
    + "<p>Divers looked at the piles on Tuesday morning and found that two of them need to be"
    " replaced before the summer, which the county will pay for from its reserve.</p>"
    "</article><footer><p>{notice}</p><p>2. Texts that name another source belong to it.</p>"
    "<p>{more}</p></footer></body></html>"
)


@pytest.mark.parametrize(
    ("source", "notice", "more", "found"),
    [
        pytest.param("Holmwick County Office", GRANT, "",
                     ("example.holmwick/own", "OGL-UK-3.0", "full_text"), id="own text"),
        pytest.param("The Tern Gazette", GRANT, "",
                     ("example.holmwick/other", "NONE", "metadata_only"), id="another outlet"),
        pytest.param("Holmwick County Office", "Copyright Holmwick County.", "",
                     ("example.holmwick/other", "NONE", "metadata_only"), id="no clause, no grant"),
        pytest.param("Holmwick County Office", GRANT, "7. No text may be copied without consent.",
                     (None, "NOASSERTION", "review"), id="a clause that the terms do not know"),
        pytest.param("Holmwick County Office", GRANT, "© 2025 Holmwick. All rights reserved.",
                     (None, "NOASSERTION", "review"), id="reserved beside"),
    ],
)  # fmt: skip
def test_terms_that_grant(
    source: str, notice: str, more: str, found: tuple[str | None, str, str]
) -> None:
    """A grant needs its clause on the page, and a reservation beside it is a conflict."""
    text = OFFICE.format(source=source, notice=notice, more=more)
    record = convert(text, load_outlets(), "html", url="https://www.holmwick.example/a")
    assert found == (record.rights.outlet_rule, record.rights.license, record.release)


def test_changed_terms_grant_nothing(tmp_path: Path) -> None:
    """Where the notice is not the known one, a license of its clauses is in doubt."""
    text = TERMS.replace(
        'status = "permission_required"\nholder = "芦汀网"',
        """
status = "open_license"
license = "CC-BY-4.0"
""",
    )
    outlets = load_outlets([written(tmp_path, text)])
    granted, changed = convert(PAGE, outlets), convert(PAGE.replace("应在", "须在"), outlets)
    assert (granted.rights.outlet_rule, granted.release) == ("example.luting/c2", "full_text")
    assert (changed.rights.outlet_rule, changed.release) == ("example.luting/c3a", "metadata_only")
    assert outcomes(changed)["c2"] == "undetermined"


def test_the_operator_is_not_overruled(luting: Outlets) -> None:
    """The operator's license beside terms that reserve is a conflict, for a person to look at."""
    capture = Capture("d.txt", "text", 0, None, PAGE.encode(), markup="text")
    settings = Settings(load_policy("cautious"), license="CC-BY-4.0", outlets=luting)
    record = convert_capture(capture, settings, CorpusContext())
    assert isinstance(record, Record)
    assert (record.rights.rights_status, record.release) == ("conflicting", "review")


@pytest.mark.parametrize(
    ("year", "rule"),
    [
        pytest.param(2020, "example.luting/old", id="old terms"),
        pytest.param(2024, "example.luting/c2", id="new terms"),
        pytest.param(None, "example.luting/c2", id="no capture date: the latest"),
        pytest.param(2010, "generic/②", id="before both"),
    ],
)
def test_terms_of_the_capture_date(tmp_path: Path, year: int | None, rule: str) -> None:
    """Of several terms of a publisher those count that held when the page was captured."""
    new = TERMS.replace("observed = 2024-03-08", "observed = 2024-03-08, from = 2022-01-01")
    old = (
        TERMS.replace("2024-03-08", "2020-01-01, from = 2019-01-01, until = 2021-12-31")
        .replace('id = "c2"', 'id = "old"')
        .replace('expect = "c2"', 'expect = "old"')
    )  # fmt: skip
    outlets = load_outlets([written(tmp_path, new), written(tmp_path, old, "old.toml")])
    captured = datetime(year, 6, 1, tzinfo=UTC) if year else None
    record = convert(PAGE, outlets, captured_at=captured)
    assert record.rights.outlet_rule == rule
    assert ("terms_out_of_date" in record.rights.flags) == (year == 2010)


def numbered(*marks: str) -> str:
    bare = [OWN[2:].strip(), OTHER[2:].strip(), GROUP[1:]]
    clauses = "\n".join(f"{mark}{clause}" for mark, clause in zip(marks, bare, strict=True))
    return f"{MOBILE}\n版权声明:\n{clauses}\n{LIST}"


@pytest.mark.parametrize(
    ("marks", "own", "reprint", "group"),
    [
        pytest.param(("①", "②", "③"), "①", "②", "③", id="circled"),
        pytest.param(("1. ", "2. ", "3. "), "1", "2", "3", id="digits"),
        pytest.param(("(1)", "(2)", "(3)"), "1", "2", "3", id="brackets"),
        pytest.param(("（1）", "（2）", "（3）"), "1", "2", "3", id="full-width brackets"),
        pytest.param(("一、", "二、", "三、"), "一", "二", "三", id="Han numbers"),
        pytest.param(
            ("（一）", "（二）", "（三）"), "一", "二", "三", id="Han numbers in brackets"
        ),
    ],
)
def test_clauses_of_an_unknown_publisher(
    marks: tuple[str, ...], own: str, reprint: str, group: str
) -> None:
    """Numbered clauses are told apart by what they say, whatever their numbers look like."""
    page = numbered(*marks)
    for source, rule, status, holder in (
        ("芦汀网", own, "permission_required", "芦汀网"),
        ("远浦日报", reprint, "third_party", "远浦日报"),
        ("滩头晚报", group, "permission_required", "芦汀报业集团"),
        ("芦汀网-芦汀日报", group, "permission_required", "芦汀报业集团"),
    ):
        text = page.replace("来源:芦汀网2024", f"来源:{source}2024", 1)
        rights = convert(text, Outlets()).rights
        assert (f"generic/{rule}", status, holder) == (
            rights.outlet_rule,
            rights.rights_status,
            rights.holder,
        )


UPLOADS = "二、凡网友在本站上传的稿件,版权归原作者所有,本站仅提供信息存储空间。"
BLANKET = "三、本网站登载的所有内容,包括文字和图片,版权均属苇湾网独家所有,未经书面授权不得使用。"
UNMARKED = "凡本网未注明“来源:苇湾网”的作品,均转载自其它媒体,不代表本网观点。"
SENTENCES = (
    "凡本站注明“来源:苇湾网”的稿件,版权属苇湾网,未经授权不得转载。"
    "凡本站注明“来源:XXX(非苇湾网)”的稿件,均转载自其他媒体,如有疑问请与来源单位联系。"
)


@pytest.mark.parametrize(
    ("notice", "source", "rule", "status", "flag"),
    [
        pytest.param(SENTENCES, "苇湾网", "generic/凡1", "reserved", None, id="凡, own"),
        pytest.param(SENTENCES, "远浦日报", "generic/凡2", "third_party", None, id="凡, reprint"),
        pytest.param(UNMARKED, "远浦日报",
                     "generic/凡1", "third_party", None, id="not marked as ours"),
        pytest.param(UNMARKED, "苇湾网",
                     None, "unknown", None, id="marked as ours, and nothing said of that"),
        pytest.param(f"{SENTENCES}\n{UPLOADS}", "网友投稿", "generic/二", "platform_upload", None,
                     id="upload"),
        pytest.param(f"{SENTENCES}\n{BLANKET}", "远浦日报", "generic/凡2", "third_party",
                     "clauses_contradict", id="everything is ours, and reprints are not"),
        pytest.param(f"{SENTENCES}\n{BLANKET}", "苇湾网", "generic/凡1", "reserved", None,
                     id="everything is ours, and so is this"),
        pytest.param(f"{SENTENCES}\n{BLANKET}", "", "generic/三", "reserved", None,
                     id="everything is ours"),
        pytest.param(SENTENCES, "", None, "reserved", "clauses_undetermined", id="no source"),
        pytest.param(UNMARKED, "", None, "unknown", "clauses_undetermined", id="nothing reserved"),
        pytest.param(UPLOADS, "", None, "platform_upload", None, id="uploads only"),
        pytest.param(
            "1、凡本网注明“来源:苇湾网”的作品,版权属苇湾网,未经授权不得转载。\n"
            "2、凡本网注明“来源:苇湾网”的作品,版权归远浦报社所有,未经许可不得转载。",
            "苇湾网", "generic/1", "conflicting", "clauses_contradict", id="two owners",
        ),
    ],
)  # fmt: skip
def test_contradictions_and_uploads(
    notice: str, source: str, rule: str | None, status: str, flag: str | None
) -> None:
    """The narrower clause holds and is flagged; two owners of the same works are a conflict."""
    text = f"{MOBILE}\n版权声明:\n{notice}".replace("来源:芦汀网2024", f"来源:{source}\n2024", 1)
    rights = convert(text, Outlets()).rights
    assert (rule, status) == (rights.outlet_rule, rights.rights_status)
    assert (flag in rights.flags) if flag else not {"clauses_contradict"} & set(rights.flags)


def test_numbered_lists_are_no_clauses() -> None:
    """A numbered list in an article under a plain notice decides nothing."""
    steps = "\n\n".join(
        f"{n}. 把第{n}块木板搬到岸边,再用麻绳捆紧,等水退了再钉。" for n in range(1, 5)
    )
    rights = convert(f"{MOBILE}\n\n{steps}\n\n未经授权,不得转载。", Outlets()).rights
    assert (rights.outlet_rule, rights.rights_status, rights.tried) == (None, "reserved", ())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("outlet-terms/1", "outlet-terms/2", "outlet-terms/1"),
        ('id = "c2"', 'id = "c1"', "two rules"),
        ('source_in = "group"', 'source_in = "groups"', "groups"),
        ('clause = "①"', 'clause = "④"', "④"),
        ('expect = "c2"', 'expect = "c9"', "c9"),
        ("source_equals", "source_matches", "source_matches"),
        ('status = "reserved"', 'status = "open_license"', "license"),
        (
            'status = "reserved"',
            'status = "open_license", license = "CC-BY-NC-4.0"',
            "CC-BY-NC-4.0",
        ),
        ('status = "reserved"', 'status = "reserved", license = "CC0-1.0"', "False schema"),
        ("observed = 2024-03-08", 'observed = "2024-02-30"', "2024-02-30"),
        ("observed = 2024-03-08", "observed = 2024-03-08T10:00:00", "does not match"),
        ("confidence = 0.9 ", "confidence = 1.5 ", "1.5"),
        ("[[tests]]", "[[tests", "TOML"),
        (
            'notice_contains = "凡本网注明“来源:芦汀网”的作品"',
            'notice_contains = "：，。、"',
            "letters",
        ),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A file that does not fit stops the run, and the message names what is wrong."""
    assert old in TERMS
    path = written(tmp_path, TERMS.replace(old, new, 1))
    with pytest.raises(ConfigError, match=says):
        load_outlets([path])


def test_two_terms_of_one_time_are_refused(tmp_path: Path) -> None:
    """Nobody could say which of them holds."""
    paths = [written(tmp_path), written(tmp_path, TERMS, "other.toml")]
    with pytest.raises(ConfigError, match="at one time"):
        load_outlets(paths)


def test_own_terms_replace_built_in_ones(tmp_path: Path) -> None:
    """A file with the id of a built-in one takes its place; order of naming does not matter."""
    assert len(load_outlets().terms) >= 6
    path = written(tmp_path, TERMS.replace("example.luting", "example.liuxi"))
    found = load_outlets([path])
    assert len(found.terms) == len(load_outlets().terms)
    assert (
        next(t for t in found.terms if t.id == "example.liuxi").names[0] == "芦汀网络传媒有限公司"
    )
    assert found.sha256 != load_outlets().sha256
    assert found == load_outlets([tmp_path])


def test_terms_travel_to_workers(luting: Outlets) -> None:
    """They pickle, compare equal and keep their digest."""
    assert pickle.loads(pickle.dumps(luting)) == luting
    assert replace(luting, sha256="") != luting


def test_built_in_terms_pass_their_tests() -> None:
    """All shipped files pass, and cover each kind of clause."""
    tested = outlets_test()
    assert [file.id for file in tested if not file.passed] == []
    statuses = {rule.status for terms in load_outlets().terms for rule in terms.rules}
    assert statuses >= {
        "permission_required", "reserved", "third_party", "platform_upload", "conflicting",
        "public_domain", "government_open", "conditional_reprint",
    }  # fmt: skip


def test_the_documented_file_is_one(tmp_path: Path) -> None:
    """The example of docs/outlets.md passes its own tests, and its tests are documented."""
    text = (ROOT / "docs/outlets.md").read_text("utf-8")
    path = written(tmp_path, text.split("```toml\n")[1].split("```")[0])
    assert [file.passed for file in outlets_test([path])] == [True]
    assert all(f"`{name}`" in text for name in TESTS)


def test_the_wheel_holds_the_terms() -> None:
    """They are shipped beside the policies."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["data/outlets"] == "dataset_tools/_outlets"


def test_the_command_tells_what_failed(tmp_path: Path) -> None:
    """Exit 1, the rule that decided and the trace, where a test of a file fails."""
    good = written(tmp_path)
    assert colophon("outlets", "test", good).returncode == 0
    bad = written(tmp_path, TERMS.replace('expect = "c2"', 'expect = "c1"'), "bad.toml")
    done = colophon("outlets", "test", good, bad)
    assert done.returncode == 1
    assert "expected c1, decided c2" in done.stdout
    assert "example.luting/c1: false" in done.stdout
    assert "1 of 2 files passed" in done.stdout


def test_corpus_toml_names_terms(tmp_path: Path) -> None:
    """`outlets` is read beside corpus.toml; build, manifest and explain use it."""
    written(tmp_path)
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    config = tmp_path / "corpus.toml"
    config.write_text('[build]\noutlets = ["luting.toml"]\n', "utf-8")
    told = explain(tmp_path / "page.txt", config=config)
    assert [(one.rule, one.outcome) for one in told.tried] == [
        ("example.luting/c1", "false"), ("example.luting/c2", "true"),
    ]  # fmt: skip
    shown = colophon("explain", tmp_path / "page.txt", "--config", config).stdout
    assert "decided by outlet rule example.luting/c2" in shown
    keys = []
    for name, settings in (("with", config), ("without", None)):
        out = tmp_path / name
        build([tmp_path / "page.txt"], out, config=settings, checks=False, workers=1)
        row = pq.read_table(next(out.glob("data/metadata/*.parquet"))).to_pylist()[0]
        manifest = read_manifest(out)
        keys.append(
            (manifest["build_key"], manifest["outlets_sha256"], row["rights"]["outlet_rule"])
        )
    assert [key[2] for key in keys] == ["example.luting/c2", "generic/②"]
    assert keys[0][0] != keys[1][0]
    assert keys[0][1] == load_outlets([tmp_path / "luting.toml"]).sha256 != keys[1][1]
