"""What decides whether an Official Account may write in a chat: when the person last wrote, and whether a human does.

What was sent in a chat comes back as an echo. An echo is ours where its id, or its text in the same chat, is what we
sent; that is asked when it matters, so it is no matter which of the two was written down first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, and_, case, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.batch import Note
from bot.store.parked import release
from bot.store.sealed import Sealer
from bot.store.zalo_accounts import Accounts
from bot.store.zalo_tables import echoes, own, zalo_chats

DAY = 24 * 3600.0
SILENT_DAYS = 7.0
"""Who has been silent for longer cannot be written to at all."""
_CHANNEL = "zalo_oa"


@dataclass(frozen=True)
class Standing:
    """``heard``: when the person last wrote (s since the epoch), 0 where that is long ago; ``free``: free messages
    left since then, None where Zalo has not said; ``human``: somebody writes in the chat by hand.
    """

    heard: float = 0.0
    free: int | None = None
    human: bool = False


class ZaloRows:
    """``hashed`` is the store's keyed hash; chats are named "OA:person" here, as everywhere on this channel."""

    def __init__(self, engine: Engine, sealer: Sealer, hashed: Callable[..., str]) -> None:
        self.accounts = Accounts(engine, sealer)
        self._engine = engine
        self._hashed = hashed

    def heard(self, chat: str, now: float, resumed: bool) -> Note[None]:
        """Note that the person wrote: a new window opens, and what waited for it may go.

        ``resumed``: they asked for the bot instead of the human.
        """
        name, (oa, _, user) = self._name(chat), chat.partition(":")
        person = self._hashed("person", user)

        def note(connection: Connection) -> None:
            later = case((zalo_chats.c.heard < now, now), else_=zalo_chats.c.heard)  # an old event may come late
            values = {"heard": later, "free": None, **({"resumed": now} if resumed else {})}
            if not connection.execute(update(zalo_chats).where(zalo_chats.c.chat == name).values(values)).rowcount:
                row = {"chat": name, "oa": oa, "person": person, "resumed": 0.0, **values, "heard": now}
                _add(connection, zalo_chats, row)
            release(connection, _CHANNEL, chat, now)

        return note

    def echoed(self, chat: str, message: str, text: str, now: float) -> Note[None]:
        """Note that ``message`` was sent in the chat, by whomever."""
        row = {"message": message[:64], "chat": self._name(chat), "print": self._print(text, message), "at": now}
        return lambda connection: _add(connection, echoes, row)

    def sent(self, chat: str, message: str, text: str, free: int | None, now: float) -> Note[None]:
        """Note that we sent ``message``, and how many free ones are left."""
        name = self._name(chat)
        row = {"message": message[:64], "chat": name, "print": self._print(text, message), "at": now}

        def note(connection: Connection) -> None:
            _add(connection, own, row)
            if free is not None:
                connection.execute(update(zalo_chats).where(zalo_chats.c.chat == name).values(free=free))

        return note

    def standing(self, chat: str, since: float, text: str = "") -> Standing:
        """Return what is known of the chat; a human counts who wrote after ``since``.

        ``text``: what is about to be sent: its own echo, from before a restart, is no human's.
        """
        name = self._name(chat)
        query = select(zalo_chats.c.heard, zalo_chats.c.free, zalo_chats.c.resumed).where(zalo_chats.c.chat == name)
        ours = or_(own.c.message == echoes.c.message, and_(own.c.chat == echoes.c.chat, own.c.print == echoes.c.print))
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
            after = max(since, row.resumed) if row is not None else since
            by_hand = select(echoes.c.message).where(
                echoes.c.chat == name,
                echoes.c.at > after,
                echoes.c.print != self._print(text, ""),
                ~exists().where(ours),
            )
            human = connection.execute(by_hand.limit(1)).first() is not None
        return Standing(row.heard, row.free, human) if row is not None else Standing(human=human)

    def chat_of(self, user: str) -> str:
        """Return the chat in which a person last wrote, "" where they have not for a week."""
        query = select(zalo_chats.c.oa).where(zalo_chats.c.person == self._hashed("person", user))
        with self._engine.connect() as connection:
            oa = connection.execute(query.order_by(zalo_chats.c.heard.desc()).limit(1)).scalar()
        return f"{oa}:{user}" if oa else ""

    def _name(self, chat: str) -> str:
        return self._hashed(_CHANNEL, chat)

    def _print(self, text: str, message: str) -> str:
        words = " ".join(text.split())
        return self._hashed("echo", words if words else message)  # two pictures are not the same for having no text


def tidy(connection: Connection, now: float) -> None:
    """Forget chats that can no longer be written to, and what was sent more than two days ago."""
    connection.execute(delete(zalo_chats).where(zalo_chats.c.heard < now - SILENT_DAYS * DAY))
    for table in (echoes, own):
        connection.execute(delete(table).where(table.c.at < now - 2 * DAY))


def _add(connection: Connection, table: object, row: Mapping[str, object]) -> None:
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(new(table).values(row).on_conflict_do_nothing())  # type: ignore[arg-type]
