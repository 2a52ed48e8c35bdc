"""Reading from object storage: S3 by pyarrow alone, and what goes wrong on the way."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from dataset_tools.builder import build
from dataset_tools.errors import InputError
from dataset_tools.readers.inputs import find_inputs
from dataset_tools.readers.remote import spool_urls
from tests.s3server import KEY, SECRET, S3Store, s3_server

LARGE = b"<p>Noon ferry</p>" * 600_000  # 10 MB: more than one request
OBJECTS = {
    "a.html": b"<p>a",
    "deep/b.html": b"<p>b",
    "deep/c d#é[1].html": b"<p>c",
    "deep/er/e.txt": b"e",
    "deep/.hidden/f.html": b"<p>f",
    "folder/": b"",
    "large.html": LARGE,
    "empty.txt": b"",
    "one.txt": b"1",
}
AWS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_REGION")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[S3Store]:
    """A bucket "crawl" that the environment points to; nothing may be asked that it refuses."""
    for name in AWS:
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with s3_server({"crawl": dict(OBJECTS)}) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server
        assert server.complaints == []


def spooled(url: str, tmp_path: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for path, name in spool_urls(url, tmp_path / "spool")}


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("s3://crawl/a.html", ["a.html"]),
        ("s3a://crawl/empty.txt", ["empty.txt"]),
        ("s3://crawl/one.txt", ["one.txt"]),
        ("s3://crawl/deep", ["b.html", "c d#é[1].html", "er/e.txt"]),
        ("s3://crawl/deep/", ["b.html", "c d#é[1].html", "er/e.txt"]),
        ("s3://crawl/deep/*.html", ["b.html", "c d#é[1].html"]),
        ("s3://crawl/**/*.txt", ["deep/er/e.txt", "empty.txt", "one.txt"]),
        ("s3://crawl/deep/c d#é[1].html", ["c d"]),
    ],
)
def test_s3(url: str, names: list[str], store: S3Store, tmp_path: Path) -> None:
    """Files, folders and globs are fetched whole and named like local ones, page by page."""
    found = spooled(url, tmp_path)
    assert list(found) == names
    contents = set(OBJECTS.values())
    assert all(content in contents for content in found.values())
    assert not list((tmp_path / "spool").glob("*.partial"))


def test_a_whole_bucket(store: S3Store, tmp_path: Path) -> None:
    """A bucket is a folder; markers of folders and hidden files are passed over."""
    hidden = {"folder/", "deep/.hidden/f.html"}
    assert spooled("s3://crawl", tmp_path) == {k: v for k, v in OBJECTS.items() if k not in hidden}


def test_endpoint_of_s3_wins(
    store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS_ENDPOINT_URL_S3 comes before AWS_ENDPOINT_URL."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", store.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert spooled("s3://crawl/a.html", tmp_path) == {"a.html": b"<p>a"}


def test_credentials_in_the_url(
    store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials of the URL win over those of the environment, and appear in no name."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    url = f"s3://{KEY}:{SECRET.replace('/', '%2F')}@crawl/a.html"
    ((path, name),) = spool_urls(url, tmp_path)
    assert (name, path.read_bytes()) == ("a.html", b"<p>a")
    assert KEY not in path.name


def test_anonymous(store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fsspec's setting `anon` requests are not signed."""
    store.anonymous = True
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setitem(fsspec.config.conf, "s3", {"anon": "true", "endpoint_url": store.url})
    assert spooled("s3://crawl/a.html", tmp_path) == {"a.html": b"<p>a"}


def test_a_lost_connection_is_tried_again(store: S3Store, tmp_path: Path) -> None:
    """A body that ends half-way once is fetched again."""
    store.cut["large.html"] = 1
    assert spooled("s3://crawl/large.html", tmp_path) == {"large.html": LARGE}
    assert store.cut["large.html"] == 0


NO_FILES = "no files there"
PARTS = SECRET.split("/")


def missing(store: S3Store) -> None:
    """Leave the store as it is."""


def deny(store: S3Store) -> None:
    store.denied.add("a.html")


def cut(store: S3Store) -> None:
    store.cut["large.html"] = 99


def announce_more(store: S3Store) -> None:
    store.short |= {"a.html", "large.html", "one.txt", "empty.txt"}


@pytest.mark.parametrize(
    ("url", "wrong", "problem"),
    [
        ("s3://crawl/none.html", missing, NO_FILES),
        ("s3://crawl/none*.html", missing, NO_FILES),
        ("s3://nowhere/a.html", missing, NO_FILES),
        ("s3://crawl/folder/", missing, NO_FILES),
        (f"s3://{KEY}:{SECRET}@crawl/none", missing, NO_FILES),
        (f"s3://other:{SECRET}@crawl/none?token={SECRET}", missing, "access denied"),
        ("s3://crawl/a.html", deny, "access denied"),
        ("s3://crawl", deny, "access denied"),
        ("s3://crawl/large.html", cut, "the connection failed or broke off"),
        ("s3://crawl", cut, "the connection failed or broke off"),
        ("s3://crawl/a.html", announce_more, "it is shorter than announced"),
        ("s3://crawl/large.html", announce_more, "it is shorter than announced"),
        ("s3://crawl/empty.txt", announce_more, "it is shorter than announced"),
    ],
    ids=[
        "no key", "no match", "no bucket", "a marker", "bad secret spelt out", "wrong secret",
        "denied", "denied in a folder", "cut", "cut in a folder", "short", "short at the end",
        "less than empty",
    ],
)  # fmt: skip
def test_s3_errors(url: str, wrong: object, problem: str, store: S3Store, tmp_path: Path) -> None:
    """What goes wrong stops with the URL and the problem, no secret, and no half file."""
    wrong(store)  # type: ignore[operator]
    with pytest.raises(InputError) as caught:
        find_inputs([url], "auto", tmp_path / "spool")
    assert caught.value.problem == (
        problem if problem == NO_FILES else f"cannot be fetched ({problem})"
    )
    assert not any(part in f"{caught.value!r} {caught.value.__cause__!r}" for part in PARTS)
    store.complaints.clear()
    assert not list(tmp_path.glob("spool/*large.html"))


def test_nobody_listens(store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection is an InputError."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(InputError, match="the connection failed"):
        spool_urls("s3://crawl/a.html", tmp_path)


def test_a_wrong_signature(store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server refuses another key, so that the other tests say something."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    with pytest.raises(InputError, match="access denied"):
        spool_urls("s3://crawl/a.html", tmp_path)
    assert store.complaints.pop() == "a signature that is not of version 4"
    store.complaints.clear()


class Shifting(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A storage on which a file grows while it is read."""

    protocol = "shifting"
    cachable = False
    asked = 0

    def info(self, path: str, **_: object) -> dict[str, object]:
        """Describe the file, later each time."""
        self.asked += 1
        return {"name": path, "type": "file", "size": 4, "mtime": self.asked}

    def _open(self, path: str, mode: str = "rb", **_: object) -> object:
        return fsspec.filesystem("memory").open(path, mode)


def test_a_file_that_changes(tmp_path: Path) -> None:
    """A file that is another one after it was read is not taken."""
    fsspec.register_implementation("shifting", Shifting, clobber=True)
    fsspec.filesystem("memory").pipe("/a.html", b"<p>a")
    with pytest.raises(InputError, match="changed while it was read"):
        spool_urls("shifting:///a.html", tmp_path)
    fsspec.filesystem("memory").pipe("/a.html", b"<p>")
    with pytest.raises(InputError, match="came with 3 of 4 bytes"):
        spool_urls("shifting:///a.html", tmp_path)


PAGE = (
    "<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>The lock keepers met on Monday to settle how the upper gates will be repaired, and they"
    " agreed to close the canal for two weeks before the first frost sets in.</p>"
    "<p>Until then the {title} barges are towed at night, said the master of the lock, who expects"
    " no delay for the coal boats as long as the water stays as high as it is.</p>"
    "</article></body></html>"
)


def test_build(store: S3Store, tmp_path: Path) -> None:
    """A release is built from a bucket, and no name in it shows where the credentials were."""
    store.buckets["crawl"] = {
        f"pages/{title}.html": PAGE.format(title=title).encode() for title in ("coal", "grain")
    }
    built = build(
        [f"s3://{KEY}:{SECRET.replace('/', '%2F')}@crawl/pages"],
        tmp_path / "out", policy="internal", workers=1,
    )  # fmt: skip
    assert built.passed, built.reports
    assert (built.sums.captures, built.sums.kept) == (2, 2)
    files = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not any(KEY.encode() in content for content in files)
    assert b"grain.html" in (tmp_path / "out" / "manifest.json").read_bytes()
