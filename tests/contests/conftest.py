"""A contest with a conversation of its own: open from 10 to 30 September, two communes, five questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ask import masked
from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Reply
from bot.settings import Settings
from bot.store import Store
from quiz.contest import Contest
from quiz.contest_shelf import read_contests
from quiz.moments import ZONE
from quiz.shelf import read_banks
from tests.conftest import DATA, Clock

BASE = "https://congdanso.example"
BANKS, _ = read_banks(DATA / "banks")
RIGHT = {question.question: question.right for bank in BANKS.values() for question in bank.questions}
ID = "thi-chuyen-doi-so"
CONTEST = """title: "Thi tìm hiểu chuyển đổi số"
organiser: "Tỉnh đoàn Thái Nguyên"
rules: "Mỗi người thi hai lượt mỗi ngày."
opens: "00:00 10/9/2026"
closes: "24:00 30/9/2026"
minutes: 10
attempts_a_day: 2
questions:
  - {bank: mau-a, count: 3}
  - {bank: mau-b, count: 2}
asks:
  - year
  - name
  - unit
  - {field: telephone, optional: true}
tie_break: {question: "Bao nhiêu người đúng hết?", order: [guess, time]}
certificate: {right: 3}
units:
  - {name: "Xã Nghĩa Tá", kind: xã, population: 400, formerly: ["Xã Lương Bằng"], units: [Thôn Nà Phặc, Thôn 1]}
  - {name: "Xã Chợ Mới", kind: xã, population: 600, units: [Thôn 1]}
  - {name: "Phường Bắc Kạn", kind: phường}
"""
Say = Callable[..., Reply]


def at(text: str) -> float:
    """Return seconds since the epoch of "2026-09-10 08:00" in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()


def made(folder: Path, text: str = CONTEST) -> Contest:
    folder.mkdir(exist_ok=True)
    (folder / f"{ID}.yaml").write_text(text, encoding="utf-8")
    contests, findings = read_contests(folder)
    assert not findings, findings
    return contests[ID]


def open_now() -> str:
    """Return the contest as a text, open from two days ago to two days from now."""
    now = datetime.now(ZONE)
    days = [f"00:00 {day.day}/{day.month}/{day.year}" for day in (now - timedelta(days=2), now + timedelta(days=2))]
    return CONTEST.replace("00:00 10/9/2026", days[0]).replace("24:00 30/9/2026", days[1])


@pytest.fixture
def contest(tmp_path: Path) -> Contest:
    return made(tmp_path / "contests")


@pytest.fixture
def content(content: Content, contest: Contest) -> Content:
    return replace(content, banks=BANKS, contests={contest.id: contest})


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = at("2026-09-15 08:00")
    return clock


@pytest.fixture
def conversation(content: Content, store: Store, settings: Settings, clock: Clock) -> Iterator[Conversation]:
    yield Conversation(lambda: content, store, replace(settings, public_url=BASE), clock)


@pytest.fixture
def say(conversation: Conversation) -> Say:
    """Send a text as a person on a channel, sealed where masking changes it, as channels do."""

    def send(text: str, chat: str = "1", channel: str = "telegram", **more: str | bool) -> Reply:
        message = masked(channel, chat, text, **more)
        if message.text != text:
            message = replace(message, sealed=conversation.store.sealer.seal(text))
        reply = conversation.handle(message)
        assert reply is not None
        return reply

    return send


def press(say: Say, reply: Reply, label: str, chat: str = "1", **more: str) -> Reply:
    """Press the option whose label begins with ``label``."""
    found = [option for option in reply.options if option.label.startswith(label)]
    assert found, (label, reply)
    return say(found[0].command, chat, kind="option", **more)


def register(
    say: Say, chat: str = "1", name: str = "Nông Thị Hà", year: str = "1990", unit: str = "nà phặc",
    telephone: str = "0912 345 678",
) -> Reply:  # fmt: skip
    """Register an adult who shows the name; return the last reply."""
    reply = say(f"/thi {ID} dangky", chat)
    press(say, reply, "Đồng ý", chat)
    for text in (year, name, unit, telephone):
        reply = say(text, chat)
    return press(say, reply, "Hiện họ tên", chat)


def answer_all(say: Say, reply: Reply, right: int, chat: str = "1", guess: str = "7") -> Reply:
    """Answer the questions from ``reply`` on, the first ``right`` of them right; then the guess; return the end."""
    for number in range(5):
        question = reply.text.rpartition("\n\n")[2]
        wanted = [option for option in reply.options if (option.label == RIGHT[question]) == (number < right)]
        reply = say(wanted[0].command, chat, kind="option")
    assert "dự đoán" in reply.text, reply.text
    return say(guess, chat)
