"""Writes a contest's results in a process of its own, so that no chat waits; one at a time."""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from quiz.contest import Contest


class Results:
    """``url`` and ``secret``: of the database and of what is sealed in it."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._secret = url, secret
        self._one = asyncio.Semaphore(1)
        self._pool: ProcessPoolExecutor | None = None

    async def write(self, contest: Contest) -> Path:
        """Return a new file with all results of ``contest``; whoever asked deletes it."""
        async with self._one:
            path = _new_file()
            # A fresh process each time: it gives all its memory back.
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
            try:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._pool, _write, self._url, self._secret, contest, path)
            except BaseException:
                _drop(path)
                raise
            finally:
                self._pool.shutdown(wait=False)
        return path

    async def close(self, app: object) -> None:
        """End a process that still writes."""
        if self._pool:
            for process in list((self._pool._processes or {}).values()):
                process.kill()


def _new_file() -> Path:
    with tempfile.NamedTemporaryFile(prefix="ket-qua-", suffix=".xlsx", delete=False) as made:
        return Path(made.name)


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)


def _write(url: str, secret: str, contest: Contest, path: Path) -> None:
    from bot.contest_export import export_from  # its libraries are loaded in the process that writes, nowhere else

    export_from(url, secret, contest, path)
