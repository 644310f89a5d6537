"""Messages that the bot starts by itself, for a page that is open: GET /api/chat/events, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field

from aiohttp import web

from bot.channels.browser import HOST, foreign
from bot.channels.chat import as_data, known
from bot.channels.host import Host
from bot.rooms.watch import Watch

MOST_STREAMS = 1000  # in one process
MOST_OF_ONE = 3  # tabs of one chat
LOOK_EVERY = 1.0  # all times in seconds
NOTICE = 2.0  # until it is noticed that a browser has gone, or that we stop
HEARTBEAT = 20.0  # proxies hang up after 30 of silence
LIFE = 300.0  # then the browser comes again, perhaps to another worker
_COME_AGAIN = 5000  # milliseconds until it does


@dataclass
class _Desk:
    """The open streams of this process: one look at the database for all of them."""

    watch: Watch[int]
    open: Counter[str] = field(default_factory=Counter)
    closing: bool = False


def mount(app: web.Application, host: Host) -> None:
    """Add the stream to ``app``."""

    async def look(chats: list[str]) -> dict[str, int]:
        return await host.store.run(host.store.news.newest, chats)

    desk = _Desk(Watch(look, LOOK_EVERY))

    async def events(request: web.Request) -> web.StreamResponse:
        """GET /api/chat/events?session=&seen=: each message once it is there, with its number as the event's id."""
        session = known(host, request.query.get("session"))
        if foreign(request):
            return web.json_response({"error": "origin"}, status=403)
        if session is None:
            return web.json_response({"error": "session"}, status=401)
        chat = session.partition(".")[0]
        if desk.open.total() >= MOST_STREAMS or desk.open[chat] >= MOST_OF_ONE:
            return web.Response(status=503, headers={"Retry-After": "30"})
        desk.open[chat] += 1
        try:
            return await _stream(request, desk, chat)
        except ConnectionError:  # the browser has gone
            return web.Response()
        finally:
            desk.open[chat] -= 1
            desk.open += Counter()  # forgets who has none

    async def close(app: web.Application) -> None:
        desk.closing = True

    app.router.add_get("/api/chat/events", events)
    app.on_shutdown.append(close)


async def _stream(request: web.Request, desk: _Desk, chat: str) -> web.StreamResponse:
    store = request.app[HOST].store
    seen = _number(request.headers.get("Last-Event-ID")) or _number(request.query.get("seen"))
    if seen:
        await store.run(store.news.clear, chat, seen)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    response.headers["Cache-Control"] = "no-store"
    await response.prepare(request)
    await response.write(f"retry: {_COME_AGAIN}\n\n".encode())
    loop = asyncio.get_running_loop()
    end, beat = loop.time() + LIFE, loop.time()
    while loop.time() < end and not desk.closing and not _gone(request):
        had = seen
        changed = await desk.watch.change(chat, lambda newest: newest <= had, NOTICE)  # noqa: B023
        fresh = await store.run(store.news.after, chat, seen) if changed else []
        if fresh:  # before they are told: a page of ours says itself what it has, others must not get them twice
            await store.run(store.news.delivered, chat, fresh[-1].number)
        for news in fresh:
            told = json.dumps(as_data(news.reply), ensure_ascii=False)
            await response.write(f"id: {news.number}\ndata: {told}\n\n".encode())
            seen = news.number
        if not fresh and loop.time() - beat < HEARTBEAT:
            continue
        if not fresh:
            await response.write(b":\n\n")
        beat = loop.time()
    return response


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
