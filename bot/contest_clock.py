"""What happens in contests when time passes: attempts end at their deadline, corrections grade all anew."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.content import Content
from bot.store import Store

log = logging.getLogger("bot")
GRACE = 10.0  # seconds that an answer which came in time may need into the database
_EVERY = 2.0  # seconds
_LEASE = 30.0
_PAUSE = 0.02  # between two parts: chats come in between


async def watch(
    store: Store, content: Callable[[], Content], worker: str, clock: Callable[[], float] = time.time
) -> None:
    """Look every two seconds, for ever, in one worker at a time."""
    while True:
        try:
            if await store.run(store.lease, "contests", worker, clock(), _LEASE):
                await pass_time(store, content, worker, clock)
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            log.error("contests not looked after: %s", type(error).__name__)
        await asyncio.sleep(_EVERY)


async def pass_time(store: Store, content: Callable[[], Content], worker: str, clock: Callable[[], float]) -> None:
    """End what is over, and grade anew what waits for it, in parts of some hundredths of a second each."""
    for name, kept in await store.run(store.contests.known):
        contest = content().contests.get(name)
        closes = contest.closes.timestamp() if contest else kept

        def part(name: str = name, closes: float = closes) -> bool:
            now = clock()
            if store.contests.end_expired(name, now, GRACE):
                return True
            return store.contests.settle(name, now > closes + GRACE)

        while True:
            if not await store.run(part) or not await store.run(store.lease, "contests", worker, clock(), _LEASE):
                break
            await asyncio.sleep(_PAUSE)
