"""A contest: when, what is asked, of whom, and how it is ranked. Plain values; ``quiz.contest_file`` reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from quiz.units import Units

Phase = Literal["before", "open", "after"]
Counts = Literal["best", "last", "first"]
Shows = Literal["nothing", "score", "answers"]
FIELDS = ("name", "year", "unit", "telephone", "text")
"""What a participant may be asked; "text" has a label of its own."""
YOUNGEST = 7
"""Years from which on children take part; names of those under ``CONSENTING`` need a guardian's consent."""
CONSENTING = 16


@dataclass(frozen=True)
class Part:
    """``count`` questions of a bank, of one ``level`` where it is named."""

    bank: str
    count: int
    level: str = ""
    line: int = 1


@dataclass(frozen=True)
class Ask:
    """One thing asked at registration."""

    field: str
    label: str = ""
    optional: bool = False


@dataclass(frozen=True)
class TieBreak:
    """``question``: how many will answer all right, "" where that is not asked; ``order``: what decides, first first.

    "guess": who is nearer to the true number; "time": who needed less.
    """

    question: str = ""
    order: tuple[str, ...] = ("time",)


@dataclass(frozen=True)
class Certificate:
    """Who gets one: from ``right`` answers on (at once), or the ``top`` so many when all is over; 0: not that way."""

    right: int = 0
    top: int = 0


@dataclass(frozen=True)
class Contest:
    """``opens`` and ``closes`` are aware; ``minutes``: for one attempt; ``id``: the file's name."""

    id: str
    title: str
    rules: str
    opens: datetime
    closes: datetime
    parts: tuple[Part, ...]
    minutes: int
    attempts_a_day: int = 1
    counts: Counts = "best"
    shows: Shows = "score"
    asks: tuple[Ask, ...] = ()
    consent: str = ""
    organiser: str = ""
    place: str = ""
    tie_break: TieBreak = TieBreak()
    certificate: Certificate | None = None
    units: Units = field(default_factory=Units)
    file: str = ""

    @property
    def size(self) -> int:
        """How many questions one attempt has."""
        return sum(part.count for part in self.parts)

    def phase(self, now: float) -> Phase:
        """Return where ``now`` (seconds since the epoch) lies; the moment of closing itself is after."""
        if now < self.opens.timestamp():
            return "before"
        return "open" if now < self.closes.timestamp() else "after"

    def asking(self, name: str) -> Ask | None:
        """Return how a field is asked, None where it is not."""
        return next((ask for ask in self.asks if ask.field == name), None)


def shown_name(name: str, age: int | None, chosen: bool, guardian: bool) -> str:
    """Return what leaderboards show of ``name``: all of it, initials, or "" for a participant without a name.

    ``chosen``: the participant wants the name shown; from 7 to under 16 that takes a ``guardian`` too, otherwise
    initials are shown.
    """
    if age is not None and age < CONSENTING and not (chosen and guardian):
        return initials(name)
    return name if chosen else ""


def initials(name: str) -> str:
    """Return "N.V.A" for "Nguyễn Văn An"."""
    return ".".join(word[0].upper() for word in name.split())
