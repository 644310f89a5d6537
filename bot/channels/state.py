"""The state of the service: for who watches over it."""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import web

from bot import metrics
from bot.channels.browser import HOST

_LONGEST_LOOK = 3.0  # seconds that the database has to answer


def mount(app: web.Application) -> None:
    """Add the addresses that tell of the service's state to ``app``."""
    app.add_routes([web.get("/healthz", healthy), web.get("/readyz", ready), web.get("/metrics", figures)])


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
