"""Opens SQLite or PostgreSQL, and brings its tables up to date."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from bot.store.tables import metadata
from written.reading import Finding, Unreadable

logging.getLogger("alembic").setLevel(logging.WARNING)  # before it is imported: it says much while it is
MIGRATIONS = Path(__file__).parent / "migrations"
CONNECTIONS = 8
"""How many transactions one process has open on PostgreSQL at most; SQLite has one writer."""


def open_database(url: str) -> Engine:
    """Return the engine for ``url``, sqlite:… or postgresql:….

    Tables in memory and in a SQLite file are brought up to date. Raises Unreadable, saying what to do, where a
    PostgreSQL does not answer or waits for ``python -m bot migrate``.
    """
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        engine = _postgresql(url)
        with _reached(engine) as connection:
            current = _revision(connection)
        if current != _steps()[0]:
            engine.dispose()
            _must_be_known(current)
            raise _trouble("Cơ sở dữ liệu chưa ở bản mới. Chạy: python -m bot migrate")
        return engine
    engine = _sqlite(address.set(drivername="sqlite").render_as_string())
    if address.database in (None, "", ":memory:"):
        metadata.create_all(engine)
    else:
        _open_file(engine, Path(address.database))
    return engine


def _open_file(engine: Engine, file: Path) -> None:
    """Make ``file``, which nobody else may read, where there is none (its WAL gets the same mode); migrate it."""
    try:
        file.touch(mode=0o600)
        migrate(engine)
    except (OSError, DatabaseError) as error:
        engine.dispose()
        why = error.strerror if isinstance(error, OSError) else str(error.orig)
        advice = "Xem thư mục có thật không, tài khoản chạy trợ lý có được ghi vào đó không, đĩa còn chỗ không"
        raise _trouble(f"Không mở được cơ sở dữ liệu {file} ({why}). {advice}.") from None


def migrate_address(url: str) -> None:
    """Bring the tables at ``url`` up to date, of whatever kind the database is. Raises Unreadable as above."""
    if make_url(url).get_backend_name() == "postgresql":
        engine = _postgresql(url)
        _reached(engine).close()
        migrate(engine)
    else:
        engine = open_database(url)
    engine.dispose()


def migrate(engine: Engine) -> None:
    """Run the steps that the tables behind ``engine`` still lack. Raises Unreadable where a newer version made them."""
    from alembic import command

    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        current = _revision(connection)
        _must_be_known(current)
        if current is None and inspect(connection).has_table("chats"):
            command.stamp(config, "0001")  # made by the first version, which kept no record
        command.upgrade(config, "head")


def _postgresql(url: str) -> Engine:
    address = make_url(url).set(drivername="postgresql+psycopg")
    patience = {"connect_timeout": 5}  # seconds
    return create_engine(
        address, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True, pool_timeout=10, connect_args=patience
    )


def _reached(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError:
        raise _trouble("Không nối được cơ sở dữ liệu. Xem lại địa chỉ, mật khẩu và máy chủ PostgreSQL.") from None


def _trouble(message: str) -> Unreadable:
    return Unreadable([Finding("DATABASE_URL", 1, "lỗi", message)])


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _steps() -> list[str]:
    """The names of all steps, the newest first."""
    from alembic.script import ScriptDirectory

    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]


def _must_be_known(revision: str | None) -> None:
    if revision is not None and revision not in _steps():
        newer = "Cơ sở dữ liệu do một bản mới hơn tạo ra; bản này không đọc được và chưa thay đổi gì."
        raise _trouble(f"{newer} Hãy chạy bản mới hơn, hoặc khôi phục bản chép từ trước khi nâng cấp.")


def _revision(connection: Connection) -> str | None:
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _sqlite(url: str) -> Engine:
    memory = url in ("sqlite://", "sqlite:///:memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _tune(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's documented way to let BEGIN IMMEDIATE be ours
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
