"""Small writes of about the same time in one transaction: many of them cost one wait for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Note = Callable[[Connection], T]
"""What is to be written, within a transaction; returns what its writer wants to know."""


class Batch:
    """``run`` does work in a thread of the store's own."""

    def __init__(self, engine: Engine, run: Callable[..., Awaitable[Any]]) -> None:
        self._engine = engine
        self._run = run
        self._waiting: list[tuple[Note[Any], asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, note: Note[T]) -> T:
        """Return what ``note`` returns, once it is written for good. Raises what the database raises."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((note, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._empty())
        return await future

    async def _empty(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                found = await self._run(self._commit, [note for note, _ in batch])
            except Exception as error:  # noqa: BLE001 - whoever waits is told
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, future), result in zip(batch, found, strict=True):
                if not future.done():
                    future.set_result(result)

    def _commit(self, notes: list[Note[Any]]) -> list[Any]:
        with self._engine.begin() as connection:
            return [note(connection) for note in notes]
