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


class Matcher:
    """Ranks the classes of one index."""

    def __init__(self, index: Index, repairer: Repairer, coefficients: dict[str, dict[str, float]]) -> None:
        self.index = index
        self.repairer = repairer
        self.coefficients = coefficients
        self._words: dict[int, tuple[list[int], dict[str, list[int]]]] = {}
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
        folded = question.folded
        first = int(order[0])
        nearest = process.extractOne(folded, self.index.phrasings[first], scorer=fuzz.token_sort_ratio)
        overlaps = [self._overlap(set(folded.split()), int(number)) for number in order[:2]]
        return Signs(
            best=top[0],
            lead=top[0] - top[1],
            second_lead=top[1] - top[3],
            elsewhere=float(scores[self._elsewhere]) if self._elsewhere is not None else -1.0,
            small_talk=self._small_talk(scores)[1],
            broad=float(scores[self._broad]) if self._broad is not None else -1.0,
            **{f"like_{kind}": float(likeness[own].max(initial=0.0)) for kind, own in self._others.items()},
            coverage=self.index.coverage(folded.split(), first),
            likeness=nearest[1] / 100 if nearest else 0.0,
            overlap=overlaps[0],
            overlap_lead=overlaps[0] - overlaps[-1],
            length=log1p(len(question.words)),
            unmarked=0.0 if question.marked else 1.0,
        )

    def _overlap(self, asked: set[str], number: int) -> float:
        """Return the largest share (0..1) of the shorter of question and phrasing that is in the other."""
        sizes, using = self._words.get(number) or self._prepared(number)
        common: dict[int, int] = {}
        for word in asked:
            for phrasing in using.get(word, ()):
                common[phrasing] = common.get(phrasing, 0) + 1
        most = len(asked)
        return max((count / min(most, sizes[phrasing]) for phrasing, count in common.items()), default=0.0)

    def _prepared(self, number: int) -> tuple[list[int], dict[str, list[int]]]:
        """Return how many words each phrasing of a class has, and for each word the phrasings that use it."""
        sizes: list[int] = []
        using: dict[str, list[int]] = {}
        for phrasing, text in enumerate(self.index.phrasings[number]):
            own = set(text.split())
            sizes.append(len(own))
            for word in own:
                using.setdefault(word, []).append(phrasing)
        self._words[number] = sizes, using
        return sizes, using

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
