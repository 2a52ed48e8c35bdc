"""The body model: how sure it is of each block that it belongs to the main text.

Two small networks look at the blocks of a page; the mean of their log odds counts. Each has one
layer on the features and the known words of a block, then convolutions over its neighbours at
growing distances (van den Oord et al. 2016, WaveNet, section 2.1). Behind some of them all blocks
hear of their page: the mean and the largest of what each number is there. bench/train_body.py
trains the networks and writes their figures, kernel/model.c runs them. All numbers are whole, so
that two machines give the same answer.
"""

from array import array
from functools import cache
from importlib.resources import files

import numpy as np

from dataset_tools.blocks import Outline
from dataset_tools.extract.features import headline
from dataset_tools.extract.kernel import kernel

NETS = 2  # networks of a model
_BIASES = ("first_bias", "near_bias", "page_bias", "last", "last_bias", "distances", "places")
_MODEL_BYTES = 512  # for the kernel's own

Numbers = list[int]
Model = tuple[bytes, ...]  # for the kernel: known words, weights, biases, room


@cache
def load_model(name: str) -> Model:
    """Return the model ``body_NAME.npz`` of this package."""
    with (
        files("dataset_tools.extract").joinpath(f"body_{name}.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        weights = {key: stored[key] for key in stored.files}
    words = bytes(weights["vocabulary"]).decode("utf-8")
    # Of each network: all biases, and the distances, side by side.
    biases = np.concatenate([weights[key].reshape(NETS, -1) for key in _BIASES], axis=1)
    # Of a word the weights of all networks, side by side.
    spoken = weights["words"].swapaxes(0, 1)
    tables = (spoken, *(weights[key] for key in ("first", "near", "page")), biases)
    return (
        f"\n{words}".encode("utf-32-le"),
        *(table.astype(np.int16).tobytes() for table in tables),
        bytes(_MODEL_BYTES),
    )


def block_scores(outline: Outline, model: Model, title: str = "") -> tuple[Numbers, Numbers, int]:
    """Return how sure the model is of each block, how many letters and digits it has; the least.

    The first is 0 to 100; 50 is undecided. The last is the score from which on blocks are kept
    (`least_kept`). The outline has one block at least.
    """
    here = kernel()
    numbers = (len(outline.blocks), headline(outline, title), here.table("set_model", model))
    least, (scores, letters) = here.run("score_blocks", outline.columns or (), numbers, 2)
    return memoryview(scores).cast("I").tolist(), memoryview(letters).cast("I").tolist(), least


def least_kept(scores: Numbers, letters: Numbers) -> int:
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
    columns = [array("I", numbers).tobytes() for numbers in (scores, letters)]
    return kernel().run("least_kept", columns, (len(scores),))[0]
