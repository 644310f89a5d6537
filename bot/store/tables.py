"""The tables. Texts in them are masked before they get here; chats are kept as keyed hashes."""

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

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
    Column("reply", Text),
    Column("at", Float, nullable=False),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("topics", Text, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("entry", String(80), nullable=False),
    Column("helped", Integer, nullable=False),
    Column("question", Text, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)

Index("unanswered_at", unanswered.c.at)
Index("updates_at", updates.c.at)
