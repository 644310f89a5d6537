"""What every picture carries: the brocade band, the project's sign with its name, and QR codes."""

from __future__ import annotations

from bot.pictures import colours
from bot.pictures.page import Box, Mark, Point, Shapes, Words, line


def brocade(x: float, y: float, width: float, height: float) -> list[Mark]:
    """Return a woven band: diamonds in two colours, a whole number of them, evenly spread."""
    count = max(2, 2 * round(width / (8 * height)) * 2)
    step = width / count  # the room of one diamond
    middle = y + height / 2

    def diamond(centre: float, across: float, down: float) -> tuple[Point, ...]:
        return (centre, middle - down), (centre + across, middle), (centre, middle + down), (centre - across, middle)

    centres = [x + step * (number + 0.5) for number in range(count)]
    marks: list[Mark] = [Box(x, y, width, height, colours.SAND)]
    for first, colour in ((0, colours.OCHRE), (1, colours.NAVY)):
        own = centres[first::2]
        marks.append(Shapes(tuple(diamond(c, step / 2, height / 2) for c in own), colour))
        marks.append(Shapes(tuple(diamond(c, step / 4, height / 4) for c in own), colours.SAND))
    return marks


def sign(x: float, y: float, side: float, ground: str = colours.NAVY, paper: str = colours.WHITE) -> list[Mark]:
    """Return the project's sign: a house in a speech bubble on a rounded square."""
    unit = side / 48

    def at(*points: Point) -> list[Point]:
        return [(x + unit * across, y + unit * down) for across, down in points]

    bubble = at((8, 10), (40, 10), (40, 33), (23, 33), (15, 40), (15, 33), (8, 33))
    house = [
        *line(at((14.5, 21), (24, 14), (33.5, 21)), 2.6 * unit, colours.OCHRE),
        *line(at((17.5, 20), (17.5, 28.5), (30.5, 28.5), (30.5, 20)), 2.6 * unit, colours.OCHRE),
        *line(at((22, 28.5), (22, 23.5), (26, 23.5), (26, 28.5)), 2.6 * unit, colours.OCHRE),
    ]
    return [Box(x, y, side, side, ground, 11 * unit), Shapes((tuple(bubble),), paper), *house]


def brand(x: float, y: float, side: float, name: str, tagline: str, dark: bool) -> list[Mark]:
    """Return the sign with name and tagline beside it; ``dark``: they stand on a dark ground."""
    strong, soft = (colours.WHITE, colours.PALE) if dark else (colours.NAVY, colours.SOFT)
    ground, paper = (colours.WHITE, colours.NAVY) if dark else (colours.NAVY, colours.WHITE)
    beside = x + side * 1.25
    return [
        *sign(x, y, side, ground, paper),
        Words(beside, y + side * 0.46, name, side * 0.42, "Bold", strong),
        Words(beside, y + side * 0.88, tagline, side * 0.27, "Medium", soft),
    ]
