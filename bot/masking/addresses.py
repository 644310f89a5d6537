"""Exact addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

import bot.masking.rules as rules
from bot.masking.names import capital, may_be_name, name_end
from bot.masking.scan import DANGER, LEVELS, Scan


class Part(NamedTuple):
    """A part of an address: its last token, its level, and whether a number stands in it."""

    last: int
    level: str
    numbered: bool


_BETWEEN_PARTS = re.compile(r"[\s,.;:()–-]{1,3}")


def addresses(scan: Scan) -> None:
    """Claim parts in a row ("số 6A, tổ 14, phường Bắc Kạn") that together say where somebody lives."""
    at = 0
    while at < len(scan.tokens):
        parts: list[Part] = []
        end, word = at, scan.word(at)
        level, number = word in LEVELS, word.isdigit()
        home = (level or number) and _at_home(scan, at, 2)
        begins = level or (number and (home or scan.folded.startswith("/", scan.tokens[at].end)))
        while begins and (part := _part(scan, end, bool(parts), home)):
            parts.append(part)
            end = part.last + 1
            if end >= len(scan.tokens) or not _BETWEEN_PARTS.fullmatch(scan.gap(end - 1, end)):
                break
        if parts and _is_address(scan, at, parts):
            scan.claim(scan.tokens[at].start, scan.tokens[end - 1].end, "address")
        at = max(end, at + 1)


def _part(scan: Scan, at: int, inside: bool, home: bool) -> Part | None:
    """The part at token `at`: `inside` an address also a bare name, at `home` also a bare number."""
    if at >= len(scan.tokens) or scan.taken[scan.tokens[at].start] or DANGER.at(scan, at):
        return None
    last, level = LEVELS.at(scan, at) or (at - 1, "")
    if level and len(scan.word(at)) == 1 and not scan.folded.startswith(".", scan.tokens[at].end):
        return None
    first = last + 1
    if level and scan.word(first) == "so":
        first += 1
    if level and (first >= len(scan.tokens) or not re.fullmatch(r"[\s.:]{0,2}", scan.gap(first - 1, first))):
        return None
    if (number := _house_number(scan, first)) is not None:
        street = may_be_name(scan, number + 1) or scan.word(number + 1) in ("duong", "pho")
        alone = street and not inside and (home or "/" in scan.gap(first, first + 1))  # "12/7 đường …"
        return Part(number, level or "unit", True) if level or alone else None
    big = capital(scan, first)
    if level in ("fine", "coarse"):
        landlord = scan.word(first) in ("ba", "ong", "co", "chu") and capital(scan, first + 1) and not big
        clear = scan.word(last) in rules.CLEAR_LEVELS or home or (inside and (level == "coarse" or last > at))
        named = name_end(scan, first + landlord) if big or clear or landlord else None
        return Part(named, level, False) if named is not None else None
    loose = scan.even and first and scan.gap(first - 1, first) == " " and not scan.word(first - 1).isdigit()
    bare = inside and not level and not loose and may_be_name(scan, first)
    named = name_end(scan, first) if bare else None
    return Part(named, "bare", False) if named is not None and named > first else None


def _house_number(scan: Scan, first: int) -> int | None:
    """The last token of a number such as "12", "6A", "A2", "12/5/3" that begins at token `first`."""
    last = first
    if len(scan.word(first)) < 3 and scan.word(first + 1).isdigit() and not scan.gap(first, first + 1):
        last += 1
    if not scan.word(last).isdigit():
        return None
    while scan.word(last + 1).isdigit() and scan.gap(last, last + 1) in ("/", "-") and last < first + 4:
        last += 1
    if any(len(token.word) > 4 for token in scan.tokens[first : last + 1]):
        return None
    if len(scan.word(last + 1)) == 1 and not scan.gap(last, last + 1):
        last += 1
    return last if scan.free(scan.tokens[first].start, scan.tokens[last].end) else None


def _at_home(scan: Scan, at: int, reach: int) -> bool:
    """Whether a word of living or delivering stands up to `reach` tokens before token `at`."""
    return any(token.word in rules.HOME_WORDS for token in scan.tokens[max(at - reach, 0) : at])


def _is_address(scan: Scan, at: int, parts: list[Part]) -> bool:
    """Whether the parts are exact enough: a house and its street, or a quarter and what it belongs to."""
    levels = [part.level for part in parts]
    fine = levels.count("fine")
    if "house" in levels and len(parts) > 1:
        return True
    if "unit" in levels:
        home = not scan.even and _at_home(scan, at, 4)
        return fine > 0 or ("bare" in levels and ("coarse" in levels or home))
    if not fine or len(parts) < 2:
        return False
    if any(part.numbered for part in parts if part.level == "fine"):
        return True
    before = {token.word for token in scan.tokens[max(at - 2, 0) : at]}
    return not before & rules.PUBLIC_WORDS
