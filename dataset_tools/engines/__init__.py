"""Engines run one function over input splits; they know nothing of pages."""

from collections.abc import Callable, Generator
from typing import Any

from dataset_tools.engines.local import map_splits
from dataset_tools.engines.watch import Death, Watch
from dataset_tools.engines.worker import beat

__all__ = ["ENGINES", "Death", "Engine", "Watch", "beat"]

# (function, splits, workers, watch=None, preload=()) -> (split, result) in any order
Engine = Callable[..., Generator[tuple[Any, Any]]]
ENGINES: dict[str, Engine] = {"local": map_splits}
