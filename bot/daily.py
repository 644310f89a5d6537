"""Sends the day's question to those who asked for one: by one worker, each once, even where it is killed in between."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime

from bot.channels.host import Host
from bot.clock import ZONE
from bot.store import Store

log = logging.getLogger("bot")
_EVERY = 60.0  # all times in seconds
_LEASE = 600.0
_LAST_HOUR = 21  # later than this a message disturbs: those who are left get tomorrow's


async def send(host: Host, store: Store, hour: int) -> None:
    """Look every minute for those who have not had today's question, from ``hour`` (Vietnam) on, for ever."""
    while True:
        now = time.time()
        try:
            if hour <= datetime.fromtimestamp(now, ZONE).hour < max(hour + 1, _LAST_HOUR):
                await send_due(host, store, now)
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            log.error("daily questions not sent: %s", type(error).__name__)
        await asyncio.sleep(_EVERY)


async def send_due(host: Host, store: Store, now: float) -> int:
    """Send today's question to all who have not had it; return to how many."""
    count = 0
    while await store.run(store.lease, "daily", host.worker, now, _LEASE):
        due = await store.run(store.daily_due, now)
        for message in due:
            await host.respond(message)
            host.sender.deliver(message.channel, message.chat)
            await host.sender.catch_up()
        count += len(due)
        if not due or await store.run(store.daily_due, now) == due:
            break  # nobody is left, or none of them could be asked
    return count
