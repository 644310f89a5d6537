"""What is to be sent leaves in order, by one worker, and is never lost."""

from __future__ import annotations

from bot.messages import Option, Reply
from bot.store import Envelope, Store


def _claim(store: Store, holder: str = "a", now: float = 100.0, chat: str = "5") -> Envelope | None:
    return store.outbox.claim("telegram", chat, holder, now, 30)


def test_a_chats_messages_leave_one_after_the_other(store: Store) -> None:
    for text in ("một", "hai"):
        store.outbox.add("telegram", "5", Reply(text, (Option("Nút", "/nut"),)), now=1.0)
    first = _claim(store)
    assert first
    assert first.reply == Reply("một", (Option("Nút", "/nut"),))
    assert _claim(store, "b") is None  # held, and what comes after it must wait too
    store.outbox.clear(first.id)
    second = _claim(store, "b")
    assert second
    assert second.reply.text == "hai"


def test_a_hold_runs_out_and_a_restart_frees_it(store: Store) -> None:
    store.outbox.add("telegram", "5", Reply("một"), now=1.0)
    assert _claim(store, "a", now=100.0)
    assert _claim(store, "b", now=129.0) is None
    assert store.outbox.waiting(129.0, ["telegram"]) == []
    assert _claim(store, "b", now=131.0)
    assert _claim(store, "a", now=132.0) is None
    store.outbox.release("b")
    assert store.outbox.waiting(132.0, ["telegram"]) == [("telegram", "5")]
    assert _claim(store, "a", now=132.0)


def test_what_is_postponed_waits_and_holds_up_its_own_chat_only(store: Store) -> None:
    store.outbox.add("telegram", "5", Reply("một"), now=1.0)
    store.outbox.add("telegram", "5", Reply("hai"), now=1.0)
    store.outbox.add("telegram", "6", Reply("ba"), now=1.0)
    held = _claim(store)
    assert held
    store.outbox.postpone(held.id, due=160.0, tries=1)
    assert store.outbox.waiting(100.0, ["telegram"]) == [("telegram", "6")]
    assert _claim(store, now=150.0) is None
    again = _claim(store, now=160.0)
    assert again
    assert (again.id, again.tries) == (held.id, 1)


def test_parts_that_have_arrived_are_remembered(store: Store) -> None:
    store.outbox.add("telegram", "5", Reply("dài"), now=1.0)
    held = _claim(store)
    assert held
    store.outbox.progress(held.id, 2)
    store.outbox.release("a")
    again = _claim(store, "b")
    assert again
    assert again.sent == 2
