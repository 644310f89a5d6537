"""Vietnamese text as people type it: cleaning, folding and words.

Everything here is a pure function of its argument. A *word* is a run of letters and digits, lower case,
NFC. *Folded* means without tone and vowel marks and with ``đ`` as ``d`` ("Đăng ký" -> "dang ky").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_SHAPES = {"\u0302", "\u0306", "\u031b"}  # of â, ă and ơ
_LOOKALIKES = str.maketrans(
    {
        "Ð": "Đ",  # Icelandic eth, typed by old fonts
        "ð": "đ",
        "ɖ": "đ",
        "Ɖ": "Đ",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
    }
)
_WORD = re.compile(r"[^\W_]+")
_ORDINARY = re.compile("[\n -~\u00a1-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u0188\u018a-\u024f\u1ea0-\u1ef9]*")


class _Unmarked(dict[int, str | None]):
    """For ``str.translate``: leaves marks out; what a character becomes is looked up once."""

    def __missing__(self, code: int) -> str | None:
        found = None if unicodedata.category(chr(code)) == "Mn" else chr(code).replace("đ", "d")
        self[code] = found
        return found


_unmarked = _Unmarked()
_LONGEST_WORD = 40  # a longer run is noise, and would cost time


def clean(text: str) -> str:
    """Return ``text`` in NFC without control characters, lone surrogates, zero-width marks and stacked accents.

    A letter keeps one tone and one shape, those that were typed first ("đườ" and one more acute is "đườ").
    """
    text = unicodedata.normalize("NFKC", text.translate(_LOOKALIKES))
    if _ORDINARY.fullmatch(text):
        return text.strip()
    kept: list[str] = []
    marks: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp"):
            character = " " if character != "\n" else "\n"
        elif category in ("Cs", "Cf", "Co", "Cn"):
            continue
        if category != "Mn":
            marks = []
        elif len(marks) < 2 and not any({character, mark} <= own for mark in marks for own in (_TONES, _SHAPES)):
            marks.append(character)
        else:
            continue
        # A shape goes before the tone, or they do not become one letter.
        at = len(kept) - (character in _SHAPES and marks[0] in _TONES)
        kept.insert(at, character)
    return unicodedata.normalize("NFC", "".join(kept).translate(_LOOKALIKES)).strip()


def fold(text: str) -> str:
    """Return ``text`` lower case, without Vietnamese marks, ``đ`` as ``d``; spaces and punctuation stay."""
    lowered = text.lower()
    return lowered if lowered.isascii() else unicodedata.normalize("NFD", lowered).translate(_unmarked)


def words(text: str) -> list[str]:
    """Return the words of ``text``, lower case, marks kept."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=2048)
def normal_form(text: str) -> str:
    """Return the folded words joined by one space: two texts with the same normal form ask the same thing."""
    return " ".join(words(fold(clean(text))))


def canonical(word: str) -> str:
    """Return ``word`` with its tone mark moved to the end, so that "hòa" and "hoà" are the same ("hoa" + mark)."""
    tone = ""
    rest: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = character
        else:
            rest.append(character)
    return unicodedata.normalize("NFC", "".join(rest)) + tone


def has_marks(text: str) -> bool:
    """Tell whether ``text`` was typed with Vietnamese marks."""
    return fold(text) != text.lower()
