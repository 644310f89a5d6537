"""The one place where the parts are put together, started and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from bot import content as contents
from bot import contest_clock, daily, group_rounds
from bot import settings as configuration
from bot.ask import masked
from bot.channels import contests, guard, links, push, rooms, telegram, terminal, zalo_bot, zalo_oa
from bot.channels import web as web_channel
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.gallery import Gallery
from bot.messages import Message
from bot.reload import Reloader
from bot.sender import Sender
from bot.settings import Settings
from bot.store import Store
from bot.texts import say
from knowledge import Finding

log = logging.getLogger("bot")
_TIDY_EVERY = 3600.0  # seconds
_LAST_WORDS = 5.0


def serve(settings: Settings, worker: int = 0) -> int:
    """Run the web server and the channels until the process is told to stop.

    ``worker``: this process's number among several that share the port, 0 where it is alone.
    """
    return asyncio.run(_serve(settings, worker))


async def _serve(settings: Settings, worker: int) -> int:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    started = time.perf_counter()
    secret = configuration.secret_key(settings)
    store = await asyncio.to_thread(Store, settings.database_url, secret)  # first: it may say what to do at once
    print("Đang mở kho tri thức (lần đầu mất vài giây)…", flush=True)
    content = await asyncio.to_thread(contents.load, settings)
    app, reloader, host = _assembled(settings, content, store, secret, worker)
    runner = guard.runner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.web.host, settings.web.port, reuse_port=bool(worker) or None).start()
    except OSError as error:
        print(f"Không mở được cổng {settings.web.port}: {error.strerror}. Chọn cổng khác: PORT=8081 make run")
        await runner.cleanup()
        return 1
    _report(settings, content, host, time.perf_counter() - started)
    jobs = (
        reloader.watch(stop),
        _tidy(store, settings),
        daily.send(host, store, settings.quiz.daily_hour),
        group_rounds.send(host, store),
        contest_clock.watch(store, host.content, host.worker),
    )
    tasks = [asyncio.create_task(job) for job in jobs]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await runner.cleanup()
    store.close()
    return 0


def _assembled(
    settings: Settings, content: Content, store: Store, secret: str, worker: int
) -> tuple[web.Application, Reloader, Host]:
    """Put the parts together: the web application with all channels, what reloads the knowledge, and the host."""
    name = f"{socket.gethostname()}/{worker}"
    sender = Sender(store, name)

    async def tell(findings: tuple[Finding, ...], now: Content) -> None:
        await push.tell_admins(host, _admin_text(findings, now))

    reloader = Reloader(settings, content, tell)
    conversation = Conversation(lambda: reloader.content, store, settings)
    gallery = Gallery(store, settings, lambda: reloader.content, conversation.names)
    host = Host(
        conversation.respond, settings, lambda: reloader.content, store, secret, sender, name,
        names=conversation.names, picture=gallery.picture,
    )  # fmt: skip
    app = web.Application(client_max_size=guard.LONGEST_BODY)
    app.on_startup.append(lambda _: sender.start())
    app.on_cleanup.append(lambda _: sender.stop(_LAST_WORDS))
    app.on_cleanup.append(gallery.close)
    web_channel.mount(app, host)
    links.mount(app, host)
    rooms.mount(app, host)
    contests.mount(app, host)
    if settings.telegram.token:
        telegram.mount(app, host)
    else:
        host.state["telegram"] = say("zalo.state.off")
    if settings.zalo_oa.app_id and settings.zalo_oa.app_secret:
        zalo_oa.mount(app, host)
    else:
        host.state["zalo_oa"] = say("zalo.state.off")
    if settings.zalo_bot.token:
        zalo_bot.mount(app, host)
    else:
        host.state["zalo_bot"] = say("zalo.state.off")
    return app, reloader, host


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        with contextlib.suppress(NotImplementedError, AttributeError):  # Windows has no signal handlers in its loop
            loop.add_signal_handler(getattr(signal, name), stop.set)


async def talk(settings: Settings, folder: Path | None) -> None:
    """Hold a conversation in the terminal; nothing of it is kept."""
    content = await asyncio.to_thread(contents.load, settings, folder)
    logging.getLogger("bot").setLevel(logging.WARNING)
    store = Store("sqlite://", "terminal")
    conversation = Conversation(lambda: content, store, settings)

    def said(text: str, **more: Any) -> Message:
        return masked("terminal", "terminal", text, sealed=store.sealer.seal(text), **more)

    await terminal.chat(conversation.respond, said)
    store.close()


async def _tidy(store: Store, settings: Settings) -> None:
    keep = settings.keep
    while True:
        try:
            await store.run(store.tidy, time.time(), keep.chat_days, keep.question_days, keep.room_days, keep.link_days)
            await store.run(store.contests.tidy, time.time(), keep.contest_days)
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            log.error("not tidied: %s", type(error).__name__)
        await asyncio.sleep(_TIDY_EVERY)


def _admin_text(findings: tuple[Finding, ...], content: Content) -> str:
    if findings:
        return say("admin.broken", findings="\n".join(map(str, findings[:10])))
    return say("admin.mended", count=len(content.entries))


def _report(settings: Settings, content: Content, host: Host, seconds: float) -> None:
    broken = [finding for finding in content.findings if finding.severity == "lỗi"]
    database = settings.database_url.partition("://")[0]
    print(f"Công dân số sẵn sàng sau {seconds:.1f} giây: http://localhost:{settings.web.port}")
    quiz = f"{len(content.questions)} câu hỏi luyện tập trong {len(content.banks)} chủ đề"
    print(f"  {len(content.entries)} mục kiến thức, {quiz}, {len(broken)} chỗ có lỗi; cơ sở dữ liệu: {database}")
    print("  Kênh: " + ", ".join(f"{name} ({state})" for name, state in host.state.items()), flush=True)
    for finding in broken:
        print(f"  {finding}", flush=True)
