"""The rows of the outbox: what is still to be sent, claimed a chat at a time so that order holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from bot.messages import Option, Poll, Reply
from bot.store.tables import outbox

_AT_ONCE = 500  # chats that are looked for in one sweep
_NEW = insert(outbox)  # put together once: that is half of what such a statement costs


@dataclass(frozen=True)
class Envelope:
    """A reply on its way: ``sent`` parts of it have arrived; ``thread``: the topic of a forum, "" elsewhere."""

    id: int
    channel: str
    chat: str
    thread: str
    reply: Reply
    sent: int
    tries: int
    at: float


class Outbox:
    """Adds, claims and clears rows. A row is held by one worker until a time, or until that worker lets go."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, channel: str, chat: str, reply: Reply, now: float) -> None:
        """Put a message that the bot starts by itself into the outbox."""
        with self._engine.begin() as connection:
            put(connection, channel, chat, "", reply, now)

    def claim(self, channel: str, chat: str, holder: str, now: float, seconds: float) -> Envelope | None:
        """Hold the chat's oldest row for ``seconds`` and return it; None where there is none, or it must wait."""
        here = (outbox.c.channel == channel) & (outbox.c.chat == chat)
        with self._engine.begin() as connection:
            query = select(outbox).where(here).order_by(outbox.c.id).limit(1).with_for_update()
            row = connection.execute(query).first()
            if row is None or row.due > now or (row.held_until > now and row.holder != holder):
                return None
            changed = update(outbox).where(outbox.c.id == row.id)
            connection.execute(changed.values(holder=holder, held_until=now + seconds))
        return Envelope(row.id, channel, chat, row.thread, read_reply(row.reply), row.sent, row.tries, row.at)

    def progress(self, number: int, sent: int) -> None:
        """Remember that ``sent`` parts of a row have arrived."""
        self._change(number, sent=sent)

    def clear(self, number: int) -> None:
        """Take a row out: it has arrived, or never can."""
        with self._engine.begin() as connection:
            connection.execute(delete(outbox).where(outbox.c.id == number))

    def postpone(self, number: int, due: float, tries: int) -> None:
        """Let go of a row until ``due``."""
        self._change(number, due=due, tries=tries, holder="", held_until=0.0)

    def release(self, holder: str) -> None:
        """Let go of all that ``holder`` held when it was stopped."""
        with self._engine.begin() as connection:
            connection.execute(update(outbox).where(outbox.c.holder == holder).values(holder="", held_until=0.0))

    def waiting(self, now: float, channels: Iterable[str]) -> list[tuple[str, str]]:
        """Return the chats (channel, chat) of ``channels`` whose oldest row is due and held by nobody."""
        here = outbox.c.channel.in_([*channels])
        oldest = select(func.min(outbox.c.id)).where(here).group_by(outbox.c.channel, outbox.c.chat)
        due = (outbox.c.due <= now) & (outbox.c.held_until <= now)
        query = select(outbox.c.channel, outbox.c.chat).where(outbox.c.id.in_(oldest) & due).limit(_AT_ONCE)
        with self._engine.connect() as connection:
            return [(row.channel, row.chat) for row in connection.execute(query)]

    def count(self) -> int:
        """Return how many messages wait."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(outbox)).scalar() or 0

    def _change(self, number: int, **values: float | str) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(outbox).where(outbox.c.id == number).values(values))


def put(connection: Connection, channel: str, chat: str, thread: str, reply: Reply, now: float) -> None:
    """Add a row within a transaction that is under way."""
    row = {"channel": channel, "chat": chat, "thread": thread, "reply": write_reply(reply), "at": now}
    connection.execute(_NEW, {**row, "sent": 0, "tries": 0, "due": now, "holder": "", "held_until": 0.0})


def write_reply(reply: Reply) -> str:
    """Return ``reply`` as JSON."""
    options, poll = [vars(option) for option in reply.options], vars(reply.poll) if reply.poll else None
    return json.dumps({**vars(reply), "options": options, "poll": poll}, ensure_ascii=False)


def read_reply(text: str) -> Reply:
    """Return the reply in ``text``."""
    data = json.loads(text)
    data["options"] = tuple(Option(**option) for option in data["options"])
    if poll := data.get("poll"):
        data["poll"] = Poll(**{**poll, "choices": tuple(poll["choices"])})
    return Reply(**data)
