"""Sends a group's next question when the one before has had its time: by one worker, also after a restart."""

from __future__ import annotations

import asyncio
import logging
import time

from bot.channels.host import Host
from bot.store import Store

log = logging.getLogger("bot")
_EVERY = 1.0  # seconds
_LEASE = 15.0


async def send(host: Host, store: Store) -> None:
    """Look every second for groups whose next question follows, for ever."""
    while True:
        try:
            if await store.run(store.lease, "groups", host.worker, time.time(), _LEASE):
                await send_due(host, store, time.time())
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            log.error("group rounds not gone on with: %s", type(error).__name__)
        await asyncio.sleep(_EVERY)


async def send_due(host: Host, store: Store, now: float) -> None:
    """Go on with every round whose question has had its time."""
    for message in await store.run(store.rounds_due, now):
        await host.respond(message)
        host.sender.deliver(message.channel, message.chat)
