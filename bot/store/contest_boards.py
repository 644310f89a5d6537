"""Reading contests: leaderboards of persons and of units, figures, the log."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, select

import bot.store.contest_grading as grading
from bot.contests import Line, Note, Participant, Standing, UnitLine
from bot.store.contests_tables import attempts, contests, log, participants, unit_totals
from bot.store.sealed import Sealer
from quiz.attempt import Pool


def persons(connection: Connection, contest: str, sealer: Sealer, most: int) -> list[Line]:
    """Return the first ``most`` of the persons' leaderboard; equal results have an equal place."""
    columns = ("shown", "unit", "score", "used_ms", "guess", "rank_key")
    ranked = (participants.c.contest == contest) & participants.c.rank_key.is_not(None)
    order = participants.c.rank_key, participants.c.id
    query = select(*(participants.c[name] for name in columns)).where(ranked).order_by(*order).limit(most)
    found: list[Line] = []
    last = None
    for number, row in enumerate(connection.execute(query), 1):
        place = found[-1].place if row.rank_key == last else number
        last = row.rank_key
        shown = sealer.unseal(row.shown) if row.shown else ""
        found.append(Line(place, shown, row.unit, row.score, row.used_ms, row.guess))
    return found


def units(connection: Connection, contest: str) -> dict[str, UnitLine]:
    """Return the sums of all units that anybody registered for, by id; "" is the whole contest."""
    query = select(unit_totals).where(unit_totals.c.contest == contest)
    return {row.unit: UnitLine(row.entered, row.played, row.points) for row in connection.execute(query)}


def place(connection: Connection, participant: Participant) -> tuple[int, int] | None:
    """Return a participant's place and of how many; None before an attempt of theirs counts."""
    mine = select(participants.c.rank_key).where(participants.c.id == participant.id)
    key = connection.execute(mine).scalar()
    if key is None:
        return None
    better = (participants.c.contest == participant.contest) & (participants.c.rank_key < key)
    ahead = connection.execute(select(func.count()).select_from(participants).where(better)).scalar() or 0
    return ahead + 1, whole(connection, participant.contest).played


def whole(connection: Connection, contest: str) -> UnitLine:
    """Return the sums of the whole contest."""
    here = (unit_totals.c.contest == contest) & (unit_totals.c.unit == "")
    row = connection.execute(select(unit_totals).where(here)).first()
    return UnitLine(row.entered, row.played, row.points) if row is not None else UnitLine()


def standing(connection: Connection, contest: str, pool: Pool | None) -> Standing:
    """Return a contest as a whole."""
    state = connection.execute(select(contests).where(contests.c.id == contest)).first()
    total = whole(connection, contest)
    if state is None or pool is None:
        return Standing(total.entered)

    def count(table: Any, *which: Any) -> int:
        return connection.execute(select(func.count()).select_from(table).where(*which)).scalar() or 0

    return Standing(
        total.entered,
        total.played,
        total.points,
        grading.perfect(connection, contest, pool.size),
        count(attempts, attempts.c.contest == contest, attempts.c.ended.is_(None)),
        count(participants, participants.c.contest == contest, participants.c.version < state.version),
        state.truth,
    )


def corrections(connection: Connection, contest: str) -> dict[str, int]:
    """Return the corrected questions of a contest: quiz.attempt.Key."""
    text = connection.execute(select(contests.c.key).where(contests.c.id == contest)).scalar()
    return dict(json.loads(text)) if text else {}


def notes(connection: Connection, contest: str, most: int) -> list[Note]:
    """Return a contest's log, the newest first."""
    query = select(log).where(log.c.contest == contest).order_by(log.c.id.desc()).limit(most)
    return [
        Note(row.at, row.admin, row.act, row.question, row.before, row.after, row.reason)
        for row in connection.execute(query)
    ]
