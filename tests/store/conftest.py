"""A SQLite file and a real PostgreSQL, each test with a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, make_address: Callable[[str], str]) -> str:
    """Return the address of an up-to-date database of each kind."""
    return make_address(str(request.param))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store(address, "key")
    yield opened
    opened.close()
