"""The trained index: what the matcher looks a question up in, kept as files that all processes map.

Learned classes are the entries, all broad questions together ("~broad"), the kinds of small talk ("~greet")
and all that we do not answer ("~elsewhere").
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import knowledge.features as features
import written.text
from knowledge.repair import Vocabulary
from knowledge.weights import Weights
from written.text import fold, words

_TEXTS = 4096
_COMMON = 50  # texts: an n-gram of more, and of one in twenty, does not count for likeness
ELSEWHERE = "~elsewhere"
BROAD = "~broad"
_CODE = ("features.py", "index.py", "repair.py", "syllable.py", "training.py", "weights.py")
_TABLE = ("starts", "entries", "values", "bias")
_ARRAYS = ("rarity", "word_starts", "word_entries")


Vector = tuple[np.ndarray, np.ndarray]
"""Buckets and values of the n-grams of one text."""


@dataclass(frozen=True)
class Index:
    """``classes``: ids in the order of the weights' columns; ``phrasings``: normal forms of each class;
    ``others``: the group of each text that no entry answers, ``nearness``: these texts' n-grams.
    """

    classes: list[str]
    weights: Weights
    rarity: np.ndarray
    word_starts: np.ndarray
    word_entries: np.ndarray
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

    def coverage(self, folded: Sequence[str], number: int) -> float:
        """Return the share (0..1) of the words, weighed by rarity, that the phrasings of class ``number`` use."""
        used = whole = 0.0
        for word in set(folded):
            bucket = features.single(word)
            weight = float(self.rarity[bucket])
            whole += weight
            known = self.word_entries[self.word_starts[bucket] : self.word_starts[bucket + 1]]
            at = known.searchsorted(number)
            used += weight if at < len(known) and known[at] == number else 0.0
        return used / whole if whole else 0.0


def key(phrasings: Mapping[str, Sequence[str]], broad: Mapping[str, Sequence[str]]) -> str:
    """Return a name that changes with what ``build`` is given and with the code that learns from it."""
    digest = hashlib.sha256(json.dumps([*phrasings.items(), *broad.items()], ensure_ascii=False).encode())
    for path in (*(Path(__file__).parent / name for name in _CODE), Path(written.text.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def build(
    phrasings: Mapping[str, Sequence[str]],
    broad: Mapping[str, Sequence[str]] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Index:
    """Learn an index from each group's phrasings.

    A group is a class of its own; only those in ``broad`` (and the classes that each would offer, for which its
    phrasings say nothing) make the one class BROAD together.
    """
    from knowledge.training import train  # brings scipy, which who only answers does not need

    groups = list(phrasings)
    broad = broad or {}
    classes = [name for name in groups if name not in broad] + ([BROAD] if broad else [])
    texts = [text for found in phrasings.values() for text in found]
    labels = np.repeat(np.arange(len(groups)), [len(found) for found in phrasings.values()])
    known = [words(text) for text in texts]
    rarity, rows = _rows(known)
    weights = train(rows, labels, _sides(groups, classes, broad), progress)
    own = np.array([classes.index(BROAD if name in broad else name) for name in groups])
    starts, entries = _word_table(known, own[labels])
    normal = {name: [" ".join(words(fold(text))) for text in found] for name, found in phrasings.items()}
    answered = [t for name, found in phrasings.items() if not name.startswith("~") for t in found]
    kept = [normal.get(name, []) for name in classes]
    others = [name for name, found in phrasings.items() if name.startswith("~") for _ in found]
    nearness = _nearness([words(text) for name in dict.fromkeys(others) for text in phrasings[name]], rarity)
    return Index(classes, weights, rarity, starts, entries, Vocabulary.of(answered), kept, others, nearness)


def _rows(texts: list[list[str]]) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return each bucket's rarity, and the n-grams' values and buckets with where each text begins.

    A few thousand texts at a time, so that large knowledge does not need memory in line with its size many times over.
    """
    parts = [features.grams(texts[first : first + _TEXTS], True) for first in range(0, len(texts), _TEXTS)]
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
    return Weights(starts, row[order].astype(np.int16), values[order], np.zeros(len(texts), np.float32))


def _sides(groups: list[str], classes: list[str], broad: Mapping[str, Sequence[str]]) -> np.ndarray:
    numbers = {name: number for number, name in enumerate(classes)}
    sides = np.full((len(groups), len(classes)), -1, np.int8)
    for row, name in enumerate(groups):
        sides[row, numbers[BROAD if name in broad else name]] = 1
        sides[row, [numbers[other] for other in broad.get(name, ())]] = 0
    return sides


def _word_table(known: list[list[str]], labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    used: dict[str, set[int]] = {}
    for found, label in zip(known, labels.tolist(), strict=True):
        for word in found:
            used.setdefault(word, set()).add(label)
    pairs = {(features.single(fold(word)), label) for word, own in used.items() for label in own}
    table = np.array(sorted(pairs), np.int32).reshape(-1, 2)
    starts = np.zeros(features.SIZE + 1, np.int32)
    np.cumsum(np.bincount(table[:, 0], minlength=features.SIZE), out=starts[1:])
    return starts, table[:, 1].astype(np.int16)


def save(index: Index, folder: Path) -> None:
    """Write ``index`` into ``folder``, whole or not at all. Raises OSError where the place cannot be written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        arrays = {name: getattr(index, name) for name in _ARRAYS}
        arrays |= {f"weights-{name}": getattr(index.weights, name) for name in _TABLE}
        arrays |= {f"nearness-{name}": getattr(index.nearness, name) for name in _TABLE}
        for name, array in arrays.items():
            np.save(partial / f"{name}.npy", array)
        rest = {
            "classes": index.classes,
            "singles": index.vocabulary.singles,
            "pairs": index.vocabulary.pairs,
            "phrasings": index.phrasings,
            "others": index.others,
        }
        (partial / "rest.json").write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")
        partial.replace(folder)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        if not folder.is_dir():  # another process was first: its index is the same
            raise


def forget_others(folder: Path, keep: int = 3) -> None:
    """Remove all but the ``keep`` newest indexes beside ``folder``; an older process may map them still."""
    with suppress(OSError):  # a read-only place, or another process is tidying too
        others = sorted((p for p in folder.parent.glob("[!.]*") if p != folder), key=lambda path: path.stat().st_mtime)
        for old in others[:-keep]:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: Path) -> Index | None:
    """Return the index in ``folder``, mapped and not read, or None where there is none or it is damaged."""
    try:
        rest = json.loads((folder / "rest.json").read_text(encoding="utf-8"))
        rarity, starts, entries = (_mapped(folder, name) for name in _ARRAYS)
        weights, nearness = (
            Weights(*(_mapped(folder, f"{table}-{name}") for name in _TABLE)) for table in ("weights", "nearness")
        )
    except (OSError, ValueError):
        return None
    vocabulary = Vocabulary(rest["singles"], rest["pairs"])
    kept = rest["phrasings"]
    return Index(rest["classes"], weights, rarity, starts, entries, vocabulary, kept, rest["others"], nearness)


def _mapped(folder: Path, name: str) -> np.ndarray:
    array: np.ndarray = np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
    return array
