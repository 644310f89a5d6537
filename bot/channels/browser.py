"""What every page needs: its headers, whose browser asks, and from where."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web
from multidict import MultiDictProxy

from bot.channels.host import Host
from bot.settings import Network, networks

_LONGEST_ADDRESS = 45  # characters
HOST: web.AppKey[Host] = web.AppKey("host", Host)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(html: str, status: int = 200) -> web.Response:
    """Return a page as a response."""
    response = web.Response(text=html, content_type="text/html", status=status)
    response.enable_compression()  # the whole handbook is a quarter of a megabyte, and data costs money
    return response


def foreign(request: web.Request) -> bool:
    """Tell whether a page of somebody else's makes this request."""
    origin = request.headers.get("Origin")
    if not origin:
        return False
    own = {request.host, urlsplit(request.app[HOST].settings.public_url).netloc} - {""}
    return urlsplit(origin).netloc not in own


async def form_data(request: web.Request) -> MultiDictProxy[str | bytes | bytearray | web.FileField]:
    """Return a form's fields. Raises HTTPBadRequest where the body is none."""
    try:
        return await request.post()
    except (ValueError, LookupError, AssertionError, RuntimeError):
        raise web.HTTPBadRequest from None


def base(request: web.Request) -> str:
    """Return the public address of our pages: PUBLIC_URL, or the one under which the browser reached us."""
    return request.app[HOST].settings.public_url or f"{request.scheme}://{request.host}"


def address(request: web.Request) -> str:
    """Return the web address that asks; what proxies of ours say of it counts. Of an IPv6 address its network (/64)."""
    proxies = networks(request.app[HOST].settings.limits.proxies)
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    found = request.remote or ""
    while hops and _within(found, proxies):
        found = hops.pop()
    known = _parsed(found)
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else found[:_LONGEST_ADDRESS]


def secure(request: web.Request) -> bool:
    """Tell whether the browser came by https, seen here or by a proxy of ours."""
    return request.secure or request.app[HOST].settings.public_url.startswith("https:")


def _within(address: str, proxies: tuple[Network, ...]) -> bool:
    known = _parsed(address)
    return known is not None and any(known in proxy for proxy in proxies)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        known = ip_address(address)
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known
