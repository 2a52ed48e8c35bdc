"""A loopback server that speaks the part of the S3 REST API with which objects are read.

It is strict: a request that a real server would refuse, or that it does not know, is answered
with an error and noted in `complaints`, which a test expects to be empty.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG"  # made up, and never to be seen in a message
_SIGNATURE = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={KEY}/(\d{{8}})/([a-z0-9-]+)/s3/aws4_request, ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}"
)
_RANGE = re.compile(r"bytes=(\d+)-(\d+)?")
_LIST = {"list-type", "prefix", "delimiter", "max-keys", "continuation-token", "encoding-type"}
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


@dataclass(slots=True)
class S3Store:
    """What the server holds, how it misbehaves, and what it was asked."""

    buckets: dict[str, dict[str, bytes]]
    url: str = ""
    page_keys: int = 2  # of one answer to a list request, so that lists need several
    denied: set[str] = field(default_factory=set)  # keys that answer 403
    cut: dict[str, int] = field(default_factory=dict)  # key: how many more answers end half-way
    short: set[str] = field(default_factory=set)  # keys whose HEAD claims more than GET gives
    anonymous: bool = False  # whether unsigned requests are served
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def s3_server(buckets: dict[str, dict[str, bytes]]) -> Iterator[S3Store]:
    """Serve `buckets` on a free port of the loopback interface."""
    store = S3Store(buckets)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Bound", (_Handler,), {"store": store}))
    server.daemon_threads = True
    store.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: S3Store

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _refuse_method(self) -> None:
        self.store.complaints.append(f"{self.command} is no reading")
        self._error(405, "MethodNotAllowed")

    do_PUT = do_POST = do_DELETE = _refuse_method  # noqa: N815 - the names of http.server

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        self.store.requests.append(f"{self.command} {self.path}")
        if not self._signed():
            self._error(403, "AccessDenied")
        elif bucket not in self.store.buckets:
            self._error(404, "NoSuchBucket")
        elif key:
            self._object(bucket, key, query)
        elif self.command == "HEAD":
            self._send(200, b"")
        elif query.get("list-type") == "2":
            self._list(bucket, query)
        else:
            self._complain(f"no known request: {self.path}")

    def _signed(self) -> bool:
        header = self.headers.get("Authorization")
        if header is None:
            return self.store.anonymous
        found = _SIGNATURE.fullmatch(header)
        date = self.headers.get("x-amz-date", "")
        named = set(found[3].split(";")) if found else set()
        if (
            found
            and {"host", "x-amz-content-sha256", "x-amz-date"} <= named
            and re.fullmatch(r"\d{8}T\d{6}Z", date)
            and date.startswith(found[1])
            and all(self.headers.get(name) is not None for name in named)
        ):
            return True
        self.store.complaints.append("a signature that is not of version 4")
        return False

    def _object(self, bucket: str, key: str, query: dict[str, str]) -> None:
        content = self.store.buckets[bucket].get(key)
        if query and query != {"x-id": "GetObject"}:
            self._complain(f"an object with a query: {sorted(query)}")
        elif key in self.store.denied:
            self._error(403, "AccessDenied")
        elif content is None:
            self._error(404, "NoSuchKey")
        elif self.command == "HEAD":
            self._send(200, content + b"?" * (key in self.store.short))
        else:
            self._content(key, content)

    def _content(self, key: str, content: bytes) -> None:
        asked = self.headers.get("Range")
        status, extra = 200, {}
        if asked is not None:
            found = _RANGE.fullmatch(asked)
            if not found or int(found[1]) >= len(content):
                self._error(416, "InvalidRange")
                return
            first, last = int(found[1]), min(int(found[2] or 2**62), len(content) - 1)
            extra["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            status, content = 206, content[first : last + 1]
        cut = self.store.cut.get(key, 0) > 0
        if cut:
            self.store.cut[key] -= 1
        self._send(status, content, extra, cut=cut)

    def _list(self, bucket: str, query: dict[str, str]) -> None:
        if unknown := set(query) - _LIST:
            self._complain(f"a list with {sorted(unknown)}")
            return
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        found: dict[str, int | None] = {}  # size of a key; None for a common prefix
        for key, content in sorted(self.store.buckets[bucket].items()):
            if key.startswith(prefix):
                head, mark, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("",) * 3
                if mark:
                    found[prefix + head + mark] = None
                else:
                    found[key] = len(content)
        names = list(found)
        start = int(query.get("continuation-token", "0"))
        stop = start + min(self.store.page_keys, int(query.get("max-keys", "1000")))
        items = "".join(self._item(name, found[name]) for name in names[start:stop])
        more = stop < len(names)
        token = f"<NextContinuationToken>{stop}</NextContinuationToken>" if more else ""
        body = (
            f"{_XML}<ListBucketResult {_NS}><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix>"
            f"<KeyCount>{len(names[start:stop])}</KeyCount><MaxKeys>1000</MaxKeys>"
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{items}</ListBucketResult>"
        )
        self._send(200, body.encode(), {"Content-Type": "application/xml"})

    @staticmethod
    def _item(name: str, size: int | None) -> str:
        if size is None:
            return f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
        return (
            f"<Contents><Key>{escape(name)}</Key><LastModified>2024-03-01T10:00:00.000Z"
            f"</LastModified><ETag>&quot;0&quot;</ETag><Size>{size}</Size>"
            "<StorageClass>STANDARD</StorageClass></Contents>"
        )

    def _complain(self, what: str) -> None:
        self.store.complaints.append(what)
        self._error(501, "NotImplemented")

    def _error(self, status: int, code: str) -> None:
        body = f"{_XML}<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        self._send(status, body, {"Content-Type": "application/xml"})

    def _send(
        self, status: int, body: bytes, extra: dict[str, str] | None = None, *, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Fri, 01 Mar 2024 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Keep the test output clean."""
