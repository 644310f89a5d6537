"""Web chat under load, end to end, beside a bare aiohttp handler: same client, same machine, same run."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "dev.jsonl"
PEOPLE, SECONDS = 64, 8.0
_BARE = """
import json, sys
from aiohttp import web
async def chat(request):
    body = json.loads(await request.text())
    return web.json_response({"session": "x", "replies": [{"text": body.get("text", "")[:9], "options": []}]})
app = web.Application()
app.router.add_post("/api/chat", chat)
app.router.add_get("/readyz", lambda request: web.Response())
web.run_app(app, port=int(sys.argv[1]), access_log=None, print=None)
"""


@asynccontextmanager
async def serving(port: int, folder: Path, *command: str, **environment: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Run a server in ``folder`` until it has answered and the block ends."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment, "PORT": str(port)}, stdout=quiet, stderr=quiet
    ) as process:
        async with ClientSession() as session:
            for _ in range(600):
                try:
                    async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            break
                except OSError:
                    pass
                await asyncio.sleep(0.1)
        yield process
        process.terminate()


async def load(port: int, a_second: float | None) -> tuple[float, float, float]:
    """Ask for some seconds, as fast as it goes or ``a_second`` messages; return messages a second, median and 99th
    percentile (ms).
    """
    questions = itertools.cycle([json.loads(line)["text"] for line in DATA.read_text(encoding="utf-8").splitlines()])
    taken: list[float] = []
    began = time.perf_counter()
    turns = itertools.count()

    async def person(session: ClientSession) -> None:
        known: str | None = None
        while time.perf_counter() - began < SECONDS:
            if a_second:
                await asyncio.sleep(max(0.0, began + next(turns) / a_second - time.perf_counter()))
            started = time.perf_counter()
            body: dict[str, Any] = {"text": next(questions), "session": known, "id": str(started)}
            async with session.post(f"http://127.0.0.1:{port}/api/chat", json=body) as answer:
                assert answer.status == 200
                known = (await answer.json())["session"]
            taken.append((time.perf_counter() - started) * 1000)

    async with ClientSession(connector=TCPConnector(limit=PEOPLE)) as session:
        await asyncio.gather(*(person(session) for _ in range(PEOPLE)))
    whole = time.perf_counter() - began
    taken.sort()
    return len(taken) / whole, taken[len(taken) // 2], taken[int(len(taken) * 0.99)]


def unlimited(folder: Path) -> Path:
    """Return a copy of the project in ``folder`` that lets one address send as much as it likes."""
    copy = folder / "project"
    ignored = shutil.ignore_patterns(".git", ".venv", "tests", "*.sqlite3*")
    shutil.copytree(ROOT, copy, ignore=ignored)
    config = (copy / "config.yaml").read_text(encoding="utf-8")
    for name in ("person_a_minute", "person_burst", "address_a_minute"):
        config = re.sub(rf"{name}: \d+", f"{name}: 100000000", config)
    (copy / "config.yaml").write_text(config, encoding="utf-8")
    return copy


async def compare(folder: Path) -> None:
    """Print both servers' figures."""
    project = unlimited(folder)
    async with serving(8391, project, sys.executable, "-c", _BARE, "8391"):
        bare, median, worst = await load(8391, None)
    print(f"bare aiohttp handler: {bare:6.0f} a second, median {median:.1f} ms, 99th percentile {worst:.1f} ms")
    command = (sys.executable, "-m", "bot", "run")
    database = f"sqlite:///{folder / 'bot.sqlite3'}"
    async with serving(8392, project, *command, DATABASE_URL=database, SECRET_KEY="load") as process:
        full, median, worst = await load(8392, None)
        print(f"web chat:             {full:6.0f} a second, median {median:.1f} ms, 99th percentile {worst:.1f} ms")
        _, median, worst = await load(8392, full / 2)
        print(f"  at half that rate:  median {median:.1f} ms, 99th percentile {worst:.1f} ms; ", end="")
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        print(next(line for line in status.splitlines() if line.startswith("VmRSS")).replace("\t", " "))


def main() -> None:
    """Measure on SQLite, commits durable."""
    with tempfile.TemporaryDirectory() as folder:
        print("\nWeb chat over HTTP, SQLite, durable commits")
        asyncio.run(compare(Path(folder)))


if __name__ == "__main__":
    main()
