"""Several processes that need a new token at the same moment, again and again."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.synchronize

from bot.channels.zalo_http import ZaloHttp
from bot.channels.zalo_tokens import Tokens
from bot.settings import ZaloOA
from bot.store import Store
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA, FakeZaloOA

_KEY = "race"
_LONGEST = 600.0  # seconds


async def race(platform: FakeZaloOA, database: str, processes: int, tries: int) -> list[str]:
    """Let ``processes`` renew the same token ``tries`` times at once; return the token that each ended with."""
    account = platform.account()
    store = Store(database, _KEY)
    store.zalo.accounts.put(OA, "Xã", account.access, account.refresh, 0.0, 0.0)
    store.close()
    context = multiprocessing.get_context("spawn")
    barrier, ended = context.Barrier(processes), context.SimpleQueue()
    arguments = (database, platform.url, account.access, barrier, tries, ended)
    workers = [context.Process(target=work, args=(number, *arguments)) for number in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        await asyncio.to_thread(worker.join, _LONGEST)
    assert [worker.exitcode for worker in workers] == [0] * processes
    return [ended.get() for _ in workers]


def work(
    number: int,
    database: str,
    url: str,
    access: str,
    barrier: multiprocessing.synchronize.Barrier,
    tries: int,
    ended: multiprocessing.SimpleQueue[str],
) -> None:
    """Be one of them."""
    asyncio.run(_work(number, database, url, access, barrier, tries, ended))


async def _work(
    number: int,
    database: str,
    url: str,
    access: str,
    barrier: multiprocessing.synchronize.Barrier,
    tries: int,
    ended: multiprocessing.SimpleQueue[str],
) -> None:
    async def alarm(oa: str, code: int) -> None:
        raise AssertionError(f"refused: {code}")

    store, http = Store(database, _KEY), ZaloHttp()
    settings = ZaloOA(APP, APP_SECRET, "", "", url, url)
    for _ in range(tries):
        tokens = Tokens(store, settings, http, f"machine/{number}", alarm)
        barrier.wait(_LONGEST)
        access = await tokens.renewed(OA, access)
    ended.put(access)
    await http.close()
    store.close()
