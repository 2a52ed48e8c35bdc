"""Gold texts to labels: which blocks of a page are its main text.

Long blocks are found by their 4-grams and put into the order of the gold text (the heaviest
increasing chain, so that of two copies one is chosen); short blocks are looked for between them.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(f"[{_WIDE}]|[^\\W{_WIDE}]+")
LONG = 6  # tokens from which on a block is found by its 4-grams
COVERED = 0.5  # share of its tokens that must stand in the gold text
REACH = 800  # candidates that one candidate is chained to
STARTS = 6  # places in the gold text that are tried for one block

Floats = npt.NDArray[np.float32]


def tokens(text: str) -> list[str]:
    """Return CJK characters and runs of other word characters."""
    return _TOKEN.findall(text)


def labels(texts: Sequence[str], gold: str) -> tuple[Floats, Floats]:
    """Return (1 for each block of the gold text else 0, tokens of each block)."""
    truth, blocks = tokens(gold), [tokens(text) for text in texts]
    chain = _chain(_candidates(blocks, truth))
    marks = np.zeros(len(blocks), np.float32)
    marks[[block for block, _ in chain]] = 1
    ends = [(-1, 0), *((block, start + len(blocks[block])) for block, start in chain)]
    begins = [*chain, (len(blocks), len(truth))]
    for (before, end), (after, start) in zip(ends, begins, strict=True):
        place = end
        for block in range(before + 1, after):
            words = blocks[block]
            if not words or len(words) > 40:
                continue
            stop = min(len(truth), start + 3)
            for at in range(max(0, place - 1), stop - len(words) + 1):
                if truth[at : at + len(words)] == words:
                    marks[block], place = 1, at + len(words)
                    break
    return marks, np.asarray([len(block) for block in blocks], np.float32)


def _candidates(
    blocks: Sequence[Sequence[str]], truth: Sequence[str]
) -> list[tuple[int, int, float]]:
    """Return (block, start in the gold text, weight) of the blocks that stand there."""
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(truth) - 3):
        places.setdefault(tuple(truth[at : at + 4]), []).append(at)
    found = []
    for number, words in enumerate(blocks):
        if len(words) < LONG:
            continue
        hits = [places.get(tuple(words[at : at + 4])) for at in range(len(words) - 3)]
        covered = np.zeros(len(words), np.bool_)
        starts: set[int] = set()
        for at, hit in enumerate(hits):
            if hit:
                covered[at : at + 4] = True
                if len(starts) < STARTS:
                    starts.update(max(0, place - at) for place in hit[:STARTS])
        if covered.mean() >= COVERED:
            found += [(number, start, float(covered.sum())) for start in starts]
    return sorted(found)


def _chain(candidates: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Return the heaviest chain of candidates that rises in both places."""
    best: list[float] = []
    previous: list[int] = []
    for number, (block, start, weight) in enumerate(candidates):
        most, link = weight, -1
        for other in range(number - 1, max(-1, number - 1 - REACH), -1):
            earlier = candidates[other]
            if earlier[0] < block and earlier[1] < start and best[other] + weight > most:
                most, link = best[other] + weight, other
        best.append(most)
        previous.append(link)
    chain: list[tuple[int, int]] = []
    at = int(np.argmax(best)) if best else -1
    while at >= 0:
        chain.append(candidates[at][:2])
        at = previous[at]
    return chain[::-1]
