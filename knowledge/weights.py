"""A sparse table of n-grams by classes: what training learns, and which texts use which n-gram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Weights:
    """For each n-gram bucket the classes that it speaks for or against: row pointers (SIZE + 1), classes, values;
    and each class's bias.
    """

    starts: np.ndarray
    entries: np.ndarray
    values: np.ndarray
    bias: np.ndarray

    def scores(self, buckets: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return each class's score (float32) for a text with these n-grams."""
        starts, ends = self.starts[buckets], self.starts[buckets + 1]
        counts = ends - starts
        total = int(counts.sum())
        offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(total)
        products = self.values[offsets] * np.repeat(values, counts)
        sums = np.bincount(self.entries[offsets], products, minlength=len(self.bias))
        result: np.ndarray = (sums + self.bias).astype(np.float32)
        return result
