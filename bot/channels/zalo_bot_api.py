"""The Zalo Bot Platform over HTTP: https://bot-api.zaloplatforms.com/bot<TOKEN>/<method>, JSON both ways.

The token stands in every address, so no address and no error text of the HTTP client ever leaves this module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

IDLE = 408
"""What getUpdates answers when nothing has come: the ordinary case."""
NO_ANSWER = 0
_LONGEST = 15.0  # seconds


class BotError(Exception):
    """``code``: the platform's error_code (401 token, 403 their server, 429 quota), NO_ANSWER where none came."""

    def __init__(self, code: int) -> None:
        super().__init__(f"error {code}")
        self.code = code


class BotApi:
    """``token``: digits, a colon and a secret."""

    def __init__(self, address: str, token: str) -> None:
        self._address = f"{address}/bot{token}"
        self._session: ClientSession | None = None

    async def call(self, method: str, values: Mapping[str, str] | None = None, seconds: float = _LONGEST) -> Any:
        """Return the result of ``method``, {} where it has none. Raises BotError."""
        if self._session is None:
            self._session = ClientSession(trust_env=True)
        limit, given = ClientTimeout(total=seconds), dict(values or {})
        try:
            async with self._session.post(f"{self._address}/{method}", json=given, timeout=limit) as answer:
                data = json.loads(await answer.read())
        except (ClientError, TimeoutError, ValueError, OSError):
            raise BotError(NO_ANSWER) from None
        if not isinstance(data, dict):
            raise BotError(NO_ANSWER)
        if data.get("ok") is not True:
            code = data.get("error_code")
            raise BotError(code if isinstance(code, int) else NO_ANSWER)
        return data.get("result") or {}

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()
