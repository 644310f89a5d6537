"""Draws in a process of its own, begun with the first picture, so that chats never wait for one."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import os
import signal
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

log = logging.getLogger("bot")
_LONGEST = 20.0  # seconds for one drawing, the start of the process included
_MOST_WAITING = 40
_MOST_KEPT = 16 * 1024 * 1024  # bytes


class BusyError(Exception):
    """Too many pictures are asked for at once, or one could not be drawn in time: ask again later."""


class Painter:
    """The process that draws, and what it drew last."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._waiting = 0
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._size = 0

    async def paint(self, name: str, values: Mapping[str, Any]) -> bytes:
        """Return the drawing ``name`` (``bot.pictures.drawings``) of ``values``.

        Raises BusyError where it should be asked for later, KeyError or TypeError where there is no such drawing.
        """
        key = name, json.dumps(values, sort_keys=True)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting >= _MOST_WAITING:
            raise BusyError("too many pictures at once")
        self._waiting += 1
        try:
            found = await self._drawn(name, dict(values))
        finally:
            self._waiting -= 1
        self._keep(key, found)
        return found

    def close(self) -> None:
        """End the process."""
        if self._pool:
            self._end(self._pool)

    async def _drawn(self, name: str, values: dict[str, Any]) -> bytes:
        for attempt in (1, 2):
            pool = self._pool or self._begin()
            try:
                async with asyncio.timeout(_LONGEST):
                    return await asyncio.get_running_loop().run_in_executor(pool, _draw, name, values)
            except BrokenProcessPool:
                log.warning("the process that draws has died, attempt %s", attempt)
                self._end(pool)
            except TimeoutError:
                log.error("a picture took too long: %s", name)
                self._end(pool)
                break
        raise BusyError(name)

    def _begin(self) -> ProcessPoolExecutor:
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _prepare)
        return self._pool

    def _end(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False)  # who still waits is told that the process has died, and tries again

    def _keep(self, key: tuple[str, str], found: bytes) -> None:
        self._size += len(found) - len(self._kept.pop(key, b""))
        self._kept[key] = found
        while self._size > _MOST_KEPT:
            self._size -= len(self._kept.popitem(last=False)[1])


def _draw(name: str, values: dict[str, Any]) -> bytes:
    from bot.pictures.drawings import draw  # its libraries are loaded in the process that draws, nowhere else

    return draw(name, values)


def _prepare() -> None:
    """In the new process: leave the terminal's Ctrl-C to the parent, give way to it, and end when it has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)
