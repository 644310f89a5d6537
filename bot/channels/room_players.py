"""What a player's phone asks of a room. What waits is answered by long polling."""

from __future__ import annotations

import secrets

from aiohttp import web

from bot.channels.browser import HOST, address, page
from bot.channels.room_door import refused
from bot.channels.room_requests import HALL, PATIENCE, PLAYER_COOKIE, number, read, remember, run, shown
from bot.pages import rooms as pages

_LONGEST_NAME = 200  # characters that are looked at


async def player_page(request: web.Request) -> web.Response:
    """GET /phong/CODE: the page for a player's phone."""
    code, hall = request.match_info["code"], request.app[HALL]
    found = await run(request, hall.rooms.hall, code)
    if found is None:
        late = hall.guesses.wait(address(request))
        return refused(request, "too_many" if late else "wrong_code", 429 if late else 404)
    response = page(pages.player_page(request.app[HOST].settings, code, found.room.title))
    if not request.cookies.get(PLAYER_COOKIE):
        remember(request, response, PLAYER_COOKIE, code, secrets.token_urlsafe(16))
    return response


async def player_state(request: web.Request) -> web.Response:
    """GET /phong/CODE/trang-thai?v=VERSION: what the phone shows, once it is newer than VERSION."""
    known = number(request.query.get("v"))
    if known:
        code = request.match_info["code"]
        await request.app[HALL].watch.change(code, lambda activity: activity.version <= known, PATIENCE)
    return await _player_view(request)


async def join(request: web.Request) -> web.Response:
    """POST /phong/CODE/vao {"name", "unit", "people"}: play under this name; 422 where it is not fit for a wall."""
    body = await read(request)
    token = request.cookies.get(PLAYER_COOKIE)
    code, hall = request.match_info["code"], request.app[HALL]
    if not token or not await run(request, hall.rooms.exists, code):
        raise web.HTTPNotFound
    name, unit = str(body.get("name", ""))[:_LONGEST_NAME], str(body.get("unit", ""))[:_LONGEST_NAME]
    if await run(request, hall.rooms.join, code, token, name, unit, number(body.get("people"))) is None:
        return web.json_response({"error": "name"}, status=422)
    hall.watch.poke()
    return await _player_view(request)


async def take_answer(request: web.Request) -> web.Response:
    """POST /phong/CODE/tra-loi {"n": question, "c": choice}: keep the answer if it counts; returns what is shown."""
    body = await read(request)
    hall, token = request.app[HALL], request.cookies.get(PLAYER_COOKIE, "")
    position, choice = number(body.get("n"), -1), number(body.get("c"), -1)
    if await run(request, hall.rooms.answer, request.match_info["code"], token, position, choice):
        hall.watch.poke()
    return await _player_view(request)


async def _player_view(request: web.Request) -> web.Response:
    token = request.cookies.get(PLAYER_COOKIE, "")
    view = await run(request, request.app[HALL].rooms.player_view, request.match_info["code"], token)
    return shown(view)
