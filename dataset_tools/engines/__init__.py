"""Engines run one function over input splits; they know nothing of pages."""

from collections.abc import Callable, Iterator
from typing import Any

from dataset_tools.engines.local import map_splits

# (function, splits, workers) -> (split, result) in any order
Engine = Callable[..., Iterator[tuple[Any, Any]]]
ENGINES: dict[str, Engine] = {"local": map_splits}
