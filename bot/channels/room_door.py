"""Where a room is opened or entered, and the codes that lead there."""

from __future__ import annotations

from aiohttp import web

from bot.channels.browser import HOST, address, foreign, form_data, page
from bot.channels.room_requests import HALL, HOST_COOKIE, origin, remember, run
from bot.pages import rooms as pages
from bot.pictures.qr import qr_svg
from bot.rooms.rooms import COUNTS


async def door(request: web.Request) -> web.Response:
    """GET /phong?ma=: the page where a room is opened or entered; straight on to the room of a right code."""
    typed = "".join(filter(str.isdigit, request.query.get("ma", "")))
    if not request.query.get("ma"):
        return refused(request)
    if request.app[HALL].guesses.wait(address(request)):
        return refused(request, "too_many", 429)
    if len(typed) == 6 and await run(request, request.app[HALL].rooms.exists, typed):
        raise web.HTTPSeeOther(f"/phong/{typed}")
    return refused(request, "wrong_code", 404)


def refused(request: web.Request, error: str = "", status: int = 200) -> web.Response:
    """Return the door again; ``error`` names a text that says why."""
    host = request.app[HOST]
    return page(pages.door_page(host.settings, host.content().banks.values(), COUNTS, error), status)


async def create(request: web.Request) -> web.Response:
    """POST /phong {"bank", "count", "speed"}: open a room; this browser is its host."""
    hall = request.app[HALL]
    if foreign(request):
        raise web.HTTPForbidden
    if hall.openings.wait(address(request)):
        return refused(request, "too_many", 429)
    form = await form_data(request)
    count = int(str(form.get("count"))) if str(form.get("count")).isdigit() else COUNTS[0]
    wanted = min(COUNTS, key=lambda known: abs(known - count))
    try:
        code = await run(request, hall.rooms.create, str(form.get("bank")), wanted, bool(form.get("speed")))
    except KeyError:
        return refused(request, status=400)
    response = web.Response(status=303, headers={"Location": f"/phong/{code}/dan"})
    remember(request, response, HOST_COOKIE, code, hall.rooms.host_key(code))
    return response


async def code_picture(request: web.Request) -> web.Response:
    """GET /phong/CODE/qr.svg: the way into the room."""
    return web.Response(
        body=qr_svg(f"{origin(request)}/phong/{request.match_info['code']}"), content_type="image/svg+xml"
    )


async def wifi_picture(request: web.Request) -> web.Response:
    """GET /phong/CODE/wifi.svg: the way into the laptop's network, where one was named."""
    wifi = request.app[HOST].settings.wifi
    if not wifi.name:
        raise web.HTTPNotFound
    return web.Response(body=qr_svg(wifi.code), content_type="image/svg+xml")
