"""The default engine: a process pool on this machine."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from dataset_tools.errors import BuildError

S = TypeVar("S")
R = TypeVar("R")


def map_splits(run: Callable[[S], R], splits: Sequence[S], workers: int) -> Iterator[tuple[S, R]]:
    """Yield (split, result) for every split, in any order; each runs at least once.

    Args:
        run: A picklable function whose effects are idempotent.
        splits: Picklable values.
        workers: Processes; 1 runs in this process, with the same results.
    Raises: BuildError when a worker dies (killed or out of memory); finished splits are kept.
    """
    if workers <= 1 or len(splits) <= 1:
        for split in splits:
            yield split, run(split)
        return
    # forkserver: threads of pyarrow and of the caller's program do not survive a plain fork.
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(min(workers, len(splits)), mp_context=context) as pool:
        futures = {pool.submit(run, split): split for split in splits}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool as err:
            hint = "run the same command again: finished splits are kept; try fewer --workers"
            raise BuildError(
                "a worker process died (killed, or out of memory)", None, hint
            ) from err
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
