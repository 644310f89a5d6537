"""The poster for a village notice board: A4, vectors and real text, a QR that is read from two metres."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.pictures import colours
from bot.pictures.lettering import printable, width
from bot.pictures.ornament import brand, brocade
from bot.pictures.page import Box, Page, Words, disc
from bot.pictures.qr import qr
from bot.texts import say

WIDE, HIGH = 595.28, 841.89
"""A4 in points."""
_FRAME = 22.0  # printers leave the paper's edge white
_EDGE = 46.0
_QR = 306.0  # 10.8 cm
_QR_TOP = 288.0
_MESSENGERS = ("t.me",)
_BAR = 56.0
_STEPS = ("1", "2", "3")


def poster(kind: str, title: str, about: str, maker: str, unit: str, address: str, code: str) -> Page:
    """Return the poster; ``kind``: "bank", "round" or "contest"; ``maker`` and ``unit`` may be empty."""
    page = Page(WIDE, HIGH)
    inside = WIDE - 2 * _FRAME
    page.add(Box(_FRAME, _FRAME, inside, HIGH - 2 * _FRAME, colours.WHITE, 0, colours.NAVY, 2))
    page.add(Box(_FRAME, _FRAME, inside, 66, colours.NAVY), *brocade(_FRAME, _FRAME + 66, inside, 13))
    page.add(*brand(_EDGE, _FRAME + 10, 46, say("picture.name"), say("picture.tagline"), dark=True))
    top, texts = _FRAME + 79, (kind, printable(title), printable(about))
    high = _head(Page(WIDE, HIGH), *texts, 0.0)
    _head(page, *texts, top + (_QR_TOP - top - high) / 2)
    page.add(Box(_EDGE - 2, _QR_TOP - 2, _QR + 4, _QR + 4, colours.WHITE, 14, colours.NAVY, 2))
    page.add(*qr(address, _EDGE + 6, _QR_TOP + 6, _QR - 12, quiet=3))
    _steps(page, kind, _EDGE + _QR + 24, _QR_TOP)
    _typed(page, address, code, _QR_TOP + _QR + 15)
    _foot(page, printable(maker), printable(unit), _QR_TOP + _QR + 77)
    page.add(Box(_FRAME, HIGH - _FRAME - 24, inside, 24, colours.NAVY))
    page.add(Words(WIDE / 2, HIGH - _FRAME - 8.3, say("picture.never_ask"), 10.5, "Medium", colours.WHITE, "centre"))
    return page


def _head(page: Page, kind: str, title: str, about: str, top: float) -> float:
    most = WIDE - 2 * _EDGE
    page.add(Words(WIDE / 2, top + 12, say("picture.call").upper(), 15, "SemiBold", colours.OCHRE, "centre"))
    y = page.paragraph(
        title, WIDE / 2, top + 30, most,
        lines=2, largest=46, smallest=24, weight="ExtraBold", colour=colours.NAVY, align="centre", leading=1.2,
    )  # fmt: skip
    y = page.paragraph(
        about, WIDE / 2, y + 5, most,
        lines=2, largest=16.5, smallest=13, weight="SemiBold", colour=colours.INK, align="centre",
    )  # fmt: skip
    return page.paragraph(
        say(f"picture.invite.{kind}"), WIDE / 2, y + 3, most,
        lines=1, largest=14, smallest=11, colour=colours.SOFT, align="centre",
    )  # fmt: skip


def _steps(page: Page, kind: str, left: float, top: float) -> None:
    page.add(Words(left, top + 15, say("picture.how"), 20, "Bold", colours.OCHRE))
    y = top + 40
    room = (_QR - 40) / len(_STEPS)
    for number in _STEPS:
        text = say(f"picture.{'steps_contest' if kind == 'contest' else 'steps'}.{number}")
        page.add(disc(left + 15, y + 15, 15, colours.NAVY))
        page.add(Words(left + 15, y + 21.5, number, 18, "Bold", colours.WHITE, "centre"))
        page.paragraph(
            text, left + 41, y + 3, WIDE - _EDGE - left - 41,
            lines=5, largest=15.5, smallest=11, weight="Medium", colour=colours.INK, leading=1.28,
        )  # fmt: skip
        y += room


def _typed(page: Page, address: str, code: str, top: float) -> None:
    wide = WIDE - 2 * _EDGE
    host = urlsplit(address).netloc
    place = host if host and host not in _MESSENGERS else say("picture.assistant")
    page.add(Box(_EDGE, top, wide, _BAR, colours.SAND, 12))
    code = f"THI {code}"
    page.add(Words(WIDE - _EDGE - 18, top + _BAR / 2 + 12, code, 32, "ExtraBold", colours.NAVY, "right"))
    most = wide - 18 - 20 - 18 - width(code, "ExtraBold", 32)
    told = say("picture.by_hand", place=place)
    how: dict[str, Any] = {"lines": 3, "largest": 13, "smallest": 9, "weight": "Medium", "leading": 1.28}
    high = Page(WIDE, HIGH).paragraph(told, 0, 0, most, **how)
    page.paragraph(told, _EDGE + 18, top + (_BAR - high) / 2 + 1.5, most, **how)


def _foot(page: Page, maker: str, unit: str, top: float) -> None:
    stamp = 168.0
    left, right = _EDGE, WIDE - _EDGE - stamp
    most = right - left - 24
    y = top + 4
    for label, value, size in (("unit", unit, 17.0), ("maker", maker, 14.0)):
        page.add(Words(left, y + 9, say(f"picture.{label}"), 10.5, "Medium", colours.SOFT))
        if value:
            y = page.paragraph(
                value, left, y + 16, most,
                lines=2, largest=size, smallest=10, weight="Bold", colour=colours.NAVY, leading=1.25,
            )  # fmt: skip
            y += 3
        else:  # to be written by hand
            page.add(Box(left, y + 36, most, 0.8, colours.SOFT))
            y += 44
    bottom = HIGH - _FRAME - 36
    page.add(Box(right, top + 2, stamp, bottom - top - 2, None, 10, colours.SOFT, 0.8))
    page.add(Words(right + stamp / 2, bottom - 10, say("picture.stamp"), 9.5, "Regular", colours.SOFT, "centre"))
