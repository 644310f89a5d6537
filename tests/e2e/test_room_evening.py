"""``python -m bot room --lan``: an evening without Internet, from the first line printed to the results on the disk."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import openpyxl
import pytest

ROOT = Path(__file__).parent.parent.parent
START_WITHIN = 120.0  # seconds


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str], Path]]:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM", "ZALO", "PUBLIC"))}
    environment = {**kept, "PORT": str(port), "DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite3", "SECRET_KEY": "x"}
    folder = tmp_path / "ket-qua"
    command = [sys.executable, "-m", "bot", "room", "--lan", "--address", "127.0.0.1", "--wifi", "Nhà văn hoá"]
    command += ["--password", "12345678", "--folder", str(folder)]
    with (tmp_path / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        try:
            yield f"http://127.0.0.1:{port}", process, tmp_path
        finally:
            process.kill()
            process.wait()


async def ready(base: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + START_WITHIN
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < end and process.poll() is None:
            try:
                async with session.get(f"{base}/healthz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
    pytest.fail("the evening did not begin")


async def test_an_evening_leaves_its_results(evening: tuple[str, subprocess.Popen[str], Path]) -> None:
    base, process, folder = evening
    await ready(base, process)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(base, cookie_jar=jar) as host:
        async with host.post("/phong", data={"bank": "an-toan-so", "count": "5"}) as answer:
            wall = await answer.text()
            room = f"/phong/{answer.url.parts[2]}"
        assert "Wi-Fi Nhà văn hoá" in wall and f"{base}/phong" in wall
        async with aiohttp.ClientSession(base, cookie_jar=aiohttp.CookieJar(unsafe=True)) as phone:
            await phone.get(room)
            await phone.post(f"{room}/vao", json={"name": "Lan", "unit": "Nà Lịn", "people": 2})
            await host.post(f"{room}/lenh", json={"step": "tiep"})
            await phone.post(f"{room}/tra-loi", json={"n": 0, "c": 0})
        await host.post(f"{room}/lenh", json={"step": "het"})
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    said = (folder / "said.txt").read_text(encoding="utf-8")
    assert f"Mở trang này trên máy chiếu: {base}/phong" in said
    (written,) = (folder / "ket-qua").glob("*.xlsx")
    assert f"Đã ghi kết quả: {written}" in said
    rows = list(openpyxl.load_workbook(written)["Người chơi"].iter_rows(min_row=2, values_only=True))
    assert [row[1:4] for row in rows] == [("Lan", "Nà Lịn", 2)]
