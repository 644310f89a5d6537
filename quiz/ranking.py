"""How a contest ranks: score, then what the rules say breaks a tie. One number a result, so that an index sorts all."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.attempt import LARGEST_GUESS

_GUESS_BITS, _TIME_BITS, _MOST_SCORE = 24, 31, 255
_NO_GUESS = LARGEST_GUESS + 1


def rank_key(score: int, used_ms: int, guess: int | None, truth: int | None, order: Sequence[str]) -> int:
    """Return a number below 2**63, the smaller the better.

    ``truth``: how many answered all right, None while that is not known: then guesses do not count yet. Who gave no
    guess stands behind all who did.
    """
    gap = 0 if truth is None else _NO_GUESS if guess is None else abs(guess - truth)
    parts = {"guess": (min(gap, (1 << _GUESS_BITS) - 1), _GUESS_BITS), "time": (_time(used_ms), _TIME_BITS)}
    found = _MOST_SCORE - score
    for name in (*order, *(name for name in parts if name not in order)):
        value, bits = parts[name]
        found = (found << bits) | (value if name in order else 0)
    return found


def _time(used_ms: int) -> int:
    return max(0, min(used_ms, (1 << _TIME_BITS) - 1))
