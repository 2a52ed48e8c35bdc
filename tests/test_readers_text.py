"""Which pages come out of plain-text dumps: by a guessed or declared grammar, or one a file."""

import bz2
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.config import read_config
from dataset_tools.dump import InputFile, Limits, Reading, TextGrammar
from dataset_tools.errors import ConfigError
from dataset_tools.model import Capture, LedgerRow, Page
from dataset_tools.readers.cutter import BLANKS
from dataset_tools.readers.decode import decode
from dataset_tools.readers.grammar import GUESS_BYTES, file_charset, guess_grammar
from dataset_tools.readers.items import Item
from dataset_tools.readers.text_dump import look, read_text
from dataset_tools.schema import load_schema

AUTO = Reading()
URLS = TextGrammar("=====", (("url", "URL:"),))


def many(grammar: TextGrammar) -> Reading:
    return Reading(pages="many", grammar=grammar)


def items_of(
    content: bytes, tmp_path: Path, reading: Reading = AUTO, limits: Limits | None = None
) -> list[Item]:
    path = tmp_path / "dump"
    path.write_bytes(content)
    file = InputFile(path, "dump", "text", len(content), reading)
    return list(read_text(file, limits or Limits()))


def captures_of(
    content: bytes, tmp_path: Path, reading: Reading = AUTO, limits: Limits | None = None
) -> list[Capture]:
    return [i for i in items_of(content, tmp_path, reading, limits) if isinstance(i, Capture)]


def assert_tiles(items: Sequence[Item], size: int) -> None:
    """The ranges of captures and rows follow each other from 0 to the end."""
    end = 0
    for item in items:
        assert isinstance(item, (Capture, LedgerRow))
        assert item.offset == end
        assert item.length is not None
        end += item.length
    assert end == size


ENGLISH = (
    (
        "The noon ferry leaves the eastern pier at twelve. Passengers hold a ticket before they"
        " board, and bicycles travel on the lower deck.\n\nIn winter the last boat returns at six."
    ),
    (
        "A baker on Quay Street fires the oven at three in the morning.\n\nBy five the first loaves"
        " are out; by nine nothing is left but the crumbs, and the shop closes for the day."
    ),
    (
        "The harbour master keeps a log of every storm since the wall was built.\n\nHer notes fill"
        " nine volumes, bound in sailcloth, and anybody may read them on a Sunday afternoon."
    ),
    (
        "Two lighthouses stand on the cape, one red and one white.\n\nOnly the white one is still"
        " lit; the red one houses a small museum of ropes and knots, open from April to October."
    ),
)
CHINESE = (
    (
        "渡轮每天中午从东码头出发，乘客须先买票后上船，自行车放在下层甲板。\n\n冬季末班船傍晚六点返回，"
        "遇大风停航，退票手续在码头窗口办理，当日有效。"
    ),
    (
        "码头街的面包师凌晨三点生火。\n\n五点第一炉面包出炉，九点便只剩碎屑，店门随之关上，"
        "熟客都知道要趁早，晚来的人只好等到第二天清晨。"
    ),
    (
        "港务长记录了海堤建成以来的每一场风暴。\n\n九册笔记用帆布装订，每逢星期日下午任何人都可以翻阅，"
        "馆员会为读者泡上一壶热茶，慢慢讲从前的故事。"
    ),
    (
        "海角上有两座灯塔，一红一白。\n\n只有白色的那座还亮着；红色的那座成了绳结小博物馆，"
        "四月至十月开放，门口的老船锚是孩子们最爱爬的地方。"
    ),
)


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write a dump: the whole page, given number and text; what else is to be read."""

    page: Callable[[int, str], str]
    texts: tuple[str, ...] = ENGLISH
    codec: str = "utf-8"
    pack: Callable[[bytes], bytes] = bytes
    url: bool = True
    declared: tuple[str, ...] = ()
    tail: str = ""  # behind the last page

    def content(self) -> bytes:
        dump = "".join(self.page(n, text) for n, text in enumerate(self.texts, 1)) + self.tail
        return dump.encode(self.codec)


def url(number: int) -> str:
    return f"https://harbour.example/{number}"


STYLES: dict[str, Style] = {
    "equals-and-url": Style(lambda n, t: f"==========\nURL: {url(n)}\n{t}\n"),
    "dashes-url-title-date": Style(
        lambda n, t: f"-----\nURL: {url(n)}\nTitle: No. {n}\nDate: 2024-01-0{n}\n{t}\n",
        declared=("title", "date"),
    ),
    "numbered-separator": Style(lambda n, t: f"===== {n} =====\nurl={url(n)}\n{t}\n"),
    "page-separator": Style(lambda n, t: f"--- page {n} ---\nSource-URL: {url(n)}\n{t}\n"),
    "framed-header": Style(
        lambda n, t: f"*****\nURL: {url(n)}\nTitle: No. {n}\n*****\n{t}\n", declared=("title",)
    ),
    "front-matter": Style(
        lambda n, t: f"---\nurl: {url(n)}\ntitle: No. {n}\n---\n{t}\n", declared=("title",)
    ),
    "rules-inside-pages": Style(lambda n, t: f"---\nURL: {url(n)}\n{t}\n---\nA note on it.\n"),
    "header-lines-only": Style(
        lambda n, t: f"URL: {url(n)}\nTitle: No. {n}\nDate: 2024-01-0{n}\n{t}\n\n",
        declared=("title", "date"),
    ),
    "title-first": Style(
        lambda n, t: f"Title: No. {n}\nLink: {url(n)}\n{t}\n\n", declared=("title",)
    ),
    "address-in-rule": Style(lambda n, t: f"=== {url(n)} ===\n{t}\n"),
    "address-line": Style(lambda n, t: f"~~~~~\n{url(n)}\n{t} {t}\n"),
    "form-feeds": Style(
        lambda n, t: ("\f" if n > 1 else "") + f"{t} {t}\n", url=False, tail="\f"
    ),
    "form-feeds-with-url": Style(lambda n, t: f"\fURL: {url(n)}\n{t}\n"),
    "wet-like": Style(
        lambda n, t: (
            f"WARC/1.0\nWARC-Type: conversion\nWARC-Target-URI: {url(n)}\n"
            f"WARC-Date: 2024-01-01T00:00:0{n}Z\nContent-Length: 9\n\n{t}\n\n"
        )
    ),
    "windows-lines": Style(lambda n, t: f"=====\r\nURL: {url(n)}\r\n{t}\r\n"),
    "chinese": Style(
        lambda n, t: f"#####\n网址：{url(n)}\n标题：第{n}篇\n时间：2024年1月{n}日\n{t}\n",
        CHINESE, declared=("title", "date"),
    ),
    "chinese-pages": Style(lambda n, t: f"第{n}页\n链接:{url(n)}\n{t}\n", CHINESE),
    "chinese-titles": Style(
        lambda n, t: f"------\n标题：第{n}篇\n日期：2024-01-0{n}\n{t}\n",
        CHINESE, url=False, declared=("title", "date"),
    ),
    "gbk": Style(
        lambda n, t: f"=====\n网址：{url(n)}\n标题：第{n}篇\n{t}\n",
        CHINESE, "gbk", declared=("title",),
    ),
    "big5": Style(
        lambda n, t: f"=====\n網址：{url(n)}\n標題：渡輪{n}\n{t}\n",
        ("渡輪每天中午從東碼頭出發，乘客須先買票後上船，腳踏車放在下層甲板。",
         "碼頭街的麵包師凌晨三點生火，五點第一爐麵包出爐，九點便只剩碎屑。",
         "港務長記錄了海堤建成以來的每一場風暴，九冊筆記用帆布裝訂。"),
        "big5", declared=("title",),
    ),
    "utf-16": Style(
        lambda n, t: ("\ufeff" if n == 1 else "") + f"=====\n网址：{url(n)}\n{t}\n",
        CHINESE, "utf-16-le",
    ),
    "utf-16-be": Style(
        lambda n, t: ("\ufeff" if n == 1 else "") + f"=====\nURL: {url(n)}\n{t}\n",
        ENGLISH, "utf-16-be",
    ),
    "byte-order-mark": Style(
        lambda n, t: ("\ufeff" if n == 1 else "") + f"=====\nURL: {url(n)}\n{t}\n"
    ),
    "gz": Style(
        lambda n, t: f"=====\nURL: {url(n)}\n{t}\n", pack=lambda b: gzip.compress(b, mtime=0)
    ),
    "bz2-gbk": Style(
        lambda n, t: f"网址：{url(n)}\n标题：第{n}篇\n{t}\n", CHINESE, "gb18030", bz2.compress,
        declared=("title",),
    ),
    "trailing-separator": Style(lambda n, t: f"=====\nURL: {url(n)}\n{t}\n", tail="=====\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", STYLES)
def test_styles_are_recovered(name: str, tmp_path: Path) -> None:
    """Each page of a dump comes back with its header lines, its exact text and its range."""
    style = STYLES[name]
    content = style.content()
    items = items_of(style.pack(content), tmp_path)
    assert_tiles(items, len(content))
    found = [item for item in items if isinstance(item, Capture)]
    assert len(found) == len(style.texts)
    for number, (capture, text) in enumerate(zip(found, style.texts, strict=True), 1):
        page = decode(capture, Limits())
        assert isinstance(page, Page)
        inside = style.page(number, text)
        assert inside.endswith(page.text)
        assert page.text.startswith(text)
        assert page.replaced_chars == 0
        assert capture.url == (url(number) if style.url else None)
        assert {n for n, _ in capture.declared} == set(style.declared)
        assert capture.flags == ()
        assert content[capture.offset :].startswith(inside.encode(style.codec))
        assert capture.length is not None
        assert content[: capture.offset + capture.length].endswith(capture.payload)
    rest = [item for item in items if isinstance(item, LedgerRow)]
    assert [(row.kind, row.reason) for row in rest] == (
        [("skipped", "separator")] if style.tail else []
    )


ITEMS = "".join(
    f"[{n}] B. Author. A study of harbours, part {n}.\nURL: {url(n)}\n\n" for n in range(1, 9)
)
SINGLE: dict[str, str] = {
    "plain": "\n\n".join(ENGLISH),
    "rule-lines": "\n-----\n".join(ENGLISH),
    "stars-between-scenes": "\n\n* * *\n\n".join(CHINESE),
    "bibliography": f"{ENGLISH[0]}\n\nReferences\n\n{ITEMS}",
    "bibliography-alone": ITEMS,
    "list-of-works": "".join(
        f"-----\nTitle: Volume {n}\nURL: {url(n)}\nAbstract: {t}\n" for n, t in enumerate(ENGLISH)
    ),
    "link-list": "".join(f"{url(n)}\n{t}\n\n" for n, t in enumerate(ENGLISH * 2)),
    "newsletter": "This week\n\n"
    + "".join(f"{t}\nLink: {url(n)}\n\n" for n, t in enumerate(ENGLISH)),
    "mail-thread": "".join(
        f"-----Original Message-----\nFrom: Ann {n}\nDate: 2024-01-0{n}\nSubject: Re: pier\n\n{t}\n"
        for n, t in enumerate(ENGLISH, 1)
    ),
    "mail-digest": "".join(
        f"----------\nDate: 2024-01-0{n}\nFrom: Ann {n}\nSubject: pier {n}\n\n{t}\n"
        for n, t in enumerate(ENGLISH, 1)
    ),
    "markdown": "---\ntitle: Harbours\ndate: 2024-01-01\n---\n" + "\n\n---\n\n".join(ENGLISH),
    "headings": "".join(f"== Pier {n} ==\n{t}\n\n" for n, t in enumerate(ENGLISH)),
    "forum": "".join(
        f"#{n} 楼\n时间：2024-01-0{n}\n{t}\n-----\n" for n, t in enumerate(CHINESE, 1)
    ),
    "printed-pages": "".join(
        f"{t} {t}\nHarbour Working Group          [Page {n}]\n\f" for n, t in enumerate(ENGLISH)
    ),
    "printed-running-on": "\f".join(
        f"{t} and when the tide turns, the boats that wait outside\n"
        for t in ("while " + text * 2 for text in ENGLISH)
    ),
    "two-pages-only": "".join(f"=====\nURL: {url(n)}\n{t}\n" for n, t in enumerate(ENGLISH[:2])),
    "one-address-again": "".join(f"-----\nURL: {url(1)}\n{t}\n" for t in ENGLISH),
    "table": "name | price\n-----+------\noats | 3\n-----+------\nrye | 4\n-----+------\n",
    "transcript": "".join(f"Time: 0{n}:00\n{t}\n\n" for n, t in enumerate(ENGLISH)),
    "chinese-contact-lines": "".join(f"地址：海滨路{n}号\n{t}\n\n" for n, t in enumerate(CHINESE)),
    "book": "".join(f"第{n}章\n{t}\n\n" for n, t in enumerate(CHINESE, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", SINGLE)
def test_single_pages_stay_one(name: str, tmp_path: Path) -> None:
    """A page with rules, lists of addresses or letters in it is not cut unasked."""
    content = SINGLE[name].encode()
    (only,) = items_of(content, tmp_path)
    assert isinstance(only, Capture)
    assert (only.offset, only.length, only.payload) == (0, len(content), content)


def test_weak_guess_is_shown_and_not_used(tmp_path: Path) -> None:
    """A guess that is not sure names its grammar and its pages, and `build` does without it."""
    path = tmp_path / "dump"
    path.write_bytes(SINGLE["two-pages-only"].encode())
    found = look(InputFile(path, "dump", "text", path.stat().st_size), Limits())
    assert found.guess.grammar
    assert (found.guess.pages, found.guess.match_rate, found.used) == (2, 1.0, False)
    assert [page.url for page in found.pages] == [url(0), url(1)]


def test_fields(tmp_path: Path) -> None:
    """Header lines become what they name; an unreadable time is flagged."""
    names = ("url", "title", "date", "author", "license", "captured_at", "record_id")
    grammar = TextGrammar("=====", tuple((name, f"{name}=") for name in names))
    content = (
        b"=====\nurl=https://a.example/1 (seen)\ntitle= Pier \n\nauthor=\nlicense=CC0-1.0\n"
        b"captured_at=2024-03-01T18:00:00+08:00\nrecord_id=r1\n\nText\n"
        b"=====\ndate=1 March\ncaptured_at=yesterday\nurl=\nText\n"
        b"=====\nText\nurl=https://a.example/3\n"
    )
    one, two, three = captures_of(content, tmp_path, many(grammar))
    assert (one.url, one.record_id) == ("https://a.example/1", "r1")
    assert one.captured_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert one.declared == (("title", "Pier"), ("license", "CC0-1.0"))
    assert (one.payload, one.markup, one.flags) == (b"\nText\n", "text", ())
    assert one.content_type == "text/plain; charset=utf-8"
    assert (two.url, two.captured_at, two.declared) == (None, None, (("date", "1 March"),))
    assert two.flags == ("captured-at-unreadable",)
    assert (three.url, three.flags) == (None, ("no-header",))
    assert three.payload == b"Text\nurl=https://a.example/3\n"


def test_one_page_with_header_lines(tmp_path: Path) -> None:
    """pages = "one" reads the header lines of the one page."""
    reading = Reading(pages="one", grammar=TextGrammar(None, (("url", "URL:"),)))
    content = f"URL: {url(1)}\nText\nURL: {url(2)}\nText\n".encode()
    (only,) = captures_of(content, tmp_path, reading)
    assert (only.url, only.length) == (url(1), len(content))
    assert only.payload == f"Text\nURL: {url(2)}\nText\n".encode()


def test_starts_with_separator(tmp_path: Path) -> None:
    """With both, a separator counts only where the starting header line follows it."""
    content = f"=====\n\nURL: {url(1)}\na\n=====\nb\n=====\n=====\nURL: {url(2)}\nURL: x\n".encode()
    one, two = captures_of(content, tmp_path, many(replace(URLS, starts="url")))
    assert (one.url, one.payload) == (url(1), b"a\n=====\nb\n=====\n")
    assert (two.url, two.payload) == (url(2), b"URL: x\n")


def test_preamble_and_blanks(tmp_path: Path) -> None:
    """Text before the first page is a page of its own, blank lines belong to the first page."""
    page = f"=====\nURL: {url(1)}\nText\n".encode()
    preamble, one = captures_of(b"Crawl of March\n" + page, tmp_path, many(URLS))
    assert (preamble.payload, preamble.flags) == (b"Crawl of March\n", ("no-header",))
    assert (one.offset, one.flags) == (15, ())
    (only,) = captures_of(b"\n \n" + page, tmp_path, many(URLS))
    assert (only.offset, only.length, only.payload) == (0, len(page) + 3, b"Text\n")


def test_charset_is_that_of_the_file(tmp_path: Path) -> None:
    """A short page is read in the charset of the whole file, one of another charset is not."""
    grammar = TextGrammar("=====")
    pages = [text.encode("gbk") for text in CHINESE] + ["渡轮".encode("gbk"), CHINESE[0].encode()]
    read = captures_of(b"".join(b"=====\n" + p + b"\n" for p in pages), tmp_path, many(grammar))
    decoded = [page for capture in read if isinstance(page := decode(capture, Limits()), Page)]
    assert [page.text.strip() for page in decoded] == [*CHINESE, "渡轮", CHINESE[0]]
    assert [page.charset for page in decoded] == ["gb18030"] * 5 + ["utf-8"]


def test_guess_looks_at_the_head_only(tmp_path: Path) -> None:
    """Pages behind the first MiB are cut by the grammar of the first ones."""
    texts = [f"{n} " + ENGLISH[n % 4] * 20 for n in range(600)]
    content = "".join(f"=====\nURL: {url(n)}\n{t}\n" for n, t in enumerate(texts)).encode()
    assert len(content) > GUESS_BYTES + 2**18
    items = items_of(content, tmp_path)
    assert len(items) == len(texts)
    assert_tiles(items, len(content))


SMALL = Limits(page_bytes=100_000)
PAGE = f"=====\nURL: {url(1)}\nText\n".encode()
NUMBERED = [
    f"=====\nURL: {url(n)}\n{sha256(str(n).encode()).hexdigest() * 2}\n" for n in range(2000)
]
ZIPPED = gzip.compress("".join(NUMBERED).encode(), mtime=0)
HOSTILE: dict[str, tuple[bytes, TextGrammar, list[tuple[str, str, int]]]] = {
    # (kind of item, reason or flags, how often)
    "giant-line": (
        PAGE + b"=====\nURL: https://a.example/\n" + b"x" * 300_000 + b"\n" + PAGE,
        URLS, [("capture", "", 2), ("refused", "page-too-large", 1)],
    ),
    "giant-page": (
        b"=====\nURL: https://a.example/\n" + b"line\n" * 60_000 + PAGE,
        URLS, [("capture", "", 1), ("refused", "page-too-large", 1)],
    ),
    "giant-header-line": (
        b"=====\nURL: https://a.example/" + b"y" * 50_000 + b"\nText\n" + PAGE,
        URLS, [("capture", "", 1), ("capture", "no-header", 1)],
    ),
    "lone-separator": (b"=====\n", URLS, [("skipped", "separator", 1)]),
    "header-without-page": (PAGE + b"=====\nURL: https://a.example/", URLS, [("capture", "", 2)]),
    "nul-bytes": (PAGE + b"\0\0=====\n\0\n" + PAGE, URLS, [("capture", "", 2)]),
    "only-nul": (b"\0" * 5000, URLS, [("capture", "no-header", 1)]),
    "utf-16-cut": (
        ("\ufeff" + PAGE.decode() * 2).encode("utf-16-le")[:-1], URLS, [("capture", "", 2)]
    ),
    "utf-16-lone-surrogate": (
        "\ufeff=====\nURL: x\nA".encode("utf-16-le")
        + b"\x00\xd8\n\0"
        + PAGE.decode().encode("utf-16-le"),
        URLS, [("capture", "", 2)],
    ),
    "empty-pages": (
        b"=====\n" * 100_000, URLS, [("capture", "no-header", 99_999), ("skipped", "separator", 1)]
    ),
    "empty-form-feeds": (
        b"\f" * 1000, TextGrammar("\f"), [("capture", "", 999), ("skipped", "separator", 1)]
    ),
    "blank-lines": (
        b"=====\n" + b"\n" * 300_000 + PAGE,
        replace(URLS, starts="url"), [("capture", "", 1), ("refused", "page-too-large", 1)],
    ),
    "headers-without-end": (
        b"=====\nURL: u\n" + b"Name: value\n" * 1000 + PAGE,
        replace(URLS, ends="%%%"), [("capture", "", 2)],
    ),
    "empty-file": (b"", URLS, [("capture", "", 1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name: str, tmp_path: Path) -> None:
    """Whatever a file holds, each byte of it ends in one item, and the reason is named."""
    content, grammar, expected = HOSTILE[name]
    items = items_of(content, tmp_path, many(grammar), SMALL)
    assert_tiles(items, len(content))
    seen: dict[tuple[str, str], int] = {}
    for item in items:
        assert isinstance(item, (Capture, LedgerRow))
        key = (
            ("capture", " ".join(item.flags))
            if isinstance(item, Capture)
            else (item.fate or item.kind, item.reason or "")
        )
        seen[key] = seen.get(key, 0) + 1
    assert sorted((*key, count) for key, count in seen.items()) == sorted(expected)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(ZIPPED[:-200], "truncated-archive", id="cut"),
        pytest.param(
            ZIPPED[:-3000] + b"\xff" * 60 + ZIPPED[-2940:], "damaged-archive", id="overwritten"
        ),
        pytest.param(ZIPPED + b"junk", "damaged-archive", id="junk-behind"),
    ],
)
def test_damaged_archives(content: bytes, reason: str, tmp_path: Path) -> None:
    """Pages before the damage survive; the page in which it stands is part of the damage."""
    *pages, row = items_of(content, tmp_path)
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.length, row.reason, row.fate) == ("damage", None, reason, None)
    assert len(pages) > 100
    assert_tiles(pages, row.offset)
    read = [item for item in pages if isinstance(item, Capture)]
    assert [item.url for item in read] == [url(n) for n in range(len(pages))]
    assert "".join(NUMBERED[: len(pages)]).encode().endswith(read[-1].payload)


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\f=U%"), max_size=30)
BODY = st.lists(LINE, min_size=1, max_size=5).map(lambda lines: "\n".join(lines) + "\n")
GRAMMARS = {
    "separator": TextGrammar("====="),
    "form-feed": TextGrammar("\f"),
    "number": TextGrammar("== {n} =="),
    "separator-and-header": URLS,
    "header": TextGrammar(None, (("url", "URL:"),), "url"),
    "separator-that-counts": replace(URLS, starts="url"),
    "framed": replace(URLS, ends="====="),
    "blank-line": replace(URLS, ends=""),
}


@pytest.mark.parametrize("name", GRAMMARS)
@given(pages=st.lists(BODY, min_size=1, max_size=6), codec=st.sampled_from(["utf-8", "utf-16-le"]))
@settings(max_examples=60, deadline=None)
def test_round_trip(
    name: str, pages: list[str], codec: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Pages joined by a declared grammar come back as they were, and their ranges tile the file."""
    grammar = GRAMMARS[name]
    close = {"framed": "=====\n", "blank-line": "\n"}.get(name, "")
    heads = [
        (grammar.separator or "").replace("{n}", str(n))
        + ("\n" if grammar.separator else "")
        + (f"URL: {url(n)}\n{close}" if grammar.headers else "")
        for n in range(len(pages))
    ]
    text = "\ufeff" + "".join(head + page for head, page in zip(heads, pages, strict=True))
    # A form feed takes the blank line behind it; blank pages are no pages at the very end.
    expected = [page.encode(codec) for page in pages]
    if not grammar.headers and not pages[-1].strip(BLANKS.decode()):
        expected = expected[:-1]
    folder = tmp_path_factory.mktemp("dump")
    items = items_of(text.encode(codec), folder, many(grammar))
    assert_tiles(items, len(text.encode(codec)))
    found = [item for item in items if isinstance(item, Capture)]
    assert [capture.payload for capture in found] == expected
    if grammar.headers:
        assert [capture.url for capture in found] == [url(n) for n in range(len(pages))]


NOISE = st.lists(
    st.sampled_from(
        ["=====", "\n", "\r\n", "\f", "URL:", "URL: a", " ", "\0", "\ufeff", "页", "12", "Name: v"]
    ),
    max_size=40,
).map("".join)


@given(
    noise=st.one_of(NOISE.map(str.encode), NOISE.map(lambda t: t.encode("utf-16")), st.binary()),
    grammar=st.sampled_from([*GRAMMARS.values()]),
    page_bytes=st.sampled_from([1, 10, 1000]),
    packed=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_tile(
    noise: bytes,
    grammar: TextGrammar,
    page_bytes: int,
    packed: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Under any grammar the ranges of a file's items tile it, compressed or not."""
    content = gzip.compress(noise, mtime=0) if packed else noise
    folder = tmp_path_factory.mktemp("dump")
    limits = Limits(page_bytes=page_bytes)
    if content[:2] == b"\x1f\x8b" and not packed:
        return
    assert_tiles(items_of(content, folder, many(grammar), limits), len(noise))


@given(st.one_of(NOISE.map(str.encode), st.binary()))
@settings(max_examples=100, deadline=None)
def test_guesses_of_any_bytes(content: bytes) -> None:
    """A guess is made of whatever is there; its rate is a share."""
    guess = guess_grammar(content)
    assert 0 <= guess.match_rate <= 1
    assert guess.grammar or not guess.strong


def test_blocks_do_not_matter(tmp_path: Path) -> None:
    """A file in many gzip members is cut as the same file in one."""
    content = STYLES["form-feeds"].content() * 50
    members = b"".join(
        gzip.compress(content[i : i + 7], mtime=0) for i in range(0, len(content), 7)
    )
    reading = many(TextGrammar("\f"))
    assert items_of(members, tmp_path, reading) == [
        replace(item, length=item.length) if isinstance(item, Capture) else item
        for item in items_of(content, tmp_path, reading)
    ]


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        pytest.param(b"", "utf-8", id="empty"),
        pytest.param(b"plain", "utf-8", id="ascii"),
        pytest.param(CHINESE[0].encode()[:-1], "utf-8", id="utf-8-cut"),
        pytest.param(CHINESE[0].encode() * 20 + b"\xff", "utf-8", id="utf-8-one-bad-byte"),
        pytest.param(CHINESE[0].encode("gbk"), "gb18030", id="gbk"),
        pytest.param(("\ufeff" + CHINESE[0]).encode("utf-16-be"), "utf-16-be", id="utf-16-be"),
    ],
)
def test_file_charset(content: bytes, codec: str) -> None:
    """The charset of a file follows from its head."""
    assert file_charset(content) == codec


@pytest.mark.parametrize(
    ("table", "says"),
    [
        pytest.param('pages = "many"', "where a page begins", id="many-without-grammar"),
        pytest.param('starts = "url"', "names no header line", id="starts-without-label"),
        pytest.param('headers = { url = "URL:" }', "headers alone", id="headers-alone"),
        pytest.param('headers = { title = "" }', "non-empty", id="empty-title-label"),
        pytest.param('separatr = "="', "unknown key", id="unknown-key"),
    ],
)
def test_bad_tables(table: str, says: str, tmp_path: Path) -> None:
    """A [text] table that does not say where a page begins is refused with a hint."""
    path = tmp_path / "corpus.toml"
    path.write_text(f"[text]\n{table}\n")
    with pytest.raises(ConfigError, match=says) as caught:
        read_config(path, load_schema("corpus.v1"))
    assert caught.value.hint
