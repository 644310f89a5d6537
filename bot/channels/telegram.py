"""Telegram, by polling, or by webhook where a secret is set. The only module that knows the telegram package.

Error texts of that package can hold the bot's token or what people wrote, so only their types are logged.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Coroutine, Iterable
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import telegram as api
from aiohttp import web
from telegram import error as errors
from telegram.request import HTTPXRequest

from bot.channels.host import Host
from bot.channels.plain import split
from bot.masking import Masked, mask
from bot.messages import Kind, Message, Reply

log = logging.getLogger("bot")

PATH = "/webhook/telegram"
COMMANDS = {
    "start": "Bắt đầu",
    "menu": "Các việc hay cần",
    "moi": "Người khác hỏi",
    "nguoi": "Gặp người thật",
}
LONGEST_TEXT, LONGEST_LABEL, MOST_OPTIONS = 4096, 64, 100
_UPDATES = ("message", "callback_query", "my_chat_member")
_KINDS: dict[str, Kind] = {"photo": "photo", "voice": "voice", "audio": "voice", "video_note": "voice"}
_KINDS |= {"document": "file", "video": "file", "location": "location", "sticker": "sticker"}
_COMMAND = re.compile(r"^(/\w+)(?:@(\w+))?")
_PLAIN = api.LinkPreviewOptions(is_disabled=True)
_BATCH = 100
_LONG_POLL = 25  # all times in seconds
_LONGEST_PAUSE = 60.0  # between attempts to connect
_PAUSES = (1.0, 2.0, 4.0)  # before a message is sent again after the network failed
_MOST_TRIES = 10  # waits that Telegram asks for included
_PATIENCE = 10.0  # a chat that is slow to send to holds up the others no longer than this
_LAST_WORDS = 3.0  # for what has begun when the process stops
_LONGEST_UPDATE = 1024 * 1024
_TROUBLES = (
    (errors.InvalidToken, "sai mã bot (TELEGRAM_BOT_TOKEN)"),
    (errors.BadRequest, "Telegram từ chối cài đặt (PUBLIC_URL, TELEGRAM_WEBHOOK_SECRET)"),
    (errors.Conflict, "mã bot đang chạy ở nơi khác, đang thử lại"),
    (Exception, "mất kết nối, đang thử lại"),
)


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


def mount(app: web.Application, host: Host) -> Telegram:
    """Add the channel to ``app``: it runs as long as the app does, whether Telegram answers or not."""
    for name in ("httpx", "httpcore", "telegram"):  # they log addresses, which hold the token, and texts
        logging.getLogger(name).setLevel(logging.CRITICAL)
    channel = Telegram(host)
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
        self._me: api.User | None = None
        self._pause = 1.0
        self._running: asyncio.Task[None] | None = None
        self._work: set[asyncio.Task[Any]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def tell_admins(self, text: str) -> None:
        """Send ``text`` to every admin who has a Telegram id; what fails is logged."""
        names = [name.partition(":") for name in self._host.settings.admins]
        chats = [chat for channel, _, chat in names if channel == "telegram" and chat]
        await _settle(self._spawn(self._send(chat, Reply(text))) for chat in chats)

    async def start(self, app: web.Application) -> None:
        """Begin in the background."""
        self._running = asyncio.create_task(self._run())

    async def stop(self, app: web.Application) -> None:
        """Ask for no more updates, give what has begun a moment, and close."""
        if self._running:
            self._running.cancel()
        await _settle(self._work, _LAST_WORDS)
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, *filter(None, [self._running]), return_exceptions=True)
        await asyncio.gather(self._bot.shutdown(), return_exceptions=True)

    async def webhook(self, request: web.Request) -> web.Response:
        """POST /webhook/telegram: 200 once the update is handled, or can never be."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return web.Response(status=401)
        try:
            data = json.loads(await request.clone(client_max_size=_LONGEST_UPDATE).read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        await _settle(await self._handle(data))
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
        try:
            await self._bot.set_my_commands(tuple(COMMANDS.items()))
        except errors.TelegramError as error:
            log.warning("telegram: commands not set: %s", _kind(error))
        url = urlsplit(self._host.settings.public_url)
        if not self._secret:
            await self._bot.delete_webhook()
            self._state("chạy (polling)")
        elif url.scheme == "https" or url.hostname in ("localhost", "127.0.0.1", "::1"):
            address = self._host.settings.public_url + PATH
            await self._bot.set_webhook(address, secret_token=self._secret, allowed_updates=_UPDATES)
            self._state("chạy (webhook)")
        else:
            self._state("chưa đăng ký webhook (PUBLIC_URL phải là https)")

    def _state(self, state: str, why: str = "") -> None:
        if self._host.state.get("telegram") != state:
            log.log(logging.WARNING if why else logging.INFO, "telegram: %s %s", state, why)
        self._host.state["telegram"] = state

    async def _poll(self) -> None:
        # The first request names no offset (Telegram knows what is not confirmed): a remembered number would
        # lose the updates of another bot, and all of them after a quiet week, when numbers start anew.
        known = await asyncio.to_thread(self._host.store.position, "telegram")
        wanted: dict[str, Any] = {"timeout": _LONG_POLL, "limit": _BATCH, "allowed_updates": _UPDATES}
        while True:
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
        sending = await asyncio.gather(*(self._handle(item) for item in fresh))
        await _settle(task for tasks in sending for task in tasks)
        after = max(int(item["update_id"]) for item in batch) + 1
        await asyncio.to_thread(self._host.store.set_position, "telegram", after)
        return after

    async def _handle(self, data: Any) -> list[asyncio.Task[Any]]:
        """Have an update answered; return what is being sent. Never raises."""
        sending: list[asyncio.Task[Any]] = []
        try:
            update = api.Update.de_json(data, self._bot)
            if query := update.callback_query:
                sending.append(self._spawn(self._acknowledge(query.id)))
            message = _message(update, self._me)
            if message and (reply := await self._host.respond(message)):
                written = update.effective_message
                topic = written.message_thread_id if written and written.is_topic_message else None
                sending.append(self._spawn(self._send(message.chat, reply, topic)))
        except Exception as error:  # noqa: BLE001 - an update that nobody understands must not stop the others
            log.error("telegram: update passed over: %s", _kind(error))
        return sending

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

    async def _send(self, chat: str, reply: Reply, topic: int | None = None) -> None:
        text = reply.text.encode("utf-8", "replace").decode()
        parts = [part for part in split(text, LONGEST_TEXT) if part.strip()]
        options = reply.options[:MOST_OPTIONS]
        rows = [[api.InlineKeyboardButton(o.label[:LONGEST_LABEL], callback_data=o.command)] for o in options]
        async with self._turns.setdefault(chat, asyncio.Lock()):
            for number, part in enumerate(parts, 1):
                keyboard = api.InlineKeyboardMarkup(rows) if rows and number == len(parts) else None
                if not await self._deliver(chat, part, keyboard, topic):
                    return

    async def _deliver(self, chat: str, text: str, keyboard: Any, topic: int | None) -> bool:
        """Send one message, again where that can help; return whether it arrived. Never raises."""
        pauses = iter(_PAUSES)
        for _ in range(_MOST_TRIES):
            try:
                await self._bot.send_message(
                    chat, text, reply_markup=keyboard, message_thread_id=topic, link_preview_options=_PLAIN
                )
                return True
            except Exception as error:  # noqa: BLE001 - what cannot be sent must not stop the others
                passing = isinstance(error, errors.NetworkError) and not isinstance(error, errors.BadRequest)
                pause = next(pauses, None) if passing else getattr(error, "seconds", None)
                if pause is None:
                    left = isinstance(error, errors.Forbidden)  # no fault: the person has blocked the bot
                    log.log(logging.INFO if left else logging.ERROR, "telegram: not sent: %s", _kind(error))
                    return False
            await asyncio.sleep(pause)
        return False


def _kind(error: Exception) -> str:
    return type(error).__name__


async def _settle(tasks: Iterable[asyncio.Task[Any]], seconds: float | None = None) -> None:
    if waiting := set(tasks):
        await asyncio.wait(waiting, timeout=seconds or _PATIENCE)


def _message(update: api.Update, me: api.User | None) -> Message | None:
    """Return what the update says, or None where the bot keeps silent."""
    chat, user = update.effective_chat, update.effective_user or update.effective_chat
    text, kind = _said(update, me)
    if chat is None or user is None or kind is None:
        return None
    safe = Masked(text, ()) if kind == "option" else mask(text)
    group, name = chat.type != "private", str(update.update_id)
    return Message("telegram", str(chat.id), str(user.id), safe.text, safe.found, name, kind, group)


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
