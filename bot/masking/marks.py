"""What is known by its look alone: e-mails, insurance cards, and dates (of birth: masked; others: kept)."""

from __future__ import annotations

import bot.masking.rules as rules
from bot.masking.rules import FILLERS, HARMLESS, PLACEHOLDERS
from bot.masking.scan import KEPT, Scan


def emails(scan: Scan) -> None:
    """Claim e-mail addresses."""
    for needle, pattern in rules.EMAILS.items():
        for match in pattern.finditer(scan.folded) if needle in scan.folded else ():
            scan.claim(*match.span(), "email")


def insurance_cards(scan: Scan) -> None:
    """Card numbers such as "GD4 01 06 204 18573"; unless glued in capitals they want a label somewhere."""
    labelled = next(scan.labels("bhxh"), None) is not None
    for match in rules.BHYT.finditer(scan.folded):
        glued = not match[2] and scan.text[match.start(1) : match.end(1)].isupper()
        if glued or labelled:
            scan.claim(*match.span(), "bhxh")


def dates(scan: Scan) -> None:
    """Claim dates of birth; keep other dates from being read as numbers."""
    by_start = {token.start: k for k, token in enumerate(scan.tokens)}
    births: set[int] = set()  # their tokens: the next date looks through them for its label
    for match in rules.DATES.finditer(scan.folded):
        day, month, year = (next(match[f"{part}{i}"] for i in ("", *"23456") if match[f"{part}{i}"]) for part in "dmy")
        first = by_start.get(match.start())
        if first is None or not _within(day, 31) or not _within(month, 12):
            continue
        last = first
        while last + 1 < len(scan.tokens) and scan.tokens[last + 1].end <= match.end():
            last += 1
        if _is_birth(scan, first, last, births):
            births.update(range(first, last + 1))
            scan.claim(*match.span(), "dob")
        elif len(year) == 4 and not match["d5"]:
            scan.take(*match.span(), KEPT)


def _within(number: str, most: int) -> bool:
    """Whether a day or month, unless it is spelled, lies in 1 … `most`."""
    return not number.isdigit() or 1 <= int(number) <= most


def _is_birth(scan: Scan, first: int, last: int, births: set[int]) -> bool:
    """Whether a label "sinh" belongs to the date at tokens `first:last + 1`."""
    words = 0
    for k in range(first - 1, max(first - 25, -1), -1):
        label = scan.ends.get(k)
        if label and label.context.kind in ("dob", HARMLESS):
            return label.context.kind == "dob"
        if k in births or scan.raw(k) == PLACEHOLDERS["dob"]:
            continue
        words += 1
        stop = scan.raw(k) in rules.DATE_STOP or rules.YEAR.fullmatch(scan.words[k])
        if words > 8 or stop or "?" in scan.gap(k, k + 1):
            break
    for k in range(last + 1, last + 4):
        label = scan.starts.get(k)
        if label and label.context.kind == "dob" and scan.word(label.last + 1)[:1] not in tuple("[0123456789"):
            return True
        if scan.word(k) not in FILLERS:
            break
    told = "tuoi" in scan.words or next(scan.labels("dob"), None) is not None
    return told and scan.word(first - 1) in rules.PERSONS  # "chồng 3/3/1980, vợ sinh 4/4/1982"
