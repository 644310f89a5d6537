"""The subcommands of ``python -m bot``, by theme; what they share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot import settings as configuration

if TYPE_CHECKING:
    from bot.store import Store

Arguments = argparse.Namespace


@contextmanager
def opened(name: str) -> Iterator[IO[str]]:
    """Open a file to read, or standard input for "-"."""
    if name == "-":
        yield sys.stdin
        return
    with Path(name).open(encoding="utf-8") as stream:
        yield stream


def open_store() -> Store:
    """Return the store that the settings name."""
    from bot.store import Store

    settings = configuration.load()
    return Store(settings.database_url, configuration.secret_key(settings))
