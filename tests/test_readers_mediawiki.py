"""MediaWiki dumps: damage costs one page, every byte has a row, what the dump says is evidence."""

import bz2
import gzip
import time
from html import escape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.builder import build
from dataset_tools.dump import InputFile, Limits, Reading
from dataset_tools.errors import ConfigError
from dataset_tools.model import Capture, CorpusContext, LedgerRow, Record
from dataset_tools.pipeline import Settings, convert_capture
from dataset_tools.readers import read
from dataset_tools.readers.mediawiki_xml import Site, read_siteinfo
from dataset_tools.readers.sniff import detect_format
from dataset_tools.rights.declared import check_license
from dataset_tools.rights.policy import load_policy
from dataset_tools.validation import validate

SITE = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="{lang}">
  <siteinfo>
    <sitename>{name}</sitename>
    <dbname>{db}</dbname>
    <base>https://{lang}.wiki.example/wiki/{main}</base>
    <generator>MediaWiki 1.43.0</generator>
    <case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="6" case="first-letter">{file}</namespace>
      <namespace key="14" case="first-letter">{category}</namespace>
    </namespaces>{extra}
  </siteinfo>
"""
ENGLISH = SITE.format(
    lang="en", name="Harbour Wiki", db="harbourwiki", main="Main_Page", file="File",
    category="Category", extra="",
)  # fmt: skip
GERMAN = SITE.format(
    lang="de", name="Hafenwiki", db="hafenwiki", main="Wikipedia:Hauptseite", file="Datei",
    category="Kategorie", extra="",
)  # fmt: skip
CHINESE = SITE.format(
    lang="zh", name="港口百科", db="zhharbour", main="Wikipedia:首页", file="File",
    category="Category", extra="",
)  # fmt: skip
END = "</mediawiki>\n"


def revision(
    text: str = "The pier is 5 km long.",
    number: int = 70,
    who: str = "<username>Ada Stone</username><id>3</id>",
    model: str = "wikitext",
    format_: str = "text/x-wiki",
    when: str = "2024-05-06T07:08:09Z",
    attrs: str = 'bytes="9" xml:space="preserve"',
) -> str:
    return f"""    <revision>
      <id>{number}</id>
      <timestamp>{when}</timestamp>
      <contributor>{who}</contributor>
      <comment>a comment</comment>
      <model>{model}</model>
      <format>{format_}</format>
      <text {attrs}>{escape(text, quote=False)}</text>
      <sha1>x</sha1>
    </revision>
"""


def wiki_page(
    title: str = "Pier", number: int = 7, space: int = 0, *revisions: str, extra: str = ""
) -> str:
    body = "".join(revisions or (revision(),))
    return (
        f"  <page>\n    <title>{escape(title)}</title>\n    <ns>{space}</ns>\n"
        f"    <id>{number}</id>\n{extra}{body}  </page>\n"
    )


def items(
    tmp_path: Path, dump: str | bytes, limits: Limits | None = None, name: str = "wiki.xml",
    reading: Reading | None = None,
) -> list[Capture | LedgerRow]:  # fmt: skip
    data = dump.encode() if isinstance(dump, str) else dump
    path = tmp_path / name
    path.write_bytes(data)
    file = InputFile(path, name, "mediawiki", len(data), reading or Reading())
    return list(read(file, limits or Limits()))


def fates(found: list[Capture | LedgerRow]) -> list[str]:
    """Return "page TITLE" for captures, and "kind reason" for rows."""
    return [
        f"page {dict(i.declared)['title']}" if isinstance(i, Capture) else f"{i.kind} {i.reason}"
        for i in found
    ]


def test_a_capture_in_full(tmp_path: Path) -> None:
    """A page becomes one capture with the text, the place and all that the dump says of it."""
    dump = ENGLISH + wiki_page("Saint-Étienne (A&B)?", 7) + END
    site, capture, end = items(tmp_path, dump)
    assert isinstance(capture, Capture)
    assert fates([site, end]) == ["skipped siteinfo", "skipped xml"]
    element = dump.encode()[capture.offset : capture.offset + (capture.length or 0)]
    assert element.startswith(b"<page>")
    assert element.endswith(b"</page>")
    assert capture.payload == b"The pier is 5 km long."
    assert (capture.markup, capture.content_type) == ("wikitext", "text/x-wiki")
    assert capture.record_id == "harbourwiki:7:70"
    assert capture.url == "https://en.wiki.example/wiki/Saint-%C3%89tienne_(A%26B)%3F"
    assert capture.captured_at is None
    assert capture.flags == ()
    assert capture.declared == (
        ("title", "Saint-Étienne (A&B)?"),
        ("date", "2024-05-06T07:08:09Z"),
        ("author", "Ada Stone"),
    )
    assert capture.headers == (
        ("mediawiki-page-id", "7"),
        ("mediawiki-revision-id", "70"),
        ("mediawiki-namespace", "0"),
        ("mediawiki-language", "en"),
        ("mediawiki-file-namespace", "File"),
        ("mediawiki-category-namespace", "Category"),
    )


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://a.example/wiki/Main_Page", "https://a.example/wiki/A_b"),
        ("https://a.example/wiki/Main/Page", "https://a.example/wiki/A_b"),
        ("http://a.example/w/index.php/Main_Page", "http://a.example/w/index.php/A_b"),
        ("http://a.example/index.php?title=Main_Page", "http://a.example/index.php?title=A_b"),
        ("https://a.example/Main_Page", "https://a.example/A_b"),
        ("https://a.example", "https://a.example/A_b"),
        ("https://user:secret@a.example/wiki/X", None),
        ("javascript:alert(1)", None),
        ("https://[bad/wiki/X", None),
        ("", None),
    ],
)
def test_urls_are_derived_from_the_base(base: str, url: str | None) -> None:
    """The article path is that of the main page; an unusable base gives no URL."""
    assert Site(base=base).url_of("A b") == url


def test_titles_are_encoded_as_mediawiki_does() -> None:
    """Colon, slash and brackets stay; the percent sign, "?" and what is no ASCII do not."""
    site = Site(base="https://a.example/wiki/M")
    assert site.url_of("Hilfe:Ä/b c,d!e%f+g") == (
        "https://a.example/wiki/Hilfe:%C3%84/b_c,d!e%25f%2Bg"
    )


REFUSED = [
    ("redirect", wiki_page(extra='    <redirect title="Quay" />\n'), "redirect"),
    ("redirect-by-text", wiki_page("P", 7, 0, revision("#WEITERLEITUNG [[Mole]]")), "redirect"),
    ("redirect-chinese", wiki_page("P", 7, 0, revision("#重定向 [[码头]]")), "redirect"),
    ("namespace", wiki_page("Talk:Pier", 7, 1), "namespace"),
    ("css", wiki_page("P", 7, 0, revision(model="css", format_="text/css")), "content-model"),
    ("lua", wiki_page("P", 7, 0, revision(model="Scribunto")), "content-model"),
    ("deleted", wiki_page("P", 7, 0, revision("", attrs='deleted="deleted"')), "empty-payload"),
    ("stub", wiki_page("P", 7, 0, revision("", attrs='bytes="900"')), "empty-payload"),
    ("no-revision", wiki_page("P", 7, 0, "\n"), "empty-payload"),
]


@pytest.mark.parametrize(("page", "reason"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_pages_that_are_no_captures(tmp_path: Path, page: str, reason: str) -> None:
    """A page that a rule refuses is one row with its record id and URL."""
    row = items(tmp_path, ENGLISH + page + END)[1]
    assert isinstance(row, LedgerRow)
    assert (row.kind, row.fate, row.reason) == ("capture", "refused", reason)
    assert str(row.record_id).startswith("harbourwiki:7")
    assert row.url


def test_declared_namespaces(tmp_path: Path) -> None:
    """The namespaces of corpus.toml become captures, and only they."""
    dump = ENGLISH + wiki_page("Help:Boats", 8, 12) + wiki_page() + END
    found = items(tmp_path, dump, reading=Reading(namespaces=(12,)))
    assert fates(found)[1:3] == ["page Help:Boats", "capture namespace"]


def test_the_last_revision_is_the_record(tmp_path: Path) -> None:
    """Older revisions are one skipped row inside the range of their page."""
    revisions = [revision(f"Text {n}.", n) for n in range(4)]
    dump = ENGLISH + wiki_page("Pier", 7, 0, *revisions) + END
    _, older, capture, _ = items(tmp_path, dump)
    assert isinstance(older, LedgerRow)
    assert isinstance(capture, Capture)
    assert (older.kind, older.reason, older.detail) == (
        "skipped", "older-revision", "3 before the last one",
    )  # fmt: skip
    cut = dump.encode()[older.offset : older.offset + (older.length or 0)]
    assert cut.count(b"</revision>") == 3
    assert cut.startswith(b"<revision>")
    assert capture.payload == b"Text 3."


@pytest.mark.parametrize(
    "who",
    [
        "<ip>192.0.2.17</ip>",
        "<ip>2001:db8::7</ip>",
        "<username>192.0.2.xxx</username><id>0</id>",
        "<username>imported>198.51.100.4</username>",
        "<username>~2025-12345-67</username><id>9</id>",
    ],
)
def test_addresses_of_contributors_are_left_out(tmp_path: Path, who: str) -> None:
    """An IP address is personal data: it is in no field of the capture, which is flagged."""
    dump = ENGLISH + wiki_page("Pier", 7, 0, revision(who=who)) + END
    capture = items(tmp_path, dump)[1]
    assert isinstance(capture, Capture)
    assert capture.flags == ("anonymous-contributor",)
    assert "author" not in dict(capture.declared)
    assert not any(part in repr(capture) for part in ("192.0.2", "2001:db8", "198.51", "~2025"))


def test_other_slots_are_not_the_text(tmp_path: Path) -> None:
    """Schema 0.11: a further content slot of a revision does not replace the main one."""
    slot = "<content><role>x</role><model>json</model><text>{}</text></content>"
    page = wiki_page().replace("<sha1>", f"{slot}<sha1>")
    capture = items(tmp_path, ENGLISH + page + END)[1]
    assert isinstance(capture, Capture)
    assert capture.payload == b"The pier is 5 km long."


def test_old_schemas(tmp_path: Path) -> None:
    """Schema 0.3 has no ns, model, format and dbname: the page is an article of the site."""
    site = (
        "<mediawiki><siteinfo><sitename>Old wiki</sitename>"
        "<base>http://a.example/wiki/M</base></siteinfo>"
    )
    page = "<page><title>A</title><id>1</id><revision><id>2</id><text>Text</text></revision></page>"
    capture = items(tmp_path, site + page + END)[1]
    assert isinstance(capture, Capture)
    assert capture.record_id == "Old wiki:1:2"


def streams(dump: str, cut: str) -> list[bytes]:
    """Compress the parts of a dump, each of which begins with `cut`, as streams of their own."""
    first, *rest = dump.split(cut)
    return [bz2.compress(part.encode()) for part in (first, *(cut + part for part in rest))]


DUMP = ENGLISH + "".join(wiki_page(f"Page {n}", n) for n in range(1, 5)) + END
PACKED = {
    "plain": DUMP.encode(),
    "gzip": gzip.compress(DUMP.encode()),
    "zstd": zstandard.compress(DUMP.encode()),
    "bz2": bz2.compress(DUMP.encode()),
    "multistream": b"".join(streams(DUMP, "  <page>")),
}


@pytest.mark.parametrize("kind", PACKED)
def test_compressions(tmp_path: Path, kind: str) -> None:
    """Offsets count the bytes of the decompressed file, however it is compressed."""
    assert detect_format(PACKED[kind], "x") == "mediawiki"
    found = items(tmp_path, PACKED[kind])
    plain = items(tmp_path, DUMP)
    assert found == plain
    assert fates(found) == [
        "skipped siteinfo", *(f"page Page {n}" for n in range(1, 5)), "skipped xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b'<mediawiki xmlns="x">', "a", "mediawiki"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<mediawiki>", "a", "mediawiki"),
        (b"\xef\xbb\xbf<mediawiki\n", "a", "mediawiki"),
        (b"<mediawikis>", "a", "unknown"),
        (b"<html><body><pre>&lt;mediawiki></pre>", "a", "html"),
        (b"About <mediawiki> dumps", "a", "text"),
        (b"<?xml version='1.0'?><rss>", "a", "unknown"),
    ],
)
def test_detection(head: bytes, name: str, expected: str) -> None:
    """The root element decides, behind declaration and comments."""
    assert detect_format(head, name) == expected


def test_a_bz2_head_without_a_whole_block(tmp_path: Path) -> None:
    """A bz2 dump whose first block is larger than the head is known by its name."""
    noise = "".join(f"{n * 7919 % 104729:x}" for n in range(400_000))
    packed = bz2.compress((ENGLISH + wiki_page("P", 1, 0, revision(noise)) + END).encode())
    assert detect_format(packed[: 2**16], "enwiki-pages-articles.xml.bz2") == "mediawiki"


P1, P2, P3 = (wiki_page(f"Page {n}", n) for n in (1, 2, 3))
AROUND = ["skipped siteinfo", "page Page 1"]
DAMAGED: list[tuple[str, str | bytes, list[str]]] = [
    ("bad-entity", P2.replace("The pier", "The &pier;"), ["damage bad-page"]),
    ("bad-markup", P2.replace("</id>", "</di>", 1), ["damage bad-page"]),
    ("no-utf-8", P2.encode().replace(b"pier", b"p\xffer"), ["damage bad-page"]),
    ("control", P2.replace("pier", "pi\x01er"), ["damage bad-page"]),
    ("end-lost", P2.replace("</page>", ""), ["damage bad-page"]),
    ("start-lost", P2.replace("<page>", ""), ["skipped xml"]),
    ("cut-inside", P2[: len(P2) // 2], ["damage bad-page"]),
    ("no-title", P2.replace("title>", "label>"), ["damage bad-page"]),
    ("no-id", P2.replace("<id>2</id>", ""), ["damage bad-page"]),
    ("junk-between", f"junk <b> &x; {P2}", ["skipped xml", "page Page 2"]),
    ("comment", f"<!-- <page> </page> -->{P2}", ["skipped xml", "page Page 2"]),
    ("open-comment", f"<!-- {P2}", ["skipped xml", "page Page 2"]),
    ("cdata", P2.replace("The pier", "<![CDATA[</page> <page> The]]> pier"), ["page Page 2"]),
    ("open-cdata", P2.replace("The pier", "<![CDATA[ The"), ["damage bad-page"]),
    ("inner-comment", P2.replace("The pier", "<!-- </page> --> pier"), ["page Page 2"]),
    ("instruction", f"<?php <page> ?>{P2}", ["skipped xml", "page Page 2"]),
    ("attribute", P2.replace("<page>", '<page a="x>y" b=\'</pa\'>'), ["damage bad-page"]),
    ("page-in-attribute", P2.replace("<id>", '<id a="<page>">', 1), ["damage bad-page"] * 2),
    ("deep", P2.replace("<id>", "<b>" * 50_000 + "<id>", 1), ["damage bad-page"]),
    ("doctype-inside", P2.replace("<ns>", "<!DOCTYPE a><ns>"), ["damage bad-page"]),
    ("pages-tag", f"<pages>{P2}</pages>", ["skipped xml", "page Page 2", "skipped xml"]),
    ("empty-page", f"<page/>{P2}", ["damage bad-page", "page Page 2"]),
    ("zeros", b"\0" * 100_000 + P2.encode(), ["skipped xml", "page Page 2"]),
    ("bad-siteinfo", f"<siteinfo><a></siteinfo>{P2}", ["damage bad-siteinfo", "page Page 2"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("middle", "expected"), [d[1:] for d in DAMAGED], ids=[d[0] for d in DAMAGED]
)
def test_damage_costs_one_page(tmp_path: Path, middle: str | bytes, expected: list[str]) -> None:
    """Whatever stands in the middle, the pages before and behind it are read."""
    data = middle.encode() if isinstance(middle, str) else middle
    found = items(tmp_path, (ENGLISH + P1).encode() + data + (P3 + END).encode())
    assert fates(found) == [*AROUND, *expected, "page Page 3", "skipped xml"]
    assert not any("pier" in (i.detail or "") for i in found if isinstance(i, LedgerRow))


def test_bad_page_says_where(tmp_path: Path) -> None:
    """The row of a bad page has its byte range and the place of the fault."""
    broken = P2.replace("The pier", "The &pier;")
    dump = ENGLISH + P1 + broken + P3 + END
    row = items(tmp_path, dump)[2]
    assert isinstance(row, LedgerRow)
    assert dump.encode()[row.offset : row.offset + (row.length or 0)] == broken.strip().encode()
    at = broken.strip().index("&pier;")
    assert row.detail == f"not well-formed at its byte {at} (undefined entity)"


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    """A document type is passed over unread: its entities expand nowhere, its pages are none."""
    laughs = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 60))
    doctype = (
        f'<!DOCTYPE mediawiki [<!ENTITY l0 "ha">{laughs}'
        '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY p "<page></page>">]>\n'
    )
    hostile = P2.replace("The pier", "&l59;") + P3.replace("The pier", "&x;")
    found = items(tmp_path, doctype + ENGLISH + P1 + hostile + END)
    assert fates(found) == [
        "skipped doctype", "page Page 1", "damage bad-page", "damage bad-page", "skipped xml",
    ]  # fmt: skip


def test_pages_above_the_limit(tmp_path: Path) -> None:
    """A page element above `page_bytes` is refused, with its title read from its beginning."""
    large = wiki_page("Large", 2, 0, revision("word " * 50_000))
    found = items(tmp_path, ENGLISH + P1 + large + P3 + END, Limits(page_bytes=100_000))
    assert fates(found) == [*AROUND, "capture page-too-large", "page Page 3", "skipped xml"]
    row = found[2]
    assert isinstance(row, LedgerRow)
    assert row.record_id == "harbourwiki:2:70"
    assert row.url == "https://en.wiki.example/wiki/Large"
    assert row.length == len(large.strip().encode())


def test_hostile_repetition_is_linear(tmp_path: Path) -> None:
    """A megabyte of one opening mark takes well under the time of a quadratic reader."""
    for mark in ("<!--", "<![CDATA[", "<?", "<!DOCTYPE [", "<page>", "</page>", "<siteinfo>"):
        before = time.process_time()
        items(tmp_path, ENGLISH + mark * (1_000_000 // len(mark)), Limits(page_bytes=2**20))
        assert time.process_time() - before < 20, mark


def test_truncated_files(tmp_path: Path) -> None:
    """A file that ends early says so: inside a page, between pages, and inside a stream."""
    half = items(tmp_path, ENGLISH + P1 + P2[:200])
    assert fates(half) == [*AROUND, "damage bad-page", "damage truncated-archive"]
    between = items(tmp_path, ENGLISH + P1)
    assert fates(between) == [*AROUND, "damage truncated-archive"]
    packed = gzip.compress(DUMP.encode(), mtime=0)
    inside = items(tmp_path, packed[: len(packed) - 40])
    assert fates(inside)[-1] == "damage truncated-archive"
    assert "page Page 1" in fates(inside)


def test_a_damaged_stream_costs_its_pages(tmp_path: Path) -> None:
    """In a multistream dump reading goes on at the next bz2 stream."""
    parts = streams(DUMP, "  <page>")
    middle = bytearray(parts[2])
    middle[len(middle) // 2] ^= 0xFF
    found = items(tmp_path, b"".join([*parts[:2], bytes(middle), *parts[3:]]))
    assert fates(found) == [
        *AROUND, "damage damaged-archive", "page Page 3", "page Page 4", "skipped xml",
    ]  # fmt: skip


def test_concatenated_dumps(tmp_path: Path) -> None:
    """A second siteinfo holds for the pages behind it."""
    found = items(tmp_path, ENGLISH + P1 + END + GERMAN + P2 + END)
    ids = [i.record_id for i in found if isinstance(i, Capture)]
    assert ids == ["harbourwiki:1:70", "hafenwiki:2:70"]


def tiles(data: bytes, found: list[Capture | LedgerRow]) -> None:
    """Ranges ascend without overlap, and only white space lies between them."""
    behind = 0
    for item in found:
        if isinstance(item, LedgerRow) and item.reason == "older-revision":
            continue
        assert item.offset >= behind
        assert not data[behind : item.offset].strip()
        assert item.length is not None
        behind = item.offset + item.length
    assert not data[behind:].strip()


CUTS = [
    b"<page>", b"</page>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<", b">", b"&",
    b"</mediawiki>", b"<siteinfo>", b"</siteinfo>", b"<!DOCTYPE [", b"]>", b"\0", b"\xff", b"",
    b"<revision>", b"</text>", b"<page/>", b"<page ",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(DUMP)), st.integers(0, 120), st.sampled_from(CUTS)),
        max_size=6,
    )
)
def test_every_byte_of_a_mutated_dump_has_a_row(edits: list[tuple[int, int, bytes]]) -> None:
    """Whatever is cut out or put in, the rows tile the file and reading never raises."""
    import tempfile

    data = DUMP.encode()
    for at, length, put in edits:
        data = data[:at] + put + data[at + length :]
    with tempfile.TemporaryDirectory() as folder:
        found = items(Path(folder), b" " + data, Limits(page_bytes=1500))
    tiles(b" " + data, found)


@settings(max_examples=60, deadline=None)
@given(st.integers(14, 10_000), st.integers(1, 255))
def test_a_damaged_multistream_is_read_to_its_end(at: int, flip: int) -> None:
    """A flipped byte costs at most the pages of one stream, or of two at their seam."""
    import tempfile

    data = bytearray(PACKED["multistream"])
    data[max(14, at % len(data))] ^= flip  # the first bytes tell that it is bz2 at all
    with tempfile.TemporaryDirectory() as folder:
        found = items(Path(folder), bytes(data))
    assert sum(isinstance(i, Capture) for i in found) >= 2


@pytest.mark.parametrize(
    ("extra", "license_"),
    [
        ("", None),
        (
            '<rights url="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA</rights>',
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        ("<license>CC-BY-SA-4.0</license>", "CC-BY-SA-4.0"),
        (
            "<r><rights>CC</rights><rightsurl>https://creativecommons.org/licenses/by-sa/3.0/</rightsurl></r>",
            "https://creativecommons.org/licenses/by-sa/3.0/",
        ),
    ],
)
def test_license_of_the_siteinfo(extra: str, license_: str | None) -> None:
    """A rights element of the siteinfo is declared of every page; a URL before words."""
    head = SITE.format(
        lang="en", name="n", db="d", main="M", file="File", category="Category", extra=extra
    )
    site = read_siteinfo(head.encode())
    assert site is not None
    assert site.license == license_


# --- what the dump says ---------------------------------------------------------------------


def record(capture: Capture | LedgerRow, license_: str | None = None) -> Record:
    assert isinstance(capture, Capture)
    rules = Settings(load_policy("cautious"), license=license_)
    result = convert_capture(capture, rules, CorpusContext())
    assert isinstance(result, Record)
    return result


PROSE = (
    "The '''pier''' of the old town is {{convert|5|km|mi}} long and was built of oak.\n"
    "作者：无名 stands on a board.\n\nIt burnt down in the winter of 1901 and was rebuilt by hand."
)


def test_a_wiki_page_has_no_authors(tmp_path: Path) -> None:
    """The declared title wins, the revision's time is `modified`, its contributor an account."""
    dump = ENGLISH + wiki_page("Pier", 7, 0, revision(PROSE)) + END
    made = record(items(tmp_path, dump)[1])
    about = made.about
    assert (about.title, about.authors, about.editors, about.source) == ("Pier", (), (), None)
    assert [(c.role, c.name) for c in about.credits] == [("platform_account", "Ada Stone")]
    assert (about.published_at, about.published_date, about.published_raw) == (None, None, None)
    assert str(about.modified_at) == "2024-05-06 07:08:09+00:00"
    assert str(about.modified_date) == "2024-05-06"
    by_source = {item.source: item for item in made.evidence}
    assert {"dump:title", "dump:date", "dump:author"} <= set(by_source)
    title = by_source["dump:title"]
    assert (title.field, title.start, title.end, title.excerpt) == ("title", 0, 4, "Pier")
    assert made.rights.ai.tdm == "not_observed"


@pytest.mark.parametrize(
    ("stated", "declared", "status", "release"),
    [
        (None, None, "unknown", "metadata_only"),
        ("CC-BY-SA-4.0", None, "open_license", "full_text"),
        ("CC-BY-NC-4.0", None, "open_license_nc", "metadata_only"),
        (None, "CC-BY-SA-4.0", "open_license", "full_text"),
        (None, "https://creativecommons.org/licenses/by-sa/4.0/", "open_license", "full_text"),
        ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "open_license",
         "full_text"),
        ("CC-BY-SA-4.0", "CC-BY-NC-4.0", "conflicting", "review"),
        ("CC-BY-SA-4.0", "All rights reserved", "conflicting", "review"),
        (None, "ask the harbour master", "unknown", "metadata_only"),
    ],
)  # fmt: skip
def test_stated_licenses(
    tmp_path: Path, stated: str | None, declared: str | None, status: str, release: str
) -> None:
    """The word of operator and dump opens a wiki page, unless the two differ or one reserves."""
    extra = f"<license>{declared}</license>" if declared else ""
    site = ENGLISH.replace("</namespaces>", f"</namespaces>{extra}")
    made = record(items(tmp_path, site + wiki_page("Pier", 7, 0, revision(PROSE)) + END)[1], stated)
    assert (made.rights.rights_status, made.release) == (status, release)
    sources = {item.source for item in made.evidence if item.field == "license"}
    assert ("operator" in sources) == bool(stated)
    assert ("dump:license" in sources) == bool(declared)


def declared_capture(markup: Any, **declared: str) -> Capture:
    text = PROSE if markup == "text" else f"<html><body><p>{PROSE}</p></body></html>"
    return Capture(
        "d.jsonl", "jsonl", 0, 1, text.encode(), markup, content_type="text/html; charset=utf-8",
        declared=tuple(declared.items()),
    )  # fmt: skip


@pytest.mark.parametrize("markup", ["html", "text"])
def test_declared_values_of_other_formats(markup: str) -> None:
    """Of a row, title, date of publication, authors and license are taken from its columns."""
    made = record(
        declared_capture(
            markup, title="  The  pier ", date="2020-02-03T04:05:06Z", author="Ada Stone; Bo Lind",
            license="CC-BY-4.0",
        )
    )  # fmt: skip
    about = made.about
    assert about.title == "The pier"
    assert str(about.published_at) == "2020-02-03 04:05:06+00:00"
    assert {"Ada Stone", "Bo Lind"} <= set(about.authors)
    assert (made.rights.license, made.rights.license_scope) == ("CC-BY-4.0", "article")
    assert made.release == "full_text"
    for item in made.evidence:
        if item.source.startswith("dump:"):
            value = dict(made.page.capture.declared)[item.source.removeprefix("dump:")]
            assert value[item.start : item.end] == item.excerpt


def test_unreadable_declared_values_stay_evidence() -> None:
    """A date or author that cannot be read is evidence without a value."""
    made = record(declared_capture("text", date="soon", author="admin"))
    read_as = {i.source: i.value for i in made.evidence if i.source.startswith("dump:")}
    assert read_as == {"dump:date": None, "dump:author": None}
    assert "author_placeholder" in made.about.flags


@pytest.mark.parametrize("license_", ["CC-BY-SA-4.0", "MIT OR CC0-1.0", "LicenseRef-House", None])
def test_good_operator_licenses(license_: str | None) -> None:
    """SPDX expressions are taken."""
    check_license(license_)


@pytest.mark.parametrize("license_", ["cc-by-sa-4.0", "free", "NONE", "NOASSERTION", ""])
def test_bad_operator_licenses(license_: str) -> None:
    """What is no SPDX expression stops the build, with the id that was meant."""
    with pytest.raises(ConfigError, match="is no SPDX license") as caught:
        check_license(license_)
    assert license_ != "cc-by-sa-4.0" or "CC-BY-SA-4.0" in str(caught.value)


# --- a whole build --------------------------------------------------------------------------

OLD_PIER = """The '''old pier''' is {{convert|5|km|mi}} long and stands on oak posts that
were driven into the sand a century ago.<ref>Stone</ref>

== History ==
It has {{formatnum:1234567}} planks, as the keeper of the harbour counted.

== See also ==
* [[Quay]]
[[Category:Piers]]"""
LAMP = """The lamp at the end of the pier is lit at dusk, and the keeper of the harbour puts it out
when the first boat comes home in the morning.
[[File:L.jpg|thumb|A lamp]]"""
MOLE = """Die '''alte Mole''' ist {{formatnum:12345}} Meter lang und steht auf Pfählen
aus Eiche, die vor hundert Jahren in den Sand getrieben wurden.

== Einzelnachweise ==
<references />
[[Kategorie:Mole]]"""
MATOU = """'''老码头'''长{{formatnum:12345}}米，由橡木桩支撑，这些木桩在一百年前打入沙中。
-{zh-hans:灯塔;zh-hant:燈塔}-每天傍晚点亮。

== 参考文献 ==
{{reflist}}
[[Category:码头]]"""
WIKIS = {
    "en": (ENGLISH, {"Old pier": OLD_PIER, "Lamp": LAMP}),
    "de": (GERMAN, {"Alte Mole": MOLE}),
    "zh": (CHINESE, {"老码头": MATOU}),
}


def test_a_release_of_wikis(tmp_path: Path) -> None:
    """Dumps in three languages become a release with full texts that its sources prove."""
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    for lang, (site, pages) in WIKIS.items():
        body = "".join(
            wiki_page(title, n, 0, revision(text, n))
            for n, (title, text) in enumerate(pages.items(), 1)
        )
        body += wiki_page("Gone", 90, 0, revision("")) + wiki_page("Talk:X", 91, 1)
        broken = wiki_page("Broken", 92).replace("</id>", "</di>", 1)
        packed = bz2.compress((site + body + broken + END).encode())
        (dumps / f"{lang}wiki.xml.bz2").write_bytes(packed)
    config = tmp_path / "corpus.toml"
    config.write_text('[build]\nlicense = "CC-BY-SA-4.0"\npolicy = "cautious"\n', "utf-8")
    built = build([dumps], tmp_path / "release", config=config, workers=1)
    assert [f for r in built.reports for f in r.findings if f.severity == "error"] == []
    assert (built.sums.captures, built.sums.kept, built.sums.damage) == (10, 4, 3)
    table = pq.read_table(sorted((built.release / "data/text").glob("*.parquet"))[0])
    texts = {row["title"]: row["text"] for row in table.to_pylist()}
    assert texts["Old pier"].startswith("The old pier is 5 km long")
    assert texts["Old pier"].endswith(
        "It has 1,234,567 planks, as the keeper of the harbour counted."
    )
    assert "12.345 Meter" in texts["Alte Mole"]
    assert "灯塔每天" in texts["老码头"]
    assert {row["license"] for row in table.to_pylist()} == {"CC-BY-SA-4.0"}
    assert validate(built.release, source=[dumps]).passed


def test_memory_is_bounded_by_the_page(tmp_path: Path) -> None:
    """Reading holds one page, not the dump."""
    import tracemalloc

    path = tmp_path / "wiki.xml"
    with path.open("w", encoding="utf-8") as out:
        out.write(ENGLISH)
        for n in range(400):
            out.write(wiki_page(f"P{n}", n, 0, revision("word and word " * 4_000)))
        out.write(END)
    file = InputFile(path, "w", "mediawiki", path.stat().st_size)
    tracemalloc.start()
    count = sum(isinstance(item, Capture) for item in read(file, Limits()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert peak < 2 * 2**20  # of 22 MB
