"""Commands about the channels: connect a Zalo Official Account, and look at what works."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import settings as configuration
from bot.commands import Arguments, open_store
from bot.texts import say

if TYPE_CHECKING:
    from bot.store import Store


def zalo_login(arguments: Arguments) -> int:
    """Connect a Zalo Official Account."""
    from bot.zalo_login import login

    store = open_store()
    try:
        return asyncio.run(login(configuration.load(), store, input, print))
    except (EOFError, KeyboardInterrupt):
        print()
        return 1
    finally:
        store.close()


def doctor(arguments: Arguments) -> int:
    """Say for each channel what works, and what to do about what does not; 1 where there is something to do."""
    configuration.export_proxy()
    store = open_store()
    try:
        bad = asyncio.run(_examined(store))
    finally:
        store.close()
    print(say("doctor.end_bad", count=bad) if bad else say("doctor.end_good"))
    return 1 if bad else 0


async def _examined(store: Store) -> int:
    from bot.doctor import examine

    bad = 0
    async for finding in examine(configuration.load(), store):
        print(finding, flush=True)
        bad += finding.how == "bad"
    return bad
