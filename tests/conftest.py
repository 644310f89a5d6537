"""The shipped knowledge, loaded once, and a conversation with a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import content as contents
from bot.ask import masked
from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Reply
from bot.settings import CONFIG, Settings, load
from bot.store import Store

DATA = Path(__file__).parent / "data"


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
