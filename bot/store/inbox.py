"""The rows of the inbox: acknowledged, not answered yet. A worker answers what it holds, and what nobody holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from bot.messages import Message
from bot.store.batch import Note
from bot.store.push_tables import inbox

_AT_ONCE = 200
_NEW = insert(inbox).returning(inbox.c.id)
_GONE = delete(inbox).where(inbox.c.id == bindparam("number"))


class Inbox:
    """``holder`` names a worker; it holds its rows for a time, and longer as long as it lives."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, message: Message, holder: str, now: float, until: float, *more: Note[None]) -> Note[int]:
        """Return what adds a row, and does ``more`` in the same transaction; it returns the row's number."""
        text = json.dumps(asdict(message), ensure_ascii=False)
        row = {"channel": message.channel, "message": text, "holder": holder, "held_until": until, "at": now}

        def note(connection: Connection) -> int:
            for other in more:
                other(connection)
            return int(connection.execute(_NEW, row).scalar_one())

        return note

    def answered(self, number: int) -> Note[None]:
        """Return what takes a row out."""

        def note(connection: Connection) -> None:
            connection.execute(_GONE, {"number": number})

        return note

    def claim(self, channel: str, holder: str, now: float, until: float) -> list[tuple[int, Message]]:
        """Hold the oldest rows of ``channel`` that nobody holds, and return them."""
        free = (inbox.c.channel == channel) & (inbox.c.held_until <= now)
        query = select(inbox).where(free).order_by(inbox.c.id).limit(_AT_ONCE)
        with self._engine.begin() as connection:
            rows = connection.execute(query.with_for_update(skip_locked=True)).all()
            if names := [row.id for row in rows]:
                held = update(inbox).where(inbox.c.id.in_(names)).values(holder=holder, held_until=until)
                connection.execute(held)
        return [(row.id, _read(row.message)) for row in rows]

    def hold(self, channel: str, holder: str, until: float) -> None:
        """Hold what ``holder`` holds until then."""
        self._change(channel, holder, {"held_until": until})

    def release(self, channel: str, holder: str) -> None:
        """Let go of what ``holder`` held when it was stopped."""
        self._change(channel, holder, {"held_until": 0.0, "holder": ""})

    def count(self) -> int:
        """Return how many messages wait for an answer."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(inbox)).scalar() or 0

    def _change(self, channel: str, holder: str, values: Mapping[str, object]) -> None:
        mine = (inbox.c.channel == channel) & (inbox.c.holder == holder)
        with self._engine.begin() as connection:
            connection.execute(update(inbox).where(mine).values(values))


def tidy(connection: Connection, before: float) -> None:
    """Throw away what could not be answered for so long that nobody waits for it."""
    connection.execute(delete(inbox).where(inbox.c.at < before))


def _read(text: str) -> Message:
    data = json.loads(text)
    known = {key: value for key, value in data.items() if key in Message.__dataclass_fields__}
    return Message(**{**known, "secrets": tuple(known["secrets"])})
