"""A process killed in the middle loses nothing and counts nothing twice (the large version: ``make soak``)."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.store import Store
from tests.e2e.crash import crash, text_of

UPDATES, USERS, KILLS = 400, 40, 3


@pytest.mark.parametrize(
    ("kind", "workers"), [("sqlite", 1), pytest.param("postgresql", 2, marks=pytest.mark.postgresql)]
)
async def test_killed_processes_lose_nothing(request: pytest.FixtureRequest, kind: str, workers: int) -> None:
    database = str(request.getfixturevalue("make_address")(kind))
    outcome = await crash(database, UPDATES, USERS, KILLS, workers)
    store = Store(database, "crash")
    kept = Counter(text for text, _ in store.unanswered(10 * UPDATES))
    left = store.outbox.count()
    store.close()
    assert kept == Counter(text_of(number) for number in range(UPDATES))  # nothing lost, nothing counted twice
    assert left == 0
    for user in range(USERS):
        assert outcome.sent[str(user + 1)] >= UPDATES // USERS
    assert sum(outcome.sent.values()) <= UPDATES + KILLS * 40  # doubled at most where a kill caught it in flight
    assert max(outcome.last.values()) - outcome.finished <= 5
