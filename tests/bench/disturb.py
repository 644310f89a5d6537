"""The same question as others would type it: without marks, in raw Telex, with slips, with joined words."""

from __future__ import annotations

import random
import re
import unicodedata

from written.text import fold

_LETTERS = {"â": "aa", "ă": "aw", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def stripped(text: str) -> str:
    """Return ``text`` without marks."""
    return fold(text)


def telex(text: str) -> str:
    """Return ``text`` as the keys of Telex that type it."""
    return " ".join(_telex_word(word) for word in text.lower().split())


def _telex_word(word: str) -> str:
    tone, keys = "", ""
    for character in unicodedata.normalize("NFC", word):
        parts = unicodedata.normalize("NFD", character)
        tone = next((_TONES[part] for part in parts if part in _TONES), tone)
        plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        keys += _LETTERS.get(plain, plain)
    match = re.match(r"^(.*?)(\W*)$", keys, re.DOTALL)
    return f"{match[1]}{tone}{match[2]}" if match else keys


def slips(text: str) -> str:
    """Return ``text`` with a slip of the thumb in about one word of four (swapped, dropped or doubled letter)."""
    chance = random.Random(text)
    found = text.split()
    for _ in range(max(1, len(found) // 4)):
        index = chance.randrange(len(found))
        word = found[index]
        if len(word) > 3:
            at = chance.randrange(1, len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            found[index] = chance.choice([swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]])
    return " ".join(found)


def joined(text: str) -> str:
    """Return ``text`` with about a quarter of the spaces left out."""
    chance = random.Random(text)
    return re.sub(r" ", lambda _: "" if chance.random() < 0.25 else " ", text)
