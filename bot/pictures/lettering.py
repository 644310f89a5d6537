"""Letters: the font (Be Vietnam Pro, SIL Open Font License), how wide words are, how they fit a place."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

import fontpkg_be_vietnam_pro
from PIL import ImageFont

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"]
FILES = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
CAPITAL = 0.74
"""How high a capital letter is, in sizes; its mark ("Ế") needs as much as ``ASCENT``."""
ASCENT = 1.0
DESCENT = 0.265
_EXACT = 1000  # the size at which widths are measured: the font's own units
_MORE = "…"


def file(weight: Weight) -> Path:
    """Return the font's file."""
    return FILES / f"BeVietnamPro-{weight}.ttf"


def printable(text: str) -> str:
    """Return ``text`` composed (NFC), on one line, without characters that the font cannot draw (emoji, for one)."""
    known = _known()
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(letter if ord(letter) in known else " " for letter in composed).split())


def width(text: str, weight: Weight, size: float) -> float:
    """Return how wide ``text`` is at ``size``, without kerning, which only makes it narrower."""
    return _measure(weight).getlength(text) * size / _EXACT


def wrap(text: str, weight: Weight, size: float, most: float) -> list[str]:
    """Return ``text`` in lines no wider than ``most``, about equally long; a word wider than that is broken."""
    lines = _greedy(text, weight, size, most)
    if len(lines) < 2:
        return lines
    widest = max(width(word, weight, size) for word in text.split())
    low, high = min(most, max(most / 2, widest)), most  # to make lines equal no word is broken
    for _ in range(6):
        middle = (low + high) / 2
        if len(_greedy(text, weight, size, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return _greedy(text, weight, size, high)


def fit(text: str, weight: Weight, most: float, lines: int, largest: float, smallest: float) -> tuple[float, list[str]]:
    """Return a size from ``largest`` down to ``smallest`` and the lines: at most ``lines``, none wider than ``most``.

    Whole words are preferred to large ones. What does not fit at ``smallest`` ends with "…".
    """
    size = largest
    while size > smallest:
        wrapped = wrap(text, weight, size, most)
        if len(wrapped) <= lines and all(width(word, weight, size) <= most for word in text.split()):
            return size, wrapped
        size = max(smallest, size * 0.94)
    wrapped = _greedy(text, weight, smallest, most)
    if len(wrapped) <= lines:
        return smallest, wrap(text, weight, smallest, most)
    last = wrapped[lines - 1]
    while last and width(last + _MORE, weight, smallest) > most:
        last = last[:-1].rstrip()
    return smallest, [*wrapped[: lines - 1], last.rstrip(" ,.;:") + _MORE]


def _greedy(text: str, weight: Weight, size: float, most: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, weight, size) <= most:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, weight, size) > most and len(line) > 1:
            cut = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width(line[:n], weight, size) <= most)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


@cache
def _measure(weight: Weight) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file(weight)), _EXACT, layout_engine=ImageFont.Layout.BASIC)


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file("Regular"), lazy=True) as font:
        return frozenset(font.getBestCmap())
