"""Names and contacts that a release policy hides, taken out of every string of a row but `text`.

Roles decide: a name is hidden where each role in which the page names it is. Hidden names leave
the columns of people, the credits, and every other string that repeats them; an excerpt shrinks to
a part without them, whose place still re-slices. The main text and addresses stay as they are.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Literal

from dataset_tools.grammar.captions import source_of
from dataset_tools.grammar.credits import find_credits
from dataset_tools.grammar.notice_patterns import EMAIL

Action = Literal["keep", "drop", "hash"]

GROUPS: dict[str, tuple[str, ...]] = {
    "writers": ("author", "reporter", "correspondent"),
    "editors": ("editor", "chief_editor", "proofreader"),
    "photographers": ("photographer", "image_source"),
    "others": ("translator", "compiler", "platform_account"),
}
ROLES = tuple(role for roles in GROUPS.values() for role in roles)  # outlets are no persons
MARK = "[redacted]"  # stands where a dropped name or contact stood
HASH_HEX = 16  # 64 bits: no two of a million names are likely to meet
MAX_NAMES = 100  # on one page; beyond, no other string of it is searched, all are given up
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORDS = re.compile(r"[^\W_]+")  # so that no sign may be part of a word or of a gap
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_ANYTHING = re.compile(r".+", re.DOTALL)
# Columns beside those of people, and members of `rights`, that repeat what a page prints.
_STRINGS = ("title", "section", "summary", "published_raw", "source", "publisher", "license_notes")
_RIGHTS = ("holder", "attribution", "contact", "license_declared")
_MILDEST: tuple[Action, ...] = ("keep", "hash", "drop")
_AS_IT_IS = "canonical_url"  # evidence of an address


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a policy hides. `key` makes pseudonyms that nobody without it can look up."""

    roles: tuple[tuple[str, Action], ...] = ()  # those that are not kept
    contacts: bool = False
    key: bytes = field(default=b"", repr=False)

    def __bool__(self) -> bool:
        """Say whether anything is hidden."""
        return bool(self.roles or self.contacts)

    def action(self, role: str) -> Action:
        """Return what becomes of the names in a role."""
        return dict(self.roles).get(role, "keep")

    def shown(self, name: str, action: Action) -> str | None:
        """Return what stands for a name: itself, nothing, or its pseudonym."""
        if action == "keep":
            return name
        return None if action == "drop" else pseudonym(name, self.key)


def pseudonym(name: str, key: bytes) -> str:
    """Return ``person-`` and the start of the HMAC-SHA256 of a name, the same for its spellings.

    Names are few enough to be tried one by one, so that a plain hash would hide nothing.

    >>> pseudonym("Jane  ROE", b"k" * 32) == pseudonym("jane roe", b"k" * 32)
    True
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    digest = hmac.new(key, plain.encode("utf-8", "surrogatepass"), "sha256").hexdigest()
    return f"person-{digest[:HASH_HEX]}"


def read_redaction(stated: Mapping[str, str], key: bytes) -> Redaction:
    """Return the redaction that a policy's table asks for: a role beats its group, that `people`.

    >>> read_redaction({"people": "drop", "writers": "keep", "reporter": "drop"}, b"").roles[:1]
    (('reporter', 'drop'),)
    """
    chosen: dict[str, Any] = dict.fromkeys(ROLES, stated.get("people", "keep"))
    for group, roles in GROUPS.items():
        if group in stated:
            chosen.update(dict.fromkeys(roles, stated[group]))
    chosen.update({role: stated[role] for role in ROLES if role in stated})
    hidden = tuple((role, action) for role, action in chosen.items() if action != "keep")
    return Redaction(hidden, stated.get("contacts", "keep") == "drop", key)


def redact(row: dict[str, Any], redaction: Redaction) -> dict[str, Any]:
    """Return a row (design section 3) without what is hidden; the argument is never changed."""
    if not redaction:
        return row
    roles: dict[str, set[str]] = {}
    for role, name in _named(row):
        roles.setdefault(name, set()).add(role)
    veil = _Veil(redaction, _hidden(row, roles, redaction))
    kept = {
        **row,
        "authors": _people(row["authors"], roles, GROUPS["writers"], redaction),
        "editors": _people(row["editors"], roles, GROUPS["editors"], redaction),
        "credits": [_credit(credit, redaction, veil) for credit in row["credits"]],
        "captions": [
            {**c, "text": veil.over(c["text"]), "credit": _caption(c["credit"], redaction, veil)}
            for c in row["captions"]
        ],
        "evidence": [_evidence(item, redaction, veil) for item in row["evidence"]],
        **{name: veil.over(row[name]) for name in _STRINGS},
        "rights": {**row["rights"], **{n: veil.over(row["rights"][n]) for n in _RIGHTS}},
    }
    if redaction.contacts:
        kept["rights"]["contact"] = None
    if kept != row:
        kept["rights"]["flags"] = sorted({*row["rights"]["flags"], "redacted"})
    return kept


class _Veil:
    """Finds hidden names and contacts in strings."""

    def __init__(self, redaction: Redaction, hidden: Mapping[str, Action]) -> None:
        self.redaction = redaction
        self.instead = {_key(name): redaction.shown(name, a) for name, a in hidden.items()}
        forms = [form for name in hidden for form in _forms(name)]
        if len(hidden) > MAX_NAMES:
            self.names: re.Pattern[str] | None = _ANYTHING
        else:
            joined = "|".join(sorted(forms, key=len, reverse=True))
            self.names = re.compile(joined, re.IGNORECASE) if forms else None

    def over(self, text: str | None) -> str | None:
        """Return a string with marks or pseudonyms in place of what is hidden."""
        if not text:
            return text
        spans = list(self.spans(text))
        if not spans:
            return text
        parts, at = [], 0
        for start, end, shown in spans:
            parts += [text[at:start], shown or MARK]
            at = end
        if len(spans) == 1 and spans[0][1] - spans[0][0] == len(text):
            return spans[0][2]
        return "".join([*parts, text[at:]])

    def spans(self, text: str) -> Iterator[tuple[int, int, str | None]]:
        """Yield (start, end, pseudonym or None) of what is hidden, in order, apart."""
        found = [
            (m.start(), m.end(), self.instead.get(_key(m.group()))) for m in self._matches(text)
        ]
        if self.redaction.contacts:
            found += [(m.start(), m.end(), None) for m in EMAIL.finditer(text)]
        end = 0
        for one in sorted(found, key=lambda f: f[:2]):
            if one[0] >= end:
                yield one
                end = one[1]

    def _matches(self, text: str) -> Iterable[re.Match[str]]:
        if self.names is None:
            return ()
        found = list(self.names.finditer(text))
        # Behind entities or escapes a name cannot be told apart from what stands around it.
        if not found and ("&" in text or "\\u" in text) and self.names.search(_resolved(text)):
            return _ANYTHING.finditer(text)
        return found


def _forms(name: str) -> Iterator[str]:
    """Yield patterns of a name; none for one so short that it would be found everywhere."""
    words = [re.escape(word) for word in _WORDS.findall(name)]
    if not words:
        return
    if _CJK.search(name):
        chars = [re.escape(char) for char in "".join(_WORDS.findall(name))]
        if len(chars) > 1:
            yield r"[\s·・.]{0,3}".join(chars)
        return
    if len(words) == 1 and len(words[0]) < 3:
        return
    reverse = [words[-1], *words[:-1]]  # Roe, Jane
    for order in (words, reverse) if len(words) > 1 else (words,):
        yield "".join([r"(?<!\w)", r"[\W_]{1,4}".join(order), r"(?!\w)"])


def _key(name: str) -> tuple[str, ...]:
    words = _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())
    return ("".join(words),) if _CJK.search(name) else tuple(sorted(words))


def _resolved(text: str) -> str:
    return unescape(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text))


def _named(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (role, name) of everybody that the row or its evidence names."""
    for credit in row["credits"]:
        if credit["name"]:
            yield credit["role"], credit["name"]
    for item in row["evidence"]:
        if item["field"] in ROLES and item["value"]:
            yield item["field"], item["value"]


def _hidden(
    row: Mapping[str, Any], roles: Mapping[str, set[str]], redaction: Redaction
) -> dict[str, Action]:
    """Return the names of which every role is hidden, with the strictest action."""
    actions = {name: {redaction.action(role) for role in found} for name, found in roles.items()}
    for column, role in (("authors", "author"), ("editors", "editor")):
        for name in row[column]:
            actions.setdefault(name, {redaction.action(role)})
    return {
        name: "drop" if "drop" in found else "hash"
        for name, found in actions.items()
        if "keep" not in found
    }


def _people(
    names: Iterable[str],
    roles: Mapping[str, set[str]],
    column: tuple[str, ...],
    redaction: Redaction,
) -> list[str]:
    """Return what a column of people shows: a name is kept for one of the column's roles."""
    found: list[str] = []
    for name in names:
        own = roles.get(name, set()) & set(column) or {column[0]}
        actions = {redaction.action(role) for role in own}
        best = next(a for a in _MILDEST if a in actions)
        if shown := redaction.shown(name, best):
            found.append(shown)
    return found


def _credit(credit: dict[str, Any], redaction: Redaction, veil: _Veil) -> dict[str, Any]:
    action = redaction.action(credit["role"])
    affiliation = veil.over(credit["affiliation"])
    if action == "keep":
        return {**credit, "affiliation": affiliation, "raw": veil.over(credit["raw"]) or ""}
    name = redaction.shown(credit["name"], action) if credit["name"] else None
    return {**credit, "name": name, "affiliation": affiliation, "raw": name or ""}


def _caption(credit: str | None, redaction: Redaction, veil: _Veil) -> str | None:
    """Return the credit of a picture: the people it names, or an outlet as `image_source`."""
    if not credit:
        return credit
    named = find_credits(credit)
    actions = [redaction.action(one.role) for one in named] or [redaction.action("image_source")]
    if set(actions) == {"keep"}:
        return veil.over(credit)
    names = [one.name for one in named] or [source_of(credit) or credit]
    shown = [redaction.shown(n, a) for n, a in zip(names, actions, strict=True) if n]
    return ", ".join(name for name in shown if name) or None


def _evidence(item: dict[str, Any], redaction: Redaction, veil: _Veil) -> dict[str, Any]:
    """Empty the excerpt of a hidden person's credit; cut others to a part without hidden names."""
    role = "image_source" if item["field"] == "captions" else item["field"]
    hidden = redaction.action(role)
    if item["field"] == "captions" and hidden == "keep":
        hidden = "keep" if _caption(item["value"], redaction, veil) == item["value"] else "drop"
    if hidden != "keep":
        shown = redaction.shown(item["value"], hidden) if item["value"] else None
        return {**item, "end": item["start"], "excerpt": "", "value": shown}
    if item["field"] == _AS_IT_IS:
        return item
    excerpt = item["excerpt"]
    cut = [0, *(at for start, end, _ in veil.spans(excerpt) for at in (start, end)), len(excerpt)]
    if len(cut) > 2:
        start, end = max(zip(cut[::2], cut[1::2], strict=True), key=lambda part: part[1] - part[0])
        at = item["start"]
        item = {
            **item,
            "start": None if at is None else at + start,
            "end": None if at is None else at + end,
            "excerpt": excerpt[start:end],
        }
    return {**item, "value": veil.over(item["value"])}
