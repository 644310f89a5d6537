"""Tables of group rounds. All rows of a round go when it ends."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from bot.store.tables import metadata

group_rounds = Table(  # the plain id of the group is needed to send the next question
    "group_rounds",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("plain", String(128), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("starter", String(64), nullable=False),  # keyed hash
    Column("data", Text, nullable=False),  # quiz.Round as JSON
    Column("position", Integer, nullable=False),
    Column("due", Float, nullable=False),  # when the next question follows
    Column("at", Float, nullable=False),
)

group_polls = Table(
    "group_polls",
    metadata,
    Column("poll", String(64), primary_key=True),  # keyed hash of the channel's id
    Column("chat", String(64), nullable=False),
    Column("plain", String(128), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("at", Float, nullable=False),
)

group_answers = Table(
    "group_answers",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("user", String(64), primary_key=True),  # keyed hash
    Column("name", String(64), nullable=False),
    Column("right", Integer, nullable=False),
    Column("at", Float, nullable=False),
)

Index("group_polls_chat", group_polls.c.chat)
Index("group_rounds_due", group_rounds.c.due)
