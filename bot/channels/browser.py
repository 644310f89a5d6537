"""What every page needs: its headers, whose browser asks, and from where."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.host import Host

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


def base(request: web.Request) -> str:
    """Return the public address of our pages: PUBLIC_URL, or the one under which the browser reached us."""
    return request.app[HOST].settings.public_url or f"{request.scheme}://{request.host}"


def address(request: web.Request) -> str:
    """Return the web address that asks; what a proxy of ours says of it counts."""
    direct = request.remote or ""
    if direct in request.app[HOST].settings.limits.proxies:
        forwarded = request.headers.get("X-Forwarded-For", "")
        return forwarded.rpartition(",")[2].strip() or direct
    return direct
