"""Gives back the words that a person meant: abbreviations, raw Telex, slips of the thumb, joined words.

A word that the entries use, or that is spelt like Vietnamese, is left alone: it may be a subject we do not know.
Where several readings are possible, the one that stands best beside its neighbours in the entries' own sentences
wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p

from rapidfuzz.distance import OSA

from knowledge.lexicon import Lexicon
from knowledge.syllable import is_syllable, lengthen, untype
from written.text import clean, fold, has_marks, words

_LONGEST_PHRASE = 5
_USUAL = 0.7  # how much the usual reading is preferred, against the logarithm of how often neighbours occur
_MOST_TYPOS = 12  # in one message: beyond it is not Vietnamese, and would cost time


@dataclass(frozen=True)
class Question:
    """A message ready for matching. ``words``: repaired, lower case, in order; ``hints``: synonyms to weigh in."""

    words: list[str]
    hints: list[str]
    marked: bool
    unknown: int = 0

    @property
    def folded(self) -> str:
        """The repaired words without marks, joined by spaces."""
        return fold(" ".join(self.words))


@dataclass
class Vocabulary:
    """How often the entries' phrasings use each folded word and pair of words."""

    singles: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, phrasings: Iterable[str]) -> Vocabulary:
        """Count the words of ``phrasings`` (any case, with marks)."""
        singles: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for phrasing in phrasings:
            found = words(fold(phrasing))
            singles.update(found)
            pairs.update(f"{a} {b}" for a, b in zip(found, found[1:], strict=False))
        return cls(dict(singles), dict(pairs))


class Repairer:
    """Repairs messages with one lexicon and one vocabulary."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self.lexicon = lexicon
        self.vocabulary = vocabulary
        self._phrases = {**_by_folded(lexicon.spoken), **lexicon.spoken}
        self._synonyms = {**_by_folded(lexicon.synonyms), **lexicon.synonyms}
        self._by_length: dict[int, list[str]] = {}
        for word, count in vocabulary.singles.items():
            if len(word) >= 2 and (count >= 2 or is_syllable(word)) and not word.isdigit():
                self._by_length.setdefault(len(word), []).append(word)
        self._near = lru_cache(maxsize=20_000)(self._near_words)
        self._split = lru_cache(maxsize=20_000)(self._split_word)
        self.read = lru_cache(maxsize=16)(self._read)  # several handlers read the same message

    def _read(self, text: str) -> Question:
        """Return the question that ``text`` (as typed) asks."""
        text = clean(text)
        marked = has_marks(text)
        typed = self._replace_phrases(words(text), marked)
        meant: list[str] = []
        unknown = 0
        for position, word in enumerate(typed):
            following = typed[position + 1] if position + 1 < len(typed) else ""
            readings = self._readings(word, marked, unknown < _MOST_TYPOS)
            if readings is None:
                unknown += 1
                meant.append(word)
            elif len(readings) == 1:
                meant.extend(readings[0].split())
            else:
                meant.extend(self._choose(readings, meant, following).split())
        return Question(meant, self._hints(meant), marked, unknown)

    def _replace_phrases(self, typed: list[str], marked: bool) -> list[str]:
        result: list[str] = []
        position = 0
        while position < len(typed):
            for size in range(min(_LONGEST_PHRASE, len(typed) - position), 0, -1):
                phrase = " ".join(typed[position : position + size])
                meaning = self.lexicon.spoken.get(phrase) if marked else self._phrases.get(phrase)
                if meaning is not None:
                    result.extend(meaning.split())
                    position += size
                    break
            else:
                result.append(typed[position])
                position += 1
        return result

    def _readings(self, word: str, marked: bool, search: bool) -> list[str] | None:
        """Return what ``word`` may mean, or None where nobody knows."""
        found = self.lexicon.abbreviations.get(word)
        if found is not None:
            return list(found)
        folded = fold(word)
        if folded in self.vocabulary.singles or word.isdigit() or is_syllable(folded):
            return [word]
        if (typed := untype(folded)) and fold(typed) in self.vocabulary.singles:
            return [typed]
        if longer := lengthen(word):
            return [longer]
        if folded != word and (found := self.lexicon.abbreviations.get(folded)) is not None:
            return list(found)
        if not search:
            return None
        if parts := self._split(folded):
            return [parts]
        return list(self._near(folded)) or None

    def _choose(self, readings: list[str], before: list[str], following: str) -> str:
        last = fold(before[-1]) if before else ""
        after = fold(following)
        best, best_score = readings[0], -1.0
        for rank, reading in enumerate(readings):
            parts = fold(reading).split()
            beside = (f"{last} {parts[0]}", f"{parts[-1]} {after}")
            score = sum(log1p(self.vocabulary.pairs.get(pair, 0)) for pair in beside) + (_USUAL if rank == 0 else 0.0)
            if score > best_score:
                best, best_score = reading, score
        return best

    def _near_words(self, folded: str) -> tuple[str, ...]:
        """Return the vocabulary's words one slip away (two for long words), the likeliest first."""
        if len(folded) < 3 or len(folded) > 15 or not folded.isalpha():
            return ()
        most = 1 if len(folded) < 7 else 2
        found: list[tuple[int, int, str]] = []
        for length in range(len(folded) - most, len(folded) + most + 1):
            for word in self._by_length.get(length, ()):
                slips = OSA.distance(folded, word, score_cutoff=most)
                if slips <= most:
                    same_letters = sorted(folded) == sorted(word)
                    found.append((slips if not same_letters else 0, -self.vocabulary.singles[word], word))
        return tuple(word for _, _, word in sorted(found)[:4])

    def _split_word(self, folded: str) -> str | None:
        """Return ``folded`` cut into words of the vocabulary that stand beside each other there, or None."""
        if not 5 <= len(folded) <= 40 or not folded.isalpha():
            return None
        best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(folded)
        for end in range(1, len(folded) + 1):
            for start in range(max(0, end - 8), end):
                head, word = best[start], folded[start:end]
                if head is None or (word not in self.vocabulary.singles) or (len(word) < 2):
                    continue
                pair = self.vocabulary.pairs.get(f"{head[1][-1]} {word}", 0) if head[1] else 1
                score = head[0] + (2.0 if pair else 0.0) - 1.5
                current = best[end]
                if current is None or score > current[0]:
                    best[end] = (score, [*head[1], word])
        done = best[-1]
        return " ".join(done[1]) if done and len(done[1]) > 1 and done[0] > -1.6 * len(done[1]) / 2 else None

    def _hints(self, meant: list[str]) -> list[str]:
        hints: list[str] = []
        folded = [fold(word) for word in meant]
        for size in (1, 2, 3, 4):
            for start in range(len(meant) - size + 1):
                phrase = " ".join(meant[start : start + size])
                plain = " ".join(folded[start : start + size])
                found = self.lexicon.synonyms.get(phrase) or (self._synonyms.get(plain) if phrase == plain else None)
                if found:
                    hints.extend(found.split())
        return hints


def _by_folded(table: dict[str, str]) -> dict[str, str]:
    """Return ``table`` keyed without marks, leaving out one-word keys that are ordinary words when folded."""
    return {fold(key): value for key, value in table.items() if " " in key or not is_syllable(fold(key))}
