"""Passwords and PINs, by the words before them and by how they look."""

from __future__ import annotations

import re

import bot.masking.rules as rules
from bot.masking.rules import FILLERS, PLACEHOLDERS
from bot.masking.scan import CONTEXTS, DANGER, Label, Scan, fold

_VALUE = re.compile(r"(?=[\s:=(\"'“‘«–—>→-])[\s:=–—>→(\"'“‘«-]{1,8}([^\s,;\"'”’»)/:]{1,64})")
_QUOTED = re.compile(r"[\s:=]{0,4}[\"'“‘«]([^\"'”’»\n]{3,60})[\"'”’»]")
_NUMBER = re.compile(r" \d{2,12}(?![\w/.])")
CHUNK = re.compile(r"[^\s,;\"'“”()/:=]+")
_MASKED = fold(PLACEHOLDERS["password"])
_SYMBOL = re.compile(r"[#@*!$%^&_][^\W_]")
_UNIT = re.compile(r"\d+[^\W\d_]{1,4}")
_DEVICE = re.compile(r"(?:win|windows|ios|iphone|ip|android|samsung|oppo|redmi|galaxy|ver|v|lv|cap|muc|vneid)\d+\w*")


def passwords(scan: Scan) -> None:
    """Values with letters behind (or in front of) "mật khẩu"; bare digits are left to `_numbers`."""
    done = 0
    for label in scan.labels("password"):
        gap = _password_gap(scan, label)
        if gap and not _claim_value(scan, *gap[:2]):
            _claim_phrase(scan, *gap)
        start = scan.tokens[max(label.first - 3, 0)].start
        end = scan.tokens[min(label.last + 9, len(scan.tokens) - 1)].end
        for match in CHUNK.finditer(scan.text, max(start, done), end):
            if _is_striking(match[0].rstrip(".?!")):
                scan.claim(*match.span(), "password")
        done = end


def _password_gap(scan: Scan, label: Label) -> tuple[int, bool, bool] | None:
    """The last token before the value behind `label`, whether "là" or ":" leads to it, and whose it is.

    None where the value is masked already.
    """
    at, copula, owner = label.last, scan.tokens[label.last].word == "la", False
    while not copula and at + 1 < len(scan.tokens) and at < label.last + 7:
        token, gap = scan.tokens[at + 1], scan.gap(at, at + 1)
        if token.word == _MASKED:
            return None
        copula = ":" in gap or "=" in gap
        glued = scan.folded[token.end : token.end + 1].strip(" \t\n\u200b:=,.;?!-/)")
        small = token.word.isdigit() and len(token.word) < 3
        if copula or glued or set(gap) & set(',;.?!"'):
            break
        if not (small or token.word[0] == "[" or token.word in FILLERS or token.word in rules.SERVICES):
            break
        copula, owner = token.word == "la", owner or token.word in rules.PERSONS
        at += 1
    return at, copula, owner


def _claim_value(scan: Scan, at: int, copula: bool) -> bool:
    """Claim what follows token `at` if it is a value and no ordinary word."""
    start = scan.tokens[at].end
    quoted = _QUOTED.match(scan.text, start)
    if quoted and (copula or re.search(r"\d", quoted[1])):
        return scan.claim(*quoted.span(1), "password")
    match = _VALUE.match(scan.text, start)
    if not match:
        return False
    value = match[1].rstrip(".?…")
    copula = copula or bool(set(scan.text[start : match.start(1)]) & set(":="))
    end = match.start(1) + len(value)
    if copula and value.isalpha() and value.lower() not in rules.NO_PASSWORD and fold(value) not in rules.SERVICES:
        named = value.istitle() and len(value) > 2 and not scan.shouted
        number = _NUMBER.match(scan.text, end)  # "Mai 2024"
        if named or number:
            return scan.claim(match.start(1), number.end() if number else end, "password")
    return _is_password(value, copula) and scan.claim(match.start(1), end, "password")


def _is_password(value: str, copula: bool) -> bool:
    """Whether the token directly behind "mật khẩu" (with "là" or ":" between: `copula`) is a value."""
    folded = fold(value)
    letters, digits = sum(c.isalpha() for c in value), sum(c.isdigit() for c in value)
    if _DEVICE.fullmatch(folded) or folded.strip("!*") in rules.SERVICES:
        return False
    if letters and digits:
        return len(value) >= (4 if copula else 5) and not (_UNIT.fullmatch(folded) and (not copula or len(value) < 6))
    if _SYMBOL.search(value) and letters + digits >= 3:
        return True
    if letters >= 6 and re.search(r"[a-z][A-Z]", value):
        return True
    return copula and folded.isalpha() and letters >= 4 and not rules.SYLLABLE.fullmatch(folded)


def _is_striking(chunk: str) -> bool:
    """Whether `chunk` looks like a password even some words away from the label."""
    if len(chunk) < 5:
        return False
    folded = fold(chunk)
    letters, digits = sum(c.isalpha() for c in chunk), sum(c.isdigit() for c in chunk)
    head = re.match(r"[a-z]*", folded)
    if _DEVICE.fullmatch(folded) or _UNIT.fullmatch(folded) or (head and CONTEXTS.has(head[0])):
        return False
    if _SYMBOL.search(chunk) and letters and digits:
        return True
    return letters >= 3 and digits >= 2 and not chunk.isupper() and "." not in chunk and "-" not in chunk


def _claim_phrase(scan: Scan, at: int, copula: bool, owner: bool) -> None:
    """Claim a password of ordinary words behind token `at`: "mật khẩu của bà là con gà trống …"."""
    first = last = at + 1
    if not (copula and owner) or first >= len(scan.tokens) or scan.gap(at, first).strip(' :"'):
        return
    if scan.tokens[first].word in rules.NO_PASSWORD or not scan.tokens[first].word.isalpha():
        return
    while (
        last + 1 < min(len(scan.tokens), first + 12)
        and scan.raw(last + 1) not in rules.PHRASE_END
        and not DANGER.at(scan, last + 1)
        and not scan.gap(last, last + 1).strip(" \t")
    ):
        last += 1
    if "gi" not in {token.word for token in scan.tokens[first : last + 1]}:
        scan.claim(scan.tokens[first].start, scan.tokens[last].end, "password")
