"""The web side of rooms: the door, the wall, the players' phones. What waits is answered by long polling."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web

from bot.channels.browser import HOST, address, foreign, form_data, page, secure
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.pages import rooms as pages
from bot.pictures.qr import qr_svg
from bot.rooms.export import spreadsheet
from bot.rooms.rooms import COUNTS, Rooms
from bot.rooms.watch import Watch
from bot.store.rooms import Activity

PATIENCE = 25.0  # seconds that a request waits for something new
_HOST_COOKIE, _PLAYER_COOKIE = "chu-tro", "choi"
_COOKIE_FOR = 12 * 3600  # seconds
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NAME = 200  # characters that are looked at


@dataclass
class Hall:
    """What the routes share: the rooms, who waits, and how often an address may guess a code or open a room."""

    rooms: Rooms
    watch: Watch[Activity]
    guesses: Buckets
    openings: Buckets


_HALL: web.AppKey[Hall] = web.AppKey("rooms", Hall)


def mount(app: web.Application, host: Host) -> None:
    """Add the pages of rooms to ``app``."""
    rooms = Rooms(host.store, host.content)

    async def look(codes: list[str]) -> dict[str, Activity]:
        return await host.store.run(rooms.activity, codes)

    app[_HALL] = Hall(rooms, Watch(look), Buckets(20, 20), Buckets(6, 12))
    app.add_routes(
        [
            web.get("/phong", door),
            web.post("/phong", create),
            web.get(r"/phong/{code:\d{6}}", player_page),
            web.get(r"/phong/{code:\d{6}}/dan", host_page),
            web.get(r"/phong/{code:\d{6}}/qr.svg", code_picture),
            web.get(r"/phong/{code:\d{6}}/wifi.svg", wifi_picture),
            web.get(r"/phong/{code:\d{6}}/trang-thai", player_state),
            web.post(r"/phong/{code:\d{6}}/vao", join),
            web.post(r"/phong/{code:\d{6}}/tra-loi", take_answer),
            web.get(r"/phong/{code:\d{6}}/tuong", host_state),
            web.post(r"/phong/{code:\d{6}}/lenh", order),
            web.get(r"/phong/{code:\d{6}}/ket-qua.xlsx", results),
        ]
    )


# --- the door ---


async def door(request: web.Request) -> web.Response:
    """GET /phong?ma=: the page where a room is opened or entered; straight on to the room of a right code."""
    typed = "".join(filter(str.isdigit, request.query.get("ma", "")))
    if not request.query.get("ma"):
        return _door(request)
    if request.app[_HALL].guesses.wait(address(request)):
        return _door(request, "too_many", 429)
    if len(typed) == 6 and await _run(request, request.app[_HALL].rooms.exists, typed):
        raise web.HTTPSeeOther(f"/phong/{typed}")
    return _door(request, "wrong_code", 404)


def _door(request: web.Request, error: str = "", status: int = 200) -> web.Response:
    host = request.app[HOST]
    return page(pages.door_page(host.settings, host.content().banks.values(), COUNTS, error), status)


async def create(request: web.Request) -> web.Response:
    """POST /phong {"bank", "count", "speed"}: open a room; this browser is its host."""
    hall = request.app[_HALL]
    if foreign(request):
        raise web.HTTPForbidden
    if hall.openings.wait(address(request)):
        return _door(request, "too_many", 429)
    form = await form_data(request)
    count = int(str(form.get("count"))) if str(form.get("count")).isdigit() else COUNTS[0]
    wanted = min(COUNTS, key=lambda known: abs(known - count))
    try:
        code = await _run(request, hall.rooms.create, str(form.get("bank")), wanted, bool(form.get("speed")))
    except KeyError:
        return _door(request, status=400)
    response = web.Response(status=303, headers={"Location": f"/phong/{code}/dan"})
    _remember(request, response, _HOST_COOKIE, code, hall.rooms.host_key(code))
    return response


def _remember(request: web.Request, response: web.StreamResponse, name: str, code: str, value: str) -> None:
    response.set_cookie(
        name, value, path=f"/phong/{code}", max_age=_COOKIE_FOR, httponly=True, samesite="Lax", secure=secure(request)
    )


# --- players ---


async def player_page(request: web.Request) -> web.Response:
    """GET /phong/CODE: the page for a player's phone."""
    code, hall = request.match_info["code"], request.app[_HALL]
    found = await _run(request, hall.rooms.hall, code)
    if found is None:
        late = hall.guesses.wait(address(request))
        return _door(request, "too_many" if late else "wrong_code", 429 if late else 404)
    response = page(pages.player_page(request.app[HOST].settings, code, found.room.title))
    if not request.cookies.get(_PLAYER_COOKIE):
        _remember(request, response, _PLAYER_COOKIE, code, secrets.token_urlsafe(16))
    return response


async def player_state(request: web.Request) -> web.Response:
    """GET /phong/CODE/trang-thai?v=VERSION: what the phone shows, once it is newer than VERSION."""
    known = _number(request.query.get("v"))
    if known:
        code = request.match_info["code"]
        await request.app[_HALL].watch.change(code, lambda activity: activity.version <= known, PATIENCE)
    return await _player_view(request)


async def join(request: web.Request) -> web.Response:
    """POST /phong/CODE/vao {"name", "unit", "people"}: play under this name; 422 where it is not fit for a wall."""
    body = await _body(request)
    token = request.cookies.get(_PLAYER_COOKIE)
    code, hall = request.match_info["code"], request.app[_HALL]
    if not token or not await _run(request, hall.rooms.exists, code):
        raise web.HTTPNotFound
    name, unit = str(body.get("name", ""))[:_LONGEST_NAME], str(body.get("unit", ""))[:_LONGEST_NAME]
    if await _run(request, hall.rooms.join, code, token, name, unit, _number(body.get("people"))) is None:
        return web.json_response({"error": "name"}, status=422)
    hall.watch.poke()
    return await _player_view(request)


async def take_answer(request: web.Request) -> web.Response:
    """POST /phong/CODE/tra-loi {"n": question, "c": choice}: keep the answer if it counts; returns what is shown."""
    body = await _body(request)
    hall, token = request.app[_HALL], request.cookies.get(_PLAYER_COOKIE, "")
    position, choice = _number(body.get("n"), -1), _number(body.get("c"), -1)
    if await _run(request, hall.rooms.answer, request.match_info["code"], token, position, choice):
        hall.watch.poke()
    return await _player_view(request)


async def _player_view(request: web.Request) -> web.Response:
    token = request.cookies.get(_PLAYER_COOKIE, "")
    view = await _run(request, request.app[_HALL].rooms.player_view, request.match_info["code"], token)
    return _shown(view)


# --- the wall ---


async def host_page(request: web.Request) -> web.Response:
    """GET /phong/CODE/dan: the page on the wall, for the browser that opened the room."""
    code, settings = request.match_info["code"], request.app[HOST].settings
    found = await _run(request, request.app[_HALL].rooms.hall, code)
    if found is None or not _is_host(request):
        return page(pages.not_host_page(settings), 404 if found is None else 403)
    return page(pages.host_page(settings, code, found.room.title, f"{_origin(request)}/phong", settings.wifi.name))


async def host_state(request: web.Request) -> web.Response:
    """GET /phong/CODE/tuong?v=VERSION.PLAYERS.ANSWERS: what the wall shows, once it is newer than that."""
    if not _is_host(request):
        raise web.HTTPForbidden
    numbers = [_number(part) for part in request.query.get("v", "").split(".")]
    if len(numbers) == 3:
        known = Activity(*numbers)
        code = request.match_info["code"]
        await request.app[_HALL].watch.change(code, lambda activity: activity == known, PATIENCE)
    return await _host_view(request)


async def order(request: web.Request) -> web.Response:
    """POST /phong/CODE/lenh {"step"} | {"hands": [counts]} | {"remove": player}: the host's command."""
    body = await _body(request)
    if not _is_host(request):
        raise web.HTTPForbidden
    code, hall = request.match_info["code"], request.app[_HALL]
    hands = body.get("hands")
    if isinstance(hands, list):
        await _run(request, hall.rooms.hands, code, [_number(count) for count in hands])
    elif "remove" in body:
        await _run(request, hall.rooms.remove, code, _number(body["remove"]))
    else:
        try:
            await _run(request, hall.rooms.step, code, str(body.get("step")))
        except KeyError:
            raise web.HTTPBadRequest from None
    hall.watch.poke()
    return await _host_view(request)


async def _host_view(request: web.Request) -> web.Response:
    return _shown(await _run(request, request.app[_HALL].rooms.host_view, request.match_info["code"]))


async def results(request: web.Request) -> web.Response:
    """GET /phong/CODE/ket-qua.xlsx: the results, for the host."""
    code = request.match_info["code"]
    if not _is_host(request):
        raise web.HTTPForbidden
    body = await _run(request, spreadsheet, request.app[_HALL].rooms, code)
    if body is None:
        raise web.HTTPNotFound
    name = f'attachment; filename="phong-{code}.xlsx"'
    return web.Response(body=body, content_type=_SPREADSHEET, headers={"Content-Disposition": name})


async def code_picture(request: web.Request) -> web.Response:
    """GET /phong/CODE/qr.svg: the way into the room."""
    return web.Response(
        body=qr_svg(f"{_origin(request)}/phong/{request.match_info['code']}"), content_type="image/svg+xml"
    )


async def wifi_picture(request: web.Request) -> web.Response:
    """GET /phong/CODE/wifi.svg: the way into the laptop's network, where one was named."""
    wifi = request.app[HOST].settings.wifi
    if not wifi.name:
        raise web.HTTPNotFound
    return web.Response(body=qr_svg(wifi.code), content_type="image/svg+xml")


def _is_host(request: web.Request) -> bool:
    given = request.cookies.get(_HOST_COOKIE, "")
    return secrets.compare_digest(
        given.encode(), request.app[_HALL].rooms.host_key(request.match_info["code"]).encode()
    )


def _origin(request: web.Request) -> str:
    return request.app[HOST].settings.public_url or f"{request.scheme}://{request.host}"


async def _body(request: web.Request) -> dict[str, Any]:
    if foreign(request):
        raise web.HTTPForbidden
    try:
        body = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _number(value: object, otherwise: int = 0) -> int:
    try:
        number = int(cast(str, value))
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return number if abs(number) < 2**31 else otherwise


def _shown(view: dict[str, Any] | None) -> web.Response:
    if view is None:
        raise web.HTTPNotFound
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=text, content_type="application/json")


async def _run(request: web.Request, work: Any, *arguments: Any) -> Any:
    return await request.app[HOST].store.run(work, *arguments)
