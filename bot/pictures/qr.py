"""QR codes: as marks upon a page, as PNG, as SVG. Error correction M with the usual quiet zone of four modules."""

from __future__ import annotations

import io

import segno

from bot.pictures import colours
from bot.pictures.page import Box, Mark, Shapes

QUIET = 4
"""Modules of white around the code: readers need them."""


def qr(text: str, x: float, y: float, side: float, quiet: int = QUIET) -> list[Mark]:
    """Return the QR code of ``text`` in a white square ``side`` wide, its quiet zone inside."""
    matrix = _code(text).matrix
    module = side / (len(matrix) + 2 * quiet)
    outlines = []
    for row, modules in enumerate(matrix):
        column = 0
        while column < len(modules):
            end = column
            while end < len(modules) and modules[end]:
                end += 1
            if end > column:
                left, top = x + module * (quiet + column), y + module * (quiet + row)
                right, bottom = left + module * (end - column), top + module
                outlines.append(((left, top), (right, top), (right, bottom), (left, bottom)))
            column = end + 1
    return [Box(x, y, side, side, colours.WHITE), Shapes(tuple(outlines), colours.INK)]


def modules(text: str) -> int:
    """Return how many modules wide the code of ``text`` is, its quiet zone included."""
    return len(_code(text).matrix) + 2 * QUIET


def qr_png(text: str, side: int = 800) -> bytes:
    """Return the QR code of ``text`` as a PNG, at most ``side`` pixels wide, every module whole pixels."""
    scale = max(1, side // modules(text))
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=QUIET, dark=colours.INK, light=colours.WHITE)
    return out.getvalue()


def qr_svg(text: str) -> bytes:
    """Return the QR code of ``text`` as an SVG."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=QUIET, dark=colours.INK, light=colours.WHITE, scale=8, xmldecl=True)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m", boost_error=True)
