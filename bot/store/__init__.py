"""What is kept: the only place that knows SQLAlchemy."""

from bot.store.batch import Note
from bot.store.copies import copy_file, put_back
from bot.store.database import migrate_address
from bot.store.outbox import Envelope
from bot.store.store import Store
from bot.store.zalo_accounts import Account

__all__ = ["Account", "Envelope", "Note", "Store", "copy_file", "migrate_address", "put_back"]
