"""Turns the words of a question into numbers: hashed n-grams in three blocks.

``w`` folded words and pairs, ``c`` runs of 3 and 4 folded characters, ``m`` words and pairs with their marks (only
where the person typed marks), ``s`` words by sound (l/n, ch/tr, s/x, d/gi/r alike). Hashing keeps the index an
array that several processes map from one file, with no dictionary to load.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import sqrt
from zlib import crc32

import numpy as np

from knowledge.syllable import sound
from knowledge.text import canonical, fold

SIZE = 1 << 20
"""Number of buckets that n-grams are hashed into."""

BLOCKS = "wcms"


_SEEDS = {block: crc32(block.encode()) for block in BLOCKS}
_fold = lru_cache(maxsize=50_000)(fold)
_canonical = lru_cache(maxsize=50_000)(canonical)


def _word_grams(words: list[str]) -> Counter[str]:
    grams = Counter(words)
    grams.update(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))
    return grams


def _character_grams(text: str) -> Counter[str]:
    grams: Counter[str] = Counter()
    for size in (3, 4):
        grams.update([text[i : i + size] for i in range(len(text) - size + 1)])
    return grams


Block = tuple[list[int], list[int]]
"""Buckets and how often each occurs (a bucket may stand twice)."""


def grams(words: list[str], marked: bool) -> dict[str, Block]:
    """Return for each block its buckets and their counts; ``words`` in order, lower case.

    ``marked``: the person typed Vietnamese marks, so the block ``m`` is filled.
    """
    folded = [_fold(word) for word in words]
    blocks = {
        "w": _word_grams(folded),
        "c": _character_grams(" " + " ".join(folded) + " "),
        "m": _word_grams([_canonical(word) for word in words]) if marked else Counter[str](),
        "s": _word_grams([sound(word) for word in folded]),
    }
    return {block: _hashed(block, found) for block, found in blocks.items()}


def single(word: str) -> int:
    """Return the bucket of one folded word in the block ``w``."""
    return crc32(word.encode(), _SEEDS["w"]) & (SIZE - 1)


def _hashed(block: str, found: Counter[str]) -> Block:
    seed, mask = _SEEDS[block], SIZE - 1
    return [crc32(gram.encode(), seed) & mask for gram in found], list(found.values())


def vector(blocks: dict[str, Block], rarity: np.ndarray, weights: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return (buckets, values): sublinear counts times ``rarity`` (SIZE,), blocks in the ratio of ``weights``.

    The whole has the same length whatever blocks are empty, so that a question typed without marks counts as much.
    """
    columns: list[np.ndarray] = []
    values: list[np.ndarray] = []
    for block, (buckets, counts) in blocks.items():
        if not buckets or not weights.get(block):
            continue
        index = np.array(buckets, np.int32)
        value = (1 + np.log(np.array(counts, np.float32))) * rarity[index]
        norm = float(np.sqrt(np.dot(value, value)))
        if norm:
            columns.append(index)
            values.append((value * (weights[block] / norm)).astype(np.float32))
    if not columns:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    length = sqrt(sum(weight * weight for weight in weights.values()))
    found = np.concatenate(values)
    return np.concatenate(columns), found * np.float32(length / np.linalg.norm(found))
