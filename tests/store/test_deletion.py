"""What a person has deleted is gone everywhere, and does not come back with an old copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Reply
from bot.settings import Settings
from bot.store import Store, copy_file, put_back
from knowledge import Unreadable
from tests.conftest import Clock

from bot.ask import masked  # isort: skip

_ODD = "con trâu nhà em bỏ ăn cỏ mấy hôm thì tiêm thuốc gì"


@pytest.fixture
def talk(store: Store, content: Content, settings: Settings, clock: Clock) -> Callable[..., Reply]:
    """Send a text as one person; return the reply."""
    conversation = Conversation(lambda: content, store, settings, clock)
    numbers = iter(range(1, 1000))

    def send(text: str, chat: str = "1") -> Reply:
        clock.now += 1
        reply = conversation.handle(masked("web", chat, text, update_id=str(next(numbers))))
        assert reply
        return reply

    return send


def test_a_person_sees_what_is_kept_and_has_it_deleted_after_one_question(
    talk: Callable[..., Reply], store: Store
) -> None:
    talk(_ODD)
    talk(_ODD, chat="2")
    shown = talk("/dulieu")
    assert "1 câu hỏi" in shown.text
    assert talk(shown.options[0].command).options[0].command == "/xoadulieu dong-y"
    assert len(store.unanswered(9)) == 2  # not yet
    talk("1")  # the number of "Đồng ý xoá"
    assert len(store.unanswered(9)) == 1  # the other person's stays
    assert "0 câu hỏi" in talk("dữ liệu của tôi").text


def test_a_deleted_chat_leaves_no_row_that_names_it(talk: Callable[..., Reply], store: Store, clock: Clock) -> None:
    talk(_ODD)
    talk("/xoadulieu dong-y")
    with store.transaction(clock.now) as records:
        records.session(masked("web", "1", ""))
        assert set(records.about().values()) == {0}


def test_what_waits_to_be_sent_to_a_person_goes_too(
    content: Content, store: Store, settings: Settings, clock: Clock
) -> None:
    conversation = Conversation(lambda: content, store, settings, clock)
    for chat in ("1", "2"):
        conversation.handle(masked("telegram", chat, _ODD))
    conversation.handle(masked("telegram", "1", "/xoadulieu dong-y"))
    assert store.outbox.count() == 2  # the other's reply, and "Em đã xoá hết"


def test_a_restored_copy_deletes_again(tmp_path: Path, content: Content, settings: Settings, clock: Clock) -> None:
    url, copy = f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path / "copy.sqlite3"
    store = Store(url, "key")
    conversation = Conversation(lambda: content, store, settings, clock)
    for chat in ("1", "2"):
        conversation.handle(masked("web", chat, f"{_ODD} {'ạ' * int(chat)}"))
    copy_file(url, copy)
    clock.now += 60
    conversation.handle(masked("web", "1", "/xoadulieu dong-y"))
    conversation.handle(masked("web", "3", f"{_ODD} nữa"))
    assert copy.stat().st_mode & 0o077 == 0
    store.close()
    assert put_back(url, copy) == 1
    store = Store(url, "key")
    assert [text for text, _ in store.unanswered(9)] == [f"{_ODD} ạạ"]
    assert len(store.forgotten()) == 1
    store.close()


@pytest.mark.parametrize("data", [b"", b"not a database at all, " * 50, None])
def test_what_is_no_copy_replaces_nothing(tmp_path: Path, data: bytes | None) -> None:
    url, copy = f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path / "copy.sqlite3"
    store = Store(url, "key")
    store.set_position("telegram", 7)
    store.close()
    if data is not None:
        copy.write_bytes(data)
    with pytest.raises(Unreadable):
        put_back(url, copy)
    store = Store(url, "key")
    assert store.position("telegram") == 7
    store.close()


def test_a_database_that_is_not_there_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        copy_file(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path / "copy.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_restored_postgresql_is_told_what_was_deleted(talk: Callable[..., Reply], store: Store) -> None:
    talk(_ODD)
    with store.transaction(0.0) as records:
        records.session(masked("web", "1", ""))
        chat = store.hashed("web", "1")
    assert store.forget([(chat, 10_000_000_000.0)]) == 1
    assert store.unanswered(9) == []
