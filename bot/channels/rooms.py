"""The web side of rooms: the door, the wall, the players' phones."""

from __future__ import annotations

from aiohttp import web

from bot.channels import room_door, room_players, room_wall
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.channels.room_requests import HALL, Hall
from bot.rooms.rooms import Rooms
from bot.rooms.watch import Watch
from bot.store.rooms import Activity


def mount(app: web.Application, host: Host) -> None:
    """Add the pages of rooms to ``app``."""
    rooms = Rooms(host.store, host.content)

    async def look(codes: list[str]) -> dict[str, Activity]:
        return await host.store.run(rooms.activity, codes)

    app[HALL] = Hall(rooms, Watch(look), Buckets(20, 20), Buckets(6, 12))
    app.add_routes(
        [
            web.get("/phong", room_door.door),
            web.post("/phong", room_door.create),
            web.get(r"/phong/{code:\d{6}}", room_players.player_page),
            web.get(r"/phong/{code:\d{6}}/dan", room_wall.host_page),
            web.get(r"/phong/{code:\d{6}}/qr.svg", room_door.code_picture),
            web.get(r"/phong/{code:\d{6}}/wifi.svg", room_door.wifi_picture),
            web.get(r"/phong/{code:\d{6}}/trang-thai", room_players.player_state),
            web.post(r"/phong/{code:\d{6}}/vao", room_players.join),
            web.post(r"/phong/{code:\d{6}}/tra-loi", room_players.take_answer),
            web.get(r"/phong/{code:\d{6}}/tuong", room_wall.host_state),
            web.post(r"/phong/{code:\d{6}}/lenh", room_wall.order),
            web.get(r"/phong/{code:\d{6}}/ket-qua.xlsx", room_wall.results),
        ]
    )
