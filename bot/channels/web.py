"""The web page: chat (with and without JavaScript), the handbook, and the state of the service."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import replace

from aiohttp import web

from bot import metrics, pages
from bot.channels import guard
from bot.channels.browser import HOST, address, base, foreign, form_data, page, secure
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.clock import day
from bot.links import read_code
from bot.masking import mask
from bot.messages import Message, Reply
from bot.texts import say

COOKIE = "phien"
LONGEST_TEXT = 4096
_LONGEST_LOOK = 3.0  # seconds that the database has to answer
_PERSONS: web.AppKey[Buckets] = web.AppKey("persons", Buckets)
_ADDRESSES: web.AppKey[Buckets] = web.AppKey("addresses", Buckets)


def mount(app: web.Application, host: Host) -> None:
    """Add the pages and the chat's interface to ``app``."""
    app[HOST] = host
    limits = host.settings.limits
    app[_PERSONS] = Buckets(limits.person_a_minute, limits.person_burst)
    app[_ADDRESSES] = Buckets(limits.address_a_minute, limits.address_a_minute / 10)
    app.add_routes(
        [
            web.get("/", home),
            web.post("/", form),
            web.post("/api/chat", chat),
            web.get("/cam-nang", handbook),
            web.get("/cam-nang/{entry}", entry_page),
            web.get("/healthz", healthy),
            web.get("/readyz", ready),
            web.get("/metrics", figures),
            web.static("/static", pages.STATIC),
        ]
    )
    guard.mount(app)
    host.state["web"] = "chạy"


# --- chat ---


async def chat(request: web.Request) -> web.Response:
    """POST /api/chat: {"text" | "command", "session"?, "id"?} -> {"session", "replies"}."""
    host = request.app[HOST]
    if foreign(request):
        return web.json_response({"error": "origin"}, status=403)
    body = await _body(request)
    if body is None:
        return web.json_response({"error": "json"}, status=400)
    session = _known(host, body.get("session")) or _new_session(host)
    wait = request.app[_ADDRESSES].wait(address(request)) or request.app[_PERSONS].wait(session)
    if wait:
        metrics.REFUSED.labels("web").inc()
        answer = {"session": session, "replies": [_data(Reply(say("slow_down")))]}
        return web.json_response(answer, status=429, headers={"Retry-After": str(int(wait) + 1)})
    reply = await _respond(request, session, body.get("text"), body.get("command"), body.get("id"))
    return web.json_response({"session": session, "replies": [_data(reply)] if reply else []})


async def _respond(request: web.Request, session: str, text: object, command: object, update: object) -> Reply | None:
    update_id = str(update)[:64] if update else ""
    here = base(request)
    chat_id = session.partition(".")[0]
    if isinstance(command, str) and command.startswith("/"):
        message = Message("web", chat_id, chat_id, command[:64], update_id=update_id, kind="option", base=here)
    else:
        text = text if isinstance(text, str) else command if isinstance(command, str) else ""
        if len(text) > LONGEST_TEXT:
            return Reply(say("too_long"))
        safe = mask(text)
        message = Message("web", chat_id, chat_id, safe.text, safe.found, update_id, base=here)
        if safe.found:
            message = replace(message, sealed=request.app[HOST].store.sealer.seal(text))
    return await request.app[HOST].respond(message)


async def _body(request: web.Request) -> dict[str, object] | None:
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _data(reply: Reply) -> dict[str, object]:
    data: dict[str, object] = {
        "text": reply.text.encode("utf-8", "replace").decode(),
        "options": [{"label": option.label, "command": option.command} for option in reply.options],
    }
    for name in ("picture", "document", "topic"):
        if value := getattr(reply, name):
            data[name] = value
    return data


def _new_session(host: Host) -> str:
    name = secrets.token_urlsafe(18)
    return f"{name}.{_sign(host, name)}"


def _known(host: Host, session: object) -> str | None:
    if not isinstance(session, str):
        return None
    name, _, signature = session.partition(".")
    return session if hmac.compare_digest(signature.encode(), _sign(host, name).encode()) else None


def _sign(host: Host, name: str) -> str:
    return hmac.new(host.secret.encode(), f"web:{name}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


# --- the page ---


async def home(request: web.Request) -> web.Response:
    """GET /: the chat page."""
    host = request.app[HOST]
    return page(pages.chat_page(host.settings, host.content().needs, (), "", read_code(request.query.get("q", ""))))


async def form(request: web.Request) -> web.Response:
    """POST /: the chat as a plain form, for browsers without JavaScript."""
    host = request.app[HOST]
    if foreign(request):
        return page(pages.not_found_page(host.settings), status=403)
    session = _known(host, request.cookies.get(COOKIE)) or _new_session(host)
    if wait := request.app[_ADDRESSES].wait(address(request)) or request.app[_PERSONS].wait(session):
        slow = pages.Bubble("bot", say("slow_down"), (), None)
        shown = page(pages.chat_page(host.settings, host.content().needs, (slow,), ""), status=429)
        shown.headers["Retry-After"] = str(int(wait) + 1)
        return shown
    data = await form_data(request)
    text, command = data.get("text"), data.get("command")
    reply = await _respond(request, session, text, command or None, None)
    log = tuple(bubble for bubble in (_own(host, text, command), _bubble(reply)) if bubble)
    shown = page(pages.chat_page(host.settings, host.content().needs, log, ""))
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


# --- state ---


async def healthy(request: web.Request) -> web.Response:
    """GET /healthz: the process lives."""
    return web.json_response({"alive": True})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: 200 while knowledge serves and the database answers; names what is broken, without paths."""
    host = request.app[HOST]
    library = host.content().library
    broken = [finding for finding in host.content().findings if finding.severity == "lỗi"]
    try:
        async with asyncio.timeout(_LONGEST_LOOK):
            database = await host.store.run(host.store.alive)
    except Exception:  # noqa: BLE001 - whatever the driver raises, the database does not answer
        database = False
    state = {
        "ready": database and bool(library.entries),
        "database": database,
        "entries": len(library.entries),
        "channels": host.state,
        "broken": [{"file": f.file.rpartition("/")[2], "line": f.line, "message": f.message} for f in broken],
    }
    return web.json_response(state, status=200 if state["ready"] else 503)


async def figures(request: web.Request) -> web.Response:
    """GET /metrics: for a Prometheus on this machine; 404 for everybody else, and through a proxy."""
    address = request.remote or ""
    if address not in ("127.0.0.1", "::1") or "X-Forwarded-For" in request.headers:
        raise web.HTTPNotFound
    host = request.app[HOST]
    waiting = None
    with contextlib.suppress(Exception):  # a database that is away is told of by /readyz
        async with asyncio.timeout(_LONGEST_LOOK):
            waiting = await host.store.run(host.store.outbox.count)
    body = metrics.text(waiting, summed=not host.worker.endswith("/0"))
    return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4"})
