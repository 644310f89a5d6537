"""An evening over real HTTP: host, players, delays, guesses; and how many bytes a phone pays for."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import openpyxl
import pytest
from aiohttp import web

from bot.channels import guard, rooms
from bot.channels import web as web_channel
from bot.channels.host import Host
from bot.content import Content
from bot.sender import Sender
from bot.settings import Settings, Wifi
from bot.store import Store
from quiz.shelf import read_banks
from tests.conftest import DATA

BANKS, _ = read_banks(DATA / "banks")
RIGHT = {question.question: question.right for bank in BANKS.values() for question in bank.questions}


@dataclass
class Hall:
    """Makes browsers: each with cookies of its own."""

    base: str
    sessions: list[aiohttp.ClientSession]

    def browser(self) -> Browser:
        session = aiohttp.ClientSession(self.base, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.sessions.append(session)
        return Browser(session)

    async def open(self, bank: str = "mau-a", speed: str = "") -> Browser:
        host = self.browser()
        async with host.session.post("/phong", data={"bank": bank, "count": "5", "speed": speed}) as response:
            assert response.status == 200
            host.code = response.url.parts[2]
        return host

    async def player(self, code: str, name: str, unit: str = "", people: int = 1) -> Browser:
        player = self.browser()
        player.code = code
        assert (await player.get("")).status == 200
        joined = await player.post("/vao", name=name, unit=unit, people=people)
        assert joined["me"]["name"], joined
        return player


@dataclass
class Browser:
    session: aiohttp.ClientSession
    code: str = ""

    async def get(self, path: str) -> aiohttp.ClientResponse:
        async with self.session.get(f"/phong/{self.code}{path}") as response:
            await response.read()
            return response

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        async with self.session.post(f"/phong/{self.code}{path}", json=body) as response:
            return {"status": response.status, **(await response.json() if response.status in (200, 422) else {})}

    async def state(self, known: int = 0) -> dict[str, Any]:
        return dict(await (await self.get(f"/trang-thai?v={known}")).json())

    async def wall(self, known: str = "") -> dict[str, Any]:
        return dict(await (await self.get(f"/tuong?v={known}")).json())

    async def choose(self, right: bool) -> dict[str, Any]:
        shown = await self.state()
        number = next(n for n, c in enumerate(shown["c"]) if (c == RIGHT[shown["q"]]) is right)
        return await self.post("/tra-loi", n=shown["n"], c=number)


@pytest.fixture
async def hall(content: Content, settings: Settings, store: Store) -> AsyncIterator[Hall]:
    shown = replace(content, banks=BANKS)
    lan = replace(settings, wifi=Wifi("Nhà văn hoá; thôn 3", 'mật"khẩu'))

    async def respond(message: object) -> None:
        return None

    app = web.Application(client_max_size=guard.LONGEST_BODY)
    host = Host(respond, lan, lambda: shown, store, "secret", Sender(store, "1"))
    web_channel.mount(app, host)
    rooms.mount(app, host)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made = Hall(f"http://127.0.0.1:{runner.addresses[0][1]}", [])
    yield made
    for session in made.sessions:
        await session.close()
    await runner.cleanup()


async def test_an_evening_from_the_door_to_the_results(hall: Hall) -> None:
    host = await hall.open()
    lan, team = await hall.player(host.code, "Lan", "Nà Lịn"), await hall.player(host.code, "Đội bà Cúc", "Nà Lịn", 4)
    assert [p["people"] for p in (await host.wall())["players"]] == [1, 4]
    for number in range(3):
        wall = await host.post("/lenh", step="tiep")
        assert (wall["phase"], wall["n"]) == ("open", number) and "right" not in wall
        await lan.choose(right=True)
        await team.choose(right=number == 0)
        await host.post("/lenh", hands=[number] * len(wall["c"]))
        closed = await host.post("/lenh", step="dong")
        assert closed["c"][closed["right"]] == RIGHT[closed["q"]] and closed["answered"] == 2
        assert (await lan.state())["right"] == closed["right"]
    over = await host.post("/lenh", step="tiep")
    assert over["phase"] == "over"
    assert [(row["name"], row["place"], row["right"]) for row in over["best"]] == [("Lan", 1, 3), ("Đội bà Cúc", 2, 1)]
    assert over["units"] == [{"unit": "Nà Lịn", "people": 5, "average": 2.0}]
    mine = await team.state()
    assert (mine["score"], mine["place"], mine["players"]) == (1, 2, 2) and mine["review"]
    async with host.session.get(f"/phong/{host.code}/ket-qua.xlsx") as response:
        book = openpyxl.load_workbook(io.BytesIO(await response.read()))
    rows = list(book["Người chơi"].iter_rows(values_only=True))
    assert rows[1][:5] == (1, "Lan", "Nà Lịn", 1, 3)
    assert [row[6] for row in book["Câu hỏi"].iter_rows(min_row=2, values_only=True)] == [0, 1, 2]


async def test_nobody_sees_the_right_choice_before_the_host_has_closed(hall: Hall) -> None:
    host = await hall.open()
    player = await hall.player(host.code, "Lan")
    await host.post("/lenh", step="tiep")
    for view in (await player.state(), await host.wall(), await player.choose(right=True), await player.state()):
        assert not {"right", "why", "score", "best", "review"} & set(view)
    page = await (await player.get("")).text()
    assert not any(right in page for right in RIGHT.values())


async def test_an_answer_counts_once_and_only_until_the_host_closes(hall: Hall) -> None:
    host = await hall.open()
    player, late = await hall.player(host.code, "Lan"), await hall.player(host.code, "Mai")
    await host.post("/lenh", step="tiep")
    first = await player.choose(right=True)
    assert (await player.choose(right=False))["mine"] == first["mine"]
    await host.post("/lenh", step="dong")
    assert (await late.choose(right=True))["mine"] is None
    assert (await host.wall())["answered"] == 1


async def test_a_phone_that_slept_and_a_wall_that_was_reloaded_lose_nothing(hall: Hall) -> None:
    host = await hall.open()
    player = await hall.player(host.code, "Lan")
    await host.post("/lenh", step="tiep")
    answered = await player.choose(right=True)
    assert (await player.state())["mine"] == answered["mine"]
    assert (await host.get("/dan")).status == 200
    assert (await host.wall())["q"] == answered["q"]


async def test_who_waits_is_told_at_once(hall: Hall) -> None:
    host = await hall.open()
    player = await hall.player(host.code, "Lan")
    known = (await player.state())["v"]
    waiting = asyncio.create_task(player.state(known))
    wall = await host.wall()
    watching = asyncio.create_task(host.wall(f"{wall['v']}.1.0"))
    await asyncio.sleep(0.3)
    assert not waiting.done() and not watching.done()
    await hall.player(host.code, "Mai")
    assert len((await asyncio.wait_for(watching, 5))["players"]) == 2
    assert not waiting.done()
    await host.post("/lenh", step="tiep")
    assert (await asyncio.wait_for(waiting, 5))["phase"] == "open"


async def test_names_are_checked_numbered_and_removed(hall: Hall) -> None:
    host = await hall.open()
    rude = hall.browser()
    rude.code = host.code
    await rude.get("")
    assert (await rude.post("/vao", name="đm mày"))["status"] == 422
    await hall.player(host.code, "Lan")
    second = await hall.player(host.code, "Lan")
    assert (await second.state())["me"]["name"] == "Lan 2"
    players = (await host.wall())["players"]
    after = await host.post("/lenh", remove=players[1]["id"])
    assert [p["name"] for p in after["players"]] == ["Lan"]
    assert (await second.state())["me"] is None


async def test_only_the_browser_that_opened_the_room_leads_it(hall: Hall) -> None:
    host = await hall.open()
    stranger = await hall.player(host.code, "Lan")
    assert (await stranger.get("/dan")).status == 403
    assert (await stranger.get("/tuong")).status == 403
    assert (await stranger.get("/ket-qua.xlsx")).status == 403
    assert (await stranger.post("/lenh", step="tiep"))["status"] == 403
    other = await hall.open()
    other.code = host.code
    assert (await other.post("/lenh", step="het"))["status"] == 403
    assert (await host.wall())["phase"] == "lobby"


async def test_a_page_of_somebody_else_cannot_play(hall: Hall) -> None:
    host = await hall.open()
    for path in ("/lenh", "/vao", "/tra-loi"):
        url, foreign = f"/phong/{host.code}{path}", {"Origin": "https://example.com"}
        async with host.session.post(url, json={"step": "tiep"}, headers=foreign) as response:
            assert response.status == 403, path
    assert (await host.wall())["phase"] == "lobby"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"step": "nowhere"}', b'{"hands": "x"}', b'{"n": 1e99}'])
async def test_nonsense_is_refused_and_the_evening_goes_on(hall: Hall, body: bytes) -> None:
    host = await hall.open()
    async with host.session.post(f"/phong/{host.code}/lenh", data=body) as response:
        assert response.status == 400
    assert (await host.wall())["phase"] == "lobby"


async def test_codes_cannot_be_guessed_for_long(hall: Hall) -> None:
    guesser = hall.browser()
    statuses = []
    for number in range(30):
        async with guesser.session.get("/phong", params={"ma": f"{number:06}"}) as response:
            statuses.append(response.status)
    assert statuses[0] == 404 and statuses[-1] == 429


async def test_joining_and_each_answer_cost_less_than_ten_kilobytes(hall: Hall) -> None:
    host = await hall.open()
    port = int(hall.base.rpartition(":")[2])

    async def exchanged(request: bytes) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        return len(request) + len(answer)

    player = await hall.player(host.code, "Lan", "Thôn Nà Lịn")
    cookie = "; ".join(f"{c.key}={c.value}" for c in player.session.cookie_jar)
    await host.post("/lenh", step="tiep")
    head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nUser-Agent: {'x' * 200}\r\nConnection: close\r\n"

    def post(path: str, body: str) -> bytes:
        line = f"POST /phong/{host.code}{path} HTTP/1.1\r\n{head}Content-Length: {len(body.encode())}\r\n\r\n{body}"
        return line.encode()

    joining = await exchanged(post("/vao", '{"name": "Lan", "unit": "Thôn Nà Lịn", "people": 3}'))
    answering = await exchanged(post("/tra-loi", '{"n": 0, "c": 1}'))
    await host.post("/lenh", step="dong")
    seeing = await exchanged(f"GET /phong/{host.code}/trang-thai?v=0 HTTP/1.1\r\n{head}\r\n".encode())
    assert joining < 10_000 and answering + seeing < 10_000, (joining, answering, seeing)


async def test_the_wifi_code_is_spelt_as_phones_read_it(hall: Hall) -> None:
    host = await hall.open()
    assert Wifi("Nhà văn hoá; thôn 3", 'mật"khẩu').code == 'WIFI:T:WPA;S:Nhà văn hoá\\; thôn 3;P:mật\\"khẩu;;'
    assert (await host.get("/wifi.svg")).content_type == "image/svg+xml"


async def test_many_phones_answer_within_the_same_seconds(hall: Hall) -> None:
    host = await hall.open()
    players = [await hall.player(host.code, f"Máy {number}") for number in range(60)]
    await host.post("/lenh", step="tiep")
    await asyncio.gather(*(player.choose(right=number % 3 > 0) for number, player in enumerate(players)))
    wall = await host.post("/lenh", step="dong")
    assert sum(wall["counts"]) == wall["answered"] == 60 and wall["counts"][wall["right"]] == 40
