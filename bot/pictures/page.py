"""A drawing: a size and marks upon it, from the top left, in units that ``png`` and ``pdf`` give a meaning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.pictures import colours
from bot.pictures.lettering import ASCENT, CAPITAL, DESCENT, Weight, fit, width

Align = Literal["left", "centre", "right"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle; ``radius`` rounds its corners; ``line``: the colour of its edge, which lies inside it."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None = None
    radius: float = 0.0
    line: str | None = None
    line_width: float = 0.0

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True)
class Shapes:
    """Polygons of one colour."""

    outlines: tuple[tuple[Point, ...], ...]
    fill: str

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        points = [point for outline in self.outlines for point in outline]
        across, down = [x for x, _ in points], [y for _, y in points]
        return min(across), min(down), max(across), max(down)


@dataclass(frozen=True)
class Words:
    """One line of text; ``y`` is its baseline; ``x`` its left end, middle or right end."""

    x: float
    y: float
    text: str
    size: float
    weight: Weight = "Regular"
    colour: str = colours.INK
    align: Align = "left"

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom: the room for any letter with its marks."""
        wide = width(self.text, self.weight, self.size)
        left = self.x - {"left": 0.0, "centre": wide / 2, "right": wide}[self.align]
        return left, self.y - ASCENT * self.size, left + wide, self.y + DESCENT * self.size


Mark = Box | Shapes | Words


@dataclass
class Page:
    """A drawing under way: its size, its ground and its marks, later ones above earlier ones."""

    width: float
    height: float
    ground: str = colours.WHITE
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        """Put marks on top."""
        self.marks.extend(marks)

    def paragraph(
        self,
        text: str,
        x: float,
        y: float,
        most: float,
        *,
        lines: int,
        largest: float,
        smallest: float,
        weight: Weight = "Regular",
        colour: str = colours.INK,
        align: Align = "left",
        leading: float = 1.3,
    ) -> float:
        """Write ``text`` into a place ``most`` wide whose top is ``y``; return where the next thing may begin.

        It is made smaller, from ``largest`` to ``smallest``, until it has at most ``lines``; ``leading``: a line's
        height in sizes. The top is where a capital's top is, the return is one ``leading`` below the last baseline.
        """
        size, found = fit(text, weight, most, lines, largest, smallest)
        baseline = y + CAPITAL * size
        for line in found:
            self.add(Words(x, baseline, line, size, weight, colour, align))
            baseline += leading * size
        return baseline - CAPITAL * size if found else y

    def outside(self) -> list[Mark]:
        """Return the marks that reach over the edge: there should be none."""
        kept = []
        for mark in self.marks:
            left, top, right, bottom = mark.bounds()
            if min(left, top, self.width - right, self.height - bottom) < -0.01:
                kept.append(mark)
        return kept


def disc(x: float, y: float, radius: float, fill: str) -> Box:
    """Return a filled circle around (x, y)."""
    return Box(x - radius, y - radius, 2 * radius, 2 * radius, fill, radius)


def arc(x: float, y: float, outer: float, inner: float, start: float, end: float) -> tuple[Point, ...]:
    """Return the outline of a piece of a ring around (x, y); angles in turns, 0 at the top, clockwise."""
    steps = max(2, math.ceil((end - start) * 180))
    turns = [start + (end - start) * number / steps for number in range(steps + 1)]

    def at(radius: float, turn: float) -> Point:
        angle = 2 * math.pi * turn
        return x + radius * math.sin(angle), y - radius * math.cos(angle)

    return (*(at(outer, turn) for turn in turns), *(at(inner, turn) for turn in reversed(turns)))


def line(points: Sequence[Point], thickness: float, fill: str) -> list[Mark]:
    """Return a line through ``points`` with round ends and corners."""
    marks: list[Mark] = [disc(x, y, thickness / 2, fill) for x, y in points]
    outlines = []
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        length = math.hypot(bx - ax, by - ay)
        if length:
            dx, dy = thickness / 2 * (by - ay) / length, thickness / 2 * (ax - bx) / length
            outlines.append(((ax + dx, ay + dy), (bx + dx, by + dy), (bx - dx, by - dy), (ax - dx, ay - dy)))
    return [*marks, Shapes(tuple(outlines), fill)] if outlines else marks
