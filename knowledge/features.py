"""Turns texts into numbers: hashed n-grams in four blocks, for one question or for all phrasings at once.

``w`` folded words and pairs, ``c`` runs of 3 and 4 folded characters, ``m`` words and pairs with their marks (only
where the person typed marks), ``s`` words and pairs by sound (l/n, ch/tr, s/x, d/gi/r alike). Hashing keeps the
index an array that several processes map from one file, with no dictionary to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np

from knowledge.syllable import sound
from written.text import canonical, fold

_BITS = 20
SIZE = 1 << _BITS
"""Number of buckets that n-grams are hashed into."""

WEIGHTS = {"w": 1.0, "c": 1.0, "m": 1.4, "s": 0.7}
"""How much each block counts."""

LENGTH = np.float32(np.sqrt(sum(weight * weight for weight in WEIGHTS.values())))
"""Of every text's values, taken as a vector."""

_SEEDS = {block: crc32(block.encode()) for block in WEIGHTS}
_SPREAD = (np.uint32(2654435761), np.uint32(2246822519))  # odd numbers without pattern (Knuth; xxHash)


@dataclass(frozen=True)
class Grams:
    """The n-grams of several texts, text by text: ``starts`` (texts + 1), and of each n-gram its bucket, how often
    it occurs in its text, and which of the blocks it belongs to.
    """

    starts: np.ndarray
    buckets: np.ndarray
    counts: np.ndarray
    blocks: np.ndarray


def grams(texts: Sequence[Sequence[str]], marked: bool) -> Grams:
    """Return the n-grams of ``texts``, each a list of words in order, lower case.

    ``marked``: they were typed with Vietnamese marks, so the block ``m`` is filled.
    """
    sizes = np.array([len(text) for text in texts], np.int64)
    known = [_word(word) for word in chain.from_iterable(texts)]
    hashes = np.array([own[1:] for own in known], np.uint32).reshape(-1, 3)
    row = np.repeat(np.arange(len(texts)), sizes)
    same = row[1:] == row[:-1]
    keys = [_character_keys([own[0] for own in known], sizes)]
    for number, column in ((0, 0), (2, 1), (3, 2)):
        if number == 2 and not marked:
            continue
        own = hashes[:, column]
        pairs = (own[:-1] * _SPREAD[0] + own[1:] * _SPREAD[1]) >> np.uint32(32 - _BITS)
        keys += [_keys(row, number, own & np.uint32(SIZE - 1)), _keys(row[:-1][same], number, pairs[same])]
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    starts = np.searchsorted(found, np.arange(len(texts) + 1) << (_BITS + 2))
    buckets = (found & (SIZE - 1)).astype(np.int32)
    return Grams(starts, buckets, counts.astype(np.float32), (found >> _BITS & 3).astype(np.int8))


def single(word: str) -> int:
    """Return the bucket of one folded word in the block ``w``."""
    return crc32(word.encode(), _SEEDS["w"]) & (SIZE - 1)


def values(found: Grams, rarity: np.ndarray) -> np.ndarray:
    """Return for each n-gram its sublinear count times ``rarity`` (SIZE,), the blocks in the ratio of WEIGHTS.

    Each text has the same length whatever blocks are empty, so that a question typed without marks counts as much.
    """
    weighed = (1 + np.log(found.counts)) * rarity[found.buckets]
    row = np.repeat(np.arange(len(found.starts) - 1), np.diff(found.starts))
    part = row * len(WEIGHTS) + found.blocks
    squares = np.bincount(part, weighed * weighed, minlength=(len(found.starts) - 1) * len(WEIGHTS))
    scale = np.where(squares > 0, np.array(list(WEIGHTS.values()) * (len(found.starts) - 1)), 0.0)
    length = np.sqrt((scale * scale).reshape(-1, len(WEIGHTS)).sum(1)).repeat(len(WEIGHTS))
    scale = scale * LENGTH / np.sqrt(np.maximum(squares, 1e-12)) / np.maximum(length, 1e-12)
    result: np.ndarray = (weighed * scale[part]).astype(np.float32)
    return result


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[bytes, int, int, int]:
    """Return the folded word with a space behind it, and the word's hashes in the blocks w, m and s."""
    folded = fold(word)
    w, m, s = (
        crc32(text.encode(), _SEEDS[block])
        for block, text in (("w", folded), ("m", canonical(word)), ("s", sound(folded)))
    )
    return folded.encode() + b" ", w, m, s


def _keys(row: np.ndarray, block: int, buckets: np.ndarray) -> np.ndarray:
    keys: np.ndarray = ((row * len(WEIGHTS) + block) << _BITS) | buckets.astype(np.int64)
    return keys


def _character_keys(folded: list[bytes], sizes: np.ndarray) -> np.ndarray:
    """Return the keys of the runs of characters of each text, a space before it and behind it."""
    lengths = np.array([len(word) for word in folded], np.int64)
    ends = np.concatenate(([0], np.cumsum(lengths)))[np.concatenate(([0], np.cumsum(sizes)))]
    text = b"".join(folded)
    runs = b" ".join(text[start:end] for start, end in zip(ends, ends[1:], strict=False))
    row = np.repeat(np.arange(len(sizes)), np.diff(ends) + 1)
    own = np.frombuffer(b" " + runs, np.uint8).astype(np.uint32)
    three = own[:-2] | own[1:-1] << np.uint32(8) | own[2:] << np.uint32(16)
    four = three[:-1] | own[3:] << np.uint32(24)
    keys = []
    for size, run in ((3, three), (4, four)):
        inside = row[: len(run)] == row[size - 1 :]
        keys.append(_keys(row[: len(run)][inside], 1, run[inside] * _SPREAD[0] >> np.uint32(32 - _BITS)))
    return np.concatenate(keys)
