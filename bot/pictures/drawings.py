"""What can be asked for by name and values, as another process or a signed path does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.pictures.certificate import certificate
from bot.pictures.output import pdf, png
from bot.pictures.page import Page
from bot.pictures.poster import poster
from bot.pictures.preview import card, preview
from bot.pictures.qr import qr_png, qr_svg
from bot.pictures.result import result
from bot.pictures.scoreboard import scoreboard


def _result(day: str, **values: Any) -> bytes:
    return png(result(day=date.fromisoformat(day), **values))


def _scoreboard(day: str, rows: list[list[Any]], **values: Any) -> bytes:
    return png(scoreboard(day=date.fromisoformat(day), rows=[(row[0], row[1], row[2]) for row in rows], **values))


def _certificate(day: str, **values: Any) -> Page:
    return certificate(day=date.fromisoformat(day), **values)


DRAWINGS: dict[str, Callable[..., bytes]] = {
    "ket-qua": _result,
    "bang-diem": _scoreboard,
    "xem-truoc": lambda **values: png(preview(**values)),
    "the-moi": lambda **values: png(card(**values)),
    "to-roi": lambda **values: pdf([poster(**values)], str(values["title"])),
    "chung-nhan": lambda **values: png(_certificate(**values), 2),
    "chung-nhan-pdf": lambda **values: pdf([_certificate(**values)], str(values["title"])),
    "ma-qr": lambda address: qr_png(address),
    "ma-qr-svg": lambda address: qr_svg(address),
}
"""Functions of keyword values that JSON can hold. "to-roi" and what ends in "-pdf" is a PDF, "ma-qr-svg" an SVG."""


def draw(name: str, values: Mapping[str, Any]) -> bytes:
    """Return the drawing ``name`` of ``values``. Raises KeyError or TypeError where there is none of such values."""
    return DRAWINGS[name](**values)
