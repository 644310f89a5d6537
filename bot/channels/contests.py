"""The web side of contests: all of them, one with its live leaderboards, certificates, results for organisers."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot import contest_view as view
from bot.channels.browser import HOST, address, base, page
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.contest_results import Results
from bot.pages import contests as pages
from bot.painter import BusyError

_FRESH = 3.0  # seconds that a board is shown before it is read anew: a crowd looks at the same one
_MOST_KEPT = 200
_TYPES = {"png": "image/png", "pdf": "application/pdf"}
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Fair:
    """What the routes share: boards just read, how often an address may ask, and who writes results."""

    results: Results
    boards: dict[tuple[str, str, str], tuple[float, view.Board]] = field(default_factory=dict)
    looks: Buckets = field(default_factory=lambda: Buckets(600, 300))
    pictures: Buckets = field(default_factory=lambda: Buckets(60, 60))


_FAIR: web.AppKey[Fair] = web.AppKey("contests", Fair)


def mount(app: web.Application, host: Host) -> None:
    """Add the pages of contests to ``app``."""
    app[_FAIR] = Fair(Results(host.settings.database_url, host.secret))
    app.on_cleanup.append(app[_FAIR].results.close)
    one = r"/cuoc-thi/{contest:[a-z0-9-]{1,36}}"
    app.add_routes(
        [
            web.get("/cuoc-thi", listing),
            web.get(one, contest_page),
            web.get(one + r"/chung-nhan/{code:\w{9}}", verification),
            web.get(one + r"/chung-nhan/{code:\w{9}}.{kind:png|pdf}", picture),
            web.get(one + "/ket-qua.xlsx", results),
        ]
    )


def _contest(request: web.Request) -> Any:
    found = request.app[HOST].content().contests.get(request.match_info["contest"])
    if found is None:
        raise web.HTTPNotFound
    return found


async def listing(request: web.Request) -> web.Response:
    """GET /cuoc-thi: all contests, the newest first."""
    host = request.app[HOST]
    contests = sorted(host.content().contests.values(), key=lambda contest: contest.opens, reverse=True)
    return page(pages.list_page(host.settings, contests, time.time()))


async def contest_page(request: web.Request) -> web.Response:
    """GET /cuoc-thi/ID?don-vi=UNIT&xep=ORDER: rules and leaderboards; the parts of a unit, in an order."""
    host, contest, fair, now = request.app[HOST], _contest(request), request.app[_FAIR], time.time()
    if wait := fair.looks.wait(address(request)):
        return web.Response(status=429, headers={"Retry-After": str(int(wait) + 1)})
    unit = contest.units.by_key.get(request.query.get("don-vi", ""))
    order = request.query.get("xep", "")
    order = order if order in view.ORDERS else view.ORDERS[0]
    key = contest.id, unit.id if unit else "", order
    at, board = fair.boards.get(key, (0.0, None))
    if board is None or not now - _FRESH < at <= now:
        board = await host.store.run(view.board, host.store, contest, now, key[1], order)
        if len(fair.boards) >= _MOST_KEPT:
            fair.boards.clear()
        fair.boards[key] = now, board
    within = contest.units.path(unit.id) if unit else []
    return page(pages.contest_page(host.settings, contest, board, now, within, order, base(request)))


# --- certificates ---


async def verification(request: web.Request) -> web.Response:
    """GET /cuoc-thi/ID/chung-nhan/CODE: whether there is such a certificate, and what it says."""
    host, contest, code = request.app[HOST], _contest(request), request.match_info["code"]
    if wait := request.app[_FAIR].pictures.wait(address(request)):
        return web.Response(status=429, headers={"Retry-After": str(int(wait) + 1)})
    found = await host.store.run(view.verified, host.store, contest, code.upper(), time.time())
    path = f"/cuoc-thi/{contest.id}/chung-nhan/{code.upper()}"
    return page(pages.certificate_page(host.settings, contest, found, path), 200 if found else 404)


async def picture(request: web.Request) -> web.Response:
    """GET a certificate as a PNG or as a PDF for printing."""
    if wait := request.app[_FAIR].pictures.wait(address(request)):
        return web.Response(status=429, headers={"Retry-After": str(int(wait) + 1)})
    try:
        body = await request.app[HOST].picture(request.path, base(request))
    except LookupError:
        raise web.HTTPNotFound from None
    except BusyError:
        return web.Response(status=503, headers={"Retry-After": "5"})
    kind = request.match_info["kind"]
    name = f'inline; filename="giay-chung-nhan-{request.match_info["code"]}.{kind}"'
    return web.Response(body=body, content_type=_TYPES[kind], headers={"Content-Disposition": name})


# --- results ---


async def results(request: web.Request) -> web.StreamResponse:
    """GET /cuoc-thi/ID/ket-qua.xlsx?han=UNTIL&k=KEY: all results, for whom an organiser's chat gave the address."""
    host, contest, now = request.app[HOST], _contest(request), time.time()
    until, key = request.query.get("han", ""), request.query.get("k", "")
    right = host.store.hashed("contest results", contest.id, until)
    if not until.isdecimal() or not hmac.compare_digest(key.encode(), right.encode()):
        raise web.HTTPNotFound
    if int(until) < now:
        return web.Response(status=410, text="Đường dẫn đã hết hạn. Nhắn /thi-quantri để lấy đường dẫn mới.")
    path = await request.app[_FAIR].results.write(contest)
    response = web.StreamResponse(
        headers={
            "Content-Type": _SPREADSHEET,
            "Content-Disposition": f'attachment; filename="ket-qua-{contest.id}.xlsx"',
            "Content-Length": str(path.stat().st_size),
        }
    )
    try:
        await response.prepare(request)
        await _send(path, response)
    finally:
        path.unlink(missing_ok=True)
    await response.write_eof()
    return response


async def _send(path: Path, response: web.StreamResponse) -> None:
    import asyncio

    with path.open("rb") as file:
        while part := await asyncio.to_thread(file.read, 256 * 1024):
            await response.write(part)
