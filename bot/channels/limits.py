"""How much one person or one web address may send: token buckets that forget who has been silent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEYS = 50_000
"""Of so many the longest silent is forgotten, so that a flood of new names takes no more than about 10 MB."""


@dataclass
class Buckets:
    """``a_minute`` messages a minute for each key, ``burst`` of them at once."""

    a_minute: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _levels: dict[str, tuple[float, float]] = field(default_factory=dict)  # the longest silent first

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._levels)

    def wait(self, key: str) -> float:
        """Take one; return 0, or the seconds until the next may be sent."""
        now = self.clock()
        level, since = self._levels.pop(key, (self.burst, now))
        level = min(self.burst, level + (now - since) * self.a_minute / 60)
        allowed = level >= 1
        self._levels[key] = (level - allowed, now)
        self._forget(now - self.burst * 60 / self.a_minute)
        return 0.0 if allowed else (1 - level) * 60 / self.a_minute

    def _forget(self, full_since: float) -> None:
        """Drop from the front whoever has a full bucket again, and who is too many."""
        while self._levels:
            oldest = next(iter(self._levels))
            if self._levels[oldest][1] > full_since and len(self._levels) <= MOST_KEYS:
                return
            del self._levels[oldest]
