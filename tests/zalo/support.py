"""An app that runs with a channel, a stand-in for the core, and waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.channels.host import Host
from bot.content import Content
from bot.messages import Message, Reply
from bot.sender import Sender
from bot.session import Session
from bot.settings import Settings
from bot.store import Store


@dataclass
class Stub:
    """Stands for the core: keeps what it was asked, puts ``reply`` into the outbox once ``gate`` is open."""

    store: Store
    reply: Callable[[Message], Reply | None] = lambda message: Reply(f"trả lời {message.text}")
    asked: list[Message] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    order: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(self, message: Message) -> Reply | None:
        async with self.order:
            return await self._answered(message)

    async def _answered(self, message: Message) -> Reply | None:
        await self.gate.wait()
        self.asked.append(message)
        with self.store.transaction(time.time()) as records:
            if records.answered(message)[0]:
                return None
            session = records.session(message)
            reply = self.reply(message)
            records.finish(message, session or Session(), reply, post=reply is not None)
        return reply

    @property
    def texts(self) -> list[str]:
        """What was asked."""
        return [message.text for message in self.asked]


@dataclass
class Running:
    """A started app."""

    host: Host
    url: str

    @property
    def store(self) -> Store:
        return self.host.store


def no_content() -> Content:
    """Stand for the knowledge where a channel needs none."""
    raise AssertionError("the channel needs no content")


@asynccontextmanager
async def running(
    mount: Callable[[web.Application, Host], object],
    settings: Settings,
    store: Store,
    respond: Callable[[Message], Awaitable[Reply | None]],
    worker: str = "here/0",
    runner_port: int = 0,
) -> AsyncIterator[Running]:
    """Run an app with one channel."""
    sender = Sender(store, worker)
    host = Host(respond, settings, no_content, store, "key", sender, worker)
    app = web.Application(client_max_size=64 * 1024)
    app.on_startup.append(lambda _: sender.start())
    app.on_cleanup.append(lambda _: sender.stop(1))
    mount(app, host)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", runner_port).start()
    try:
        yield Running(host, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()


async def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait until ``condition`` holds; fail where it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        await asyncio.sleep(0.01)


async def quiet() -> None:
    """Wait long enough for anything that would happen to happen."""
    await asyncio.sleep(0.3)
