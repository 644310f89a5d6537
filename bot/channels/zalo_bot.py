"""The Zalo Bot Platform, by polling, or by webhook where a secret is set. For pilots: its plans allow few people."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels import push, zalo_bot_messages
from bot.channels.host import Host
from bot.channels.intake import Intake
from bot.channels.zalo_bot_api import IDLE, BotApi, BotError
from bot.channels.zalo_bot_messages import Part
from bot.messages import Reply
from bot.sender import PostponeError, UndeliverableError
from bot.texts import say

log = logging.getLogger("bot")

PATH = "/webhook/zalo-bot"
_CHANNEL = "zalo_bot"
_LONG_POLL = 25  # all times in seconds
_LONGEST_PAUSE = 60.0  # between attempts to connect
_LEASE = 90.0  # one worker polls: longer than a long poll and its pause
_QUOTA_PAUSES = (5.0, 30.0, 300.0, 1800.0, 3600.0)  # a month's quota does not heal soon
_TELL_FROM = 2  # from this pause on admins are told
_SECRET = range(8, 257)  # characters


def mount(app: web.Application, host: Host) -> ZaloBot:
    """Add the channel to ``app``: it runs as long as the app does, whether Zalo answers or not."""
    channel = ZaloBot(host)
    host.sender.carriers[_CHANNEL] = channel
    push.set_state(host, _CHANNEL, say("zalo.state.connecting"))
    if host.settings.zalo_bot.webhook_secret:
        app.router.add_post(PATH, channel.webhook)
    app.on_startup.append(channel.start)
    app.on_cleanup.append(channel.stop)
    return channel


class ZaloBot:
    """The running channel."""

    def __init__(self, host: Host) -> None:
        settings = host.settings.zalo_bot
        self._api = BotApi(settings.api_url, settings.token)
        self._host, self._secret = host, settings.webhook_secret
        self._gate = push.Gate(host, _CHANNEL)
        self._intake = Intake(host, _CHANNEL, lambda message: push.answer(host, message))
        self._name = ""
        self._running: asyncio.Task[None] | None = None
        self._refused = 0  # times in a row that the quota was used up
        self._wait_until = 0.0

    def parts(self, reply: Reply) -> list[Part]:
        """Return ``reply`` as messages within the platform's limits."""
        return zalo_bot_messages.parts(reply, self._host.settings.public_url)

    async def carry(self, chat: str, thread: str, part: Part) -> None:
        """Send one message. Raises PostponeError or UndeliverableError where it cannot."""
        if (wait := self._wait_until - time.monotonic()) > 0:
            raise PostponeError("quota", wait)
        try:
            await self._send(chat, part)
        except BotError as error:
            if error.code == 429:
                raise PostponeError("quota", await self._quota_used_up()) from None
            if error.code in (400, 404):
                raise UndeliverableError(str(error)) from None
            raise PostponeError(str(error)) from None
        if self._refused:
            self._refused = 0
            self._running_state()

    async def start(self, app: web.Application) -> None:
        """Begin in the background."""
        await self._intake.start()
        self._running = asyncio.create_task(self._run())

    async def stop(self, app: web.Application) -> None:
        """Ask for no more updates, give what has begun a moment, and close."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self._intake.stop()
        await self._api.close()

    async def webhook(self, request: web.Request) -> web.Response:
        """POST /webhook/zalo-bot: 200 once the update is stored; 503 where it cannot be now."""
        given = request.headers.get("X-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return web.Response(status=401)
        try:
            data = push.parsed(await push.body(request))
        except ValueError:
            return web.Response(status=400)
        try:
            await self._take(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, Zalo may send the update again
            log.error("zalo_bot: update not stored: %s", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    async def _take(self, update: object) -> None:
        try:
            message = zalo_bot_messages.read(update, self._name, self._host.store.sealer.seal)
        except Exception as error:  # noqa: BLE001 - an update that nobody understands must not stop the others
            log.error("zalo_bot: update passed over: %s", type(error).__name__)
            return
        if message and not await self._gate.too_many(message):
            await self._intake.keep(message)

    async def _send(self, chat: str, part: Part) -> None:
        if part.picture:
            caption = {"caption": part.text} if part.text else {}
            try:
                await self._api.call("sendPhoto", {"chat_id": chat, "photo": part.picture, **caption})
            except BotError as error:
                if error.code != 400 or not part.text:
                    raise
                log.warning("zalo_bot: picture refused")
            else:
                return
        await self._api.call("sendMessage", {"chat_id": chat, "text": part.text})

    async def _quota_used_up(self) -> float:
        """Return how long to wait before anything is sent again (seconds)."""
        pause = _QUOTA_PAUSES[min(self._refused, len(_QUOTA_PAUSES) - 1)]
        self._refused += 1
        self._wait_until = time.monotonic() + pause
        self._state("quota", "429")
        if self._refused == _TELL_FROM + 1:
            await push.tell_admins(self._host, say("zalo.alarm.bot_quota"))
        return pause

    async def _run(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._open()
                pause = 1.0
                if self._secret:
                    return
                await self._poll()
            except BotError as error:
                states = {401: "wrong_token", 400: "refused"}
                self._state(states.get(error.code, "lost"), str(error))
            except Exception as error:  # noqa: BLE001 - whatever it is, this channel tries again, the others go on
                self._state("lost", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _open(self) -> None:
        me = await self._api.call("getMe")
        self._name = str(me.get("display_name") or me.get("account_name") or "")
        self._host.names[_CHANNEL] = self._name
        url = urlsplit(self._host.settings.public_url)
        if not self._secret:
            await self._api.call("deleteWebhook")
        elif len(self._secret) not in _SECRET:
            self._state("short_secret", "secret")
        elif url.scheme == "https" or url.hostname in ("localhost", "127.0.0.1", "::1"):
            address = self._host.settings.public_url + PATH
            found = await self._api.call("setWebhook", {"url": address, "secret_token": self._secret})
            verified = found.get("verification") or {"ok": True}
            self._state("webhook" if verified.get("ok") else "not_reached", "" if verified.get("ok") else "probe")
        else:
            self._state("no_address", "address")

    async def _poll(self) -> None:
        store = self._host.store
        while True:
            if not await store.run(store.lease, _CHANNEL, self._host.worker, time.time(), _LEASE):
                self._state("elsewhere")
                await asyncio.sleep(_LONG_POLL)
                continue
            if not self._refused:
                self._state("polling")
            try:
                update = await self._api.call("getUpdates", {"timeout": str(_LONG_POLL)}, _LONG_POLL + 10.0)
            except BotError as error:
                if error.code != IDLE:
                    raise
                await asyncio.sleep(0.05)  # a server that does not wait must not keep us busy
                continue
            # Zalo forgets an update once it is given: what cannot be stored at once is tried until it can.
            await asyncio.shield(self._stored(update))

    async def _stored(self, update: object) -> None:
        while True:
            try:
                return await self._take(update)
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("zalo_bot: update not stored yet: %s", type(error).__name__)
                await asyncio.sleep(1.0)

    def _running_state(self) -> None:
        self._state("webhook" if self._secret else "polling")

    def _state(self, name: str, why: str = "") -> None:
        push.set_state(self._host, _CHANNEL, say(f"zalo.state.{name}"), why)
