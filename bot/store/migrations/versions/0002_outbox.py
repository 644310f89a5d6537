"""The outbox, leases, the audit log and deletions; whose a question is, so that a person can have it deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables and columns."""
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("chat", sa.String(128), nullable=False),
        sa.Column("thread", sa.String(64), nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("holder", sa.String(128), nullable=False),
        sa.Column("held_until", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("outbox_chat", "outbox", ["channel", "chat", "id"])
    op.create_table(
        "audit",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("admin", sa.String(64), nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
    )
    op.create_table(
        "forgotten",
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("holder", sa.String(128), nullable=False),
        sa.Column("until", sa.Float, nullable=False),
    )
    for table in ("updates", "unanswered", "feedback"):
        op.add_column(table, sa.Column("chat", sa.String(64)))
    op.create_index("updates_chat", "updates", ["chat"])
    with op.batch_alter_table("positions") as positions:
        positions.alter_column("value", type_=sa.BigInteger, existing_type=sa.Integer, existing_nullable=False)
    for table in ("unanswered", "feedback"):
        with op.batch_alter_table(table) as changed:
            changed.alter_column("id", type_=_NUMBER, existing_type=sa.Integer, existing_nullable=False)
