"""People's messages with secrets in other spellings: without marks, numbers parted or said in words, raw Telex."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.masking import mask, rules
from tests.conftest import DATA
from written.text import fold

_PLACEHOLDER = re.compile("|".join(map(re.escape, rules.PLACEHOLDERS.values())))
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0302": None, "\u0306": "w", "\u031b": "w"}  # a hat doubles its letter
_LOOSE = ("address", "dob")  # the kinds of which 5 in 100 may be left


def _without_marks(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
                   if not unicodedata.combining(char))  # fmt: skip


def _parted(gap: str) -> Callable[[str], str]:
    def groups(match: re.Match[str]) -> str:
        digits = match[0]
        return gap.join(digits[at : at + 3] for at in range(0, len(digits), 3))

    return lambda text: re.sub(r"(?<![\w.@/-])\d{6,}(?![\w@/-])", groups, text)


def _said(text: str) -> str:
    def words(match: re.Match[str]) -> str:
        digits = [char for char in match[0] if char.isdigit()]
        date = re.fullmatch(r"\d{1,2}[-.]\d{1,2}[-.](?:19|20)?\d\d|(?:19|20)\d\d", match[0])
        return match[0] if date or len(digits) < 4 else " ".join(_WORDS[int(digit)] for digit in digits)

    return re.sub(r"(?<![\w.,@/-])\+?\d(?:[ .-]?\d)*(?![\w@/-]|[.,]\d)", words, text)


def _telex(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        letters, tone = "", ""
        for char in unicodedata.normalize("NFD", match[0].replace("đ", "dd").replace("Đ", "Dd")):
            if char in _TONES:
                tone = _TONES[char]
            elif char in _SHAPES:
                letters += _SHAPES[char] or letters[-1].lower()
            else:
                letters += char
        return letters + tone

    return re.sub(r"[^\W\d_]+", word, text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as typed": str,
    "without marks": _without_marks,
    "dots in numbers": _parted("."),
    "spaces in numbers": _parted(" "),
    "numbers in words": _said,
    "raw Telex": _telex,
}


@dataclass(frozen=True)
class Figures:
    """``left``: numbers, passwords, e-mails that were left, of ``hard``; the same of addresses and dates of birth;

    ``touched``: of ``plain`` messages without secrets those that were changed.
    """

    left: list[str]
    hard: int
    loose_left: list[str]
    loose: int
    touched: list[str]
    plain: int


def measure(spelling: str) -> Figures:
    """Mask every message of ``tests/data/pii.jsonl`` in this spelling; return what was left and what was touched."""
    change = SPELLINGS[spelling]
    left: dict[bool, list[str]] = {True: [], False: []}
    counts = {True: 0, False: 0}
    touched, plain = [], 0
    for line in (DATA / "pii.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = change(row["text"])
        masked = mask(text).text
        for secret in row["secrets"]:
            loose = secret["kind"] in _LOOSE
            counts[loose] += 1
            if leaks(masked, change(secret["value"])):
                left[loose].append(f"{text} -> {masked}")
        if not row["secrets"]:
            plain += 1
            if masked != text:
                touched.append(f"{text} -> {masked}")
    return Figures(left[False], counts[False], left[True], counts[True], touched, plain)


def leaks(masked: str, value: str) -> bool:
    """Tell whether ``value`` is left, or four of its digits in a row, in figures or in words."""
    rest = _PLACEHOLDER.sub("\n", masked)
    if value in rest:
        return True
    parts = [value[at : at + 4] for at in range(len(value) - 3)]
    said = fold(value).split()
    runs = [
        " ".join(said[at : at + 4]) for at in range(len(said) - 3) if set(said[at : at + 4]) <= set(map(fold, _WORDS))
    ]
    return any(re.search(r"\d.*\d", part) and part in rest for part in parts) or any(run in fold(rest) for run in runs)
