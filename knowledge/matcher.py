"""Finds the entries that a question asks for, and says how sure that is.

Confidence is a multinomial logistic function of a few plain signs (``Signs``), with the coefficients in
``confidence.yaml``, fitted by ``python -m knowledge.calibrate`` on questions that no entry was trained on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import exp, log1p
from operator import attrgetter
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.features import single
from knowledge.index import BROAD, ELSEWHERE, Index, Vector
from knowledge.repair import Question, Repairer
from written.reading import read_yaml

COEFFICIENTS = Path(__file__).parent / "confidence.yaml"
_SHORT_LIST = 5  # entries whose phrasings are compared word by word
_EXACTLY = 0.95  # the confidence in the entries of which a phrasing was typed word by word
_TEMPERATURE = 0.25  # how a lead in score turns into a share of the confidence


@dataclass(frozen=True)
class Signs:
    """What speaks for the best entry being the one meant. Scores are those of the index (about -1.2 to 1)."""

    best: float
    lead: float  # over the second
    second_lead: float  # of the second over the fourth
    elsewhere: float  # score of "we do not answer this"
    small_talk: float  # best score of a kind of small talk
    broad: float  # score of the broad questions
    like_elsewhere: float  # 0..1, likeness to the nearest text that we do not answer
    like_small_talk: float  # 0..1, to the nearest small talk
    like_broad: float  # 0..1, to the nearest broad question
    coverage: float  # share of the question's words, by rarity, that the entry's phrasings use
    likeness: float  # 0..1, of the nearest phrasing, word order aside
    overlap: float  # 0..1, of the words of the shorter, question or phrasing, in the other
    overlap_lead: float  # over the second entry's
    length: float  # logarithm of the number of words
    unmarked: float  # 1 where no Vietnamese marks were typed


SIGNS = tuple(field.name for field in fields(Signs))
values_of = attrgetter(*SIGNS)


CASES = ("first", "among", "broad", "nothing")
"""What a question can be: the first entry is meant, another of the first four, something broad, nothing we know."""


@dataclass(frozen=True)
class Ranking:
    """Classes of entries, best first, with their share of ``found`` (the confidence that one of them is meant)."""

    order: list[int]
    scores: list[float]
    signs: Signs
    surely: float  # probability that the first entry is the one meant
    nearly: float  # probability that one of the first four is
    vaguely: float  # probability that no single entry is meant, but something broad
    owners: int  # how many entries, first in the order, have the question itself among their phrasings
    small_talk: str | None  # the kind, where it beats all entries
    broad: str | None  # the group of the most similar broad question


@dataclass(frozen=True)
class _Words:
    """Of a class's phrasings: their words in the order of the alphabet, how many each has, and which use a word."""

    sorted: list[str]
    sizes: np.ndarray
    using: dict[str, np.ndarray]

    @classmethod
    def of(cls, phrasings: list[str]) -> _Words:
        using: dict[str, list[int]] = {}
        for number, text in enumerate(phrasings):
            for word in set(text.split()):
                using.setdefault(word, []).append(number)
        sizes = np.array([max(1, len(set(text.split()))) for text in phrasings], np.int64)
        lines = [" ".join(sorted(text.split())) for text in phrasings]
        return cls(lines, sizes, {word: np.array(found, np.int64) for word, found in using.items()})


class Matcher:
    """Ranks the classes of one index."""

    def __init__(self, index: Index, repairer: Repairer, coefficients: dict[str, dict[str, float]]) -> None:
        self.index = index
        self.repairer = repairer
        self.coefficients = coefficients
        self._words: dict[int, _Words] = {}
        self._owners = _owners(index)
        self._entries = np.array([i for i, name in enumerate(index.classes) if not name.startswith("~")], np.int64)
        own = (ELSEWHERE, BROAD)
        self._talk = np.array([i for i, n in enumerate(index.classes) if n.startswith("~") and n not in own], np.int64)
        self._elsewhere = index.classes.index(ELSEWHERE) if ELSEWHERE in index.classes else None
        self._broad = index.classes.index(BROAD) if BROAD in index.classes else None
        kinds = np.array([name.partition(":")[0] for name in index.others])
        self._others = {
            "elsewhere": np.flatnonzero(kinds == ELSEWHERE),
            "small_talk": np.flatnonzero((kinds != ELSEWHERE) & (kinds != BROAD)),
            "broad": np.flatnonzero(kinds == BROAD),
        }

    def scores(self, question: Question, read: Vector) -> np.ndarray:
        """Return each class's score for ``question``, ``read`` by the index; synonyms are weighed in."""
        scores = self.index.scores(read)
        if question.hints:
            more = self.index.read(question.words + question.hints, question.marked)
            scores = (scores + self.index.scores(more)) / 2
        return scores

    def rank(self, question: Question) -> Ranking:
        """Return the ranking for ``question``."""
        read = self.index.read(question.words, question.marked)
        scores = self.scores(question, read)
        own = scores[self._entries]
        order = self._entries[np.argsort(-own, kind="stable")[: max(_SHORT_LIST, 10)]]
        owners = self._owners.get(question.folded, ())
        if owners:
            first = sorted(owners, key=lambda number: -scores[number])
            order = np.concatenate((first, order[~np.isin(order, first)]))
        likeness = self.index.likeness(read)
        signs = self._signs(question, scores, order, likeness)
        chances = self._probabilities(signs)
        kind, talk = self._small_talk(scores)
        kind = kind if talk > max(signs.best, signs.elsewhere, signs.broad) else None
        found, scored = [int(i) for i in order], [float(scores[i]) for i in order]
        surely, nearly = chances["first"], chances["first"] + chances["among"]
        if owners:
            nearly = max(nearly, _EXACTLY)
            surely = max(surely, _EXACTLY) if len(owners) == 1 else nearly / len(owners)
        nearly, vaguely = min(max(nearly, surely), 1.0), min(chances["broad"], 1 - surely)
        group = self._group(likeness)
        return Ranking(found, scored, signs, surely, nearly, vaguely, len(owners), kind, group)

    @staticmethod
    def shares(ranking: Ranking) -> list[float]:
        """Return for each class of the ranking the probability that it is meant: the first's, and the rest by score."""
        alike = max(ranking.owners, 1)
        powers = [exp((score - ranking.scores[0]) / _TEMPERATURE) for score in ranking.scores[alike:]]
        rest = max(ranking.nearly - alike * ranking.surely, 0.0)
        whole = sum(powers[:3]) or 1.0
        return [ranking.surely] * alike + [min(ranking.surely, rest * power / whole) for power in powers]

    def _signs(self, question: Question, scores: np.ndarray, order: np.ndarray, likeness: np.ndarray) -> Signs:
        top = [float(scores[i]) for i in order[:4]] + [-2.0] * 4
        folded = question.folded.split()
        first = int(order[0])
        nearest = process.extractOne(" ".join(sorted(folded)), self._of(first).sorted, scorer=fuzz.ratio)
        overlaps = [self._overlap(set(folded), int(number)) for number in order[:2]]
        return Signs(
            best=top[0],
            lead=top[0] - top[1],
            second_lead=top[1] - top[3],
            elsewhere=float(scores[self._elsewhere]) if self._elsewhere is not None else -1.0,
            small_talk=self._small_talk(scores)[1],
            broad=float(scores[self._broad]) if self._broad is not None else -1.0,
            **{f"like_{kind}": float(likeness[own].max(initial=0.0)) for kind, own in self._others.items()},
            coverage=self._coverage(set(folded), first),
            likeness=nearest[1] / 100 if nearest else 0.0,
            overlap=overlaps[0],
            overlap_lead=overlaps[0] - overlaps[-1],
            length=log1p(len(question.words)),
            unmarked=0.0 if question.marked else 1.0,
        )

    def _coverage(self, asked: set[str], number: int) -> float:
        """Return the share (0..1) of the words, weighed by rarity, that a class's phrasings use."""
        using = self._of(number).using
        weights: list[float] = self.index.rarity[[single(word) for word in asked]].tolist()
        used = sum(weight for word, weight in zip(asked, weights, strict=True) if word in using)
        return used / (sum(weights) or 1.0)

    def _overlap(self, asked: set[str], number: int) -> float:
        """Return the largest share (0..1) of the shorter of question and phrasing that is in the other."""
        own = self._of(number)
        using = [own.using[word] for word in asked if word in own.using]
        if not using:
            return 0.0
        common = np.bincount(np.concatenate(using), minlength=len(own.sizes))
        return float((common / np.minimum(own.sizes, len(asked))).max())

    def _of(self, number: int) -> _Words:
        found = self._words.get(number)
        if found is None:
            found = self._words[number] = _Words.of(self.index.phrasings[number])
        return found

    def _small_talk(self, scores: np.ndarray) -> tuple[str | None, float]:
        """Return the kind of small talk with the best score, and the score."""
        if not len(self._talk):
            return None, -1.0
        best = int(self._talk[np.argmax(scores[self._talk])])
        return self.index.classes[best][1:], float(scores[best])

    def _group(self, likeness: np.ndarray) -> str | None:
        """Return the group with the broad question that is most like this one."""
        broad = self._others["broad"]
        if not len(broad):
            return None
        nearest = int(broad[np.argmax(likeness[broad])])
        return self.index.others[nearest].removeprefix(f"{BROAD}:")

    def _probabilities(self, signs: Signs) -> dict[str, float]:
        """Return the probability of each of CASES; together they are 1."""
        values = values_of(signs)
        totals = {
            case: own["constant"] + sum(own.get(sign, 0.0) * value for sign, value in zip(SIGNS, values, strict=True))
            for case, own in self.coefficients.items()
        }
        most = max(totals.values())
        powers = {case: exp(total - most) for case, total in totals.items()}
        whole = sum(powers.values())
        return {case: power / whole for case, power in powers.items()}


def _owners(index: Index) -> dict[str, tuple[int, ...]]:
    """Return the entries' classes that have each phrasing, without those of one entry that are no entry's as well."""
    found: dict[str, tuple[int, ...]] = {}
    others: set[str] = set()
    for number, phrasings in enumerate(index.phrasings):
        if index.classes[number].startswith("~"):
            others.update(phrasings)
            continue
        for text in dict.fromkeys(phrasings):
            found[text] = (*found.get(text, ()), number)
    return {text: owners for text, owners in found.items() if text not in others or len(owners) > 1}


def load_coefficients(path: Path = COEFFICIENTS) -> dict[str, dict[str, float]]:
    """Return the coefficients of each of CASES. Raises Unreadable where the file is broken."""
    data, _ = read_yaml(path, path.name)
    return {str(name): {str(k): float(v) for k, v in part.items()} for name, part in data.items()}
