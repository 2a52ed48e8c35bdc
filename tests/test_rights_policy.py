"""Release policies: the built-in three and what a file may say."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dataset_tools.builder.tables import QUOTES_WITHHELD
from dataset_tools.errors import ConfigError
from dataset_tools.model import About, Ai, Release, Rights
from dataset_tools.rights.families import share_alike_family
from dataset_tools.rights.policy import decide, is_allowed, load_policy
from dataset_tools.rights.takedowns import Subject, Takedowns
from dataset_tools.schema import load_schema
from tests.conftest import ROOT


def _rights(license_id: str, status: str, **fields: Any) -> Rights:
    return Rights(license_id, status, **{"license_scope": "page", **fields})


BY = _rights("CC-BY-4.0", "open_license")
NAMED = About(publisher="The Quay Post")


@pytest.mark.parametrize(
    ("rights", "cautious", "open_only"),
    [
        (BY, "full_text", "full_text"),
        (_rights("CC-BY-3.0-DE", "open_license"), "full_text", "full_text"),
        (
            _rights("CC-BY-SA-4.0", "open_license", license_scope="article"),
            "full_text",
            "full_text",
        ),
        (_rights("CC0-1.0", "public_domain"), "full_text", "full_text"),
        (_rights("OGL-UK-3.0", "government_open"), "full_text", "full_text"),
        (_rights("CC-BY-4.0", "open_license", license_scope="site"), "metadata_only", "withhold"),
        (
            _rights("CC-BY-4.0", "open_license", license_scope="unknown"),
            "metadata_only",
            "withhold",
        ),
        (_rights("CC-BY-4.0", "open_license", license_scope=None), "metadata_only", "withhold"),
        (_rights("CC-BY-NC-4.0", "open_license_nc"), "metadata_only", "withhold"),
        (_rights("CC-BY-NC-4.0", "open_license"), "metadata_only", "withhold"),  # the trap
        (_rights("CC-BY-ND-4.0", "open_license"), "metadata_only", "withhold"),
        (_rights("LicenseRef-CC-BY-unversioned", "open_license"), "metadata_only", "withhold"),
        (_rights("CC-BY-4.0", "open_license", ai=Ai(tdm="deny")), "metadata_only", "withhold"),
        (_rights("CC-BY-4.0", "open_license", ai=Ai(train="deny")), "metadata_only", "withhold"),
        (_rights("CC-BY-4.0", "open_license", ai=Ai(search="deny")), "full_text", "full_text"),
        (
            _rights("CC-BY-4.0", "open_license", ai=Ai("allow", "allow", "allow")),
            "full_text",
            "full_text",
        ),
        (_rights("NOASSERTION", "conflicting"), "review", "withhold"),
        (_rights("NOASSERTION", "conditional_reprint"), "review", "withhold"),
        (_rights("NOASSERTION", "unknown"), "metadata_only", "withhold"),
        (_rights("NONE", "reserved"), "metadata_only", "withhold"),
        (_rights("NONE", "permission_required"), "metadata_only", "withhold"),
        (_rights("NONE", "third_party"), "metadata_only", "withhold"),
        (_rights("NONE", "platform_upload"), "metadata_only", "withhold"),
    ],
)
def test_built_in_policies(rights: Rights, cautious: str, open_only: str) -> None:
    """Text ships on a license for this text only; `internal` keeps everything."""
    released = [
        decide(rights, NAMED, load_policy(name))[0]
        for name in ("cautious", "open-only", "internal")
    ]
    assert [cautious, open_only, "full_text"] == released


def test_an_allowing_preference_opens_nothing() -> None:
    """`ai-train=y` is no license."""
    rights = _rights("NOASSERTION", "unknown", ai=Ai("allow", "allow", "allow"))
    assert decide(rights, About(), load_policy("cautious"))[0] == "metadata_only"


@pytest.mark.parametrize(
    ("rights", "rule"),
    [
        (BY, "by_status.open_license"),
        (_rights("CC-BY-4.0", "open_license", ai=Ai(tdm="deny")), "by_ai.tdm.deny"),
        (_rights("CC-BY-4.0", "open_license", license_scope="site"), "require.license_scope"),
        (_rights("CC-BY-NC-4.0", "open_license"), "allow_licenses"),
        (_rights("NONE", "reserved"), "by_status.reserved"),
    ],
)
def test_the_rule_that_decided_is_named(rights: Rights, rule: str) -> None:
    """A decision names the key of the policy file behind it."""
    assert rule == decide(rights, NAMED, load_policy("cautious"))[1]


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("CC-BY-4.0", True),
        ("CC-BY-3.0-IGO", True),
        ("CC-BY-NC-4.0", False),
        ("CC-BY-ND-4.0", False),
        ("CC-BY-NC-ND-3.0-DE", False),
        ("CC-BY-SA-4.0", False),
        ("CC-BY-NC-4.0 OR CC-BY-4.0", True),
        ("CC-BY-NC-4.0 AND CC-BY-4.0", False),
        ("CC0-1.0", True),
        ("NONE", False),
        ("NOASSERTION", False),
    ],
)
def test_patterns_stand_for_versions_only(expression: str, allowed: bool) -> None:
    """``CC-BY-*`` means every version of CC BY, and no other license."""
    assert allowed is is_allowed(expression, ("CC-BY-*", "CC0-1.0"))


def test_audiences() -> None:
    """Only `internal` is private."""
    assert [load_policy(name).audience for name in ("cautious", "open-only", "internal")] == [
        "public",
        "public",
        "private",
    ]


def test_digest_is_of_the_content(tmp_path: Path) -> None:
    """Comments and order do not change the digest, a value does."""
    source = load_policy("cautious").source
    same, other = tmp_path / "same.toml", tmp_path / "other.toml"
    same.write_text(f"# a comment\n{source}", encoding="utf-8")
    other.write_text(source.replace('unknown = "metadata_only"', 'unknown = "withhold"'), "utf-8")
    digests = [load_policy(str(p)).sha256 for p in (same, other)]
    assert digests[0] == load_policy("cautious").sha256 != digests[1]


def test_attribution_can_be_required(tmp_path: Path) -> None:
    """The built-in policies ask that a license has somebody to credit; another need not."""
    path = tmp_path / "p.toml"
    text = load_policy("cautious").source.replace("attribution = true", "attribution = false")
    path.write_text(text, encoding="utf-8")
    for name, nobody in (("cautious", "metadata_only"), (str(path), "full_text")):
        policy = load_policy(name)
        released = [decide(BY, about, policy)[0] for about in (About(), NAMED)]
        assert released == [nobody, "full_text"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"full_text"', '"everything"', "by_status"),
        ('audience = "public"', 'audience = "all"', "audience"),
        ('id = "cautious"', 'id = "cautious"\nunknown_key = 1', "Additional properties"),
        ('"CC-BY-*", ', '"CC-*-4.0", ', "allow_licenses"),
        ("[by_status]", "[by_status", "TOML"),
    ],
)
def test_bad_policies_are_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    """A policy that does not fit its schema stops the run and names the key."""
    path = tmp_path / "bad.toml"
    path.write_text(load_policy("cautious").source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=key):
        load_policy(str(path))


def test_a_missing_policy_names_the_built_in_ones() -> None:
    """The error says what there is."""
    with pytest.raises(ConfigError, match="open-only"):
        load_policy("careful")


@pytest.mark.parametrize(
    ("top", "tables", "says", "where"),
    [
        pytest.param('families = "some"', "", "'some' is not one of", "families", id="families"),
        pytest.param("", '[redact]\neditors = "hide"', "'hide'", "redact.editors", id="action"),
        pytest.param("", '[redact]\nredactor = "drop"', "redactor", "redact", id="role"),
        pytest.param("", '[redact]\nsource_outlet = "drop"', "outlet", "redact", id="outlet"),
        pytest.param("", '[redact]\npeople = "hash"', "is missing", "redact.key_file", id="no key"),
        pytest.param(
            "", '[redact]\npeople = "hash"\nkey_file = "none"', "cannot be read",
            "redact.key_file", id="key file",
        ),
        pytest.param(
            "", '[redact]\npeople = "hash"\nkey_file = "short.key"', "fewer than 32",
            "redact.key_file", id="short key",
        ),
        pytest.param('takedowns = "none"', "", "cannot be read", "takedowns", id="no list"),
        pytest.param('takedowns = "a.jsonl"', "", "is a required", "a.jsonl:2", id="reason"),
        pytest.param('takedowns = "b.jsonl"', "", "no JSON object", "b.jsonl:1", id="no JSON"),
        pytest.param('takedowns = "c.jsonl"', "", "valid under", "c.jsonl:1", id="two kinds"),
    ],
)  # fmt: skip
def test_errors_say_what_and_where(
    tmp_path: Path, top: str, tables: str, says: str, where: str
) -> None:
    """A value or file that does not fit names its key, or the line of the file."""
    (tmp_path / "short.key").write_text("secret", "utf-8")
    (tmp_path / "a.jsonl").write_text('\n{"url": "https://a.example/"}\n', "utf-8")
    (tmp_path / "b.jsonl").write_text("https://a.example/\n", "utf-8")
    both = '{"url": "https://a.example/", "domain": "a.example", "reason": "r"}'
    (tmp_path / "c.jsonl").write_text(both, "utf-8")
    path = tmp_path / "p.toml"
    head, mark, rest = load_policy("cautious").source.partition("\n[")
    path.write_text(f"{head}\n{top}\n{mark}{rest}\n{tables}\n", "utf-8")
    with pytest.raises(ConfigError, match=says) as caught:
        load_policy(str(path))
    assert where in str(caught.value.where)
    assert caught.value.hint


def test_the_digest_is_of_takedowns_and_key_too(tmp_path: Path) -> None:
    """Another list or another key is another build."""
    path = tmp_path / "p.toml"
    source = load_policy("internal").source.replace("[by_status]", 'takedowns = "t"\n[by_status]')
    path.write_text(f'{source}\n[redact]\npeople = "hash"\nkey_file = "k"\n', "utf-8")
    digests = set()
    for key, host in (("a" * 32, "a.example"), ("b" * 32, "a.example"), ("b" * 32, "b.example")):
        (tmp_path / "k").write_text(key, "utf-8")
        (tmp_path / "t").write_text(f'{{"domain": "{host}", "reason": "r"}}', "utf-8")
        digests.add(load_policy(str(path)).sha256)
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("entry", "subject", "kind"),
    [
        (("url", "a.example/x"), Subject(urls=("https://A.example/x/#top",)), "url"),
        (("url", "a.example/x"), Subject(urls=("https://a.example/x?y",)), None),
        (("domain", "a.example"), Subject(urls=("http://www.a.example:8080/x",)), "domain"),
        (("domain", "a.example"), Subject(urls=("https://ba.example/",)), None),
        (("domain", "a.example"), Subject(urls=("http://[broken",)), None),
        (("domain", "a.example"), Subject(urls=()), None),
        (("text_sha256", "0" * 64), Subject(text_sha256="0" * 64), "text_sha256"),
        (("id", "0" * 32), Subject(id="0" * 32), "id"),
    ],
)
def test_what_a_takedown_names(entry: tuple[str, str], subject: Subject, kind: str | None) -> None:
    """Addresses as captured or declared, hosts with all below them, digests and ids."""
    assert Takedowns(frozenset([entry])).find(subject) == kind
    policy = replace(load_policy("internal"), takedowns=Takedowns(frozenset([entry])))
    expected = ("withhold", f"takedowns.{kind}") if kind else ("full_text", "by_status.unknown")
    assert decide(Rights(), About(), policy, subject) == expected


@pytest.mark.parametrize(
    ("rights", "about", "subject", "passes"),
    [
        (BY, About(), Subject(), False),
        (BY, About(), Subject(urls=("https://a.example/",)), True),
        (BY, About(publisher="The Quay Post"), Subject(), True),
        (_rights("OGL-UK-3.0", "government_open"), About(), Subject(), False),
        (_rights("CC0-1.0", "public_domain"), About(), Subject(), True),
    ],
)
def test_what_has_to_be_credited(
    rights: Rights, about: About, subject: Subject, *, passes: bool
) -> None:
    """A name or at least an address, unless the license asks for no credit."""
    policy = load_policy("cautious")
    assert (decide(rights, about, policy, subject)[0] == "full_text") is passes


def test_a_status_that_withholds_is_never_loosened() -> None:
    """`otherwise` speaks of what would be shown without its text."""
    cautious = load_policy("cautious")
    statuses: dict[str, Release] = {**cautious.by_status, "unknown": "withhold"}
    policy = replace(cautious, by_status=statuses, otherwise="metadata_only")
    assert decide(Rights(), About(), policy) == ("withhold", "by_status.unknown")


@pytest.mark.parametrize(
    ("expression", "family"),
    [
        ("CC-BY-SA-4.0", "cc-by-sa"),
        ("LicenseRef-CC-BY-SA-unversioned", "cc-by-sa"),
        ("CC-BY-NC-SA-3.0-DE", "cc-by-nc-sa"),
        ("GFDL-1.3-or-later", "gfdl"),
        ("CC-BY-SA-3.0 AND GFDL-1.2-only", "cc-by-sa-gfdl"),
        ("CC-BY-SA-4.0 OR CC-BY-4.0", None),
        ("CC-BY-4.0", None),
        ("NOASSERTION", None),
        ("((", None),
    ],
)
def test_share_alike_families(expression: str, family: str | None) -> None:
    """Versions of one license are a family; a choice without share-alike is none."""
    assert share_alike_family(expression) == family


DOCUMENT = (ROOT / "docs/policies.md").read_text("utf-8")


def test_the_documented_example_loads(tmp_path: Path) -> None:
    """The example of docs/policies.md is a policy, with every key that there is."""
    example = DOCUMENT.split("```toml\n")[1].split("```")[0]
    (tmp_path / "names.key").write_text("0123456789abcdef" * 2, "utf-8")
    (tmp_path / "takedowns.jsonl").write_text('{"domain": "a.example", "reason": "r"}', "utf-8")
    path = tmp_path / "newsroom.toml"
    path.write_text(example, "utf-8")
    policy = load_policy(str(path))
    assert (policy.id, policy.families_apart, policy.min_confidence) == ("newsroom", True, 0.85)
    assert policy.redaction.action("photographer") == "drop"
    assert policy.redaction.action("chief_editor") == "hash"
    assert set(tomllib.loads(example)) == set(load_schema("release-policy.v1")["properties"])


def test_every_key_is_documented() -> None:
    """docs/policies.md names each key of the schema, each status, role and rule."""
    schema = load_schema("release-policy.v1")
    named = set(re.findall(r"[a-z_0-9]+", DOCUMENT))
    nodes: list[Any] = [schema, *schema["properties"].values(), *schema["$defs"].values()]
    keys = {key for node in nodes for key in node.get("properties", {})}
    assert len(keys) > 40
    assert keys - named == set()


def test_rules_are_documented() -> None:
    """Every rule id that a record can carry stands in docs/policies.md."""
    code = (ROOT / "dataset_tools/rights/policy.py").read_text("utf-8")
    rules = set(re.findall(r'"((?:require|allow)[a-z_.]+)"', code))
    assert {"allow_licenses", "require.attribution", "require.min_confidence"} <= rules
    assert [rule for rule in rules if f"`{rule}`" not in DOCUMENT] == []
    assert QUOTES_WITHHELD in DOCUMENT
