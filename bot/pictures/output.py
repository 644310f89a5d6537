"""A page as a PNG (Pillow) or as a PDF of vectors and real text (fpdf2)."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from fpdf import FPDF
from fpdf.drawing_primitives import color_from_hex_string
from PIL import Image, ImageDraw, ImageFont

from bot.pictures.lettering import Weight, file
from bot.pictures.page import Box, Page, Shapes, Words

_SMOOTH = 2  # drawn so many times larger, then made small: Pillow's polygons have rough edges
_COLOURS = 128  # enough for flat colours and their soft edges; a third of the size
_ANCHORS = {"left": "ls", "centre": "ms", "right": "rs"}
_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # the same values give the same bytes


def png(page: Page, scale: float = 1.0) -> bytes:
    """Return ``page`` as a PNG, ``scale`` pixels to a unit."""
    factor = scale * _SMOOTH
    size = round(page.width * factor), round(page.height * factor)
    image = Image.new("RGB", size, page.ground)
    brush = ImageDraw.Draw(image)
    for mark in page.marks:
        if isinstance(mark, Box):
            _paint_box(brush, mark, factor)
        elif isinstance(mark, Shapes):
            for outline in mark.outlines:
                brush.polygon([(x * factor, y * factor) for x, y in outline], fill=mark.fill)
        else:
            font = _font(mark.weight, mark.size * factor)
            at = mark.x * factor, mark.y * factor
            brush.text(at, mark.text, fill=mark.colour, font=font, anchor=_ANCHORS[mark.align])
    small = image.reduce(_SMOOTH).quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def pdf(pages: Sequence[Page], title: str) -> bytes:
    """Return ``pages`` as a PDF, a unit being a point (1/72 inch); ``title`` is what readers show for it."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every table that it leaves out
    first = pages[0]
    paper = FPDF(unit="pt", format=(first.width, first.height))
    paper.set_auto_page_break(False)
    paper.set_margin(0)
    paper.c_margin = 0
    paper.set_title(title)
    paper.set_lang("vi")
    paper.set_creation_date(_MADE)
    for weight in sorted({mark.weight for page in pages for mark in page.marks if isinstance(mark, Words)}):
        paper.add_font(weight, fname=file(weight))
    for page in pages:
        paper.add_page(format=(page.width, page.height))
        _write(paper, page)
    return bytes(paper.output())


def _paint_box(brush: ImageDraw.ImageDraw, box: Box, factor: float) -> None:
    left, top, right, bottom = (side * factor for side in box.bounds())
    corners = (left, top, max(left, right - 1), max(top, bottom - 1))
    edge = round(box.line_width * factor) if box.line else 0
    if box.radius:
        brush.rounded_rectangle(corners, box.radius * factor, fill=box.fill, outline=box.line, width=edge)
    else:
        brush.rectangle(corners, fill=box.fill, outline=box.line, width=edge)


def _write(paper: FPDF, page: Page) -> None:
    _fill(paper, Box(0, 0, page.width, page.height, page.ground))
    for mark in page.marks:
        if isinstance(mark, Box):
            _fill(paper, mark)
        elif isinstance(mark, Shapes):
            with paper.new_path() as path:
                path.style.fill_color = color_from_hex_string(mark.fill)
                path.style.stroke_color = None
                for outline in mark.outlines:
                    path.move_to(*outline[0])
                    for point in outline[1:]:
                        path.line_to(*point)
                    path.close()
        else:
            paper.set_font(mark.weight, size=mark.size)
            paper.set_text_color(mark.colour)
            wide = paper.get_string_width(mark.text)
            left = mark.x - {"left": 0.0, "centre": wide / 2, "right": wide}[mark.align]
            paper.text(left, mark.y, mark.text)


def _fill(paper: FPDF, box: Box) -> None:
    inset = box.line_width / 2 if box.line else 0.0
    left, top, right, bottom = box.bounds()
    across, down = right - left - 2 * inset, bottom - top - 2 * inset
    with paper.new_path() as path:
        path.style.fill_color = color_from_hex_string(box.fill) if box.fill else None
        path.style.stroke_color = color_from_hex_string(box.line) if box.line else None
        path.style.stroke_width = box.line_width
        radius = min(box.radius, across / 2, down / 2)
        path.rectangle(left + inset, top + inset, across, down, radius, radius)


@lru_cache(64)
def _font(weight: Weight, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file(weight)), size)
