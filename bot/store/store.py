"""Opens the database and runs one short transaction a message."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, create_engine, delete, event, insert, select, update
from sqlalchemy.pool import StaticPool

from bot.messages import Message, Option, Reply
from bot.session import Session
from bot.store.tables import chats, feedback, metadata, positions, unanswered, updates

KEEP_UPDATES = 2 * 24 * 3600.0  # seconds: longer than any channel repeats an update
KEEP_CHATS = 30 * 24 * 3600.0


class Store:
    """All that is remembered. One writer at a time; every method of a transaction belongs to the same thread."""

    def __init__(self, url: str, key: str) -> None:
        """Open ``url`` (":memory:" SQLite where it is "sqlite://"); ``key`` hashes the ids of chats."""
        self._key = key.encode()
        memory = url in ("sqlite://", "sqlite:///:memory:")
        options: dict[str, Any] = {"poolclass": StaticPool} if memory else {}
        self._engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
        event.listen(self._engine, "connect", _tune)
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        metadata.create_all(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def hashed(self, *parts: str) -> str:
        """Return a keyed hash (40 hex digits) of an id."""
        return hmac.new(self._key, "\x00".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def alive(self) -> bool:
        """Tell whether the database answers."""
        with self._engine.connect() as connection:
            return connection.execute(select(1)).scalar() == 1

    @contextmanager
    def transaction(self, now: float) -> Iterator[Transaction]:
        """Begin a transaction, committed at the end unless something is raised."""
        with self._engine.begin() as connection:
            yield Transaction(connection, self, now)

    def tidy(self, now: float) -> None:
        """Forget updates that cannot come again and chats that have long been silent."""
        with self._engine.begin() as connection:
            connection.execute(delete(updates).where(updates.c.at < now - KEEP_UPDATES))
            connection.execute(delete(chats).where(chats.c.updated < now - KEEP_CHATS))

    def position(self, name: str) -> int:
        """Return how far a channel has read (0 at first)."""
        with self._engine.connect() as connection:
            return connection.execute(select(positions.c.value).where(positions.c.name == name)).scalar() or 0

    def set_position(self, name: str, value: int) -> None:
        """Remember how far a channel has read."""
        with self._engine.begin() as connection:
            if not connection.execute(update(positions).where(positions.c.name == name).values(value=value)).rowcount:
                connection.execute(insert(positions).values(name=name, value=value))

    def unanswered(self, limit: int) -> list[tuple[str, str]]:
        """Return the newest questions that were not answered surely, with their outcome."""
        with self.transaction(time.time()) as records:
            return records.unanswered(limit)


class Transaction:
    """What may be read and written while one message is handled."""

    def __init__(self, connection: Connection, store: Store, now: float) -> None:
        self._connection = connection
        self._store = store
        self._now = now

    def answered(self, message: Message) -> tuple[bool, Reply | None]:
        """Return whether this update was dealt with before, and the reply that it got."""
        if not message.update_id:
            return False, None
        name = self._store.hashed(message.channel, message.chat, message.update_id)
        row = self._connection.execute(select(updates.c.reply).where(updates.c.update == name)).first()
        if row is None:
            return False, None
        return True, _reply(row.reply)

    def session(self, message: Message) -> Session:
        """Return what is remembered of the message's chat."""
        name = self._store.hashed(message.channel, message.chat)
        return Session.from_json(self._connection.execute(select(chats.c.session).where(chats.c.chat == name)).scalar())

    def finish(self, message: Message, session: Session, reply: Reply | None) -> None:
        """Keep the chat's session, and that the update was dealt with."""
        name = self._store.hashed(message.channel, message.chat)
        values = {"session": session.to_json(), "updated": self._now}
        if not self._connection.execute(update(chats).where(chats.c.chat == name).values(values)).rowcount:
            self._connection.execute(insert(chats).values(chat=name, **values))
        if message.update_id:
            hashed = self._store.hashed(message.channel, message.chat, message.update_id)
            text = json.dumps(asdict(reply), ensure_ascii=False) if reply else None
            self._connection.execute(insert(updates).values(update=hashed, reply=text, at=self._now))

    def note_unanswered(self, channel: str, text: str, outcome: str, topics: list[str]) -> None:
        """Keep a question (masked) that was not answered surely."""
        row = {
            "at": self._now,
            "channel": channel,
            "text": text,
            "outcome": outcome,
            "topics": " ".join(topics),
        }
        self._connection.execute(insert(unanswered).values(row))

    def unanswered(self, limit: int) -> list[tuple[str, str]]:
        """Return the newest questions that were not answered surely, with their outcome."""
        query = select(unanswered.c.text, unanswered.c.outcome).order_by(unanswered.c.id.desc()).limit(limit)
        return [(row.text, row.outcome) for row in self._connection.execute(query)]

    def note_feedback(self, channel: str, entry: str, helped: bool, question: str) -> None:
        """Keep whether an answer helped."""
        row = {
            "at": self._now,
            "channel": channel,
            "entry": entry,
            "helped": int(helped),
            "question": question,
        }
        self._connection.execute(insert(feedback).values(row))


def _tune(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's documented way to let BEGIN IMMEDIATE be ours
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _reply(text: str | None) -> Reply | None:
    if text is None:
        return None
    data = json.loads(text)
    return Reply(**{**data, "options": tuple(Option(**option) for option in data["options"])})
