"""Shared links: their codes, in whose name, and what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
_COUNTS = ("opened", "started", "finished", "right", "questions")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "links",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("target", sa.String(80), nullable=False),
        sa.Column("maker", sa.String(80), nullable=False),
        sa.Column("unit", sa.String(80), nullable=False),
        sa.Column("chat", sa.String(64)),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("used", sa.Float, nullable=False),
    )
    op.create_index("links_chat", "links", ["chat"])
    op.create_index("links_at", "links", ["at"])
    op.create_table(
        "link_openings",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("who", sa.String(64), primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True),
    )
    op.create_index("link_openings_day", "link_openings", ["day"])
