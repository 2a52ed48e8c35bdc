"""Clauses of a publisher's notice: numbered ones (①, 1., (1), 一、) and sentences with 凡.

`find_clauses` says where they stand, `read_clause` which works one is about. Patterns are linear
and run on a folded copy (folding.py); spans count the text as given.
"""

import re
from dataclasses import dataclass
from typing import Literal

from dataset_tools.grammar import notice_patterns as words
from dataset_tools.grammar.folding import fold

ClauseKind = Literal["own", "group", "reprint", "upload", "blanket"]

MAX_CLAUSE = 800  # characters; a longer numbered passage is an article, not a clause
MAX_CLAUSES = 200  # of one block; a notice has a dozen
MAX_NAMES = 60  # outlets of one list
_HINT = re.compile(r"[①-⑳凡]|[\d０-９一二三四五六七八九十][)）、.．]")  # of any clause
_TRIMMED = " \t()（）、.．,，"
_QUOTED = re.compile(r"\"([^\"。]{1,40})\"")
_LABEL = re.compile(r"^(?:稿件)?(?:[来來]源|来自)?\s*[:为為]?\s*")
_PLACEHOLDER = re.compile(r"X{2,}|非|不是|其[他它]", re.IGNORECASE)
_NOT_MARKED = re.compile(r"(?:未|[没沒]有?|不曾)(?:[经經])?(?:注明|註明|[标標]明|[标標]注|署名)")
_GROUP = re.compile(
    r"(?P<holder>[^,。;:\"\s]{2,24}?)(?:已)?授[权權](?P<to>[^,。;:\"]{2,16}?),?"
    r"(?:在|[独獨]家|全[权權]|代理|使用|[发發]布|刊[载載])"
)
_NO_GROUP = re.compile(r"[经經未须需获獲应應按照]|得到|本[网網站]|在$")
_OF_WORKS = re.compile(r"作品|稿件|[转轉][载載]|[来來]源")
_LIST = re.compile(r"[\s(（]*(?:附[件表录錄]?|注)\s{0,2}[:：]")
_UPLOAD = re.compile(
    r"(?:用[户戶]|[网網]友|[会會][员員]|[读讀]者|博主|作者)[^。;]{0,16}"
    r"(?:上[传傳]|[发發][布表]|投稿|[张張][贴貼])"
)
_BLANKET = re.compile(
    r"(?:所有|一切|全部|任何|刊[登载載]|登[载載]|[发發]布)[^。;]{0,30}"
    r"(?:[内內]容|信息|作品|[资資]料|文章|稿件|文字)[^。;]{0,80}版[权權][^。;]{0,6}[归歸属屬]"
    r"|版[权權][^。;]{0,6}[归歸属屬][^。;]{2,40}[独獨]家所有"
)
_NAME_STOP = re.compile(r"[\s、,，;；。./]+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause at `[start, end)`; `mark` is its number as printed, "" where it has none."""

    mark: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which works a clause is about.

    own: those credited to one of `sources`; group: those of the outlets of a group, and those
    whose credit begins with one of `sources`; reprint: those of other outlets than `sources`;
    upload: those that readers send in; blanket: everything. `holder` is the owner it names, None
    for 本网 and the like.
    """

    kind: ClauseKind
    sources: tuple[str, ...] = ()
    holder: str | None = None


def find_clauses(text: str) -> list[Clause]:
    """Return the clauses of one block of text, in order; [] where it has none.

    >>> [(c.mark, c.start) for c in find_clauses("声明:① 凡注明来源。② 其他作品。")]
    [('①', 3), ('②', 11)]
    """
    if not _HINT.search(text):
        return []
    folded = fold(text)
    return [
        Clause(mark, *folded.span(start, end)) for mark, start, end in folded_clauses(folded.text)
    ]


def folded_clauses(text: str) -> list[tuple[str, int, int]]:
    """Return (mark, start, end) of each clause of a folded text: up to the next mark or its end."""
    marks = [(m.group().strip(_TRIMMED), m.start()) for m in words.CLAUSE_MARK.finditer(text)]
    if not marks:
        marks = [("", m.start()) for m in words.CLAUSE_START.finditer(text)]
    stops = [*(start for _, start in marks[1:]), len(text)]
    found = []
    for (mark, start), stop in zip(marks[:MAX_CLAUSES], stops, strict=False):
        end = start + len(text[start:stop].rstrip())
        if start < end <= start + MAX_CLAUSE:
            found.append((mark, start, end))
    return found


def read_clause(clause: str) -> Meaning | None:
    """Return which works a clause is about; None where it is about something else.

    >>> read_clause("② 凡本网注明“来源:青山网”的作品,版权属青山网。")
    Meaning(kind='own', sources=('青山网',), holder='青山网')
    """
    text = fold(clause).text[: 2 * MAX_CLAUSE]
    own = words.OWN_CLAUSE.search(text)
    if is_about_others(text, own):
        named = own is not None and _NOT_MARKED.search(own.group())
        return Meaning("reprint", own_names(own) if own and named else ())
    if own and not names_others(own):
        return Meaning("own", own_names(own), owner(text))
    if group := _group(text):
        return group
    if _UPLOAD.search(text) and (
        any(p.search(text) for p in words.PLATFORM) or words.ORIGINAL_AUTHOR.search(text)
    ):
        return Meaning("upload")
    if _BLANKET.search(text):
        return Meaning("blanket", (), owner(text))
    return None


def _group(text: str) -> Meaning | None:
    found = _GROUP.search(text)
    if found is None or not _OF_WORKS.search(text):
        return None
    holder = words.CLAUSE_MARK.sub("", found["holder"]).strip(_TRIMMED)
    if len(holder) < 2 or _NO_GROUP.search(holder):
        return None
    named = [_name(quoted) for quoted in _QUOTED.findall(text)]
    stems = [re.sub(r"X{2,}$", "", name, flags=re.IGNORECASE) for name in named]
    # “来源:甲网-甲地XX” stands for every name that begins so; “来源:甲网” alone has its own clause.
    sources = tuple(dict.fromkeys(s for s, n in zip(stems, named, strict=True) if s != n))
    return Meaning("group", sources, holder)


def list_names(text: str) -> tuple[str, ...]:
    """Return the outlets of a list such as ``附:某集团两报:某某日报 某某晚报``; () for prose.

    >>> list_names("附：溪畔报业两报一刊：溪畔日报 溪畔晚报、溪畔画刊")
    ('溪畔日报', '溪畔晚报', '溪畔画刊')
    """
    if not _LIST.match(text):
        return ()
    names = [n for n in _NAME_STOP.split(re.split("[:：]", text)[-1].rstrip(")） ")) if n]
    return tuple(names[:MAX_NAMES]) if all(2 <= len(n) <= 20 for n in names) else ()


def own_names(own: re.Match[str]) -> tuple[str, ...]:
    """Return the sources that an own-works clause names, from a match of `OWN_CLAUSE`."""
    quoted = _QUOTED.findall(own.group()) or [own["bare"] or ""]
    names = (part for value in quoted for part in re.split("[、/]", _name(value)))
    return tuple(dict.fromkeys(name for name in names if name))


def _name(value: str) -> str:
    return _LABEL.sub("", value).split(":")[0].strip()


def names_others(own: re.Match[str]) -> bool:
    """Say whether the source in an outlet clause is ``XXX（非本网）`` or another placeholder."""
    name = own["quoted"] or own["bare"] or ""
    first = _name(name)
    return bool(_PLACEHOLDER.search(first if first else name))


def is_about_others(clause: str, own: re.Match[str] | None) -> bool:
    """Say whether a folded clause is about works that the publisher calls not its own.

    `own` is the match of `OWN_CLAUSE` in it: 凡未注明“来源:本网”的作品 are others' works too.
    """
    if own and _NOT_MARKED.search(own.group()):
        return True
    return bool(words.OTHER_CLAUSE.search(clause)) and (own is None or names_others(own))


def owner(passage: str) -> str | None:
    """Return the holder in ``版权属X`` or ``版权归X所有``; None for 本网, 原作者 and the like."""
    found = words.OWNED_BY.search(passage)
    if found is None or words.NOT_A_HOLDER.search(found[1].strip()):
        return None
    return found[1].strip() or None
