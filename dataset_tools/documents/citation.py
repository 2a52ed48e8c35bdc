"""CITATION.cff: how to cite the release (Citation File Format 1.2.0)."""

from collections.abc import Mapping
from typing import Any

import yaml

from dataset_tools.documents.front_matter import HUB_LICENSES
from dataset_tools.documents.markdown import one_line

_UNDER = "compilation_license"


def citation(manifest: Mapping[str, Any]) -> str:
    """Return CITATION.cff.

    Authors: the names in config key `authors`, else "The NAME contributors". `date-released`
    and `license` (of the compilation, not of the texts) only where they are stated.
    """
    title = one_line(manifest.get("pretty_name") or manifest["name"])
    told = [one_line(str(author)) for author in manifest["config"].get("authors") or ()]
    authors = [name for name in told if name] or [f"The {manifest['name']} contributors"]
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it and credit the authors of its texts.",
        "type": "dataset",
        "title": title,
        "version": str(manifest["version"]),
        "authors": [{"name": name} for name in authors],
    }
    if manifest.get("release_date"):
        content["date-released"] = str(manifest["release_date"])
    if manifest["config"].get(_UNDER) in HUB_LICENSES:  # CFF takes ids of the SPDX list only
        content["license"] = manifest["config"][_UNDER]
    if abstract := one_line(manifest.get("description") or ""):
        content["abstract"] = abstract
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1 << 30)
