"""Tables of rooms: a round that a hall plays on one evening, who plays, and what they answered."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from bot.store.tables import NUMBER, metadata

rooms = Table(
    "rooms",
    metadata,
    Column("code", String(6), primary_key=True),
    Column("data", Text, nullable=False),  # quiz.room.Room as JSON
    Column("questions", Text, nullable=False),  # the texts as they were when the room was made, as JSON
    Column("version", Integer, nullable=False),  # grows with every step of the host
    Column("opened", Float, nullable=False),  # when the question on the wall was opened
    Column("at", Float, nullable=False),
)

room_players = Table(
    "room_players",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("room", String(6), nullable=False),
    Column("token", String(64), nullable=False),  # keyed hash of what the player's browser keeps
    Column("name", String(40), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("people", Integer, nullable=False),
    Column("at", Float, nullable=False),
)

room_answers = Table(
    "room_answers",
    metadata,
    Column("room", String(6), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("player", NUMBER, primary_key=True),
    Column("choice", Integer, nullable=False),
    Column("ms", Integer, nullable=False),
)

Index("room_players_token", room_players.c.room, room_players.c.token)
