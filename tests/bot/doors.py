"""Every door by which a person comes in, from the wire to the wire: a text goes in, what the person sees comes out."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientSession, web

from bot.ask import masked
from bot.channels import guard, telegram, terminal, zalo_bot, zalo_oa
from bot.channels import web as web_channel
from bot.channels.host import Host
from bot.conversation import Conversation
from bot.messages import Message, Reply
from bot.sender import Sender
from bot.settings import Settings, Telegram, ZaloBot, ZaloOA
from tests.e2e import fake_telegram
from tests.e2e.fake_telegram import FakeTelegram
from tests.zalo import fake_zalo_bot, fake_zalo_oa
from tests.zalo.fake_zalo_bot import FakeZaloBot
from tests.zalo.fake_zalo_oa import FakeZaloOA

_LONGEST, _GLANCE = 20.0, 0.005  # seconds for an answer, and between looks
_SECRET = "loopback_Secret"
_numbers = itertools.count(1000)


class Core:
    """The conversation behind the door; ``last``: the reply to the last message, as the core gave it."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.last: Reply | None = None

    async def respond(self, message: Message) -> Reply | None:
        """Answer, and remember the answer."""
        self.last = await self.conversation.respond(message)
        return self.last


@dataclass
class Door:
    """``says`` sends a text and returns what the person sees; ``core`` tells what it was made from."""

    core: Core
    says: Callable[[str], Awaitable[str]]


@asynccontextmanager
async def through_core(core: Core) -> AsyncIterator[Door]:
    """No door at all."""

    async def says(text: str) -> str:
        reply = await core.respond(masked("telegram", "1", text))
        return reply.text if reply else ""

    yield Door(core, says)


@asynccontextmanager
async def through_terminal(core: Core) -> AsyncIterator[Door]:
    """The terminal, its input and output being pipes."""
    keys_in, keys_out = os.pipe()
    screen_in, screen_out = os.pipe()
    seal = core.conversation.store.sealer.seal

    def made(text: str, **more: Any) -> Message:
        return masked("terminal", "terminal", text, sealed=seal(text), **more)

    with (
        os.fdopen(keys_in, encoding="utf-8") as keyboard,
        os.fdopen(keys_out, "w", encoding="utf-8") as hands,
        os.fdopen(screen_in, "rb", buffering=0) as eyes,
        os.fdopen(screen_out, "w", encoding="utf-8", buffering=1) as screen,
        _standing_in(keyboard, screen),
    ):
        talk = asyncio.create_task(terminal.chat(core.respond, made))

        def shown() -> str:
            seen = b""
            while not seen.endswith("\nBạn: ".encode()):
                seen += eyes.read(1)
            return seen.decode().removesuffix("\nBạn: ")

        async def says(text: str) -> str:
            hands.write(text + "\n")
            hands.flush()
            return await asyncio.wait_for(asyncio.to_thread(shown), _LONGEST)

        await asyncio.wait_for(asyncio.to_thread(shown), _LONGEST)  # the welcome
        yield Door(core, says)
        hands.write("/thoat\n")
        hands.flush()
        await asyncio.wait_for(talk, _LONGEST)


@contextlib.contextmanager
def _standing_in(keyboard: io.TextIOWrapper, screen: io.TextIOWrapper) -> Any:
    before = sys.stdin, sys.stdout
    sys.stdin, sys.stdout = keyboard, screen
    try:
        yield
    finally:
        sys.stdin, sys.stdout = before


@asynccontextmanager
async def through_web(core: Core) -> AsyncIterator[Door]:
    """POST /api/chat."""
    async with _serving(core, core.conversation.settings, web_channel.mount) as (_, url), ClientSession() as client:
        known: dict[str, str] = {}

        async def says(text: str) -> str:
            body = {"text": text, **known}
            async with client.post(f"{url}/api/chat", json=body) as answer:
                assert answer.status == 200, await answer.text()
                data = await answer.json()
            known["session"] = data["session"]
            return "\n".join(reply["text"] for reply in data["replies"])

        yield Door(core, says)


@asynccontextmanager
async def through_telegram(core: Core) -> AsyncIterator[Door]:
    """Telegram's webhook, and a strict Bot API."""
    fake = FakeTelegram()
    await fake.start()
    settings = replace(core.conversation.settings, telegram=Telegram(fake_telegram.TOKEN, _SECRET, fake.url))
    async with _serving(core, settings, telegram.mount) as (host, url), ClientSession() as client:

        async def says(text: str) -> str:
            before = len(fake.sent)
            headers = {"X-Telegram-Bot-Api-Secret-Token": _SECRET}
            update = fake_telegram.said(next(_numbers), text)
            async with client.post(url + telegram.PATH, json=update, headers=headers) as answer:
                assert answer.status == 200
            await _all_sent(host, lambda: len(fake.sent) > before)
            return "\n".join(str(each.get("text", "")) for each in fake.sent[before:])

        yield Door(core, says)
    await fake.stop()
    assert fake.faults == []


@asynccontextmanager
async def through_zalo_oa(core: Core) -> AsyncIterator[Door]:
    """An Official Account's webhook, and a strict platform."""
    fake = FakeZaloOA()
    await fake.start()
    own = (fake_zalo_oa.APP, fake_zalo_oa.APP_SECRET, fake_zalo_oa.OA_SECRET, fake.account().refresh)
    settings = replace(core.conversation.settings, zalo_oa=ZaloOA(*own, fake.url, fake.url))
    async with _serving(core, settings, zalo_oa.mount) as (host, url):
        await _until(lambda: host.store.run(host.store.zalo.accounts.get, fake_zalo_oa.OA))

        async def says(text: str) -> str:
            before = len(fake.sent)
            assert await fake.push(url + zalo_oa.PATH, fake_zalo_oa.said(text)) == 200
            await _all_sent(host, lambda: len(fake.sent) > before)
            return "\n".join(fake.texts("u5")[before:])

        yield Door(core, says)
    await fake.stop()
    assert fake.faults == []


@asynccontextmanager
async def through_zalo_bot(core: Core) -> AsyncIterator[Door]:
    """A strict Zalo Bot platform that is polled."""
    fake = FakeZaloBot()
    await fake.start()
    settings = replace(core.conversation.settings, zalo_bot=ZaloBot(fake_zalo_bot.TOKEN, "", fake.url))
    async with _serving(core, settings, zalo_bot.mount) as (host, _):

        async def says(text: str) -> str:
            before = len(fake.sent)
            fake.add(fake_zalo_bot.said(text))
            await _all_sent(host, lambda: len(fake.sent) > before)
            return "\n".join(fake.texts("u5")[before:])

        yield Door(core, says)
    await fake.stop()
    assert fake.faults == []


DOORS = {
    "core": through_core,
    "terminal": through_terminal,
    "web": through_web,
    "telegram": through_telegram,
    "zalo_oa": through_zalo_oa,
    "zalo_bot": through_zalo_bot,
}


@asynccontextmanager
async def _serving(
    core: Core, settings: Settings, mount: Callable[[web.Application, Host], object]
) -> AsyncIterator[tuple[Host, str]]:
    conversation, store = core.conversation, core.conversation.store
    sender = Sender(store, "here/0")
    host = Host(core.respond, settings, conversation.content, store, "secret", sender, names=conversation.names)
    app = web.Application(client_max_size=guard.LONGEST_BODY)
    app.on_startup.append(lambda _: sender.start())
    app.on_cleanup.append(lambda _: sender.stop(1))
    mount(app, host)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield host, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _all_sent(host: Host, begun: Callable[[], bool]) -> None:
    """Wait until something has been sent and nothing waits to be."""

    async def done() -> bool:
        return begun() and not await host.store.run(host.store.outbox.count)

    await _until(done)


async def _until(condition: Callable[[], Awaitable[object]]) -> None:
    for _ in range(int(_LONGEST / _GLANCE)):
        if await condition():
            return
        await asyncio.sleep(_GLANCE)
    raise AssertionError("nothing happened in time")
