"""Train the body model: `python bench/train_body.py --bench DIR --kind html [--folds 5] [--write]`.

DIR holds pages/*.warc.gz (or text/*.jsonl.gz for --kind text) and gold/*.jsonl. The folds are
cut by site, so that no site is in both halves; the figures printed for them are of pages that
the model did not see. With --write, a model trained on all pages is stored in the package.
Needs torch, which is no dependency of the package. Without pages it says so.
"""

import argparse
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from body_examples import CUT, Example, examples, vocabulary

from dataset_tools.extract.classify import least_kept
from dataset_tools.extract.kernel.tables import QUANTUM
from dataset_tools.extract.names import WORDS

WIDTH = 32
PAGES = 2  # most layers that hear of the page
SCALE = 1024
MOST_BLOCKS = 1500  # of a page in training
# Other sites have other names and words: what a model may not lean on is hidden in training.
HIDDEN_FEATURES = 0.05  # of each page
HIDDEN_NAMES = 0.3  # pages of which no element has a name
HIDDEN_WORDS = 0.5  # of the numbers that the words of a block add up to
# How much too sure the networks are of sites they have not seen: the divisor of their log odds
# (Guo et al. 2017, section 4.2).
TEMPERATURE = {"html": 2.0, "text": 1.25}
MEMORY = 0.995  # of the mean of the weights over the last steps (Polyak and Juditsky 1992)
PAIRING_PAGES = 100  # pages of which inner values are looked at to pair them
PACKAGE = Path(__file__).parents[1] / "dataset_tools" / "extract"


@dataclass(frozen=True)
class Shape:
    """What one network hears."""

    distances: tuple[int, ...]  # of the neighbours, layer by layer
    places: tuple[int, ...]  # behind which of these layers it hears of the page
    largest: bool = True  # of the page it hears the mean, and the largest values too


NEAR, FAR = (1, 2, 4, 8), (1, 3, 9, 27)
# Networks of other shapes err in other places. Where dumps hear the largest values of their page
# more of their listings is found, and more furniture of news is kept.
SHAPES = {
    "html": (Shape(NEAR, (0, 2)), Shape(FAR, (0, 2))),
    "text": (Shape(FAR, (0, 2)), Shape(NEAR, (3,), largest=False)),
}


def train(
    pages: list[Example], known: dict[str, int], epochs: int, shapes: tuple[Shape, ...]
) -> list[Any]:
    """Return networks trained on some pages, each from another beginning."""
    for page in pages:
        page.number(known)
    return [train_one(pages, len(known), epochs, shape, seed) for seed, shape in enumerate(shapes)]


def train_one(pages: list[Example], words: int, epochs: int, shape: Shape, seed: int) -> Any:
    """Return one network trained on some pages, of which the known words are numbered."""
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    random.seed(seed)
    net = network(pages[0].features.shape[1], words, shape)
    mean = {key: value.detach().clone() for key, value in net.state_dict().items()}
    steps = 0
    step = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-2)
    total = epochs * (len(pages) // 8 + 2)
    rate = torch.optim.lr_scheduler.OneCycleLR(step, 3e-3, total_steps=total, pct_start=0.15)
    for _ in range(epochs):
        jitter = {page.name: 1 + 0.3 * random.random() for page in pages}
        order = sorted(pages, key=lambda p: min(len(p.texts), MOST_BLOCKS) * jitter[p.name])
        batches = [order[i : i + 8] for i in range(0, len(order), 8)]
        random.shuffle(batches)
        net.train()
        for group in batches:
            x, mask, words, y, weight = tensors(group)
            z = net(hidden(x), mask, words)
            loss = functional.binary_cross_entropy_with_logits(z, y, reduction="none")
            p = torch.sigmoid(z) * mask
            both = (p * y * weight).sum(1)
            missed = 1 - 2 * both / ((p * weight).sum(1) + (y * weight).sum(1) + 1e-6)
            step.zero_grad()
            ((loss * weight).sum() / len(group) + missed.mean()).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            step.step()
            rate.step()
            steps += 1
            memory = min(MEMORY, steps / (steps + 10))
            for key, value in net.state_dict().items():
                mean[key].mul_(memory).add_(value.detach(), alpha=1 - memory)
    net.load_state_dict(mean)
    net.eval()
    return net


def hidden(x: Any) -> Any:
    """Return the features of some pages, some of them set to 0."""
    import torch

    kept = (torch.rand(x.shape[0], 1, x.shape[2]) >= HIDDEN_FEATURES).float()
    names = 2 * len(WORDS)  # the last features
    kept[:, :, -names:] *= (torch.rand(x.shape[0], 1, 1) >= HIDDEN_NAMES).float()
    return x * kept


def network(features: int, words: int, shape: Shape) -> Any:
    """Return an untrained network; kernel/model.c runs the same in whole numbers."""
    import torch
    from torch import nn
    from torch.nn import functional

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.shape = shape
            self.first = nn.Linear(features, WIDTH)
            self.words = nn.EmbeddingBag(words, WIDTH, mode="mean")
            nn.init.normal_(self.words.weight, std=0.02)
            self.near = nn.ModuleList(
                nn.Conv1d(WIDTH, WIDTH, 3, padding=d, dilation=d) for d in shape.distances
            )
            seen = 2 * WIDTH if shape.largest else WIDTH
            self.page = nn.ModuleList(nn.Linear(seen, WIDTH) for _ in shape.places)
            self.last = nn.Linear(WIDTH, 1)

        def forward(self, x: Any, mask: Any, words: Any) -> Any:
            spoken = functional.dropout(self.words(*words), HIDDEN_WORDS, self.training)
            inner = functional.relu(self.first(x) + spoken.view(*x.shape[:2], WIDTH))
            inner = functional.dropout(inner * mask[..., None], 0.1, self.training).transpose(1, 2)
            for i, layer in enumerate(self.near):
                inner = (inner + functional.relu(layer(inner))) * mask[:, None]
                inner = functional.dropout(inner, 0.1, self.training)
                if i in shape.places:
                    seen = inner.sum(2) / mask.sum(1, keepdim=True)
                    if shape.largest:  # no value is below 0
                        seen = torch.cat([seen, inner.amax(2)], 1)
                    said = functional.relu(self.page[shape.places.index(i)](seen))
                    inner = (inner + said[..., None]) * mask[:, None]
            return self.last(inner.transpose(1, 2)).squeeze(-1)

    return Net()


def tensors(group: list[Example]) -> Any:
    """Return features, mask, words, labels and weights of some pages."""
    import torch

    length = min(MOST_BLOCKS, max(len(page.texts) for page in group))
    x = np.zeros((len(group), length, group[0].features.shape[1]), np.float32)
    mask = np.zeros((len(group), length), np.float32)
    y, weight = mask.copy(), mask.copy()
    ids, counts = [], np.zeros((len(group), length), np.int64)
    for row, page in enumerate(group):
        n = min(len(page.texts), length)
        x[row, :n] = page.features[:n] / QUANTUM
        mask[row, :n] = 1
        marks, tokens = page.marks[:n], page.tokens[:n]
        y[row, :n] = marks > 0
        if page.gold.get("text"):
            whole = max(20.0, tokens[marks > 0].sum())
            weight[row, :n] = np.minimum(tokens / whole, 1) + 0.3 / max(20, n)
        else:
            weight[row, :n] = np.where(marks < 0, 0, 0.1)
        counts[row, :n] = page.counts[:n]
        ids.append(page.ids[: counts[row].sum()])
    offsets = np.cumsum(counts.ravel()) - counts.ravel()
    words = (torch.from_numpy(np.concatenate(ids)), torch.from_numpy(offsets))
    return (*map(torch.from_numpy, (x, mask)), words, *map(torch.from_numpy, (y, weight)))


def predict(
    nets: list[Any], pages: list[Example], known: dict[str, int], temperature: float
) -> dict[str, np.ndarray]:
    """Return the probability of each block by page name, in percent."""
    import torch

    found = {}
    with torch.no_grad():
        for page in pages:
            page.number(known)
            x, mask, words, _, _ = tensors([page])
            scores = np.zeros(len(page.texts), np.int64)
            odds = torch.stack([net(x, mask, words)[0] for net in nets]).mean(0)
            scores[: x.shape[1]] = np.rint(100 * torch.sigmoid(odds / temperature).numpy())
            found[page.name] = scores
    return found


def report(pages: list[Example], scores: dict[str, np.ndarray], bench: Path) -> None:
    """Print the scoreboard's figures of the blocks that are kept."""
    sys.path.insert(0, str(bench))
    import metrics  # type: ignore[import-not-found]  # of the scoreboard

    bodies, parts = defaultdict(list), defaultdict(lambda: np.zeros(3))
    for page in pages:
        letters = [sum(map(str.isalnum, text)) for text in page.texts]
        kept = scores[page.name] >= least_kept(scores[page.name], letters)
        text = "\n\n".join(t for t, keep in zip(page.texts, kept, strict=True) if keep)
        name = page.name.split("/")[0]
        if page.gold.get("text"):
            bodies[name].append(metrics.body(page.gold["text"], text))
        elif page.gold.get("has"):
            found = metrics.segments(page.gold["has"], page.gold.get("hasnot", []), text)
            parts[name] += np.asarray(found[:3])
    for name, rows in sorted(bodies.items()):
        p = metrics.mean(row["p"] for row in rows if row["p"] is not None)
        r = metrics.mean(row["r"] for row in rows)
        print(f"  {name}: {len(rows)} pages, F1 {metrics.f1(p, r):.3f}, P {p:.3f}, R {r:.3f}")
    for name, (tp, fn, fp) in sorted(parts.items()):
        print(
            f"  {name}: segment F1 {metrics.f1(metrics.ratio(tp, fp), metrics.ratio(tp, fn)):.3f}"
        )


def write(
    nets: list[Any], pages: list[Example], known: dict[str, int], temperature: float, path: Path
) -> None:
    """Store the weights as whole numbers of 1/SCALE, those of all networks side by side."""
    stored = [in_order(weights_of(net, temperature), order_of(net, pages)) for net in nets]
    joined = {key: np.stack([weights[key] for weights in stored]) for key in stored[0]}
    whole = {
        key: np.clip(np.rint(values * SCALE), -32768, 32767).astype(np.int16)
        for key, values in joined.items()
    }
    whole["vocabulary"] = np.frombuffer("\n".join(known).encode("utf-8"), np.uint8)
    whole["distances"] = np.asarray([net.shape.distances for net in nets], np.int16)
    places = [(*net.shape.places, *[-1] * PAGES)[:PAGES] for net in nets]
    whole["places"] = np.asarray(places, np.int16)
    np.savez_compressed(path, **whole)


def order_of(net: Any, pages: list[Example]) -> list[int]:
    """Return an order of the inner values in which those of a pair are 0 together.

    The kernel leaves out pairs that are 0 (`pairs_of`). The order changes no score.
    """
    import torch

    idle = np.zeros((WIDTH, WIDTH))  # how often two values are both 0

    def note(_: Any, inputs: tuple[Any]) -> None:
        zero = (inputs[0][0] <= 0).numpy().astype(np.float64)
        idle[:] += zero @ zero.T

    hooks = [layer.register_forward_pre_hook(note) for layer in net.near]
    with torch.no_grad():
        for page in pages[:: max(1, len(pages) // PAIRING_PAGES)]:
            net(*tensors([page])[:3])
    for hook in hooks:
        hook.remove()
    order: list[int] = []
    for one, other in sorted(combinations(range(WIDTH), 2), key=lambda two: -idle[two]):
        if not {one, other} & {*order}:
            order += [one, other]
    return order


def in_order(weights: dict[str, np.ndarray], order: list[int]) -> dict[str, np.ndarray]:
    """Return the weights of a network whose inner values stand in another order."""
    found = dict(weights)
    for key in ("words", "first", "first_bias", "last", "near", "near_bias", "page", "page_bias"):
        found[key] = found[key][..., order]
    for key, parts in (("near", 3), ("page", 2)):
        rows = [part * WIDTH + at for part in range(parts) for at in order]
        found[key] = found[key][:, rows]
    return found


def weights_of(net: Any, temperature: float) -> dict[str, np.ndarray]:
    """Return the weights of one network as extract/classify.py names them: inputs x outputs."""
    state = {key: value.detach().numpy() for key, value in net.state_dict().items()}
    weights = {
        "words": state["words.weight"],
        "first": state["first.weight"].T,
        "first_bias": state["first.bias"],
        "last": state["last.weight"][0] / temperature,
        "last_bias": state["last.bias"] / temperature,
    }
    kernels = [state[f"near.{i}.weight"] for i in range(len(net.near))]  # out, in, place
    weights["near"] = np.stack([kernel.transpose(2, 1, 0).reshape(-1, WIDTH) for kernel in kernels])
    weights["near_bias"] = np.stack([state[f"near.{i}.bias"] for i in range(len(net.near))])
    # What a network does not hear weighs nothing.
    weights["page"], weights["page_bias"] = (
        np.zeros((PAGES, 2 * WIDTH, WIDTH)),
        np.zeros((PAGES, WIDTH)),
    )
    for i, layer in enumerate(net.page):
        weights["page"][i, : layer.in_features] = state[f"page.{i}.weight"].T
        weights["page_bias"][i] = state[f"page.{i}.bias"]
    return weights


def main() -> int:
    """Train, print, store; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--kind", choices=("html", "text"), default="html")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--folds", type=int, default=5, help="how many of the five are measured")
    parser.add_argument("--write", action="store_true", help="store a model of all pages")
    options = parser.parse_args()
    if not options.bench or not options.bench.is_dir():
        print("skipped: name the folder of pages and golds with --bench")
        return 0
    pages = examples(options.bench, options.kind)
    shapes, temperature = SHAPES[options.kind], TEMPERATURE[options.kind]
    whole = [page for page in pages if not page.name.endswith(CUT)]
    print(f"{len(whole)} pages", file=sys.stderr, flush=True)
    unseen: dict[str, np.ndarray] = {}
    for fold in range(options.folds):
        rest = [page for page in pages if page.fold != fold]
        known = vocabulary(rest)
        nets = train(rest, known, options.epochs, shapes)
        unseen |= predict(nets, [page for page in whole if page.fold == fold], known, temperature)
        print(f"fold {fold} trained", file=sys.stderr, flush=True)
    if unseen:
        print("pages of sites that the model did not see:")
        report([page for page in whole if page.name in unseen], unseen, options.bench)
    if options.write:
        known = vocabulary(pages)
        nets = train(pages, known, options.epochs, shapes)
        print("pages that it was trained on:")
        report(whole, predict(nets, whole, known, temperature), options.bench)
        write(nets, whole, known, temperature, PACKAGE / f"body_{options.kind}.npz")
    return 0


if __name__ == "__main__":
    sys.exit(main())
