"""Rooms: a round that a hall plays on one evening, who plays, and what they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "rooms",
        sa.Column("code", sa.String(6), primary_key=True),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("opened", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "room_players",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("room", sa.String(6), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("room_players_token", "room_players", ["room", "token"])
    op.create_table(
        "room_answers",
        sa.Column("room", sa.String(6), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("player", _NUMBER, primary_key=True),
        sa.Column("choice", sa.Integer, nullable=False),
        sa.Column("ms", sa.Integer, nullable=False),
    )
