"""Redaction of one row: names by role, contacts, and excerpts that keep their place."""

import json
import time
from typing import Any

import pytest

from dataset_tools.rights.redact import MARK, MAX_NAMES, ROLES, Redaction, read_redaction, redact

KEY = b"k" * 32


def item(field: str, page: str, excerpt: str, value: str | None = None) -> dict[str, Any]:
    """Return one evidence item of a page."""
    start = page.index(excerpt)
    return {
        "id": 0, "field": field, "source": "page", "start": start, "end": start + len(excerpt),
        "excerpt": excerpt, "value": value,
    }  # fmt: skip


def row(**fields: Any) -> dict[str, Any]:
    """Return the columns that may hold a name."""
    columns = ("title", "section", "summary", "published_raw", "source", "publisher")
    base: dict[str, Any] = {
        **dict.fromkeys((*columns, "license_notes")), "authors": [], "editors": [], "credits": [],
        "captions": [], "evidence": [],
        "rights": {
            "holder": None, "attribution": None, "contact": None, "license_declared": None,
            "flags": [],
        },
    }  # fmt: skip
    return {**base, **fields}


def credit(role: str, name: str, raw: str = "", affiliation: str | None = None) -> dict[str, Any]:
    return {"role": role, "name": name, "affiliation": affiliation, "raw": raw or name}


def hide(given: dict[str, Any], **table: str) -> dict[str, Any]:
    return redact(given, read_redaction(table, KEY))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("© 2020 Jane Roe", f"© 2020 {MARK}"),
        ("© 2020 JANE  ROE.", f"© 2020 {MARK}."),
        ("Roe, Jane (2020)", f"{MARK} (2020)"),
        ("jane-roe", None),
        ("Jane Roebuck", "Jane Roebuck"),
        ("Mary Jane Roe", f"Mary {MARK}"),
        ("by Jane&nbsp;Roe", None),
        (r"\u004aane Roe", None),
        ("&copy; 2020", "&copy; 2020"),
    ],
)
def test_spellings_of_a_name(text: str, left: str | None) -> None:
    """A name is found in other case, order and spacing and behind escapes, never within words."""
    given = row(credits=[credit("editor", "Jane Roe")], license_notes=text)
    assert hide(given, editors="drop")["license_notes"] == left


@pytest.mark.parametrize(
    ("text", "left"),
    [("编辑林小河审稿", f"编辑{MARK}审稿"), ("林 小河", None), ("林小江", "林小江")],
)
def test_spellings_of_a_chinese_name(text: str, left: str | None) -> None:
    """Chinese names stand without spaces around them, sometimes with spaces within."""
    given = row(credits=[credit("editor", "林小河")], license_notes=text)
    assert hide(given, editors="drop")["license_notes"] == left


def test_a_short_name_is_taken_from_its_own_places_only() -> None:
    """One character would be found in every text."""
    given = row(editors=["文"], credits=[credit("editor", "文")], title="文化的港口")
    found = hide(given, editors="drop")
    assert (found["editors"], found["credits"][0]["name"], found["title"]) == (
        [],
        None,
        "文化的港口",
    )


PAGE = "<p>By <b>Jane Roe</b></p><p>© 2020 Jane Roe. All rights reserved to everybody.</p>"


def test_excerpts_keep_a_place_that_reslices() -> None:
    """A hidden person's credit is emptied at its place; another excerpt shrinks to a part."""
    notice = item("rights_status", PAGE, PAGE[26:-4], "© 2020 Jane Roe. All rights reserved")
    evidence = [item("author", PAGE, "By <b>Jane Roe", "Jane Roe"), notice]
    given = row(authors=["Jane Roe"], credits=[credit("author", "Jane Roe")], evidence=evidence)
    found = hide(given, writers="drop")["evidence"]
    assert [PAGE[e["start"] : e["end"]] for e in found] == [e["excerpt"] for e in found]
    assert [e["excerpt"] for e in found] == ["", ". All rights reserved to everybody."]
    assert [e["value"] for e in found] == [None, f"© 2020 {MARK}. All rights reserved"]


def test_who_is_kept_in_one_role_is_kept_in_texts() -> None:
    """The photographer who also wrote the text stays its author; the photo credit goes."""
    credits_ = [credit("author", "Jane Roe"), credit("photographer", "Jane Roe")]
    given = row(authors=["Jane Roe"], credits=credits_, license_notes="© Jane Roe")
    found = hide(given, photographers="drop")
    assert found["authors"] == ["Jane Roe"]
    assert [c["name"] for c in found["credits"]] == ["Jane Roe", None]
    assert found["license_notes"] == "© Jane Roe"


def test_names_that_only_evidence_has_are_hidden() -> None:
    """A byline that was read and not chosen is a name too."""
    page = "By Max Muster"
    given = row(title="Talk with Max Muster", evidence=[item("author", page, page, "Max Muster")])
    assert "Muster" not in json.dumps(hide(given, people="drop"))


def test_contacts() -> None:
    """E-mail addresses go from every string; the rest of it stays."""
    given = row(license_notes="Write to Jane.Roe@quay.example first.")
    given["rights"]["contact"] = "Jane.Roe@quay.example"
    found = hide(given, contacts="drop")
    assert found["license_notes"] == f"Write to {MARK} first."
    assert found["rights"]["contact"] is None
    assert found["rights"]["flags"] == ["redacted"]


def test_nothing_hidden_changes_nothing() -> None:
    """A page without names is not flagged; a policy that keeps all returns the row itself."""
    given = row(title="Lamps")
    assert hide(given, people="drop") == given
    assert redact(given, Redaction()) is given


def test_too_many_names_give_up_all_strings() -> None:
    """A page that names hundreds cannot make the search slow; nothing of it is shown."""
    people = [credit("editor", f"Jane Roe{n}") for n in range(MAX_NAMES + 1)]
    found = hide(row(credits=people, title="Lamps"), editors="drop")
    assert found["title"] is None


@pytest.mark.parametrize(
    ("table", "hidden"),
    [
        ({}, set()),
        ({"people": "drop"}, set(ROLES)),
        (
            {"people": "drop", "editors": "keep"},
            set(ROLES) - {"editor", "chief_editor", "proofreader"},
        ),
        ({"editors": "drop", "chief_editor": "keep"}, {"editor", "proofreader"}),
        ({"contacts": "drop"}, set()),
    ],
)
def test_roles_beat_groups_and_groups_beat_people(table: dict[str, str], hidden: set[str]) -> None:
    assert {role for role, _ in read_redaction(table, KEY).roles} == hidden


def test_a_hostile_name_costs_no_time() -> None:
    """Names of signs and of hundreds of words are searched in linear time."""
    names = ["_ " * 90, "a_" * 90, "李" * 180, "ab " * 60]
    given = row(
        credits=[credit("editor", name) for name in names], license_notes="_a李ab " * 20_000
    )
    began = time.process_time()
    hide(given, editors="drop")
    assert time.process_time() - began < 2
