"""How an evening of 300 phones goes: joining, answering all at once, and how soon the phones see the next question.

Run alone: ``python -m tests.bench.room``.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parent.parent.parent
PHONES = 300
QUESTIONS = 5


async def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        environment = {**os.environ, "PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/bot.sqlite3"}
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await _evening(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _phone(base: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(base, cookie_jar=aiohttp.CookieJar(unsafe=True))


async def _evening(base: str) -> None:
    host = _phone(base)
    await _ready(host)
    async with host.post("/phong", data={"bank": "tron", "count": str(QUESTIONS)}) as answer:
        room = f"/phong/{answer.url.parts[2]}"
    phones = [_phone(base) for _ in range(PHONES)]
    began = time.perf_counter()
    await asyncio.gather(*(_join(phone, room, number) for number, phone in enumerate(phones)))
    print(f"{PHONES} phones joined in {time.perf_counter() - began:.2f} s")
    answered, shown = [], []
    for number in range(QUESTIONS):
        waiting = [asyncio.create_task(_next(phone, room, 1 + 2 * number)) for phone in phones]
        await asyncio.sleep(0.5)
        pressed = time.perf_counter()
        await host.post(f"{room}/lenh", json={"step": "tiep"})
        shown += [at - pressed for at in await asyncio.gather(*waiting)]
        began = time.perf_counter()
        await asyncio.gather(*(phone.post(f"{room}/tra-loi", json={"n": number, "c": 0}) for phone in phones))
        answered.append(time.perf_counter() - began)
        async with host.post(f"{room}/lenh", json={"step": "dong"}) as closed:
            counted = (await closed.json())["answered"]
        assert counted == PHONES, f"{counted} of {PHONES} answers counted"
    print(f"{PHONES} answers at once: {statistics.median(answered):.2f} s, all counted, in {QUESTIONS} questions")
    shown.sort()
    print(f"next question on a phone: median {shown[len(shown) // 2] * 1000:.0f} ms, last {shown[-1] * 1000:.0f} ms")
    for session in (host, *phones):
        await session.close()


async def _ready(host: aiohttp.ClientSession) -> None:
    for _ in range(600):
        try:
            async with host.get("/healthz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the server did not start")


async def _join(phone: aiohttp.ClientSession, room: str, number: int) -> None:
    async with phone.get(room) as answer:
        assert answer.status == 200, answer.status
    async with phone.post(f"{room}/vao", json={"name": f"Máy {number}", "unit": "Nà Lịn", "people": 1}) as answer:
        assert answer.status == 200, answer.status


async def _next(phone: aiohttp.ClientSession, room: str, version: int) -> float:
    async with phone.get(f"{room}/trang-thai", params={"v": str(version)}) as answer:
        assert (await answer.json())["phase"] == "open"
    return time.perf_counter()


if __name__ == "__main__":
    asyncio.run(main())
