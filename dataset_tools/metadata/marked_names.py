"""People and accounts that only markup or place names: class "author", a line by the date."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dataset_tools.grammar import HAN
from dataset_tools.grammar.bylines import lone_label, read_names
from dataset_tools.grammar.dates import find_dates
from dataset_tools.grammar.names import is_chinese_name
from dataset_tools.metadata.bylines import Lines
from dataset_tools.metadata.marks import Mark, find_marks
from dataset_tools.metadata.structured import clean_name, is_organisation
from dataset_tools.metadata.zones import Zone
from dataset_tools.model import Outline, Page

_LABEL = re.compile(
    r"(?:作者|来源|來源|文|撰文|by|von|par|por|di|author|written by|posted by|words|text|article by|from"
    r"|thread starter|original poster|本文来源|来自)\s{0,2}[:：/／|]?\s{0,2}",
    re.IGNORECASE,
)
_OUTLET_AND_NAME = re.compile(rf"(?P<org>[{HAN}A-Za-z]{{2,12}})\s?[/／]\s?(?P<name>[{HAN}·]{{2,6}})")
_WIDE_NAME = re.compile(rf"[{HAN}\u3040-\u30ff가-힣A-Za-z0-9_·•.\s~〜！!&-]{{2,24}}")
_NICK = re.compile(r"@?[^\W_][\w.'’&-]{1,28}")
_NOT_NAMES = re.compile(
    r"\d{4}|\d{1,2}:\d\d|\bago\b|关注|關注|订阅|登录|分享|收藏|评论|阅读|首页|原创|转载|发布|举报|投稿|作者|来源|更多"
    r"|粉丝|文章|简介|follow|share|log ?in|sign|subscribe|read|view|menu|comment|member|joined|posts?\b"
    r"|profile|about|image|photo|author|redaktion$|editorial|guest|anonymous|source|staff$|updated",
    re.IGNORECASE,
)
_HAN = re.compile(rf"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Named:
    """One name with its place; the role is "author", "account" or "source"."""

    role: str
    name: str
    span: tuple[int, int]
    affiliation: str | None = None


def marked_people(page: Page, outline: Outline, zone: Zone, lines: Lines) -> list[Named]:
    """Return the names of marked elements (HTML) or lone name lines (dumps) by the headline."""
    if page.markup == "html":
        return _of_marks(page, outline, zone)
    return _of_lines(outline, zone)


def _of_marks(page: Page, outline: Outline, zone: Zone) -> list[Named]:
    blocks = outline.blocks
    if not blocks:
        return []
    start = blocks[max(0, zone.headline - 3)].start if zone.headline > 0 else blocks[0].start
    end = blocks[min(zone.first + 2, len(blocks) - 1)].end
    marks = find_marks(page.text, max(0, start - 300), end)
    found: list[Named] = []
    for kind in ("author", "account", "source"):
        for mark in marks:
            if mark.kind != kind:
                continue
            names = list(_read(mark))
            if names and not any(n.name == names[0].name and n.role == kind for n in found):
                found += names
                if kind != "source":
                    break
    return found


def _read(mark: Mark) -> Iterator[Named]:
    """Yield the names an element starts with; a label before them is skipped."""
    for number, (text, start, end) in enumerate(mark.texts[:4]):
        rest = text
        if label := _LABEL.match(text):
            rest = text[label.end() :].strip()
            if not rest or lone_label(text):
                continue
        names, stop = read_names(rest)
        tail = rest[stop:].strip()
        if names and (not tail or tail[0] in "|,•·-–(/0123456789"):
            if mark.kind == "source":
                return
            people = [n for n, _, _ in names if not is_organisation(n)] or [names[0][0]]
            yield from (Named(mark.kind, name, (start, end)) for name in people)
            if tail in {"", ","} and mark.kind == "author":
                yield from _more(mark, number, len(people))
            return
        if match := _OUTLET_AND_NAME.fullmatch(rest):
            yield Named(mark.kind, match["name"], (start, end), match["org"])
            return
        if _NOT_NAMES.search(rest) or find_dates(rest):
            return
        if _HAN.search(rest) or "\u3040" < rest[:1] < "\ud7a3":
            if _WIDE_NAME.fullmatch(rest) and len(rest) <= 16:
                yield Named(mark.kind, rest, (start, end))
        elif mark.kind != "source" and _NICK.fullmatch(rest) and clean_name(rest):
            yield Named(mark.kind, rest.lstrip("@"), (start, end))
        return


def _more(mark: Mark, number: int, count: int) -> Iterator[Named]:
    """Yield further names of one element: <a>Jane Doe</a> and <a>John Roe</a>."""
    joined = False
    for text, start, end in mark.texts[number + 1 : number + 8]:
        if text.strip(" ,").lower() in {"", "and", "und", "et", "y", "e", "&", "og", "en"}:
            joined = True
            continue
        names, stop = read_names(text)
        if not joined or not names or stop != len(text):
            return
        yield from (Named(mark.kind, name, (start, end)) for name, _, _ in names)
        joined = False


def _of_lines(outline: Outline, zone: Zone) -> list[Named]:
    """Read a line that is nothing but a name, next to the headline or the date of a dump."""
    blocks = outline.blocks
    found: list[Named] = []
    start, end = max(0, zone.headline - 3), min(zone.first, len(blocks))
    if zone.headline < 0:
        start = max(0, zone.first - 8)
    near = range(start, min(end + 2, len(blocks), start + 24))
    for i in near:
        block = blocks[i]
        if i == zone.headline or not 5 <= len(block.text) <= 80:
            continue
        names, stop = read_names(block.text)
        rest = block.text[stop:].strip(" |,•·-–")
        if not names or (rest and not find_dates(rest)):
            continue
        if all(_person_like(name) for name, _, _ in names) and (
            rest or _described(outline, names[0][0], i) or _by_date(outline, i)
        ):
            span = block.span(0, stop)
            found += [Named("author", name, span) for name, _, _ in names]
            break
    return found


_MENU = frozenset(
    "news world home sports sport business politics opinion video photos culture entertainment tech"
    " technology science health travel food style weather local us uk latest top stories share live"
    " subscribe sign log in more real estate privacy policy terms contact about search menu facebook"
    " twitter email reading time read watch listen games shop money life arts music movies tv books"
    " football cricket tennis golf new york los angeles united states kingdom europe africa asia"
    " middle east magazine events jobs careers help support advertise related article articles"
    " credit image images getty associated press reuters photo hide caption toggle print comments"
    " breaking full story key points updated published press release public radio".split()
)


def _person_like(name: str) -> bool:
    words = name.lower().split()
    return len(words) <= 4 and not any(w in _MENU for w in words) and not is_organisation(name)


def _described(outline: Outline, name: str, index: int) -> bool:
    """Say whether another line opens with the name (a biography, a second copy)."""
    others = (b.text for i, b in enumerate(outline.blocks) if i != index)
    return any(text.startswith((name, f"By {name}", f"by {name}")) for text in others)


def _by_date(outline: Outline, index: int) -> bool:
    near: Sequence[int] = [index - 1, index + 1, index + 2]
    texts = (outline.blocks[i].text for i in near if 0 <= i < len(outline.blocks))
    return any(len(text) <= 80 and find_dates(text) for text in texts)


def is_person(name: str) -> bool:
    """Say whether a Chinese account name reads like that of a person."""
    return is_chinese_name(name) and not is_organisation(name)
