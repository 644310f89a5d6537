"""What anybody may see of a contest, put together for its page: leaderboards, figures, what was corrected."""

from __future__ import annotations

from dataclasses import dataclass

from bot import contest_codes
from bot.contests import Line, Note, Standing, UnitLine, as_begun, earned
from bot.store import Store
from quiz.contest import Contest, Phase
from quiz.moments import shown
from quiz.units import Unit

MOST_PERSONS = 50
MOST_UNITS = 500
ORDERS = ("nguoi", "ty-le", "diem")
"""By what units are sorted: persons, their share of the unit's people, the average."""


@dataclass(frozen=True)
class UnitRow:
    """One unit: ``share`` of its people that takes part (None where those are not known); ``bar``: 0 to 1."""

    unit: Unit
    line: UnitLine
    share: float | None
    bar: float
    more: bool


@dataclass(frozen=True)
class Board:
    """``contest``: with the rules that its attempts go by; ``persons`` is empty where scores are not published yet."""

    standing: Standing
    final: bool
    size: int
    contest: Contest
    persons: tuple[Line, ...]
    units: tuple[UnitRow, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Verified:
    """What a certificate says; ``place`` is (0, 0) while places may change; ``at``: seconds since the epoch."""

    name: str
    unit: str
    score: int
    size: int
    place: tuple[int, int]
    code: str
    at: float


def board(store: Store, contest: Contest, now: float, within: str = "", order: str = ORDERS[0]) -> Board:
    """Return what the page of a contest shows. Reads the database: for a thread of the store's."""
    rows = store.contests
    standing, pool = rows.standing(contest.id), rows.pool(contest.id)
    final = standing.final(contest, now)
    published = contest.shows != "nothing" or contest.phase(now) == "after"
    persons = tuple(rows.persons(contest.id, MOST_PERSONS)) if published else ()
    units = _units(contest, rows.units(contest.id), within, order)
    begun = as_begun(contest, pool)
    return Board(standing, final, begun.size, begun, persons, units, tuple(rows.corrections(contest.id)))


def _units(contest: Contest, sums: dict[str, UnitLine], within: str, order: str) -> tuple[UnitRow, ...]:
    known = contest.units.children
    found = [(unit, sums.get(unit.id, UnitLine())) for unit in known.get(within, ())]

    def share(unit: Unit, line: UnitLine) -> float | None:
        return line.played / unit.population if unit.population else None

    def worth(pair: tuple[Unit, UnitLine]) -> float:
        unit, line = pair
        if order == "ty-le":
            return share(unit, line) or 0.0
        return line.average if order == "diem" else line.played

    ranked = sorted(found, key=lambda pair: (-worth(pair), -pair[1].played, pair[0].name))[:MOST_UNITS]
    most = max(map(worth, ranked), default=0.0) or 1.0
    return tuple(
        UnitRow(unit, line, share(unit, line), worth((unit, line)) / most, unit.id in known) for unit, line in ranked
    )


def verified(store: Store, contest: Contest, code: str, now: float) -> Verified | None:
    """Return what the certificate of number ``code`` says, None where there is none (any more)."""
    found = store.contests.certificate(code)
    pool = store.contests.pool(contest.id)
    if found is None or pool is None or found.who.contest != contest.id:
        return None
    who, place = found.who, found.place
    final = store.contests.standing(contest.id).final(contest, now)
    hidden = contest.shows == "nothing" and contest.phase(now) != "after"
    if hidden or not earned(contest, who, place, final):
        return None
    shown_place = place if final and place else (0, 0)
    at = (
        max(found.ended, contest.closes.timestamp()) if contest.certificate and contest.certificate.top else found.ended
    )
    unit = contest.units.title(who.unit)
    return Verified(who.form["name"], unit, who.score or 0, pool.size, shown_place, contest_codes.shown(code), at)


def window(contest: Contest) -> tuple[str, str]:
    """Return when a contest opens and closes, in words."""
    return shown(contest.opens), shown(contest.closes, end=True)


def phase(contest: Contest, now: float) -> Phase:
    """Return whether a contest is before, open, or after."""
    return contest.phase(now)
