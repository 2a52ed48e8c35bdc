"""The documents of a release, made from its manifest and its data files and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dataset_tools.documents.card import card
from dataset_tools.documents.citation import citation
from dataset_tools.documents.datasheet import datasheet
from dataset_tools.documents.facts import measure, text_licenses
from dataset_tools.documents.license import license_document

DOCUMENTS = ("README.md", "DATASHEET.md", "LICENSE.md", "CITATION.cff")


def write_documents(release: Path, manifest: Mapping[str, Any]) -> None:
    """Write DOCUMENTS into a release folder whose data files are complete.

    Args:
        release: The folder; data/ is read (footers, and the column `license` of the texts).
        manifest: The content of manifest.json, without `files`, not yet written.

    Raises: BuildError where data files and manifest disagree.
    """
    subsets = measure(release, manifest)
    licenses = text_licenses(release, subsets)
    texts = {
        "README.md": card(manifest, subsets, licenses),
        "DATASHEET.md": datasheet(manifest, subsets, licenses),
        "LICENSE.md": license_document(manifest, licenses),
        "CITATION.cff": citation(manifest),
    }
    for name in DOCUMENTS:
        (release / name).write_text(texts[name], encoding="utf-8", newline="\n")
