"""Shared links on either database: counted once, erased without being lost, bounded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.links import Link
from bot.messages import Message
from bot.store import Store, links

DAY = 24 * 3600.0
NOW = 1_795_500_000.0


def make(store: Store, chat: str = "1", maker: str = "Hà", now: float = NOW, target: str = "an-toan") -> Link | None:
    with store.transaction(now) as records:
        records.session(Message("telegram", chat, chat, ""))
        return records.links.make("bank", target, maker, "Thôn Nà Phặc")


def get(store: Store, code: str) -> Link | None:
    with store.transaction(NOW) as records:
        return records.links.get(code)


def test_the_same_wish_gives_the_same_link(store: Store) -> None:
    first = make(store)
    assert first and get(store, first.code) == first
    assert make(store) == first
    assert make(store, maker="Hoa") != first and make(store, chat="2") != first


def test_openings_count_once_a_day_and_rounds_each_time(store: Store) -> None:
    link = make(store)
    assert link
    for now, who in ((NOW, "a"), (NOW + 60, "a"), (NOW + 60, "b"), (NOW + DAY, "a")):
        with store.transaction(now) as records:
            records.links.opened(link.code, who)
    with store.transaction(NOW) as records:
        records.links.started(link.code)
        records.links.started(link.code)
        records.links.finished(link.code, 4, 5)
        records.links.opened("CFHJ2345", "a")  # no such link: nothing to count, nothing raised
    found = get(store, link.code)
    assert found and (found.figures.opened, found.figures.started, found.figures.finished) == (3, 2, 1)
    assert found.figures.average == 0.8


def test_many_at_once_lose_nothing(store: Store) -> None:
    link = make(store)
    assert link

    def use(number: int) -> None:
        with store.transaction(NOW, store.hashed("chat", str(number))) as records:
            records.links.opened(link.code, f"w{number % 20}")
            records.links.started(link.code)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, range(60)))
    found = get(store, link.code)
    assert found and (found.figures.opened, found.figures.started) == (20, 60)


def test_what_a_person_deleted_leaves_a_link_without_names(store: Store) -> None:
    link = make(store)
    assert link
    with store.transaction(NOW + 5) as records:
        records.session(Message("telegram", "1", "1", ""))
        assert records.about()["links"] == 1
        records.forget()
        assert records.about()["links"] == 0
    assert get(store, link.code) == Link(link.code, "bank", "an-toan")


def test_unused_links_go_in_time(store: Store) -> None:
    old, used = make(store), make(store, maker="Hoa")
    assert old and used
    with store.transaction(NOW + 300 * DAY) as records:
        records.links.opened(used.code, "a")
    store.tidy(NOW + 400 * DAY, chat_days=30, question_days=180, room_days=7, link_days=365)
    assert get(store, old.code) is None and get(store, used.code) is not None


def test_one_chat_makes_so_many_a_day(store: Store) -> None:
    made = [make(store, maker=f"Hà {number}") for number in range(links.MOST_A_DAY + 1)]
    assert all(made[:-1]) and made[-1] is None
    assert make(store, chat="2") and make(store, now=NOW + DAY + 1, maker="mới")
