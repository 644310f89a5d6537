"""Telegram, by polling, or by webhook where a secret is set. With its helpers alone it knows the telegram package.

Error texts of that package can hold the bot's token or what people wrote, so only their types are logged.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
import time
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import telegram as api
from aiohttp import web
from telegram import error as errors
from telegram.request import HTTPXRequest

from bot.channels import push, telegram_groups, telegram_parts
from bot.channels.host import Host
from bot.channels.telegram_parts import Part
from bot.masking import Masked, mask
from bot.messages import Kind, Message, Reply
from bot.sender import PostponeError, UndeliverableError

log = logging.getLogger("bot")

PATH = "/webhook/telegram"
COMMANDS = {
    "start": "Bắt đầu",
    "menu": "Các việc hay cần",
    "quiz": "Luyện tập vui",
    "thi": "Cuộc thi trực tuyến",
    "chiase": "Mời mọi người cùng làm",
    "moi": "Người khác hỏi",
    "nguoi": "Gặp người thật",
    "dulieu": "Em giữ gì của bác/anh/chị",
}
_UPDATES = ("message", "callback_query", "poll_answer", "my_chat_member")
_KINDS: dict[str, Kind] = {"photo": "photo", "voice": "voice", "audio": "voice", "video_note": "voice"}
_KINDS |= {"document": "file", "video": "file", "location": "location", "sticker": "sticker"}
_COMMAND = re.compile(r"^(/\w+)(?:@(\w+))?")
_BATCH = 100
_LONG_POLL = 25  # all times in seconds
_LONGEST_PAUSE = 60.0  # between attempts to connect
_LAST_WORDS = 3.0  # for what has begun when the process stops
_LEASE = 90.0  # one worker polls: longer than a long poll and its pause
_TROUBLES = (
    (errors.InvalidToken, "sai mã bot (TELEGRAM_BOT_TOKEN)"),
    (errors.BadRequest, "Telegram từ chối cài đặt (PUBLIC_URL, TELEGRAM_WEBHOOK_SECRET)"),
    (errors.Conflict, "mã bot đang chạy ở nơi khác, đang thử lại"),
    (Exception, "mất kết nối, đang thử lại"),
)
_NO_CLIENT = "tắt vì cài đặt sai: TELEGRAM_BOT_TOKEN trống hoặc HTTPS_PROXY không phải dạng http://máy:cổng"


class FloodError(errors.TelegramError):
    """Telegram asks to wait for so many ``seconds``."""

    seconds = 5.0


class _Request(HTTPXRequest):
    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Raise FloodError for a 429: the package's own RetryAfter warns of its deprecation when made."""
        code, payload = await super().do_request(*args, **kwargs)
        if code == 429:
            flood = FloodError("flood control")
            flood.seconds = float(json.loads(payload).get("parameters", {}).get("retry_after", flood.seconds))
            raise flood
        return code, payload


def mount(app: web.Application, host: Host) -> Telegram | None:
    """Add the channel to ``app``: it runs as long as the app does, whether Telegram answers or not.

    None where it cannot even begin: its client takes no proxy of the SOCKS kind, for example.
    """
    for name in ("httpx", "httpcore", "telegram"):  # they log addresses, which hold the token, and texts
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        channel = Telegram(host)
    except Exception as error:  # noqa: BLE001 - the web page and the other channels go on
        host.state["telegram"] = _NO_CLIENT
        log.error("telegram: %s (%s)", _NO_CLIENT, _kind(error))
        return None
    host.sender.carriers["telegram"] = channel
    host.state["telegram"] = "đang kết nối"
    if host.settings.telegram.webhook_secret:
        app.router.add_post(PATH, channel.webhook)
    app.on_startup.append(channel.start)
    app.on_cleanup.append(channel.stop)
    return channel


class Telegram:
    """The running channel."""

    def __init__(self, host: Host) -> None:
        settings = host.settings.telegram
        files = f"{settings.api_url}/file/bot"
        polling = _Request(connection_pool_size=1)
        self._bot = api.Bot(settings.token, f"{settings.api_url}/bot", files, _Request(), polling)
        self._host, self._secret = host, settings.webhook_secret
        self._gate = push.Gate(host, "telegram")
        self._me: api.User | None = None
        self._pause = 1.0
        self._running: asyncio.Task[None] | None = None
        self._work: set[asyncio.Task[Any]] = set()

    def parts(self, reply: Reply) -> list[Part]:
        """Return ``reply`` as messages within Telegram's limits."""
        return telegram_parts.parts(reply)

    async def carry(self, chat: str, thread: str, part: Part) -> None:
        """Send one message. Raises PostponeError or UndeliverableError where it cannot."""
        try:
            topic = int(thread) if thread else None
            sent = await telegram_parts.send(self._bot, self._host.picture, chat, topic, part)
            if part.poll and sent:
                await telegram_groups.asked(self._host, sent, chat, thread, part.poll)
        except FloodError as error:
            raise PostponeError("flood control", error.seconds) from None
        except errors.Forbidden as error:  # no fault: the person has blocked the bot
            raise UndeliverableError(_kind(error), expected=True) from None
        except errors.BadRequest as error:
            raise UndeliverableError(_kind(error)) from None
        except errors.NetworkError as error:
            raise PostponeError(_kind(error)) from None
        except errors.TelegramError as error:
            raise UndeliverableError(_kind(error)) from None

    async def start(self, app: web.Application) -> None:
        """Begin in the background."""
        self._running = asyncio.create_task(self._run())

    async def stop(self, app: web.Application) -> None:
        """Ask for no more updates, give what has begun a moment, and close."""
        if self._running:
            self._running.cancel()
        await asyncio.gather(*filter(None, [self._running]), return_exceptions=True)
        if self._work:
            await asyncio.wait(self._work, timeout=_LAST_WORDS)
        await asyncio.gather(self._bot.shutdown(), return_exceptions=True)

    async def webhook(self, request: web.Request) -> web.Response:
        """POST /webhook/telegram: 200 once the update and its reply are stored; 503 where they cannot be now."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return web.Response(status=401)
        try:
            data = push.parsed(await push.body(request))
        except ValueError:
            return web.Response(status=400)
        try:
            await self._handle(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram sends the update again
            log.error("telegram: update not stored: %s", _kind(error))
            return web.Response(status=503)
        return web.Response()

    async def _run(self) -> None:
        while True:
            try:
                await self._open()
                return await self._poll() if not self._secret else None
            except Exception as error:  # noqa: BLE001 - whatever it is, this channel tries again, the others go on
                self._state(next(text for kind, text in _TROUBLES if isinstance(error, kind)), _kind(error))
                await asyncio.sleep(max(self._pause, getattr(error, "seconds", 0.0)))
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _open(self) -> None:
        await self._bot.initialize()
        self._me = self._bot.bot
        self._host.names["telegram"] = self._me.username or ""
        try:
            await self._bot.set_my_commands(tuple(COMMANDS.items()))
        except errors.TelegramError as error:
            log.warning("telegram: commands not set: %s", _kind(error))
        url = urlsplit(self._host.settings.public_url)
        if not self._secret:
            await self._bot.delete_webhook()
        elif url.scheme == "https" or url.hostname in ("localhost", "127.0.0.1", "::1"):
            address = self._host.settings.public_url + PATH
            await self._bot.set_webhook(address, secret_token=self._secret, allowed_updates=_UPDATES)
            self._state("chạy (webhook)")
        else:
            self._state("chưa đăng ký webhook (PUBLIC_URL phải là https)")

    def _state(self, state: str, why: str = "") -> None:
        push.set_state(self._host, "telegram", state, why)

    async def _poll(self) -> None:
        # The first request names no offset (Telegram knows what is not confirmed): a remembered number would
        # lose the updates of another bot, and all of them after a quiet week, when numbers start anew.
        store = self._host.store
        known = await store.run(store.position, "telegram")
        wanted: dict[str, Any] = {"timeout": _LONG_POLL, "limit": _BATCH, "allowed_updates": _UPDATES}
        while True:
            if not await store.run(store.lease, "telegram", self._host.worker, time.time(), _LEASE):
                self._state("chạy ở tiến trình khác")
                await asyncio.sleep(_LONG_POLL)
                known = await store.run(store.position, "telegram")
                wanted.pop("offset", None)
                continue
            self._state("chạy (polling)")
            # spelled so that it becomes "getUpdates" but is no method of Bot, which would warn of that
            found = await self._bot.do_api_request("get_Updates", {**wanted}, read_timeout=_LONG_POLL + 10.0)
            self._pause = 1.0
            if batch := [item for item in found if isinstance(item.get("update_id"), int)]:
                wanted["offset"] = await asyncio.shield(self._spawn(self._take(batch, known)))
                known = 0
            else:
                await asyncio.sleep(0.05)  # a server that does not wait must not keep us busy

    async def _take(self, batch: list[dict[str, Any]], known: int) -> int:
        """Handle updates, chats side by side; remember and return where to go on.

        Those just below ``known`` were handled before a restart, only not confirmed.
        """
        fresh = [item for item in batch if not 0 < known - item["update_id"] <= _BATCH]
        await asyncio.gather(*(self._handle(item) for item in fresh))
        after = max(int(item["update_id"]) for item in batch) + 1
        await self._host.store.run(self._host.store.set_position, "telegram", after)
        return after

    async def _handle(self, data: Any) -> None:
        """Have an update answered, and send what that put into the outbox. Raises where it cannot be stored."""
        try:
            update = api.Update.de_json(data, self._bot)
            if query := update.callback_query:
                self._spawn(self._acknowledge(query.id))
            message = _message(update, self._me, self._host.store.sealer.seal)
        except Exception as error:  # noqa: BLE001 - an update that nobody understands must not stop the others
            log.error("telegram: update passed over: %s", _kind(error))
            return
        if update.poll_answer:
            message = await telegram_groups.answered(self._host, update.poll_answer, str(update.update_id))
        elif message and message.group and message.text in telegram_groups.STOPPING:
            message = await telegram_groups.with_leader(self._bot, message)
        if message and (update.poll_answer or not await self._gate.too_many(message)):
            await push.answer(self._host, message)

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    async def _acknowledge(self, query: str) -> None:
        try:
            await self._bot.answer_callback_query(query)
        except Exception as error:  # noqa: BLE001 - the button shows its hourglass for a while, nothing more
            log.info("telegram: button not acknowledged: %s", _kind(error))


def _kind(error: Exception) -> str:
    return type(error).__name__


def _message(update: api.Update, me: api.User | None, seal: Callable[[str], str]) -> Message | None:
    """Return what the update says, or None where the bot keeps silent."""
    chat, user = update.effective_chat, update.effective_user or update.effective_chat
    text, kind = _said(update, me)
    if chat is None or user is None or kind is None:
        return None
    safe = Masked(text, ()) if kind == "option" and text.startswith("/") else mask(text)
    group, name = chat.type != "private", str(update.update_id)
    written = update.effective_message
    thread = str(written.message_thread_id) if written and written.is_topic_message else ""
    sealed = seal(text) if safe.text != text else ""
    return Message(
        "telegram", str(chat.id), str(user.id), safe.text, safe.found, name, kind, group, thread, sealed=sealed
    )


def _said(update: api.Update, me: api.User | None) -> tuple[str, Kind | None]:
    if query := update.callback_query:
        return (query.data or "")[:64], "option" if query.data else None
    if change := update.my_chat_member:
        return "", "blocked" if change.new_chat_member.status == "kicked" else None
    message = update.message
    if message is None or (message.from_user and message.from_user.is_bot and not message.sender_chat):
        return "", None
    text = message.text or message.caption or ""
    kind = "text" if text else next((kind for name, kind in _KINDS.items() if getattr(message, name)), None)
    if message.chat.type != "private":
        name = re.escape(me.username or "") if me else "-"
        own_words = re.sub(rf"(?<!\w)@{name}(?!\w)", "", text, flags=re.IGNORECASE).strip()
        answered = message.reply_to_message and message.reply_to_message.from_user
        called = own_words != text or (me is not None and answered == me)
        if command := _COMMAND.match(text):
            called = not command[2] or command[2].lower() == name.lower()
        if not called:
            return "", None
        text = own_words
    text = _COMMAND.sub(r"\1", text)
    return text, "start" if re.match(r"/start(\s|$)", text) else kind
