"""Lint README.md offline: the clients accept a wrong card silently, or break on it.

What the Hub and `datasets` do with each field was tried; see the rules for what is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset_tools.manifest import size_category
from dataset_tools.model import Finding
from dataset_tools.schema import features
from dataset_tools.validation.findings import error
from dataset_tools.validation.release import is_plain_file, is_safe

CARD = "README.md"
MAX_CARD_BYTES = 16 * 2**20
MAX_HEAD_CHARS = 256 * 2**10
MAX_HEAD_DEPTH = 40  # PyYAML takes quadratic time in it
MAX_PATTERN_CHARS = 500
# Ids of the Hub's list (docs: repositories-licenses) that fit a text corpus.
LICENSES = frozenset(
    """
    afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd bsd-2-clause bsd-3-clause bsl-1.0 c-uda cc
    cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0
    cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0
    cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 cdla-permissive-1.0 cdla-permissive-2.0 cdla-sharing-1.0
    epl-2.0 etalab-2.0 gfdl gpl gpl-2.0 gpl-3.0 isc lgpl lgpl-2.1 lgpl-3.0 mit mpl-2.0 odbl
    odc-by other pddl unknown unlicense wtfpl zlib
    """.split()
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_SPLIT = re.compile(r"\w+(\.\w+)*")  # datasets.splits; matched in full


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card must say: rows by (subset, split), and the files of the folder."""

    rows: dict[tuple[str, str], int]
    files: list[str]

    def shards(self) -> list[str]:
        """Return the Parquet files in data/."""
        return [f for f in self.files if f.startswith("data/") and f.endswith(".parquet")]


def check_card(release: Path, facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong with README.md of a release."""
    head = _front_matter(release / CARD)
    if isinstance(head, str):
        hint = "the card starts with `---`, a YAML mapping and `---`"
        yield error("card", head, CARD, hint)
        return
    yield from _license(head, facts)
    yield from _languages(head)
    yield from _configs(head, facts)
    yield from _info(head, facts)
    rows = sum(n for (subset, _), n in facts.rows.items() if subset == "metadata")
    if head.get("size_categories") != [size_category(rows)]:
        message = f"is not [{size_category(rows)}], the category of {rows} rows"
        yield error("card-size", message, f"{CARD}:size_categories")


def _front_matter(path: Path) -> dict[str, Any] | str:
    """Return the YAML head as a mapping, or what is wrong with it."""
    import yaml

    if not is_plain_file(path) or path.stat().st_size > MAX_CARD_BYTES:
        return "is missing or too large"
    text = path.read_bytes().decode("utf-8", "replace")
    end = text.find("\n---", 3)
    if not text.startswith("---\n") or end < 0:
        return "has no front matter"
    head = text[4 : end + 1]
    if len(head) > MAX_HEAD_CHARS:
        return "has a front matter of more than 256 KiB"
    try:
        depth = 0
        for event in yaml.parse(head, yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > MAX_HEAD_DEPTH:
                return "has aliases or deep nesting in its front matter, which may blow up"
        content = yaml.safe_load(head)
    except (yaml.YAMLError, RecursionError, ValueError) as err:
        return f"has a front matter that is no YAML ({type(err).__name__})"
    return content if isinstance(content, dict) else "has a front matter that is no mapping"


def _license(head: dict[str, Any], facts: Facts) -> Iterator[Finding]:
    stated = head.get("license")
    for value in stated if isinstance(stated, list) else [stated]:
        if not isinstance(value, str) or value not in LICENSES:
            hint = "use `other` with license_name and license_link"
            yield error("card-license", "is no license id of the Hub", f"{CARD}:license", hint)
        elif value == "other":
            for key in ("license_name", "license_link"):
                if not isinstance(head.get(key), str) or not head[key]:
                    message = "license `other` needs it"
                    yield error("card-license", message, f"{CARD}:{key}")
            link = head.get("license_link")
            if isinstance(link, str) and "://" not in link and link not in facts.files:
                message = "names a file that is not there"
                yield error("card-license", message, f"{CARD}:license_link")


def _languages(head: dict[str, Any]) -> Iterator[Finding]:
    stated = head.get("language", [])
    for number, value in enumerate(stated if isinstance(stated, list) else [stated]):
        if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
            hint = 'an ISO 639 code such as zh; in YAML "no" needs quotes'
            yield error("card-language", "is no language code", f"{CARD}:language[{number}]", hint)


def _configs(head: dict[str, Any], facts: Facts) -> Iterator[Finding]:
    configs = head.get("configs")
    if not isinstance(configs, list) or not all(isinstance(c, dict) for c in configs):
        if facts.rows:
            yield error("card-configs", "is no list of mappings", f"{CARD}:configs")
        return
    names = [config.get("config_name") for config in configs]
    for number, name in enumerate(names):
        where = f"{CARD}:configs[{number}].config_name"
        if not isinstance(name, str) or not name or any(c in name for c in '<>:/\\|?*"'):
            hint = "quote it: YAML reads no, 1.0 and 2024 as other types"
            yield error("card-configs", "is no usable name", where, hint)
        elif names.index(name) != number:
            yield error("card-configs", "is declared twice", where)
    for subset in sorted({subset for subset, _ in facts.rows} - set(map(str, names))):
        yield error("card-configs", f"lacks the subset {subset}", f"{CARD}:configs")
    defaults = sum(config.get("default") is True for config in configs)
    if configs and defaults != 1:
        message = f"{defaults} of {len(configs)} have default: true; it takes exactly one"
        yield error("card-configs", message, f"{CARD}:configs")
    yield from _data_files(configs, facts)


def _data_files(configs: list[dict[str, Any]], facts: Facts) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for number, config in enumerate(configs):
        for split, pattern, key in _patterns(config.get("data_files")):
            where = f"{CARD}:configs[{number}].data_files{key}"
            plain = pattern.replace("*", "x").replace("?", "x") if pattern else ""
            if not is_safe(plain) or len(pattern) > MAX_PATTERN_CHARS or pattern.count("*") > 8:
                message = "is no path inside the release"
                yield error("card-data-files", message, where, "use data/NAME/SPLIT-*.parquet")
                continue
            if not _SPLIT.fullmatch(split) or split == "all":
                yield error("card-data-files", "has a split name that does not load", where)
            matched = [f for f in facts.files if _matches(pattern, f)]
            if not matched:
                yield error("card-data-files", "matches no file", where)
            for path in matched:
                mine = f"{config.get('config_name')}/{split}"
                if owner.setdefault(path, mine) != mine:
                    message = f"takes {path}, which is already in {owner[path]}"
                    yield error("card-data-files", message, where)
                if path in facts.shards() and not path.startswith(
                    f"data/{config.get('config_name')}/{split}-"
                ):
                    message = f"takes {path}, which belongs to another subset or split"
                    yield error("card-data-files", message, where)
    for path in facts.shards():
        if path not in owner:
            yield error("card-data-files", f"no subset takes {path}", f"{CARD}:configs")


def _patterns(stated: object) -> Iterator[tuple[str, str, str]]:
    """Yield (split, pattern, key) of a data_files entry; an empty pattern for a wrong one."""
    if isinstance(stated, str):
        yield "train", stated, ""
        return
    if not isinstance(stated, list) or not stated:
        yield "train", "", ""
        return
    for number, entry in enumerate(stated):
        if isinstance(entry, str):
            yield "train", entry, f"[{number}]"
            continue
        named = entry if isinstance(entry, dict) else {}
        split, paths = named.get("split"), named.get("path")
        for path in paths if isinstance(paths, list) else [paths]:
            yield (
                split if isinstance(split, str) else "",
                path if isinstance(path, str) else "",
                f"[{number}].path",
            )


def _matches(pattern: str, path: str) -> bool:
    pieces = re.split(r"(\*\*|\*|\?)", pattern)
    forms = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return bool(re.fullmatch("".join(forms.get(p) or re.escape(p) for p in pieces), path))


def _info(head: dict[str, Any], facts: Facts) -> Iterator[Finding]:
    stated = head.get("dataset_info")
    single = isinstance(stated, dict)
    infos = [stated] if single else stated
    if not isinstance(infos, list) or not all(isinstance(i, dict) for i in infos):
        if facts.rows:
            yield error("card-info", "is missing", f"{CARD}:dataset_info")
        return
    described = set()
    for number, info in enumerate(infos):
        at = f"{CARD}:dataset_info" if single else f"{CARD}:dataset_info[{number}]"
        name = str(info.get("config_name", "default"))
        if single and len({subset for subset, _ in facts.rows}) == 1:
            name = next(iter(facts.rows))[0] if name == "default" else name
        described.add(name)
        yield from _splits(info, name, at, facts)
        if not _same_features(info.get("features"), name):
            hint = "a wrong dtype here silently casts the data"
            yield error("card-info", "is not the frozen schema", f"{at}.features", hint)
    for subset in sorted({subset for subset, _ in facts.rows} - described):
        yield error("card-info", f"lacks the subset {subset}", f"{CARD}:dataset_info")


def _splits(info: dict[str, Any], subset: str, at: str, facts: Facts) -> Iterator[Finding]:
    splits = info.get("splits")
    if not isinstance(splits, list) or not all(isinstance(s, dict) for s in splits):
        yield error("card-info", "is no list of mappings", f"{at}.splits")
        return
    rows = {split: n for (name, split), n in facts.rows.items() if name == subset}
    for number, split in enumerate(splits):
        name, stated = str(split.get("name")), split.get("num_examples")
        if rows.get(name) != stated or isinstance(stated, bool):
            mine = rows.get(name, 0)
            message = f"differs from the {mine} rows of the shards; load_dataset would fail"
            yield error("card-info", message, f"{at}.splits[{number}].num_examples")
    for name in sorted(set(rows) - {str(s.get("name")) for s in splits}):
        yield error("card-info", f"lacks the split {name}", f"{at}.splits")


def _same_features(stated: object, subset: str) -> bool:
    from datasets import Features

    if not isinstance(stated, list):
        return False
    try:
        read = Features._from_yaml_list(stated)  # the reader of load_dataset
    except Exception:  # noqa: BLE001  # hostile input to a library that promises no error type
        return False
    mine = features("metadata" if subset == "metadata" else "text")
    return bool(read == mine and list(read) == list(mine))
