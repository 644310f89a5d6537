"""Numbers, days and durations as pages write them."""

from __future__ import annotations

from datetime import datetime

from bot.clock import ZONE


def day(at: float) -> str:
    """Return "30/09/2026" for seconds since the epoch."""
    return f"{datetime.fromtimestamp(at, ZONE):%d/%m/%Y}"


def duration(ms: int) -> str:
    """Return "12:05", minutes and seconds."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02}"


def decimal(number: float, places: int = 1) -> str:
    """Return "12,5"."""
    return f"{number:.{places}f}".replace(".", ",")


def whole(number: int) -> str:
    """Return "12.345"."""
    return f"{number:,}".replace(",", ".")


FILTERS = {"day": day, "duration": duration, "decimal": decimal, "whole": whole}
"""By the names that templates use."""
