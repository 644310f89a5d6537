"""What the bot starts by itself for pages: no carrier brings it, the page asks; a row goes once the page has it.

A page of ours tells the number of the last message that it has seen. Whoever does not tell has what an earlier
request of another id got: a request whose answer was lost is repeated under its id, and gets the same again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, func, select, update

from bot.messages import Reply
from bot.store.outbox import read_reply
from bot.store.practice import is_subscribed
from bot.store.tables import outbox

_WEB = outbox.c.channel == "web"
_MOST = 20  # messages in one answer
_LONGEST_ASKER = 100  # characters


@dataclass(frozen=True)
class News:
    """One message, and its number: later ones have higher numbers."""

    number: int
    reply: Reply


class NewsRows:
    """Reads and clears the outbox's rows for pages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self, chat: str, asker: str, seen: int | None, owner: str) -> tuple[list[News], bool]:
        """Return what waits for ``chat`` and whether more may come; clear what it has.

        ``asker``: the request's id; ``seen``: the last number that the page has, None where it does not tell;
        ``owner``: the chat's keyed hash.
        """
        asker = f"web {asker}"[:_LONGEST_ASKER]
        with self._engine.begin() as connection:
            rows = connection.execute(select(outbox).where(_of(chat)).order_by(outbox.c.id).limit(_MOST)).all()
            if rows and seen is None:
                had = [row.id for row in rows if row.sent and row.holder != asker]
                fresh = [row for row in rows if row.id not in had]
                if had:
                    connection.execute(delete(outbox).where(outbox.c.id.in_(had)))
            else:
                fresh = [row for row in rows if row.id > (seen or 0)]
                if len(fresh) < len(rows):
                    connection.execute(delete(outbox).where(_of(chat) & (outbox.c.id <= seen)))
            if new := [row.id for row in fresh if not row.sent]:
                connection.execute(update(outbox).where(outbox.c.id.in_(new)).values(sent=1, holder=asker))
            expected = bool(fresh) or is_subscribed(connection, owner)
        return [News(row.id, read_reply(row.reply)) for row in fresh], expected

    def newest(self, chats: Sequence[str]) -> dict[str, int]:
        """Return the highest number that waits for each of ``chats``, 0 where nothing does: one query for all."""
        query = select(outbox.c.chat, func.max(outbox.c.id).label("newest")).where(_WEB & outbox.c.chat.in_(chats))
        with self._engine.connect() as connection:
            found = {row.chat: row.newest for row in connection.execute(query.group_by(outbox.c.chat))}
        return {chat: found.get(chat, 0) for chat in chats}

    def after(self, chat: str, seen: int) -> list[News]:
        """Return what waits for ``chat`` beyond the number ``seen``."""
        query = select(outbox).where(_of(chat) & (outbox.c.id > seen)).order_by(outbox.c.id).limit(_MOST)
        with self._engine.connect() as connection:
            return [News(row.id, read_reply(row.reply)) for row in connection.execute(query)]

    def delivered(self, chat: str, number: int) -> None:
        """Remember that all up to ``number`` was given to an open stream: who never tells what it has, has it."""
        with self._engine.begin() as connection:
            given = _of(chat) & (outbox.c.id <= number) & (outbox.c.sent == 0)
            connection.execute(update(outbox).where(given).values(sent=1, holder="stream"))

    def clear(self, chat: str, seen: int) -> None:
        """Take out what the page has."""
        with self._engine.begin() as connection:
            connection.execute(delete(outbox).where(_of(chat) & (outbox.c.id <= seen)))


def _of(chat: str) -> ColumnElement[bool]:
    return and_(_WEB, outbox.c.chat == chat)
