"""The chat's interface for scripts: POST /api/chat, the sessions behind it, and how much one may send."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import replace

from aiohttp import web

from bot import metrics
from bot.channels.browser import HOST, address, base, foreign
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.masking import mask
from bot.messages import Message, Reply
from bot.store.news import News
from bot.texts import say

log = logging.getLogger("bot")
LONGEST_TEXT = 4096
_PERSONS: web.AppKey[Buckets] = web.AppKey("persons", Buckets)
_ADDRESSES: web.AppKey[Buckets] = web.AppKey("addresses", Buckets)


def mount(app: web.Application, host: Host) -> None:
    """Add the interface to ``app``."""
    limits = host.settings.limits
    app[_PERSONS] = Buckets(limits.person_a_minute, limits.person_burst)
    app[_ADDRESSES] = Buckets(limits.address_a_minute, limits.address_a_minute / 10)
    app.router.add_post("/api/chat", chat)


async def chat(request: web.Request) -> web.Response:
    """POST /api/chat: {"text" | "command", "session"?, "id"?, "seen"?} -> {"session", "replies", "said"?, "news"?}.

    The replies: the answer, then what waited for this chat, each with its number as "id"; "seen": the highest such
    number that the page has. "said": the text as it was understood, masked; "news": more may come by itself.
    """
    host = request.app[HOST]
    if foreign(request):
        return web.json_response({"error": "origin"}, status=403)
    body = await _body(request)
    if body is None:
        return web.json_response({"error": "json"}, status=400)
    session = known(host, body.get("session")) or new_session(host)
    if wait := too_many(request, session):
        metrics.REFUSED.labels("web").inc()
        answer = {"session": session, "replies": [as_data(Reply(say("slow_down")))]}
        return web.json_response(answer, status=429, headers={"Retry-After": str(int(wait) + 1)})
    reply, said = await respond(request, session, body.get("text"), body.get("command"), body.get("id"))
    seen = body.get("seen")
    seen = seen if type(seen) is int and 0 <= seen < 2**63 else None
    news, more = await waiting(host, session, body.get("id"), seen)
    replies = [as_data(reply)] if reply else []
    replies += [{**as_data(item.reply), "id": item.number} for item in news]
    found = {"session": session, "replies": replies, "said": said, "news": more}
    return web.json_response({name: value for name, value in found.items() if value or name == "replies"})


def too_many(request: web.Request, session: str) -> float:
    """Return 0, or the seconds that this address or this session must wait."""
    return request.app[_ADDRESSES].wait(address(request)) or request.app[_PERSONS].wait(session)


async def respond(
    request: web.Request, session: str, text: object, command: object, update: object
) -> tuple[Reply | None, str]:
    """Return the reply, and the text masked ("" for a command)."""
    update_id = str(update)[:64] if update else ""
    here = base(request)
    chat_id = session.partition(".")[0]
    if isinstance(command, str) and command.startswith("/"):
        message = Message("web", chat_id, chat_id, command[:64], update_id=update_id, kind="option", base=here)
    else:
        text = text if isinstance(text, str) else command if isinstance(command, str) else ""
        if len(text) > LONGEST_TEXT:
            return Reply(say("too_long")), ""
        safe = mask(text)
        message = Message("web", chat_id, chat_id, safe.text, safe.found, update_id, base=here)
        if safe.found:
            message = replace(message, sealed=request.app[HOST].store.sealer.seal(text))
    return await request.app[HOST].respond(message), "" if message.kind == "option" else message.text


async def waiting(host: Host, session: str, asker: object, seen: int | None) -> tuple[list[News], bool]:
    """Return what the bot has started by itself for this chat, and whether more may come; see ``NewsRows.collect``."""
    chat_id = session.partition(".")[0]
    name = str(asker)[:64] if asker else secrets.token_hex(8)
    try:
        return await host.store.run(host.store.news.collect, chat_id, name, seen, host.store.hashed("web", chat_id))
    except Exception as error:  # noqa: BLE001 - the answer itself is there; what waits comes with the next one
        log.error("news not read: error=%s", type(error).__name__)
        return [], False


async def _body(request: web.Request) -> dict[str, object] | None:
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def as_data(reply: Reply) -> dict[str, object]:
    """Return ``reply`` as a page reads it."""
    data: dict[str, object] = {
        "text": reply.text.encode("utf-8", "replace").decode(),
        "options": [{"label": option.label, "command": option.command} for option in reply.options],
    }
    for name in ("picture", "document", "topic"):
        if value := getattr(reply, name):
            data[name] = value
    return data


def new_session(host: Host) -> str:
    """Return a session that nobody can guess, signed."""
    name = secrets.token_urlsafe(18)
    return f"{name}.{_sign(host, name)}"


def known(host: Host, session: object) -> str | None:
    """Return ``session`` if it is one that we signed."""
    if not isinstance(session, str):
        return None
    name, _, signature = session.partition(".")
    return session if hmac.compare_digest(signature.encode("utf-8", "replace"), _sign(host, name).encode()) else None


def _sign(host: Host, name: str) -> str:
    return hmac.new(host.secret.encode(), f"web:{name}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
