"""Release policies on a small corpus of invented pages, from dump to the files of a release."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from dataset_tools.builder import Built, build
from dataset_tools.manifest import read_manifest
from dataset_tools.rights.policy import load_policy
from dataset_tools.validation import validate

BY = "https://creativecommons.org/licenses/by/4.0/"
SA = "https://creativecommons.org/licenses/by-sa/4.0/"
GRANT = '<p>This article is licensed under <a rel="license" href="{url}">a license</a>.</p>'
WORDS = (
    "harbour lamp slate ferry pilot tide quay crane green winter repair engine rope barrel market"
    " baker tower bell window garden bridge river stone wagon orchard lantern mill copper thread"
).split()


def prose(seed: int, count: int = 45) -> str:
    """Return a paragraph of its own for each seed."""
    words = Random(seed).choices(WORDS, k=count)
    return f"In the year {1900 + seed} the {' '.join(words)} of town {seed} was seen by many."


def page(
    title: str, seed: int, *, grant: str | None = BY, head: str = "", byline: str = "",
    extra: str = "", footer: str = "",
) -> str:  # fmt: skip
    """Return the HTML of an article of two paragraphs."""
    license_ = GRANT.format(url=grant) if grant else ""
    return (
        f"<html lang='en'><head><title>{title} - The Quay Post</title>{head}</head><body>"
        f"<article><h1>{title}</h1>{byline}<p>{prose(seed)}</p><p>{prose(seed + 50)}</p>{extra}"
        f"{license_}</article><footer>{footer}</footer></body></html>"
    )


def write_dump(folder: Path, pages: dict[str, str]) -> Path:
    """Write pages by the last part of their address as JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pages.jsonl"
    lines = [
        json.dumps({"url": f"https://quay.example/{name}", "html": html}, ensure_ascii=False)
        for name, html in pages.items()
    ]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def write_policy(
    folder: Path, *, base: str = "cautious", top: str = "", tables: str = "", require: str = ""
) -> Path:
    """Write a policy: a built-in one with keys and tables added."""
    path = folder / "policy.toml"
    source = load_policy(base).source.replace("[require]", f"[require]\n{require}")
    head, mark, rest = source.partition("\n[")
    path.write_text(f"{head}\n{top}\n{mark}{rest}\n{tables}\n", "utf-8")
    return path


def make(
    folder: Path, pages: dict[str, str], *, base: str = "cautious", top: str = "",
    tables: str = "", require: str = "", checks: bool = False, **options: Any,
) -> Built:  # fmt: skip
    """Build a release of pages under a policy."""
    dump = write_dump(folder / "in", pages)
    policy = write_policy(folder, base=base, top=top, tables=tables, require=require)
    return build([dump], folder / "out", policy=str(policy), workers=1, checks=checks, **options)


def rows(release: Path, below: str = "data/metadata") -> dict[str, dict[str, Any]]:
    """Return the rows below a folder by the last part of their address."""
    paths = sorted((release / below).rglob("*.parquet"))
    found = [row for path in paths for row in pq.read_table(path).to_pylist()]
    return {row["url"].rpartition("/")[2]: row for row in found}


def strings(release: Path, *, without: tuple[str, ...] = ()) -> str:
    """Return all there is to read in a release, the column `text` and those named left out."""
    parts = []
    for path in sorted(release.rglob("*")):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            names = [n for n in table.column_names if n not in ("text", *without)]
            parts.append(
                json.dumps(table.select(names).to_pylist(), default=str, ensure_ascii=False)
            )
        elif path.is_file():
            parts.append(path.read_text("utf-8"))
    return "\n".join(parts)


# ---------------------------------------------------------------- names and contacts

NAMED = page(
    "Lamps lit again",
    1,
    byline="<p class='byline'>By Jane Roe</p>",
    extra=(
        "<figure><img src='a.jpg'><figcaption>The quay at dusk. Photo: Max Muster</figcaption>"
        "</figure><p>Edited by Erika Mustermann</p>"
    ),
    head='<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": '
    '"Person", "name": "Jane Roe"}, "editor": {"@type": "Person", "name": "Erika Mustermann"}}'
    "</script>",
    footer="<p>© 2020 Quay Post. All rights reserved. Write to desk@quay.example to ask.</p>",
    grant=None,
)
CHINESE = page(
    "港口的灯又亮了",
    2,
    byline="<p>来源：江畔网 2023-05-18 作者：青禾</p>",
    extra=(
        "<figure><img src='a.jpg'><figcaption>黄昏时的码头。（韩晓川 摄）</figcaption></figure>"
        "<p>责任编辑：林小河</p>"
    ),
    footer="<p>未经江畔网书面授权，不得转载，联系邮箱：desk@jiangpan.example。责任编辑 林小河</p>",
    grant=None,
)
PEOPLE = ("Jane Roe", "Erika Mustermann", "Max Muster", "青禾", "韩晓川", "林小河")
KEY = "0123456789abcdef" * 4


def redacted(folder: Path, table: str, **options: Any) -> Path:
    """Build the two pages of named people under the internal policy with a table [redact]."""
    folder.mkdir(exist_ok=True)
    (folder / "names.key").write_text(KEY, "utf-8")
    pages = {"en": NAMED, "zh": CHINESE}
    base = options.pop("base", "internal")
    return make(folder, pages, base=base, tables=f"[redact]\n{table}", **options).release


def test_without_redaction_everybody_is_named(tmp_path: Path) -> None:
    """The pages name all these people; so what is missing below was hidden."""
    everything = strings(redacted(tmp_path, ""))
    assert [name for name in PEOPLE if name not in everything] == []
    assert "desk@jiangpan.example" in everything


@pytest.mark.parametrize("base", ["cautious", "internal"])
@pytest.mark.parametrize("action", ["drop", "hash"])
def test_hidden_people_stand_in_no_file(tmp_path: Path, base: str, action: str) -> None:
    """No column but `text`, no document and no ledger row carries a name; places re-slice."""
    table = f'people = "{action}"\ncontacts = "drop"\nkey_file = "names.key"'
    if base == "internal":
        release = redacted(tmp_path, table, base=base)
    else:
        release = redacted(tmp_path, table, base=base, checks=True)
    everything = strings(release)
    assert [name for name in PEOPLE if name in everything] == []
    assert "desk@" not in everything
    assert KEY not in everything
    assert ("person-" in everything) is (action == "hash")
    assert "江畔网" in everything  # outlets are no persons
    found = rows(release)
    assert all("redacted" in row["rights"]["flags"] for row in found.values())
    assert {c["role"] for c in found["zh"]["credits"]} >= {"author", "editor", "photographer"}
    report = validate(release, source=[str(tmp_path / "in/pages.jsonl")])
    assert [f for f in report.findings if f.severity == "error"] == []


def test_pseudonyms_join_rows_and_need_the_key(tmp_path: Path) -> None:
    """One name has one pseudonym in all columns and rows; another key gives others."""
    table = 'people = "hash"\nkey_file = "names.key"'
    row = rows(redacted(tmp_path / "a", table))["en"]
    (author,) = row["authors"]
    assert author.startswith("person-")
    assert author in {c["name"] for c in row["credits"] if c["role"] == "author"}
    assert author in {e["value"] for e in row["evidence"] if e["field"] == "author"}
    (tmp_path / "b").mkdir()
    (tmp_path / "b/other.key").write_text("f" * 64, "utf-8")
    tables = f"[redact]\n{table.replace('names', 'other')}"
    other = make(tmp_path / "b", {"en": NAMED}, base="internal", tables=tables)
    assert rows(other.release)["en"]["authors"] != [author]


def test_roles_are_apart(tmp_path: Path) -> None:
    """A role beats its group, and who stands in a role that is kept stays."""
    table = 'people = "drop"\nwriters = "keep"'
    found = rows(redacted(tmp_path, table))
    assert found["en"]["authors"] == ["Jane Roe"]
    assert found["zh"]["authors"] == ["青禾"]
    assert found["zh"]["editors"] == []
    assert "林小河" not in json.dumps(found["zh"], default=str, ensure_ascii=False)
    assert found["zh"]["captions"][0]["credit"] is None


def test_a_text_whose_author_is_hidden_is_not_shipped(tmp_path: Path) -> None:
    """CC BY asks for the author's name: without it the text stays out where the policy asks."""
    pages = {
        "named": page("Named", 3, byline="<p class='byline'>By Jane Roe</p>"),
        "nobody": page("Nobody", 4),
    }
    hidden = '[redact]\nwriters = "drop"'
    built = make(tmp_path, pages, tables=hidden)
    decided = {
        n: (r["release"], r["rights"]["policy_rule"]) for n, r in rows(built.release).items()
    }
    assert decided["named"] == ("metadata_only", "require.attribution")
    assert decided["nobody"][0] == "full_text"


# ---------------------------------------------------------------- takedowns

TAKEDOWNS = [
    {"url": "http://QUAY.example/one/", "reason": "asked by the publisher"},
    {"domain": "gone.example", "reason": "court order", "date": "2024-05-01"},
]


def test_takedowns_leave_a_ledger_row_only(tmp_path: Path) -> None:
    """A page that is listed gives no row and no text, nor does a copy or a quote of it."""
    tmp_path.joinpath("down.jsonl").write_text(
        "\n".join(json.dumps(one) for one in TAKEDOWNS), "utf-8"
    )
    one = page("One", 5)
    pages = {
        "one": one,
        "copy": one.replace("One", "A copy"),
        "quote": page("Quote", 6, extra=f"<p>{prose(5)}</p>"),
        "other": page("Other", 7),
    }
    built = make(tmp_path, pages, top='takedowns = "down.jsonl"', checks=True)
    assert built.passed
    found = rows(built.release)
    assert set(found) == {"quote", "other"}
    assert found["quote"]["rights"]["policy_rule"] == "quotes-withheld-text"
    fates = {
        row["url"].rpartition("/")[2]: (row["fate"], row["reason"])
        for row in pq.read_table(built.release / "meta/ledger").to_pylist()
    }
    assert fates["one"] == ("refused", "taken-down")
    assert fates["copy"] == ("duplicate", "exact-duplicate")
    assert "court order" not in strings(built.release)
    assert prose(5) not in strings(built.release)


# ---------------------------------------------------------------- share-alike families


def test_families_apart_load_on_their_own(tmp_path: Path) -> None:
    """Share-alike texts get a subset that validates and loads; the card names it."""
    pages = {
        "by": page("Free", 8),
        "sa": page("Alike", 9, grant=SA),
        "older": page("Alike before", 10, grant=SA.replace("4.0", "3.0")),
        "none": page("Nothing said", 11, grant=None),
    }
    built = make(tmp_path, pages, top='families = "apart"', checks=True)
    assert built.passed, [f for r in built.reports for f in r.findings]
    assert set(rows(built.release, "data/text")) == {"by"}
    assert set(rows(built.release, "data/text-cc-by-sa")) == {"sa", "older"}
    assert set(read_manifest(built.release)["subsets"]) == {"metadata", "text", "text-cc-by-sa"}
    card = (built.release / "README.md").read_text("utf-8")
    assert 'text_cc_by_sa = load_dataset(release, "text-cc-by-sa", split="train")' in card
    alone = make(tmp_path / "alone", {"sa": pages["sa"]}, top='families = "apart"', checks=True)
    assert alone.passed, [f for r in alone.reports for f in r.findings]
    assert set(read_manifest(alone.release)["subsets"]) == {"metadata", "text-cc-by-sa"}
    together = make(tmp_path / "together", pages)
    assert set(rows(together.release, "data/text")) == {"by", "sa", "older"}


# ---------------------------------------------------------------- decisions and credit


def test_decisions_are_told_before_shards_are_written(tmp_path: Path) -> None:
    """The counts by decision and rule come while the release has no shard yet."""
    pages = {
        "by": page("Free", 12),
        "none": page("Nothing said", 13, grant=None),
        "noai": page("No training", 14, head='<meta name="tdm-reservation" content="1">'),
    }
    told: list[Any] = []

    def decided(found: Any) -> None:
        shards = list((tmp_path / "out.work").rglob("data/*/*"))
        told.append(({k: dict(v) for k, v in found.items()}, shards))

    make(tmp_path, pages, on_decided=decided)
    assert told == [
        (
            {
                "full_text": {"by_status.open_license": 1},
                "metadata_only": {"by_ai.tdm.deny": 1, "by_status.unknown": 1},
                "review": {},
                "withhold": {},
            },
            [],
        )
    ]


def test_every_shipped_text_has_its_credit(tmp_path: Path) -> None:
    """Title, author, address, license with its address, and changes: one row a shipped text."""
    pages = {
        "by": page("Free", 15, byline="<p class='byline'>By Jane Roe</p>"),
        "none": page("Nothing said", 16, grant=None),
    }
    built = make(tmp_path, pages)
    (row,) = pq.read_table(built.release / "meta/attribution.parquet").to_pylist()
    assert (row["title"], row["authors"], row["url"], row["license"], row["license_url"]) == (
        "Free", ["Jane Roe"], "https://quay.example/by", "CC-BY-4.0", BY
    )  # fmt: skip
    assert row["changes"]


def test_confidence_can_be_asked_for(tmp_path: Path) -> None:
    """A license that one uncertain sign claims does not open a text where the policy says so."""
    pages = {"by": page("Free", 17)}
    for asked, rule in (("0.9", "by_status.open_license"), ("1", "require.min_confidence")):
        built = make(tmp_path / asked, pages, require=f"min_confidence = {asked}")
        assert rows(built.release)["by"]["rights"]["policy_rule"] == rule
