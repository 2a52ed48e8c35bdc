"""Read MediaWiki export XML (schemas 0.3 to 0.11): one page element, one capture.

The bytes are cut at page tags, which cannot occur in the escaped text of a page, and each page
element is parsed alone; so damage costs one page, and memory holds one page.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import BinaryIO, Literal

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers.mediawiki_xml import (
    BadXmlError,
    Revision,
    Site,
    WikiPage,
    read_page_element,
    read_siteinfo,
)
from dataset_tools.readers.tape import Tape, open_raw

# Comments, CDATA and processing instructions are passed over whole: a page tag in them is none.
_TOKEN = re.compile(rb"<(?:page[\s/>]|/page\s{0,8}>|!--|!\[CDATA\[|\?|!DOCTYPE)")
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_TOKEN_BYTES = 16  # the longest token, which may stand half in what was read
_DOCTYPE = re.compile(rb"[^\[>]{0,4096}(?:>|\[[^\]]{0,1048576}\]\s{0,64}>)")
_BZIP2_STREAM = re.compile(rb"BZh[1-9]1AY&SY")
_SCAN = 2**18
_PREFIX_BYTES = 2**16  # of a page above the limit: its title and id stand there
_REDIRECT = re.compile(
    r"\s{0,100}#(?:redirect|weiterleitung|redirection|redirecci[oó]n|rinvia|doorverwijzing"
    r"|перенаправление|重定向|重新導向|転送|リダイレクト|넘겨주기)\s{0,9}:?\s{0,9}\[\[",
    re.IGNORECASE,
)
_ADDRESS = re.compile(  # IPv4 (old wikis mask its end), IPv6, temporary accounts
    r"(?:\d{1,3}\.){2,3}(?:\d{1,3}|xxx)|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}|~\d{4}-[\d-]{1,40}",
    re.IGNORECASE,
)
_WIKITEXT = frozenset({"wikitext", "text/x-wiki"})


def read_mediawiki(file: InputFile, limits: Limits) -> Iterator[Capture | LedgerRow]:
    """Yield a capture or ledger row for each page element, and rows for all bytes between.

    `offset` and `length` count bytes of the decompressed file; only white space between page
    elements has no row. The last revision of a page is the capture, the older ones are one
    skipped row inside the range of their page. A damaged bz2 stream costs its pages only.
    Memory: a few times `limits.page_bytes`.
    """
    with open_raw(file.path) as raw:
        tape = Tape(raw, file.size)
        tape.joined = True
        if tape.open():
            yield from _Dump(file, limits, tape, raw).items()


_Tag = tuple[Literal["open", "close", "more", "end"], int]  # and the byte where the tag starts


class _Dump:
    """One pass over one dump; all places are bytes of the decompressed file."""

    def __init__(self, file: InputFile, limits: Limits, tape: Tape, raw: BinaryIO) -> None:
        self.file = file
        self.limits = limits
        self.tape = tape
        self.raw = raw
        self.site = Site()
        self.at = 0  # up to where tags were looked for
        self._none_before: dict[bytes, int] = {}  # closing mark: where it was looked for in vain
        self._spare = 8 * file.size  # bytes that may be read again after damage
        self._closed = False  # whether the end tag of the dump was seen behind the last page
        self._declared = False  # whether a document type was

    def items(self) -> Iterator[Capture | LedgerRow]:
        """Yield everything in the order of the file."""
        while True:
            yield from self._gap()
            tag = yield from self._page()
            if tag != "end":
                continue
            if not self.tape.fault:
                break
            at, fault = self.tape.position, self.tape.fault
            reason = "truncated-archive" if fault == "truncated" else "damaged-archive"
            detail = f"the compressed file cannot be read from byte {self.tape.end} on"
            row = LedgerRow(self.file.dump, at, None, "damage", reason=reason, detail=detail)
            if not self._next_stream():
                yield row
                return
            yield replace(row, detail=f"{detail}, reading goes on at byte {self.tape.start}")
        if not self._closed:
            yield LedgerRow(
                self.file.dump, self.tape.position, 0, "damage", reason="truncated-archive",
                detail="the file ends before the end tag of the dump",
            )  # fmt: skip

    # --- tags -------------------------------------------------------------------------------

    def _next(self) -> _Tag:
        """Return the next page tag; "more" where bytes were read and none was found yet."""
        tape = self.tape
        while True:
            found = _TOKEN.search(tape.data, self.at - tape.position)
            if found is None:
                behind = tape.position + len(tape.data)
                self.at = max(self.at, behind - _TOKEN_BYTES)
                if tape.fill():
                    return "more", self.at
                self.at = behind
                return "end", behind
            start, end = (tape.position + at for at in found.span())
            word = bytes(found.group())
            del found  # it would pin the buffer
            if word.startswith(b"<page"):
                self.at = end
                return "open", start
            if word.startswith(b"</page"):
                self.at = end
                return "close", start
            self.at = self._behind(word, end) if word in _CLOSING else self._behind_doctype(end)

    def _behind(self, word: bytes, end: int) -> int:
        """Return the place behind a comment and its like; `end` where it is never closed."""
        mark = _CLOSING[word]
        at = max(end, self._none_before.get(mark, 0))
        while (found := self.tape.data.find(mark, at - self.tape.position)) < 0:
            behind = self.tape.position + len(self.tape.data)
            at = self._none_before[mark] = max(end, behind - len(mark) + 1)
            if at - end > self.limits.page_bytes or not self.tape.fill():
                return end
        return self.tape.position + found + len(mark)

    def _behind_doctype(self, end: int) -> int:
        """Return the place behind the first document type; there can be no second one."""
        if self._declared:
            return end
        self._declared = True
        self.tape.need(end - self.tape.position + 2**20 + 2**13)
        found = _DOCTYPE.match(self.tape.data, end - self.tape.position)
        return self.tape.position + found.end() if found else end

    # --- between pages ----------------------------------------------------------------------

    def _gap(self) -> Iterator[LedgerRow]:
        """Pass over everything up to the next page; read the siteinfo in it."""
        start, head, edge, solid = self.tape.position, bytearray(), b"", False
        while True:
            kind, place = self._next()
            until = place if kind == "open" else self.at
            piece = bytes(memoryview(self.tape.data)[: until - self.tape.position])
            self.tape.drop(len(piece))
            solid = solid or not (piece.isspace() or not piece)
            head += piece[: max(0, self.limits.header_bytes - len(head))]
            self._closed = self._closed or b"</mediawiki" in edge + piece
            edge = piece[-_TOKEN_BYTES:]
            if kind in ("open", "end"):
                break
        if kind == "open":
            self.at, self._closed = place, False
        if solid:
            row = LedgerRow(self.file.dump, start, self.tape.position - start, "skipped")
            yield self._read_gap(row, bytes(head))

    def _read_gap(self, row: LedgerRow, head: bytes) -> LedgerRow:
        try:
            site = read_siteinfo(head)
        except BadXmlError as err:
            return replace(row, kind="damage", reason="bad-siteinfo", detail=str(err))
        if site is not None:
            self.site = site
        if b"<!DOCTYPE" in head:
            detail = "its declarations are not read"
            return replace(row, reason="doctype", detail=detail)
        return replace(row, reason="xml" if site is None else "siteinfo")

    # --- pages ------------------------------------------------------------------------------

    def _page(self) -> Generator[Capture | LedgerRow, None, str]:
        """Read the page element that stands at the tape; return the kind of tag that ended it."""
        start, prefix = self.tape.position, b""
        kind, _ = self._next()
        if kind != "open":
            return "end"
        while True:
            kind, place = self._next()
            if kind == "open":
                self.at = place  # the page before it has lost its end
            held = self.at - self.tape.position
            if prefix or self.at - start > self.limits.page_bytes:
                prefix = prefix or bytes(memoryview(self.tape.data)[:_PREFIX_BYTES])
                self.tape.drop(held)
            if kind != "more":
                break
        length = self.at - start
        row = LedgerRow(self.file.dump, start, length, "damage", reason="bad-page")
        if prefix:
            yield self._too_large(replace(row, kind="capture", fate="refused"), prefix)
            return kind
        element = bytes(memoryview(self.tape.data)[:held])
        self.tape.drop(held)
        if kind == "close":
            yield from self._read_page(row, element)
        else:
            where = "the next page begins" if kind == "open" else "the file ends"
            yield replace(row, detail=f"{where} before its end tag")
        return kind

    def _too_large(self, row: LedgerRow, prefix: bytes) -> LedgerRow:
        page = read_page_element(prefix, partial=True)
        detail = f"a page element of more than {self.limits.page_bytes} bytes"
        row = replace(row, reason="page-too-large", detail=detail)
        if page.title and page.id:
            row = replace(row, record_id=self._record_id(page), url=self.site.url_of(page.title))
        return row

    def _read_page(self, row: LedgerRow, element: bytes) -> Iterator[Capture | LedgerRow]:
        try:
            page = read_page_element(element)
        except BadXmlError as err:
            yield replace(row, detail=str(err))
            return
        if page.title is None or page.id is None or page.namespace is None:
            missing = "title" if page.title is None else "id or namespace"
            yield replace(row, detail=f"well-formed, but without {missing}")
            return
        row = replace(
            row, kind="capture", fate="refused", reason=None,
            record_id=self._record_id(page), url=self.site.url_of(page.title),
        )  # fmt: skip
        if page.older:
            first, behind, count = page.older
            yield LedgerRow(
                self.file.dump, row.offset + first, behind - first, "skipped", row.record_id,
                row.url, reason="older-revision", detail=f"{count} before the last one",
            )  # fmt: skip
        if refusal := self._refusal(page):
            yield replace(row, reason=refusal[0], detail=refusal[1] or None)
        else:
            yield self._capture(row, page)

    def _record_id(self, page: WikiPage) -> str:
        parts = (self.site.name, page.id, page.last.id if page.last else None)
        return ":".join(part for part in parts if part)

    def _refusal(self, page: WikiPage) -> tuple[str, str] | None:
        """Return (reason, detail) of a page that becomes no capture, by the rules of the wiki."""
        last = page.last
        if page.namespace not in self.file.reading.namespaces:
            return "namespace", f"namespace {page.namespace}"
        if last is None:
            return "empty-payload", "the page has no revision"
        if page.redirect or _REDIRECT.match(last.text):
            return "redirect", ""
        if not {last.model or "wikitext", last.format or "wikitext"} <= _WIKITEXT:
            return "content-model", "the text is no wikitext"
        if last.deleted:
            return "empty-payload", "the text is deleted"
        if not last.text:
            return "empty-payload", "the dump holds no text"
        return None

    def _capture(self, row: LedgerRow, page: WikiPage) -> Capture:
        last, title = page.last or Revision(), page.title or ""
        author = _account(last.username)
        declared = {
            "title": title,
            "date": last.timestamp,
            "author": author,
            "license": self.site.license,
        }
        anonymous = last.ip or (last.username and not author)
        headers = {
            "mediawiki-page-id": page.id,
            "mediawiki-revision-id": last.id,
            "mediawiki-namespace": str(page.namespace),
            "mediawiki-language": self.site.language,
            "mediawiki-file-namespace": self.site.namespaces.get(6),
            "mediawiki-category-namespace": self.site.namespaces.get(14),
        }
        return Capture(
            dump=self.file.dump,
            format=self.file.format,
            offset=row.offset,
            length=row.length,
            payload=last.text.encode(),
            markup="wikitext",
            record_id=row.record_id,
            url=row.url,
            content_type="text/x-wiki",
            headers=tuple((name, value) for name, value in headers.items() if value),
            flags=("anonymous-contributor",) if anonymous else (),
            declared=tuple((name, value) for name, value in declared.items() if value),
        )

    # --- after damage -----------------------------------------------------------------------

    def _next_stream(self) -> bool:
        """Go to the next bz2 stream that gives bytes; multistream dumps have one a 100 pages."""
        tape = self.tape
        while tape.kind == "bz2" and tape.fault == "damaged":
            cost = tape.end - tape.start
            at = tape.start + 1 if cost <= self._spare else max(tape.end, tape.start + 1)
            self._spare -= min(cost, self._spare)
            found = self._find_stream(at)
            if found is None:
                return False
            tape.end = found
            tape.open()
            if tape.need(1):
                self._none_before.clear()
                self.at = tape.position
                return True
        return False

    def _find_stream(self, at: int) -> int | None:
        while True:
            self.raw.seek(at)
            window = self.raw.read(_SCAN)
            if found := _BZIP2_STREAM.search(window):
                return at + found.start()
            if len(window) < _SCAN:
                return None
            at += len(window) - 9


def _account(username: str | None) -> str | None:
    """Return a username; None for an IP address or a temporary account, which stands for one."""
    name = (username or "").strip()
    return None if not name or _ADDRESS.fullmatch(name.rpartition(">")[2]) else name
