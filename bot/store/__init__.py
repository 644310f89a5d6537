"""What is kept: the only place that knows SQLAlchemy."""

from bot.store.database import migrate_address
from bot.store.outbox import Envelope
from bot.store.store import Store

__all__ = ["Envelope", "Store", "migrate_address"]
