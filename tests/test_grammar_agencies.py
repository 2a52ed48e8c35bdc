"""Datelines and signatures name the agency that a text is from; other brackets name nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_tools.grammar.agencies import find_dateline, find_signature


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LONDON, March 12 (Reuters) - The bridge", "Reuters"),
        ("Madrid, 12 mar (EFE).- El puente", "EFE"),
        ("München (dpa/lby) - Die Brücke", "dpa"),
        ("(CNN) — The bridge", "CNN"),
        ("HOUSTON, Texas (WXYZ) -- The bridge", "WXYZ"),
        ("［東京 12日 ロイター］ 橋が", "ロイター"),
        ("新华社某地5月19日电 大桥", "新华社"),
        ("某某社某地5月19日电 大桥", "某某社"),
        ("【青山公司：大桥通车】某联社3月3日电，青山公司公告", "某联社"),
        ("（某某社札幌14日綜合外電報導）大橋", "某某社"),
        ("【青山報專訊】大橋", "青山報"),
        ("【青山報2021年06月22日訊】大橋", "青山報"),
        ("【青山网】（记者 张三）大桥", "青山网"),
        ("【本报讯】大桥", None),
        ("【桥梁检查】大桥", None),
        ("Villa (Lleida), 15 mar (EFE).- El puente", "EFE"),
        ("Berlin (Germany) - The bridge", None),
        ("Some Firm (SFM) - The bridge", None),
        ("PORTOVENERE (LA SPEZIA) - Il ponte", None),
        ("The bridge (AP Street) is open", None),
        ("BRIDGES (AND PIERS) are open", None),
        ("The council said (Reuters reported it) that", None),
        ("", None),
    ],
)
def test_a_dateline_opens_a_paragraph(text: str, name: str | None) -> None:
    """Known agencies, and other names between a place in capitals and a dash."""
    found = find_dateline(text)
    assert (found.name if found else None) == name
    if found:
        assert text[found.start : found.end].startswith(found.name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Die Brücke ist offen. (dpa)", "dpa"),
        ("Die Brücke ist offen. (APA, red, 21.2.2023)", "APA"),
        ("El puente está abierto. (Con información de EFE)", "EFE"),
        ("mfh/dpa", "dpa"),
        ("dpa/coh", "dpa"),
        ("REUTERS", "Reuters"),
        ("either/or", None),
        ("Le pont est ouvert. [AFP]", "AFP"),
        ("(SDA)", "SDA"),
        ("The bridge is open (again)", None),
        ("The bridge is open (AP) again", None),
        ("", None),
    ],
)
def test_a_signature_ends_a_text(text: str, name: str | None) -> None:
    """Only agencies that are known."""
    found = find_signature(text)
    assert (found.name if found else None) == name


@given(st.text(alphabet="LONDON, (AP)-— /【共同】新社月日电1", max_size=80))
def test_spans_lie_in_the_text(text: str) -> None:
    """Whatever the input."""
    for found in (find_dateline(text), find_signature(text)):
        assert found is None or text[found.start : found.end]
