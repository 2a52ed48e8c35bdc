"""LICENSE.md: under which licenses the shipped texts were found, and what is not stated."""

import re
from collections.abc import Mapping
from typing import Any

from dataset_tools.documents.markdown import code, document, escape_md, table

NOTICE = "Colophon records what pages and publishers claim. It is not legal advice."

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,63}")
_OPERATORS = frozenset({"AND", "OR", "WITH"})
_NO_LICENSE = {
    "NOASSERTION": "no license was found, or the notices contradict each other",
    "NONE": "the page or its publisher grants no license",
}


def spdx_urls(expression: str) -> list[str]:
    """Return the SPDX pages of the ids in an expression, in order, each once.

    >>> spdx_urls("(CC-BY-4.0 OR MIT) AND LicenseRef-own"), spdx_urls("NONE")
    (['https://spdx.org/licenses/CC-BY-4.0.html', 'https://spdx.org/licenses/MIT.html'], [])
    """
    words = dict.fromkeys(_ID.findall(expression))
    ids = (w for w in words if w not in _OPERATORS and w not in _NO_LICENSE)
    return [
        f"https://spdx.org/licenses/{name}.html"
        for name in ids
        if not name.startswith(("LicenseRef-", "DocumentRef-"))
    ]


def license_table(licenses: Mapping[str, int]) -> str:
    """Return the table of the licenses of shipped texts, most frequent first."""
    ordered = sorted(licenses.items(), key=lambda item: (-item[1], item[0]))
    rows = ((code(name), n, _explain(name)) for name, n in ordered)
    return table(("license (SPDX)", "records", "text of the license"), rows)


def _explain(name: str) -> str:
    if name in _NO_LICENSE:
        return _NO_LICENSE[name]
    return " ".join(f"<{url}>" for url in spdx_urls(name)) or "see the row's evidence"


def compilation(manifest: Mapping[str, Any]) -> str:
    """Return the sentence on the license of the compilation."""
    stated = manifest["config"].get("compilation_license")
    named = code(stated) if stated else "not stated"
    return (
        "License of the compilation, that is of its selection, arrangement and metadata, "
        f"as far as rights exist in them: {named}."
    )


def license_document(manifest: Mapping[str, Any], licenses: Mapping[str, int]) -> str:
    """Return LICENSE.md; `licenses` counts the concluded licenses of the shipped texts."""
    shipped = sum(licenses.values())
    title = escape_md(manifest.get("pretty_name") or manifest["name"])
    texts = [
        (
            f"Texts in this release: {shipped}. What was concluded from a page stands in the "
            "column `license`; `license_notes` and `evidence` quote the notice it rests on."
        ),
        license_table(licenses),
        "Credit for each text is in `meta/attribution.parquet`.",
    ]
    none = ["No text ships in this release, only metadata about pages."]
    return document(
        f"# Licenses of {title}",
        NOTICE,
        "## Texts",
        *(texts if shipped else none),
        "## Compilation and metadata",
        compilation(manifest),
        "Facts about pages that are not shipped with their text (titles, names, dates, notices) "
        "carry no grant from their publishers.",
        "## Software",
        "The license of Colophon, which made this release, does not extend to it.",
    )
