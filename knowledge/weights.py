"""A table of n-grams by classes: what training learns, and which texts use which n-gram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Weights:
    """For each n-gram bucket the classes that it speaks for or against, and each class's bias.

    A bucket that speaks of most classes has a row of its own in ``whole`` (rows + 1, classes), numbered in ``rows``
    (0: none); adding up whole rows is ten times as fast. Of the others ``starts`` (buckets + 1) points to where their
    ``entries``, class by class, and ``values`` begin.
    """

    rows: np.ndarray
    whole: np.ndarray
    starts: np.ndarray
    entries: np.ndarray
    values: np.ndarray
    bias: np.ndarray

    def scores(self, buckets: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return each class's score (float32) for a text with these n-grams."""
        starts = self.starts[buckets]
        counts = self.starts[buckets + 1] - starts
        places = np.repeat(starts - np.cumsum(counts) + counts, counts)
        places += np.arange(len(places), dtype=places.dtype)
        products = self.values.take(places)
        products *= np.repeat(values, counts)
        sums = self.bias + np.bincount(self.entries.take(places), products, minlength=len(self.bias))
        rows = self.rows[buckets]
        common = np.flatnonzero(rows)
        if len(common):
            sums += np.einsum("i,ij->j", values[common], self.whole[rows[common]])
        result: np.ndarray = sums.astype(np.float32)
        return result


def packed(starts: np.ndarray, entries: np.ndarray, values: np.ndarray, bias: np.ndarray) -> Weights:
    """Return the table whose buckets, all of them, begin at ``starts`` in ``entries`` and ``values``."""
    counts = np.diff(starts)
    common = counts * 2 > len(bias)
    rows = np.where(common, np.cumsum(common), 0).astype(np.int32)
    own = np.repeat(rows, counts)
    whole = np.zeros((int(common.sum()) + 1, len(bias)), np.float32)
    whole[own[own > 0], entries[own > 0]] = values[own > 0]
    rest = np.concatenate(([0], np.cumsum(np.where(common, 0, counts)))).astype(np.int32)
    return Weights(rows, whole, rest, entries[own == 0], values[own == 0], bias)
