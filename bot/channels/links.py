"""The web side of shared links: where they lead, their pictures, the form that makes them; and all other pictures."""

from __future__ import annotations

import hmac
import re
import time

from aiohttp import web

from bot import links
from bot.channels.browser import HOST, address, base, foreign, form_data, page, secure
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.masking import mask
from bot.pages import links as pages
from bot.painter import BusyError
from bot.texts import say

_COOKIE = "mo"  # tells one browser from another, so that who opens a link twice a day counts once
_COOKIE_FOR = 24 * 3600  # seconds
_MAKINGS: web.AppKey[Buckets] = web.AppKey("makings", Buckets)
_PICTURES: web.AppKey[Buckets] = web.AppKey("pictures", Buckets)
_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_READERS = re.compile(r"bot\b|crawler|spider|facebookexternalhit|facebookcatalog|zalo.*preview|preview|curl|wget", re.I)
_LONGEST_GIVEN = 200  # characters that are looked at


def mount(app: web.Application, host: Host) -> None:
    """Add the pages of links and all pictures to ``app``."""
    app[_MAKINGS] = Buckets(2, 20)
    app[_PICTURES] = Buckets(300, 300)
    app.add_routes(
        [
            web.get("/q", typed),
            web.get(r"/q/{code:[\w-]{8,9}}", landing),
            web.get(r"/q/{code:\w{8}}/so-lieu", figures),
            web.get(r"/q/{code:\w{8}}{kind:\.png|\.svg|\.pdf|/the\.png|/anh\.png}", picture),
            web.get(r"/anh/{path:.+}", picture),
            web.get("/chiase", form),
            web.post("/chiase", make),
        ]
    )


async def typed(request: web.Request) -> web.Response:
    """GET /q?ma=: on to the page of a typed code."""
    if code := links.read_code(request.query.get("ma", "")):
        raise web.HTTPSeeOther(f"/q/{code}")
    return page(pages.closed_page(request.app[HOST].settings, known=False), 404)


async def landing(request: web.Request) -> web.Response:
    """GET /q/CODE: what the link leads to, and the button that begins it."""
    host, given = request.app[HOST], request.match_info["code"]
    code = links.read_code(given)
    if code and given != code:
        raise web.HTTPMovedPermanently(f"/q/{code}")
    link = await host.store.run(host.store.links.get, code)
    title = links.title(host.content(), link) if link else ""
    if link is None or not title:
        return page(pages.closed_page(host.settings, link is not None), 404)
    about, deep = links.about(host.content(), link), links.deep_link(host.names, code)
    response = page(pages.link_page(host.settings, link, title, about, base(request), deep))
    if request.method == "GET" and not _READERS.search(request.headers.get("User-Agent", "")):
        await _count(request, response, code)
    return response


async def _count(request: web.Request, response: web.Response, code: str) -> None:
    host = request.app[HOST]
    known = request.cookies.get(_COOKIE, "")[:40]
    who = known or links.key()
    await host.store.run(host.store.links.opened, code, host.store.hashed("browser", who), time.time())
    if not known:
        response.set_cookie(
            _COOKIE, who, path="/q", max_age=_COOKIE_FOR, httponly=True, samesite="Lax", secure=secure(request)
        )


async def picture(request: web.Request) -> web.Response:
    """GET a picture of a link, or one by its signed path; kept a day by whoever asked."""
    host = request.app[HOST]
    if wait := request.app[_PICTURES].wait(address(request)):
        return web.Response(status=429, headers={"Retry-After": str(int(wait) + 1)})
    try:
        body = await host.picture(request.path, base(request))
    except LookupError:
        raise web.HTTPNotFound from None
    except BusyError:
        return web.Response(status=503, headers={"Retry-After": "5"})
    headers = {"Cache-Control": "public, max-age=86400"}
    if request.path.endswith(".pdf"):
        headers["Content-Disposition"] = f'inline; filename="to-roi-{request.match_info.get("code", "giay")}.pdf"'
    return web.Response(body=body, content_type=_TYPES[request.path.rpartition(".")[2]], headers=headers)


async def form(request: web.Request) -> web.Response:
    """GET /chiase: the form that makes a link."""
    return _form(request)


def _form(request: web.Request, error: str = "", status: int = 200) -> web.Response:
    host = request.app[HOST]
    return page(pages.make_page(host.settings, links.targets(host.content()), error), status)


async def make(request: web.Request) -> web.Response:
    """POST /chiase {"target", "maker", "unit"}: make a link; on to its page."""
    host = request.app[HOST]
    if foreign(request):
        raise web.HTTPForbidden
    data = await form_data(request)
    target = str(data.get("target", ""))
    kind = links.kind_of(host.content(), target)
    if kind is None:
        return _form(request, "no_target", 400)
    if request.app[_MAKINGS].wait(address(request)):
        return _form(request, "too_many", 429)
    maker, unit = _named(data.get("maker"), place=False), _named(data.get("unit"), place=True)
    link = await host.store.run(host.store.links.make, kind, target, maker, unit, time.time())
    if link is None:
        return _form(request, "too_many", 429)
    raise web.HTTPSeeOther(f"/q/{link.code}/so-lieu?k={_key(host, link.code)}")


def _named(given: object, place: bool) -> str:
    text = given[:_LONGEST_GIVEN] if isinstance(given, str) else ""
    return links.named(text, mask(text), place)[: links.LONGEST_NAME].strip()


async def figures(request: web.Request) -> web.Response:
    """GET /q/CODE/so-lieu?k=: what came of a link, for whom its maker gives the address to."""
    host, code = request.app[HOST], request.match_info["code"]
    if not hmac.compare_digest(request.query.get("k", "").encode("utf-8", "replace"), _key(host, code).encode()):
        raise web.HTTPNotFound
    link = await host.store.run(host.store.links.get, code)
    if link is None:
        raise web.HTTPNotFound
    title = links.title(host.content(), link) or say("share.gone")
    return page(pages.figures_page(host.settings, link, title, base(request), links.deep_link(host.names, code)))


def _key(host: Host, code: str) -> str:
    return host.store.hashed("figures", code)[:24]
