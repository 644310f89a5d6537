"""What training learns: a sparse table of n-grams by entries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Weights:
    """For each n-gram bucket the entries that it speaks for or against: row pointers (SIZE + 1), entries, values."""

    starts: np.ndarray
    entries: np.ndarray
    values: np.ndarray
    bias: np.ndarray
