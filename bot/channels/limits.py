"""How much one person or one web address may send: token buckets that forget who has been silent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Buckets:
    """``a_minute`` messages a minute for each key, ``burst`` of them at once."""

    a_minute: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _levels: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, key: str) -> float:
        """Take one; return 0, or the seconds until the next may be sent."""
        now = self.clock()
        level, since = self._levels.get(key, (self.burst, now))
        level = min(self.burst, level + (now - since) * self.a_minute / 60)
        if len(self._levels) > 10_000:
            self._forget(now)
        if level < 1:
            self._levels[key] = (level, now)
            return (1 - level) * 60 / self.a_minute
        self._levels[key] = (level - 1, now)
        return 0.0

    def _forget(self, now: float) -> None:
        full = self.burst * 60 / self.a_minute
        self._levels = {key: kept for key, kept in self._levels.items() if now - kept[1] < full}
