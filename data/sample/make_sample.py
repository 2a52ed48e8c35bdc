"""Write the sample dumps and `expected.jsonl` from `pages/`, `templates.py` and `catalogue.py`.

    python data/sample/make_sample.py            write everything
    python data/sample/make_sample.py --check    compare with what is committed, write nothing

No clock, no randomness. Compressed bytes depend on the zlib version, so `--check` compares
gzip files member by member after decompression.
"""

import argparse
import base64
import gzip
import json
import sys
import uuid
from pathlib import Path
from typing import Any

from articles import Article, load_articles, twin
from catalogue import (
    DAMAGED,
    FIELDNOTES_ROBOTS,
    FIELDNOTES_TDMREP,
    HTML,
    JSONL,
    SITES,
    TEXT,
    WARC,
    WET,
    Entry,
)
from packing import broken, chunked, digest, read_members, stored_gzip
from templates import TEMPLATES, Look

HERE = Path(__file__).parent
STAMP = "2023-06-30T08:00:00Z"
AGENT = "colophon-sample/1"
LANGUAGES = {"zh-CN": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en", "de": "de", "ja": "ja"}
# A grey PNG of one pixel, written out so that no zlib version shows in it.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000d494441547801010200fdff008000820081c36e25e0"
    "0000000049454e44ae426082"
)
ARTICLES = load_articles()
TWIN, TWIN_PAGE = twin()
Members = list[bytes]
Row = dict[str, Any]


def article_of(entry: Entry) -> Article:
    """Return the text that a page prints."""
    return TWIN if entry.slug == "twin" else ARTICLES[entry.article or entry.slug]


def html_page(entry: Entry) -> bytes:
    """Return the page of `entry`, in its encoding."""
    site = SITES[entry.site]
    look = Look(
        site=site.name, lang=site.lang, nav=site.nav, related=site.related,
        footer=entry.footer or site.footer, charset=entry.charset,
        url=entry.where if entry.where.startswith("http") else "", json_ld=entry.json_ld,
        **{k: v for k, v in entry.look.items() if k != "as"},
    )  # fmt: skip
    page = TEMPLATES[site.template](article_of(entry), look)
    return page.encode(entry.codec or entry.charset)


def text_page(entry: Entry, *, menus: bool) -> str:
    """Return the page of `entry` as a plain-text dump has it: one block per line."""
    if entry.slug == "twin":
        return TWIN_PAGE
    article, site = article_of(entry), SITES[entry.site]
    lines = [article.title, *article.credit, "", *article.paragraphs, "", *article.tail]
    if menus:
        lines = [f"{article.title} - {site.name}", *site.nav, *lines, *site.related]
    return "\n".join([*lines, *entry.text_tail.splitlines()]).rstrip("\n") + "\n"


def record_id(dump: str, number: int) -> str:
    """Return the id of record `number` of a dump, without angle brackets."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://sample.example/{dump}#{number}").urn


class Archive:
    """A WARC under construction: `members` are its records, in order, not yet compressed."""

    def __init__(self, dump: str) -> None:
        self.dump = dump
        self.members: Members = []
        self.add(
            "warcinfo",
            "application/warc-fields",
            f"software: {AGENT}\r\nformat: WARC File Format 1.0\r\n".encode(),
        )

    def add(self, kind: str, content_type: str, block: bytes, *more: tuple[str, str]) -> str:
        """Append one record and return its id."""
        name = record_id(self.dump, len(self.members))
        fields = [
            ("WARC-Type", kind), ("WARC-Record-ID", f"<{name}>"), ("WARC-Date", STAMP), *more,
            ("Content-Type", content_type), ("Content-Length", str(len(block))),
        ]  # fmt: skip
        head = "WARC/1.0\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields) + "\r\n"
        self.members.append(head.encode() + block + b"\r\n\r\n")
        return name

    def response(
        self, url: str, body: bytes, http: tuple[tuple[str, str], ...], status: str = "200 OK"
    ) -> str:
        """Append a response record; `body` is as sent, `http` its headers."""
        head = f"HTTP/1.1 {status}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in http) + "\r\n"
        more: tuple[tuple[str, str], ...] = (("WARC-Target-URI", url),)
        if ("Transfer-Encoding", "chunked") not in http:
            more += (("WARC-Payload-Digest", digest(body)),)
        return self.add(
            "response", "application/http; msgtype=response", head.encode() + body, *more
        )

    def page(self, entry: Entry) -> str:
        """Append the response of a page."""
        body = html_page(entry)
        kind = (("Content-Type", f"text/html; charset={entry.charset}"),)
        http = (("Server", "sample"), *(entry.http or kind))
        if entry.transfer == "chunked":
            body, http = chunked(body), (*http, ("Transfer-Encoding", "chunked"))
        elif entry.transfer == "gzip":
            body = stored_gzip(body)
            http = (*http, ("Content-Encoding", "gzip"), ("Content-Length", str(len(body))))
        else:
            http = (*http, ("Content-Length", str(len(body))))
        return self.response(entry.where, body, http)


def row(entry: Entry, dump: str, **place: object) -> Row:
    """Return what a careful reader takes from the page of `entry`."""
    article, site = article_of(entry), SITES[entry.site]
    verdict = entry.verdict or site.verdict
    # The plain site has no language of its own: take that of the article.
    guess = "en" if article.title.isascii() else "zh-Hans"
    found: Row = {
        "page": entry.slug,
        "dump": dump,
        **place,
        "fate": "kept-or-duplicate" if entry.cluster else "kept",
        "title": article.title,
        "language": LANGUAGES.get(site.lang, guess),
        "source": article.source,
        "authors": list(article.authors),
        "editors": list(article.editors),
        "published_date": article.date,
        "license": verdict.license,
        "text_starts": article.paragraphs[0][:12],
        "text_ends": article.paragraphs[-1][-12:],
    }
    optional = {"rights_status": verdict.status, "release": verdict.release}
    if site.template in ("press", "gazette") and article.summary and not dump.endswith(".wet.gz"):
        optional["standfirst"] = article.summary[:12]
    optional |= {"cluster": entry.cluster, "near_cluster": entry.near_cluster}
    return found | {k: v for k, v in optional.items() if v}


def bare(page: str, dump: str, **facts: object) -> Row:
    """Return a row for what is no page of text."""
    return {"page": page, "dump": dump, **facts}


def news(rows: list[Row]) -> Members:
    """Build `news.warc.gz`: responses with a few requests, metadata, signals and oddities."""
    dump, archive = "news.warc.gz", Archive("news.warc.gz")
    html = (("Content-Type", "text/html; charset=utf-8"),)

    def odd(page: str, url: str, name: str, **facts: object) -> None:
        rows.append(bare(page, dump, url=url, record_id=name, **facts))

    for path, body, kind in (
        ("robots.txt", FIELDNOTES_ROBOTS, "text/plain"),
        (".well-known/tdmrep.json", FIELDNOTES_TDMREP, "application/json"),
    ):
        url = f"https://fieldnotes.example/{path}"
        name = archive.response(url, body.encode(), (("Content-Type", kind),))
        odd(path.rpartition("/")[2], url, name, fate="refused")
    for number, entry in enumerate(WARC):
        name = archive.page(entry)
        rows.append(row(entry, dump, url=entry.where, record_id=name))
        if number < 3:
            path = "/" + entry.where.split("/", 3)[3]
            ask = f"GET {path} HTTP/1.1\r\nHost: {entry.where.split('/')[2]}\r\nUser-Agent: {AGENT}\r\n\r\n"
            more = (("WARC-Target-URI", entry.where), ("WARC-Concurrent-To", f"<{name}>"))
            archive.add("request", "application/http; msgtype=request", ask.encode(), *more)
            archive.add("metadata", "application/warc-fields", b"fetchTimeMs: 120\r\n", *more)
    first = WARC[0]
    front = TEMPLATES["portal_links"](Article("front", "首页", ()), portal_look())
    url = "https://news.qingshan.example/"
    odd(
        "zh-front",
        url,
        archive.response(url, front.encode(), html),
        fate="refused",
        reason="no-main-text",
    )
    url = "https://news.qingshan.example/n1/2019/missing.html"
    gone = "<html><head><title>404</title></head><body><h1>404</h1><p>您访问的页面不存在。</p></body></html>"
    name = archive.response(url, gone.encode(), html, "404 Not Found")
    odd("zh-404", url, name, fate="refused", reason="http-status")
    url = "https://www.marlowbay.example/img/en-ferry.png"
    name = archive.response(url, PNG, (("Content-Type", "image/png"),))
    odd("png", url, name, fate="refused", reason="not-html")
    url = "https://www.marlowbay.example/story/soon"
    odd("en-empty", url, archive.response(url, b"", html), fate="refused", reason="empty-payload")
    name = archive.add(
        "revisit", "application/http; msgtype=response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
        ("WARC-Target-URI", first.where), ("WARC-Refers-To", f"<{rows[2]['record_id']}>"),
        ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
        ("WARC-Payload-Digest", digest(html_page(first))),
    )  # fmt: skip
    odd("zh-bridge-revisit", first.where, name)
    return archive.members


def portal_look() -> Look:
    """Return the look of the front page that holds only links."""
    site = SITES["qingshan"]
    return Look(site.name, site.lang, site.nav, site.related, site.footer)


def damaged(rows: list[Row]) -> Members:
    """Build the records of `damaged.warc.gz`; `broken` later spoils that of `dmg-lost`."""
    dump, archive = "damaged.warc.gz", Archive("damaged.warc.gz")
    for entry in DAMAGED:
        place = {"url": entry.where, "record_id": archive.page(entry)}
        lost = entry.slug == "dmg-lost"
        rows.append(
            bare(entry.slug, dump, **place, fate="damage") if lost else row(entry, dump, **place)
        )
    return archive.members


def wet(rows: list[Row]) -> Members:
    """Build `crawl.warc.wet.gz`: conversion records of plain text."""
    dump, archive = "crawl.warc.wet.gz", Archive("crawl.warc.wet.gz")
    for entry in WET:
        text = text_page(entry, menus=True).encode()
        more = (("WARC-Target-URI", entry.where), ("WARC-Block-Digest", digest(text)))
        name = archive.add("conversion", "text/plain", text, *more)
        rows.append(row(entry, dump, url=entry.where, record_id=name))
    return archive.members


def json_lines(rows: list[Row]) -> bytes:
    """Build `pages.jsonl`; its fourth line is cut off in the middle of a string."""
    dump, lines = "pages.jsonl", []
    for number, entry in enumerate(JSONL, start=1):
        if entry.slug == "bad-line":
            lines.append(
                '{"url": "https://gazette.ternvalley.example/cut", "html": "<html><body><p>This line was c'
            )
            rows.append(bare(entry.slug, dump, line=number))
            continue
        line: Row = {"url": entry.where, "captured_at": STAMP}
        if entry.http:
            line["headers"] = dict(entry.http)
        if entry.slug == "empty-line":
            line["html"] = ""
            found = bare(
                entry.slug,
                dump,
                url=entry.where,
                line=number,
                fate="refused",
                reason="empty-payload",
            )
        else:
            form = entry.look.get("as", "html")
            if form == "text":
                line[form] = text_page(entry, menus=False)
            elif form == "html_base64":
                line["content_type"] = f"text/html; charset={entry.charset}"
                line[form] = base64.b64encode(html_page(entry)).decode()
            else:
                line[form] = html_page(entry).decode()
            found = row(entry, dump, url=entry.where, line=number)
        rows.append(found)
        lines.append(json.dumps(line, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


def build() -> tuple[dict[str, Members], dict[str, bytes]]:
    """Return the gzip files as members and the others as bytes, by path below this folder."""
    rows: list[Row] = []
    packed = {"dumps/news.warc.gz": news(rows), "dumps/damaged.warc.gz": damaged(rows)}
    packed["dumps/crawl.warc.wet.gz"] = wet(rows)
    plain: dict[str, bytes] = {}
    for entry in HTML:
        plain[f"dumps/html/{entry.where}"] = html_page(entry)
        rows.append(row(entry, f"html/{entry.where}"))
    for entry in TEXT:
        plain[f"dumps/text/{entry.where}"] = text_page(entry, menus=False).encode()
        rows.append(row(entry, f"text/{entry.where}"))
    plain["dumps/pages.jsonl"] = json_lines(rows)
    plain["expected.jsonl"] = "".join(
        json.dumps(r, ensure_ascii=False) + "\n" for r in rows
    ).encode()
    return packed, plain


def differences() -> list[str]:
    """Return the committed files that differ from what would be written, and strange files."""
    packed, plain = build()
    lost = next(n for n, entry in enumerate(DAMAGED, start=1) if entry.slug == "dmg-lost")
    wrong = []
    for name, members in packed.items():
        want: list[bytes | None] = [*members]
        if name.endswith("damaged.warc.gz"):
            want[lost] = None
        path = HERE / name
        if not path.is_file() or list(read_members(path.read_bytes())) != want:
            wrong.append(name)
    wrong += [
        n
        for n, data in plain.items()
        if not (HERE / n).is_file() or (HERE / n).read_bytes() != data
    ]
    known = {*packed, *plain}
    there = {p.relative_to(HERE).as_posix() for p in (HERE / "dumps").rglob("*") if p.is_file()}
    return wrong + sorted(there - known)


def write() -> None:
    """Write every dump and `expected.jsonl`."""
    packed, plain = build()
    for name, members in packed.items():
        parts = [gzip.compress(m, 9, mtime=0) for m in members]
        if name.endswith("damaged.warc.gz"):
            parts[2] = broken(parts[2])
        plain[name] = b"".join(parts)
    for name, data in plain.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main() -> int:
    """Run the command line; exit status 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    if not parser.parse_args().check:
        write()
        return 0
    for name in (wrong := differences()):
        print(f"differs: {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
