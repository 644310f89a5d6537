"""What a typed word, or a phrase of the lexicon, may mean: itself, or what it is short for, or a slip of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.lexicon import Lexicon
from knowledge.syllable import is_syllable, lengthen, untype
from knowledge.vocabulary import Vocabulary
from written.text import fold

LONGEST_PHRASE = 5
"""Of the lexicon, in words."""

# How much is added to the logarithm of how likely the words stand beside each other:
_USUAL = 1.5  # for the first of several readings
_RARE = 0.3  # of its logarithm, how seldom a reading is said at all: what is said often is not what gets shortened
_SLANG = -6.0  # for the lexicon's reading of an ordinary word that was typed as it is spelt
_BARE = -0.5  # the same, where the rest has marks and this word has none
_PHRASE = 2.0  # for each word of a phrase that is nothing else
_SLIP = -5.0  # for a slip of the thumb
_SWAPPED = 0.2  # of a slip, where the letters are the same in another order
_JOINT = -2.0  # for each space that was left out

_TELEX = re.compile(r"dd|aa|ee|oo|w|[sfrxj]$")  # as nobody types but in Telex
_NEVER_SPELT = re.compile(r"k[aou]|c[eiy]")  # but in names
_LABELLED = re.compile(r"bac|bang|cap|cot|diem|doi|gan|hang|khoi|khu|lo|loai|lop|muc|nhom|phan|phong|toa|vitamin")


@dataclass(frozen=True, slots=True)
class Way:
    """One reading of ``size`` typed words; ``first`` and ``last`` word folded.

    ``doubtful``: what was typed may as well mean itself, so a neighbour must speak for this reading.
    """

    words: tuple[str, ...]
    first: str
    last: str
    weight: float = 0.0
    doubtful: bool = False
    known: bool = True
    size: int = 1


class Ways:
    """Knows the ways of words with one lexicon and one vocabulary."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self.lexicon = lexicon
        self.vocabulary = vocabulary
        self._several = {key: found for key, found in lexicon.abbreviations.items() if " " in key}
        self._spoken = by_folded(lexicon.spoken)
        self._starts = {key.split()[0] for key in (*self._several, *lexicon.spoken, *self._spoken) if " " in key}
        self.of_word = lru_cache(maxsize=20_000)(self._of_word)

    def itself(self, word: str, known: bool = True) -> Way:
        """Return the way of a word that means itself."""
        return self._way(word, known=known)

    def of_phrases(self, typed: list[str], position: int, marked: bool) -> Iterable[Way]:
        """Yield the readings of the lexicon's phrases that begin at ``position``."""
        if typed[position] not in self._starts:
            return
        for size in range(2, min(LONGEST_PHRASE, len(typed) - position) + 1):
            parts = typed[position : position + size]
            phrase = " ".join(parts)
            yield from self._ranked(self._several.get(phrase, ()), _PHRASE * size, size)
            spoken = self.lexicon.spoken.get(phrase)
            if spoken and fold(phrase) != phrase:
                yield self._way(spoken, _PHRASE * size, size=size)
            elif spoken := spoken or (self._spoken.get(phrase) if not marked else None):
                doubtful = size == 2 and all(part in self.vocabulary.singles for part in parts)
                yield self._way(spoken, _SLANG if doubtful else _PHRASE * size, doubtful, size=size)

    def _of_word(self, word: str, marked: bool, search: bool) -> tuple[Way, ...]:
        """Return what ``word`` may mean; itself, not known, where nobody knows."""
        folded = fold(word)
        readings = self.lexicon.abbreviations.get(word, ())
        if spoken := self.lexicon.spoken.get(word) or (self._spoken.get(word) if not marked else None):
            readings = (*readings, spoken)
        if readings and is_syllable(folded) and fold(readings[0]) != folded and not _NEVER_SPELT.match(folded):
            typical = len(word) == 1 or (marked and word == folded)
            return (*(self._way(found, _BARE if typical else _SLANG, True) for found in readings), self.itself(word))
        if readings:
            return tuple(self._ranked(readings))
        if folded in self.vocabulary.singles or word.isdigit() or is_syllable(folded):
            return (self.itself(word),)
        return self._of_strange(word, folded, search) or (self.itself(word, known=False),)

    def _of_strange(self, word: str, folded: str, search: bool) -> tuple[Way, ...]:
        """Return what ``word``, which is none, may have been meant for."""
        singles = self.vocabulary.singles
        typed = untype(folded)
        known = typed is not None and fold(typed) in singles
        if known and _TELEX.search(folded):
            return (self._way(str(typed)),)
        if longer := lengthen(word):
            return tuple(self._ranked([found for found in longer if fold(found) in singles] or longer[:1]))
        if folded != word and (found := self.lexicon.abbreviations.get(folded)) is not None:
            return tuple(self._ranked(found))
        ways = [self._way(str(typed), _SLIP)] if known else []
        if search:
            parts = self.vocabulary.split(folded)
            if parts:
                ways.append(self._way(" ".join(map(self._full, _cut(word, parts))), _JOINT * (len(parts) - 1)))
            if not known:
                ways += [
                    self._way(self._full(near), _SLIP * max(slips, _SWAPPED))
                    for near, slips in self.vocabulary.near(folded)
                ]
        return tuple(ways)

    def _full(self, word: str) -> str:
        """Return ``word`` written out where it is an abbreviation that is nothing else."""
        readings = self.lexicon.abbreviations.get(word)
        return readings[0] if readings and not is_syllable(word) else word

    def _way(self, meaning: str, weight: float = 0.0, doubtful: bool = False, known: bool = True, size: int = 1) -> Way:
        parts = tuple(meaning.split())
        folded = fold(meaning)
        if folded in self.vocabulary.singles:
            return Way(parts, folded, folded, weight, doubtful, known, size)
        return Way(parts, fold(parts[0]), fold(parts[-1]), weight, doubtful, known, size)

    def _ranked(self, readings: Sequence[str], weight: float = 0.0, size: int = 1) -> Iterable[Way]:
        """Yield the ways of ``readings``, of which the first is the usual one."""
        for rank, meaning in enumerate(readings):
            rarity = -_RARE * self.vocabulary.common(fold(meaning))
            yield self._way(meaning, weight + rarity + (0.0 if rank else _USUAL), size=size)


def _cut(word: str, parts: tuple[str, ...]) -> list[str]:
    """Return ``word`` cut where the folded ``parts`` end, its marks kept."""
    if len(word) != sum(map(len, parts)):
        return list(parts)
    ends = [sum(map(len, parts[:number])) for number in range(len(parts) + 1)]
    return [word[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def by_folded(table: dict[str, str], without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return ``table`` keyed without marks, but for one-word keys that are ordinary words when folded."""
    found = {fold(key): value for key, value in table.items() if " " in key or not is_syllable(fold(key))}
    return {key: value for key, value in found.items() if key not in without}


def is_label(word: str, before: str) -> bool:
    """Tell whether ``word`` is a letter that names one of several things, as in "hạng B" or "khối D"."""
    return word in ("b", "c", "d", "đ") and _LABELLED.fullmatch(fold(before)) is not None
