"""The body model: how sure it is of each block that it belongs to the main text.

A small network over the blocks of a page: one layer on the features and the known words of a
block, then convolutions over its neighbours at growing distances (van den Oord et al. 2016,
WaveNet, section 2.1), then one number a page from their mean. bench/train_body.py trains it and
writes its figures. All numbers are whole, in double precision far below 2^53, so that every sum
is exact in any order and two machines give the same answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from dataset_tools.blocks import Outline
from dataset_tools.extract.characters import Characters, characters
from dataset_tools.extract.features import COUNTS, NAMED, QUANTUM, Features, Numbers, block_features
from dataset_tools.extract.lexicon import Lexicon, known_words, make_lexicon

SCALE = 1024.0  # weights and inner values are whole numbers of 1/SCALE
MOST_BLOCKS = 20_000  # scored at once
NOISE = 12  # blocks below are not main text, however many they are


@dataclass(frozen=True, slots=True)
class Model:
    """Weights as whole numbers of 1/SCALE."""

    lexicon: Lexicon
    words: Numbers  # words x width
    first: Numbers  # features x width
    first_bias: Numbers
    near: tuple[Numbers, ...]  # width x 3 width: for what stands before, here and after
    near_bias: tuple[Numbers, ...]
    distances: tuple[int, ...]
    page: Numbers  # width x width
    page_bias: Numbers
    last: Numbers  # width
    last_bias: float


@cache
def load_model(name: str) -> Model:
    """Return the model ``body_NAME.npz`` of this package."""
    with (
        files("dataset_tools.extract").joinpath(f"body_{name}.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        weights = {key: stored[key] for key in stored.files}
    words = bytes(weights["vocabulary"]).decode("utf-8").split("\n")
    number = {
        key: value.astype(np.float64) for key, value in weights.items() if key != "vocabulary"
    }
    distances = tuple(int(d) for d in weights["distances"])
    return Model(
        make_lexicon(words),
        number["words"],
        number["first"],
        number["first_bias"],
        tuple(_side_by_side(number[f"near{i}"]) for i in range(len(distances))),
        tuple(number[f"near{i}_bias"] for i in range(len(distances))),
        distances,
        number["page"],
        number["page_bias"],
        number["last"],
        float(number["last_bias"][0]),
    )


def block_scores(
    outline: Outline, chars: Characters, model: Model, title: str = ""
) -> npt.NDArray[np.int64]:
    """Return for each block how sure the model is of it: 0 to 100, 50 is undecided.

    Memory: 2 kB a block; a page of more than MOST_BLOCKS is read in parts of that many.
    """
    if len(outline.blocks) > MOST_BLOCKS:
        starts = range(0, len(outline.blocks), MOST_BLOCKS)
        parts = [replace(outline, blocks=outline.blocks[i : i + MOST_BLOCKS]) for i in starts]
        return np.concatenate(
            [block_scores(p, characters([b.text for b in p.blocks]), model, title) for p in parts]
        )
    inner = _first(block_features(outline, chars, title), model.first)
    inner += _words(chars, model) + model.first_bias * QUANTUM
    inner = np.floor(np.maximum(inner, 0) / QUANTUM)
    width = inner.shape[1]
    for weights, bias, distance in zip(model.near, model.near_bias, model.distances, strict=True):
        said = inner @ weights
        heard = said[:, width : 2 * width] + bias * SCALE
        heard[distance:] += said[:-distance, :width]
        heard[:-distance] += said[distance:, 2 * width :]
        inner += np.floor(np.maximum(heard, 0) / SCALE)
    mean = np.floor(inner.sum(axis=0) / len(inner))
    inner = inner + np.floor(np.maximum(mean @ model.page + model.page_bias * SCALE, 0) / SCALE)
    scores = inner @ model.last + model.last_bias * SCALE
    steps: npt.NDArray[np.int64] = np.searchsorted(_STEPS, scores / SCALE**2, side="right")
    return steps


def _side_by_side(weights: Numbers) -> Numbers:
    return np.concatenate(np.split(weights, 3), axis=1)


def least_kept(scores: Sequence[int], letters: Sequence[int]) -> int:
    """Return the score from which on blocks are kept: 50, or less where the model is not sure.

    Blocks are main text as often as their scores say, so that the F1 of each choice, counted in
    letters, can be expected; the best choice holds what is at least half as likely as its own F1
    (Lipton, Elkan and Naryanaswamy 2014, theorem 1). Never below NOISE.

    Args:
        scores: of the blocks of a page, which are one at least.
        letters: of the same blocks.

    >>> least_kept([99, 98, 3], [400, 300, 900]), least_kept([60, 40, 30], [90, 90, 90])
    (50, 31)
    """
    order = np.argsort(scores)[::-1]
    sure = np.asarray(scores)[order]
    sizes = np.asarray(letters)[order] + 1
    right = np.cumsum(np.where(sure >= NOISE, sure, 0) * sizes)
    expected = 2 * right / (100 * np.cumsum(sizes) + right[-1])
    return max(NOISE, min(50, math.ceil(50 * float(expected.max()))))


def _first(seen: Features, weights: Numbers) -> Numbers:
    """Return the rows of features times weights."""
    inner = seen.counts @ weights[:COUNTS]
    inner += sum(weights[chosen] for chosen in seen.choices) * QUANTUM
    inner += (seen.contexts @ weights[NAMED:])[seen.places]
    return inner


def _words(chars: Characters, model: Model) -> Numbers:
    """Return the mean weight of the known words of each block, times QUANTUM."""
    rows, words = known_words(chars, model.lexicon)
    total = np.zeros((len(chars.sizes), model.words.shape[1]))
    if len(rows):
        begins = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
        sums = np.add.reduceat(model.words[words], begins, axis=0)
        numbers = np.diff(np.append(begins, len(rows)))
        total[rows[begins]] = np.floor(sums * QUANTUM / numbers[:, None])
    return total


# Log odds at which the score goes from 0 to 1, from 1 to 2, ... 99 to 100, to four places.
_STEPS = np.asarray([round(float(np.log(n / (100.0 - n))), 4) for n in np.arange(0.5, 100.0)])
