"""Contests for who is in no chat: pages, the sweeper that ends attempts, grading anew."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, select

import bot.store.contest_boards as boards
import bot.store.contest_grading as grading
from bot.contests import Line, Note, Reached, Standing, UnitLine
from bot.store.contest_people import delete_contest
from bot.store.contest_pools import Pools
from bot.store.contests import Contests
from bot.store.contests_tables import attempts, contests, participants
from bot.store.sealed import Sealer
from quiz.attempt import Pool

_AT_ONCE = 100  # attempts ended in one transaction
_DAY = 24 * 3600.0


class ContestRows:
    """Each method is one short transaction, for a thread of the store's."""

    def __init__(self, engine: Engine, sealer: Sealer, hashed: Callable[..., str]) -> None:
        self._engine = engine
        self._sealer = sealer
        self._hashed = hashed
        self.pools = Pools()

    def pool(self, contest: str) -> Pool | None:
        """Return what attempts of a contest are drawn from, None before it has begun."""
        with self._engine.connect() as connection:
            return self.pools.get(connection, contest)

    def persons(self, contest: str, most: int) -> list[Line]:
        """Return the first ``most`` of the persons' leaderboard."""
        with self._engine.connect() as connection:
            return boards.persons(connection, contest, self._sealer, most)

    def units(self, contest: str) -> dict[str, UnitLine]:
        """Return the sums of all units that anybody registered for, by id; "" is the whole contest."""
        with self._engine.connect() as connection:
            return boards.units(connection, contest)

    def standing(self, contest: str) -> Standing:
        """Return a contest as a whole."""
        with self._engine.connect() as connection:
            return boards.standing(connection, contest, self.pools.get(connection, contest))

    def corrections(self, contest: str) -> list[Note]:
        """Return what was corrected in a contest, the newest first."""
        with self._engine.connect() as connection:
            return [note for note in boards.notes(connection, contest, 1000) if note.question]

    def certificate(self, code: str) -> Reached | None:
        """Return what the participant of a certificate's number has reached."""
        with self._engine.connect() as connection:
            who = self._asking(connection, 0.0).by_certificate(code)
            if who is None:
                return None
            counted = select(participants.c.counted).where(participants.c.id == who.id).scalar_subquery()
            ended = connection.execute(select(attempts.c.ended).where(attempts.c.id == counted)).scalar()
            return Reached(who, boards.place(connection, who), ended or 0.0)

    # --- time passes ---

    def end_expired(self, contest: str, now: float, grace: float) -> int:
        """End some attempts whose deadline was ``grace`` seconds ago or earlier; return how many.

        An answer that came in time may still be on its way to the database, so they are given that moment.
        """
        late = (attempts.c.contest == contest) & attempts.c.ended.is_(None) & (attempts.c.deadline < now - grace)
        with self._engine.begin() as connection:
            query = select(attempts.c.name).where(late).order_by(attempts.c.deadline).limit(_AT_ONCE)
            names = [row.name for row in connection.execute(query)]
            asking = self._asking(connection, now)
            for name in names:
                asking.find(name)
        return len(names)

    def settle(self, contest: str, closed: bool) -> bool:
        """Do a part of what is left to grade anew; return whether there is more."""
        with self._engine.begin() as connection:
            pool = self.pools.get(connection, contest)
            if pool is None:
                return False
            if grading.regrade(connection, contest, pool):
                return True
            return closed and grading.settled(connection, contest, pool)

    def known(self) -> list[tuple[str, float]]:
        """Return the ids of all contests of which anything is kept, and when they close (s)."""
        with self._engine.connect() as connection:
            return [(row.id, row.closes) for row in connection.execute(select(contests.c.id, contests.c.closes))]

    def tidy(self, now: float, days: float) -> None:
        """Delete all that is kept of contests that closed ``days`` ago."""
        with self._engine.begin() as connection:
            query = select(contests.c.id).where(contests.c.closes < now - days * _DAY)
            for contest in [row.id for row in connection.execute(query)]:
                delete_contest(connection, contest)
                self.pools.forget(contest)

    def _asking(self, connection: object, now: float) -> Contests:
        return Contests(connection, "", now, self._sealer, self._hashed, self.pools)  # type: ignore[arg-type]
