"""A strict Zalo OA platform on loopback: OAuth with single-use refresh tokens, messages, uploads, signed webhooks."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

APP, APP_SECRET, OA_SECRET = "3141592653", "app-secret", "oa-secret-key"
OA = "2718281828"
_numbers = itertools.count(1)
_BUTTONS = {"oa.open.url": dict, "oa.query.show": str, "oa.query.hide": str, "oa.open.sms": dict, "oa.open.phone": dict}


@dataclass
class OfficialAccount:
    """What the platform knows of an account."""

    id: str
    name: str = "UBND xã Thử"
    access: str = ""
    refresh: str = ""
    spent: list[str] = field(default_factory=list)  # refresh tokens that were used
    granted: dict[str, str] = field(default_factory=dict)  # codes of permissions -> PKCE challenge


class FakeZaloOA:
    """``sent`` tells what was delivered; the other fields say what is to go wrong."""

    def __init__(self) -> None:
        self.accounts: dict[str, OfficialAccount] = {}
        self.sent: list[dict[str, Any]] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.faults: list[str] = []  # requests that the real server would have refused
        self.codes: list[int] = []  # what the next messages are answered with
        self.codes_of: dict[str, list[int]] = {}  # the same for one person
        self.oauth_codes: list[int] = []
        self.flooded = 0  # requests that are answered with 429
        self.broken = 0  # requests that are answered with no sense
        self.refused_attachments = False
        self.spent_again = 0  # how often a refresh token was used a second time
        self.refreshes = 0
        self.slow = 0.0  # seconds that a refresh takes
        self.free = 8  # free messages after a person has written
        self.left: dict[str, int] = {}
        self.lasts = 90000  # seconds that an access token says it lasts
        self.echo_to = ""  # the webhook that echoes of what is sent go to
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application(client_max_size=10 * 1024 * 1024)
        app.router.add_post("/v4/oa/access_token", self._token)
        app.router.add_get("/v2.0/oa/getoa", self._getoa)
        app.router.add_post("/v3.0/oa/message/cs", self._message)
        app.router.add_post("/v2.0/oa/upload/{kind}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2)
        if self._runner:
            await self._runner.cleanup()

    def account(self, oa: str = OA) -> OfficialAccount:
        """Return an account, with a first pair of tokens where it is new."""
        if oa not in self.accounts:
            self.accounts[oa] = OfficialAccount(oa)
            self._rotate(self.accounts[oa])
        return self.accounts[oa]

    def expire(self, oa: str = OA) -> None:
        """End the access token early, as a refresh elsewhere does."""
        self.accounts[oa].access = "ended"

    def grant(self, challenge: str, oa: str = OA) -> str:
        """Return the code that an administrator's permission gives."""
        code = f"code{next(_numbers)}"
        self.account(oa).granted[code] = challenge
        return code

    def texts(self, user: str) -> list[str]:
        """Return what a person has been sent."""
        return [str(message.get("text", "")) for message in self.messages(user)]

    def messages(self, user: str) -> list[dict[str, Any]]:
        """Return the messages that a person has been sent."""
        return [each["body"]["message"] for each in self.sent if each["body"]["recipient"]["user_id"] == user]

    def buttons(self, user: str) -> list[dict[str, Any]]:
        """Return the buttons of the last message."""
        attachment = self.messages(user)[-1].get("attachment", {"payload": {}})
        return list(attachment["payload"].get("buttons", []))

    # --- webhooks ---

    async def push(self, url: str, event: dict[str, Any], **how: Any) -> int:
        """Send an event to a webhook, signed; return the answer's status. ``how``: see ``signed``."""
        self.heard(event)
        raw, headers = signed(event, **how)
        async with ClientSession() as session, session.post(url, data=raw, headers=headers) as answer:
            return answer.status

    def heard(self, event: dict[str, Any]) -> None:
        """Open the person's window anew."""
        if event.get("event_name", "").startswith("user_send_") and isinstance(event["sender"], dict):
            self.left[event["sender"]["id"]] = self.free

    # --- what it answers ---

    def _rotate(self, account: OfficialAccount) -> None:
        number = next(_numbers)
        account.access, account.refresh = f"access{number}-{account.id}", f"refresh{number}-{account.id}"

    async def _token(self, request: web.Request) -> web.Response:
        form = {str(name): str(value) for name, value in (await request.post()).items()}
        if self.broken > 0:
            self.broken -= 1
            return web.Response(status=502, text="<html>")
        if request.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP:
            return _oauth_error(-14004)
        if self.oauth_codes:
            return _oauth_error(self.oauth_codes.pop(0))
        if form.get("grant_type") == "authorization_code":
            return self._permitted(form)
        given = form.get("refresh_token", "")
        account = next((each for each in self.accounts.values() if each.refresh == given), None)
        if account is None:
            self.spent_again += any(given in each.spent for each in self.accounts.values())
            return _oauth_error(-14014)
        account.spent.append(given)
        self.refreshes += 1
        self._rotate(account)
        pair = (account.access, account.refresh)
        await asyncio.sleep(self.slow)
        return web.json_response(
            {"access_token": pair[0], "refresh_token": pair[1], "expires_in": str(self.lasts)}, content_type="text/json"
        )

    def _permitted(self, form: dict[str, str]) -> web.Response:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        for account in self.accounts.values():
            if account.granted.pop(form.get("code", ""), None) == challenge:
                self._rotate(account)
                pair = {"access_token": account.access, "refresh_token": account.refresh}
                return web.json_response({**pair, "expires_in": self.lasts})
        return _oauth_error(-14003)

    def _owner(self, request: web.Request) -> OfficialAccount | None:
        token = request.headers.get("access_token", "")
        return next((each for each in self.accounts.values() if each.access == token), None)

    async def _getoa(self, request: web.Request) -> web.Response:
        account = self._owner(request)
        if account is None:
            return _error(-216, "Access token is invalid")
        data = {"oaid": account.id, "name": account.name, "oa_type": 4, "is_verified": True}
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def _upload(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if self._owner(request) is None:
            return _error(-216, "Access token has expired")
        file = (await request.post()).get("file")
        if not isinstance(file, web.FileField):
            return self._fault("upload without a file")
        content = file.file.read()
        if kind == "image" and (content[:4] != b"\x89PNG" or len(content) > 1024 * 1024):
            return self._fault("no picture, or too large")
        if kind == "image":
            struct.unpack(">II", content[16:24])
        self.uploads.append((kind, content))
        name = {"image": "attachment_id", "file": "token"}[kind]
        return web.json_response({"error": 0, "message": "Success", "data": {name: f"up{len(self.uploads)}"}})

    async def _message(self, request: web.Request) -> web.Response:
        if self.broken > 0:
            self.broken -= 1
            return web.Response(status=502, text="<html>")
        if self.flooded > 0:
            self.flooded -= 1
            if self.flooded % 2:
                return web.Response(status=429, headers={"Retry-After": "1"})
            return web.json_response({"error": -32, "message": "Too many requests"})
        account = self._owner(request)
        if account is None:
            return _error(-216, "Access token has expired")
        body = json.loads(await request.read())
        user = str(body.get("recipient", {}).get("user_id", ""))
        codes = self.codes_of.get(user) or self.codes
        if codes:
            return _error(codes.pop(0), "told to")
        if wrong := problem(body):
            return self._fault(wrong)
        if self.refused_attachments and body["message"].get("attachment"):
            return _error(-233, "message type not supported")
        self.left[user] = self.left.get(user, self.free) - 1
        name = f"out{next(_numbers)}"
        self.sent.append({"oa": account.id, "body": body, "id": name})
        if self.echo_to:
            self._echo(account.id, user, name, body["message"].get("text", ""))
        quota = {"quota_type": "reply", "remain": str(max(0, self.left[user])), "total": str(self.free)}
        data = {"message_id": name, "user_id": user, "sent_time": str(_now()), "quota": quota}
        return web.json_response({"error": 0, "message": "Success", "data": data})

    def _echo(self, oa: str, user: str, name: str, text: str) -> None:
        task = asyncio.create_task(self.push(self.echo_to, echo(text, user, name, oa)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _fault(self, what: str) -> web.Response:
        self.faults.append(what)
        return _error(-201, what)


def problem(body: dict[str, Any]) -> str:
    """Return what the real server would refuse in a message, "" where it is good."""
    message = body.get("message", {})
    text, attachment = message.get("text", ""), message.get("attachment")
    if set(body) - {"recipient", "message"} or not body.get("recipient", {}).get("user_id"):
        return "recipient"
    if len(text.encode("utf-16-le")) // 2 > 2000 or not (text or attachment):
        return "text"
    if attachment is None:
        return ""
    payload = attachment.get("payload", {})
    if attachment.get("type") == "file":
        return "" if payload.get("token") and not text else "file"
    if attachment.get("type") != "template":
        return "attachment"
    buttons = payload.get("buttons", [])
    if len(buttons) > 5 or any(_bad_button(button) for button in buttons):
        return "buttons"
    elements = payload.get("elements", [])
    kind = payload.get("template_type")
    if kind == "media":
        good = len(elements) == 1 and elements[0].get("media_type") == "image"
        return (
            "" if good and (elements[0].get("attachment_id") or elements[0].get("url", "").startswith("http")) else kind
        )
    if kind == "list":
        good = 1 <= len(elements) <= 5 and elements[0].get("subtitle") and not text
        good = good and all(0 < len(each["title"]) <= 100 and len(each.get("subtitle", "")) <= 500 for each in elements)
        return "" if good else kind
    return "" if kind is None and buttons and text else f"template {kind}"


def _bad_button(button: dict[str, Any]) -> bool:
    kind = _BUTTONS.get(button.get("type", ""))
    payload = button.get("payload")
    if not 0 < len(button.get("title", "")) <= 100 or kind is None or not isinstance(payload, kind):
        return True
    return isinstance(payload, str) and not 0 < len(payload) <= 1000


def _error(code: int, message: str) -> web.Response:
    return web.json_response({"error": code, "message": message})


def _oauth_error(code: int) -> web.Response:
    return web.json_response({"error": code, "error_name": "x", "error_description": "told to"})


def _now() -> int:
    return int(time.time() * 1000)


# --- events, as the platform writes them ---


def said(text: str, user: str = "u5", number: str = "", oa: str = OA, **more: Any) -> dict[str, Any]:
    """Return the event for a text, or for a pressed button, whose payload is the text."""
    message = {"msg_id": number or f"in{next(_numbers)}", "text": text}
    event = {"event_name": "user_send_text", "app_id": APP, "user_id_by_app": f"app{user}", "timestamp": str(_now())}
    return {**event, "sender": {"id": user}, "recipient": {"id": oa}, "message": message, **more}


def sent(kind: str, user: str = "u5", text: str = "") -> dict[str, Any]:
    """Return the event for something that is no text."""
    event = said(text, user, event_name=f"user_send_{kind}")
    event["message"]["attachments"] = [{"type": kind, "payload": {"url": "https://x.zdn.vn/1"}}]
    return event


def followed(user: str = "u5", oa: str = OA, name: str = "follow") -> dict[str, Any]:
    """Return the event for somebody who follows, or no longer does."""
    event = {"event_name": name, "app_id": APP, "oa_id": oa, "user_id_by_app": f"app{user}", "source": "qr"}
    return {**event, "follower": {"id": user}, "timestamp": str(_now())}


def echo(text: str, user: str = "u5", number: str = "", oa: str = OA, **more: Any) -> dict[str, Any]:
    """Return the event for what was sent in the account's name, by a human where ``number`` is not the bot's."""
    message = {"msg_id": number or f"human{next(_numbers)}", "text": text}
    event = {"event_name": "oa_send_text", "app_id": APP, "timestamp": str(_now()), "message": message}
    return {**event, "sender": {"id": oa}, "recipient": {"id": user}, **more}


def signed(
    event: dict[str, Any], secret: str = OA_SECRET, stamp: str = "header", prefix: str = "mac="
) -> tuple[bytes, dict[str, str]]:
    """Return an event's raw body and headers; ``stamp``: whose timestamp is signed, the "header"'s or the "body"'s."""
    raw = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    time_then = str(_now()) if stamp == "header" else str(event.get("timestamp", ""))
    mac = hashlib.sha256(APP.encode() + raw + time_then.encode() + secret.encode()).hexdigest()
    headers = {"X-ZEvent-Signature": f"{prefix}{mac}", "Content-Type": "application/json"}
    return raw, {**headers, "X-ZEvent-Timestamp": time_then} if stamp == "header" else headers
