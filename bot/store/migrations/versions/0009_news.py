"""Numbers in the outbox are never used again: pages tell by them what they have seen."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make SQLite remember the highest number, as PostgreSQL does."""
    if op.get_bind().dialect.name == "sqlite":
        settings = {"sqlite_autoincrement": True}
        with op.batch_alter_table("outbox", recreate="always", table_kwargs=settings):
            pass
