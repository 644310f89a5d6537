"""Tables of practice: what a chat remembers of each question, and who gets a question a day."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from bot.store.tables import metadata

memories = Table(
    "memories",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("question", String(64), primary_key=True),
    Column("card", Text, nullable=False),
    Column("due", Float, nullable=False),
    Column("at", Float, nullable=False),
)

subscribers = Table(  # the plain id of the chat is needed to write to it
    "subscribers",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("plain", String(128), nullable=False),
    Column("user", String(128), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("day", Integer, nullable=False),  # the last day (yyyymmdd, Vietnam) on which a question was sent
    Column("at", Float, nullable=False),
)

Index("subscribers_day", subscribers.c.day)
