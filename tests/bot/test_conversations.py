"""Whole chats from tests/conversations/*.yaml, through the real core."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.messages import Reply
from tests.conftest import Clock

FOLDER = Path(__file__).parent.parent / "conversations"
CHATS = [
    pytest.param(steps, id=f"{path.stem}: {name}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for name, steps in yaml.safe_load(path.read_text(encoding="utf-8")).items()
]


@pytest.mark.parametrize("steps", CHATS)
def test_chat(steps: list[dict[str, Any]], say: Callable[..., Reply], clock: Clock) -> None:
    for step in steps:
        clock.now += step.get("wait", 1)
        if "say" not in step:
            continue
        reply = say(step["say"])
        where = f"after {step['say']!r}: {reply}"
        assert len(reply.options) <= 5, where
        if "topic" in step:
            assert reply.topic == step["topic"], where
        assert step.get("has", "") in reply.text, where
        if "hasnt" in step:
            assert step["hasnt"] not in reply.text, where
        # A first message may carry the notice that the bot never asks for codes; the reply begins after it.
        assert step.get("starts", "") in reply.text[: 200 + len(step.get("starts", ""))], where
