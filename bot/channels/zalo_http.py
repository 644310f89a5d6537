"""HTTP to Zalo's servers: JSON answers, whose ``error`` tells success; no token ever stands in an error's text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData

NO_ANSWER = 1
"""Our own code where no answer came, or none that makes sense. Zalo's codes are negative."""
TOO_MANY = -32
_LONGEST = 12.0  # seconds


class ZaloError(Exception):
    """``code`` as Zalo gives it, or NO_ANSWER; ``seconds``: how long to wait, where an answer says so."""

    def __init__(self, code: int, seconds: float | None = None) -> None:
        super().__init__(f"error {code}")
        self.code = code
        self.seconds = seconds


class ZaloHttp:
    """One set of connections."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def send(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        values: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | FormData | None = None,
        method: str = "POST",
    ) -> dict[str, Any]:
        """Return the answer to a request with ``values`` as JSON or a ``form``. Raises ZaloError."""
        if self._session is None:
            self._session = ClientSession(trust_env=True, timeout=ClientTimeout(total=_LONGEST))
        sent = {"json": values} if values is not None else {"data": form} if form is not None else {}
        try:
            async with self._session.request(method, url, headers=dict(headers), **sent) as answer:
                raw = await answer.read()
        except (ClientError, TimeoutError, OSError):
            raise ZaloError(NO_ANSWER) from None
        if answer.status == 429:
            asked = answer.headers.get("Retry-After", "")
            raise ZaloError(TOO_MANY, float(asked) if asked.isdigit() else None)
        return _checked(raw)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()
            self._session = None


def _checked(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
        code = int(data.get("error") or 0)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ZaloError(NO_ANSWER) from None
    if code:
        raise ZaloError(code)
    return dict(data)
