"""The scoreboard of a group's round: square, for the group it was played in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.pictures import colours
from bot.pictures.lettering import printable, width
from bot.pictures.ornament import brand, brocade
from bot.pictures.page import Box, Page, Words
from bot.texts import say

SIDE = 1080
_TOP, _BOTTOM = 372.0, 1000.0
_TALLEST = 92.0
_NAME_FROM, _NAME_TO = 176.0, 760.0


def scoreboard(title: str, rows: Sequence[tuple[int, str, int]], total: int, day: date) -> Page:
    """Return the picture, 1080 by 1080; ``rows``: place, name and right answers of ``total``, at most ten."""
    page = Page(SIDE, SIDE, colours.PAPER)
    page.add(Box(0, 0, SIDE, 136, colours.NAVY), *brocade(0, 136, SIDE, 22))
    page.add(*brand(64, 30, 76, say("picture.name"), say("picture.tagline"), dark=True))
    page.add(Words(SIDE / 2, 226, say("picture.board").upper(), 27, "SemiBold", colours.OCHRE, "centre"))
    page.paragraph(
        printable(title), SIDE / 2, 254, 920,
        lines=1, largest=56, smallest=30, weight="Bold", colour=colours.NAVY, align="centre",
    )  # fmt: skip
    step = min(_TALLEST, (_BOTTOM - _TOP) / max(1, len(rows)))
    for number, (place, name, right) in enumerate(rows):
        _row(page, _TOP + number * step, step, place, printable(name), right, total)
    page.add(Words(SIDE / 2, 1046, say("picture.day", day=f"{day:%d/%m/%Y}"), 26, "Regular", colours.SOFT, "centre"))
    return page


def _row(page: Page, top: float, step: float, place: int, name: str, right: int, total: int) -> None:
    tall, baseline, size = step * 0.86, top + step * 0.58, step * 0.42
    first = place == 1
    page.add(Box(64, top, SIDE - 128, tall, colours.SAND if first else colours.WHITE, radius=16, line=colours.LINE))
    page.add(Words(120, baseline, str(place), size, "ExtraBold", colours.OCHRE if first else colours.SOFT, "centre"))
    name = name or say("picture.player")
    while width(name, "SemiBold", size) > _NAME_TO - _NAME_FROM:
        name = name[:-2].rstrip() + "…"
    page.add(Words(_NAME_FROM, baseline, name, size, "SemiBold", colours.NAVY))
    page.add(Words(SIDE - 96, baseline, f"{right}/{total}", size, "Bold", colours.GREEN, "right"))
