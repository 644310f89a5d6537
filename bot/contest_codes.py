"""The code that a participant goes on with on any phone: eight characters without look-alikes and a check letter."""

from __future__ import annotations

import re

from bot.links import DIGITS, LETTERS, new_code, read_code

LENGTH = 9
_ALL = LETTERS + DIGITS
_TYPED = re.compile(r"(?:mã|ma) (?:số )?(?:dự|du) thi(?: là| la|:)? *([\w .–-]{9,20})", re.IGNORECASE)
_BARE = re.compile(r"[\w .–-]{9,14}")


def new() -> str:
    """Return a new code."""
    start = new_code()
    return start + _check(start)


def read(text: str) -> str:
    """Return the code that ``text`` is, forgiving case, spaces, dashes and look-alikes; "" where it is none."""
    letters = re.sub(r"[\s.–-]+", "", text).upper()
    start = read_code(letters[: LENGTH - 1]) if len(letters) == LENGTH else ""
    return start + letters[-1] if start and letters[-1] == _check(start) else ""


def typed(text: str) -> tuple[bool, str]:
    """Return whether a message names a code ("mã dự thi …", or nothing but one), and the code, "" for a wrong one."""
    text = " ".join(text.split()).strip(" .!")
    if found := _TYPED.fullmatch(text):
        return True, read(found[1])
    code = read(text) if _BARE.fullmatch(text) else ""
    return bool(code), code


def shown(code: str) -> str:
    """Return the code as people read it out: "HK7-MNP-4XT"."""
    return "-".join(code[start : start + 3] for start in range(0, LENGTH, 3))


def _check(start: str) -> str:
    """Return the letter that tells a slip in one character, and most exchanged neighbours."""
    total = sum((place + 2) * _ALL.index(character) for place, character in enumerate(start))
    return LETTERS[total % len(LETTERS)]
