"""Rows of group rounds: the round of a group, which poll belongs to it, and who answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from bot.messages import Message
from bot.store.groups_tables import group_answers, group_polls, group_rounds
from quiz import Round

_LONGEST_NAME = 64


@dataclass(frozen=True)
class Poll:
    """Where a poll belongs."""

    chat: str
    thread: str
    position: int


class GroupRows:
    """A group's rows within a transaction; ``chat``: its keyed hash."""

    def __init__(self, connection: Connection, chat: str, hashed: Callable[..., str], now: float) -> None:
        self._connection, self._chat, self._hashed, self._now = connection, chat, hashed, now

    def current(self) -> tuple[Round, int, str] | None:
        """Return the round under way, the number of the question that is open, and who began it (hashed)."""
        row = self._connection.execute(select(group_rounds).where(group_rounds.c.chat == self._chat)).first()
        return (Round.from_data(json.loads(row.data)), row.position, row.starter) if row else None

    def begin(self, message: Message, playing: Round, due: float) -> None:
        """Begin a round at its first question; the next one follows at ``due`` (s)."""
        row = {"channel": message.channel, "plain": message.chat, "thread": message.thread, "position": 0, "due": due}
        data = json.dumps(playing.to_data())
        starter = self.user(message.user)
        self._connection.execute(
            insert(group_rounds).values(chat=self._chat, **row, starter=starter, data=data, at=self._now)
        )

    def move(self, position: int, due: float) -> None:
        """Go on to the question at ``position``."""
        changed = update(group_rounds).where(group_rounds.c.chat == self._chat)
        self._connection.execute(changed.values(position=position, due=due))

    def end(self) -> None:
        """Delete all of the round."""
        for table in (group_rounds, group_polls, group_answers):
            self._connection.execute(delete(table).where(table.c.chat == self._chat))

    def answer(self, position: int, user: str, name: str, right: bool) -> None:
        """Keep a person's first answer to a question."""
        row = {"chat": self._chat, "position": position, "user": self.user(user)}
        mine = (group_answers.c.chat == self._chat) & (group_answers.c.position == position)
        mine &= group_answers.c.user == row["user"]
        if self._connection.execute(select(group_answers.c.user).where(mine)).first() is None:
            values = {"name": name[:_LONGEST_NAME], "right": int(right), "at": self._now}
            self._connection.execute(insert(group_answers).values(**row, **values))

    def scores(self) -> list[tuple[str, int]]:
        """Return everybody's name and number of right answers, best first, the quicker before the slower."""
        right, last = func.sum(group_answers.c.right), func.max(group_answers.c.at)
        query = select(func.max(group_answers.c.name), right).where(group_answers.c.chat == self._chat)
        rows = self._connection.execute(query.group_by(group_answers.c.user).order_by(right.desc(), last)).all()
        return [(str(name), int(count)) for name, count in rows]

    def user(self, user: str) -> str:
        """Return the keyed hash of a person in this group."""
        return self._hashed("group user", self._chat, user)


def note_poll(engine: Engine, poll: str, chat: str, where: Poll, now: float) -> None:
    """Remember that ``poll`` (hashed) asks the question ``where``; ``chat``: the group, hashed."""
    row = {"poll": poll, "chat": chat, "plain": where.chat, "thread": where.thread, "position": where.position}
    with engine.begin() as connection:
        connection.execute(insert(group_polls).values(**row, at=now))


def find_poll(engine: Engine, poll: str) -> Poll | None:
    """Return where ``poll`` (hashed) belongs, None for a poll that is not ours or whose round is over."""
    with engine.connect() as connection:
        row = connection.execute(select(group_polls).where(group_polls.c.poll == poll)).first()
    return Poll(row.plain, row.thread, row.position) if row else None


def due_rounds(engine: Engine, now: float) -> list[Message]:
    """Return, as messages of kind "round_due", the groups whose next question follows now."""
    with engine.connect() as connection:
        rows = connection.execute(select(group_rounds).where(group_rounds.c.due <= now)).all()
    return [
        Message(
            row.channel, row.plain, "", str(row.position), update_id=f"round {row.at} {row.position}",
            kind="round_due", group=True, thread=row.thread,
        )
        for row in rows
    ]  # fmt: skip
