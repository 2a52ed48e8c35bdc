"""Release policies: the built-in three and what a file may say."""

from pathlib import Path
from typing import Any

import pytest

from dataset_tools.errors import ConfigError
from dataset_tools.model import About, Ai, Rights
from dataset_tools.rights.policy import decide, is_allowed, load_policy


def _rights(license_id: str, status: str, **fields: Any) -> Rights:
    return Rights(license_id, status, **{"license_scope": "page", **fields})


BY = _rights("CC-BY-4.0", "open_license")


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
        decide(rights, About(), load_policy(name))[0]
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
    assert rule == decide(rights, About(), load_policy("cautious"))[1]


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
    """A policy may ask that an open license has somebody to credit."""
    path = tmp_path / "p.toml"
    text = load_policy("cautious").source.replace("[require]", "[require]\nattribution = true")
    path.write_text(text, encoding="utf-8")
    policy = load_policy(str(path))
    released = [decide(BY, about, policy)[0] for about in (About(), About(authors=("Jane Roe",)))]
    assert released == ["metadata_only", "full_text"]


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
