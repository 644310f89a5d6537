"""Zalo's OA interface: consultation messages (v3.0) and uploads (v2.0), with whatever token is good now.

HTTP is 200 on errors too: the answer's ``error`` tells. A worker's token can be ended by another one's refresh, so a
refused token is renewed once and the request made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import FormData

from bot.channels.zalo_http import ZaloError, ZaloHttp
from bot.channels.zalo_tokens import Tokens

EXPIRED = (-216, -220, -124)
"""The access token is no longer good."""
TOO_OFTEN = (-32,)
"""Too many requests of the whole app."""
LEFT = (-213, -217, -222, -227)
"""The person does not follow, has blocked the account, or the profile is asleep."""
LATER = {-230: "7 days", -305: "48 hours", -311: "quota", -218: "quota"}
"""Not before the person writes again."""
MONEY = (-211, -320, -321)
"""The account's own quota, or its billing."""
STOPPED = (-204, -205, -207, -209, -212, -221, -224)
"""The account is deleted, not linked, not verified, or has no package."""
WRONG = (-201, -210, -233)
"""A parameter that Zalo does not take, or a kind of message."""


@dataclass(frozen=True)
class Receipt:
    """``message``: the id that the echo will have; ``quota``: its kind, "" where unsaid; ``left``: of it, or None."""

    message: str
    quota: str = ""
    left: int | None = None


class OaApi:
    """Raises ZaloError with Zalo's code, NoTokenError where no token can be had."""

    def __init__(self, address: str, http: ZaloHttp, tokens: Tokens) -> None:
        self._address, self._http, self._tokens = address, http, tokens

    async def send(self, oa: str, body: Mapping[str, Any]) -> Receipt:
        """Send a consultation message."""
        answer = await self._call(oa, "/v3.0/oa/message/cs", lambda: {"values": body})
        data = answer.get("data") or {}
        quota = data.get("quota") or {}
        left = str(quota.get("remain", ""))
        return Receipt(
            str(data.get("message_id") or ""), str(quota.get("quota_type") or ""), int(left) if left.isdigit() else None
        )

    async def upload(self, oa: str, kind: str, content: bytes, name: str, media: str) -> str:
        """Upload an "image" or a "file"; return what names it in a message."""

        def form() -> FormData:  # one cannot be sent twice
            made = FormData()
            made.add_field("file", content, filename=name, content_type=media)
            return made

        answer = await self._call(oa, f"/v2.0/oa/upload/{kind}", lambda: {"form": form()})
        data = answer.get("data") or {}
        return str(data.get("attachment_id") or data.get("token") or "")

    async def _call(self, oa: str, path: str, sent: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        token = await self._tokens.access(oa)
        try:
            return await self._http.send(self._address + path, {"access_token": token}, **sent())
        except ZaloError as error:
            if error.code not in EXPIRED:
                raise
        token = await self._tokens.renewed(oa, token)
        return await self._http.send(self._address + path, {"access_token": token}, **sent())
