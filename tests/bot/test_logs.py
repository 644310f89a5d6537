"""The log can be taken apart again, a line a record, and tells nothing that people wrote."""

from __future__ import annotations

import json
import logging
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.logs import Lines

_PAIR = re.compile(r' ?([a-z_]+)=("(?:[^"\\]|\\.)*"|[^\s"=]+)')
SECRET = "mật khẩu của tôi là hoa1990"


def line(message: str, *arguments: object, name: str = "bot", error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return Lines(3).format(logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, info))


def parsed(text: str) -> dict[str, str]:
    """Take a line apart as a machine would; fails where anything is left over."""
    found, at = {}, 0
    while at < len(text):
        pair = _PAIR.match(text, at)
        assert pair, text[at:]
        found[pair[1]] = json.loads(pair[2]) if pair[2][0] == '"' else pair[2]
        at = pair.end()
    return found


def test_a_message_is_a_line_of_pairs() -> None:
    found = parsed(line("channel=%s outcome=%s ms=%.1f", "web", "answer", 4.2))
    assert found.pop("time")[:2] == "20"
    assert found == {
        "level": "ERROR", "logger": "bot", "worker": "3", "channel": "web", "outcome": "answer", "ms": "4.2",
    }  # fmt: skip


@given(st.text())
def test_whatever_is_said_is_one_line_that_comes_apart(said: str) -> None:
    text = line("%s", said)
    assert "\n" not in text
    found = parsed(text)
    assert found.get("msg", said) == said and found["worker"] == "3"


def test_an_error_tells_its_type_and_place_only() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        text = line("message failed: channel=%s", "web", error=error)
    assert SECRET not in text and "\n" not in text
    found = parsed(text)
    assert found["raised"] == "ValueError" and found["at"].startswith("test_logs.py:")


def test_what_others_fill_into_their_lines_is_left_out() -> None:
    for message in ("Error handling request from %s", "Task exception was never retrieved\nfuture: <Task %s>"):
        text = line(message, SECRET, name="asyncio")
        assert SECRET not in text
        assert parsed(text)["msg"] == message.partition("\n")[0]
