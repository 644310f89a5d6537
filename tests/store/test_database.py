"""Tables are brought up to date, whatever they were before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.messages import Message
from bot.store import Store, migrate_address
from bot.store.tables import metadata
from knowledge import Unreadable

_FIRST_VERSION = """
CREATE TABLE chats (chat VARCHAR(64) NOT NULL PRIMARY KEY, session TEXT NOT NULL, updated FLOAT NOT NULL);
CREATE TABLE updates ("update" VARCHAR(64) NOT NULL PRIMARY KEY, reply TEXT, at FLOAT NOT NULL);
CREATE TABLE unanswered (id INTEGER NOT NULL PRIMARY KEY, at FLOAT NOT NULL, channel VARCHAR(16) NOT NULL,
    text TEXT NOT NULL, outcome VARCHAR(16) NOT NULL, topics TEXT NOT NULL);
CREATE TABLE feedback (id INTEGER NOT NULL PRIMARY KEY, at FLOAT NOT NULL, channel VARCHAR(16) NOT NULL,
    entry VARCHAR(80) NOT NULL, helped INTEGER NOT NULL, question TEXT NOT NULL);
CREATE TABLE positions (name VARCHAR(32) NOT NULL PRIMARY KEY, value INTEGER NOT NULL);
CREATE INDEX unanswered_at ON unanswered (at);
CREATE INDEX updates_at ON updates (at);
INSERT INTO unanswered VALUES (1, 1.0, 'web', 'câu hỏi cũ', 'none', '');
INSERT INTO positions VALUES ('telegram', 77);
"""


def test_the_steps_lead_to_the_tables_that_the_code_knows(address: str) -> None:
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_file_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.executescript(_FIRST_VERSION)
    connection.close()
    for _ in range(2):  # the second start finds nothing to do
        store = Store(f"sqlite:///{file}", "key")
        assert store.unanswered(5) == [("câu hỏi cũ", "none")]
        assert store.position("telegram") == 77
        store.close()


@pytest.mark.postgresql
def test_an_empty_postgresql_is_not_touched_but_by_migrate(postgresql: Callable[[], str]) -> None:
    address = postgresql()
    with pytest.raises(Unreadable, match="python -m bot migrate"):
        Store(address, "key")
    migrate_address(address)
    migrate_address(address)
    store = Store(address, "key")
    with store.transaction(1.0) as records:
        assert not records.session(Message("web", "1", "1", "")).greeted
    store.close()


def test_a_postgresql_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(Unreadable) as caught:
        Store("postgresql://somebody:verysecret@127.0.0.1:1/none", "key")
    assert "DATABASE_URL" in str(caught.value.findings[0])
    assert "verysecret" not in str(caught.value.findings[0])
