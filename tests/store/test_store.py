"""Whatever is done twice counts once, on either database, in one process or two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.messages import Message, Option, Reply
from bot.store import Store


def _message(update: str, chat: str = "5", channel: str = "telegram") -> Message:
    return Message(channel, chat, chat, "câu hỏi", update_id=update)


def _handle(store: Store, message: Message, post: bool = True) -> bool:
    """Count the message in its chat's session; return whether it was new."""
    with store.transaction(10.0, store.hashed(message.channel, message.chat)) as records:
        if records.answered(message)[0]:
            return False
        session = records.session(message)
        session.refused += 1
        records.finish(message, session, Reply(f"lần {session.refused}", (Option("Một", "/mot"),)), post)
        return True


def _counted(store: Store, chat: str = "5") -> int:
    with store.transaction(11.0) as records:
        return records.session(_message("", chat)).refused


def test_an_update_that_comes_again_is_known(store: Store) -> None:
    assert _handle(store, _message("1"))
    assert not _handle(store, _message("1"))
    assert _handle(store, _message("1", chat="6"))  # another chat may use the same name
    assert _counted(store) == 1
    assert store.outbox.count() == 2


def test_the_web_gets_the_same_reply_again(store: Store) -> None:
    message = _message("1", channel="web")
    assert _handle(store, message, post=False)
    with store.transaction(12.0) as records:
        assert records.answered(message) == (True, Reply("lần 1", (Option("Một", "/mot"),)))
    assert store.outbox.count() == 0


def test_twenty_presses_at_once_over_two_processes_count_once(address: str) -> None:
    stores = [Store(address, "key"), Store(address, "key")]
    with ThreadPoolExecutor(20) as people:
        new = list(people.map(lambda number: _handle(stores[number % 2], _message("1")), range(20)))
        others = list(people.map(lambda number: _handle(stores[number % 2], _message(str(number))), range(2, 22)))
    assert sum(new) == 1
    assert all(others)
    assert _counted(stores[0]) == 21
    assert stores[0].outbox.count() == 21
    for store in stores:
        store.close()


def test_what_fails_leaves_nothing_behind(store: Store) -> None:
    message = _message("1")
    try:
        with store.transaction(10.0, store.hashed("telegram", "5")) as records:
            session = records.session(message)
            session.refused = 9
            records.finish(message, session, Reply("a"), post=True)
            raise RuntimeError
    except RuntimeError:
        pass
    assert _counted(store) == 0
    assert store.outbox.count() == 0
    assert _handle(store, message)


def test_old_updates_and_silent_chats_are_forgotten(store: Store) -> None:
    _handle(store, _message("1"))
    store.tidy(10.0 + 40 * 24 * 3600, chat_days=30, question_days=180, room_days=7, link_days=365)
    assert _counted(store) == 0
    assert _handle(store, _message("1"))


def test_one_holder_at_a_time_has_the_lease(store: Store) -> None:
    assert store.lease("poll", "a", now=100.0, seconds=10)
    assert not store.lease("poll", "b", now=105.0, seconds=10)
    assert store.lease("poll", "a", now=109.0, seconds=10)
    assert not store.lease("poll", "b", now=118.0, seconds=10)
    assert store.lease("poll", "b", now=120.0, seconds=10)


def test_positions_are_kept(store: Store) -> None:
    assert store.position("telegram") == 0
    store.set_position("telegram", 2**40)
    store.set_position("telegram", 7)
    assert store.position("telegram") == 7
