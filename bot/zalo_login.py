"""``python -m bot zalo-login``: an administrator of an Official Account lets this bot write in its name.

Facts: the permission page gives the browser an address with a code in it, good for 10 minutes and once; PKCE with S256
and a verifier of 43 characters. So it works with a paste, wherever the command runs.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.channels.zalo_http import ZaloError, ZaloHttp
from bot.channels.zalo_oa import LOGIN_PATH
from bot.channels.zalo_tokens import Tokens
from bot.settings import Settings, ZaloOA
from bot.store import Store
from bot.texts import say


def new_verifier() -> str:
    """Return a secret of 43 characters that only who asked for permission knows."""
    return secrets.token_urlsafe(32)


def permission_address(settings: ZaloOA, back: str, verifier: str, state: str) -> str:
    """Return the page where an administrator gives permission; ``back``: where Zalo sends the browser then."""
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    query = {"app_id": settings.app_id, "redirect_uri": back, "code_challenge": challenge, "state": state}
    return f"{settings.oauth_url}/v4/oa/permission?{urlencode(query)}"


def code_in(pasted: str, state: str) -> str:
    """Return the code in the address that was pasted, or in a bare code; "" where there is none of this attempt."""
    pasted = pasted.strip()
    if "?" not in pasted:
        return pasted if pasted and " " not in pasted and "://" not in pasted else ""
    query = parse_qs(urlsplit(pasted).query)
    given = query.get("state", [state])[0]
    return query.get("code", [""])[0] if given == state else ""


async def login(settings: Settings, store: Store, ask: Callable[[str], str], tell: Callable[[str], None]) -> int:
    """Walk an administrator through it; ``ask`` prompts for a line. Returns 0 where an account was connected."""
    account = settings.zalo_oa
    if not account.app_id or not account.app_secret:
        tell(say("login.no_app"))
        return 1
    if not settings.public_url.startswith("https:"):
        tell(say("login.no_address"))
        return 1
    verifier, state = new_verifier(), secrets.token_hex(8)
    back = settings.public_url + LOGIN_PATH
    tell(say("login.steps", back=back, address=permission_address(account, back, verifier, state)))
    code = code_in(ask(say("login.paste")), state)
    if not code:
        tell(say("login.no_code"))
        return 1
    http = ZaloHttp()
    try:
        oa, name = await _connected(store, account, http, code, verifier)
    except ZaloError as error:
        tell(say("login.refused", code=error.code))
        return 1
    finally:
        await http.close()
    tell(say("login.done", name=name or oa, oa=oa))
    return 0


async def _connected(store: Store, settings: ZaloOA, http: ZaloHttp, code: str, verifier: str) -> tuple[str, str]:
    async def nobody(oa: str, code: int) -> None:
        """There is nothing to refresh here, so nothing to refuse."""

    tokens = Tokens(store, settings, http, "zalo-login", nobody)
    access, refresh, expires = await tokens.exchange(code, verifier)
    oa, name = await tokens.owner(access)
    await store.run(store.zalo.accounts.put, oa, name, access, refresh, expires, time.time())
    return oa, name
