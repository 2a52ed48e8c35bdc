"""Colophon: raw page dumps in, a corpus out in which every record says where it came from.

Each command of the command line has its twin here, under the same name, without printing.
Everything is loaded at its first use, so that the import itself stays cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataset_tools.builder import Built, build
    from dataset_tools.checks import check
    from dataset_tools.errors import ColophonError
    from dataset_tools.model import Finding, Report
    from dataset_tools.publishing import Published, publish
    from dataset_tools.rights.outlet_file import outlets_test
    from dataset_tools.starter import init
    from dataset_tools.story import explain
    from dataset_tools.validation import validate

_HOMES = {
    "Built": "builder",
    "build": "builder",
    "check": "checks",
    "init": "starter",
    "ColophonError": "errors",
    "Finding": "model",
    "Report": "model",
    "Published": "publishing",
    "publish": "publishing",
    "outlets_test": "rights.outlet_file",
    "explain": "story",
    "validate": "validation",
}

__all__ = [
    "Built",
    "ColophonError",
    "Finding",
    "Published",
    "Report",
    "build",
    "check",
    "explain",
    "init",
    "outlets_test",
    "publish",
    "validate",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
