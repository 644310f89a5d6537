"""Waits for changes in rooms: one look at the database for all phones that wait, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.store.rooms import Activity

Known = Callable[[Activity], bool]
"""Tells whether who waits knows of that already."""

_EVERY = 0.5  # seconds between looks: what another worker did is seen after that
_AT_MOST = 0.1  # seconds between looks, whatever happens here


class Watch:
    """``look`` returns the activity of rooms by code. Runs while somebody waits."""

    def __init__(self, look: Callable[[list[str]], Awaitable[dict[str, Activity]]]) -> None:
        self._look = look
        self._waiting: dict[asyncio.Future[None], tuple[str, Known]] = {}
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def poke(self) -> None:
        """Look at once: something has changed here."""
        self._hurry.set()

    async def change(self, code: str, known: Known, patience: float) -> None:
        """Return once the room's activity is not ``known`` any more or the room is gone; after ``patience`` seconds."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = code, known
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            await asyncio.wait([future], timeout=patience)
        finally:
            del self._waiting[future]

    async def _run(self) -> None:
        while self._waiting:
            with suppress(Exception):  # a database that is away comes back; those who wait time out meanwhile
                found = await self._look(list({code for code, _ in self._waiting.values()}))
                for future, (code, known) in self._waiting.items():
                    activity = found.get(code)
                    if not future.done() and (activity is None or not known(activity)):
                        future.set_result(None)
            await asyncio.sleep(_AT_MOST)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), _EVERY - _AT_MOST)
            self._hurry.clear()
