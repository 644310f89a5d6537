"""Waits for changes in rooms, or in chats: one look at the database for all who wait, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")

_AT_MOST = 0.1  # seconds between looks, whatever happens here


class Watch(Generic[T]):
    """``look`` returns the state of rooms by code. Runs while somebody waits.

    ``every``: seconds between looks: what another worker did is seen after that.
    """

    def __init__(self, look: Callable[[list[str]], Awaitable[dict[str, T]]], every: float = 0.5) -> None:
        self._look = look
        self._pause = max(every - _AT_MOST, 0.0)
        self._waiting: dict[asyncio.Future[None], tuple[str, Callable[[T], bool]]] = {}
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def poke(self) -> None:
        """Look at once: something has changed here."""
        self._hurry.set()

    async def change(self, code: str, known: Callable[[T], bool], patience: float) -> bool:
        """Wait for a state that is not ``known``, or for no state; tell whether it came within ``patience`` seconds."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = code, known
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            await asyncio.wait([future], timeout=patience)
            return future.done()
        finally:
            del self._waiting[future]

    async def _run(self) -> None:
        while self._waiting:
            with suppress(Exception):  # a database that is away comes back; those who wait time out meanwhile
                found = await self._look(list({code for code, _ in self._waiting.values()}))
                for future, (code, known) in self._waiting.items():
                    state = found.get(code)
                    if not future.done() and (state is None or not known(state)):
                        future.set_result(None)
            await asyncio.sleep(_AT_MOST)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self._pause)
            self._hurry.clear()
