"""Tables of Zalo Official Accounts: their tokens (sealed), and what decides whether a chat may be written to."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from bot.store.tables import metadata

accounts = Table(
    "zalo_accounts",
    metadata,
    Column("oa", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("access", Text, nullable=False),  # sealed
    Column("refresh", Text, nullable=False),  # sealed; spent by the next refresh
    Column("expires", Float, nullable=False),  # when the access token does
    Column("origin", String(64), nullable=False),  # hash of the token from the environment that it began with
    Column("trouble", String(64), nullable=False),  # why the last refresh was refused, "" where it was not
    Column("holder", String(128), nullable=False),  # the worker that spends the refresh token now …
    Column("held_until", Float, nullable=False),  # … and until when nobody else may
    Column("at", Float, nullable=False),  # when the pair was given
)

zalo_chats = Table(  # nothing here is needed longer than Zalo lets us write to who has been silent: 7 days
    "zalo_chats",
    metadata,
    Column("chat", String(64), primary_key=True),
    Column("oa", String(64), nullable=False),
    Column("person", String(64), nullable=False),  # hashed
    Column("heard", Float, nullable=False),
    Column("free", Integer),  # free messages left since then, where Zalo has said so
    Column("resumed", Float, nullable=False),  # when the person last asked for the bot instead of the human
)

echoes = Table(  # what was sent in a chat's name as Zalo tells it: by us, or by a human in OA Manager
    "zalo_echoes",
    metadata,
    Column("message", String(64), primary_key=True),
    Column("chat", String(64), nullable=False),
    Column("print", String(64), nullable=False),  # keyed hash of the text
    Column("at", Float, nullable=False),
)

own = Table(  # what we sent, so that its echo is known
    "zalo_own",
    metadata,
    Column("message", String(64), primary_key=True),
    Column("chat", String(64), nullable=False),
    Column("print", String(64), nullable=False),
    Column("at", Float, nullable=False),
)

Index("zalo_chats_person", zalo_chats.c.person)
Index("zalo_echoes_chat", echoes.c.chat)
Index("zalo_own_chat", own.c.chat)
Index("zalo_own_at", own.c.at)
