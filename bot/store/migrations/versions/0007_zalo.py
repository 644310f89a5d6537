"""Messengers that must be acknowledged at once, messages that wait for the person, Zalo Official Accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=False)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "inbox",
        sa.Column("id", _NUMBER, primary_key=True),
        _text("channel", 16),
        sa.Column("message", sa.Text, nullable=False),
        _text("holder", 128),
        _number("held_until"),
        _number("at"),
    )
    op.create_index("inbox_channel", "inbox", ["channel", "held_until"])
    op.create_table(
        "parked",
        sa.Column("id", _NUMBER, primary_key=True),
        _text("channel", 16),
        _text("chat", 128),
        _text("thread", 64),
        sa.Column("reply", sa.Text, nullable=False),
        _text("kind", 64),
        _number("at"),
    )
    op.create_index("parked_chat", "parked", ["channel", "chat"])
    op.create_table(
        "zalo_accounts",
        sa.Column("oa", sa.String(64), primary_key=True),
        _text("name", 200),
        sa.Column("access", sa.Text, nullable=False),
        sa.Column("refresh", sa.Text, nullable=False),
        _number("expires"),
        _text("origin", 64),
        _text("trouble", 64),
        _text("holder", 128),
        _number("held_until"),
        _number("at"),
    )
    op.create_table(
        "zalo_chats",
        sa.Column("chat", sa.String(64), primary_key=True),
        _text("oa", 64),
        _text("person", 64),
        _number("heard"),
        sa.Column("free", sa.Integer),
        _number("resumed"),
    )
    op.create_index("zalo_chats_person", "zalo_chats", ["person"])
    for table in ("zalo_echoes", "zalo_own"):
        op.create_table(
            table,
            sa.Column("message", sa.String(64), primary_key=True),
            _text("chat", 64),
            _text("print", 64),
            _number("at"),
        )
        op.create_index(f"{table}_chat", table, ["chat"])
    op.create_index("zalo_own_at", "zalo_own", ["at"])
