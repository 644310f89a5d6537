"""The tables. Texts in them are masked before they get here; chats are kept as keyed hashes, but for the outbox."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts rows only in a column of type INTEGER

chats = Table(
    "chats",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("session", Text, nullable=False),
    Column("updated", Float, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("update", String(64), primary_key=True),
    Column("chat", String(64)),
    Column("reply", Text),
    Column("at", Float, nullable=False),
)

outbox = Table(  # what is still to be sent; the plain id of the chat is needed to send it, and goes with the row
    "outbox",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("chat", String(128), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("reply", Text, nullable=False),
    Column("sent", Integer, nullable=False),  # parts of it that have been sent
    Column("tries", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("holder", String(128), nullable=False),  # the worker that sends it now …
    Column("held_until", Float, nullable=False),  # … and until when nobody else may
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,  # pages tell by the number what they have seen
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("at", Float, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("chat", String(64)),
    Column("text", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("topics", Text, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("at", Float, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("chat", String(64)),
    Column("entry", String(80), nullable=False),
    Column("helped", Integer, nullable=False),
    Column("question", Text, nullable=False),
)

audit = Table(  # what admins did
    "audit",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("at", Float, nullable=False),
    Column("admin", String(64), nullable=False),
    Column("act", String(64), nullable=False),
)

forgotten = Table(  # chats whose people had all deleted: a restored copy deletes it again
    "forgotten",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("at", Float, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

leases = Table(  # who alone does something now
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("until", Float, nullable=False),
)

Index("unanswered_at", unanswered.c.at)
Index("updates_at", updates.c.at)
Index("updates_chat", updates.c.chat)
Index("outbox_chat", outbox.c.channel, outbox.c.chat, outbox.c.id)
