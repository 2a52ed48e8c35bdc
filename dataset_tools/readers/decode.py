"""Turn the bytes of a capture into page text, by evidence about their charset."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from dataset_tools.dump import Limits
from dataset_tools.model import Capture, Markup, Page, Rejection
from dataset_tools.readers.charsets import codec_of
from dataset_tools.readers.sniff import BOMS, looks_binary, looks_markup

META_BYTES = 4096  # browsers look at 1024; publishers put scripts in front
# Valid UTF-8 sequences that outweigh a declared charset of two-byte characters, in which a few
# of them may stand by chance.
_MIN_SEQUENCES = 8
# Above this share of broken characters a declared charset is taken to be wrong.
_MAX_BROKEN = 0.1
_HIGH = bytes(range(128, 256))
_HTML = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_MEDIA = re.compile(r"[a-z0-9.+_-]{1,60}/[a-z0-9.+_*-]{1,100}")
_CHARSET = re.compile(r"charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([^\s\"';,>/]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[\s/]([^>]{1,1000})", re.IGNORECASE)
_XML = re.compile(rb"\s{0,100}<\?xml[^>]{1,200}?encoding\s{0,8}=\s{0,8}[\"']([^\"'>]{1,40})")


def decode(capture: Capture, limits: Limits) -> Page | Rejection:
    """Decode a capture into a page, or say why it is none.

    UndecodableError bytes become U+FFFD and are counted; a byte-order mark is dropped; nothing else
    changes. ``payload.decode(page.charset, "replace")`` is the text again, but for its first
    U+FEFF where `charset_source` is "bom".
    """
    payload = capture.payload
    if not payload:
        return Rejection("empty-payload")
    if len(payload) > limits.page_bytes:
        return Rejection("page-too-large", f"{len(payload)} bytes")
    if capture.http_status is not None and not 200 <= capture.http_status <= 299:
        return Rejection("http-status", f"status {capture.http_status}")
    markup = capture.markup or _markup(capture)
    if markup is None:
        return Rejection("not-html", _media(capture.content_type) or "binary content")
    read = _read_by_evidence(payload, capture.content_type, markup)
    return Page(capture, read.text, markup, read.codec, read.source, read.broken)


def is_site_signal(url: str | None) -> Literal["robots", "tdmrep"] | None:
    """Tell whether a URL names the robots.txt or the tdmrep.json of its host.

    >>> is_site_signal("https://a.example/robots.txt"), is_site_signal("https://a.example/")
    ('robots', None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    if parts.path == "/robots.txt":
        return "robots"
    return "tdmrep" if parts.path == "/.well-known/tdmrep.json" else None


def host_of(url: str | None) -> str:
    """Return the host of a URL, lower case, with port where it names one; empty without one."""
    try:
        return urlsplit(url or "").netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _media(content_type: str | None) -> str:
    media = (content_type or "").partition(";")[0].strip().lower()
    return media if _MEDIA.fullmatch(media) else ""  # "html" or "charset=gbk" name no type


def _markup(capture: Capture) -> Markup | None:
    media = _media(capture.content_type)
    if media in _HTML:
        return "html"
    if media:
        return "text" if media == "text/plain" else None
    if looks_binary(capture.payload):
        return None
    return "html" if looks_markup(capture.payload) else "text"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A payload read with one codec, and what it cost."""

    text: str
    codec: str
    source: str
    broken: int = 0  # U+FFFD that decoding put in


def _read_by_evidence(payload: bytes, content_type: str | None, markup: Markup) -> _Reading:
    """Decode a payload with the charset for which there is most evidence."""
    for mark, codec in BOMS:
        if payload.startswith(mark):
            return _read(payload[len(mark) :], codec, "bom")
    declared = list(_declared(payload, content_type, markup))
    as_utf8 = None if payload.isascii() else _strict(payload, "utf-8")
    if as_utf8 is not None:
        for codec, source in declared:
            if codec == "utf-8":
                return _Reading(as_utf8, codec, source)
        # Servers add windows-1252 by habit; UTF-8 passes for it, but hardly the other way.
        doubtful = not declared or declared[0][0] == "windows-1252"
        if doubtful or _sequences(payload, as_utf8) >= _MIN_SEQUENCES:
            return _Reading(as_utf8, "utf-8", "utf-8")
    for codec, source in declared:
        if (text := _strict(payload, codec)) is not None:
            return _Reading(text, codec, source)
    if as_utf8 is not None:
        return _Reading(as_utf8, "utf-8", "utf-8")
    return _least_broken(payload, declared)


def _least_broken(payload: bytes, declared: list[tuple[str, str]]) -> _Reading:
    """Choose among charsets none of which fits, or detect one where none is declared."""
    tried = [_read(payload, codec, source) for codec, source in declared or [("utf-8", "utf-8")]]
    best = min(tried, key=lambda reading: reading.broken)  # the first of equals
    if best.broken <= _MAX_BROKEN * _non_ascii(payload):
        return best
    from resiliparse.parse.encoding import detect_encoding

    guess = _read(payload, codec_of(detect_encoding(payload)) or "windows-1252", "detected")
    return guess if guess.broken < best.broken else best


def _strict(payload: bytes, codec: str) -> str | None:
    try:
        return payload.decode(codec)
    except UnicodeDecodeError:
        return None


def _read(payload: bytes, codec: str, source: str) -> _Reading:
    """Decode and count the U+FFFD that decoding put in, not those that were there."""
    text = _strict(payload, codec)
    if text is not None:
        return _Reading(text, codec, source)
    text = payload.decode(codec, "replace")
    broken = text.count("\ufffd") - payload.decode(codec, "ignore").count("\ufffd")
    return _Reading(text, codec, source, broken)


def _sequences(payload: bytes, text: str) -> int:
    """Count the characters of valid UTF-8 that are not ASCII."""
    return len(text) - (len(payload) - _non_ascii(payload))


def _non_ascii(payload: bytes) -> int:
    return len(payload) - len(payload.translate(None, _HIGH))


def _declared(
    payload: bytes, content_type: str | None, markup: Markup
) -> Iterator[tuple[str, str]]:
    http = _CHARSET.search(content_type or "")
    if http and (codec := codec_of(http[1])):
        yield codec, "http"
    if markup != "html":
        return
    head = _without_comments(payload[:META_BYTES])
    labels = [match[1].decode("latin-1") for match in [_XML.match(head)] if match]
    for meta in _META.finditer(head):
        found = _CHARSET.search(meta[1].decode("latin-1"))
        labels += [found[1]] if found else []
    for label in labels:
        if codec := codec_of(label):
            # A label that could be read as ASCII is not in UTF-16 (WHATWG, prescan).
            yield ("utf-8" if codec.startswith("utf-16") else codec), "meta"
            return


def _without_comments(head: bytes) -> bytes:
    kept, *rest = head.split(b"<!--")
    return kept + b" ".join(part.partition(b"-->")[2] for part in rest)
