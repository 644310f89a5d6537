"""A round that a whole room plays: the host moves on, everybody answers, all see the result. Values only.

What players answered stands beside the room, not in it: hundreds answer within seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from quiz.round import Asked

Phase = Literal["lobby", "open", "closed", "over"]
Step = Literal["next", "close", "end"]
_POINTS = 1000  # of a right answer where speed counts; the slowest gets half
_SLOWEST = 20_000  # milliseconds from which on waiting longer costs nothing more
MOST_HANDS = 2000


@dataclass(frozen=True)
class Room:
    """``position``: the number (from 0) of the question on the wall; ``hands``: for each, raised hands by choice.

    ``speed``: whether a faster right answer is worth more.
    """

    asked: tuple[Asked, ...]
    title: str
    speed: bool = False
    phase: Phase = "lobby"
    position: int = -1
    hands: tuple[tuple[int, ...], ...] = ()

    def step(self, step: Step) -> Room:
        """Return the room after the host's ``step``; one that makes no sense now changes nothing.

        "next": from the lobby or a closed question to the next one, or to the end; "close": no more answers to the
        open question; "end": over, whatever was going on.
        """
        if step == "end":
            return replace(self, phase="over")
        if step == "close" and self.phase == "open":
            return replace(self, phase="closed")
        if step == "next" and self.phase in ("lobby", "closed"):
            if self.position + 1 == len(self.asked):
                return replace(self, phase="over")
            nobody = (0,) * len(self.asked[self.position + 1].order)
            return replace(self, phase="open", position=self.position + 1, hands=(*self.hands, nobody))
        return self

    def raised(self, counts: Sequence[int]) -> Room:
        """Return the room with ``counts`` of raised hands, by choice as shown, for the question on the wall."""
        if self.phase not in ("open", "closed") or len(counts) != len(self.asked[self.position].order):
            return self
        kept = tuple(min(max(0, count), MOST_HANDS) for count in counts)
        return replace(self, hands=(*self.hands[:-1], kept))

    def takes(self, position: int, choice: int) -> bool:
        """Tell whether an answer counts now: to the question on the wall, before the host has closed it."""
        return self.phase == "open" and position == self.position and 0 <= choice < len(self.asked[position].order)

    @property
    def shown(self) -> int:
        """How many questions have been answered and shown with their right choice."""
        return self.position + (self.phase in ("closed", "over")) if self.position >= 0 else 0

    def right_choice(self, position: int) -> int | None:
        """Return the right choice (as shown), None before the question is closed."""
        return self.asked[position].order.index(0) if 0 <= position < self.shown else None

    def to_data(self) -> dict[str, Any]:
        """Return the room as JSON data."""
        asked = [[one.id, list(one.order)] for one in self.asked]
        return {**vars(self), "asked": asked, "hands": [list(counts) for counts in self.hands]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Room:
        """Return the room in ``data``."""
        asked = tuple(Asked(str(name), tuple(order)) for name, order in data["asked"])
        return cls(**{**data, "asked": asked, "hands": tuple(tuple(counts) for counts in data["hands"])})


@dataclass(frozen=True)
class Given:
    """An answer: ``choice`` as shown, ``ms`` milliseconds after the question was opened."""

    player: int
    position: int
    choice: int
    ms: int


@dataclass(frozen=True)
class Standing:
    """A player's place (equal for equal points), right answers and points so far."""

    player: int
    place: int
    right: int
    points: int


def standings(room: Room, players: Iterable[int], answers: Iterable[Given]) -> list[Standing]:
    """Return all ``players``, best first; only questions that are closed count."""
    right = dict.fromkeys(players, 0)
    points = dict(right)
    for given in answers:
        if given.player in right and room.right_choice(given.position) == given.choice:
            right[given.player] += 1
            points[given.player] += _worth(given.ms) if room.speed else 1
    ordered = sorted(right, key=lambda player: -points[player])
    found: list[Standing] = []
    for number, player in enumerate(ordered, 1):
        same = found and found[-1].points == points[player]
        found.append(Standing(player, found[-1].place if same else number, right[player], points[player]))
    return found


def _worth(ms: int) -> int:
    return _POINTS - _POINTS // 2 * min(max(ms, 0), _SLOWEST) // _SLOWEST
