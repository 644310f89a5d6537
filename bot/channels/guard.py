"""What every request passes: bounds on how many come at once and how slow they are, and the headers of every answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot import pages
from bot.channels.browser import HEADERS, HOST, page
from bot.texts import say

log = logging.getLogger("bot")

LONGEST_BODY = 64 * 1024  # bytes
SLOWEST_HEADERS = 20.0  # seconds for a connection's next request to begin and its headers to come
SLOWEST_BODY = 15.0
MOST_AT_ONCE = 4000  # requests under way in one process, those that wait for news of a room among them

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mount(app: web.Application) -> None:
    """Let every request to ``app`` pass here."""
    under_way = 0

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal under_way
        if under_way >= MOST_AT_ONCE:
            return web.Response(status=503, headers={"Retry-After": "5"})
        under_way += 1
        late = asyncio.get_running_loop().call_later(SLOWEST_BODY, _drop_unfinished, request)
        try:
            return _with_headers(request, await _answered(request, handler))
        finally:
            under_way -= 1
            late.cancel()

    app.middlewares.append(guard)


def runner(app: web.Application) -> web.AppRunner:
    """Return what runs ``app``: idle and slow connections are dropped, nothing of what was sent is logged."""
    quiet = logging.getLogger("bot.server")
    quiet.addFilter(_untold)
    return web.AppRunner(
        app, access_log=None, logger=quiet, shutdown_timeout=5,
        keepalive_timeout=SLOWEST_HEADERS, lingering_time=2.0,
    )  # fmt: skip


def _untold(record: logging.LogRecord) -> bool:
    """Strip a line of the server's own: it would tell the web address and the bytes of a broken request."""
    error = record.exc_info[0] if record.exc_info else None
    record.msg, record.args, record.exc_info = f"request refused: error={error.__name__ if error else '-'}", (), None
    return True


def _drop_unfinished(request: web.Request) -> None:
    if request.transport and not request.content.is_eof():
        request.transport.abort()


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not _readable(request):
        return web.json_response({"error": "charset"}, status=415)
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return page(pages.not_found_page(request.app[HOST].settings), status=404)
    except ConnectionError:  # who asked has gone; nobody hears this
        return web.Response(status=400)
    except (web.HTTPException, asyncio.CancelledError):
        raise
    except Exception as error:
        log.error("request failed: error=%s", type(error).__name__, exc_info=_silent(error))
        return web.Response(text=say("apology"), status=500)


def _readable(request: web.Request) -> bool:
    """Tell whether the body's encoding, where one is named, is one that there is."""
    try:
        b"a".decode(request.charset or "utf-8")
    except UnicodeDecodeError:  # there is one; what it makes of the body is seen later
        return True
    except (LookupError, ValueError):
        return False
    return True


def _silent(error: Exception) -> Exception:
    """Return the error without its message, which could quote what a person wrote."""
    return Exception(type(error).__name__).with_traceback(error.__traceback__)


def _with_headers(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    headers: dict[str, Any] = dict(HEADERS)
    if request.path.startswith("/static/"):
        headers = {name: HEADERS[name] for name in ("X-Content-Type-Options",)}
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if not response.prepared:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
    return response
