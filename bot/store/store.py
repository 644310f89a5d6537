"""What is remembered: one short transaction a message, on SQLite by one writer, on PostgreSQL by several."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

import bot.store.contest_people as contest_people
import bot.store.contests as contest_rows
import bot.store.groups as group_rows
import bot.store.inbox as received
import bot.store.links as shared_links
import bot.store.parked as parking
import bot.store.practice as practice
import bot.store.zalo as zalo
from bot.clock import day_number
from bot.messages import Message, Reply
from bot.session import Session
from bot.store.batch import Batch
from bot.store.contest_rows import ContestRows
from bot.store.database import CONNECTIONS, open_database
from bot.store.news import NewsRows
from bot.store.outbox import Outbox, put, read_reply, write_reply
from bot.store.practice_tables import memories, subscribers
from bot.store.push_tables import inbox, parked
from bot.store.rooms import RoomRows
from bot.store.sealed import Sealer
from bot.store.tables import audit, chats, feedback, forgotten, leases, outbox, positions, unanswered, updates
from quiz.review import Memory

DAY = 24 * 3600.0
KEEP_UPDATES = 2 * DAY  # seconds: longer than any channel repeats an update
_OWN = (chats, updates, unanswered, feedback, memories, subscribers)  # tables that know whose a row is
# What every message needs, put together once: that is half of what such a statement costs.
_FIND_UPDATE = select(updates.c.reply).where(updates.c.update == bindparam("name"))
_FIND_CHAT = select(chats.c.session).where(chats.c.chat == bindparam("name"))
_CHANGE_CHAT = (
    update(chats).where(chats.c.chat == bindparam("name")).values(session=bindparam("text"), updated=bindparam("now"))
)
_NEW_CHAT = insert(chats).values(chat=bindparam("name"), session=bindparam("text"), updated=bindparam("now"))
_NEW_UPDATE = insert(updates).values(
    update=bindparam("name"), chat=bindparam("whose"), reply=bindparam("answer"), at=bindparam("now")
)
P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """All that is remembered."""

    def __init__(self, url: str, key: str) -> None:
        """Open ``url`` (in memory where it is "sqlite://"); ``key`` hashes the ids of chats.

        Raises Unreadable where a PostgreSQL does not answer or waits for ``python -m bot migrate``.
        """
        self._key = key.encode()
        self.sealer = Sealer(key)
        self._engine = open_database(url)
        self.outbox = Outbox(self._engine)
        self.news = NewsRows(self._engine)
        self.parked = parking.Parked(self._engine)
        self.inbox = received.Inbox(self._engine)
        self.zalo = zalo.ZaloRows(self._engine, self.sealer, self.hashed)
        self.links = shared_links.LinkRows(self._engine)
        self.rooms = RoomRows(self._engine)
        self.contests = ContestRows(self._engine, self.sealer, self.hashed)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._threads = ThreadPoolExecutor(1 if self._sqlite else CONNECTIONS, thread_name_prefix="store")
        self.batch = Batch(self._engine, self.run)

    def close(self) -> None:
        """Finish what has begun, and let go of the database."""
        self._threads.shutdown()
        self._engine.dispose()

    async def run(self, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Return ``work(*arguments)``, done in a thread of the store's own."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*arguments, **options))

    def hashed(self, *parts: str) -> str:
        """Return a keyed hash (40 hex digits) of an id."""
        return hmac.new(self._key, "\x00".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def alive(self) -> bool:
        """Tell whether the database answers."""
        with self._engine.connect() as connection:
            return connection.execute(select(1)).scalar() == 1

    @contextmanager
    def transaction(self, now: float, chat: str = "") -> Iterator[Transaction]:
        """Begin a transaction, committed at the end unless something is raised.

        ``chat``: the hash of the chat that it is for; two workers never handle one chat at the same time.
        """
        with self._engine.begin() as connection:
            if chat and not self._sqlite:
                lock = int.from_bytes(bytes.fromhex(chat[:16]), signed=True)
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
            yield Transaction(connection, self, now)

    def tidy(self, now: float, chat_days: float, question_days: float, room_days: float, link_days: float) -> None:
        """Forget what has been kept long enough: chats, questions, rooms, unused links; updates after two days."""
        self.rooms.tidy(now - room_days * DAY)
        with self._engine.begin() as connection:
            shared_links.tidy(connection, now, link_days)
            connection.execute(delete(updates).where(updates.c.at < now - KEEP_UPDATES))
            connection.execute(delete(chats).where(chats.c.updated < now - chat_days * DAY))
            connection.execute(delete(outbox).where(outbox.c.at < now - KEEP_UPDATES))
            received.tidy(connection, now - KEEP_UPDATES)
            parking.tidy(connection, now - chat_days * DAY)
            zalo.tidy(connection, now)
            for table in (unanswered, feedback, audit, memories):
                connection.execute(delete(table).where(table.c.at < now - question_days * DAY))

    def forgotten(self) -> list[tuple[str, float]]:
        """Return the chats (hashed) that had all of theirs deleted, and when."""
        with self._engine.connect() as connection:
            return [(row.chat, row.at) for row in connection.execute(select(forgotten).order_by(forgotten.c.at))]

    def empty_outbox(self) -> None:
        """Throw away what waits to be sent: in an old copy it was sent long ago."""
        with self._engine.begin() as connection:
            for table in (outbox, inbox, parked):
                connection.execute(delete(table))

    def forget(self, chats_then: Iterable[tuple[str, float]]) -> int:
        """Delete again what a restored copy brought back; return how many chats there were."""
        count = 0
        with self._engine.begin() as connection:
            for chat, at in chats_then:
                _forget(connection, chat, at)
                count += 1
        return count

    def daily_due(self, now: float) -> list[Message]:
        """Return, as messages of kind "daily", some of those who have not had today's question."""
        return practice.due(self._engine, day_number(now))

    def rounds_due(self, now: float) -> list[Message]:
        """Return, as messages of kind "round_due", the groups whose next question follows now."""
        return group_rows.due_rounds(self._engine, now)

    def note_poll(self, channel: str, poll: str, where: group_rows.Poll, now: float) -> None:
        """Remember where a channel's poll belongs."""
        chat = self.hashed(channel, where.chat)
        group_rows.note_poll(self._engine, self.hashed("poll", channel, poll), chat, where, now)

    def find_poll(self, channel: str, poll: str) -> group_rows.Poll | None:
        """Return where a channel's poll belongs, None where its round is over or it is not ours."""
        return group_rows.find_poll(self._engine, self.hashed("poll", channel, poll))

    def position(self, name: str) -> int:
        """Return how far a channel has read (0 at first)."""
        with self._engine.connect() as connection:
            return connection.execute(select(positions.c.value).where(positions.c.name == name)).scalar() or 0

    def set_position(self, name: str, value: int) -> None:
        """Remember how far a channel has read."""
        with self._engine.begin() as connection:
            if not connection.execute(update(positions).where(positions.c.name == name).values(value=value)).rowcount:
                connection.execute(insert(positions).values(name=name, value=value))

    def lease(self, name: str, holder: str, now: float, seconds: float) -> bool:
        """Tell whether ``holder`` alone may do ``name`` for the next ``seconds``."""
        with self._engine.begin() as connection:
            if not self._sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
            row = connection.execute(select(leases).where(leases.c.name == name)).first()
            if row is None:
                connection.execute(insert(leases).values(name=name, holder=holder, until=now + seconds))
            elif row.holder != holder and row.until > now:
                return False
            else:
                changed = update(leases).where(leases.c.name == name)
                connection.execute(changed.values(holder=holder, until=now + seconds))
        return True

    def unanswered(self, limit: int) -> list[tuple[str, str]]:
        """Return the newest questions that were not answered surely, with their outcome."""
        with self.transaction(time.time()) as records:
            return records.unanswered(limit)


def _forget(connection: Connection, chat: str, at: float) -> None:
    """Delete all of a chat's rows up to ``at``, and remember that, for the day a copy is restored."""
    for table in _OWN:
        when = table.c.updated if table is chats else table.c.at
        connection.execute(delete(table).where((table.c.chat == chat) & (when <= at)))
    shared_links.erase(connection, chat, at)
    contest_people.erase(connection, chat, at)
    connection.execute(delete(forgotten).where(forgotten.c.chat == chat))
    connection.execute(insert(forgotten).values(chat=chat, at=at))


class Transaction:
    """What may be read and written while one message is handled."""

    def __init__(self, connection: Connection, store: Store, now: float) -> None:
        self._connection = connection
        self._store = store
        self._now = now
        self._chat = ""
        self._plain = ("", "")
        self._forgotten = False

    def answered(self, message: Message) -> tuple[bool, Reply | None]:
        """Return whether this update was dealt with before, and the reply that it got."""
        if not message.update_id:
            return False, None
        name = self._store.hashed(message.channel, message.chat, message.update_id)
        row = self._connection.execute(_FIND_UPDATE, {"name": name}).first()
        if row is None:
            return False, None
        return True, read_reply(row.reply) if row.reply else None

    def session(self, message: Message) -> Session:
        """Return what is remembered of the message's chat."""
        self._chat = self._store.hashed(message.channel, message.chat)
        self._plain = (message.channel, message.chat)
        return Session.from_json(self._connection.execute(_FIND_CHAT, {"name": self._chat}).scalar())

    def finish(self, message: Message, session: Session, reply: Reply | None, post: bool) -> None:
        """Keep the chat's session, that the update was dealt with, and the reply: ``post``: in the outbox."""
        values = {"name": self._chat, "text": session.to_json(), "now": self._now}
        if self._forgotten:
            self._chat = ""  # the update is remembered, for two days, but not whose it was
        elif not self._connection.execute(_CHANGE_CHAT, values).rowcount:
            self._connection.execute(_NEW_CHAT, values)
        if message.update_id:
            name = self._store.hashed(message.channel, message.chat, message.update_id)
            kept = write_reply(reply) if reply and not post else None
            own = {"name": name, "whose": self._chat, "answer": kept, "now": self._now}
            self._connection.execute(_NEW_UPDATE, own)
        if reply and post:
            put(self._connection, message.channel, message.chat, message.thread, reply, self._now)

    def memories(self, questions: list[str]) -> dict[str, Memory]:
        """Return what this chat remembers of ``questions``, by id."""
        return practice.read_memories(self._connection, self._chat, questions)

    def remember(self, question: str, memory: Memory) -> None:
        """Keep what this chat remembers of a question."""
        practice.write_memory(self._connection, self._chat, question, memory, self._now)

    def subscribed(self) -> bool:
        """Tell whether this chat gets a question a day."""
        return practice.is_subscribed(self._connection, self._chat)

    def subscribe(self, message: Message) -> None:
        """Send this chat a question a day, from tomorrow on."""
        practice.subscribe(self._connection, self._chat, message, day_number(self._now), self._now)

    def unsubscribe(self) -> None:
        """Send this chat no more daily questions."""
        practice.unsubscribe(self._connection, self._chat)

    def asked_today(self) -> None:
        """Remember that this chat has had today's question."""
        practice.mark(self._connection, self._chat, day_number(self._now))

    @property
    def groups(self) -> group_rows.GroupRows:
        """The round of this chat, where it is a group."""
        return group_rows.GroupRows(self._connection, self._chat, self._store.hashed, self._now)

    @property
    def links(self) -> shared_links.Links:
        """Shared links, as this chat may use them."""
        return shared_links.Links(self._connection, self._chat, self._now)

    @property
    def contests(self) -> contest_rows.Contests:
        """Contests, as this chat may take part in them."""
        store = self._store
        common = store.sealer, store.hashed, store.contests.pools
        return contest_rows.Contests(self._connection, self._chat, self._now, *common)

    def about(self) -> dict[str, int]:
        """Return how many rows are kept of this chat, by table."""
        counts = {}
        for table in _OWN:
            query = select(func.count()).select_from(table).where(table.c.chat == self._chat)
            counts[table.name] = self._connection.execute(query).scalar() or 0
        counts["links"] = self.links.count()
        counts["contests"] = self.contests.count()
        return counts

    def forget(self) -> None:
        """Delete all that is kept of this chat."""
        _forget(self._connection, self._chat, self._now)
        channel, chat = self._plain
        self._connection.execute(delete(outbox).where((outbox.c.channel == channel) & (outbox.c.chat == chat)))
        parking.erase(self._connection, channel, chat)
        self._forgotten = True

    def parked(self) -> tuple[int, int]:
        """Return how many messages wait until their person writes again, and for how many chats."""
        return parking.count(self._connection)

    def note_act(self, admin: str, act: str) -> None:
        """Write into the audit log what an admin did."""
        row = {"at": self._now, "admin": self._store.hashed("admin", admin), "act": act[:64]}
        self._connection.execute(insert(audit).values(row))

    def note_unanswered(self, channel: str, text: str, outcome: str, topics: list[str]) -> None:
        """Keep a question (masked) that was not answered surely."""
        row = {"at": self._now, "channel": channel, "chat": self._chat, "text": text, "outcome": outcome}
        self._connection.execute(insert(unanswered).values(**row, topics=" ".join(topics)))

    def unanswered(self, limit: int) -> list[tuple[str, str]]:
        """Return the newest questions that were not answered surely, with their outcome."""
        query = select(unanswered.c.text, unanswered.c.outcome).order_by(unanswered.c.id.desc()).limit(limit)
        return [(row.text, row.outcome) for row in self._connection.execute(query)]

    def note_feedback(self, channel: str, entry: str, helped: bool, question: str) -> None:
        """Keep whether an answer helped."""
        row = {"at": self._now, "channel": channel, "chat": self._chat, "entry": entry, "question": question}
        self._connection.execute(insert(feedback).values(**row, helped=int(helped)))
