"""A strict Zalo Bot Platform on loopback: its methods, envelopes and limits; fails where it is told to."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any

from aiohttp import ClientSession, web

TOKEN = "1234567890:loopback_Secret"
NAME = "Bot Công dân số"
_PARAMETERS = {
    "getMe": set(),
    "getUpdates": {"timeout", "offset"},  # "offset": some clients send it; it means nothing
    "setWebhook": {"url", "secret_token"},
    "deleteWebhook": set(),
    "getWebhookInfo": set(),
    "sendMessage": {"chat_id", "text"},
    "sendPhoto": {"chat_id", "photo", "caption"},
    "sendChatAction": {"chat_id", "action"},
}
_numbers = itertools.count(1)


class FakeZaloBot:
    """``sent`` tells what the bot did; ``failing``: method -> error codes that it answers with, one after the other."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []  # method, content type, values
        self.sent: list[dict[str, Any]] = []
        self.webhook: dict[str, str] = {}
        self.failing: dict[str, list[int]] = {}
        self.broken = 0  # requests that are answered with no sense (502)
        self.faults: list[str] = []  # requests that the real server would have refused
        self.token = TOKEN
        self.probe_ok = True
        self.port = 0
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()

    def add(self, *updates: dict[str, Any]) -> None:
        """Let updates arrive for who polls."""
        for update in updates:
            self._queue.put_nowait(update)

    async def push(self, update: object, secret: str | None = None, wrapped: bool = True) -> int:
        """Send an update to the webhook as the platform does; return the answer's status."""
        headers = {"X-Bot-Api-Secret-Token": self.webhook.get("secret_token", "") if secret is None else secret}
        body = {"ok": True, "result": update} if wrapped else update
        async with (
            ClientSession() as session,
            session.post(self.webhook["url"], json=body, headers=headers) as answer,
        ):
            return answer.status

    def texts(self, chat: str) -> list[str]:
        """Return what ``chat`` has been sent."""
        return [message.get("text", message.get("caption", "")) for message in self.sent if message["chat_id"] == chat]

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if self.broken > 0:
            self.broken -= 1
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        if request.match_info["token"] != self.token:
            return _error(401, "Unauthorized")
        values = await _values(request)
        self.calls.append((method, request.content_type, values))
        if self.failing.get(method):
            return _error(self.failing[method].pop(0), "told to")
        if method not in _PARAMETERS:
            return _error(404, "Not Found")
        if unknown := values.keys() - _PARAMETERS[method]:
            return self._fault(f"{method} knows no {unknown}")
        done: web.Response = await getattr(self, f"_{method}")(values)
        return done

    async def _getMe(self, values: dict[str, Any]) -> web.Response:  # noqa: N802 - the platform's name
        me = {"id": "1", "account_name": "bot.CongDanSo", "account_type": "BASIC", "can_join_groups": True}
        return _ok({**me, "display_name": NAME})

    async def _getUpdates(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        if self.webhook:
            return _error(400, "Bad Request: webhook is set")
        try:
            update = await asyncio.wait_for(self._queue.get(), float(values.get("timeout", 30)))
        except TimeoutError:
            return _error(408, "Request timeout")
        return _ok(update)

    async def _setWebhook(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        if not 8 <= len(values.get("secret_token", "")) <= 256 or not values.get("url"):
            return self._fault("setWebhook")
        self.webhook = values
        verification = {"ok": self.probe_ok, "outcome": "x", "status_code": 200, "hint": ""}
        return _ok({"url": values["url"], "updated_at": _now(), "verification": verification})

    async def _deleteWebhook(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        self.webhook = {}
        return _ok({"url": "", "updated_at": _now()})

    async def _getWebhookInfo(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        return _ok({"url": self.webhook["url"], "updated_at": _now()}) if self.webhook else _error(404, "Not Found")

    async def _sendMessage(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        if not values.get("chat_id") or not 1 <= _units(values.get("text", "")) <= 2000:
            return self._fault("sendMessage")
        return self._deliver(values)

    async def _sendPhoto(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        caption = values.get("caption", "x")
        address = str(values.get("photo", ""))
        if not values.get("chat_id") or not 1 <= _units(caption) <= 2000 or not address.startswith("http"):
            return self._fault("sendPhoto")
        return self._deliver(values)

    async def _sendChatAction(self, values: dict[str, Any]) -> web.Response:  # noqa: N802
        return web.json_response({"ok": True})

    def _deliver(self, values: dict[str, Any]) -> web.Response:
        self.sent.append(values)
        return _ok({"message_id": f"out{len(self.sent)}", "date": _now()})

    def _fault(self, what: str) -> web.Response:
        self.faults.append(what)
        return _error(400, f"Bad Request: {what}")


async def _values(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        raw = await request.read()
        data = json.loads(raw) if raw else {}
        return data if isinstance(data, dict) else {}
    return {str(name): str(value) for name, value in {**request.query, **(await request.post())}.items()}


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(code: int, description: str) -> web.Response:
    body = {"ok": False, "description": description, "error_code": code}
    return web.json_response(body, status=code if code in (401, 404, 408) else 200)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _now() -> int:
    return int(time.time() * 1000)


# --- updates, as the platform writes them ---


def said(text: str, chat: str = "u5", number: str = "", user: str = "", **more: Any) -> dict[str, Any]:
    """Return the update for a text; ``chat`` "g…": a group, where ``user`` says it."""
    group = chat.startswith("g")
    message = {
        "from": {"id": user or chat, "display_name": "An", "is_bot": False},
        "chat": {"id": chat, "chat_type": "GROUP" if group else "PRIVATE"},
        "message_id": number or f"in{next(_numbers)}",
        "date": _now(),
        "text": text,
    }
    return {"event_name": "message.text.received", "message": {**message, **more}}


def happened(event: str, chat: str = "u5", **more: Any) -> dict[str, Any]:
    """Return the update for something that is no text."""
    update = said("", chat, **more)
    del update["message"]["text"]
    return {**update, "event_name": event}
