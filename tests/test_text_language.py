"""The language of a text is found offline and the same way each time."""

import socket

import pytest

from dataset_tools.text import language
from dataset_tools.text.language import identify


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("这个国家的工业发展很快，许多工厂开始使用新的设备，生产效率不断提高。", "zh-Hans"),
        ("這個國家的工業發展很快，許多工廠開始使用新的設備，生產效率不斷提高。", "zh-Hant"),
        ("この工場では毎年たくさんの自動車を作っています。", "ja"),
        ("이 공장에서는 매년 많은 자동차를 만들고 있습니다.", "ko"),
        ("The factory makes many cars every year, and its workers are proud of it.", "en"),
        ("THE FACTORY MAKES MANY CARS EVERY YEAR AND ITS WORKERS ARE PROUD", "en"),
        ("Die Fabrik baut jedes Jahr viele Autos, und die Arbeiter sind stolz darauf.", "de"),
        (
            "L'usine construit\nbeaucoup de voitures chaque année, et les ouvriers en sont fiers.",
            "fr",
        ),
    ],
)
def test_languages(text: str, tag: str) -> None:
    """Tags are BCP 47, with the script for Chinese; the score is a share with four decimals."""
    found, score = identify(text)
    assert found == tag
    assert score is not None
    assert 0.3 <= score <= 1
    assert score == round(score, 4)
    assert identify(text) == (found, score)


@pytest.mark.parametrize("text", ["", "12345 67,89 !", "\n\n"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    """There is nothing to score."""
    assert identify(text) == ("und", None)


@pytest.mark.parametrize("text", ["我们的家", "a b c d", "短\ud800短短"])
def test_few_letters_are_undetermined(text: str) -> None:
    """Under ten letters the tag is `und`, with the score that was not trusted."""
    found, score = identify(text)
    assert found == "und"
    assert score is not None


def test_chinese_without_a_script_is_plain() -> None:
    """Characters that both scripts share decide nothing."""
    assert identify("今天下午我在山上看到三只白色的小羊正在吃草喝水")[0] == "zh"


def test_script_pairs_are_disjoint() -> None:
    """No character counts for both scripts."""
    assert not language._HANS & language._HANT
    assert len(language._HANS) == len(language._HANT) == len(language._PAIRS) // 2


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model comes with the installed package: a fresh load opens no socket."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    language._detector.cache_clear()
    assert identify("The factory makes many cars every year.")[0] == "en"
