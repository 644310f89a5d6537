"""Commands about what is kept: migrations, copies, deletions, reports."""

from __future__ import annotations

from bot import settings as configuration
from bot.commands import Arguments, open_store, opened


def migrate(arguments: Arguments) -> int:
    """Bring the database's tables up to date."""
    from bot.store import migrate_address

    migrate_address(configuration.load().database_url)
    print("Cơ sở dữ liệu đã ở bản mới nhất.")
    return 0


def report(arguments: Arguments) -> int:
    """List the questions that could not be answered surely, newest first."""
    store = open_store()
    for text, outcome in store.unanswered(arguments.limit):
        print(f"{outcome}\t{text}")
    store.close()
    return 0


def backup(arguments: Arguments) -> int:
    """Copy the SQLite database into a file, while the bot runs."""
    from bot.store import copy_file

    copy_file(configuration.load().database_url, arguments.file)
    print(f"Đã chép cơ sở dữ liệu vào {arguments.file}.")
    return 0


def restore(arguments: Arguments) -> int:
    """Put a copy back in place of the SQLite database; what people had deleted since then is deleted again."""
    from bot.store import put_back

    count = put_back(configuration.load().database_url, arguments.file)
    print(f"Đã dùng lại bản {arguments.file}; xoá lại dữ liệu của {count} cuộc trò chuyện đã yêu cầu xoá.")
    return 0


def forgotten(arguments: Arguments) -> int:
    """Print whose data was deleted (keyed hashes) and when: keep it before a PostgreSQL is restored."""
    store = open_store()
    for chat, at in store.forgotten():
        print(f"{chat}\t{at}")
    store.close()
    return 0


def forget(arguments: Arguments) -> int:
    """Delete again what a restored PostgreSQL brought back, from a file made by ``forgotten``."""
    store = open_store()
    with opened(str(arguments.file)) as lines:
        pairs = [line.split("\t") for line in lines if line.strip()]
    count = store.forget((chat, float(at)) for chat, at in pairs)
    store.empty_outbox()
    store.close()
    print(f"Đã xoá lại dữ liệu của {count} cuộc trò chuyện.")
    return 0
