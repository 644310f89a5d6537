"""Group rounds: the round of a group, its polls, and who answered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "group_rounds",
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("plain", sa.String(128), nullable=False),
        sa.Column("thread", sa.String(64), nullable=False),
        sa.Column("starter", sa.String(64), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("group_rounds_due", "group_rounds", ["due"])
    op.create_table(
        "group_polls",
        sa.Column("poll", sa.String(64), primary_key=True),
        sa.Column("chat", sa.String(64), nullable=False),
        sa.Column("plain", sa.String(128), nullable=False),
        sa.Column("thread", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("group_polls_chat", "group_polls", ["chat"])
    op.create_table(
        "group_answers",
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("user", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("right", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
