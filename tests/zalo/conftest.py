"""A database of their own, the fakes, and the stand-in for the core."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import Store
from tests.zalo.fake_zalo_bot import FakeZaloBot
from tests.zalo.fake_zalo_oa import FakeZaloOA
from tests.zalo.support import Stub


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", "key")
    yield store
    store.close()


@pytest.fixture
def stub(kept: Store) -> Stub:
    return Stub(kept)


@pytest.fixture
async def bot_platform() -> AsyncIterator[FakeZaloBot]:
    server = FakeZaloBot()
    await server.start()
    yield server
    await server.stop()
    assert server.faults == []


@pytest.fixture
async def oa_platform() -> AsyncIterator[FakeZaloOA]:
    server = FakeZaloOA()
    server.account()
    await server.start()
    yield server
    await server.stop()
    assert server.faults == []
    assert server.spent_again == 0
