"""Who made a page, in HTML and in dumps: bylines by place, markup, marked elements, outlets."""

import time
from typing import Any

import pytest

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.outline import outline
from dataset_tools.metadata import find_title
from dataset_tools.metadata.people import Who, find_people
from dataset_tools.metadata.scan import read_structured
from dataset_tools.metadata.stated import clean_name, split_names
from dataset_tools.model import Capture, CorpusContext, EvidenceLog, Page, Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.rights.policy import load_policy

PROSE = (
    "<p>The harbour council met on Tuesday evening and agreed to repair the oldest of the four"
    " wooden piers before winter, with money from the ferry fund.</p>"
    "<p>Work begins in October. Fishermen may use the northern quay until the planks are replaced"
    " and the lamps along the water are lit again at night.</p>"
)
TEXT = (
    "The harbour council met on Tuesday evening and agreed to repair the oldest of its piers.\n"
    "Work begins in October, and fishermen may use the northern quay until the work is done.\n"
    "The lamps along the water will be lit again at night once the electricians have finished.\n"
)
ZH = (
    "<p>港口委员会周二晚上开会，同意在冬天之前修好四座木码头里最老的一座，费用由渡轮基金支付，工程十月开始。</p>"
    "<p>在木板更换完毕之前，渔民可以使用北面的码头，水边的路灯也会在电工完工之后重新亮起来。</p>"
)
TEASERS = "".join(
    f"<div><h3>Other story {n}</h3><span>By Teaser Person{n}</span></div>" for n in "ABC"
)


def people(text: str, markup: Any = "html") -> tuple[Who, EvidenceLog]:
    page = Page(Capture("d", "html", 0, None, b""), text, markup, "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    log = EvidenceLog(text)
    who = find_people(page, seen, read_structured(seen), find_title(page, seen), log)
    for item in log.items:
        if item.start is not None:
            assert text[item.start : item.end][:500] == item.excerpt
    return who, log


@pytest.mark.parametrize(
    ("head", "line", "authors"),
    [
        pytest.param(
            "", "<p>By <a>Ada Poe</a> and <a>Ben Roe</a></p>", ["Ada Poe", "Ben Roe"], id="by"
        ),
        pytest.param(
            "", "<p>By <a>Ada Poe</a> <b>Follow Us</b></p>", ["Ada Poe"], id="cut at markup"
        ),
        pytest.param("", "<p>By Ada Poe<button>Loud</button></p>", ["Ada Poe"], id="button"),
        pytest.param("", "<div>By</div><div>Ada Poe</div>", ["Ada Poe"], id="next block"),
        pytest.param("", "<p>By Ada Poe, Some Daily News</p>", ["Ada Poe"], id="outlet behind"),
        pytest.param("", "<p>By Region</p>", [], id="menu"),
        pytest.param("", "<p>Von Max Muster</p>", ["Max Muster"], id="German"),
        pytest.param("", "<p>Автор: Иван Петров</p>", ["Иван Петров"], id="Russian"),
        pytest.param("", "<div><span class='author'>Ada Poe</span></div>", ["Ada Poe"], id="class"),
        pytest.param("", "<a rel='author' href='/x'>Ada Poe</a>", ["Ada Poe"], id="rel=author"),
        pytest.param("", "<a href='/authors/ada-poe'>Ada Poe</a>", ["Ada Poe"], id="profile link"),
        pytest.param(
            "",
            "<div itemprop='author' itemscope><a><span itemprop='name'>ada_poe</span></a> 3,926"
            " 9 gold badges</div>",
            ["ada_poe"],
            id="microdata",
        ),
        pytest.param(
            "",
            "<h3>Shared Things</h3><p>The 2018 edition is no longer sent out with the others.</p>",
            [],
            id="a year in a sentence",
        ),
        pytest.param("", "<h3 id='error_reporter'>error_reporter</h3>", [], id="an anchor"),
        pytest.param("", "<a href='/members/new'>Register Now</a>", [], id="link of a menu"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"NewsArticle","author":'
            '[{"@type":"Person","name":"Ada Poe"},{"@type":"Person","name":"Ben Roe"}]}</script>',
            "",
            ["Ada Poe", "Ben Roe"],
            id="JSON-LD",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@graph":[{"@type":"Article","author":'
            '{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ada Poe"}]}</script>',
            "",
            ["Ada Poe"],
            id="JSON-LD reference",
        ),
        pytest.param(
            "<meta name='author' content='Ada Poe and Ben Roe'>",
            "",
            ["Ada Poe", "Ben Roe"],
            id="meta",
        ),
        pytest.param("<meta name='author' content='admin'>", "", [], id="placeholder"),
        pytest.param("", "", [], id="teasers alone"),
    ],
)
def test_authors_of_a_page(head: str, line: str, authors: list[str]) -> None:
    """The byline by the headline counts; those of the teasers below the text never do."""
    who, _ = people(
        f"<html><head><title>Piers before winter</title>{head}</head><body><h1>Piers before winter"
        f"</h1>{line}{PROSE}<div class='related'><h2>Related</h2>{TEASERS}</div></body></html>"
    )
    assert list(who.authors) == authors
    assert not any("Teaser" in str(credit.name) for credit in who.credits)


@pytest.mark.parametrize(
    ("line", "authors", "editors", "source"),
    [
        pytest.param(
            "<div>2019-09-26 12:11来源：青山日报作者：张三</div>",
            ["张三"],
            [],
            "青山日报",
            id="glued",
        ),
        pytest.param(
            "<div>来源: <a>青山日报</a> <b>某地</b></div>", [], [], "青山日报", id="cut at markup"
        ),
        pytest.param("<div>本文来源于<a>青山日报</a></div>", [], [], "青山日报", id="no colon"),
        pytest.param("<div>2019年5月1日 青山娱乐</div>", [], [], "青山娱乐", id="by the date"),
        pytest.param("<div>张三</div><div>2019年5月1日</div>", ["张三"], [], None, id="above it"),
        pytest.param("<h2>新气象</h2><div>2019年5月1日</div>", [], [], None, id="heading"),
        pytest.param("<div>最老的木码头</div><div>2019年5月1日</div>", [], [], None, id="title"),
        pytest.param("<div>据悉，2019年5月1日起渡轮停航。</div>", [], [], None, id="sentence"),
        pytest.param("<meta name='source' content='1'>", [], [], None, id="number"),
        pytest.param("<div>社会</div><div>2019年5月1日</div>", [], [], None, id="section"),
        pytest.param(
            "<div>星期四</div><div>2019年5月1日</div>", [], [], None, id="day of the week"
        ),
        pytest.param("<div>2023-02-03 HKT 17:42</div>", [], [], None, id="zone"),
        pytest.param("<div>2019年5月1日 FBLINE</div>", [], [], None, id="share buttons"),
        pytest.param("<div>加载中</div><div>2019年5月1日</div>", [], [], None, id="furniture"),
        pytest.param("<div>posted @ 2019-05-01 10:00</div>", [], [], None, id="posted by nobody"),
        pytest.param("<div>2019年5月1日</div><div>ポスト</div>", [], [], None, id="button"),
        pytest.param(
            "<div><span id='media_name'>青山日报</span></div>", [], [], "青山日报", id="marked"
        ),
        pytest.param(
            "<div class='author'>青山快訊／張三</div>", ["張三"], [], "青山快訊", id="outlet/name"
        ),
        pytest.param(
            "<p>（青山社記者張三台北1日電）渡輪恢復航行。</p>", ["張三"], [], "青山社", id="wire"
        ),
        pytest.param(
            "<p>新华社某地5月1日电（张三、李四）渡轮恢复航行。</p>",
            ["张三", "李四"],
            [],
            "新华社",
            id="agency",
        ),
        pytest.param("<p>（责任编辑：张三_NF4425）</p>", [], ["张三"], None, id="code cut off"),
        pytest.param("<p>（责任编辑：系统管理员）</p>", [], [], None, id="placeholder"),
        pytest.param(
            "<meta name='author' content='张三'><p>责编：张三</p>",
            [],
            ["张三"],
            None,
            id="editor only",
        ),
    ],
)
def test_chinese_pages(
    line: str, authors: list[str], editors: list[str], source: str | None
) -> None:
    """Credit lines, marked elements and datelines; an editor is never an author."""
    who, _ = people(
        f"<html><body><h1>修好最老的木码头</h1>{line}{ZH}</body></html>".replace(
            "<body><h1>修好最老的木码头</h1><meta", "<body><meta"
        )
    )
    assert (list(who.authors), list(who.editors), who.source) == (authors, editors, source)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        pytest.param("By Ada Poe\nMay 3, 2021", ["Ada Poe"], id="label"),
        pytest.param("By\nAda Poe\nMay 3, 2021", ["Ada Poe"], id="label alone"),
        pytest.param("Ada Poe\nMay 3, 2021", ["Ada Poe"], id="name by the date"),
        pytest.param("May 3, 2021 / Ada Poe", ["Ada Poe"], id="behind the date"),
        pytest.param("Ada Poe, Senior Reporter 3 May 2021", ["Ada Poe"], id="trade"),
        pytest.param("Ada PoeMay 3, 2021", ["Ada Poe"], id="glued"),
        pytest.param("ByAda Poe\nMay 3, 2021", ["Ada Poe"], id="glued label"),
        pytest.param("byAda Poe\nMay 3, 2021", ["Ada Poe"], id="glued small label"),
        pytest.param("Associated PressMay 3, 2021", ["Associated Press"], id="glued agency"),
        pytest.param("Ada Poe\nSenior Reporter\nUpdated on May 3, 2021", ["Ada Poe"], id="job"),
        pytest.param("Ada Poe Some Town Gazette", ["Ada Poe"], id="name and newspaper"),
        pytest.param("By Ada Poe SOMEBusiness", ["Ada Poe"], id="shouted outlet"),
        pytest.param("Latest News\nMay 3, 2021", [], id="menu"),
        pytest.param("Buy It Now\nMay 3, 2021", [], id="shop"),
        pytest.param("Verified Purchase\nMay 3, 2021", [], id="review"),
        pytest.param("Commented May 3, 2021 at 12:10", [], id="forum"),
        pytest.param("Monday. Rest Well\n(2:30-3:20hrs)", [], id="week"),
        pytest.param("Quay Planks\nHarbour Walks", [], id="no date"),
    ],
)
def test_latin_dumps(lines: str, authors: list[str]) -> None:
    """A dump names its writer by a label or by place alone."""
    who, log = people(
        f"Piers before winter\nHome\nWorld\nPiers before winter\n{lines}\n{TEXT}", "text"
    )
    assert list(who.authors) == authors
    assert all(item.start is not None for item in log.items)


def test_a_menu_item_and_its_target_are_no_byline() -> None:
    """What a line tells of somebody counts; that a menu has the same words does not."""
    page = "Quay Planks\nPiers before winter\n{0}\n" + TEXT
    assert people(page.format("Quay Planks"), "text")[0].authors == ()
    told = page.format("Ada Poe") + "Ada Poe is a reporter of harbours and piers.\n"
    assert people(told, "text")[0].authors == ("Ada Poe",)


def test_without_a_headline_the_date_makes_the_byline() -> None:
    """A page whose <title> words its headline another way may still print who wrote it."""
    page = "<html><body><div>Harbours</div><div>Ada Poe</div><div>{0}</div>" + PROSE
    assert people(page.format("May 3, 2021"))[0].authors == ("Ada Poe",)
    assert people(page.format("3 days left"))[0].authors == ()


def test_the_main_text_says_where_a_byline_may_stand() -> None:
    """Words to visitors may be longer than a short article; its byline counts all the same."""
    cookies = (
        "We use cookies on our website to give you the most relevant experience by remembering "
        "your preferences and repeat visits, and to measure how the site is used by all visitors. "
    )
    menu = "".join(f"Section {n}\n" for n in range(40))
    headline = "Four piers repaired before winter"
    text = TEXT.replace("\n", " All of this was agreed on Tuesday.\n")
    dump = (
        f"{headline} | The Post\n{menu}{headline}\nBy Ada Poe\nMay 3, 2021\n{text}"
        f"{menu}{cookies * 4}\nManage consent\n"
    )
    capture = Capture("d", "jsonl", 0, None, dump.encode(), "text", url="https://example.org/x")
    found = convert_capture(capture, Settings(load_policy("internal")), CorpusContext())
    assert isinstance(found, Record)
    assert found.about.authors == ("Ada Poe",)


def test_a_table_may_part_the_byline_from_most_of_the_text() -> None:
    """Reviews have prices between their first paragraphs and the rest; kept is all of the text."""
    headline = "Four piers reviewed before winter"
    text = TEXT.replace("\n", " All of this was agreed on Tuesday.\n")
    table = "".join(f"Pier {n}\n" for n in range(40))
    dump = f"{headline}\nBy Ada Poe\nMay 3, 2021\n{text}{table}{text * 3}"
    page = Page(Capture("d", "html", 0, None, b""), dump, "text", "utf-8", "utf-8", 0)
    seen = outline(page, Limits())
    assert isinstance(seen, Outline)
    title, data = find_title(page, seen), read_structured(seen)
    kept = [i for i, block in enumerate(seen.blocks) if len(block.text) > 80]
    who = find_people(page, seen, data, title, EvidenceLog(dump), kept)
    assert who.authors == ("Ada Poe",)


def test_chinese_dump_reads_the_account_line() -> None:
    """Account and outlet stand in the date line of a dump; the repeated one is the outlet."""
    body = (
        "港口委员会周二晚上开会，同意在冬天之前修好四座木码头里最老的一座，费用由渡轮基金支付。\n"
        * 3
    )
    who, _ = people(
        f"修好木码头\n修好木码头\n2017-02-23 某某人 青山夜话 青山夜话\n青山夜话\n{body}",
        "text",
    )
    assert (who.authors, who.source) == (("某某人",), "青山夜话")


def test_reporting_lines_below_a_byline_are_credits_only() -> None:
    """Who contributed is credited by role, and is not an author of a bylined text."""
    who, _ = people(
        f"<h1>Piers before winter</h1><p>By Ada Poe</p>{PROSE}"
        "<p>(Reporting by Ben Roe; Editing by Cy Doe)</p>"
    )
    assert who.authors == ("Ada Poe",)
    assert who.editors == ("Cy Doe",)
    assert ("reporter", "Ben Roe") in {(c.role, c.name) for c in who.credits}


def test_a_menu_below_a_label_and_its_name_names_nobody() -> None:
    """The names behind a lone label end where a menu begins."""
    lines = "".join(f"<div>{line}</div>" for line in ("Edited by", "Ada Poe", "Top Programs"))
    who, _ = people(f"<html><body><h1>Piers before winter</h1>{lines}{PROSE}</body></html>")
    assert who.editors == ("Ada Poe",)


def test_an_agency_byline_is_the_source() -> None:
    """Who wrote for an agency names it as the source of the text."""
    who, _ = people(f"<h1>Piers before winter</h1><p>By Ada Poe, Associated Press</p>{PROSE}")
    assert (who.authors, who.source) == (("Ada Poe",), "Associated Press")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ada Poe; Ben Roe", ["Ada Poe", "Ben Roe"]),
        ("Ada Poe, Ben Roe and Cy Doe", ["Ada Poe", "Ben Roe", "Cy Doe"]),
        ("Ada Poe | WXYZ", ["Ada Poe"]),
        ("Ada Poe, PhD", ["Ada Poe"]),
        ("张三、李四", ["张三", "李四"]),
        ("", []),
    ],
)
def test_split_names(value: str, names: list[str]) -> None:
    """Lists of names are split; outlets, degrees and single words beside full names are not."""
    assert split_names(value) == names


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("By Ada Poe", "Ada Poe"),
        ("Ada Poe | Some Outlet", "Ada Poe"),
        ("Ada Poe, MS, RDN", "Ada Poe"),
        ("홍길동 기자", "홍길동"),
        ("admin", None),
        ("a.poe@mail.example", None),
        ("(Image: Somebody)", None),
    ],
)
def test_clean_name(name: str, clean: str | None) -> None:
    """Labels, outlets, degrees and trades go; addresses and placeholders are no names."""
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<h1>x</h1>" + "<p>By Ada Poe</p>" * 20_000, id="bylines"),
        pytest.param("<h1>x</h1><div class='author'" + " author" * 50_000 + ">", id="class words"),
        pytest.param("<h1>x</h1>" + "<i class='author byline'>" * 20_000, id="open elements"),
        pytest.param("<h1>港</h1>" + "<p>来源：责任编辑：作者：</p>" * 5_000, id="labels"),
        pytest.param("<h1>x</h1><p>" + "Ada " * 50_000 + "</p>", id="capitals"),
    ],
)
def test_hostile_pages_take_bounded_time(page: str) -> None:
    """Time stays bounded where everything looks like a credit."""
    text = page
    seen_page = Page(Capture("d", "html", 0, None, b""), text, "html", "utf-8", "utf-8", 0)
    seen = outline(seen_page, Limits(dom_nodes=1_000_000))
    assert isinstance(seen, Outline)
    start = time.process_time()
    find_people(seen_page, seen, read_structured(seen), None, EvidenceLog(text))
    assert time.process_time() - start < 3
