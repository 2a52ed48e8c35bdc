"""What a line may hold, by words that stand in all such lines: most lines need no closer look.

The kernel looks for the words of all lines of a page in one pass (extract/kernel/hints.c). A bit
that is not set is certain: nothing of that kind is in the line. A bit that is set says nothing.
"""

from itertools import product

from dataset_tools.blocks import Outline
from dataset_tools.grammar import COLON
from dataset_tools.grammar.boilerplate import BOILERPLATE_WORDS
from dataset_tools.grammar.bylines import KOREAN_LABELS, LABELS
from dataset_tools.grammar.notice_patterns import SPEAKING, SPEAKING_WORDS
from dataset_tools.grammar.roles import CREDIT_WORDS
from dataset_tools.grammar.sign_offs import CONTRIBUTIONS, SIGN_OFF_LABELS
from dataset_tools.grammar.signposts import SIGNPOST_WORDS
from dataset_tools.grammar.sources import SOURCE_WORDS
from dataset_tools.words import Words

# A date; a Chinese or Japanese credit; a source line; a label of a byline, where one can stand;
# a caption that is no <figcaption>; copyright terms; bars of a menu, permits, 原标题, "read
# also" and its like; one of SPEAKING_WORDS, which may speak of rights.
DATED, CREDIT, SOURCE, LABEL, CAPTION, TERMS, SITE, SPEAKS = (1 << bit for bit in range(8))
ANYTHING = DATED | CREDIT | SOURCE | LABEL | CAPTION | TERMS | SITE | SPEAKS
SIGNED = DATED | CREDIT | SOURCE | LABEL
PLACED = 1 << 8  # with LABEL: counts only at the start of a line or behind a digit or a mark
INSIDE = 1 << 9  # with SPEAKS: as it is written, also inside a word
OPENS = 1 << 10  # with SITE: counts only where a line opens with it, behind marks and numbers


# Words in lower case, by bit. White space may stand between two characters. Words of scripts with
# spaces count only where no letter stands before them. Dates are digits: the kernel knows them.
HINTS: dict[int, tuple[str, ...]] = {
    DATED: tuple(map("".join, product("时時", "间間", COLON))),
    CREDIT: tuple(sorted(CREDIT_WORDS)),
    SOURCE: tuple(word.lower() for word in SOURCE_WORDS),
    LABEL: ("기자", "특파원", *CONTRIBUTIONS),
    LABEL | PLACED: tuple(dict.fromkeys((*LABELS, *SIGN_OFF_LABELS, *KOREAN_LABELS))),
    CAPTION: tuple(
        "摄 攝 圖 图 发 發 ▲ △ ▼ © 写真 撮影 资料照 提供 视觉中国 視覺中國 东方ic 人民视觉"
        " 新华社 中新社 网络截图 视频截图 photo foto bild image credit crédit picture pool icphoto"
        " cfp vcg getty /ap /afp /reuters /getty /dpa /epa /xinhua".split()
    ),
    TERMS: ("版权声明", "凡本", *"①②③④⑤⑥⑦⑧⑨⑩"),
    SITE: (
        *"|｜·•", "原标题", "icp", "公网安备", "信息服务", "视听节目", "出版服务",
        "中心/", "中心／", "組／",
    ),
    SITE | OPENS: tuple(
        dict.fromkeys(w.replace("ı", "i") for w in (*SIGNPOST_WORDS, *BOILERPLATE_WORDS))
    ),
    SPEAKS | INSIDE: (*SPEAKING, "Ⓒ"),  # the only word in two cases that is no letter
}  # fmt: skip


def speaking(outline: Outline) -> list[int]:
    """Return the blocks that may speak of rights: those that hold some of SPEAKING_WORDS."""

    def find() -> list[int]:
        if outline.columns is None:  # nobody looked for hints
            return Words(block.text for block in outline.blocks).holding(SPEAKING_WORDS)
        return [i for i, block in enumerate(outline.blocks) if block.hints & SPEAKS]

    return outline.once("speaking", find)
