"""What the bot starts by itself reaches pages in order, is given again where it may have been lost, and goes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from bot.messages import Message, Option, Reply
from bot.store import Store, migrate_address
from bot.store.database import _config, _sqlite


def add(store: Store, *texts: str, chat: str = "5") -> None:
    for text in texts:
        store.outbox.add("web", chat, Reply(text, (Option("Nút", "/nut"),)), now=1.0)


def collect(store: Store, asker: str = "a", seen: int | None = None, chat: str = "5") -> list[str]:
    return [item.reply.text for item in store.news.collect(chat, asker, seen, store.hashed("web", chat))[0]]


def numbers(store: Store) -> list[int]:
    return [item.number for item in store.news.after("5", 0)]


def test_a_page_that_tells_gets_what_it_has_not_seen(store: Store) -> None:
    add(store, "một", "hai")
    add(store, "khác", chat="6")
    assert collect(store, "a", 0) == ["một", "hai"]
    first, second = numbers(store)
    assert collect(store, "b", first) == ["hai"]  # the answer with "hai" may have been lost
    assert collect(store, "c", second) == []
    assert numbers(store) == [] and store.outbox.count() == 1


def test_who_does_not_tell_gets_each_once_but_the_same_again_under_the_same_id(store: Store) -> None:
    add(store, "một")
    assert collect(store, "a") == ["một"]
    add(store, "hai")
    assert collect(store, "a") == ["một", "hai"]
    assert collect(store, "b") == []
    assert store.outbox.count() == 0


def test_what_a_stream_gave_is_not_given_again_to_who_does_not_tell(store: Store) -> None:
    add(store, "một", "hai")
    first, second = numbers(store)
    assert store.news.newest(["5", "6"]) == {"5": second, "6": 0}
    store.news.delivered("5", first)
    assert collect(store, "a") == ["hai"]
    store.news.clear("5", second)
    assert store.news.newest(["5"]) == {"5": 0}


def test_a_number_is_never_used_again(store: Store) -> None:
    add(store, "một")
    (seen,) = numbers(store)
    assert collect(store, "a", seen) == []
    add(store, "hai")
    assert collect(store, "b", seen) == ["hai"]


def test_whether_more_may_come_is_told(store: Store) -> None:
    owner = store.hashed("web", "5")
    assert store.news.collect("5", "a", 0, owner) == ([], False)
    message = Message("web", "5", "5", "")
    with store.transaction(1.0) as records:
        records.session(message)
        records.subscribe(message)
    assert store.news.collect("5", "a", 0, owner) == ([], True)


def test_the_sweeper_looks_after_carried_channels_only(store: Store) -> None:
    add(store, "một")
    store.outbox.add("telegram", "7", Reply("hai"), now=1.0)
    assert store.outbox.waiting(2.0, ["telegram"]) == [("telegram", "7")]
    assert store.outbox.waiting(2.0, []) == []


def test_what_waited_before_the_step_still_waits(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    engine = _sqlite(address)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as old, old:
        old.execute(
            "INSERT INTO outbox VALUES (7, 'web', '5', '', ?, 0, 0, 1.0, '', 0.0, 1.0)",
            ('{"text": "cũ", "options": []}',),
        )
    migrate_address(address)
    store = Store(address, "key")
    assert collect(store, "a", 7) == []
    add(store, "mới")
    assert numbers(store) == [8]
    store.close()


@pytest.mark.parametrize("asker", ["x" * 1000, "", "'; --"])
def test_any_id_of_a_request_does(store: Store, asker: str) -> None:
    add(store, "một")
    assert collect(store, asker) == ["một"]
