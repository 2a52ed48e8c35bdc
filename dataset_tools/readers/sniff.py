"""Tell markup, text and junk apart by their first bytes; names decide only where bytes do not."""

import json
import re
from typing import Literal

from dataset_tools.readers.guard import PIECES, Inflater, UndecodableError
from dataset_tools.readers.tabular import columnar_format, holds_array, is_delimited

HEAD_BYTES = 2**16  # what is looked at
_MARKUP_BYTES = 4096

# The byte-order marks that the WHATWG encoding standard knows.
BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIP = b"\x2a\x4d\x18"  # bytes 1 to 3 of a skippable frame, after 0x50 to 0x5f
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")

_JUNK = (
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF",
    b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"\x7fELF", b"PAR1", b"SQLite format", b"%!PS", b"{\\rtf",
)  # fmt: skip
# The binary data bytes of the WHATWG MIME sniffing standard, section 3.
_CONTROLS = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_TAG = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|title|body|meta|link|base|script|style|div|p|h1|table|"
    rb"a|br|b|font|span|article|section|main|header|nav|iframe|img|ul|center)(?=[\s>/]))",
    re.IGNORECASE,
)
_LEAD = re.compile(rb"\s*<(?:[!?/]|[a-z])", re.IGNORECASE)
_HTML_NAME = re.compile(r"\.(?:x?html?|shtml)(?:\.(?:gz|zst|bz2))?$", re.IGNORECASE)
_JSONL_NAME = re.compile(r"\.(?:jsonl|ndjson)(?:\.(?:gz|zst|bz2))?$", re.IGNORECASE)
_WACZ_NAME = re.compile(r"\.wacz$", re.IGNORECASE)
_MHTML_NAME = re.compile(r"\.mht(?:ml)?(?:\.(?:gz|zst|bz2))?$", re.IGNORECASE)
# A zip member of the layout that WACZ prescribes, at the start of a file.
_WACZ_MEMBER = re.compile(
    rb"PK\x03\x04.{26}(?:archive/|datapackage\.json|pages/pages\.jsonl|indexes/index\.)", re.DOTALL
)
_HEADERS = re.compile(rb"(?:[!-9;-~]{1,80}:.*\n(?:[ \t]+\S.*\n)*)+(?=\r?\n)")
_MIME_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_MIME_PAGE = re.compile(
    rb"^content-type:\s{0,80}(?:multipart/related|text/html)\b", re.IGNORECASE | re.MULTILINE
)
_WIKI_ROOT = re.compile(
    rb"(?:\s|<\?xml[^>]{0,500}>|<!--.{0,4000}?-->"
    rb"|<!DOCTYPE[^\[>]{0,4000}(?:\[[^\]]{0,4000}\]\s{0,80})?>)*+<mediawiki[\s>]",
    re.DOTALL,
)
# A bz2 file gives nothing before its first block of up to 900 kB is complete.
_WIKI_NAME = re.compile(r"\.xml\.bz2$", re.IGNORECASE)
_WARC_NAME = re.compile(r"\.(?:warc|wet)(?:\.(?:gz|zst))?$", re.IGNORECASE)
_WARC_TYPE = re.compile(rb"^warc-type:[ \t]*([a-z]{1,20})", re.IGNORECASE | re.MULTILINE)


def compression(head: bytes) -> Literal["gzip", "zstd", "bz2", "plain"]:
    """Name the compression that the first bytes of a file announce."""
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith(ZSTD) or (head[1:4] == _ZSTD_SKIP and 0x50 <= head[0] <= 0x5F):
        return "zstd"
    return "bz2" if _BZIP2.match(head) else "plain"


def looks_binary(head: bytes) -> bool:
    """Tell whether bytes are no text in any charset of the web.

    A NUL outside UTF-16, the mark of a known binary format, or more than 2 % control bytes;
    random bytes have about 10 %. Empty input is text.
    """
    head = head[:_MARKUP_BYTES]
    if head.startswith(tuple(mark for mark, codec in BOMS if codec != "utf-8")):
        return False
    if b"\0" in head or head.startswith(_JUNK):
        return True
    return 50 * (len(head) - len(head.translate(None, _CONTROLS))) > len(head)


def looks_markup(head: bytes) -> bool:
    """Tell whether text begins with a tag and holds an HTML tag among its first 4096 bytes."""
    head = _ascii(head[:_MARKUP_BYTES])
    return bool(_LEAD.match(head) and _TAG.search(head))


def _looks_mhtml(head: bytes) -> bool:
    """Tell whether a file begins with the header of a MIME message that holds a page."""
    headers = _HEADERS.match(head.removeprefix(BOMS[0][0]).lstrip(b"\r\n"))
    return bool(headers and _MIME_VERSION.search(headers[0]) and _MIME_PAGE.search(headers[0]))


def _ascii(head: bytes) -> bytes:
    """Drop a byte-order mark and make UTF-16 readable for patterns of ASCII."""
    for mark, codec in BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, "replace").encode()
    return head


def detect_format(head: bytes, name: str) -> str:
    """Name the format of a file by its first bytes (64 KiB are enough): of FORMATS or "unknown".

    Compressed heads are looked into. The name decides for empty files only, and helps where
    a file begins with a damaged JSON line or with text before its first tag.
    """
    kind = compression(head)
    if columnar := columnar_format(head):
        return columnar
    inner = head if kind == "plain" else _inflate_head(head, kind)
    if inner is None:
        return "warc" if _WARC_NAME.search(name) else "unknown"
    return _format(inner, name)


def _format(head: bytes, name: str) -> str:
    if not head:
        return _empty_format(name)
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        kinds = (kind.lower() for kind in _WARC_TYPE.findall(head))
        return (
            "wet" if next((k for k in kinds if k != b"warcinfo"), b"") == b"conversion" else "warc"
        )
    if _WACZ_NAME.search(name) or (head[:2] == b"PK" and _WACZ_MEMBER.search(head)):
        return "wacz"
    if _looks_mhtml(head):
        return "mhtml"
    if looks_binary(head) and not looks_markup(head):  # a page may hold a NUL, as in browsers
        return "warc" if _WARC_NAME.search(name) else "unknown"
    if is_delimited(name) or (not _JSONL_NAME.search(name) and holds_array(head, name)):
        return "dataset"
    text = _ascii(head).lstrip()
    if text.startswith(b"{") or _JSONL_NAME.search(name):
        return _json_format(text, name)
    if _WIKI_ROOT.match(text):
        return "mediawiki"
    if looks_markup(head) or (_HTML_NAME.search(name) and _TAG.search(_ascii(head))):
        return "html"
    if _MHTML_NAME.search(name):
        return "mhtml"
    if _WARC_NAME.search(name):  # its first record is damaged; the reader says where
        return "warc"
    return "unknown" if text[:6].lower() in (b"<?xml ", b"<media") else "text"


def _empty_format(name: str) -> str:
    """Name the format of an empty file."""
    if _WARC_NAME.search(name):
        return "warc"
    if _JSONL_NAME.search(name):
        return "jsonl"
    if is_delimited(name):
        return "dataset"
    if _WACZ_NAME.search(name):
        return "wacz"
    if _MHTML_NAME.search(name):
        return "mhtml"
    if _WIKI_NAME.search(name):
        return "mediawiki"
    return "html" if _HTML_NAME.search(name) else "text"


def _json_format(text: bytes, name: str) -> str:
    """Tell JSON lines from one JSON document and from text that begins with a brace."""
    line, newline, _ = text.partition(b"\n")
    if _JSONL_NAME.search(name) or not (newline or len(text) < _MARKUP_BYTES):
        return "jsonl"
    try:
        is_object = isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return "unknown" if name.lower().endswith(".json") else "text"
    return "jsonl" if is_object else "unknown"


def _inflate_head(head: bytes, kind: str) -> bytes | None:
    """Decompress as much of a head as can be had; None where not even its first bytes can."""
    out = bytearray()
    while head and len(out) < HEAD_BYTES:
        stream = Inflater(kind)
        try:
            for at in range(0, len(head), PIECES[kind]):
                out += stream.decompress(head[at : at + PIECES[kind]])
                if stream.done or len(out) >= HEAD_BYTES:
                    break
        except UndecodableError:
            return bytes(out) or None
        if not stream.done:
            break
        head = stream.unused + head[at + PIECES[kind] :]
        if compression(head) != kind:
            break
    return bytes(out[:HEAD_BYTES])
