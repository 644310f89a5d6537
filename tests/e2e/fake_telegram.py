"""A strict Bot API server on loopback: holds the real one's limits, and fails where it is told to."""

from __future__ import annotations

import asyncio
import json
import re
import struct
from typing import Any

from aiohttp import web

TOKEN = "123456:AAE-loopback_Secret"
ME = {"id": 123456, "is_bot": True, "first_name": "Công dân số", "username": "cong_dan_so_bot"}
_PARAMETERS = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "deleteWebhook": {"drop_pending_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "max_connections"},
    "setMyCommands": {"commands"},
    "answerCallbackQuery": {"callback_query_id", "text"},
    "sendMessage": {"chat_id", "text", "reply_markup", "message_thread_id", "link_preview_options"},
    "sendPhoto": {"chat_id", "photo", "caption", "reply_markup", "message_thread_id"},
    "sendDocument": {"chat_id", "document", "caption", "reply_markup", "message_thread_id"},
    "sendPoll": {
        "chat_id",
        "question",
        "options",
        "is_anonymous",
        "type",
        "correct_option_ids",
        "explanation",
        "open_period",
        "message_thread_id",
    },
    "getChatMember": {"chat_id", "user_id"},
}
_LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
_LARGEST_SIDES = 10_000  # pixels, width and height together


class BadRequestError(Exception):
    """What the real server would answer with 400."""


class FakeTelegram:
    """``calls`` and ``sent`` tell what the bot did; the other lists and sets say what is to go wrong."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []
        self.files: list[bytes] = []  # pictures and papers, in the order in which they were sent
        self.pending: list[dict[str, Any]] = []
        self.webhook: dict[str, Any] = {}
        self.commands: list[dict[str, str]] = []
        self.faults: list[str] = []  # requests that the real server would have refused
        self.floods: dict[str, list[int]] = {}  # chat -> the waits still to be asked for
        self.blocked: set[str] = set()
        self.polls: list[dict[str, Any]] = []  # as they were asked for, each with its "id" and "chat_id"
        self.leaders: set[str] = set()  # ids of those who administer every group
        self.broken: dict[str, int] = {}  # method -> how many times it answers with no sense (502)
        self.port = 0
        self._arrived = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()

    def add(self, *updates: dict[str, Any]) -> None:
        """Let updates arrive, all in one batch."""
        self.pending.extend(updates)
        self._arrived.set()

    def texts(self, chat: int) -> list[str]:
        """Return what ``chat`` has been sent."""
        return [str(message["text"]) for message in self.sent if message["chat_id"] == str(chat)]

    def count(self, method: str) -> int:
        """Return how often ``method`` was called."""
        return sum(name == method for name, _ in self.calls)

    async def _call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        method = request.match_info["method"]
        given = await request.post()
        values = {str(name): str(value) for name, value in given.items() if not isinstance(value, web.FileField)}
        files = {str(name): value for name, value in given.items() if isinstance(value, web.FileField)}
        self.calls.append((method, values))
        if self.broken.get(method, 0) > 0:
            self.broken[method] -= 1
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        try:
            if method not in _PARAMETERS:
                raise BadRequestError(f"no method {method}")
            if unknown := (values.keys() | files.keys()) - _PARAMETERS[method]:
                raise BadRequestError(f"{method} knows no {unknown}")
            if method == "sendMessage":
                return self._send(values)
            if method in ("sendPhoto", "sendDocument"):
                return self._send_file(values, files, method.removeprefix("send").lower())
            if method == "sendPoll":
                return self._send_poll(values)
            if method == "getChatMember":
                return self._member(values)
            if method == "getUpdates":
                return await self._updates(values)
            return _ok(self._simple(method, values))
        except BadRequestError as error:
            self.faults.append(str(error))
            return _error(400, f"Bad Request: {error}")

    def _simple(self, method: str, values: dict[str, str]) -> object:
        if method == "getMe":
            return ME
        if method == "deleteWebhook":
            self.webhook = {}
        elif method == "setWebhook":
            _need(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", values.get("secret_token", "")), "secret_token")
            self.webhook = {**values, "allowed_updates": json.loads(values["allowed_updates"])}
        elif method == "setMyCommands":
            self.commands = json.loads(values["commands"])
            names = [command["command"] for command in self.commands]
            _need(all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names), "commands")
        else:
            _need(values.get("callback_query_id"), "callback_query_id")
        return True

    async def _updates(self, values: dict[str, str]) -> web.Response:
        if self.webhook:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(values.get("offset", 0))
        self.pending = [item for item in self.pending if item["update_id"] >= offset]
        self._arrived.clear()
        if not self.pending:
            try:
                await asyncio.wait_for(self._arrived.wait(), float(values.get("timeout", 0)))
            except TimeoutError:
                return _ok([])
        return _ok(self.pending[: int(values.get("limit", 100))])

    def _send(self, values: dict[str, str]) -> web.Response:
        text = values.get("text", "")
        _need(text.strip(), "message text is empty")
        _need(len(text.encode("utf-16-le")) // 2 <= 4096, "message is too long")
        preview = json.loads(values.get("link_preview_options", "{}"))
        _need(preview.get("is_disabled") is True, "link preview is on")
        return self._deliver(values, {"text": text})

    def _send_file(self, values: dict[str, str], files: dict[str, web.FileField], kind: str) -> web.Response:
        caption = values.get("caption", "")
        _need(len(caption.encode("utf-16-le")) // 2 <= 1024, "message caption is too long")
        _need(kind in files, f"there is no {kind} in the request")
        body = files[kind].file.read()
        _need(body, "file must be non-empty")
        if kind == "photo":
            _need(body[:4] == b"\x89PNG" and len(body) <= _LARGEST_PHOTO, "IMAGE_PROCESS_FAILED")
            width, height = struct.unpack(">II", body[16:24])
            _need(width + height <= _LARGEST_SIDES, "PHOTO_INVALID_DIMENSIONS")
            _need(max(width, height) <= 20 * min(width, height), "PHOTO_INVALID_DIMENSIONS")
        values = {**values, "text": caption, "kind": kind, "name": files[kind].filename}
        self.files.append(body)
        file = {"file_id": "f", "file_unique_id": "u"}
        sent: object = [{**file, "width": 1, "height": 1}] if kind == "photo" else file
        return self._deliver(values, {kind: sent})

    def _send_poll(self, values: dict[str, str]) -> web.Response:
        """Hold the limits of https://core.telegram.org/bots/api#sendpoll for a quiz."""
        options, right = json.loads(values["options"]), json.loads(values["correct_option_ids"])
        _need(1 <= len(values["question"]) <= 300, "poll question length")
        _need(2 <= len(options) <= 12 and all(1 <= len(o["text"]) <= 100 for o in options), "poll options")
        _need(len({option["text"] for option in options}) == len(options), "poll options must be unique")
        _need(values["type"] == "quiz" and len(right) == 1 and 0 <= right[0] < len(options), "correct_option_ids")
        explanation = values.get("explanation", "")
        _need(len(explanation) <= 200 and explanation.count("\n") <= 2, "poll explanation")
        _need(5 <= int(values["open_period"]) <= 2_628_000, "open_period")
        poll = {**values, "id": f"poll{len(self.polls)}", "options": [o["text"] for o in options], "right": right[0]}
        self.polls.append(poll)
        shown = {
            "id": poll["id"], "question": values["question"], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": values["is_anonymous"] == "true", "type": "quiz", "allows_multiple_answers": False,
            "allows_revoting": False, "members_only": False, "correct_option_ids": right,
            "options": [{"persistent_id": str(n), "text": o["text"], "voter_count": 0} for n, o in enumerate(options)],
        }  # fmt: skip
        return self._deliver({**values, "text": ""}, {"poll": shown})

    def _member(self, values: dict[str, str]) -> web.Response:
        user = {"id": int(values["user_id"]), "is_bot": False, "first_name": "Lan"}
        if values["user_id"] not in self.leaders:
            return _ok({"status": "member", "user": user})
        rights = [
            "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
            "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
            "can_edit_stories", "can_delete_stories",
        ]  # fmt: skip
        return _ok({"status": "administrator", "user": user, **dict.fromkeys(rights, False)})

    def _deliver(self, values: dict[str, str], content: dict[str, object]) -> web.Response:
        chat = values.get("chat_id", "")
        _need(re.fullmatch(r"-?\d+", chat), "chat_id")
        rows = json.loads(values.get("reply_markup", "{}")).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            _need(0 < len(button["text"]) <= 64, "button text")
            _need(1 <= len(button["callback_data"].encode()) <= 64, "BUTTON_DATA_INVALID")
        if chat in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if self.floods.get(chat):
            wait = self.floods[chat].pop(0)
            return _error(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        self.sent.append({**values, "rows": rows})
        number = len(self.sent)
        return _ok({"message_id": number, "date": 1, "chat": {"id": int(chat), "type": "private"}, **content})


def _need(found: object, what: str) -> None:
    if not found:
        raise BadRequestError(what)


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(code: int, description: str, parameters: dict[str, int] | None = None) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return web.json_response({**body, "parameters": parameters} if parameters else body, status=code)


# --- updates, as the real server writes them ---


def person(number: int) -> dict[str, Any]:
    """Return a user."""
    return {"id": number, "is_bot": False, "first_name": "An"}


def message(chat: int = 5, **more: Any) -> dict[str, Any]:
    """Return a message in a private chat, or a group's where ``chat`` is negative."""
    kind = "supergroup" if chat < 0 else "private"
    return {"message_id": 9, "date": 1, "chat": {"id": chat, "type": kind}, "from": person(abs(chat)), **more}


def said(number: int, text: str, chat: int = 5, **more: Any) -> dict[str, Any]:
    """Return the update for a text."""
    return {"update_id": number, "message": message(chat, text=text, **more)}


def pressed(number: int, data: str, chat: int = 5) -> dict[str, Any]:
    """Return the update for a button."""
    query = {"id": f"q{number}", "from": person(abs(chat)), "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": {**query, "message": message(chat, text="…")}}


def unparsable(number: int) -> dict[str, Any]:
    """Return an update that python-telegram-bot cannot parse (a poll of an older server)."""
    poll = {"id": "1", "question": "?", "options": [{"text": "a", "voter_count": 0}]}
    return {"update_id": number, "message": message(poll=poll)}


def voted(number: int, poll: str, user: int, choice: int, name: str = "Lan") -> dict[str, Any]:
    """Return an update: somebody answered a poll."""
    who = {"id": user, "is_bot": False, "first_name": name}
    answer = {"poll_id": poll, "user": who, "option_ids": [choice], "option_persistent_ids": [str(choice)]}
    return {"update_id": number, "poll_answer": answer}
