"""Sentences of the site are told from sentences of the text that begin like them."""

import pytest

from dataset_tools.extract.furniture import furniture
from dataset_tools.extract.lines import text_outline
from dataset_tools.grammar.boilerplate import BOILERPLATE_CHARS, is_boilerplate

from .linepages import read_page


@pytest.mark.parametrize(
    "text",
    [
        "The views expressed in this article are those of the author.",
        "Click to expand...",
        "Last edited by Ada on Tue Aug 27, 2019 10:03 pm, edited 1 time in total.",
        "Appeared in the July 13, 2019, print edition as 'Pier Reopens'.",
        "本帖最后由 张三 于 2013-8-19 22:50 编辑",
        "請繼續往下閱讀...",
        "（作者系某某大学教授）",
        "We may earn a small commission if you buy something here.",
        "Follow the Oldtown Herald on Google News",
        "You’ve reached your limit of free articles.",
        "Your browser does not support the audio element.",
        "We and our partners store information on a device, such as cookies.",
        "Mit der Anmeldung stimmen Sie unseren Nutzungsbedingungen zu.",
        "With files from Ada Poe",
        "Gastbeiträge geben nicht unbedingt die Meinung der Redaktion wieder.",
        "Mit Material von dpa und AFP",
        "Cet article est réservé aux abonnés.",
        "¿Ya eres suscriptor? Inicia sesión",
        "Sei già abbonato? Accedi",
        "Os comentários estão encerrados.",
        "Reageren is niet meer mogelijk.",
        "Zauważyłeś błąd? Napisz do nas",
        "Нашли ошибку? Выделите её и нажмите Ctrl+Enter",
        "Bu haber sadece abonelere özeldir.",
        "この記事は有料会員限定です。残り：512文字",
        "로그인 후 이용하실 수 있습니다.",
        "声明：某报力求信息真实、准确，文章提及内容仅供参考，据此操作风险自担。",
        "股市有风险，入市需谨慎。",
        "（本文仅代表作者观点，不代表本网立场。）",
        "扫描下方二维码关注我们",
        "社會中心／綜合報導",
    ],
)
def test_boilerplate_is_no_text(text: str) -> None:
    """Disclaimers, paywalls, comments, players and calls, in the languages that bylines have."""
    (block,) = text_outline(text).blocks
    assert is_boilerplate(text)
    assert furniture(block) == "boilerplate"


@pytest.mark.parametrize(
    "text",
    [
        "The views from the bridge are wide.",
        "We may earn less than before.",
        "Follow the river to the bridge.",
        "Con información de la policía, el consejo decidió cerrar el puente. Nadie protestó.",
        "打开手机APP，点击右上角的设置。",
        "关注的人很多。",
        "扫描仪坏了。",
        "下载并安装客户端，然后登录。",
        "Your browser does not support it: " + BOILERPLATE_CHARS * "x",
        "",
    ],
)
def test_prose_is_none(text: str) -> None:
    """Sentences that open with some of the same words."""
    assert not is_boilerplate(text)


def test_code_stays() -> None:
    """Lines inside <pre> are what a page shows, whatever they say."""
    prose = "<p>The bridge between the two towns was opened on Monday, after ten years of work.</p>"
    page = f"""<html lang=en><title>The bridge</title><article><h1>The bridge</h1>{3 * prose}
    <pre>Your browser does not support x
    Tags: bridge</pre>{3 * prose}<p>Your browser does not support x</p></article></html>"""
    _, text = read_page(page, "en", "html")
    assert text.count("Your browser does not support x") == 1
    assert "Tags: bridge" in text
