"""Many chats opened over HTTP and left: how much memory of the server stays, and whether others are still answered.

``python -m tests.bench.sessions`` prints resident memory before, after each quarter, and once more after as many again.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from tests.bench.load import ROOT, serving

CHATS = 20_000
AT_ONCE = 32
PORT = 18_473


def resident(process: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def opened(client: ClientSession, count: int) -> int:
    """Open ``count`` chats, one message each; return how many were answered."""
    left, answered = iter(range(count)), 0

    async def person() -> None:
        nonlocal answered
        for _ in left:
            async with client.post(f"http://127.0.0.1:{PORT}/api/chat", json={"text": "làm hộ chiếu"}) as response:
                answered += response.status == 200

    await asyncio.gather(*(person() for _ in range(AT_ONCE)))
    return answered


async def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        database = {"DATABASE_URL": f"sqlite:///{folder}/bot.sqlite3", "SECRET_KEY": "bench", "TELEGRAM_BOT_TOKEN": ""}
        command = (sys.executable, "-c", _UNLIMITED)
        async with (
            serving(PORT, ROOT, *command, **database) as server,
            ClientSession(connector=TCPConnector(limit=AT_ONCE)) as client,
        ):
            await opened(client, 200)
            print(f"Resident memory with 200 chats: {resident(server.pid):.0f} MB", flush=True)
            for number in range(1, 9):
                began = time.perf_counter()
                answered = await opened(client, CHATS // 4)
                speed = answered / (time.perf_counter() - began)
                chats = 200 + number * CHATS // 4
                print(f"  {chats:,} chats opened: {resident(server.pid):.0f} MB, {speed:.0f} a second", flush=True)


_UNLIMITED = """
from dataclasses import replace
from bot.app import serve
from bot.settings import load
settings = load()
serve(replace(settings, limits=replace(settings.limits, address_a_minute=10_000_000)))
"""

if __name__ == "__main__":
    asyncio.run(main())
