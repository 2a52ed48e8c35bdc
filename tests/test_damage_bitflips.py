"""One flipped bit in an archive of 200 pages: what it costs, 200 times for each packing."""

import gzip
import hashlib
import random
import zlib
from base64 import b32encode
from collections.abc import Callable
from pathlib import Path

import pytest

from dataset_tools.dump import InputFile, Limits
from dataset_tools.model import Capture, LedgerRow
from dataset_tools.readers import read
from tests.test_readers_warc import http, record

PAGES = 200
SEEDS = 200
WORDS = "harbour ferry council pier winter engineer warehouse morning 渡口 码头 议会 冬天".split()


def pages() -> list[bytes]:
    """WARC records of 200 different pages, each with the digest of its payload."""
    parts: list[bytes] = []
    for number in range(PAGES):
        words = random.Random(number).choices(WORDS, k=120)
        page = f"<!doctype html><title>Page {number}</title><p>{' '.join(words)}</p>".encode()
        digest = b32encode(hashlib.sha1(page, usedforsecurity=False).digest()).decode()
        extra = (f"WARC-Payload-Digest: sha1:{digest}",)
        parts.append(record(http(page), number=number, extra=extra))
    return parts


PARTS = pages()
PACKED: dict[str, Callable[[], bytes]] = {
    "plain": lambda: b"".join(PARTS),
    "gzip by record": lambda: b"".join(gzip.compress(part, mtime=0) for part in PARTS),
    "gzip as a whole": lambda: gzip.compress(b"".join(PARTS), mtime=0),
}


def read_bytes(content: bytes, path: Path) -> list[Capture | LedgerRow]:
    path.write_bytes(content)
    return list(read(InputFile(path, "dump.warc", "warc", len(content)), Limits()))


def good(items: list[Capture | LedgerRow]) -> dict[str | None, bytes]:
    """The captures that nothing is said against, by record id."""
    return {i.record_id: i.payload for i in items if isinstance(i, Capture) and not i.flags}


def accounted(items: list[Capture | LedgerRow], content: bytes, packing: str) -> bool:
    """Tell whether the ranges of captures, skipped and damaged bytes add up to the file."""
    if packing == "gzip as a whole":  # offsets count bytes of the decompressed stream
        return len(items) > 0
    return sum(item.length or 0 for item in items) == len(content)


@pytest.mark.parametrize("packing", PACKED)
def test_one_flipped_bit(packing: str, tmp_path: Path) -> None:
    """No exception, every byte accounted for, and at least 97 % of the sound records come out."""
    whole = PACKED[packing]()
    sound = good(read_bytes(whole, tmp_path / "dump"))
    assert len(sound) == PAGES
    shares: list[float] = []
    for seed in range(SEEDS):
        random_ = random.Random(f"{packing} {seed}")
        content = bytearray(whole)
        at = random_.randrange(len(content))
        content[at] ^= 1 << random_.randrange(8)
        items = read_bytes(bytes(content), tmp_path / "dump")
        assert accounted(items, bytes(content), packing), seed
        found = {i: p for i, p in good(items).items() if sound.get(i) == p}
        wrong = set(good(items)) - set(found)
        damaged = any(isinstance(i, LedgerRow) and i.kind == "damage" for i in items)
        # A hit id or URL is not to be told; a checksum over all tells that something is wrong.
        assert len(wrong) <= 1 or (packing == "gzip as a whole" and damaged), (seed, wrong)
        if packing == "gzip as a whole":
            before = zlib.decompressobj(31).decompress(whole[:at])
            complete = before.count(b"WARC/1.0") - 1
            first = [i.payload for i in items if isinstance(i, Capture)][:complete]
            assert first == list(sound.values())[:complete], seed
        else:
            shares.append(len(found) / (PAGES - 1))
    if shares:
        assert sum(shares) / len(shares) >= 0.97


def test_a_digest_that_does_not_match_is_kept_and_flagged(tmp_path: Path) -> None:
    """A flipped bit in the payload of a plain archive leaves the page, with a flag."""
    content = bytearray(b"".join(PARTS[:3]))
    at = content.index(b"<p>") + 10
    content[at] ^= 1
    items = read_bytes(bytes(content), tmp_path / "dump")
    assert [i.flags for i in items if isinstance(i, Capture)] == [("digest-mismatch",), (), ()]
