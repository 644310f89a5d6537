"""What is kept for practice rounds and daily questions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.messages import Message
from bot.store.practice_tables import memories, subscribers
from quiz.review import Memory

_AT_ONCE = 500


def read_memories(connection: Connection, chat: str, questions: Sequence[str]) -> dict[str, Memory]:
    """Return what ``chat`` (hashed) remembers of ``questions``, by question."""
    query = select(memories).where(memories.c.chat == chat)
    if len(questions) == 1:
        query = query.where(memories.c.question == questions[0])
    wanted = set(questions)
    return {row.question: Memory(row.card, row.due) for row in connection.execute(query) if row.question in wanted}


def write_memory(connection: Connection, chat: str, question: str, memory: Memory, now: float) -> None:
    """Keep what ``chat`` remembers of ``question``."""
    values = {"card": memory.card, "due": memory.due, "at": now}
    here = (memories.c.chat == chat) & (memories.c.question == question)
    if not connection.execute(update(memories).where(here).values(values)).rowcount:
        connection.execute(insert(memories).values(chat=chat, question=question, **values))


def is_subscribed(connection: Connection, chat: str) -> bool:
    """Tell whether ``chat`` gets a question a day."""
    return connection.execute(select(subscribers.c.day).where(subscribers.c.chat == chat)).first() is not None


def subscribe(connection: Connection, chat: str, message: Message, day: int, now: float) -> None:
    """Send a question a day to the chat of ``message``, from the day after ``day`` (yyyymmdd) on."""
    plain = {"channel": message.channel, "plain": message.chat, "user": message.user, "thread": message.thread}
    connection.execute(insert(subscribers).values(chat=chat, day=day, at=now, **plain))


def unsubscribe(connection: Connection, chat: str) -> None:
    """Send ``chat`` no more daily questions."""
    connection.execute(delete(subscribers).where(subscribers.c.chat == chat))


def due(engine: Engine, day: int) -> list[Message]:
    """Return, as messages of kind "daily", whom a question is to be sent to that has had none on ``day``."""
    query = select(subscribers).where(subscribers.c.day < day).limit(_AT_ONCE)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    name = f"daily {day}"
    return [
        Message(row.channel, row.plain, row.user, "", update_id=name, kind="daily", thread=row.thread) for row in rows
    ]


def mark(connection: Connection, chat: str, day: int) -> None:
    """Remember that ``chat`` has had its question on ``day``."""
    connection.execute(update(subscribers).where(subscribers.c.chat == chat).values(day=day))
