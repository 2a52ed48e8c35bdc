"""The leak guard: what is withheld must not come back in any other string of a release.

A text is compared by its 13-token shingles, so that a quoted sentence is found while names,
dates and headlines are not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from dataset_tools.grammar.notices import find_notices

SHINGLE_TOKENS = 13  # the n-gram length of the GPT-3 overlap analysis (Brown et al. 2020, app. C)
TITLE_CHARS = 300  # own headline; longer is no headline
URL_CHARS = 2_000  # an address often spells the headline
CREDIT_CHARS = 100  # own credit or date; longer holds a paragraph
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK_CHAR = re.compile(rf"[{_CJK}]")
_WORD_CHAR = re.compile(r"\w")
_UNSEEN, _BETWEEN, _WORD, _ALONE = range(4)  # what a code point is to tokens
_KINDS = np.zeros(0x110000, np.uint8)
PIECE_CHARS = 2**20  # of a text are hashed at once, which bounds memory
_WORD_REST = re.compile(rf"[^\W{_CJK}]{{0,{PIECE_CHARS}}}")  # what of a word lies behind a cut
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no power of it vanishes modulo 2**64
_CREDIT_FIELDS = re.compile(
    r"^(?:credits|author|editor|reporter|correspondent|photographer|translator|compiler"
    r"|proofreader|chief|source|section|publish|modif|captions)"
)

_NOTED = ("holder", "attribution", "contact", "license_declared")  # strings of `rights`
# The columns that `exempt_strings` and `loose_strings` read.
STRING_COLUMNS = (
    "title", "url", "canonical_url", "section", "summary", "source", "publisher", "published_raw",
    "license_notes", "authors", "editors", "credits", "captions", "rights", "evidence",
)  # fmt: skip

Hashes = npt.NDArray[np.uint64]
_NONE: Hashes = np.empty(0, np.uint64)


def shingles(text: str) -> Hashes:
    """Return the sorted distinct hashes of all 13-token shingles of a text.

    A token is one Han or kana character or a run of other word characters, after NFKC and case
    folding. Empty for a text of fewer than 13 tokens. Stable across runs and machines; they hide
    no text from somebody who guesses it.

    >>> len(shingles(" ".join("abcdefghijklmn"))), len(shingles("too short"))
    (2, 0)
    """
    if len(text) < 2 * SHINGLE_TOKENS - 1 and text.isascii():
        return _NONE
    folded = unicodedata.normalize("NFKC", text).casefold()
    tokens = np.concatenate([_NONE, *map(_token_hashes, _pieces(folded))])
    count = len(tokens) - SHINGLE_TOKENS + 1
    if count <= 0:
        return _NONE
    total: Hashes = np.zeros(count, np.uint64)
    for offset in range(SHINGLE_TOKENS):
        total = total * _BASE + tokens[offset : offset + count]
    total.sort()  # faster than np.unique, which hashes
    distinct: Hashes = total[np.append(True, total[1:] != total[:-1])]
    return distinct


def _pieces(text: str) -> Iterator[str]:
    """Cut a text behind tokens, into pieces of PIECE_CHARS or twice that."""
    begin = 0
    while begin < len(text):
        rest = _WORD_REST.match(text, begin + PIECE_CHARS)
        end = rest.end() if rest else len(text)
        yield text[begin:end]
        begin = end


def _token_hashes(text: str) -> Hashes:
    """Return the hash of each token: a polynomial of its mixed code points, mixed again."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _kinds(codes)
    begins = kinds == _ALONE
    begins[:1] |= kinds[:1] == _WORD
    begins[1:] |= (kinds[1:] == _WORD) & (kinds[:-1] != _WORD)
    inside = kinds != _BETWEEN
    starts = np.flatnonzero(begins[inside])
    if not starts.size:
        return _NONE
    mixed = _mix(codes[inside].astype(np.uint64))
    lengths = np.diff(np.append(starts, len(mixed)))
    at = np.arange(len(mixed)) - np.repeat(starts, lengths)
    powers = np.cumprod(np.full(int(lengths.max()), _BASE))
    return _mix(np.add.reduceat(mixed * powers[at], starts))


def _mix(values: Hashes) -> Hashes:
    """Spread 64-bit values (the finaliser of splitmix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Return what each code point is to tokens; each is looked at once a process."""
    found = _KINDS[codes]
    if (unseen := codes[found == _UNSEEN]).size:
        for code in np.unique(unseen).tolist():
            char = chr(code)
            _KINDS[code] = (
                _ALONE if _CJK_CHAR.match(char) else _WORD if _WORD_CHAR.match(char) else _BETWEEN
            )
        found = _KINDS[codes]
    return found


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
    """Cut the excerpt of a credit that is longer than one to its value, and give up the rest.

    Markup between a label and its value makes a credit long. The place becomes that of the
    value where it stands there once, else it is not certain.
    """
    excerpt = item.get("excerpt") or ""
    if len(excerpt) <= CREDIT_CHARS or not _CREDIT_FIELDS.match(item.get("field") or ""):
        return item
    value = item.get("value") or ""
    short = value if len(value) <= CREDIT_CHARS else ""
    if item["start"] is not None and short and excerpt.count(short) == 1:
        start = item["start"] + excerpt.index(short)
        return {**item, "start": start, "end": start + len(short), "excerpt": short}
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


def loose_strings(row: dict[str, Any], exempt: Iterable[str]) -> set[str]:
    """Return the strings of a row beside its text that may hold a passage of any text.

    Those that are exempt as a whole (`exempt_strings`) are not among them, nor those too short
    for a shingle.
    """
    found = [row[name] for name in ("title", "url", "canonical_url", "section", "summary")]
    found += [row[name] for name in ("source", "publisher", "published_raw", "license_notes")]
    found += [*row["authors"], *row["editors"], *(row["rights"][name] for name in _NOTED)]
    for credit in row["credits"]:
        found += [credit["name"], credit["affiliation"], credit["raw"]]
    for caption in row["captions"]:
        found += [caption["text"], caption["credit"]]
    for item in row["evidence"]:
        found += [item["excerpt"], item["value"]]
    return {text for text in found if text and _is_long(text)} - set(exempt)


def _is_long(text: str) -> bool:
    return len(text) >= (2 * SHINGLE_TOKENS - 1 if text.isascii() else SHINGLE_TOKENS)


def cut_quotes(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of which a string quotes a withheld text, without its loose strings.

    Notices shrink to what `find_notices` recognises, excerpts to nothing at their place.
    """
    loose = loose_strings(row, exempt_strings(row))

    def kept(text: Any) -> Any:
        return None if text in loose else text

    plain = ("section", "source", "publisher", "published_raw", "canonical_url", "summary")
    notes = row["license_notes"]
    return {
        **row,
        **{name: kept(row[name]) for name in plain},
        "title": row["title"][:TITLE_CHARS] if row["title"] in loose else row["title"],
        "license_notes": (" ".join(_notices(notes)) or None) if notes in loose else notes,
        "authors": [name for name in row["authors"] if name not in loose],
        "editors": [name for name in row["editors"] if name not in loose],
        "rights": {**row["rights"], **{name: kept(row["rights"][name]) for name in _NOTED}},
        "credits": [
            {**c, "name": kept(c["name"]), "affiliation": kept(c["affiliation"]),
             "raw": kept(c["raw"]) or ""}
            for c in row["credits"]
        ],
        "captions": [
            {**c, "text": kept(c["text"]), "credit": kept(c["credit"])} for c in row["captions"]
        ],
        "evidence": [_cut_item(item, loose) for item in row["evidence"]],
    }  # fmt: skip


def _cut_item(item: dict[str, Any], loose: set[str]) -> dict[str, Any]:
    if item["excerpt"] in loose:
        item = {**item, "end": item["start"], "excerpt": ""}
    return {**item, "value": None} if item["value"] in loose else item


def _capped(text: str | None, limit: int) -> list[str]:
    return [text] if text and len(text) <= limit else []


def _notices(text: str | None) -> list[str]:
    return [text[n.start : n.end] for n in find_notices(text)] if text else []
