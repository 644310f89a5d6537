"""The words of the entries' phrasings, which of them stand beside each other, and what else a word may be one of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from math import log

from rapidfuzz.distance import OSA

from knowledge.syllable import is_syllable
from written.text import canonical, fold

_LONGEST_PIECE = 8  # letters of one word among several that are typed as one
_OFTEN = 3  # phrasings in which two words must meet before a short run of letters is taken for both
_LETTERS = frozenset("aoy")  # that are words
_SEEN = 0.8  # of a word's chance, the part that the word before it decides


@dataclass(frozen=True)
class Vocabulary:
    """How often phrasings use each folded word, and each pair of words that stand beside each other.

    A unit, several words that an abbreviation stands for, is counted like a word, and so are its words. The empty word
    stands before the first word of each phrasing and behind the last. ``clashes``: folded phrases of the lexicon
    ("khi mo") that phrasings write with other marks than it does ("khi mở").
    """

    singles: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)
    clashes: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        texts: Iterable[Sequence[str]],
        units: Iterable[str] = (),
        clashes: frozenset[str] = frozenset(),
        more: Mapping[str, int] | None = None,
    ) -> Vocabulary:
        """Count the words of ``texts``, each a list of words (lower case, with marks), and the folded ``units``.

        ``more``: how often words are typed that ``texts`` do not have, as they were read for something else.
        """
        singles: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        beginning: dict[str, list[list[str]]] = {}
        for unit in units:
            beginning.setdefault(unit.split()[0], []).append(unit.split())
        for text in texts:
            found = [fold(word) for word in text]
            ends: list[list[str]] = [[""], *([word] for word in found)]
            starts = [*([word] for word in found), [""]]
            for position, word in enumerate(found):
                for parts in beginning.get(word, ()):
                    if found[position : position + len(parts)] == parts:
                        starts[position].append(" ".join(parts))
                        ends[position + len(parts)].append(" ".join(parts))
            singles.update(chain.from_iterable(starts))
            pairs.update(f"{a} {b}" for before, after in zip(ends, starts, strict=True) for a in before for b in after)
        return cls({**(more or {}), **singles}, dict(pairs), clashes)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word, count in self.singles.items():
            if len(word) >= 2 and (count >= 2 or is_syllable(word)) and not word.isdigit() and " " not in word:
                found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def _total(self) -> int:
        return sum(self.singles.values()) + 1

    def chance(self, before: str, word: str) -> float:
        """Return the logarithm of how likely the folded ``word`` comes after ``before`` ("": at the beginning)."""
        alone = (self.singles.get(word, 0) + 1) / self._total
        together = self.pairs.get(f"{before} {word}", 0)
        return log((1 - _SEEN) * alone + (_SEEN * together / self.singles[before] if together else 0.0))

    def common(self, word: str) -> float:
        """Return the logarithm of how likely a word is the folded ``word``."""
        return log((self.singles.get(word, 0) + 1) / self._total)

    def near(self, folded: str) -> tuple[tuple[str, int], ...]:
        """Return the words a slip or, if long, two away from ``folded``, the likeliest first, and how many slips.

        Letters in another order count for none.
        """
        if len(folded) < 3 or len(folded) > 15 or not folded.isalpha():
            return ()
        most = 1 if len(folded) < 7 else 2
        found: list[tuple[int, int, str]] = []
        for length in range(len(folded) - most, len(folded) + most + 1):
            for word in self._by_length.get(length, ()):
                slips = OSA.distance(folded, word, score_cutoff=most)
                if slips <= most:
                    same_letters = sorted(folded) == sorted(word)
                    found.append((slips if not same_letters else 0, -self.singles[word], word))
        return tuple((word, slips) for slips, _, word in sorted(found)[:4])

    def split(self, folded: str) -> tuple[str, ...]:
        """Return the words that ``folded`` is made of when spaces were left out, the likeliest ones, or nothing.

        Half of the places where two of them meet must be known from phrasings.
        """
        if not 3 <= len(folded) <= 40 or not folded.isalpha():
            return ()
        if len(folded) < 5:
            cuts = [(folded[:at], folded[at:]) for at in range(1, len(folded))]
            cuts = [cut for cut in cuts if all(map(self._is_piece, cut)) and self._belong(*cut)]
            return max(cuts, key=lambda cut: self.chance("", cut[0]) + self.chance(*cut), default=())
        found = self._likeliest(folded)
        joints = list(zip(found, found[1:], strict=False))
        unknown = sum(f"{a} {b}" not in self.pairs for a, b in joints)
        if unknown * 2 > len(found):
            return ()
        held = {piece for joint in joints if self._belong(*joint) for piece in joint}
        return found if len(found) > 1 and all(len(piece) > 1 or piece in held for piece in found) else ()

    def _likeliest(self, folded: str) -> tuple[str, ...]:
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(folded)
        for end in range(1, len(folded) + 1):
            for start in range(max(0, end - _LONGEST_PIECE), end):
                head, piece = best[start], folded[start:end]
                if head is None or not self._is_piece(piece):
                    continue
                chance = head[0] + self.chance(head[1][-1] if head[1] else "", piece)
                current = best[end]
                if current is None or chance > current[0]:
                    best[end] = (chance, (*head[1], piece))
        whole = best[-1]
        return whole[1] if whole else ()

    def _is_piece(self, word: str) -> bool:
        if len(word) == 1:
            return word in _LETTERS
        return self.singles.get(word, 0) >= (1 if is_syllable(word) else 2)

    def _belong(self, one: str, other: str) -> bool:
        """Tell whether two words meet often, and more often than by chance."""
        together = self.pairs.get(f"{one} {other}", 0)
        return together >= _OFTEN and together * self._total > self.singles[one] * self.singles[other]


def clashes(phrases: Iterable[str], texts: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the folded ``phrases`` (of several words) that ``texts`` write rather with other marks than these have.

    Texts without marks say nothing.
    """
    spelt: dict[str, set[str]] = {}
    for phrase in phrases:
        if " " in phrase:
            spelt.setdefault(fold(phrase), set()).add(_alike(phrase.split()))
    sizes = {phrase.count(" ") + 1 for phrase in spelt}
    more: Counter[str] = Counter()
    for text in texts:
        folded = [fold(word) for word in text]
        if folded == list(text):
            continue
        for size in sizes:
            for start in range(len(text) - size + 1):
                phrase = " ".join(folded[start : start + size])
                if phrase in spelt:
                    more[phrase] += -1 if _alike(text[start : start + size]) in spelt[phrase] else 1
    return frozenset(phrase for phrase, count in more.items() if count > 0)


def _alike(phrase: Sequence[str]) -> str:
    return " ".join(canonical(word) for word in phrase)
