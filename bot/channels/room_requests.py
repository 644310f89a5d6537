"""What the routes of rooms share: the rooms, who waits, and reading and answering their requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web

from bot.channels.browser import HOST, foreign, secure
from bot.channels.limits import Buckets
from bot.rooms.rooms import Rooms
from bot.rooms.watch import Watch
from bot.store.rooms import Activity

PATIENCE = 25.0
"""Seconds that a request waits for something new."""
HOST_COOKIE, PLAYER_COOKIE = "chu-tro", "choi"
_COOKIE_FOR = 12 * 3600  # seconds


@dataclass
class Hall:
    """What the routes share: the rooms, who waits, and how often an address may guess a code or open a room."""

    rooms: Rooms
    watch: Watch[Activity]
    guesses: Buckets
    openings: Buckets


HALL: web.AppKey[Hall] = web.AppKey("rooms", Hall)


def remember(request: web.Request, response: web.StreamResponse, name: str, code: str, value: str) -> None:
    """Give the browser a cookie for the room of ``code`` that lasts an evening."""
    response.set_cookie(
        name, value, path=f"/phong/{code}", max_age=_COOKIE_FOR, httponly=True, samesite="Lax", secure=secure(request)
    )


def origin(request: web.Request) -> str:
    """Return the address under which everybody finds this server."""
    return request.app[HOST].settings.public_url or f"{request.scheme}://{request.host}"


async def read(request: web.Request) -> dict[str, Any]:
    """Return the JSON object sent from a page of ours. Raises HTTPForbidden or HTTPBadRequest."""
    if foreign(request):
        raise web.HTTPForbidden
    try:
        found = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest
    return found


def number(value: object, otherwise: int = 0) -> int:
    """Return ``value`` as a number that a database takes, ``otherwise`` where it is none."""
    try:
        found = int(cast(str, value))
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return found if abs(found) < 2**31 else otherwise


def shown(view: dict[str, Any] | None) -> web.Response:
    """Return a view as JSON. Raises HTTPNotFound where there is none."""
    if view is None:
        raise web.HTTPNotFound
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=text, content_type="application/json")


async def run(request: web.Request, work: Any, *arguments: Any) -> Any:
    """Return ``work(*arguments)``, done in a thread of the store's."""
    return await request.app[HOST].store.run(work, *arguments)
