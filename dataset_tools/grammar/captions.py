"""Picture captions that end in a credit (某网发, 张三摄, "Photo: …"): str -> CaptionSpan."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dataset_tools.grammar import CLOSERS, HAN, OPENERS
from dataset_tools.grammar.names import is_chinese_name, read_people

CAPTION_CHARS = 200  # a longer line is a paragraph


@dataclass(frozen=True, slots=True)
class CaptionSpan:
    """A caption: its text, and its credit at [credit_start, credit_end) of the given line.

    `text` is empty where the line is a credit only. `credit` is None where the line is a caption
    by its opening (▲, 图为…) and credits nobody; then both offsets are its length.
    """

    text: str
    credit: str | None
    credit_start: int
    credit_end: int


_OUTLET = (  # without the words that make a clause of it (产品由某网发)
    rf"(?:(?![的由在被从向是了将为])[{HAN}A-Za-z]){{1,10}}"
    r"(?:社|网|網|报|報|台|视|刊|客户端|新闻|新聞|中心|频道|传媒|媒体|记者|記者|通讯员|图库|图片)"
)
_PERSON = rf"(?:[{HAN}]{{2,4}}|[{HAN}]\s{{1,2}}[{HAN}]|[{HAN}]{{1,6}}·[{HAN}]{{1,8}})"
_PEOPLE = rf"{_PERSON}(?:[\s、]{{1,2}}{_PERSON}){{0,3}}"
_REPORTER = rf"(?:[{HAN}]{{0,10}}(?:记者|記者|通讯员|通訊員))"
_SHOT = rf"(?:{_REPORTER}\s{{0,2}})?{_PEOPLE}\s{{0,3}}(?:摄影报道|摄影|攝影|摄|攝)"
_AGENCY = (
    r"(?:视觉中国|視覺中國|东方IC|图虫创意|人民视觉|IC\s?photo|CFP|VCG|Getty\s?Images|新华社"
    r"|中新社)"
)
_PROVIDED = (
    rf"[{HAN}A-Za-z·0-9]{{1,16}}\s{{0,2}}(?:供图|供圖|图片提供|提供图片)"
    rf"|图片?由[{HAN}A-Za-z·0-9]{{1,20}}提供"
)
_LABELLED = (
    r"(?:图片?来源|圖片來源|图源|图据|摄影|攝影|供图|写真|撮影)\s{0,2}[:：/／|｜丨]"
    r"\s{0,2}[^\s。，][^。\n]{0,40}"
    r"|图片?\s{0,2}[/／|｜丨]\s{0,2}[^\s。，][^。\n]{0,40}|图片?来(?:源于|自)[^。，\n]{1,20}"
)
_STOCK = r"(?:资料图片?|資料圖片?|资料照片|網絡圖片|网络图片|视频截图|网络截图)"
_BRACKETED = re.compile(
    rf"(?:{_SHOT}|{_PROVIDED}|{_LABELLED}|{_OUTLET}\s?(?:发|發)|{_AGENCY}(?:\s?/\s?图|\s?图)?|{_STOCK}"
    r"|(?:[A-Z][\w ]{1,20}\s)?(?:Photo|Image|Pool)/[^()]{2,40}"
    r"|(?:Photos?|Foto|Fotos|Bild|Image|Credit|Photo by)[: ]\s?[^()]{2,40}"
    r"|[^()]{2,40}/(?:AP|AFP|Reuters|Getty Images|dpa|EPA|Xinhua|AFP via Getty Images)"
    rf"|[{HAN}]{{2,6}}撮影)"
)
_TAIL_HAN = re.compile(
    rf"(?:{_OUTLET}\s{{0,2}}(?:发|發)(?:\s{{0,2}}[{re.escape(OPENERS)}]\s?{_SHOT}\s?[{re.escape(CLOSERS)}]|\s{{1,3}}{_SHOT})?"
    rf"|{_SHOT}|{_AGENCY}\s{{0,2}}/?\s?(?:供图|供圖|图|發|发)|{_PROVIDED}|{_LABELLED}|{_STOCK})\s{{0,3}}\Z"
)
_TAIL_LATIN = re.compile(
    r"(?:(?:Photos?|Foto|Fotos|Bild|Image|Picture|Photo credit|Image credit|Credit"
    r"|Crédit photo|Photo by|Photograph by|Photograph)\s{0,2}[:：]\s{0,2}|Photo(?:graph)? by )"
    r"[A-ZÀ-Þa-z][^.!?:\n]{1,60}\s{0,3}\Z"
    r"|©\s?(?!\d)[^.!?:\n|/©]{2,40}/[^.!?:\n|/]{2,30}\Z"  # without an agency it is a notice
)
_BRACKET_END = re.compile(r"[(（\[【](?P<inner>[^()（）\[\]【】]{2,50})[)）\]】]\s{0,3}\Z")
_UNLABELLED = re.compile(rf"(?P<names>{_PEOPLE})\s{{0,3}}(?:摄影报道|摄影|攝影|摄|攝)")
_LABELS = re.compile(rf"{_REPORTER}|{_LABELLED}|{_PROVIDED}")
_CUT = re.compile(r"(?:\A|(?<=[。！？!?….”」）)])|\s)\s{0,3}")
_ISSUED = re.compile(rf"{_OUTLET}\s{{0,2}}[发發]")
_CAMERA = re.compile(r"(?:主|副|双|前|后|自|偷|盗|抓|拍|统)摄$")
_TRADE = re.compile(r"[^\s记者記員员]摄影$")
_MARKED = re.compile(r"\s{0,3}(?:[▲△▼]|图为|圖為|上图为|下图为|图\d{1,2}[:： ])")


_SOURCE_LABEL = re.compile(
    r"(?:图片?|圖片?|照片|资料|資料)(?:来源于?|來源|来自|來自|源|据|由)\s{0,2}[:：/／|｜丨]?"
    r"|(?:来源|來源|来自|來自)\s{0,2}[:：/／|｜丨]"
    r"|(?:图片?|圖片?|照片|摄影|攝影|供图|供圖|写真|撮影)\s{0,2}[:：/／|｜丨]"
    r"|(?:photos?|fotos?|bild|images?|pictures?|photograph|crédit|credit|copyright)"
    r"(?:\s(?:credit|photo))?\s{0,2}(?:[:：]|\b(?:by|via|von|de)\b)"
    r"|(?:copyright\s{0,2})?©|courtesy of\b",
    re.IGNORECASE,
)
_SOURCE_TAIL = re.compile(r"\s{0,2}(?:供图|供圖|图片提供|提供图片|提供|发|發|撮影)\Z")
_ANY_STOCK = re.compile(rf"{_STOCK}|代表", re.IGNORECASE)


def source_of(credit: str) -> str | None:
    """Return who a picture credit names, without its labels; None where it names nobody.

    >>> [source_of(c) for c in ("Photo: Example Press", "图片来源：某图网", "某大学供图", "资料图")]
    ['Example Press', '某图网', '某大学', None]
    """
    name = _SOURCE_TAIL.sub("", credit.strip())
    while label := _SOURCE_LABEL.match(name):
        name = name[label.end() :].strip()
    if ")" in name and "(" not in name:
        name = name.rstrip(" )")
    return None if not name or _ANY_STOCK.fullmatch(name) else name


def split_caption(text: str) -> CaptionSpan | None:
    """Split a picture caption into text and credit; None where the line is no caption.

    Only lines under 200 characters are captions. The credit is verbatim, without the brackets
    around it. An outlet's 发 counts at the line's start or after a finished sentence only.

    >>> split_caption("工厂外景。 某某网发").credit
    '某某网发'
    """
    return _split_caption(text) if len(text) < CAPTION_CHARS else None


@lru_cache(maxsize=1_024)  # the lines of a page are read again
def _split_caption(text: str) -> CaptionSpan | None:
    bracket = _BRACKET_END.search(text)
    inner = bracket["inner"] if bracket else ""
    if bracket and _BRACKETED.fullmatch(inner.strip()) and not _is_trade(inner, bracketed=True):
        start = bracket.start("inner") + len(inner) - len(inner.lstrip())
        whole = _credit(text, start)  # 某社发（张三摄） is one credit
        if not whole:
            return _caption(text, bracket.start(), start, start + len(inner.strip()))
    if credit := _credit(text, len(text)):
        return credit
    if _MARKED.match(text):
        return CaptionSpan(text.strip(), None, len(text), len(text))
    return None


def _credit(text: str, before: int) -> CaptionSpan | None:
    """Return the split at the first place before `before` from which the line is a credit."""
    wide = not text.isascii()  # as whatever _TAIL_HAN matches
    for cut in _CUT.finditer(text):
        start = cut.end()
        if start >= before:
            break
        tail = (wide and _TAIL_HAN.match(text, start)) or _TAIL_LATIN.match(text, start)
        if not tail or _is_sentence(text, cut.start(), tail[0]):
            continue
        return _caption(text, cut.start(), start, start + len(tail[0].rstrip()))
    return None


def _is_sentence(text: str, cut: int, credit: str) -> bool:
    """Tell 某网发 behind an unfinished sentence, and 后置双主摄, from credits."""
    before = text[:cut].rstrip()
    if _is_trade(credit):
        return True
    issued = _ISSUED.match(credit)
    return bool(issued) and before != "" and before[-1] not in "。！？!?….”」）)"


def _is_trade(credit: str, *, bracketed: bool = False) -> bool:
    """Tell 商业摄影 and 后置双主摄 (the craft, a camera) from 张三摄."""
    if _CAMERA.search(credit.rstrip()):
        return True
    if _TRADE.search(credit) and not bracketed and not _LABELS.match(credit):
        return True
    people = _UNLABELLED.fullmatch(credit.strip())
    return people is not None and not all(
        is_chinese_name(person.name) for person in read_people(people["names"]).people
    )


def _caption(text: str, text_end: int, start: int, end: int) -> CaptionSpan:
    return CaptionSpan(text[:text_end].strip(), text[start:end], start, end)
