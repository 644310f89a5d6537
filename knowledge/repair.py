"""Gives back the words that a person meant: abbreviations, raw Telex, slips of the thumb, joined words.

Every word, and every phrase of the lexicon, may have several readings; the way through the sentence whose words stand
best beside each other in the entries' own sentences wins. A word that the entries use, or that is spelt like
Vietnamese, may always mean itself: it may be a subject we do not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from knowledge.lexicon import Lexicon
from knowledge.syllable import is_syllable
from knowledge.vocabulary import Vocabulary, clashes
from knowledge.ways import LONGEST_PHRASE, Way, Ways, by_folded, is_label
from written.text import clean, fold, has_marks, words

_MARKED = 0.4  # of the words of a message with marks: of fewer, the others may have been meant to have them, too
_MOST_TYPOS = 12  # in one message: beyond it is not Vietnamese, and would cost time


@dataclass(frozen=True)
class Question:
    """A message ready for matching. ``words``: repaired, lower case, in order; ``hints``: synonyms to weigh in;
    ``standard``: the words folded, those of a region put as they are said everywhere.
    """

    words: list[str]
    hints: list[str]
    marked: bool
    unknown: int = 0
    standard: str = ""

    @cached_property
    def folded(self) -> str:
        """The repaired words without marks, joined by spaces."""
        return fold(" ".join(self.words))


_END = Way((), "", "")
_Path = tuple[float, bool, "Way | None", "_Path | None"]
"""Score; whether the last way still needs a neighbour that speaks for it; the last way; the path before it."""


def reading(lexicon: Lexicon, phrasings: Sequence[str]) -> Repairer:
    """Return what repairs messages about ``phrasings`` (as written): it knows their words as they are read."""
    typed = [words(clean(text)) for text in phrasings]
    ambiguous = clashes(chain(lexicon.spoken, lexicon.synonyms, lexicon.dialect), typed)
    units = {fold(found) for readings in lexicon.abbreviations.values() for found in readings if " " in found}
    heard = ([lexicon.spoken.get(word, word) for word in text] for text in typed)
    first = Vocabulary.of(heard, units, ambiguous)
    strange = {word: count for word, count in first.singles.items() if not is_syllable(word)}
    repairer = Repairer(lexicon, first)
    return Repairer(lexicon, Vocabulary.of((repairer.meant(text) for text in phrasings), units, ambiguous, strange))


class Repairer:
    """Repairs messages with one lexicon and one vocabulary."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self.lexicon = lexicon
        self.vocabulary = vocabulary
        self._ways = Ways(lexicon, vocabulary)
        self._dialect = {**by_folded(lexicon.dialect, vocabulary.clashes), **lexicon.dialect}
        self._synonyms = {**by_folded(lexicon.synonyms, vocabulary.clashes), **lexicon.synonyms}
        self._dialect_starts = {key.split()[0] for key in self._dialect}
        self._synonym_starts = {key.split()[0] for key in self._synonyms}
        self.read = lru_cache(maxsize=16)(self._read)  # several handlers read the same message

    def meant(self, text: str) -> list[str]:
        """Return the words that ``text`` (as typed) means."""
        return self._through(words(clean(text)), has_marks(clean(text)))[0]

    def _read(self, text: str) -> Question:
        """Return the question that ``text`` (as typed) asks."""
        text = clean(text)
        marked = has_marks(text)
        meant, unknown = self._through(words(text), marked)
        regional = list(self._regional(meant))
        standard = fold(" ".join(meaning or typed for typed, meaning in regional))
        return Question(meant, self._hints(meant, regional), marked, unknown, standard)

    def _through(self, typed: list[str], marked: bool) -> tuple[list[str], int]:
        """Return the words meant, and how many of them nobody knows."""
        marked = marked and sum(word != fold(word) for word in typed) >= _MARKED * len(typed)
        ends: list[list[_Path]] = [[(0.0, False, None, None)], *([] for _ in typed)]
        strange = reached = 0
        for position, word in enumerate(typed):
            ways = self._ways.of_word(word, marked, strange < _MOST_TYPOS)
            strange += not ways[0].known
            if position and is_label(word, typed[position - 1]):
                ways = (self._ways.itself(word),)
            ways = (*ways, *self._ways.of_phrases(typed, position, marked))
            if len(ways) == len(ends[position]) == 1 and position >= reached and not ends[position][0][1]:
                ends[position + 1].append((0.0, False, ways[0], ends[position][0]))  # nothing to choose from
                continue
            reached = max(reached, position + max(way.size for way in ways))
            for way in ways:
                if path := self._longer(ends[position], way):
                    ends[position + way.size].append(path)
        path = self._longer(ends[-1], _END)
        found: list[Way] = []
        while path and path[3]:
            path = path[3]
            if path[2]:
                found.append(path[2])
        return [w for way in reversed(found) for w in way.words], sum(not way.known for way in found)

    def _longer(self, paths: list[_Path], way: Way) -> _Path | None:
        """Return the best of ``paths`` with ``way`` behind it, or None where none can go on so."""
        vocabulary = self.vocabulary
        best: _Path | None = None
        for path in paths:
            score, owed, last, _ = path
            before = last.last if last else ""
            owes = (owed or way.doubtful) and (way is _END or f"{before} {way.first}" not in vocabulary.pairs)
            if owes and (owed or (way.size > 1 and last)):
                continue
            score += way.weight + vocabulary.chance(before, way.first)
            if best is None or score > best[0]:
                best = (score, owes, way, path)
        return best

    def _regional(self, meant: list[str]) -> Iterable[tuple[str, str]]:
        """Yield the words one by one, or a region's phrase of them, and what it means elsewhere ("": the same)."""
        position = 0
        while position < len(meant):
            longest = LONGEST_PHRASE if meant[position] in self._dialect_starts else 1
            for size in range(min(longest, len(meant) - position), 0, -1):
                phrase = " ".join(meant[position : position + size])
                if size == 1 or phrase in self._dialect:
                    yield phrase, self._dialect.get(phrase, "")
                    position += size
                    break

    def _hints(self, meant: list[str], regional: list[tuple[str, str]]) -> list[str]:
        hints: list[str] = []
        starts = [start for start, word in enumerate(meant) if word in self._synonym_starts]
        for size in (1, 2, 3, 4):
            for start in starts:
                phrase = meant[start : start + size]
                if len(phrase) == size and (found := self._synonyms.get(" ".join(phrase))):
                    hints.extend(found.split())
        for typed, meaning in regional:
            if meaning:
                hints.extend(word for word in meaning.split() if word not in typed.split())
        return hints
