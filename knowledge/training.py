"""Learns, from all entries' phrasings at once, how much each n-gram speaks for each entry.

One linear support-vector machine an entry (squared hinge loss, one against the rest), by dual coordinate descent
(Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008). Phrasings are visited in
small batches, so that the products with the weights are matrix products, for many entries at a time; inside a
batch the updates are exact, one phrasing after the other. Every phrasing begins with the pull that it has at the end
on average, and the weights are averaged over the last round (Polyak and Juditsky 1992): together they are worth
three rounds more. The products are sparse: no thread pool of a linear algebra library is woken, which on a busy
machine would make training many times slower.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy import sparse

from knowledge.features import SIZE
from knowledge.weights import Weights, packed

BATCH = 32
FLOATS_AT_ONCE = 16_000_000  # in one matrix of weights: so many classes are learned together
WORKERS = 2
COST = 0.4
EPOCHS = 3
AVERAGED = 4  # moments of the last round
FIRST_PULL = 0.5  # of a class's own phrasings; the others together pull as much the other way
LARGE = 5000  # phrasings: in as many, an n-gram must occur in three of them to be learned, in fewer in two
SMALLEST_WEIGHT = 0.008  # a lighter weight is left out of the index

Rows = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Values and buckets of all phrasings, phrasing by phrasing, and where each begins (phrasings + 1)."""

Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Which buckets weigh for which classes, how much, and the classes' biases."""


@dataclass(frozen=True)
class _Batch:
    rows: np.ndarray
    columns: np.ndarray
    values: Any  # sparse, a row for each phrasing and a column for each of `columns`
    transposed: Any
    products: np.ndarray


def train(
    rows: Rows, labels: np.ndarray, sides: np.ndarray, progress: Callable[[float], None] | None = None
) -> Weights:
    """Return the weights of the classes from ``rows`` and ``labels`` (its group).

    ``sides`` (groups, classes): whether a group's phrasings speak for (1) or against (-1) a class, or not at all (0).
    """
    used, compact = _compacted(rows)
    del rows
    order = np.random.default_rng(0).permutation(len(labels))
    batches = [_batch(compact, np.sort(order[start : start + BATCH])) for start in range(0, len(labels), BATCH)]
    classes = sides.shape[1]
    parts_needed = WORKERS * max(1, -(-classes * len(used) // (FLOATS_AT_ONCE * WORKERS)))
    blocks = np.array_split(np.arange(classes), min(classes, parts_needed))
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    biases: list[np.ndarray] = []
    trained = _side_by_side(lambda block: _train_block(batches, labels, sides[:, block], len(used)), blocks)
    for block, (row, column, values, bias) in zip(blocks, trained, strict=True):
        parts.append((used[row], column + np.int16(block[0]), values))
        biases.append(bias)
        if progress:
            progress((block[-1] + 1) / classes)
    return _pack(parts, np.concatenate(biases))


def _side_by_side(work: Callable[[np.ndarray], Part], blocks: list[np.ndarray]) -> Iterator[Part]:
    """Yield ``work`` of each block, in order, two at a time.

    By forked processes, which share what is there already, where that is safe: on Linux, with no other thread.
    """
    global _forked
    if sys.platform == "linux" and threading.active_count() == 1:
        _forked = work
        with get_context("fork").Pool(WORKERS) as processes:
            yield from processes.imap(_in_fork, blocks)
    else:
        with ThreadPoolExecutor(WORKERS) as threads:
            yield from threads.map(work, blocks)


_forked: Callable[[np.ndarray], Part] | None = None


def _in_fork(block: np.ndarray) -> Part:
    assert _forked is not None
    return _forked(block)


def _compacted(rows: Rows) -> tuple[np.ndarray, Any]:
    """Return the buckets that occur in several phrasings, and the rows over these only."""
    matrix = sparse.csr_matrix(rows, shape=(len(rows[2]) - 1, SIZE))
    rare = 3 if len(rows[2]) > LARGE else 2
    used = np.flatnonzero(np.bincount(rows[1], minlength=SIZE) >= rare).astype(np.int32)
    return used, matrix[:, used]


def _batch(matrix: Any, rows: np.ndarray) -> _Batch:
    part = matrix[rows]
    columns, local = np.unique(part.indices, return_inverse=True)
    values = sparse.csr_matrix((part.data, local, part.indptr), shape=(len(rows), len(columns)))
    return _Batch(rows, columns, values, values.T, (values @ values.T).toarray() + np.float32(1))


def _train_block(batches: list[_Batch], labels: np.ndarray, sides: np.ndarray, width: int) -> Part:
    """Learn the classes of ``sides`` (groups, classes) over buckets numbered below ``width``."""
    signs = sides[labels].astype(np.float32)
    dual = _first_duals(signs)
    pulls = dual * signs
    weights = np.zeros((width, sides.shape[1]), np.float32)
    for batch in batches:
        weights[batch.columns] += batch.transposed @ pulls[batch.rows]
    bias = pulls.sum(0)
    shuffle = np.random.default_rng(1)
    moments = {-(-len(batches) * (part + 1) // AVERAGED) - 1 for part in range(AVERAGED)}
    mean, mean_bias = np.zeros_like(weights), np.zeros_like(bias)
    for epoch in range(EPOCHS):
        for done, index in enumerate(shuffle.permutation(len(batches))):
            batch = batches[index]
            own = weights[batch.columns]
            change = _descend(batch, batch.values @ own + bias, dual, signs[batch.rows])
            own += batch.transposed @ change
            weights[batch.columns] = own
            bias += change.sum(0)
            if epoch == EPOCHS - 1 and done in moments:
                mean += weights / np.float32(len(moments))
                mean_bias += bias / len(moments)
    row, column = np.nonzero((mean > SMALLEST_WEIGHT) | (mean < -SMALLEST_WEIGHT))
    return row.astype(np.int32), column.astype(np.int16), mean[row, column], mean_bias


def _first_duals(signs: np.ndarray) -> np.ndarray:
    """Return the duals (phrasings, classes) to begin with: for and against, each class is pulled equally."""
    against = FIRST_PULL * (signs > 0).sum(0) / np.maximum((signs < 0).sum(0), 1)
    duals: np.ndarray = np.where(signs > 0, FIRST_PULL, np.where(signs < 0, against, 0)).astype(np.float32)
    return duals


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
    """Join ``parts`` (buckets in order, classes, values), each of other classes, to one table ordered by bucket."""
    counts = sum(np.bincount(buckets, minlength=SIZE) for buckets, _, _ in parts)
    starts = np.zeros(SIZE + 1, np.int32)
    np.cumsum(counts, out=starts[1:])
    entries, values = np.empty(starts[-1], np.int16), np.empty(starts[-1], np.float32)
    filled = starts[:-1].copy()
    while parts:
        buckets, classes, found = parts.pop(0)
        first = np.searchsorted(buckets, buckets)  # where the bucket's values begin in this part
        places = filled[buckets] + np.arange(len(buckets), dtype=np.int32) - first
        entries[places], values[places] = classes, found
        filled += np.bincount(buckets, minlength=SIZE).astype(np.int32)
    return packed(starts, entries, values, bias)
