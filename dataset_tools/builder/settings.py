"""The effective configuration of a command: corpus.toml with command-line values over it."""

from dataclasses import replace
from pathlib import Path

from dataset_tools.config import Config, read_config
from dataset_tools.pipeline import Settings
from dataset_tools.rights.declared import check_license
from dataset_tools.rights.outlet_file import load_outlets
from dataset_tools.rights.policy import Policy, load_policy
from dataset_tools.schema import load_schema


def effective(
    config: Path | None,
    *,
    format: str | None,  # noqa: A002 - the name of the option
    policy: str | None,
    dedup: bool | None,
) -> tuple[Config, Policy]:
    """Return the configuration with command-line values over it, and its policy."""
    chosen = read_config(config, load_schema("corpus.v1"))
    if config is not None and policy is None and chosen.policy.endswith(".toml"):
        policy = str(config.parent / chosen.policy)
    if config is not None:
        outlets = tuple(str(config.parent / name) for name in chosen.outlets)
        chosen = replace(chosen, outlets=outlets)
    chosen = replace(
        chosen,
        format=format or chosen.format,
        policy=policy or chosen.policy,
        dedup=chosen.dedup if dedup is None else dedup,
    )
    check_license(chosen.reading.license)
    return chosen, load_policy(chosen.policy)


def settings_of(chosen: Config, rules: Policy) -> Settings:
    """Return what decides how captures are converted, with the outlet terms loaded."""
    outlets = load_outlets(chosen.outlets)
    return Settings(rules, chosen.limits, chosen.timezone, chosen.reading.license, outlets)
