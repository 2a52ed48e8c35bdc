"""How agencies sign a text: who reported, wrote and edited it, str -> CreditSpan.

"(Reporting by Ada Poe in Rome and Carl Ray; Editing by Eve Roe)", and "Associated Press writer
Carl Ray in Rome contributed to this report." Such lines may be longer than other credit lines.
"""

import re
from collections.abc import Iterator

from dataset_tools.grammar import longest_first
from dataset_tools.grammar.bylines import LABELS, read_names
from dataset_tools.grammar.names import UPPER, Person
from dataset_tools.grammar.roles import CreditSpan, people_spans

SIGN_OFF_CHARS = 600  # a longer line is prose
CONTRIBUTION_CHARS = 160  # before "contributed"
MOST_NAMES = 40  # behind one label

# Labels of bylines that sign-offs have, too, and those that only stand there.
_BYLINE_LABELS = (
    "reporting by|additional reporting by|with reporting by|reported by|writing by|written by"
    "|geschrieben von|escrito por|rédigé par|editing by|edited by|redigiert von|editado por"
    "|édité par|translated by|translation by|übersetzt von|traducido por|traduit par"
    "|compiled by|photography by|photos by"
)
_ROLE_LABELS = {
    "reporter": (
        "further reporting by|bericht von|berichte von|zusätzliche berichterstattung von"
        "|mitarbeit von|reporte de|reportes de|reporte por|reporte adicional de|reportaje de"
        "|información de|reportage de|reportage par|avec la contribution de"
        "|avec la contribution d'|reportagem de|reportagem adicional de|reportagem por"
    ),
    "author": ("reporting and writing by|writing and reporting by|escrito en español por"),
    "editor": (
        "writing and editing by|reporting and editing by|editado en español por|edición de"
        "|edição de"
    ),
    "translator": ("version française|version française de|tradotto da"),
}
SIGN_OFF_LABELS = {label: LABELS[label] for label in _BYLINE_LABELS.split("|")} | {
    label: role for role, labels in _ROLE_LABELS.items() for label in labels.split("|")
}
_OPENERS = tuple(label for label, role in SIGN_OFF_LABELS.items() if role == "reporter")
_LABEL = rf"(?P<label>{longest_first(SIGN_OFF_LABELS)})(?:\s?:)?\s{{1,2}}"
_START = re.compile(rf"\s{{0,3}}(?:[—–-]{{0,2}}\s?(?={longest_first(_OPENERS)})|[(\[]\s?){_LABEL}")
_NEXT = re.compile(rf"[;,.(]\s{{0,2}}(?:and\s|y\s|und\s|et\s)?{_LABEL}")
_CAPITAL = rf"[{UPPER}][\w.'’-]*"
_PLACE = re.compile(  # in Washington, D.C. and; in The Hague,
    rf"\s(?:in|at|from|en|em|à|a)\s{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}"
    rf"(?:,\s{_CAPITAL}(?=,?\s(?:and|y|und|et|e|contributed)\s|[;.)]))?"
)
_AND = re.compile(r"\s?[,;]\s(?:and\s)?|\s(?:and|y|und|et|e|&)\s")
_CONTRIBUTED = re.compile(
    r"\s(?:also\s)?contributed\s(?:reporting|to\s(?:this|the)\s(?:report|story|article|piece))\b",
    re.IGNORECASE,
)
CONTRIBUTIONS = ("contributed to this", "contributed to the", "contributed reporting")
_SENTENCE = re.compile(r"[.!?—]\s{0,2}(?=[^\W\d_])")
_TRADE = re.compile(  # The Associated Press writer, CNN's, Staff reporters
    r"(?:[^.;]{0,60}?\b(?:writer|reporter|journalist|correspondent|researcher|editor|producer)s?\s"
    r"|[^.;]{0,30}?['’]s?\s)",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<=\w\w)\w\.\s")


def is_sign_off(text: str) -> bool:
    """Say whether somebody may sign a text in a line, by how it opens or by "contributed to"."""
    return opens_sign_off(text) or (
        len(text) <= SIGN_OFF_CHARS and _CONTRIBUTED.search(text) is not None
    )


def opens_sign_off(text: str) -> bool:
    """Say whether a line opens with the first label of a sign-off."""
    return len(text) <= SIGN_OFF_CHARS and _START.match(text) is not None


def find_sign_offs(text: str) -> list[CreditSpan]:
    """Return who signs a text in one line of it, in order; empty where nobody does.

    >>> [(s.role, s.name) for s in find_sign_offs("(Reporting by Ada Poe; Editing by Carl Ray)")]
    [('reporter', 'Ada Poe'), ('editor', 'Carl Ray')]
    """
    if len(text) > SIGN_OFF_CHARS:
        return []
    match = _START.match(text)
    if match is None and "ontributed" not in text:
        return []
    return list(_signed(text, match)) if match else list(_contributors(text))


def _signed(text: str, label: re.Match[str] | None) -> Iterator[CreditSpan]:
    while label is not None:
        names, end = _names(text, label.end())
        start, role = label.start("label"), SIGN_OFF_LABELS[_plain(label["label"])]
        yield from people_spans(text, role, names, start, end, None)
        label = _NEXT.search(text, end)


def _plain(label: str) -> str:
    return " ".join(label.lower().split())


def _names(text: str, position: int) -> tuple[list[Person], int]:
    """Return names with the places they reported from between them, and where they end."""
    names: list[Person] = []
    end = position
    while len(names) < MOST_NAMES:
        read, _ = read_names(text, position)
        if not read:
            return names, end
        for name, start, _ in read:
            if sentence := _FULL_STOP.search(name):  # Eve Roe. For more
                stop = sentence.start() + 1
                return [*names, Person(name[:stop])], start + stop
            names.append(Person(name))
        end = read[-1][2]
        if place := _PLACE.match(text, end):
            end = place.end()
        separator = _AND.match(text, end)
        if separator is None:
            return names, end
        position = separator.end()
    return names, end


def _contributors(text: str) -> Iterator[CreditSpan]:
    """Yield who "contributed to this report"."""
    for match in _CONTRIBUTED.finditer(text):
        first = max(0, match.start() - CONTRIBUTION_CHARS)
        starts = [stop.end() for stop in _SENTENCE.finditer(text, first, match.start())]
        for start in starts if first else [0, *starts]:
            trade = _TRADE.match(text, start, match.start())
            names, end = _names(text, trade.end() if trade else start)
            if names and end == match.start():
                yield from people_spans(text, "reporter", names, start, match.end(), None)
