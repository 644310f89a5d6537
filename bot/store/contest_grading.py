"""What an ended attempt comes to: its score, which attempt counts, its rank, the sums of units. And all that anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.contests import Running
from bot.store.contests_tables import attempts, contests, participants, unit_totals
from quiz.attempt import Attempt, Key, Pool, given, grade, read_paper
from quiz.ranking import rank_key

AT_ONCE = 150
"""Participants that are graded anew in one transaction: short enough that no chat waits long."""
_ENDED = select(attempts).where(attempts.c.participant == bindparam("who"), attempts.c.ended.is_not(None))
_ADD = (
    update(unit_totals)
    .where(unit_totals.c.contest == bindparam("which"), unit_totals.c.unit == bindparam("where"))
    .values(
        entered=unit_totals.c.entered + bindparam("more_entered"),
        played=unit_totals.c.played + bindparam("more_played"),
        points=unit_totals.c.points + bindparam("more_points"),
    )
)


def add(connection: Connection, contest: str, unit: str, entered: int = 0, played: int = 0, points: int = 0) -> None:
    """Add to the sums of ``unit``, of all units above it and of the contest.

    The contest's own row comes first, so that who adds to it waits for others there and nowhere else.
    """
    more = {"more_entered": entered, "more_played": played, "more_points": points}
    for place in above(unit):
        if not connection.execute(_ADD, {"which": contest, "where": place, **more}).rowcount:
            new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            row = {"contest": contest, "unit": place, "entered": 0, "played": 0, "points": 0}
            connection.execute(new(unit_totals).values(row).on_conflict_do_nothing())
            connection.execute(_ADD, {"which": contest, "where": place, **more})


def above(unit: str) -> list[str]:
    """Return "" for the whole contest, then the ids from the top down to ``unit``."""
    parts = unit.split("/") if unit else []
    return ["", *("/".join(parts[:end]) for end in range(1, len(parts) + 1))]


def finish(connection: Connection, running: Running, pool: Pool, after: Attempt) -> None:
    """Write down the score of an attempt that has ended, and what it changes for its participant and their units."""
    state = select(contests.c.key, contests.c.truth).where(contests.c.id == running.contest)
    contest = connection.execute(state.with_for_update(read=True)).one()
    person = select(participants).where(participants.c.id == running.participant)
    who = connection.execute(person.with_for_update()).one()
    score = grade(after.paper, json.loads(contest.key))
    values = {"score": score, "used_ms": round(after.used * 1000), "pattern": pattern(after)}
    connection.execute(update(attempts).where(attempts.c.id == running.id).values(values))
    rows = connection.execute(_ENDED.order_by(attempts.c.id), {"who": who.id}).all()
    changed, played, points = _counted(pool, who, rows, contest.truth)
    if changed:
        connection.execute(update(participants).where(participants.c.id == who.id).values(changed))
    if played or points:
        add(connection, who.contest, who.unit, played=played, points=points)


def pattern(attempt: Attempt) -> str:
    """Return 16 hex digits that are equal where the same questions got the same answers, in whatever order."""
    said = " ".join(f"{name}={choice}" for name, choice in sorted(given(attempt.paper)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _counted(
    pool: Pool, who: Row[Any], ended: Sequence[Row[Any]], truth: int | None
) -> tuple[dict[str, Any], int, int]:
    """Return what changes in a participant's row, and what is added to sums: persons who played, points."""
    if not ended:
        return {}, 0, 0
    keys = {row.id: rank_key(row.score, row.used_ms, row.guess, truth, pool.order) for row in ended}
    chosen = min(ended, key=lambda row: keys[row.id]) if pool.counts == "best" else ended[_PLACE[pool.counts]]
    new = {
        "counted": chosen.id,
        "score": chosen.score,
        "used_ms": chosen.used_ms,
        "guess": chosen.guess,
        "rank_key": keys[chosen.id],
    }
    changed = {name: value for name, value in new.items() if getattr(who, name) != value}
    return changed, int(who.score is None), chosen.score - (who.score or 0)


_PLACE = {"first": 0, "last": -1}


def regrade(connection: Connection, contest: str, pool: Pool) -> int:
    """Grade anew some participants that were graded by an older version; return how many, 0 when none is left."""
    state = connection.execute(select(contests).where(contests.c.id == contest).with_for_update(read=True)).one()
    old = (participants.c.contest == contest) & (participants.c.version < state.version)
    query = select(participants).where(old).order_by(participants.c.id).limit(AT_ONCE).with_for_update()
    found = connection.execute(query).all()
    if not found:
        return 0
    ids = [row.id for row in found]
    by_person = _graded(connection, pool, ids, json.loads(state.key))
    sums: dict[str, list[int]] = {}
    changes = []
    for who in found:
        changed, played, points = _counted(pool, who, by_person.get(who.id, ()), state.truth)
        if changed:
            kept = {name: getattr(who, name) for name in ("counted", "score", "used_ms", "guess", "rank_key")}
            changes.append({"who": who.id, **{f"new_{name}": value for name, value in {**kept, **changed}.items()}})
        for place in above(who.unit) if played or points else ():
            total = sums.setdefault(place, [0, 0])
            total[0] += played
            total[1] += points
    if changes:
        connection.execute(_CHANGE, changes)
    for place in sorted(sums):
        played, points = sums[place]
        more = {"more_entered": 0, "more_played": played, "more_points": points}
        connection.execute(_ADD, {"which": contest, "where": place, **more})
    connection.execute(update(participants).where(participants.c.id.in_(ids)).values(version=state.version))
    return len(ids)


_CHANGE = (
    update(participants)
    .where(participants.c.id == bindparam("who"))
    .values({name: bindparam(f"new_{name}") for name in ("counted", "score", "used_ms", "guess", "rank_key")})
)
_RESCORE = update(attempts).where(attempts.c.id == bindparam("which")).values(score=bindparam("new"))


def _graded(connection: Connection, pool: Pool, ids: Iterable[int], key: Key) -> dict[int, list[Row[Any]]]:
    """Write the scores by ``key`` of all ended attempts of participants; return them by participant."""
    mine = attempts.c.participant.in_(list(ids)) & attempts.c.ended.is_not(None)
    rows = connection.execute(select(attempts).where(mine).order_by(attempts.c.id)).all()
    scores = {row.id: grade(read_paper(row.paper, row.answers, pool), key) for row in rows}
    changed = [{"which": row.id, "new": scores[row.id]} for row in rows if row.score != scores[row.id]]
    if changed:
        connection.execute(_RESCORE, changed)
        rows = connection.execute(select(attempts).where(mine).order_by(attempts.c.id)).all()
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.participant, []).append(row)
    return found


def settled(connection: Connection, contest: str, pool: Pool) -> bool:
    """Once all attempts have ended: count who answered all right. Return whether that asks for grading anew."""
    under_way = select(func.count()).where(attempts.c.contest == contest, attempts.c.ended.is_(None))
    if not pool.guesses or connection.execute(under_way).scalar():
        return False
    state = connection.execute(select(contests).where(contests.c.id == contest).with_for_update()).one()
    truth = perfect(connection, contest, pool.size)
    if state.truth == truth:
        return False
    changed = update(contests).where(contests.c.id == contest)
    connection.execute(changed.values(truth=truth, version=state.version + 1))
    return True


def perfect(connection: Connection, contest: str, size: int) -> int:
    """Return how many participants answered all ``size`` questions right, in the attempt that counts."""
    first = rank_key(size - 1, 0, None, None, ())
    best = (participants.c.contest == contest) & (participants.c.rank_key < first)
    return connection.execute(select(func.count()).select_from(participants).where(best)).scalar() or 0
