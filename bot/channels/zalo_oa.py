"""Zalo Official Accounts of one Zalo app: a webhook comes in, consultation messages go out by the account written to.

Facts: a webhook must be acknowledged within 2 s. Messages are free for 48 h after the person last wrote, 8 of them,
then cost money, and after 7 days cannot be sent. A chat is named "OA:person": persons' ids are an account's own.
"""

from __future__ import annotations

import asyncio
import logging
import time

from aiohttp import web

from bot import metrics
from bot.channels import push, zalo_oa_events, zalo_oa_messages
from bot.channels.host import Host
from bot.channels.intake import Intake
from bot.channels.zalo_http import ZaloHttp
from bot.channels.zalo_oa_api import OaApi
from bot.channels.zalo_oa_delivery import Delivery
from bot.channels.zalo_oa_messages import Part
from bot.channels.zalo_tokens import Tokens
from bot.messages import Message, Reply
from bot.texts import say

log = logging.getLogger("bot")

PATH = "/webhook/zalo-oa"
LOGIN_PATH = "/zalo/dang-nhap"
"""Where Zalo sends an administrator's browser back to (see ``bot.zalo_login``)."""
_CHANNEL = "zalo_oa"
_HOUR = 3600.0  # all times in seconds
_STALE = 24 * _HOUR  # Zalo repeats a webhook for about two hours
_LOOK_EVERY = 30.0
_ALARM_EVERY = 24 * _HOUR


def mount(app: web.Application, host: Host) -> ZaloOA:
    """Add the channel to ``app``: it runs as long as the app does, whether Zalo answers or not."""
    channel = ZaloOA(host)
    host.sender.carriers[_CHANNEL] = channel
    host.chats[_CHANNEL] = channel.chat_of
    push.set_state(host, _CHANNEL, say("zalo.state.connecting"))
    app.router.add_post(PATH, channel.webhook)
    app.router.add_get(LOGIN_PATH, _code_page)
    app.on_startup.append(channel.start)
    app.on_cleanup.append(channel.stop)
    return channel


async def _code_page(request: web.Request) -> web.Response:
    """GET /zalo/dang-nhap: tells the administrator what to do with the address that Zalo sent the browser to."""
    return web.Response(text=say("zalo.code_page"))


class ZaloOA:
    """The running channel."""

    def __init__(self, host: Host) -> None:
        self._host, self._settings = host, host.settings.zalo_oa
        self._how = host.settings.zalo
        self._http = ZaloHttp()
        self._tokens = Tokens(host.store, self._settings, self._http, host.worker, self._token_refused)
        api = OaApi(self._settings.api_url, self._http, self._tokens)
        self._delivery = Delivery(host, api, self._alarm)
        self._gate = push.Gate(host, _CHANNEL)
        self._intake = Intake(host, _CHANNEL, self._answer)
        self._tasks: list[asyncio.Task[None]] = []

    def parts(self, reply: Reply) -> list[Part]:
        """Return ``reply`` as messages within Zalo's limits."""
        url = self._host.settings.public_url
        return zalo_oa_messages.parts(reply, url if url.startswith("https:") else "", self._how.button_template)

    async def carry(self, chat: str, thread: str, part: Part) -> None:
        """Send one message. Raises PostponeError, ParkError or UndeliverableError where it cannot."""
        await self._delivery.send(chat, part)

    async def chat_of(self, user: str) -> str:
        """Return the chat in which a person last wrote, "" where they have not for a week."""
        return await self._host.store.run(self._host.store.zalo.chat_of, user)

    async def start(self, app: web.Application) -> None:
        """Begin in the background."""
        await self._intake.start()
        self._tasks = [asyncio.create_task(self._tokens.keep_fresh()), asyncio.create_task(self._watch())]

    async def stop(self, app: web.Application) -> None:
        """Give what has begun a moment, and close."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._intake.stop()
        await self._tokens.close()
        await self._http.close()

    async def webhook(self, request: web.Request) -> web.Response:
        """POST /webhook/zalo-oa: 200 once the event is stored; 401 where Zalo did not sign it; 503 where it cannot be.

        The console's probe, an unsigned "{}", gets its 200.
        """
        raw = await push.body(request)
        try:
            data = push.parsed(raw)
        except ValueError:
            return web.Response(status=400)
        if data == {}:
            return web.Response()
        if not isinstance(data, dict):
            return web.Response(status=400)
        given, stamp = (request.headers.get(f"X-ZEvent-{name}", "") for name in ("Signature", "Timestamp"))
        signed = zalo_oa_events.authentic(raw, data, given, stamp, self._settings.app_id, self._settings.secret_key)
        if not signed:
            metrics.UNSIGNED.labels(_CHANNEL).inc()
            log.warning("zalo_oa: wrong signature: compare ZALO_OA_APP_ID and ZALO_OA_SECRET_KEY with the console")
            if not self._how.report_only:
                return web.Response(status=401)
        try:
            event = zalo_oa_events.read(data, time.time(), self._host.store.sealer.seal)
        except Exception as error:  # noqa: BLE001 - an event that nobody understands must not come again and again
            log.error("zalo_oa: event passed over: %s", type(error).__name__)
            return web.Response()
        try:
            if event and event.at > time.time() - _STALE:
                await self._take(event)
        except Exception as error:  # noqa: BLE001 - whatever it is, Zalo may send the event again
            log.error("zalo_oa: event not stored: %s", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    async def _take(self, event: zalo_oa_events.Event) -> None:
        rows, batch = self._host.store.zalo, self._host.store.batch
        if event.echo:
            await batch.write(rows.echoed(event.chat, event.echo.message, event.echo.text, event.at))
        elif event.message and event.message.kind == "blocked":
            await self._intake.keep(event.message)
        elif event.message and not await self._gate.too_many(event.message):
            await self._intake.keep(event.message, rows.heard(event.chat, event.at, event.resumes))

    async def _answer(self, message: Message) -> None:
        if message.kind != "blocked":
            since = time.time() - self._how.silence_hours * _HOUR
            if (await self._host.store.run(self._host.store.zalo.standing, message.chat, since)).human:
                metrics.MESSAGES.labels(_CHANNEL, "human").inc()
                self._host.sender.deliver(_CHANNEL, message.chat)  # what waited for the person may go
                return
        await push.answer(self._host, message)

    async def _watch(self) -> None:
        while True:
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("zalo_oa: accounts not read: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_EVERY)

    async def _look(self) -> None:
        """Say how the channel is."""
        accounts = await self._host.store.run(self._host.store.zalo.accounts.all)
        if not self._settings.secret_key and not self._how.report_only:
            name = "no_secret"
        elif not accounts:
            name = "no_account"
        elif any(account.trouble for account in accounts):
            name = "trouble"
        elif self._delivery.stopped:
            name = "stopped"
        else:
            name = "report_only" if self._how.report_only else "running"
        well = name in ("running", "report_only")
        push.set_state(self._host, _CHANNEL, say(f"zalo.state.{name}", count=len(accounts)), "" if well else name)

    async def _token_refused(self, oa: str, code: int) -> None:
        await self._alarm("token", oa, code)

    async def _alarm(self, what: str, oa: str, code: int) -> None:
        """Tell the admins, once a day for each kind of trouble, whichever worker meets it."""
        store = self._host.store
        name = "alarm " + store.hashed("alarm", what, oa, str(code))[:24]
        if await store.run(store.lease, name, f"{time.time_ns()}", time.time(), _ALARM_EVERY):
            log.error("zalo_oa: %s: account=%s code=%s", what, oa, code)
            await push.tell_admins(self._host, say(f"zalo.alarm.{what}", oa=oa.lstrip("?"), code=code))
