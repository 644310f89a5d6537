"""Copies of a SQLite database: made while the bot runs, put back when it does not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from bot.store.store import Store
from written.reading import Finding, Unreadable


def copy_file(url: str, copy: Path) -> None:
    """Write a consistent copy of the database at ``url`` into ``copy``. Raises Unreadable where it is no SQLite."""
    file = _file(url)
    _must_hold_tables(file)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.chmod(0o600)


def put_back(url: str, copy: Path) -> int:
    """Replace the database at ``url`` by ``copy``; delete again what people had deleted meanwhile.

    Returns for how many chats that was. Raises Unreadable where there is no such copy or no SQLite file.
    """
    file = _file(url)
    _must_hold_tables(copy)
    deleted: list[tuple[str, float]] = []
    if file.is_file():
        current = Store(url, "")
        deleted = current.forgotten()
        current.close()
    fresh = file.with_suffix(".restored")
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(fresh)) as target:
        source.backup(target)
    restored = Store(f"sqlite:///{fresh}", "")
    count = restored.forget(deleted)
    restored.empty_outbox()
    restored.close()
    for name in (f"{file}-wal", f"{file}-shm", f"{fresh}-wal", f"{fresh}-shm"):
        Path(name).unlink(missing_ok=True)
    fresh.chmod(0o600)
    fresh.replace(file)
    return count


def _must_hold_tables(file: Path) -> None:
    """Raise Unreadable where ``file`` is not a database of this project: an empty one must not replace a full one."""
    problem = ""
    if not file.is_file():
        problem = "Không có tệp này."
    else:
        try:
            with closing(sqlite3.connect(file)) as connection:
                found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'chats'").fetchone()[0]
        except sqlite3.DatabaseError:
            found = 0
        problem = "" if found else "Tệp này không phải cơ sở dữ liệu của trợ lý; chưa thay đổi gì."
    if problem:
        raise Unreadable([Finding(str(file), 1, "lỗi", problem)])


def _file(url: str) -> Path:
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        message = "Chỉ chép được SQLite; với PostgreSQL dùng pg_dump, và lệnh forgotten, forget."
        raise Unreadable([Finding("DATABASE_URL", 1, "lỗi", message)])
    return Path(address.database)
