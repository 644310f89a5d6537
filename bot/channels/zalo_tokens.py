"""Access tokens of Official Accounts: handed out, refreshed before they expire, never spent twice.

Facts: an access token lives 25 hours, a refresh token 3 months and is good for one refresh, which also ends the old
access token. So the pair is in the store, a worker holds it while it asks Zalo, and the new pair is written down before
anybody uses it. Where a refresh is refused, only an administrator can help (``zalo-login``).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from bot.channels.zalo_http import NO_ANSWER, TOO_MANY, ZaloError, ZaloHttp
from bot.settings import ZaloOA
from bot.store import Account, Store

log = logging.getLogger("bot")

Alarm = Callable[[str, int], Awaitable[None]]
"""Tells somebody that an Official Account's refresh was refused, with Zalo's code."""
_HOLD = 60.0  # all times in seconds; longer than Zalo takes to answer
_EARLY = 5 * 3600.0  # refreshed so long before the end
_LEEWAY = 60.0
_LOOK_EVERY = 300.0
_SOON = 20.0
_AFTER_REFUSAL = 600.0
_PATIENCE = 25.0  # for another worker's refresh
_GLANCE = 0.05
_AGAIN = 1.0
_HOUR = 3600.0
_LAST_WORDS = 12.0


class NoTokenError(Exception):
    """There is no token for the Official Account, and waiting a little does not help."""


class Tokens:
    """``holder`` names the worker, another one in each process; ``alarm`` is called once for each refusal."""

    def __init__(
        self,
        store: Store,
        settings: ZaloOA,
        http: ZaloHttp,
        holder: str,
        alarm: Alarm,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._rows = store, store.zalo.accounts
        self._settings, self._http = settings, http
        self._holder, self._alarm, self._clock = holder, alarm, clock
        self._known: dict[str, Account] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._working: set[asyncio.Task[Account]] = set()

    async def access(self, oa: str) -> str:
        """Return an access token. Raises NoTokenError, or ZaloError where Zalo does not answer."""
        known = self._known.get(oa)
        if known is None or known.expires - _LEEWAY <= self._clock():
            known = await self._store.run(self._rows.get, oa)
            if known is None:
                raise NoTokenError(oa)
            if known.expires - _LEEWAY <= self._clock():
                return await self.renewed(oa, known.access)
            self._known[oa] = known
        return known.access

    async def renewed(self, oa: str, failed: str) -> str:
        """Return an access token other than ``failed``: another worker's, or a new one. Raises as ``access``."""
        async with self._locks.setdefault(oa, asyncio.Lock()):
            end = self._clock() + _PATIENCE
            while True:
                account, mine = await self._held(oa, failed)
                if mine:  # whoever waits may go away; what is spent must be kept all the same
                    account = await asyncio.shield(self._spawned(self._refresh(account)))
                elif account.access == failed:
                    if account.trouble:
                        raise NoTokenError(account.trouble)
                    if self._clock() > end:
                        raise ZaloError(NO_ANSWER)
                    await asyncio.sleep(_GLANCE)
                    continue
                self._known[oa] = account
                return account.access

    async def close(self) -> None:
        """Wait for what is being spent."""
        if self._working:
            await asyncio.wait(self._working, timeout=_LAST_WORDS)

    async def keep_fresh(self) -> None:
        """Refresh whatever is about to expire, for ever."""
        while True:
            known = False
            try:
                known = await self.adopt()
                for account in await self._store.run(self._rows.all):
                    if account.expires - _EARLY <= self._clock():
                        await self._tried(account)
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("zalo_oa: tokens not looked after: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_EVERY if known else _SOON)

    async def adopt(self) -> bool:
        """Take over the refresh token from the environment, once, and learn whose it is; tell whether that is known."""
        if first := self._settings.refresh_token:
            origin = self._store.hashed("zalo refresh token", first)
            await self._store.run(self._rows.begin, origin, first, self._clock())
        for account in await self._store.run(self._rows.all):
            if account.provisional:
                try:
                    oa, name = await self.owner(await self.access(account.oa))
                    await self._store.run(self._rows.name, account.oa, oa, name)
                except (ZaloError, NoTokenError) as error:
                    log.error("zalo_oa: the first refresh token is of no use yet: %s", error)
                    return False
        return True

    async def owner(self, access: str) -> tuple[str, str]:
        """Return the id and the name of the Official Account that an access token is for. Raises ZaloError."""
        url = f"{self._settings.api_url}/v2.0/oa/getoa"
        data = (await self._http.send(url, {"access_token": access}, method="GET")).get("data") or {}
        oa = str(data.get("oaid") or data.get("oa_id") or "")
        if not oa:
            raise ZaloError(NO_ANSWER)
        return oa, str(data.get("name") or "")

    async def exchange(self, code: str, verifier: str) -> tuple[str, str, float]:
        """Return access token, refresh token and when the first expires, for an administrator's permission."""
        return await self._pair({"grant_type": "authorization_code", "code": code, "code_verifier": verifier})

    async def _tried(self, account: Account) -> None:
        try:
            await self.renewed(account.oa, account.access)
        except (ZaloError, NoTokenError) as error:
            log.warning("zalo_oa: token of %s not refreshed yet: %s", account.oa, type(error).__name__)

    async def _held(self, oa: str, failed: str) -> tuple[Account, bool]:
        """Return the account, and whether we alone may spend its refresh token now."""
        try:
            held = await self._store.run(self._rows.hold, oa, failed, self._holder, self._clock(), _HOLD)
            account = held[0] if held else await self._store.run(self._rows.get, oa)
        except LookupError:
            account = held = None
        if account is None:
            raise NoTokenError(oa)
        return account, bool(held and held[1])

    async def _refresh(self, account: Account) -> Account:
        """Spend the refresh token, keep the new pair, and return it."""
        try:
            access, refresh, expires = await self._pair(
                {"grant_type": "refresh_token", "refresh_token": account.refresh}
            )
        except ZaloError as error:
            again = error.code in (NO_ANSWER, TOO_MANY)
            why, until = ("", 0.0) if again else (str(error.code), self._clock() + _AFTER_REFUSAL)
            await self._store.run(self._rows.refused, account.oa, why, until)
            if again:
                raise
            log.error("zalo_oa: refresh for %s refused: %s", account.oa, error.code)
            if account.trouble != why:
                await self._alarm(account.oa, error.code)
            raise NoTokenError(why) from None
        now = self._clock()
        while True:  # the only copy of the new pair is here until it is written down
            try:
                await self._store.run(self._rows.renew, account.oa, access, refresh, expires, now)
                break
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                log.error("zalo_oa: new token of %s not kept yet: %s", account.oa, type(error).__name__)
                await asyncio.sleep(_AGAIN)
        log.info("zalo_oa: token of %s refreshed", account.oa)
        return replace(account, access=access, refresh=refresh, expires=expires, trouble="", at=now)

    async def _pair(self, form: dict[str, str]) -> tuple[str, str, float]:
        url = f"{self._settings.oauth_url}/v4/oa/access_token"
        form = {**form, "app_id": self._settings.app_id}
        data = await self._http.send(url, {"secret_key": self._settings.app_secret}, form=form)
        access, refresh = str(data.get("access_token") or ""), str(data.get("refresh_token") or "")
        if not access or not refresh:
            raise ZaloError(NO_ANSWER)
        lasts = str(data.get("expires_in"))  # documented as a string, seen as a number
        return access, refresh, self._clock() + (float(lasts) if lasts.isdigit() else _HOUR)

    def _spawned(self, work: Coroutine[Any, Any, Account]) -> asyncio.Task[Account]:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task
