"""Messages that the bot started and that may be sent only once the person has written again."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, func, insert, select

from bot.store.outbox import put, read_reply
from bot.store.push_tables import parked
from bot.store.tables import outbox

MOST_A_CHAT = 3
"""So that who comes back after a long time is not flooded: the newest are kept."""


class Parked:
    """Moves and counts them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def park(self, number: int) -> None:
        """Move a row of the outbox here; a newer message of the same kind takes an older one's place."""
        with self._engine.begin() as connection:
            _park(connection, number)

    def count(self) -> tuple[int, int]:
        """Return how many messages wait, and for how many chats."""
        with self._engine.connect() as connection:
            return count(connection)


def release(connection: Connection, channel: str, chat: str, now: float) -> None:
    """Put what waits for ``chat`` back into the outbox, oldest first: the person has written."""
    here = (parked.c.channel == channel) & (parked.c.chat == chat)
    for row in connection.execute(select(parked).where(here).order_by(parked.c.id)).all():
        put(connection, channel, chat, row.thread, read_reply(row.reply), now)
        connection.execute(delete(parked).where(parked.c.id == row.id))


def count(connection: Connection) -> tuple[int, int]:
    """Return how many messages wait like that, and for how many chats."""
    chats = select(parked.c.channel, parked.c.chat).distinct().subquery()
    messages = connection.execute(select(func.count()).select_from(parked)).scalar() or 0
    return messages, connection.execute(select(func.count()).select_from(chats)).scalar() or 0


def erase(connection: Connection, channel: str, chat: str) -> None:
    """Delete what waits for ``chat``."""
    connection.execute(delete(parked).where((parked.c.channel == channel) & (parked.c.chat == chat)))


def tidy(connection: Connection, before: float) -> None:
    """Throw away what has waited since before then."""
    connection.execute(delete(parked).where(parked.c.at < before))


def _park(connection: Connection, number: int) -> None:
    row = connection.execute(select(outbox).where(outbox.c.id == number)).first()
    if row is None:
        return
    here = (parked.c.channel == row.channel) & (parked.c.chat == row.chat)
    options = read_reply(row.reply).options
    kind = options[0].command.split()[0] if options else ""
    if kind:
        connection.execute(delete(parked).where(here & (parked.c.kind == kind)))
    own = {"channel": row.channel, "chat": row.chat, "thread": row.thread, "reply": row.reply, "at": row.at}
    connection.execute(insert(parked).values(**own, kind=kind))
    connection.execute(delete(outbox).where(outbox.c.id == number))
    newest = select(parked.c.id).where(here).order_by(parked.c.id.desc()).limit(MOST_A_CHAT)
    connection.execute(delete(parked).where(here & parked.c.id.not_in(newest.scalar_subquery())))
