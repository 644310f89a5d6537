"""Contests: participants, attempts, sums of units, what organisers corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "contests",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("closes", sa.Float, nullable=False),
        sa.Column("pool", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("truth", sa.Integer),
    )
    _participants()
    _attempts()
    op.create_table(
        "contest_units",
        sa.Column("contest", sa.String(36), primary_key=True),
        sa.Column("unit", sa.String(300), primary_key=True),
        sa.Column("entered", sa.Integer, nullable=False),
        sa.Column("played", sa.Integer, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
    )
    op.create_table(
        "contest_log",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("contest", sa.String(36), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("admin", sa.String(64), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("contest_log_contest", "contest_log", ["contest"])


def _participants() -> None:
    op.create_table(
        "contest_participants",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("contest", sa.String(36), nullable=False),
        sa.Column("code", sa.String(9), nullable=False, unique=True),
        sa.Column("certificate", sa.String(9), nullable=False, unique=True),
        sa.Column("chat", sa.String(64)),
        sa.Column("unit", sa.String(300), nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("telephone", sa.String(64)),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("counted", _NUMBER),
        *(sa.Column(name, sa.Integer) for name in ("score", "used_ms", "guess")),
        sa.Column("rank_key", sa.BigInteger),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("contest_participants_rank", "contest_participants", ["contest", "rank_key"])
    op.create_index("contest_participants_chat", "contest_participants", ["chat", "contest"])
    op.create_index("contest_participants_version", "contest_participants", ["contest", "version"])


def _attempts() -> None:
    op.create_table(
        "contest_attempts",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("name", sa.String(16), nullable=False, unique=True),
        sa.Column("contest", sa.String(36), nullable=False),
        sa.Column("participant", _NUMBER, nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("deadline", sa.Float, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("paper", sa.Text, nullable=False),
        sa.Column("answers", sa.String(100), nullable=False),
        sa.Column("guess", sa.Integer),
        sa.Column("ended", sa.Float),
        sa.Column("score", sa.Integer),
        sa.Column("used_ms", sa.Integer),
        sa.Column("pattern", sa.String(16)),
    )
    op.create_index("contest_attempts_participant", "contest_attempts", ["participant"])
    unfinished = sa.text("ended IS NULL")
    op.create_index(
        "contest_attempts_open", "contest_attempts", ["contest", "deadline"],
        sqlite_where=unfinished, postgresql_where=unfinished,
    )  # fmt: skip
