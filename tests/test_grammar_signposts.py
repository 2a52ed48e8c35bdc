"""Lines that lead elsewhere are told from sentences and headings that begin like them."""

import pytest

from dataset_tools.extract.furniture import furniture
from dataset_tools.extract.lines import text_outline
from dataset_tools.grammar.signposts import SIGNPOST_CHARS, is_signpost


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Read more: Council delays the bridge", True),
        ("READ ALSO | Council delays the bridge", True),
        ("» Related: Council delays the bridge", True),
        ("Lire aussi Le conseil reporte le pont", True),
        ("- Advertisement -", True),
        ("Comments (12)", True),
        ("Share on Facebook", True),
        ("Sign up for our weekly newsletter and read what we found", True),
        ("Lesezeit: 3 Min.", True),
        ("MORE: Council delays the bridge", True),
        ("Tags: bridge, council", True),
        ("Nächster Artikel: Zehn Brücken", True),
        ("上一篇：十座桥", True),
        ("1,234 views", True),
        ("点赞 12 收藏 3", True),
        ("【打印】【关闭】", True),
        ("Facebook X WhatsApp E-Mail", True),
        ("微信 微博 QQ空间 复制链接", True),
        ("YouTube, Instagram, X", False),
        ("关注", False),
        ("tags: [bridge, council]", False),
        ("More: the council met, and the bridge was opened.", False),
        ("Video: 4K/30p", False),
        ("Views", False),
        ("Read more than one book a month, and you will see.", False),
        ("Related work", False),
        ("Share prices fell on Monday", False),
        ("Comments from the council were few.", False),
        ("Join the two planks with a nail.", False),
        ("Weiterlesen hilft gegen Langeweile.", False),
        ("Advertisement costs rose", False),
        ("Read more: " + SIGNPOST_CHARS * "x", False),
        ("", False),
    ],
)
def test_signposts(text: str, is_one: bool) -> None:
    """Labels with a title behind them, and phrases that are the whole line."""
    assert is_signpost(text) == is_one


def test_links_decide_what_words_leave_open() -> None:
    """Behind a label stands a sentence, or the linked title of another page."""
    text = "Read more about the bridge in our series"
    assert (is_signpost(text, len(text)), is_signpost(text, 0)) == (True, False)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Publié le 12/03/2024 à 09h15, mis à jour à 11h02", "date"),
        ("Last updated: Tuesday, March 12, 2024, 9:15 AM EDT", "date"),
        ("입력 2024-03-12 09:15 수정 2024-03-12 14:00", "credit"),
        ("By Ada Poe for the Valley Herald", "credit"),
        ("3/1/2013", None),
        ("The bridge was opened on 12 March 2024.", None),
        ("By the bridge stood Ada Poe, who had waited there since the morning.", None),
    ],
)
def test_dates_and_bylines_are_no_text(line: str, why: str | None) -> None:
    """A line that is nothing but dates with their labels; the cells of a table stay."""
    (block,) = text_outline(line).blocks
    assert furniture(block) == why
