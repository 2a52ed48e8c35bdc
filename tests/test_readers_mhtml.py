"""What comes out of saved pages in one file: the page, and a row for each other part."""

import base64
import gzip
import quopri
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_tools.dump import InputFile, Limits, Sidecar
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers import read_items
from dataset_tools.readers.items import Item, Quarantined
from dataset_tools.readers.sniff import detect_format

packed = partial(gzip.compress, mtime=0)

HTML = "<!doctype html><title>渡轮</title>\r\n<p>The ferry sails at noon = 12.</p>".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
MARK = "----MultipartBoundary--harbour----"
URL = "https://harbour.example/ferry"


def part(body: bytes, *headers: str) -> bytes:
    return "\r\n".join([*headers, "", ""]).encode() + body


def head(*headers: str, kind: str = f'multipart/related;\r\n\tboundary="{MARK}"') -> bytes:
    lines = [*headers, "MIME-Version: 1.0", f"Content-Type: {kind}", "", ""]
    return "\r\n".join(lines).encode()


def joined(parts: list[bytes], mark: str = MARK) -> bytes:
    line = f"--{mark}".encode()
    return b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + line + b"--\r\n"


def page(coding: str = "quoted-printable", html: bytes = HTML, *more: str) -> bytes:
    body = {
        "quoted-printable": quopri.encodestring,
        "base64": base64.encodebytes,
    }.get(coding, bytes)(html)
    return part(
        body, "Content-Type: text/html", f"Content-Transfer-Encoding: {coding}",
        f"Content-Location: {URL}", *more,
    )  # fmt: skip


IMAGE = part(
    base64.encodebytes(PICTURE), "Content-Type: image/png", "Content-Transfer-Encoding: base64"
)
BLINK = head(
    "From: <Saved by Blink>",
    f"Snapshot-Content-Location: {URL}?full",
    "Subject: =?utf-8?Q?=E6=B8=A1=E8=BD=AE?=",
    "Date: Fri, 1 Mar 2024 10:20:30 -0000",
)
SAVED = BLINK + joined([page(), IMAGE])


def read_bytes(
    content: bytes, tmp_path: Path, limits: Limits | None = None, sidecar: Sidecar | None = None
) -> list[Item]:
    path = tmp_path / "page.mhtml"
    path.write_bytes(content)
    file = InputFile(path, "page.mhtml", "mhtml", len(content), sidecar=sidecar)
    return list(read_items(file, limits or Limits()))


def reasons(items: list[Item]) -> list[str]:
    """What became of each item: "page", or the reason of its row."""
    found = [item.row if isinstance(item, Quarantined) else item for item in items]
    return [item.reason or "" if isinstance(item, LedgerRow) else "page" for item in found]


def test_blink(tmp_path: Path) -> None:
    """A page saved by Chrome gives its bytes, address and moment; its picture is a row."""
    item, row = read_bytes(SAVED, tmp_path)
    assert isinstance(item, Capture)
    assert isinstance(row, LedgerRow)
    assert (item.payload, item.content_type, item.markup) == (HTML, "text/html", "html")
    assert (item.url, item.flags) == (f"{URL}?full", ())
    assert item.captured_at == datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)
    assert (item.offset, item.length, item.format) == (0, len(SAVED), "mhtml")
    assert (row.kind, row.reason) == ("skipped", "mhtml-part")
    assert row.length is not None
    assert SAVED[row.offset : row.offset + row.length] == IMAGE


GB = "<p>渡轮</p>".encode("gbk")
WORD = head(
    "From: =?gb2312?B?08k=?=",
    "Date: Fri, 1 Mar 2024 18:20:30 +0800",
    kind='multipart/related; start="<root>"; boundary=plain-mark',
) + joined(
    [
        part(b"<p>frame", "Content-Type: text/html", "Content-Location: file:///C:/private/f.htm"),
        part(GB, 'Content-Type: text/html;\r\n\tcharset="gb2312"', "Content-ID: <root>",
             "Content-Location: file:///C:/private/page.htm"),
    ],
    "plain-mark",
)  # fmt: skip


def test_word(tmp_path: Path) -> None:
    """The part that `start` names is the page; its charset counts, a local path is no address."""
    item, row = read_bytes(WORD, tmp_path)
    assert isinstance(item, Capture)
    assert (item.payload, item.url) == (GB, None)
    assert item.content_type == 'text/html; charset="gb2312"'
    assert item.captured_at == datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)
    assert reasons([row]) == ["mhtml-part"]


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit", "binary", "7bit"])
def test_transfer_encodings(coding: str, tmp_path: Path) -> None:
    """The payload does not depend on the transfer encoding."""
    content = BLINK + joined([page(coding, HTML if coding != "7bit" else b"<p>plain")])
    (item,) = read_bytes(content, tmp_path)
    assert isinstance(item, Capture)
    assert item.payload == (HTML if coding != "7bit" else b"<p>plain")


def test_single_part(tmp_path: Path) -> None:
    """A message that is one HTML part is the page."""
    content = head(f"Content-Location: {URL}", kind="text/html; charset=utf-8") + HTML
    (item,) = read_bytes(content, tmp_path)
    assert isinstance(item, Capture)
    assert (item.payload, item.url, item.flags) == (HTML, URL, ())


@pytest.mark.parametrize("policy_line_end", ["\n", "\r\n"])
def test_generated(policy_line_end: str, tmp_path: Path) -> None:
    """Messages that the standard library writes are read, nested ones too."""
    message = MIMEMultipart("related")
    message["Content-Location"] = URL
    message["Date"] = "Fri, 01 Mar 2024 10:20:30 GMT"
    inner = MIMEMultipart("alternative")
    inner.attach(MIMEText("The ferry sails.", "plain", "utf-8"))
    inner.attach(MIMEText("<p>渡轮 sails.", "html", "utf-8"))
    message.attach(inner)
    message.attach(MIMEImage(PICTURE, "png"))
    sink = BytesIO()
    policy = message.policy.clone(linesep=policy_line_end)
    BytesGenerator(sink, policy=policy).flatten(message)
    items = read_bytes(sink.getvalue(), tmp_path)
    assert reasons(items) == ["page", "mhtml-part", "mhtml-part"]
    item = items[0]
    assert isinstance(item, Capture)
    assert (item.payload.decode(), item.url) == ("<p>渡轮 sails.", URL)
    assert item.captured_at == datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC)


def test_compressed(tmp_path: Path) -> None:
    """A compressed file is read like a plain one; `length` counts the bytes as they lie."""
    content = packed(SAVED)
    items = read_bytes(content, tmp_path)
    assert reasons(items) == ["page", "mhtml-part"]
    item = items[0]
    assert isinstance(item, Capture)
    assert (item.payload, item.length) == (HTML, len(content))


def test_sidecar(tmp_path: Path) -> None:
    """What a sidecar says goes before what the file says; the part keeps its content type."""
    when = datetime(2023, 1, 2, tzinfo=UTC)
    headers = (("content-type", "text/html; charset=gbk"), ("x-robots-tag", "noai"))
    item, _ = read_bytes(SAVED, tmp_path, sidecar=Sidecar("https://b.example/", when, headers))
    assert isinstance(item, Capture)
    assert (item.url, item.captured_at, item.headers) == ("https://b.example/", when, headers)
    assert item.content_type == "text/html"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Fri, 1 Mar 2024 10:20:30 -0000", "2024-03-01T10:20:30+00:00"),
        ("Fri, 1 Mar 2024 10:20:30 +0800", "2024-03-01T02:20:30+00:00"),
        ("1 Mar 2024 10:20:30 GMT", "2024-03-01T10:20:30+00:00"),
        ("Fri, 1 Mar 2024 10:20:30", None),
        ("Fri, 1 Mar 2024 10:20:30 XYZ", None),
        ("Fri, 31 Feb 2024 10:20:30 +0000", None),
        ("31 Dec 9999 23:00:00 -2300", None),
        ("1 Mar 999999999999 10:20:30 +0000", None),
        ("", None),
        ("soon", None),
    ],
)
def test_dates(stated: str, expected: str | None, tmp_path: Path) -> None:
    """A Date header counts where it names a moment, zone included."""
    item = read_bytes(head(f"Date: {stated}", kind="text/html") + HTML, tmp_path)[0]
    assert isinstance(item, Capture)
    assert (item.captured_at.isoformat() if item.captured_at else None) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (URL, URL),
        (f"<{URL}>", URL),
        ("https://harbour.example/a\r\n b", "https://harbour.example/ab"),
        ("file:///home/me/page.htm", None),
        ("cid:frame@mhtml.blink", None),
        ("", None),
    ],
)
def test_addresses(stated: str, expected: str | None, tmp_path: Path) -> None:
    """Only web addresses are addresses; folding leaves no gap in them."""
    item = read_bytes(head(f"Content-Location: {stated}", kind="text/html") + HTML, tmp_path)[0]
    assert isinstance(item, Capture)
    assert item.url == expected


def nested(depth: int) -> bytes:
    """A page within `depth` multiparts."""
    content = page()
    for level in range(depth):
        content = part(
            joined([content], f"m{level}x"), f"Content-Type: multipart/mixed; boundary=m{level}x"
        )
    return content


PAGE_AT = SAVED.index(b"<!doctype")
BASE64 = BLINK + joined([page("base64"), IMAGE])
TEXT = part(b"no page", "Content-Type: text/plain")
# A name, the file, what becomes of it in order, and the flags of the page.
DAMAGED: list[tuple[str, bytes, list[str], tuple[str, ...]]] = [
    ("cut in the picture", SAVED[:-90], ["page", "truncated-archive"], ()),
    ("cut in the last delimiter", SAVED[:-12], ["page", "truncated-archive"], ()),
    ("cut in the page", SAVED[: PAGE_AT + 40], ["page"], ("truncated",)),
    ("cut in the page's header", SAVED[: PAGE_AT - 80], ["page"], ("truncated",)),
    ("cut before the page", SAVED[: len(BLINK)], ["not-html"], ()),
    ("cut in the header", SAVED[:60], ["not-html"], ()),
    ("cut in base64", BASE64[: BASE64.index(b"\r\n\r\nPCFk") + 31], ["page"], ("truncated",)),
    ("broken base64", BASE64.replace(b"\r\n\r\nPCFk", b"\r\n\r\nPC?k"),
        ["undecodable-payload", "mhtml-part"], ()),
    ("an unknown transfer encoding", SAVED.replace(b"quoted-printable", b"x-rot13"),
        ["undecodable-payload", "mhtml-part"], ()),
    ("empty", b"", ["not-html"], ()),
    ("junk", bytes(range(256)), ["not-html"], ()),
    ("no HTML part", BLINK + joined([TEXT, IMAGE]), ["not-html"] + 2 * ["mhtml-part"], ()),
    ("plain text", head(kind="text/plain") + b"hello", ["not-html"], ()),
    ("no boundary", head(kind="multipart/related") + joined([page()]), ["not-html"], ()),
    ("another boundary", BLINK + joined([page()], "other"), ["not-html"], ()),
    ("an empty boundary", head(kind='multipart/related; boundary=""') + joined([page()], ""),
        ["not-html"], ()),
    ("start names nothing", WORD.replace(b'"<root>"', b'"<none>"'), ["page", "mhtml-part"], ()),
    ("start names a picture", head(kind=f'multipart/related; start="<p>"; boundary="{MARK}"')
        + joined([part(PICTURE, "Content-Type: image/png", "Content-ID: <p>"), page()]),
        ["page", "mhtml-part"], ()),
    ("eight multiparts", b"MIME-Version: 1.0\r\n" + nested(8), ["page"], ()),
    ("nine multiparts", b"MIME-Version: 1.0\r\n" + nested(9), ["not-html", "unread-multipart"], ()),
    ("thousands of multiparts", b"MIME-Version: 1.0\r\n" + nested(300),
        ["not-html", "unread-multipart"], ()),
    ("an inner multipart without end", BLINK + joined(
        [part(b"--in\r\n" + page(), "Content-Type: multipart/alternative; boundary=in"), IMAGE]),
        ["page", "mhtml-part"], ()),
    ("a cut compressed file", packed(SAVED)[:-20], ["page", "truncated-archive"], ()),
    ("a compressed file without content", packed(SAVED)[:12], ["undecodable-payload"], ()),
    ("a flipped compressed file", packed(SAVED)[:60] + b"\xff\xff" + packed(SAVED)[62:],
        ["undecodable-payload"], ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected", "flags"), [case[1:] for case in DAMAGED], ids=[c[0] for c in DAMAGED]
)
def test_damage(
    content: bytes, expected: list[str], flags: tuple[str, ...], tmp_path: Path
) -> None:
    """What is there is read; what is not ends in a row with its reason."""
    items = read_bytes(content, tmp_path)
    assert reasons(items) == expected
    if isinstance(items[0], Capture):
        assert items[0].flags == flags
        known = (HTML, GB, b"<p>frame")
        assert any(one.startswith(items[0].payload) for one in known)


def test_cut_anywhere(tmp_path: Path) -> None:
    """Wherever a file is cut, it gives the page, the beginning of it, or a refusal."""
    for content in (SAVED, BASE64, WORD):
        for at in range(len(content)):
            item = read_bytes(content[:at], tmp_path)[0]
            if isinstance(item, Capture):
                known = (HTML, GB, b"<p>frame")
                if "truncated" in item.flags:
                    start = item.payload.rstrip(b"=E0123456789ABCDF\r\n")  # half a soft line end
                    assert any(one.startswith(start) for one in known)
                else:
                    assert item.payload in known
            else:
                assert reasons([item]) == ["not-html"]


def test_quarantine_keeps_the_file(tmp_path: Path) -> None:
    """Of a page that cannot be decoded the whole file is kept, with what is known of it."""
    content = SAVED.replace(b"quoted-printable", b"x-rot13")
    kept = read_bytes(content, tmp_path)[0]
    assert isinstance(kept, Quarantined)
    assert content in kept.record
    assert (kept.row.fate, kept.row.url) == ("quarantined", f"{URL}?full")
    blob = packed(SAVED)[:12]
    kept = read_bytes(blob, tmp_path)[0]
    assert isinstance(kept, Quarantined)
    assert blob in kept.record
    assert b'"coding": "gzip"' in kept.record


def test_limits(tmp_path: Path) -> None:
    """Pages, files and numbers of parts above a limit are told."""
    small = Limits(page_bytes=2000)
    large = BLINK + joined([page("8bit", b"<p>" + b"a" * 2100)])
    assert reasons(read_bytes(large, tmp_path, small)) == ["page-too-large"]
    huge = BLINK + joined([page("8bit", b"<p>" + b"a" * 5000)])
    assert reasons(read_bytes(huge, tmp_path, small)) == ["page-too-large", "mhtml-too-large"]
    long_ = BLINK + joined([page("8bit"), part(b"a" * 5000, "Content-Type: text/css"), IMAGE])
    for content, length in ((long_, len(long_) - 4000), (packed(long_), None)):
        items = read_bytes(content, tmp_path, small)
        assert reasons(items) == ["page", "truncated-archive", "mhtml-too-large"]
        assert isinstance(items[-1], LedgerRow)
        assert (items[-1].offset, items[-1].length) == (4000, length)
    many = BLINK + joined([page()] + [TEXT] * 50)
    items = read_bytes(many, tmp_path, Limits(archive_members=3))
    assert reasons(items) == ["page", "mhtml-part", "mhtml-part", "too-many-members"]
    bomb = packed(BLINK + joined([page("8bit", b"<p>" + bytes(100 * 2**20))]))
    assert reasons(read_bytes(bomb, tmp_path)) == ["page-too-large", "mhtml-too-large"]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (SAVED, "x", "mhtml"),
        (packed(SAVED), "x", "mhtml"),
        (WORD, "x.txt", "mhtml"),
        (b"\xef\xbb\xbf" + SAVED, "x", "mhtml"),
        (BLINK + joined([page("binary", b"\0" * 9)]), "x", "mhtml"),
        (head(kind="text/html") + HTML, "x.eml", "mhtml"),
        (head(kind="text/plain") + b"hello", "x.txt", "text"),
        (head(kind="text/plain") + b"hello", "x.mht", "mhtml"),
        (b"", "x.mhtml", "mhtml"),
        (b"A note on MIME-Version: 1.0\n\nContent-Type: text/html\n", "x.txt", "text"),
        (HTML, "x.mht", "html"),
    ],
)
def test_detection(content: bytes, name: str, expected: str) -> None:
    """The header of a message tells a saved page; the name tells it where the header is lost."""
    assert detect_format(content, name) == expected


def sound(items: list[Item], size: int, *, plain: bool) -> None:
    """The first item is the page or its row, and rows lie within the file."""
    assert items
    assert all(isinstance(item, LedgerRow) and item.kind != "capture" for item in items[1:])
    for item in items:
        row = item.row if isinstance(item, Quarantined) else item
        assert isinstance(row, LedgerRow | Capture)
        if plain:
            assert 0 <= row.offset <= size
            assert row.length is None or 0 <= row.length <= size - row.offset


SEEDS = [SAVED, BASE64, WORD, b"MIME-Version: 1.0\n" + nested(3), packed(SAVED)]
PIECES = [b"--", b"\r\n", MARK.encode(), b"\r\n\r\n", b"Content-Type: multipart/x; boundary=a"]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.integers(0, 2**16), st.one_of(st.sampled_from(PIECES), st.binary(max_size=3))),
        max_size=5,
    ),
    st.integers(0, 2**16),
)
def test_mutations(
    tmp_path_factory: pytest.TempPathFactory,
    seed: bytes,
    changes: list[tuple[int, bytes]],
    cut: int,
) -> None:
    """No change of a valid file raises."""
    out = bytearray(seed)
    for at, new in changes:
        place = at % len(out)
        out[place : place + len(new)] = new
    content = bytes(out[: cut % len(out)] if cut % 2 else out)
    sound(
        read_bytes(content, tmp_path_factory.getbasetemp()),
        len(content),
        plain=not content.startswith(b"\x1f\x8b"),
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=8).map(b"".join)
)
def test_random(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Bytes that are no message never raise."""
    for blob in (content, BLINK + content):
        sound(read_bytes(blob, tmp_path_factory.getbasetemp()), len(blob), plain=True)
