"""Acknowledge first, answer then: for messengers that wait two seconds and no longer.

What arrives is kept in the inbox, many messages in one transaction, and acknowledged. Then it is answered, in order,
and taken out. A message that is kept and not answered is answered after a restart, or by another worker; the update's
name keeps that from counting twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.channels.host import Host
from bot.messages import Message
from bot.store import Note

log = logging.getLogger("bot")

_AT_ONCE = 8  # messages being answered
_HOLD = 30.0  # all times in seconds
_SWEEP = 5.0
_AGAIN = 3.0  # after the database was away
_LAST_WORDS = 3.0


class Intake:
    """The worker's hand on the inbox of one channel; ``answer`` has a message answered."""

    def __init__(self, host: Host, channel: str, answer: Callable[[Message], Awaitable[None]]) -> None:
        self._host = host
        self._channel = channel
        self._answer = answer
        self._queue: asyncio.Queue[tuple[int, Message]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to answer, first what an earlier life of this worker left."""
        await self._host.store.run(self._host.store.inbox.release, self._channel, self._host.worker)
        self._tasks = [asyncio.create_task(self._work()) for _ in range(_AT_ONCE)]
        self._tasks.append(asyncio.create_task(self._sweep()))

    async def stop(self) -> None:
        """Begin nothing more; what has begun has a moment. The rest stays in the inbox."""
        while not self._queue.empty():
            self._queue.get_nowait()
            self._queue.task_done()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await self._queue.join()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def keep(self, message: Message, *more: Note[None]) -> None:
        """Keep a message for good and have it answered soon; ``more`` is written in the same transaction.

        Raises what the database raises.
        """
        now = time.time()
        note = self._host.store.inbox.keep(message, self._host.worker, now, now + _HOLD, *more)
        number = await self._host.store.batch.write(note)
        self._queue.put_nowait((number, message))

    async def _work(self) -> None:
        while True:
            number, message = await self._queue.get()
            try:
                await self._answer(message)
                await self._host.store.batch.write(self._host.store.inbox.answered(number))
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing could be stored: later again
                log.error("%s: message not answered yet: %s", self._channel, type(error).__name__)
                asyncio.get_running_loop().call_later(_AGAIN, self._queue.put_nowait, (number, message))
            finally:
                self._queue.task_done()

    async def _sweep(self) -> None:
        rows, who = self._host.store.inbox, (self._channel, self._host.worker)
        while True:
            now = time.time()
            try:
                await self._host.store.run(rows.hold, *who, now + _HOLD)
                while found := await self._host.store.run(rows.claim, *who, now, now + _HOLD):
                    for item in found:
                        self._queue.put_nowait(item)
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("%s: inbox not read: %s", self._channel, type(error).__name__)
            await asyncio.sleep(_SWEEP)
