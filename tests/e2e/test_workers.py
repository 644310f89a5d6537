"""Several processes on one PostgreSQL: no matter which of them is asked."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession, TCPConnector

ROOT = Path(__file__).parents[2]
WORKERS = 2


def _environment(database: str, port: int) -> dict[str, str]:
    own = {"PORT": str(port), "DATABASE_URL": database, "SECRET_KEY": "workers"}
    return {**os.environ, **own, "TELEGRAM_BOT_TOKEN": ""}


@pytest.fixture
async def running(make_address: Callable[[str], str]) -> AsyncIterator[tuple[str, int]]:
    """Run the supervisor with two workers; return where they listen, and the supervisor's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = _environment(make_address("postgresql"), port)
    command = [sys.executable, "-m", "bot", "run", "--workers", str(WORKERS)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout
    ready = 0
    while ready < WORKERS:
        line = await asyncio.wait_for(process.stdout.readline(), 120)
        assert line, "the workers stopped"
        ready += "Kênh" in line.decode()
    yield f"http://127.0.0.1:{port}", process.pid
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 30) == 0


async def _ask(base: str, **body: Any) -> dict[str, Any]:
    """Ask over a connection of its own, so that either worker may get it."""
    alone = TCPConnector(force_close=True)
    async with ClientSession(connector=alone) as session, session.post(f"{base}/api/chat", json=body) as answer:
        assert answer.status == 200
        return dict(await answer.json())


@pytest.mark.postgresql
async def test_a_chat_goes_on_whichever_worker_answers(running: tuple[str, int]) -> None:
    base, _ = running
    first = await _ask(base, text="làm hộ chiếu")
    session = first["session"]
    for _ in range(12):
        reply = await _ask(base, text="mất bao nhiêu tiền", session=session)
        assert reply["session"] == session
        assert reply["replies"][0]["text"].startswith("Về làm hộ chiếu")
    same = await asyncio.gather(*(_ask(base, text="bao lâu thì xong", session=session, id="1") for _ in range(10)))
    assert len({str(reply) for reply in same}) == 1  # one of them was handled, the others got its reply
    async with ClientSession() as client, client.get(f"{base}/metrics") as answer:
        figures = await answer.text()
    counted = [line for line in figures.splitlines() if line.startswith("congdanso_message_seconds_count")]
    assert sum(float(line.split()[-1]) for line in counted) >= 14
    assert figures.count("\ncongdanso_outbox_waiting ") == 1


@pytest.mark.postgresql
async def test_a_worker_that_dies_is_started_anew(running: tuple[str, int]) -> None:
    base, supervisor = running
    children = await asyncio.to_thread(Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text)
    os.kill(int(children.split()[0]), signal.SIGKILL)
    end = time.monotonic() + 60
    answered = 0
    while answered < 20 and time.monotonic() < end:
        try:
            await _ask(base, text="làm hộ chiếu")
            answered += 1
        except ClientConnectionError:
            await asyncio.sleep(0.2)
    assert answered == 20


def test_several_workers_on_sqlite_are_refused_with_what_to_do() -> None:
    environment = _environment("sqlite:///var/none.sqlite3", 1)
    command = [sys.executable, "-m", "bot", "run", "--workers", "2"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "postgresql://" in run.stderr
