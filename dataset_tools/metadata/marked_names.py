"""People and accounts that only markup or place names: class "author", a line by the date."""

import re
from collections.abc import Iterator

from dataset_tools.blocks import Outline
from dataset_tools.grammar import HAN
from dataset_tools.grammar.bylines import lone_label, read_names
from dataset_tools.grammar.dates import find_dates
from dataset_tools.metadata.head_lines import NO_NAMES, Named, read_head_lines
from dataset_tools.metadata.marks import Mark, find_marks
from dataset_tools.metadata.stated import clean_name, is_organisation
from dataset_tools.metadata.zones import Zone
from dataset_tools.model import Page

_LABEL = re.compile(
    r"(?:(?:本文来源|作者|来源|來源|来自|撰文)\s{0,2}[:：/／|]?|(?:文|by|von|par|por|di|author"
    r"|written by|posted by"
    r"|words|text|article by|from|thread starter|original poster)(?:\s{0,2}[:：/／|]|\s"
    r"|\Z))\s{0,2}",
    re.IGNORECASE,
)
_OUTLET_AND_NAME = re.compile(
    rf"(?P<org>[{HAN}A-Za-z]{{2,12}})\s?[/／]\s?(?P<name>[{HAN}·]{{2,6}})"
)
_WIDE_NAME = re.compile(rf"[{HAN}\u3040-\u30ff가-힣A-Za-z0-9_·•.\s~〜！!&-]{{2,24}}")
_NICK = re.compile(r"@?[^\W_][\w.'’&-]{1,28}")
_NOT_NAMES = re.compile(
    r"\d{4}|昨天|前天|今天|小时前|分钟前|刚刚|\d{1,2}:\d\d|\bago\b|关注|關注|订阅|登录|分享|收藏"
    r"|评论|阅读|首页|原创|转载|发布|举报|投稿|作者|来源|更多"
    r"|粉丝|文章|简介|收录|收錄|follow|share|log ?in|sign|subscribe|read|view|menu|comment|member"
    r"|joined|posts?\b"
    r"|posted|published|profile|about|image|photo|author|redaktion$|editorial|guest|anonymous"
    r"|source|staff$|updated"
    rf"|编辑|編輯|责任|責任|记者|記者|{NO_NAMES}",
    re.IGNORECASE,
)
_HAN = re.compile(rf"[{HAN}]")


def marked_people(page: Page, outline: Outline, zone: Zone, title: str) -> list[Named]:
    """Return the names of marked elements (HTML) or lone name lines (dumps) by the headline."""
    lined = read_head_lines(outline, zone, title)
    if page.markup != "html":
        return lined
    marks = _of_marks(page, outline, zone)
    return marks if any(named.role == "author" for named in marks) else [*marks, *lined]


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
                yield from _more(mark, number)
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


def _more(mark: Mark, number: int) -> Iterator[Named]:
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
