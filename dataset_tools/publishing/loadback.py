"""Load a published revision as a stranger would: `load_dataset`, streaming, each subset."""

import tempfile
from collections.abc import Callable
from itertools import islice
from typing import Any

from dataset_tools.errors import PublishError
from dataset_tools.publishing.payload import Item, Payload
from dataset_tools.publishing.remote import Remote

FIRST_ROWS = 3  # digests prove the bytes; rows prove that the loader gets at them


def load_back(
    remote: Remote, payload: Payload, revision: str, on_step: Callable[[str], None]
) -> None:
    """Load each subset of a revision and compare files, row counts, columns and first rows.

    Raises: PublishError when a subset does not load, or gives something else than the release.
    """
    subsets = payload.subsets()
    if not subsets:
        raise PublishError("no data shards to load", str(payload.folder), "build the release again")
    for subset, splits in subsets.items():
        with tempfile.TemporaryDirectory(prefix="colophon-") as cache:
            try:
                _compare(remote, payload, revision, subset, splits, cache)
            except PublishError:
                raise
            except Exception as err:  # noqa: BLE001 - whatever the loader raises, it does not load
                raise remote.failure(f"load subset {subset!r} of {revision}", err) from None
        rows = sum(item.rows for items in splits.values() for item in items)
        on_step(f"subset {subset} loads at {revision[:12]}: {rows} rows")


def _compare(
    remote: Remote,
    payload: Payload,
    revision: str,
    subset: str,
    splits: dict[str, list[Item]],
    cache: str,
) -> None:
    from datasets import Features, load_dataset_builder
    from pyarrow import parquet

    # The two halves of load_dataset(streaming=True); between them stands the list of files.
    builder = load_dataset_builder(
        remote.repo, subset, revision=revision, token=remote.api.token, cache_dir=cache
    )
    prefix = f"hf://datasets/{remote.repo}@{revision}/"
    resolved = {str(k): list(v) for k, v in builder.config.data_files.items()}
    files = {split: [prefix + item.path for item in items] for split, items in splits.items()}
    _require(f"files of {subset}", files, resolved)
    for split, items in splits.items():
        label = f"{subset}/{split}"
        rows = sum(item.rows for item in items)
        stated = (builder.info.splits or {}).get(split)
        if stated is not None:
            _require(f"rows of {label} in the card", rows, stated.num_examples)
        expected = Features.from_arrow_schema(parquet.read_schema(payload.folder / items[0].path))
        stream = builder.as_streaming_dataset(split=split)
        loaded = list(islice(stream, FIRST_ROWS))
        _require(f"columns of {label}", list(expected), list(loaded[0]) if loaded else [])
        if stream.features is not None:
            _require(f"column types of {label}", expected, stream.features)
        _require(f"first rows of {label}", min(FIRST_ROWS, rows), len(loaded))


def _require(what: str, expected: Any, loaded: Any) -> None:
    if expected != loaded:
        hint = "`colophon validate` compares the card with the shards; nothing was merged"
        raise PublishError(f"{what}: the release has {expected!r}, loaded {loaded!r}", None, hint)
