"""Whole chats from tests/conversations/*.yaml, unchanged by every door: each channel with real HTTP, or pipes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation import Conversation
from bot.store import Store, migrate_address
from tests.bot.doors import DOORS, Core, Door
from tests.conftest import Clock

FOLDER = Path(__file__).parent.parent / "conversations"
CHATS = [
    pytest.param(steps, id=f"{path.stem}: {name}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for name, steps in yaml.safe_load(path.read_text(encoding="utf-8")).items()
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database's file with all its tables."""
    path = tmp_path_factory.mktemp("empty") / "bot.sqlite3"
    migrate_address(f"sqlite:///{path}")
    return path


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    """A store in a file: channels reach it from several threads, which share the one connection of one in memory."""
    store = Store(f"sqlite:///{shutil.copy(empty, tmp_path / 'bot.sqlite3')}", "test")
    yield store
    store.close()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("steps", CHATS)
async def test_chat(door: str, steps: list[dict[str, Any]], conversation: Conversation, clock: Clock) -> None:
    async with DOORS[door](Core(conversation)) as person:
        for step in steps:
            clock.now += step.get("wait", 1)
            if "say" in step:
                await _said(person, step)


async def _said(person: Door, step: dict[str, Any]) -> None:
    shown = await person.says(step["say"])
    reply = person.core.last
    where = f"after {step['say']!r}: {reply}, shown as {shown!r}"
    assert reply is not None, where
    assert len(reply.options) <= 5, where
    if "topic" in step:
        assert reply.topic == step["topic"], where
    assert step.get("has", "") in shown, where
    if "hasnt" in step:
        assert step["hasnt"] not in shown, where
    # A first message may carry the notice that the bot never asks for codes; the reply begins after it.
    assert step.get("starts", "") in shown[: 200 + len(step.get("starts", ""))], where
