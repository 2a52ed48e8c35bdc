"""Who signs a Japanese text in brackets at its end."""

import pytest

from dataset_tools.grammar.japanese_signatures import SIGNATURE_CHARS, find_japanese_signature

from .linepages import read_page

SAID = "新しい橋が月曜日に開通した。"


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("【水原灯太】", ["水原灯太"]),
        ("【山田太郎、佐藤花子】", ["山田太郎", "佐藤花子"]),
        ("【某支局・水原灯太】", ["水原灯太"]),
        ("【モスクワ水原灯太】", ["水原灯太"]),
        ("【水原灯太】（共同）", ["水原灯太"]),
        ("（山田太郎）", ["山田太郎"]),
        ("(山田さくら)", ["山田さくら"]),
        ("（編集委員　水原灯太）", ["水原灯太"]),
        ("（某総局　水原灯太、水原あかり）", ["水原灯太", "水原あかり"]),
        ("（ワシントン＝水原灯太）", ["水原灯太"]),
        ("（聞き手・水原灯太）", ["水原灯太"]),
        ("（中村市太）", ["中村市太"]),
        ("（水原灯太）", []),
        ("（敬称略）", []),
        ("（取材班）", []),
        ("（山口県警）", []),
        ("（千葉県柏市）", []),
        ("【写真は本社撮影】", []),
        ("【山田太郎】と話した。", []),
        ("【" + "山田太郎、" * SIGNATURE_CHARS + "】", []),
        ("", []),
    ],
)
def test_names_in_brackets(end: str, names: list[str]) -> None:
    """Square brackets hold names; round ones do behind a desk, or of a common family."""
    found = find_japanese_signature(SAID + end)
    assert [credit.name for credit in found] == names
    for credit in found:
        assert (SAID + end)[credit.start : credit.end] == credit.raw


def test_a_dateline_opens_a_paragraph() -> None:
    """【place=name】 opens it; an agency before a name at the end is who the name writes for."""
    opening = find_japanese_signature(f"【シカゴ=水原灯太】{SAID}")
    assert [(c.name, c.raw) for c in opening] == [("水原灯太", "【シカゴ=水原灯太】")]
    closing = find_japanese_signature(f"{SAID}（某某通信=水原灯太）")
    assert [(c.name, c.affiliation) for c in closing] == [("水原灯太", "某某通信")]
    assert find_japanese_signature(f"【速報】{SAID}") == []


def test_chinese_brackets_are_read_elsewhere() -> None:
    """A text without kana is not Japanese."""
    assert find_japanese_signature("大桥今日通车。【山田太郎】") == []


def test_a_signature_is_an_author_and_no_text() -> None:
    """The last paragraph ends with its last sentence."""
    prose = "両町の議会は橋の計画について話し合い、住民は期待の声を上げている。" * 3
    page = f"""<html lang=ja><title>橋が開通</title><article><h1>橋が開通</h1><p>{prose}</p>
    <p>{prose}</p><p>{prose}【水原灯太】</p></article></html>"""
    about, text = read_page(page, "ja", "html")
    assert about.authors == ("水原灯太",)
    assert text[-1] == prose
