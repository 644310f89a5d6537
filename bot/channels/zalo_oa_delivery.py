"""Sends one message by the Official Account that was written to, if it may be sent now; what refusals mean."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot import metrics
from bot.channels import zalo_oa_messages
from bot.channels.host import Host
from bot.channels.zalo_http import NO_ANSWER, ZaloError
from bot.channels.zalo_oa_api import LATER, LEFT, MONEY, STOPPED, TOO_OFTEN, WRONG, OaApi, Receipt
from bot.channels.zalo_oa_messages import Part
from bot.channels.zalo_tokens import NoTokenError
from bot.painter import BusyError
from bot.sender import ParkError, PostponeError, UndeliverableError

log = logging.getLogger("bot")

Alarm = Callable[[str, str, int], Awaitable[None]]
"""Tells admins: what ("zalo.alarm.…"), of which account, with which code."""
_CHANNEL = "zalo_oa"
_DAY = 24 * 3600.0  # all times in seconds
_FREE = 48 * 3600.0
_LOST = 7 * _DAY
_HUMAN = 300.0
_NO_TOKEN = 30.0
_STOPPED = 600.0
_BREATH = 2.0  # after too many requests


class Delivery:
    """``stopped``: the accounts that Zalo lets send nothing at all."""

    def __init__(self, host: Host, api: OaApi, alarm: Alarm, clock: Callable[[], float] = time.time) -> None:
        self.stopped: set[str] = set()
        self._host, self._api, self._alarm, self._clock = host, api, alarm, clock
        self._pay = host.settings.zalo.pay
        self._wait_until = 0.0

    async def send(self, chat: str, part: Part) -> None:
        """Send ``part``. Raises PostponeError, ParkError or UndeliverableError where it cannot."""
        oa, _, user = chat.partition(":")
        if (wait := self._wait_until - self._clock()) > 0:
            raise PostponeError("too many requests", wait)
        await self._must_be_allowed(chat, part.text)
        try:
            receipt, text = await self._sent(oa, user, part)
        except NoTokenError:
            await self._alarm_unknown(oa)
            raise PostponeError("no token", _NO_TOKEN) from None
        except ZaloError as error:
            raise await self._meaning(oa, error) from None
        self.stopped.discard(oa)
        await self._note(chat, oa, receipt, text)

    async def _must_be_allowed(self, chat: str, text: str) -> None:
        """Raise ParkError where the message would cost money, or cannot be sent for the person's silence.

        PostponeError where a human writes in the chat by hand.
        """
        now = self._clock()
        since = now - self._host.settings.zalo.silence_hours * 3600
        standing = await self._host.store.run(self._host.store.zalo.standing, chat, since, text)
        if standing.human:
            raise PostponeError("a human writes", _HUMAN)
        silence = now - standing.heard
        if silence > _LOST:
            raise self._kept_back("7 days")
        if silence > _FREE and not self._pay:
            raise self._kept_back("48 hours")
        if standing.free == 0 and not self._pay:
            raise self._kept_back("quota")

    async def _sent(self, oa: str, user: str, part: Part) -> tuple[Receipt, str]:
        attachment = part.attachment
        if part.picture or part.document:
            attachment = await self._uploaded(oa, part)
            if attachment is None and not part.text:
                raise UndeliverableError("its picture or paper could not be drawn")
        if attachment is None:
            return await self._post(oa, user, part.text, None)
        try:
            return await self._post(oa, user, part.text, attachment)
        except ZaloError as error:
            if error.code not in WRONG or not part.plain:
                raise
            log.warning("zalo_oa: attachment refused (%s), sent as text", error.code)
            return await self._post(oa, user, part.plain, None)

    async def _post(self, oa: str, user: str, text: str, attachment: Mapping[str, Any] | None) -> tuple[Receipt, str]:
        return await self._api.send(oa, zalo_oa_messages.body(user, text, attachment)), text

    async def _uploaded(self, oa: str, part: Part) -> Mapping[str, Any] | None:
        """Return the attachment for what is drawn and uploaded first; None where it cannot be drawn."""
        path = part.picture or part.document
        try:
            content = await self._host.picture(path)
        except (LookupError, TypeError, BusyError) as error:
            log.error("zalo_oa: picture not drawn: %s", type(error).__name__)
            return None
        name = path.rpartition("/")[2][-40:]
        if part.picture:
            found = await self._api.upload(oa, "image", content, name, "image/png")
            return zalo_oa_messages.picture(attachment_id=found)
        return zalo_oa_messages.file(await self._api.upload(oa, "file", content, name, "application/pdf"))

    async def _note(self, chat: str, oa: str, receipt: Receipt, text: str) -> None:
        """Remember the message, whose echo comes, and what is left; money is spent where there is no free one left."""
        free = {"reply": receipt.left, "purchase_quota": 0}.get(receipt.quota)
        if receipt.quota and receipt.left is not None:
            metrics.QUOTA.labels(oa, receipt.quota).set(receipt.left)
        if receipt.message:
            note = self._host.store.zalo.sent(chat, receipt.message, text, free, self._clock())
            try:
                await self._host.store.batch.write(note)
            except Exception as error:  # noqa: BLE001 - it has been sent: it must not be sent again for that
                log.error("zalo_oa: message sent and not noted: %s", type(error).__name__)

    async def _meaning(self, oa: str, error: ZaloError) -> Exception:
        """Return what the sender is to do about a refusal."""
        code = error.code
        if code in TOO_OFTEN:
            self._wait_until = self._clock() + (error.seconds or _BREATH)
            return PostponeError("too many requests", error.seconds or _BREATH)
        if code in LEFT:
            return UndeliverableError(str(error), expected=True)
        if code in LATER:
            return self._kept_back(LATER[code])
        if code in MONEY:
            await self._alarm("money", oa, code)
            return self._kept_back("account")
        if code in STOPPED:
            self.stopped.add(oa)
            await self._alarm("stopped", oa, code)
            return PostponeError(str(error), _STOPPED)
        if code in WRONG:
            return UndeliverableError(str(error))
        if code != NO_ANSWER:
            log.warning("zalo_oa: unknown refusal: %s", code)
        return PostponeError(str(error))

    def _kept_back(self, why: str) -> ParkError:
        metrics.MAY_NOT.labels(_CHANNEL, why).inc()
        return ParkError(why)

    async def _alarm_unknown(self, oa: str) -> None:
        if await self._host.store.run(self._host.store.zalo.accounts.get, oa) is None:
            await self._alarm("unknown_oa", oa, 0)
