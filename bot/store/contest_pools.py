"""The pools of contests that have begun, each read once."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from bot.store.contests_tables import contests
from quiz.attempt import Pool


class Pools:
    """The pools of contests that have begun: they never change, so each is read once."""

    def __init__(self) -> None:
        self._known: dict[str, Pool] = {}

    def get(self, connection: Connection, contest: str) -> Pool | None:
        """Return the pool of a contest, None before it has begun."""
        if contest not in self._known:
            text = connection.execute(select(contests.c.pool).where(contests.c.id == contest)).scalar()
            if not text:
                return None
            self._known[contest] = Pool.from_data(json.loads(text))
        return self._known[contest]

    def forget(self, contest: str) -> None:
        """Drop what is known of a contest that is deleted."""
        self._known.pop(contest, None)
