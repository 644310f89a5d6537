"""``python -m bot doctor``: what works on each channel, and what to do about what does not. Changes nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels import zalo_bot, zalo_oa
from bot.channels.zalo_bot_api import NO_ANSWER, BotApi, BotError
from bot.channels.zalo_http import NO_ANSWER as NOTHING
from bot.channels.zalo_http import ZaloError, ZaloHttp
from bot.settings import Settings
from bot.store import Account, Store
from bot.texts import say

_LONGEST = 10.0  # seconds
_HOUR, _DAY = 3600.0, 24 * 3600.0
_GRANTED = 90 * _DAY  # how long a refresh token is good


@dataclass(frozen=True)
class Finding:
    """``how``: "good", "bad" or "off"; ``text`` says what, and for "bad" what to do."""

    how: str
    text: str

    def __str__(self) -> str:
        return say(f"doctor.{self.how}", what=self.text)


async def examine(settings: Settings, store: Store) -> AsyncIterator[Finding]:
    """Yield what is found, a channel after the other."""
    messages, chats = await store.run(store.parked.count)
    waiting = {"inbox": await store.run(store.inbox.count), "outbox": await store.run(store.outbox.count)}
    kind = settings.database_url.partition("://")[0]
    yield _good("database", kind=kind, parked=messages, chats=chats, **waiting)
    yield await _web(settings)
    yield await _telegram(settings)
    async for finding in _official_accounts(settings, store):
        yield finding
    yield await _zalo_bot(settings)


async def _web(settings: Settings) -> Finding:
    if not settings.public_url:  # enough for a trial, not for Zalo to reach us
        needed = settings.zalo_oa.app_id or settings.zalo_bot.webhook_secret
        return (_bad if needed else _good)("web_local", port=settings.web.port)
    status, _ = await _asked("GET", f"{settings.public_url}/healthz")
    return _good("web", url=settings.public_url) if status == 200 else _bad("web_lost", url=settings.public_url)


async def _telegram(settings: Settings) -> Finding:
    telegram = settings.telegram
    if not telegram.token:
        return Finding("off", say("doctor.telegram_off"))
    status, answer = await _asked("GET", f"{telegram.api_url}/bot{telegram.token}/getMe")
    if status == 200 and answer.get("ok"):
        return _good("telegram", name=answer.get("result", {}).get("username", ""))
    return _bad("telegram_token") if status in (401, 404) else _bad("telegram_lost", url=telegram.api_url)


async def _official_accounts(settings: Settings, store: Store) -> AsyncIterator[Finding]:
    account = settings.zalo_oa
    if not account.app_id or not account.app_secret:
        yield Finding("off", say("doctor.oa_off"))
        return
    if settings.zalo.report_only:
        yield _bad("oa_report_only")
    elif not account.secret_key:
        yield _bad("oa_secret")
    if settings.public_url:
        url = settings.public_url + zalo_oa.PATH
        status, _ = await _asked("POST", url)
        yield _good("hook", url=url) if status == 200 else _bad("hook_lost", url=url)
    try:
        accounts = await store.run(store.zalo.accounts.all)
    except ValueError:
        yield _bad("oa_sealed")
        return
    if not accounts:
        yield _bad("oa_none")
    for each in accounts:
        yield await _official_account(settings, each)


async def _official_account(settings: Settings, account: Account) -> Finding:
    now = time.time()
    who = {"name": account.name, "oa": account.oa}
    if account.trouble:
        return _bad("oa_trouble", **who, code=account.trouble)
    if account.expires <= now:
        return _bad("oa_expired", **who)
    http = ZaloHttp()
    try:
        headers = {"access_token": account.access}
        answer = await http.send(f"{settings.zalo_oa.api_url}/v2.0/oa/getoa", headers, method="GET")
    except ZaloError as error:
        lost = error.code == NOTHING
        return _bad("oa_lost", url=settings.zalo_oa.api_url) if lost else _bad("oa_refused", **who, code=error.code)
    finally:
        await http.close()
    if (answer.get("data") or {}).get("is_verified") is False:
        return _bad("oa_unverified", **who)
    hours, days = (account.expires - now) / _HOUR, (account.at + _GRANTED - now) / _DAY
    return _good("oa_account", **who, hours=f"{hours:.0f}", days=f"{days:.0f}")


async def _zalo_bot(settings: Settings) -> Finding:
    bot = settings.zalo_bot
    if not bot.token:
        return Finding("off", say("doctor.bot_off"))
    api = BotApi(bot.api_url, bot.token)
    try:
        me = await api.call("getMe")
        given = await _hook_of(api)
    except BotError as error:
        return _bad("bot_token") if error.code == 401 else _bad("bot_lost", url=bot.api_url)
    finally:
        await api.close()
    wanted = settings.public_url + zalo_bot.PATH if bot.webhook_secret else ""
    if given != wanted and given:
        return _bad("bot_wrong_hook", given=given)
    how = say("doctor.bot_hook" if wanted else "doctor.bot_polling")
    return _good("bot", name=me.get("display_name") or me.get("account_name") or "", how=how)


async def _hook_of(api: BotApi) -> str:
    try:
        return str((await api.call("getWebhookInfo")).get("url") or "")
    except BotError as error:
        if error.code in (401, NO_ANSWER):
            raise
        return ""  # none is set


async def _asked(method: str, url: str) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object of an answer, 0 where none came. The probe's body is "{}", as Zalo's is."""
    limit = ClientTimeout(total=_LONGEST)
    sent: dict[str, Any] = {"json": {}} if method == "POST" else {}
    try:
        async with (
            ClientSession(trust_env=True, timeout=limit) as session,
            session.request(method, url, **sent) as answer,
        ):
            data = await answer.json(content_type=None) if method == "GET" else {}
            return answer.status, data if isinstance(data, dict) else {}
    except (ClientError, TimeoutError, ValueError, OSError):
        return 0, {}


def _good(key: str, **values: object) -> Finding:
    return Finding("good", say(f"doctor.{key}", **values))


def _bad(key: str, **values: object) -> Finding:
    return Finding("bad", say(f"doctor.{key}", **values))
