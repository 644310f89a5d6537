"""Sends what waits in the outbox: each chat's messages in order, each message by one worker.

A message leaves the outbox only once it has arrived. So it is sent twice only where the process was killed between
sending and noting that; what was held by a killed worker leaves when a worker of the same name starts, or when its
hold runs out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from bot import metrics
from bot.messages import Reply
from bot.store import Envelope, Store

log = logging.getLogger("bot")

_AT_ONCE = 24  # messages under way: as many can be sent twice where the process is killed
_CROWD = 48  # chats being sent to: with more, new messages wait a moment before they are acknowledged
_LONGEST_WAIT = 1.0
_SWEEP = 1.0  # all times in seconds
_HOLD = 30.0  # longer than one part can take
_LONGEST_SEND = 20.0
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # after the network failed; then always the last
_GIVE_UP = 24 * 3600.0


class PostponeError(Exception):
    """The message cannot be sent now; ``seconds``: how long the other side says to wait, if it says so."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class UndeliverableError(Exception):
    """The message can never be sent. ``expected``: that is no fault, the person has left."""

    def __init__(self, why: str, expected: bool = False) -> None:
        super().__init__(why)
        self.expected = expected


class ParkError(Exception):
    """The message may be sent only once the person has written again; it waits for that."""


class Carrier(Protocol):
    """What a channel does for the outbox."""

    def parts(self, reply: Reply) -> Sequence[Any]:
        """Return the messages that make up ``reply`` on this channel."""

    async def carry(self, chat: str, thread: str, part: Any) -> None:
        """Send one part. Raises PostponeError, ParkError or UndeliverableError where it cannot."""


class Sender:
    """The worker's hand on the outbox. ``holder`` names the worker; the same name after a restart."""

    def __init__(self, store: Store, holder: str, clock: Callable[[], float] = time.time) -> None:
        self.carriers: dict[str, Carrier] = {}
        self._store = store
        self._holder = holder
        self._clock = clock
        self._busy: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._again: set[tuple[str, str]] = set()
        self._stopping = False
        self._sweeper: asyncio.Task[None] | None = None
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._calm = asyncio.Event()
        self._calm.set()

    async def start(self) -> None:
        """Let go of what an earlier life of this worker held, and look after what waits."""
        await self._store.run(self._store.outbox.release, self._holder)
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self, patience: float) -> None:
        """Send no more; what is being sent has ``patience`` seconds to arrive."""
        self._stopping = True
        if self._sweeper:
            self._sweeper.cancel()
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=patience)
        left = [*self._busy.values(), *filter(None, [self._sweeper])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def post(self, channel: str, chat: str, reply: Reply) -> None:
        """Put a message that the bot starts by itself into the outbox, and send it."""
        await self._store.run(self._store.outbox.add, channel, chat, reply, self._clock())
        self.deliver(channel, chat)

    def deliver(self, channel: str, chat: str) -> None:
        """Begin to send what waits for a chat."""
        key = (channel, chat)
        if key in self._busy:
            self._again.add(key)  # what came just now may have been overlooked
        elif channel in self.carriers:
            if len(self._busy) >= _CROWD:
                self._calm.clear()
            task = self._busy[key] = asyncio.create_task(self._empty(channel, chat))
            task.add_done_callback(lambda _: self._done(key))

    async def catch_up(self) -> None:
        """Wait, a second at most, while a crowd of chats is being sent to: answering must not outrun sending."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_WAIT):
                await self._calm.wait()

    def _done(self, key: tuple[str, str]) -> None:
        del self._busy[key]
        if len(self._busy) < _CROWD:
            self._calm.set()
        if key in self._again:
            self._again.discard(key)
            if not self._stopping:
                self.deliver(*key)

    async def _sweep(self) -> None:
        while True:
            try:
                for channel, chat in await self._store.run(self._store.outbox.waiting, self._clock(), [*self.carriers]):
                    self.deliver(channel, chat)
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("outbox not read: %s", type(error).__name__)
            await asyncio.sleep(_SWEEP)

    async def _empty(self, channel: str, chat: str) -> None:
        rows = self._store.outbox
        try:
            while True:
                async with self._slots:
                    claimed = self._store.run(rows.claim, channel, chat, self._holder, self._clock(), _HOLD)
                    envelope = await claimed
                    if envelope is None or not await self._send(self.carriers[channel], envelope):
                        return
        except Exception as error:  # noqa: BLE001 - the sweeper tries again once the hold runs out
            log.error("outbox of %s not sent: %s", channel, type(error).__name__)

    async def _send(self, carrier: Carrier, envelope: Envelope) -> bool:
        """Send one envelope; return whether the chat's next may follow."""
        rows, how = self._store.outbox, "sent"
        parts = carrier.parts(envelope.reply)
        try:
            for number in range(envelope.sent, len(parts)):
                async with asyncio.timeout(_LONGEST_SEND):
                    await carrier.carry(envelope.chat, envelope.thread, parts[number])
                if number + 1 < len(parts):
                    await self._store.run(rows.progress, envelope.id, number + 1)
        except (PostponeError, TimeoutError) as error:
            now = self._clock()
            asked = error.seconds if isinstance(error, PostponeError) else None
            if asked is not None or now - envelope.at < _GIVE_UP:
                pause = asked if asked is not None else _PAUSES[min(envelope.tries, len(_PAUSES) - 1)]
                metrics.SENT.labels(envelope.channel, "postponed").inc()
                await self._store.run(rows.postpone, envelope.id, now + pause, envelope.tries + 1)
                return False
            how = "given up"
            log.error("%s: given up after a day: %s", envelope.channel, error)
        except ParkError as error:
            log.info("%s: waits until the person writes again: %s", envelope.channel, error)
            metrics.SENT.labels(envelope.channel, "parked").inc()
            await self._store.run(self._store.parked.park, envelope.id)
            return True
        except UndeliverableError as error:
            how = "left" if error.expected else "refused"
            log.log(logging.INFO if error.expected else logging.ERROR, "%s: not sent: %s", envelope.channel, error)
        metrics.SENT.labels(envelope.channel, how).inc()
        await self._store.run(rows.clear, envelope.id)
        return True
