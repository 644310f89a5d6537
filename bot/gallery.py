"""Finds what a picture's path asks for, and has it drawn: results by signed paths, a link's pictures by its code."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from bot import contest_certificates as certificates
from bot import links
from bot.content import Content
from bot.painter import Painter
from bot.pictures import signed
from bot.settings import Settings
from bot.store import Store

_LINK = re.compile(r"/q/(\w{8})(\.png|\.svg|\.pdf|/the\.png|/anh\.png)")
_DRAWINGS = {
    ".png": "ma-qr",
    ".svg": "ma-qr-svg",
    ".pdf": "to-roi",
    "/the.png": "the-moi",
    "/anh.png": "xem-truoc",
}


class Gallery:
    """``names``: the bots' names by channel; ``painter`` draws."""

    def __init__(
        self, store: Store, settings: Settings, content: Callable[[], Content], names: Mapping[str, str]
    ) -> None:
        self.painter = Painter()
        self._store = store
        self._settings = settings
        self._content = content
        self._names = names

    async def close(self, app: object) -> None:
        """End the process that draws."""
        self.painter.close()

    async def picture(self, path: str, base: str = "") -> bytes:
        """Return the bytes behind ``path``; ``base``: the public address where PUBLIC_URL is not set.

        Raises LookupError where there is no such picture, BusyError where it should be asked for later.
        """
        base = self._settings.public_url or base
        if found := _LINK.fullmatch(path):
            code, kind = found.groups()
            name, values = _DRAWINGS[kind], await self._store.run(self._of_link, code, kind, base)
        elif paper := certificates.ADDRESS.fullmatch(path):
            own = self._store, self._content().contests, paper, base, time.time()
            name, values = await self._store.run(certificates.drawing, *own)
        elif asked := signed.read(self._store.hashed, path):
            name, values = asked[:2]
            if str(values.get("address", "")).startswith("/"):
                values["address"] = self._completed(str(values["address"]), base)
        else:
            raise LookupError(path)
        return await self.painter.paint(name, values)

    def _completed(self, path: str, base: str) -> str:
        """Return where ``path`` is found by everybody; "" where nowhere."""
        if base:
            return f"{base}{path}"
        if path.startswith("/q/"):
            return links.deep_link(self._names, path.removeprefix("/q/"))
        return f"https://t.me/{self._names['telegram']}" if path == "/" and self._names.get("telegram") else ""

    def _of_link(self, code: str, kind: str, base: str) -> dict[str, Any]:
        link = self._store.links.get(links.read_code(code))
        title = links.title(self._content(), link) if link else ""
        if link is None or not title:
            raise LookupError(code)
        address = links.web_address(base, link.code) or links.deep_link(self._names, link.code) or f"THI {link.code}"
        if kind in (".png", ".svg"):
            return {"address": address}
        if kind == "/anh.png":
            return {"kind": link.kind, "title": title, "inviter": link.inviter}
        own = {"kind": link.kind, "title": title, "address": address, "code": link.code}
        if kind == "/the.png":
            return {**own, "inviter": link.inviter}
        return {**own, "about": links.about(self._content(), link), "maker": link.maker, "unit": link.unit}
