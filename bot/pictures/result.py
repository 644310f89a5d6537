"""The picture of a practice round's result: square, for sending on in Zalo and Facebook."""

from __future__ import annotations

from datetime import date

from bot.pictures import colours
from bot.pictures.lettering import printable
from bot.pictures.ornament import brand, brocade
from bot.pictures.page import Box, Page, Shapes, Words, arc
from bot.pictures.qr import qr
from bot.texts import say

SIDE = 1080
_GAP = 0.006  # between the pieces of the ring, in turns
_MOST_PIECES = 30


def result(
    title: str, score: int, total: int, praise: str, day: date, name: str = "", address: str = "", code: str = ""
) -> Page:
    """Return the picture, 1080 by 1080; ``praise``: "all_right", "good" or "keep_going"; ``name``: whose it is.

    ``address`` leads to the same questions, as a QR; ``code`` is what is typed in a chat instead.
    """
    page = Page(SIDE, SIDE, colours.PAPER)
    page.add(Box(0, 0, SIDE, 136, colours.NAVY), *brocade(0, 136, SIDE, 22))
    page.add(*brand(64, 30, 76, say("picture.name"), say("picture.tagline"), dark=True))
    page.add(Words(SIDE / 2, 226, say("picture.result").upper(), 27, "SemiBold", colours.OCHRE, "centre"))
    y = page.paragraph(
        printable(title), SIDE / 2, 254, 920,
        lines=2, largest=56, smallest=36, weight="Bold", colour=colours.NAVY, align="centre", leading=1.25,
    )  # fmt: skip
    middle = (y + 14 + 742) / 2
    _ring(page, score, total, middle, min(196.0, (742 - y - 14) / 2))
    page.add(Words(SIDE / 2, 806, say(f"picture.{praise}"), 50, "Bold", colours.OCHRE, "centre"))
    if name := printable(name):
        page.paragraph(
            name, SIDE / 2, 834, 900, lines=1, largest=32, smallest=24, weight="Medium", colour=colours.SOFT,
            align="centre",
        )  # fmt: skip
    _foot(page, day, address, code)
    return page


def _ring(page: Page, score: int, total: int, middle: float, outer: float) -> None:
    inner = outer * 0.82
    pieces = total if total <= _MOST_PIECES else 1
    gap = _GAP if pieces > 1 else 0.0
    for number in range(pieces):
        place = arc(SIDE / 2, middle, outer, inner, number / pieces + gap, (number + 1) / pieces - gap)
        page.add(Shapes((place,), colours.GREEN if pieces > 1 and number < score else colours.LINE))
    if pieces == 1 and score:
        page.add(Shapes((arc(SIDE / 2, middle, outer, inner, 0, score / total),), colours.GREEN))
    size = outer * (0.62 if total < 100 else 0.46)
    page.add(Words(SIDE / 2, middle + size * 0.28, f"{score}/{total}", size, "ExtraBold", colours.NAVY, "centre"))
    page.add(
        Words(SIDE / 2, middle + outer * 0.48, say("picture.right"), outer * 0.19, "Medium", colours.SOFT, "centre")
    )


def _foot(page: Page, day: date, address: str, code: str) -> None:
    top = 880.0
    page.add(Box(0, top, SIDE, SIDE - top, colours.WHITE), Box(0, top, SIDE, 2, colours.LINE))
    left = 64.0
    if address:
        page.add(*qr(address, 44, top + 14, 172, quiet=2))
        left = 240.0
    page.add(Words(left, top + 76, say("picture.your_turn"), 38, "Bold", colours.NAVY))
    how = "scan_type" if address and code else "scan" if address else "type" if code else "free"
    page.add(Words(left, top + 122, say(f"picture.{how}"), 26, "Regular", colours.SOFT))
    if code:
        page.add(Words(left, top + 168, f"THI {code}", 34, "Bold", colours.OCHRE))
    page.add(
        Words(SIDE - 64, top + 168, say("picture.day", day=f"{day:%d/%m/%Y}"), 26, "Regular", colours.SOFT, "right")
    )
