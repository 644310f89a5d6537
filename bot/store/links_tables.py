"""Tables of shared links and of who has opened them today."""

from sqlalchemy import Column, Float, Index, Integer, String, Table

from bot.store.tables import metadata

links = Table(
    "links",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("target", String(80), nullable=False),
    Column("maker", String(80), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("chat", String(64)),  # whose it is; nobody's where it was made on the page, or its maker deleted all
    Column("opened", Integer, nullable=False),
    Column("started", Integer, nullable=False),
    Column("finished", Integer, nullable=False),
    Column("right", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("used", Float, nullable=False),
)

openings = Table(  # so that who opens a link twice a day counts once
    "link_openings",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("who", String(64), primary_key=True),
    Column("day", Integer, primary_key=True),  # yyyymmdd, Vietnam
)

Index("links_chat", links.c.chat)
Index("links_at", links.c.at)
Index("link_openings_day", openings.c.day)
