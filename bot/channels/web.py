"""The pages: the chat (with and without JavaScript) and the handbook."""

from __future__ import annotations

import time

from aiohttp import web

from bot import pages
from bot.channels import chat, events, guard, state
from bot.channels.browser import HOST, base, foreign, form_data, page, secure
from bot.channels.host import Host
from bot.clock import day
from bot.links import read_code
from bot.masking import mask
from bot.messages import Reply
from bot.pages import privacy
from bot.texts import say

COOKIE = "phien"


def mount(app: web.Application, host: Host) -> None:
    """Add the pages and the chat's interface to ``app``."""
    app[HOST] = host
    app.add_routes(
        [
            web.get("/", home),
            web.post("/", form),
            web.get("/cam-nang", handbook),
            web.get("/cam-nang/{entry}", entry_page),
            web.get("/quyen-rieng-tu", privacy_page),
            web.static("/static", pages.STATIC),
        ]
    )
    for part in (chat, events):
        part.mount(app, host)
    state.mount(app)
    guard.mount(app)
    host.state["web"] = "chạy"


async def home(request: web.Request) -> web.Response:
    """GET /: the chat page."""
    host = request.app[HOST]
    return page(pages.chat_page(host.settings, host.content().needs, (), "", _beginning(request)))


def _beginning(request: web.Request) -> str:
    """Return the command that a link to this page begins with, "" where there is none."""
    contest = request.query.get("thi", "")
    if contest in request.app[HOST].content().contests:
        return f"/thi {contest}"
    code = read_code(request.query.get("q", ""))
    return f"/vao {code}" if code else ""


async def form(request: web.Request) -> web.Response:
    """POST /: the chat as a plain form, for browsers without JavaScript."""
    host = request.app[HOST]
    if foreign(request):
        return page(pages.not_found_page(host.settings), status=403)
    session = chat.known(host, request.cookies.get(COOKIE)) or chat.new_session(host)
    if wait := chat.too_many(request, session):
        slow = pages.Bubble("bot", say("slow_down"), (), None)
        shown = page(pages.chat_page(host.settings, host.content().needs, (slow,), ""), status=429)
        shown.headers["Retry-After"] = str(int(wait) + 1)
        return shown
    data = await form_data(request)
    text, command = data.get("text"), data.get("command")
    reply, _ = await chat.respond(request, session, text, command or None, None)
    news, _ = await chat.waiting(host, session, None, None)
    bubbles = (_own(host, text, command), _bubble(reply), *(_bubble(item.reply) for item in news))
    shown = page(pages.chat_page(host.settings, host.content().needs, tuple(filter(None, bubbles)), ""))
    shown.set_cookie(COOKIE, session, httponly=True, samesite="Strict", secure=secure(request), max_age=24 * 3600)
    return shown


def _own(host: Host, text: object, command: object) -> pages.Bubble | None:
    if isinstance(command, str):
        words = command.split()
        known: dict[str, str] = {f"/nhucau {need.id}": need.label for need in host.content().needs}
        entry = host.content().entries.get(words[1]) if words[0:1] == ["/xem"] and len(words) > 1 else None
        label = known.get(command) or (entry.title if entry else "")
        return pages.Bubble("user", label, (), None) if label else None
    return pages.Bubble("user", mask(text).text, (), None) if isinstance(text, str) and text.strip() else None


def _bubble(reply: Reply | None) -> pages.Bubble | None:
    if reply is None:
        return None
    return pages.Bubble("bot", reply.text, reply.options, reply.topic, reply.picture, reply.document)


async def handbook(request: web.Request) -> web.Response:
    """GET /cam-nang: all entries."""
    host = request.app[HOST]
    content = host.content()
    return page(pages.handbook_page(host.settings, content.needs, content.entries))


async def entry_page(request: web.Request) -> web.Response:
    """GET /cam-nang/ID: one entry."""
    host = request.app[HOST]
    content = host.content()
    entry = content.entries.get(request.match_info["entry"])
    if entry is None:
        raise web.HTTPNotFound
    related = [content.entries[name] for name in entry.related if name in content.entries]
    url = base(request)
    return page(pages.entry_page(host.settings, entry, related, url, day(time.time())))


async def privacy_page(request: web.Request) -> web.Response:
    """GET /quyen-rieng-tu: what is kept, for how long, by whom, and how it is deleted."""
    return page(privacy.privacy_page(request.app[HOST].settings))
