"""The certificate of a contest: A4 across, vectors and real text, with a QR that leads to the page that verifies it."""

from __future__ import annotations

import math
from datetime import date

from bot.pictures import colours
from bot.pictures.lettering import Weight, printable, width
from bot.pictures.ornament import brocade
from bot.pictures.page import Box, Mark, Page, Point, Shapes, Words, disc
from bot.pictures.qr import qr
from bot.texts import say

WIDE, HIGH = 841.89, 595.28
"""A4 across, in points."""
_MIDDLE = WIDE / 2
_FRAME = 24.0  # printers leave the paper's edge white
_BAND = 13.0
_INSIDE = 62.0
_FOOT = 428.0  # where the foot begins
_QR = 92.0
_SIGNED = 250.0  # the width of the place for the signature


def certificate(
    title: str,
    name: str,
    unit: str,
    score: int,
    total: int,
    place: int,
    of: int,
    organiser: str,
    town: str,
    day: date,
    address: str,
    code: str,
) -> Page:
    """Return the certificate of ``name``; ``place`` (0: not said) of ``of``; ``address``: where it is verified.

    ``unit``, ``organiser`` and ``town`` may be empty; ``code``: the certificate's number as people read it.
    """
    page = Page(WIDE, HIGH)
    _frame(page)
    y = _heading(page, printable(organiser))
    said = (title, name, unit, _result(score, total, place, of))
    free = _FOOT - y - _body(Page(WIDE, HIGH), *said, 0.0, 0.0)
    gap = min(12.0, max(0.0, free) / 8)
    _body(page, *said, y + max(0.0, free - 5 * gap) / 2, gap)
    _verification(page, address, code)
    _signature(page, printable(organiser), printable(town), day)
    return page


def _frame(page: Page) -> None:
    inside, high = WIDE - 2 * _FRAME, HIGH - 2 * _FRAME
    page.add(Box(_FRAME, _FRAME, inside, high, colours.PAPER, 0, colours.NAVY, 2.4))
    for top in (_FRAME + 6, HIGH - _FRAME - 6 - _BAND):
        page.add(*brocade(_FRAME + 6, top, inside - 12, _BAND))
    rest = 6 + _BAND + 5
    page.add(Box(_FRAME + 6, _FRAME + rest, inside - 12, high - 2 * rest, None, 0, colours.GOLD, 1))


def _heading(page: Page, organiser: str) -> float:
    y = _FRAME + 39.0
    if organiser:
        y = page.paragraph(
            organiser.upper(), _MIDDLE, y, WIDE - 2 * _INSIDE - 40,
            lines=2, largest=14, smallest=10, weight="SemiBold", colour=colours.NAVY, align="centre", leading=1.35,
        )  # fmt: skip
        y += 13
    heading = say("certificate.heading").upper()
    size = 44.0
    page.add(Words(_MIDDLE, y + 39, heading, size, "ExtraBold", colours.OCHRE, "centre"))
    wide = width(heading, "ExtraBold", size)
    for side in (-1, 1):
        page.add(*_branch(_MIDDLE + side * (wide / 2 + 50), y + 25, side))
    return y + 62


def _branch(x: float, y: float, side: int) -> list[Mark]:
    """Return a star between two lines that grow thin outwards."""
    tip, root = x + side * 46, x - side * 24
    line = ((root, y - 1.1), (tip, y), (root, y + 1.1))
    star = _star(x + side * 2, y, 8)
    return [Shapes((line,), colours.GOLD), disc(x + side * 2, y, 10, colours.PAPER), Shapes((star,), colours.OCHRE)]


def _star(x: float, y: float, radius: float) -> tuple[Point, ...]:
    corners = []
    for number in range(10):
        angle, far = math.pi * number / 5, radius if number % 2 == 0 else radius * 0.382
        corners.append((x + far * math.sin(angle), y - far * math.cos(angle)))
    return tuple(corners)


def _result(score: int, total: int, place: int, of: int) -> str:
    ranked = say("certificate.placed", place=place, of=f"{of:,}".replace(",", ".")) if place else ""
    return say("certificate.result", score=score, total=total) + ranked


def _body(page: Page, title: str, name: str, unit: str, result: str, top: float, gap: float) -> float:
    """Write the middle; ``gap``: what is added between its parts. Return how high it is."""
    page.add(Words(_MIDDLE, top + 11, say("certificate.to"), 14, "Regular", colours.SOFT, "centre"))
    y = _strong(page, printable(name), top + 26 + gap, 42, 29, 24, "ExtraBold") - 8 + gap / 2
    if unit:
        y = _strong(page, printable(unit), y, 15.5, 12, 10.5, "Medium", colours.INK) - 1
    page.add(Words(_MIDDLE, y + 14 + gap, say("certificate.for"), 14, "Regular", colours.SOFT, "centre"))
    y = _strong(page, printable(title), y + 28 + 2 * gap, 22, 18, 13, "Bold")
    page.add(Words(_MIDDLE, y + 13 + gap, result, 15.5, "SemiBold", colours.OCHRE, "centre"))
    return y + 22 + gap - top


def _strong(
    page: Page, text: str, y: float, largest: float, one: float, smallest: float, weight: Weight,
    colour: str = colours.NAVY,
) -> float:  # fmt: skip
    """Write on one line, as large as fits down to the size ``one``, else on two; return where the next may begin."""
    most = WIDE - 2 * _INSIDE
    lines = 1 if width(text, weight, one) <= most else 2
    return page.paragraph(
        text, _MIDDLE, y, most,
        lines=lines, largest=largest, smallest=one if lines == 1 else smallest, weight=weight, colour=colour,
        align="centre", leading=1.3,
    )  # fmt: skip


def _verification(page: Page, address: str, code: str) -> None:
    left, top = _INSIDE, _FOOT + 8
    if address:
        page.add(Box(left - 1, top - 1, _QR + 2, _QR + 2, colours.WHITE, 6, colours.NAVY, 1))
        page.add(*qr(address, left + 3, top + 3, _QR - 6, quiet=2))
        left += _QR + 16
    page.add(Words(left, top + 24, say("certificate.number"), 10.5, "Medium", colours.SOFT))
    page.add(Words(left, top + 45, code, 17, "Bold", colours.NAVY))
    if address:
        page.paragraph(
            say("certificate.scan"), left, top + 57, 170,
            lines=2, largest=10.5, smallest=9, weight="Regular", colour=colours.SOFT, leading=1.35,
        )  # fmt: skip


def _signature(page: Page, organiser: str, town: str, day: date) -> None:
    middle = WIDE - _INSIDE - _SIGNED / 2
    date_line = say("certificate.date", day=f"{day.day:02}", month=f"{day.month:02}", year=day.year)
    where = f"{town}, {date_line}" if town else date_line[0].upper() + date_line[1:]
    page.add(Words(middle, _FOOT + 14, where, 12, "Medium", colours.INK, "centre"))
    y = page.paragraph(
        (organiser or say("certificate.board")).upper(), middle, _FOOT + 24, _SIGNED,
        lines=2, largest=11.5, smallest=8.5, weight="Bold", colour=colours.NAVY, align="centre", leading=1.3,
    )  # fmt: skip
    page.add(Words(middle, y + 6, say("certificate.sign"), 9.5, "Regular", colours.SOFT, "centre"))
