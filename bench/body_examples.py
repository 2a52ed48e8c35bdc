"""The pages that bench/train_body.py learns from, with what their gold answers say of each block."""

import hashlib
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import labels as gold_labels
import numpy as np

from dataset_tools.blocks import Outline
from dataset_tools.dump import Limits
from dataset_tools.extract.features import block_features
from dataset_tools.extract.lexicon import words_of
from dataset_tools.extract.outline import outline
from dataset_tools.metadata import find_title
from dataset_tools.model import Capture, Page
from dataset_tools.readers import read
from dataset_tools.readers.decode import decode
from dataset_tools.readers.inputs import find_inputs

WIDE_SITES, SITES = 5, 20  # sites on which a pair of CJK characters, a word must stand
CUT = "#cut"  # behind the name of a page that is cut down for training


@dataclass
class Example:
    """One page with its gold answer."""

    name: str
    site: str
    texts: tuple[str, ...]
    features: np.ndarray
    words: list[list[str]]
    gold: dict[str, Any]
    marks: np.ndarray  # 1 text, 0 not, -1 unknown
    tokens: np.ndarray
    ids: np.ndarray | None = None  # numbers of the known words of all blocks, one after another
    counts: np.ndarray | None = None  # how many of them each block has

    def number(self, known: dict[str, int]) -> None:
        """Look up the known words."""
        ids = [[known[word] for word in words if word in known] for words in self.words]
        self.counts = np.asarray([len(block) for block in ids])
        self.ids = np.asarray([number for block in ids for number in block], np.int64)

    @property
    def fold(self) -> int:
        """Return the fold of its site."""
        return int(hashlib.sha256(self.site.encode()).hexdigest(), 16) % 5


def examples(folder: Path, kind: str) -> list[Example]:
    """Read all pages that have a gold answer."""
    golds: dict[str, dict[str, Any]] = {}
    for file in sorted((folder / "gold").glob("*.jsonl")):
        with file.open(encoding="utf-8", newline="\n") as lines:
            golds.update((row["record_id"], row) for row in map(json.loads, lines))
    limits, found = Limits(), []
    source = folder / ("pages" if kind == "html" else "text")
    for file in find_inputs([str(source)], "auto", Path("build/bench-spool")):
        for item in read(file, limits):
            page = decode(item, limits) if isinstance(item, Capture) else None
            if not isinstance(page, Page):
                continue
            name = unquote(re.sub(r"^<?urn:page:|>$", "", page.capture.record_id or ""))
            seen = outline(page, limits)
            if name in golds and isinstance(seen, Outline) and seen.blocks:
                title = find_title(page, seen)
                host = urlsplit(page.capture.url or "").netloc.removeprefix("www.")
                example = _example(
                    name, host or name, seen, title.text if title else "", golds[name]
                )
                found.append(example)
                if kind == "text" and (cut := _cut(page, example, limits)):
                    found.append(cut)
    return found


def _cut(page: Page, whole: Example, limits: Limits) -> Example | None:
    """Return the article of a dump alone, or the beginning of it, or with a few lines around it.

    Many corpora hold texts that are clean already; of them nothing may be lost.
    """
    kept = np.flatnonzero(whole.marks > 0)
    if not len(kept) or not whole.gold.get("text"):
        return None
    choose = random.Random(whole.name)
    if choose.random() < 0.5:
        lines = kept[: choose.choice((2, 3, 5, 8, len(kept)))]
    else:
        first, last = kept[0] - choose.randint(1, 4), kept[-1] + choose.randint(1, 3)
        lines = np.arange(max(0, first), min(len(whole.texts), last + 1))
    page = replace(page, text="\n\n".join(whole.texts[i] for i in lines))
    seen = outline(page, limits)
    assert isinstance(seen, Outline)
    title = find_title(page, seen)
    gold = "\n\n".join(whole.texts[i] for i in lines if whole.marks[i] > 0)
    return _example(
        f"{whole.name}{CUT}", whole.site, seen, title.text if title else "", {"text": gold}
    )


def _example(name: str, site: str, seen: Outline, title: str, gold: dict[str, Any]) -> Example:
    texts = tuple(block.text for block in seen.blocks)
    marks, tokens = gold_labels.labels(texts, gold.get("text") or "")
    if not gold.get("text"):
        flat = [" ".join(text.split()) for text in texts]
        marks[:] = -1
        for value, key in ((0, "hasnot"), (1, "has")):
            for snippet in gold.get(key, []):
                wanted = " ".join(snippet.split())
                marks[[i for i, text in enumerate(flat) if wanted in text]] = value
    features = block_features(seen, title).astype(np.uint8)
    return Example(
        name, site, texts, features, [words_of(text) for text in texts], gold, marks, tokens
    )


def vocabulary(pages: list[Example]) -> dict[str, int]:
    """Return the words that stand on many sites, numbered; the weights of common ones are close."""
    sites = defaultdict(set)
    for page in pages:
        for words in page.words:
            for word in words:
                sites[word].add(page.site)
    known = (w for w, on in sites.items() if len(on) >= (WIDE_SITES if w >= "\u3040" else SITES))
    return {word: i for i, word in enumerate(sorted(known, key=lambda w: (-len(sites[w]), w)))}
