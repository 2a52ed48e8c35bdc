"""Engines run one function over input splits; they know nothing of pages."""

from collections.abc import Callable

from dataset_tools.engines.local import map_splits

ENGINES: dict[str, Callable[..., object]] = {"local": map_splits}
