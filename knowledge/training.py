"""Learns, from all entries' phrasings at once, how much each n-gram speaks for each entry.

One linear support-vector machine an entry (squared hinge loss, one against the rest), by dual coordinate descent
(Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008). Phrasings are visited in
small batches, so that the products with the weights are matrix products, for many entries at a time; inside a
batch the updates are exact, one phrasing after the other. The products are sparse: no thread pool of a linear
algebra library is woken, which on a busy machine would make training many times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from knowledge.features import SIZE
from knowledge.weights import Weights

BATCH = 32
CLASSES_AT_ONCE = 128
THREADS = 2
COST = 0.4
EPOCHS = 4
SMALLEST_WEIGHT = 0.004  # a lighter weight is left out of the index

Sparse = tuple[np.ndarray, np.ndarray]
"""Columns and values of one row."""


@dataclass(frozen=True)
class _Batch:
    rows: np.ndarray
    columns: np.ndarray
    values: Any  # sparse, a row for each phrasing and a column for each of `columns`
    transposed: Any
    products: np.ndarray


def train(
    rows: list[Sparse], labels: np.ndarray, sides: np.ndarray, progress: Callable[[float], None] | None = None
) -> Weights:
    """Return the weights of the classes from ``rows`` (one a phrasing) and ``labels`` (its group).

    ``sides`` (groups, classes): whether a group's phrasings speak for (1) or against (-1) a class, or not at all (0).
    """
    used, compact = _compacted(rows)
    order = np.random.default_rng(0).permutation(len(rows))
    batches = [_batch(compact, np.sort(order[start : start + BATCH])) for start in range(0, len(rows), BATCH)]
    classes = sides.shape[1]
    size = min(CLASSES_AT_ONCE, -(-classes // THREADS))
    blocks = [np.arange(first, min(first + size, classes)) for first in range(0, classes, size)]
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    biases: list[np.ndarray] = []
    with ThreadPoolExecutor(THREADS) as threads:  # the products run outside the interpreter's lock
        trained = threads.map(lambda block: _train_block(batches, labels, sides[:, block], len(used)), blocks)
        for block, (row, column, values, bias) in zip(blocks, trained, strict=True):
            parts.append((used[row], block[column], values))
            biases.append(bias)
            if progress:
                progress((block[-1] + 1) / classes)
    return _pack(parts, np.concatenate(biases))


def _compacted(rows: list[Sparse]) -> tuple[np.ndarray, Any]:
    """Return the buckets that occur in more than one phrasing, and the rows over these only."""
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    starts = np.concatenate(([0], np.cumsum([len(columns) for columns, _ in rows])))
    matrix = sparse.csr_matrix((values, columns, starts), shape=(len(rows), SIZE))
    used = np.flatnonzero(np.bincount(columns, minlength=SIZE) > 1)
    return used, matrix[:, used]


def _batch(matrix: Any, rows: np.ndarray) -> _Batch:
    part = matrix[rows]
    columns, local = np.unique(part.indices, return_inverse=True)
    values = sparse.csr_matrix((part.data, local, part.indptr), shape=(len(rows), len(columns)))
    return _Batch(rows, columns, values, values.T.tocsr(), (values @ values.T).toarray() + np.float32(1))


def _train_block(
    batches: list[_Batch], labels: np.ndarray, sides: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return which buckets weigh for which classes, how much, and the classes' biases."""
    weights = np.zeros((width, sides.shape[1]), np.float32)
    bias = np.zeros(sides.shape[1], np.float32)
    dual = np.zeros((len(labels), sides.shape[1]), np.float32)
    shuffle = np.random.default_rng(1)
    for _ in range(EPOCHS):
        for index in shuffle.permutation(len(batches)):
            batch = batches[index]
            signs = sides[labels[batch.rows]].astype(np.float32)
            own = weights[batch.columns]
            change = _descend(batch, batch.values @ own + bias, dual, signs)
            own += batch.transposed @ change
            weights[batch.columns] = own
            bias += change.sum(0)
    row, column = np.nonzero(np.abs(weights) > SMALLEST_WEIGHT)
    return row, column, weights[row, column], bias


def _descend(batch: _Batch, scores: np.ndarray, dual: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Update ``dual`` for one batch, phrasing by phrasing; return what to add of each phrasing to the weights."""
    diagonal = 1 / (2 * COST)
    current = dual[batch.rows]
    change: np.ndarray = np.zeros_like(current)
    for i in range(len(batch.rows)):
        score = scores[i] + batch.products[i, :i] @ change[:i] if i else scores[0]
        gradient = signs[i] * score - 1 + diagonal * current[i]
        new = np.maximum(current[i] - gradient / (batch.products[i, i] + diagonal), 0)
        change[i] = (new - current[i]) * signs[i]
        current[i] = new
    dual[batch.rows] = current
    return change


def _pack(parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]], bias: np.ndarray) -> Weights:
    buckets = np.concatenate([part[0] for part in parts])
    entries = np.concatenate([part[1] for part in parts])
    values = np.concatenate([part[2] for part in parts])
    order = np.argsort(buckets, kind="stable")
    starts = np.zeros(SIZE + 1, np.int32)
    np.cumsum(np.bincount(buckets, minlength=SIZE), out=starts[1:])
    return Weights(starts, entries[order].astype(np.int16), values[order].astype(np.float32), bias)
