"""Tables for channels that must acknowledge at once, and for messages that wait until a person writes again."""

from sqlalchemy import Column, Float, Index, String, Table, Text

from bot.store.tables import NUMBER, metadata

inbox = Table(  # what was acknowledged and is not answered yet: masked, gone once it is answered
    "inbox",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("holder", String(128), nullable=False),  # the worker that answers it …
    Column("held_until", Float, nullable=False),  # … and until when nobody else may
    Column("at", Float, nullable=False),
)

parked = Table(  # messages that the bot started and that may be sent only once the person has written again
    "parked",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("chat", String(128), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("reply", Text, nullable=False),
    Column("kind", String(64), nullable=False),  # a newer one of the same kind takes its place; "": none does
    Column("at", Float, nullable=False),
)

Index("inbox_channel", inbox.c.channel, inbox.c.held_until)
Index("parked_chat", parked.c.channel, parked.c.chat)
