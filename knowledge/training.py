"""Learns, from all entries' phrasings at once, how much each n-gram speaks for each entry.

One linear support-vector machine an entry (squared hinge loss, one against the rest), by dual coordinate descent
(Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008). Phrasings are visited in
small batches, so that the products with the weights are matrix products, for many entries at a time; inside a
batch the updates are exact, one phrasing after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from knowledge.features import SIZE

BATCH = 32
ENTRIES_AT_ONCE = 256
COST = 0.1
EPOCHS = 6
SMALLEST_WEIGHT = 0.004  # a lighter weight is left out of the index

Sparse = tuple[np.ndarray, np.ndarray]
"""Columns and values of one row."""


@dataclass(frozen=True)
class Weights:
    """For each n-gram bucket the entries that it speaks for or against: row pointers (SIZE + 1), entries, values."""

    starts: np.ndarray
    entries: np.ndarray
    values: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class _Batch:
    rows: np.ndarray
    columns: np.ndarray
    dense: np.ndarray
    products: np.ndarray


def train(rows: list[Sparse], labels: np.ndarray, classes: int, progress: Callable[[float], None] | None = None) -> Weights:
    """Return the weights of ``classes`` entries from ``rows`` (one a phrasing) and ``labels``; -1 belongs to none."""
    used = np.unique(np.concatenate([columns for columns, _ in rows]))
    compact = [(np.searchsorted(used, columns), values) for columns, values in rows]
    order = np.random.default_rng(0).permutation(len(rows))
    groups = [order[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    biases: list[np.ndarray] = []
    for first in range(0, classes, ENTRIES_AT_ONCE):
        block = np.arange(first, min(first + ENTRIES_AT_ONCE, classes))
        weights, bias = _train_block(compact, labels, block, groups, len(used))
        row, column = np.nonzero(np.abs(weights) > SMALLEST_WEIGHT)
        parts.append((used[row], block[column], weights[row, column]))
        biases.append(bias)
        if progress:
            progress((block[-1] + 1) / classes)
    return _pack(parts, np.concatenate(biases))


def _train_block(
    rows: list[Sparse], labels: np.ndarray, block: np.ndarray, groups: list[np.ndarray], width: int
) -> tuple[np.ndarray, np.ndarray]:
    weights = np.zeros((width, len(block)), np.float32)
    bias = np.zeros(len(block), np.float32)
    dual = np.zeros((len(rows), len(block)), np.float32)
    signs = np.where(labels[:, None] == block[None, :], np.float32(1), np.float32(-1))
    shuffle = np.random.default_rng(1)
    keep = len(rows) <= 20_000  # beyond it the dense batches would not fit in memory
    batches = [_batch(rows, group) for group in groups] if keep else None
    for _ in range(EPOCHS):
        for index in shuffle.permutation(len(groups)):
            batch = batches[index] if batches else _batch(rows, groups[index])
            scores = batch.dense @ weights[batch.columns] + bias
            change = _descend(batch, scores, dual, signs[batch.rows])
            weights[batch.columns] += batch.dense.T @ change
            bias += change.sum(0)
    return weights, bias


def _descend(batch: _Batch, scores: np.ndarray, dual: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Update ``dual`` for one batch, phrasing by phrasing; return what to add of each phrasing to the weights."""
    diagonal = 1 / (2 * COST)
    current = dual[batch.rows]
    change = np.zeros_like(current)
    for i in range(len(batch.rows)):
        score = scores[i] + batch.products[i, :i] @ change[:i] if i else scores[0]
        gradient = signs[i] * score - 1 + diagonal * current[i]
        new = np.maximum(current[i] - gradient / (batch.products[i, i] + diagonal), 0)
        change[i] = (new - current[i]) * signs[i]
        current[i] = new
    dual[batch.rows] = current
    return change


def _batch(rows: list[Sparse], group: np.ndarray) -> _Batch:
    columns = np.unique(np.concatenate([rows[row][0] for row in group]))
    dense = np.zeros((len(group), len(columns)), np.float32)
    for i, row in enumerate(group):
        dense[i, np.searchsorted(columns, rows[row][0])] += rows[row][1]
    return _Batch(group, columns, dense, dense @ dense.T + 1)


def _pack(parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]], bias: np.ndarray) -> Weights:
    buckets = np.concatenate([part[0] for part in parts])
    entries = np.concatenate([part[1] for part in parts])
    values = np.concatenate([part[2] for part in parts])
    order = np.argsort(buckets, kind="stable")
    starts = np.zeros(SIZE + 1, np.int32)
    np.cumsum(np.bincount(buckets, minlength=SIZE), out=starts[1:])
    return Weights(starts, entries[order].astype(np.int16), values[order].astype(np.float32), bias)
