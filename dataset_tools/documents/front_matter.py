"""The YAML head of the card: what the Hub filters by and what `load_dataset` obeys.

`load_dataset` trusts it over the files: a wrong dtype is cast, a wrong row count raises. So the
features come from the frozen schema and the counts from the footers.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from dataset_tools.documents.facts import SplitFacts, Subsets, rows_of, text_subsets
from dataset_tools.manifest import size_category

# SPDX id -> Hub id. The Hub's list is closed (hub-docs, repositories-licenses.md); "-or-later"
# and ported licenses have no id there, families ("gfdl", "odc-by") take all their versions.
HUB_LICENSES = {
    "Apache-2.0": "apache-2.0",
    "BSD-2-Clause": "bsd-2-clause",
    "BSD-3-Clause": "bsd-3-clause",
    "CC-BY-2.0": "cc-by-2.0",
    "CC-BY-2.5": "cc-by-2.5",
    "CC-BY-3.0": "cc-by-3.0",
    "CC-BY-4.0": "cc-by-4.0",
    "CC-BY-NC-2.0": "cc-by-nc-2.0",
    "CC-BY-NC-3.0": "cc-by-nc-3.0",
    "CC-BY-NC-4.0": "cc-by-nc-4.0",
    "CC-BY-NC-ND-3.0": "cc-by-nc-nd-3.0",
    "CC-BY-NC-ND-4.0": "cc-by-nc-nd-4.0",
    "CC-BY-NC-SA-2.0": "cc-by-nc-sa-2.0",
    "CC-BY-NC-SA-3.0": "cc-by-nc-sa-3.0",
    "CC-BY-NC-SA-4.0": "cc-by-nc-sa-4.0",
    "CC-BY-ND-4.0": "cc-by-nd-4.0",
    "CC-BY-SA-3.0": "cc-by-sa-3.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0",
    "CC0-1.0": "cc0-1.0",
    "CDLA-Permissive-1.0": "cdla-permissive-1.0",
    "CDLA-Permissive-2.0": "cdla-permissive-2.0",
    "CDLA-Sharing-1.0": "cdla-sharing-1.0",
    "GFDL-1.2-only": "gfdl",
    "GFDL-1.2-or-later": "gfdl",
    "GFDL-1.3-only": "gfdl",
    "GFDL-1.3-or-later": "gfdl",
    "MIT": "mit",
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odbl",
    "PDDL-1.0": "pddl",
    "Unlicense": "unlicense",
    "etalab-2.0": "etalab-2.0",
}

_WIDE = 1 << 30  # no folding: one value, one line


class _Quoted(str):
    """A string that YAML writes in double quotes, on one line."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """SafeDumper that also knows `_Quoted` and writes no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # PyYAML's signature
        return True


def _represent_quoted(dumper: yaml.SafeDumper, text: _Quoted) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


_Dumper.add_representer(_Quoted, _represent_quoted)


def license_keys(licenses: Mapping[str, int], compilation: str | None) -> dict[str, str]:
    """Return the card's license keys.

    The Hub id of the one license of all shipped texts; without texts, that of the compilation;
    else `other` with a name and LICENSE.md.
    """
    stated = sorted(licenses) or ([compilation] if compilation else [])
    if len(stated) == 1 and stated[0] in HUB_LICENSES:
        return {"license": HUB_LICENSES[stated[0]]}
    name = "mixed" if stated else "not-stated"
    if len(stated) == 1:
        name = re.sub(r"[^a-z0-9.]+", "-", stated[0].lower()).strip("-")[:100] or "other"
    return {"license": "other", "license_name": name, "license_link": "LICENSE.md"}


def default_subset(subsets: Subsets) -> str | None:
    """Return the subset that loads without a name: `text`, else another that has texts."""
    return next(iter(text_subsets(subsets)), None) or min(subsets, default=None)


def dataset_info(subsets: Subsets) -> dict[str, Any] | list[dict[str, Any]]:
    """Return `dataset_info` in the form that all `datasets` clients since 2.21 read."""
    from datasets import DatasetInfo, SplitDict, SplitInfo
    from datasets.info import DatasetInfosDict

    from dataset_tools.schema import features

    infos = DatasetInfosDict()
    for subset, splits in sorted(subsets.items()):
        named = SplitDict()
        for split, facts in sorted(splits.items()):
            named[split] = SplitInfo(split, facts.arrow_bytes, facts.rows)
        infos[subset] = DatasetInfo(
            features=features(subset),
            splits=named,
            download_size=_total(splits, "file_bytes"),
            dataset_size=_total(splits, "arrow_bytes"),
        )
    head: dict[str, Any] = {}
    infos.to_dataset_card_data(head)
    return head["dataset_info"]  # type: ignore[no-any-return]  # datasets ships no types


def _total(splits: Mapping[str, SplitFacts], name: str) -> int:
    return sum(getattr(facts, name) for facts in splits.values())


def front_matter(manifest: Mapping[str, Any], subsets: Subsets, licenses: Mapping[str, int]) -> str:
    """Return the card's YAML head with its two `---` lines, one value a line."""
    primary = {tag.split("-")[0].lower() for tag in manifest["counts"]["language"]}
    head: dict[str, Any] = license_keys(licenses, manifest["config"].get("compilation_license"))
    if languages := sorted(primary - {"und", "mul", "zxx", ""}):
        head["language"] = languages
    head["pretty_name"] = _Quoted(manifest.get("pretty_name") or manifest["name"])
    head["size_categories"] = [size_category(rows_of(subsets, ["metadata"]))]
    head["tags"] = ["colophon", "provenance", "rights-metadata"]
    if text_subsets(subsets):
        head["task_categories"] = ["text-generation"]
    if subsets:
        head["configs"] = [_config(subsets, name) for name in sorted(subsets)]
        head["dataset_info"] = dataset_info(subsets)
    text = yaml.dump(head, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE)
    return f"---\n{text}---"


def _config(subsets: Subsets, name: str) -> dict[str, Any]:
    files = [
        {"split": split, "path": f"data/{name}/{split}-*.parquet"}
        for split in sorted(subsets[name])
    ]
    default = {"default": True} if name == default_subset(subsets) else {}
    return {"config_name": _Quoted(name), **default, "data_files": files}
