"""What the page on the wall asks of a room, for the browser that opened it. What waits is answered by long polling."""

from __future__ import annotations

import secrets

from aiohttp import web

from bot.channels.browser import HOST, page
from bot.channels.room_requests import HALL, HOST_COOKIE, PATIENCE, number, origin, read, run, shown
from bot.pages import rooms as pages
from bot.rooms.export import spreadsheet
from bot.store.rooms import Activity

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def host_page(request: web.Request) -> web.Response:
    """GET /phong/CODE/dan: the page on the wall, for the browser that opened the room."""
    code, settings = request.match_info["code"], request.app[HOST].settings
    found = await run(request, request.app[HALL].rooms.hall, code)
    if found is None or not _is_host(request):
        return page(pages.not_host_page(settings), 404 if found is None else 403)
    return page(pages.host_page(settings, code, found.room.title, f"{origin(request)}/phong", settings.wifi.name))


async def host_state(request: web.Request) -> web.Response:
    """GET /phong/CODE/tuong?v=VERSION.PLAYERS.ANSWERS: what the wall shows, once it is newer than that."""
    if not _is_host(request):
        raise web.HTTPForbidden
    numbers = [number(part) for part in request.query.get("v", "").split(".")]
    if len(numbers) == 3:
        known = Activity(*numbers)
        code = request.match_info["code"]
        await request.app[HALL].watch.change(code, lambda activity: activity == known, PATIENCE)
    return await _host_view(request)


async def order(request: web.Request) -> web.Response:
    """POST /phong/CODE/lenh {"step"} | {"hands": [counts]} | {"remove": player}: the host's command."""
    body = await read(request)
    if not _is_host(request):
        raise web.HTTPForbidden
    code, hall = request.match_info["code"], request.app[HALL]
    hands = body.get("hands")
    if isinstance(hands, list):
        await run(request, hall.rooms.hands, code, [number(count) for count in hands])
    elif "remove" in body:
        await run(request, hall.rooms.remove, code, number(body["remove"]))
    else:
        try:
            await run(request, hall.rooms.step, code, str(body.get("step")))
        except KeyError:
            raise web.HTTPBadRequest from None
    hall.watch.poke()
    return await _host_view(request)


async def _host_view(request: web.Request) -> web.Response:
    return shown(await run(request, request.app[HALL].rooms.host_view, request.match_info["code"]))


async def results(request: web.Request) -> web.Response:
    """GET /phong/CODE/ket-qua.xlsx: the results, for the host."""
    code = request.match_info["code"]
    if not _is_host(request):
        raise web.HTTPForbidden
    body = await run(request, spreadsheet, request.app[HALL].rooms, code)
    if body is None:
        raise web.HTTPNotFound
    name = f'attachment; filename="phong-{code}.xlsx"'
    return web.Response(body=body, content_type=_SPREADSHEET, headers={"Content-Disposition": name})


def _is_host(request: web.Request) -> bool:
    given = request.cookies.get(HOST_COOKIE, "")
    return secrets.compare_digest(given.encode(), request.app[HALL].rooms.host_key(request.match_info["code"]).encode())
