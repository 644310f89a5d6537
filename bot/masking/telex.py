"""Messages typed in raw Telex ("maatj khaaur"), read as if they had been typed without marks ("mat khau")."""

from __future__ import annotations

import re

import bot.masking.rules as rules

_WORD = re.compile(r"[A-Za-z]{2,}")
_TONE = re.compile(r"(?<=[a-z])[sfrxj]$", re.IGNORECASE)
_MARK = re.compile(r"(?<=[aou])w|(?<=a)a|(?<=e)e|(?<=o)o|(?<=^d)d", re.IGNORECASE)
_ENOUGH = 3  # words that are nothing but Telex, or three in ten


def plain(text: str) -> tuple[str, list[int]] | None:
    """Return `text` without Telex's extra letters and, for each character and the end, where it stood in `text`.

    None where the text is not raw Telex.
    """
    words = list(_WORD.finditer(text))
    dropped = {match.start(): _dropped(match[0]) for match in words}
    typed = sum(map(bool, dropped.values()))
    if (typed < _ENOUGH and typed < 0.3 * len(words)) or not typed:
        return None
    left_out = {start + at for start, places in dropped.items() for at in places}
    kept = [at for at in range(len(text)) if at not in left_out]
    return "".join(text[at] for at in kept), [*kept, len(text)]


def _dropped(word: str) -> list[int]:
    """Which letters of `word` are marks and a tone typed as letters; none where it is a word as it stands."""
    if rules.SYLLABLE.fullmatch(word.lower()) and "oo" not in word.lower():  # "xoong" is rare, "khoong" is not
        return []
    tone = _TONE.search(word)
    body = word[: tone.start()] if tone else word
    marks = [match.start() for match in _MARK.finditer(body)]
    bare = "".join(char for at, char in enumerate(body) if at not in marks)
    if not (marks or tone) or not rules.SYLLABLE.fullmatch(bare.lower()):
        return []
    return [*marks, *([tone.start()] if tone else [])]
