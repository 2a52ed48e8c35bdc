"""Bylines in Latin script ("By Jane Doe, Reuters", "Edited by …", "Von …"): str -> Byline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dataset_tools.grammar.names import LATIN_NAME

TINY_LINE = 40  # a line this short may start with a small letter ("by Jane Doe")
SHORT_LINE = 80  # a longer line that starts with "By" or "Von" is a sentence

_LABELS = {
    "by": "author", "von": "author", "par": "author", "por": "author", "di": "author",
    "written by": "author", "words by": "author", "text": "author", "autor": "author",
    "autorin": "author", "author": "author", "auteur": "author", "autora": "author",
    "writing by": "author", "reporting by": "reporter", "reporter": "reporter",
    "additional reporting by": "reporter",
    "edited by": "editor", "editing by": "editor", "editor": "editor", "redaktion": "editor",
    "photo": "photographer", "photos": "photographer", "photo by": "photographer",
    "photos by": "photographer", "photograph by": "photographer",
    "photographs by": "photographer", "photography by": "photographer",
    "photo credit": "photographer", "foto": "photographer", "fotos": "photographer",
    "translated by": "translator", "translation": "translator", "translation by": "translator",
    "übersetzung": "translator", "übersetzt von": "translator", "traduction": "translator",
    "proofread by": "proofreader", "compiled by": "compiler",
}  # fmt: skip
_AT_START = frozenset({"by", "von", "par", "por", "di"})
_LABEL = re.compile(
    r"(?:\A\s{0,3}|(?<=[(;.\[|])\s{0,2}|(?<=\d)(?:\s|\s[-–|·]\s))(?P<label>"
    + "|".join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))
    + r")(?P<sep>\s{0,2}[:：]\s{0,2}|\s{1,2})",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:,\s?(?:and|und|et|y|e)\s|,\s?|\s(?:and|und|et|y|e|&)\s)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:admin(?:istrator)?|editor|staff|root|user|guest)(?=\s{0,3}(?:\Z|[|,]))", re.I
)
_AGENCY = re.compile(r"(?:Reuters|AFP|AP|dpa|EFE|ANSA|Xinhua|Bloomberg)(?=\s{0,3}\Z)")
_REST = re.compile(
    r"\.?\s{0,3}(?:\Z|[|•·;)\]—–-]|\(|(?:in|for|@)\s|Published|Updated|Veröffentlicht|\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[., ])",
)
_AFFILIATION = re.compile(
    r"\s?[/,|]\s?(?P<org>[A-Za-zÀ-ÿ][\w .&'’/-]{1,40}?)\.?\s{0,3}(?=\Z|[|•;)\]])"
)
_JOB = re.compile(
    r"(?:\s|senior|chief|staff|contributing|assistant|special|political|business|sports|national"
    r"|rd|ms|md|phd|mph|rn|jr\.?|writer|reporter|correspondent|editor|contributor|columnist|photographer)+\Z",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:News|Times|Post|Press|Wire|Agency|Journal|Herald|Magazine|Media|Network|Tribune|Gazette"
    r"|University|Institute|Zeitung|Radio|TV|[A-Z]{3,5})\b"
)
_MONTH_TAIL = re.compile(
    r"\s?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\Z"
)
_FULL_STOP = re.compile(r"(?!\b(?:Jr|Sr)\.)\b\w{2,}\.\Z")  # of the sentence, not of an initial
_NOT_A_NAME = frozenset(
    "the a an our your this that all any each new popular january february march april may june"
    " july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday using law default accepting clicking der die das eso".split()
)
MAX_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Byline:
    """One person named by a Latin-script label; the fields are those of CreditSpan."""

    role: str
    name: str | None
    affiliation: str | None
    start: int
    end: int
    flag: str | None


def find_bylines(text: str) -> Iterator[Byline]:
    """Yield the people that Latin-script labels of one line name; nothing for prose.

    >>> [b.name for b in find_bylines("By Jane Doe and John Roe, Staff Writer")]
    ['Jane Doe', 'John Roe']
    """
    for match in _LABEL.finditer(text[:400]):
        label = match["label"].lower()
        colon = match["sep"].strip() != ""
        after_date = text[: match.start("label")].rstrip(" -–|·")[-1:].isdigit()
        if label in _AT_START and (
            len(text) > SHORT_LINE
            or (match.start("label") > 3 and not after_date)
            or not (match["label"][0].isupper() or after_date or len(text) <= TINY_LINE)
            or (label != "by" and match["label"].isupper())
        ):
            continue
        if not colon and not label.endswith((" by", " von")) and label not in _AT_START:
            continue
        yield from _people(text, match, _LABELS[label])


def _people(text: str, match: re.Match[str], role: str) -> Iterator[Byline]:
    start, position = match.start("label"), match.end()
    if hit := _PLACEHOLDER.match(text, position):
        yield Byline(role, None, None, start, hit.end(), "placeholder")
        return
    if role == "author" and (hit := _AGENCY.match(text, position)):
        yield Byline(role, hit[0], None, start, hit.end(), None)
        return
    names: list[str] = []
    end = position
    while len(names) < MAX_PEOPLE and (hit := LATIN_NAME.match(text, position)):
        if hit[0].split()[0].lower() in _NOT_A_NAME or _JOB.match(hit[0]):
            break
        end = hit.end()
        glued = _MONTH_TAIL.search(hit[0])  # "Jane DoeDecember 19" where markup had no space
        if glued and re.match(r"\.?\s?\d", text[end:]):
            end -= len(glued[0])
        elif _FULL_STOP.search(hit[0]):
            end -= 1
        names.append(text[position:end])
        separator = _AND.match(text, end)
        following = separator and LATIN_NAME.match(text, separator.end())
        if not separator or not following or _JOB.match(following[0]):
            break
        if separator[0].strip() == "," and _OUTLET.search(following[0]):
            break
        position = separator.end()
    affiliation = None
    if names and (org := _AFFILIATION.match(text, end)):
        end = org.end("org")
        affiliation = None if _JOB.match(org["org"]) else org["org"]
    if not names or not _REST.match(text, end):
        return
    for name in names:
        yield Byline(role, name, affiliation, start, end, None)
