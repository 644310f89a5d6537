"""The trained index: what the matcher looks a question up in.

Learned classes are the entries, all broad questions together ("~broad"), the kinds of small talk ("~greet")
and all that we do not answer ("~elsewhere").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import knowledge.features as features
import written.text
from knowledge.lexicon import Lexicon
from knowledge.repair import reading
from knowledge.vocabulary import Vocabulary
from knowledge.weights import Weights, packed
from written.text import fold

_TEXTS = 4096
_COMMON = 50  # texts: an n-gram of more, and of one in twenty, does not count for likeness
ELSEWHERE = "~elsewhere"
BROAD = "~broad"
_CODE = ("features", "index", "kept", "repair", "syllable", "training", "vocabulary", "ways", "weights")


Vector = tuple[np.ndarray, np.ndarray]
"""Buckets and values of the n-grams of one text."""


@dataclass(frozen=True)
class Index:
    """``classes``: ids in the order of the weights' columns; ``phrasings``: of each class, the words that a repairer
    with ``vocabulary`` reads, folded; ``others``: the group of each text that no entry answers, ``nearness``: these
    texts' n-grams.
    """

    classes: list[str]
    weights: Weights
    rarity: np.ndarray
    vocabulary: Vocabulary
    phrasings: list[list[str]]
    others: list[str]
    nearness: Weights

    def read(self, meant: list[str], marked: bool) -> Vector:
        """Return the n-grams of the words of a question, ``marked``: typed with Vietnamese marks."""
        found = features.grams([meant], marked)
        return found.buckets, features.values(found, self.rarity)

    def scores(self, question: Vector) -> np.ndarray:
        """Return how strongly a question speaks for each class (float32; above 0 is more for than against)."""
        return self.weights.scores(*question)

    def likeness(self, question: Vector) -> np.ndarray:
        """Return how like (0..1) a question is to each text of ``others``."""
        return self.nearness.scores(*question)


def key(
    phrasings: Mapping[str, Sequence[str]], broad: Mapping[str, Sequence[str]], lexicon: Lexicon | None = None
) -> str:
    """Return a name that changes with what ``build`` is given and with the code that learns from it."""
    lexicon = lexicon or Lexicon()
    meanings = [lexicon.abbreviations, lexicon.spoken, lexicon.synonyms, lexicon.dialect]
    given = [*phrasings.items(), *broad.items(), *meanings]
    digest = hashlib.sha256(json.dumps(given, ensure_ascii=False).encode())
    for path in (*(Path(__file__).with_name(f"{name}.py") for name in _CODE), Path(written.text.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def build(
    phrasings: Mapping[str, Sequence[str]],
    broad: Mapping[str, Sequence[str]] | None = None,
    progress: Callable[[float], None] | None = None,
    lexicon: Lexicon | None = None,
) -> Index:
    """Learn an index from each group's phrasings, read with ``lexicon`` as questions are.

    A group is a class of its own; only those in ``broad`` (and the classes that each would offer, for which its
    phrasings say nothing) make the one class BROAD together.
    """
    from knowledge.training import train  # brings scipy, which who only answers does not need

    groups = list(phrasings)
    broad = broad or {}
    classes = [name for name in groups if name not in broad] + ([BROAD] if broad else [])
    answered = [text for name, found in phrasings.items() if not name.startswith("~") for text in found]
    repairer = reading(lexicon or Lexicon(), answered)
    read = {name: [repairer.meant(text) for text in found] for name, found in phrasings.items()}
    labels = np.repeat(np.arange(len(groups)), [len(found) for found in read.values()])
    known = [text for found in read.values() for text in found]
    rarity, rows = _rows(known)
    weights = train(rows, labels, _sides(groups, classes, broad), progress)
    kept = [[fold(" ".join(text)) for text in read.get(name, ())] for name in classes]
    others = [name for name, found in read.items() if name.startswith("~") for _ in found]
    nearness = _nearness([text for name in dict.fromkeys(others) for text in read[name]], rarity)
    return Index(classes, weights, rarity, repairer.vocabulary, kept, others, nearness)


def _rows(texts: list[list[str]]) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return each bucket's rarity, and the n-grams' values and buckets with where each text begins.

    A few thousand texts at a time, so that large knowledge does not need memory in line with its size many times over.
    """
    parts = [features.grams(texts[first : first + _TEXTS], True) for first in range(0, max(len(texts), 1), _TEXTS)]
    frequency = sum(np.bincount(part.buckets, minlength=features.SIZE) for part in parts)
    rarity = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
    values = np.concatenate([features.values(part, rarity) for part in parts])
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return rarity, (values, np.concatenate([part.buckets for part in parts]), starts)


def _nearness(texts: list[list[str]], rarity: np.ndarray) -> Weights:
    """Return a table whose scores are the likeness (0..1) of a question to each of ``texts``."""
    found = features.grams(texts, True)
    row = np.repeat(np.arange(len(texts)), np.diff(found.starts))
    values = features.values(found, rarity) / np.float32(features.LENGTH**2)
    counts = np.bincount(found.buckets, minlength=features.SIZE)
    telling = counts[found.buckets] <= max(_COMMON, len(texts) // 20)  # the rest costs much and tells little
    buckets, row, values = found.buckets[telling], row[telling], values[telling]
    order = np.argsort(buckets, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(buckets, minlength=features.SIZE)))).astype(np.int32)
    return packed(starts, row[order].astype(np.int32), values[order], np.zeros(len(texts), np.float32))


def _sides(groups: list[str], classes: list[str], broad: Mapping[str, Sequence[str]]) -> np.ndarray:
    numbers = {name: number for number, name in enumerate(classes)}
    sides = np.full((len(groups), len(classes)), -1, np.int8)
    for row, name in enumerate(groups):
        sides[row, numbers[BROAD if name in broad else name]] = 1
        sides[row, [numbers[other] for other in broad.get(name, ())]] = 0
    return sides
