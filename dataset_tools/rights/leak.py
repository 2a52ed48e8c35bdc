"""The leak guard: what is withheld must not come back in any other string of a release.

A text is compared by its 13-token shingles, so that a quoted sentence is found while names,
dates and headlines are not. Findings never contain the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from dataset_tools.grammar.notices import find_notices
from dataset_tools.model import Finding, Severity

SHINGLE_TOKENS = 13  # the n-gram length of the GPT-3 overlap analysis (Brown et al. 2020, app. C)
TITLE_CHARS = 300  # own headline; longer is no headline
URL_CHARS = 2_000  # an address often spells the headline
CREDIT_CHARS = 100  # own credit or date; longer holds a paragraph
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no power of it vanishes modulo 2**64
_CREDIT_FIELDS = re.compile(
    r"^(?:credits|author|editor|reporter|correspondent|photographer|translator|compiler"
    r"|proofreader|chief|source|section|publish|modif|captions)"
)

Hashes = npt.NDArray[np.uint64]


def shingles(text: str) -> Hashes:
    """Return the sorted distinct hashes of all 13-token shingles of a text.

    A token is one Han or kana character or a run of other word characters, after NFKC and case
    folding. Empty for a text of fewer than 13 tokens. Stable across runs and machines.

    >>> len(shingles(" ".join("abcdefghijklmn"))), len(shingles("too short"))
    (2, 0)
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    count = len(tokens) - SHINGLE_TOKENS + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    hashed = np.fromiter((_hash(token) for token in tokens), np.uint64, len(tokens))
    total = np.zeros(count, np.uint64)
    for offset in range(SHINGLE_TOKENS):
        total = total * _BASE + hashed[offset : offset + count]
    return np.unique(total)


@lru_cache(maxsize=200_000)
def _hash(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def withhold(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row (design section 3) without what only a full-text row may carry.

    Rows whose `release` is ``full_text`` come back unchanged. The argument is never changed.
    """
    if row.get("release") == "full_text":
        return row
    kept = {name: value for name, value in row.items() if name != "text"}
    if "summary" in kept:
        kept["summary"] = None
    if "captions" in kept:
        kept["captions"] = [{**caption, "text": None} for caption in kept["captions"] or ()]
    if "credits" in kept:
        kept["credits"] = [_short_credit(credit) for credit in kept["credits"] or ()]
    if "evidence" in kept:
        kept["evidence"] = [_short_evidence(item) for item in kept["evidence"] or ()]
    return kept


def _short_credit(credit: dict[str, Any]) -> dict[str, Any]:
    """Keep the credit itself: what is longer than a credit holds a passage of the text."""
    raw, affiliation = credit.get("raw") or "", credit.get("affiliation") or ""
    return {
        **credit,
        "raw": raw if len(raw) <= CREDIT_CHARS else credit.get("name") or "",
        "affiliation": affiliation if 0 < len(affiliation) <= CREDIT_CHARS else None,
    }


def _short_evidence(item: dict[str, Any]) -> dict[str, Any]:
    """Give up place and excerpt of a credit that is longer than one."""
    excerpt = item.get("excerpt") or ""
    if len(excerpt) <= CREDIT_CHARS or not _CREDIT_FIELDS.match(item.get("field") or ""):
        return item
    value = item.get("value") or ""
    short = value if len(value) <= CREDIT_CHARS else ""
    return {**item, "start": None, "end": None, "excerpt": short, "value": short or None}


def exempt_strings(row: dict[str, Any]) -> list[str]:
    """Return the strings of a row that may repeat its own text: headline, credits, notices.

    Each kind has a cap on its length; over the cap nothing of it is exempt. Of a notice only
    the passages that `find_notices` recognises are.
    """
    strings = [
        *_capped(row.get("title"), TITLE_CHARS),
        *_capped(row.get("url"), URL_CHARS),
        *_capped(row.get("canonical_url"), URL_CHARS),
        *_capped(row.get("section"), CREDIT_CHARS),
        *_capped(row.get("source"), CREDIT_CHARS),
        *_capped(row.get("published_raw"), CREDIT_CHARS),
        *_notices(row.get("license_notes")),
    ]
    for credit in row.get("credits") or ():
        strings += _capped(credit.get("raw"), CREDIT_CHARS)
        strings += _capped(credit.get("affiliation"), CREDIT_CHARS)
    for caption in row.get("captions") or ():
        strings += _capped(caption.get("credit"), CREDIT_CHARS)
    for item in row.get("evidence") or ():
        field = item.get("field") or ""
        for text in (item.get("excerpt"), item.get("value")):
            if field == "canonical_url":
                strings += _capped(text, URL_CHARS)
            elif field == "title":
                strings += _capped(text, TITLE_CHARS)
            elif _CREDIT_FIELDS.match(field):
                strings += _capped(text, CREDIT_CHARS)
            else:
                strings += _notices(text)
    return strings


def find_leaks(
    strings: Iterable[tuple[str, str]], withheld: Hashes, exempt: Hashes
) -> list[Finding]:
    """Report each (where, text) that repeats a shingle of a withheld text.

    Args:
        strings: What is to be written, each with its place.
        withheld: Sorted distinct shingles of the withheld texts.
        exempt: Shingles that may be repeated.
    """
    secret = np.setdiff1d(withheld, exempt)
    findings: list[Finding] = []
    if not secret.size:
        return findings
    for where, text in strings:
        own = shingles(text)
        hits = int(np.isin(own, secret, assume_unique=True).sum())
        if hits:
            findings.append(
                Finding(
                    "withheld-text-leak",
                    Severity.ERROR,
                    f"{hits} of {own.size} shingles repeat a withheld text",
                    where,
                    "leave that string out, or cut it to the credit or notice it is meant to show",
                )
            )
    return findings


def _capped(text: str | None, limit: int) -> list[str]:
    return [text] if text and len(text) <= limit else []


def _notices(text: str | None) -> list[str]:
    return [text[n.start : n.end] for n in find_notices(text)] if text else []
