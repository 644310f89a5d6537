"""Real processes of the app, killed at random while updates arrive twice and out of order; what came of it.

Stands for Telegram on both sides: posts updates to the webhook until each got its 200, and takes what the bot sends.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

ROOT = Path(__file__).parents[2]
SECRET = "crash_Secret-1"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
_AT_ONCE = 40  # requests under way
_LETTERS = "abcdefghik"


@dataclass
class Outcome:
    """``sent``: messages by chat; ``last``: when a chat was last sent something; ``posted``: requests made."""

    sent: Counter[str] = field(default_factory=Counter)
    last: dict[str, float] = field(default_factory=dict)
    posted: int = 0
    restarted: float = 0.0  # when the last process was started anew
    finished: float = 0.0  # when the last update had got its 200


def text_of(number: int) -> str:
    """Return a question that nothing answers and that names its update by letters (digits would be masked)."""
    return "con trâu giống " + "".join(_LETTERS[int(digit)] for digit in str(number)) + " bỏ ăn cỏ mấy hôm"


async def crash(database: str, updates: int, users: int, kills: int, workers: int = 1) -> Outcome:
    """Run the app on ``database`` and return what the people saw."""
    outcome = Outcome()
    telegram, api = await _telegram(outcome)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    figures = tempfile.TemporaryDirectory()
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": figures.name,
        "PORT": str(port),
        "DATABASE_URL": database,
        "SECRET_KEY": "crash",
        "TELEGRAM_BOT_TOKEN": "1:crash",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": api,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    processes = {number: _start(number, environment) for number in range(1, workers + 1)}
    chance = random.Random(7)
    order = [number for number in range(updates) for _ in range(1 + (chance.random() < 0.2))]
    _shuffle_nearby(order, chance)
    due = sorted(chance.sample(range(len(order) // 20, len(order)), kills))
    waiting = asyncio.Queue[int]()
    for number in order:
        waiting.put_nowait(number)
    url = f"http://127.0.0.1:{port}/webhook/telegram"
    try:
        async with ClientSession(timeout=ClientTimeout(total=10), headers=HEADERS) as session:
            await _ready(session, port)
            people = [asyncio.create_task(_post_all(session, url, waiting, users, outcome)) for _ in range(_AT_ONCE)]
            for at in due:
                await _until(lambda at=at: len(order) - waiting.qsize() >= at, 600)  # type: ignore[misc]
                number = chance.choice(list(processes))
                processes[number].send_signal(signal.SIGKILL)
                processes[number].wait()
                processes[number] = _start(number, environment)
                outcome.restarted = time.monotonic()
            await asyncio.gather(*people)
            await _ready(session, port)
            outcome.restarted = max(outcome.restarted, time.monotonic()) if due else time.monotonic()
            outcome.finished = time.monotonic()
            await _until(lambda: sum(outcome.sent.values()) >= updates, 15)
            await asyncio.sleep(1.0)  # what would be sent twice shows now
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(20)
        await telegram.cleanup()
        figures.cleanup()
    return outcome


def _start(number: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot", "run", "--worker", str(number)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _shuffle_nearby(order: list[int], chance: random.Random) -> None:
    for start in range(0, len(order), 30):
        part = order[start : start + 60]
        chance.shuffle(part)
        order[start : start + 60] = part


async def _telegram(outcome: Outcome) -> tuple[web.AppRunner, str]:
    async def call(request: web.Request) -> web.Response:
        values = await request.post()
        result: Any = True
        if request.match_info["method"] == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"}
        elif request.match_info["method"] == "sendMessage":
            chat = str(values["chat_id"])
            outcome.sent[chat] += 1
            outcome.last[chat] = time.monotonic()
            result = {"message_id": 1, "date": 1, "chat": {"id": int(chat), "type": "private"}}
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _ready(session: ClientSession, port: int) -> None:
    while True:
        try:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return
        except (ClientError, OSError, TimeoutError):
            pass
        await asyncio.sleep(0.05)


async def _post_all(
    session: ClientSession, url: str, waiting: asyncio.Queue[int], users: int, outcome: Outcome
) -> None:
    while not waiting.empty():
        number = waiting.get_nowait()
        chat = number % users + 1
        person = {"id": chat, "is_bot": False, "first_name": "A"}
        message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person}
        update = {"update_id": number + 1, "message": {**message, "text": text_of(number)}}
        while True:
            outcome.posted += 1
            try:
                async with session.post(url, json=update) as answer:
                    if answer.status == 200:
                        break
            except (ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(0.05)


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    for _ in range(int(seconds / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
