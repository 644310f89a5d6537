"""Reads a whole contest for a spreadsheet, a row at a time, over a connection of its own that holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, create_engine, event, func, make_url, select

import bot.store.contest_boards as boards
from bot.contests import Note, Participant, Standing, UnitLine
from bot.store.contest_people import read_participant
from bot.store.contest_pools import Pools
from bot.store.contests_tables import attempts, participants
from bot.store.sealed import Sealer
from quiz.attempt import Pool

_AT_ONCE = 1000  # rows held in memory
BURST, BURST_WITHIN = 5, 30 * 60.0
"""So many participants from one device within so many seconds look odd."""
MISTAKES = 3
"""From so many mistakes on it looks odd that two give the same answers; few mistakes are the same by chance."""


@dataclass(frozen=True)
class Ranked:
    """A participant with the attempt that counts: its ``paper`` and ``answers`` are texts, "" before there is one."""

    who: Participant
    rank_key: int | None
    paper: str = ""
    answers: str = ""
    started: float = 0.0
    ended: float = 0.0
    telephone: str = ""
    device: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Odd:
    """What repeats: telephones (hashed), patterns of answers, and devices with a burst; each with how many times."""

    telephones: Mapping[str, int] = field(default_factory=dict)
    patterns: Mapping[str, int] = field(default_factory=dict)
    devices: Mapping[str, int] = field(default_factory=dict)


class Export:
    """One consistent view of a contest."""

    def __init__(self, connection: Connection, contest: str, sealer: Sealer) -> None:
        self._connection = connection
        self._contest = contest
        self._sealer = sealer

    def pool(self) -> Pool | None:
        """Return what attempts were drawn from."""
        return Pools().get(self._connection, self._contest)

    def standing(self) -> Standing:
        """Return the contest as a whole."""
        return boards.standing(self._connection, self._contest, self.pool())

    def corrections(self) -> dict[str, int]:
        """Return the corrected questions."""
        return boards.corrections(self._connection, self._contest)

    def units(self) -> dict[str, UnitLine]:
        """Return the sums of all units."""
        return boards.units(self._connection, self._contest)

    def notes(self) -> list[Note]:
        """Return the log, the newest first."""
        return boards.notes(self._connection, self._contest, 100_000)

    def ranked(self) -> Iterator[Ranked]:
        """Yield all participants by rank, then those who have no result."""
        here = participants.c.contest == self._contest
        columns = [attempts.c[name] for name in ("paper", "answers", "started", "ended", "device", "pattern")]
        joined = participants.join(attempts, attempts.c.id == participants.c.counted)
        query = select(participants, *columns).select_from(joined)
        by_rank = query.where(here, participants.c.rank_key.is_not(None))
        for row in self._rows(by_rank.order_by(participants.c.rank_key, participants.c.id)):
            extra = row.paper, row.answers, row.started, row.ended, row.telephone or "", row.device, row.pattern or ""
            yield Ranked(read_participant(row, self._sealer), row.rank_key, *extra)
        without = select(participants).where(here, participants.c.rank_key.is_(None)).order_by(participants.c.id)
        for row in self._rows(without):
            yield Ranked(read_participant(row, self._sealer), None, telephone=row.telephone or "")

    def _rows(self, query: Any) -> Iterator[Row[Any]]:
        yield from self._connection.execution_options(yield_per=_AT_ONCE).execute(query)

    def odd(self, size: int) -> Odd:
        """Return what repeats where it should not; ``size``: questions of an attempt."""
        here = participants.c.contest == self._contest
        count = func.count()
        telephones = select(participants.c.telephone, count).where(here, participants.c.telephone.is_not(None))
        counted = and_(attempts.c.id == participants.c.counted, here, participants.c.score <= size - MISTAKES)
        patterns = select(attempts.c.pattern, count).join_from(attempts, participants, counted)
        return Odd(
            self._repeated(telephones, participants.c.telephone),
            self._repeated(patterns, attempts.c.pattern),
            self._bursts(),
        )

    def _repeated(self, query: Any, column: Any) -> dict[str, int]:
        rows = self._connection.execute(query.group_by(column).having(func.count() > 1))
        return {row[0]: row[1] for row in rows}

    def _bursts(self) -> dict[str, int]:
        here = (attempts.c.contest == self._contest) & (attempts.c.device != "")
        people = func.count(attempts.c.participant.distinct())
        many = select(attempts.c.device).where(here).group_by(attempts.c.device).having(people >= BURST)
        found: dict[str, int] = {}
        begun = select(attempts.c.device, attempts.c.started, attempts.c.participant)
        begun = begun.where(here, attempts.c.device.in_(many)).order_by(attempts.c.device, attempts.c.started)
        device, window = "", list[tuple[float, int]]()
        for row in self._rows(begun):
            if row.device != device:
                device, window = row.device, []
            window = [one for one in window if one[0] >= row.started - BURST_WITHIN]
            window.append((row.started, row.participant))
            together = len({who for _, who in window})
            if together >= BURST:
                found[device] = max(together, found.get(device, 0))
        return found


@contextmanager
def export(url: str, key: str, contest: str) -> Iterator[Export]:
    """Open the database at ``url`` for reading one contest; ``key`` is SECRET_KEY."""
    engine = _reader(url)
    try:
        with engine.connect() as connection:
            yield Export(connection, contest, Sealer(key))
    finally:
        engine.dispose()


def _reader(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        options = {"isolation_level": "REPEATABLE READ"}
        return create_engine(address.set(drivername="postgresql+psycopg"), **options)
    engine = create_engine(address.set(drivername="sqlite"))
    event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN")
    )  # reads only: locks nobody out
    return engine
