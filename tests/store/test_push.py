"""What messengers need of the store: a batch, an inbox, messages that wait for the person, who may be written to."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.messages import Message, Option, Reply
from bot.store import Store
from bot.store.zalo import Standing

NOW = 1_795_500_000.0
HOUR, DAY = 3600.0, 24 * 3600.0
CHAT = "oa:person"
QUESTION = Message("zalo_oa", CHAT, "person", "làm hộ chiếu", ("phone",), "m1", "option", chosen="Hộ chiếu")


async def test_small_writes_go_together_and_each_learns_its_result(store: Store) -> None:
    commits: list[int] = []
    real = store.batch._commit

    def counted(notes: list[object]) -> list[object]:
        commits.append(len(notes))
        return real(notes)  # type: ignore[arg-type]

    store.batch._commit = counted  # type: ignore[method-assign, assignment]
    keep = [store.inbox.keep(QUESTION, "worker", NOW, NOW + 30) for _ in range(50)]
    numbers = await asyncio.gather(*(store.batch.write(note) for note in keep))
    assert len(set(numbers)) == 50
    assert sum(commits) == 50
    assert len(commits) < 10


async def test_where_a_batch_fails_nobody_is_told_that_it_is_kept(store: Store) -> None:
    def broken(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    good = store.inbox.keep(QUESTION, "worker", NOW, NOW + 30)
    found = await asyncio.gather(store.batch.write(good), store.batch.write(broken), return_exceptions=True)
    assert any(isinstance(each, DBAPIError) for each in found)
    assert store.inbox.count() == sum(isinstance(each, int) for each in found)
    assert isinstance(await store.batch.write(good), int)


async def test_a_message_comes_back_as_it_was_and_is_held_by_one(store: Store) -> None:
    number = await store.batch.write(store.inbox.keep(QUESTION, "a", NOW, NOW + 30))
    assert store.inbox.claim("zalo_oa", "b", NOW, NOW + 30) == []
    assert store.inbox.claim("zalo_bot", "b", NOW + 31, NOW + 60) == []
    store.inbox.hold("zalo_oa", "a", NOW + 60)
    assert store.inbox.claim("zalo_oa", "b", NOW + 31, NOW + 60) == []
    store.inbox.release("zalo_oa", "a")
    assert store.inbox.claim("zalo_oa", "b", NOW, NOW + 30) == [(number, QUESTION)]
    assert store.inbox.claim("zalo_oa", "c", NOW, NOW + 30) == []
    await store.batch.write(store.inbox.answered(number))
    assert store.inbox.count() == 0


def park(store: Store, text: str, command: str = "", chat: str = CHAT) -> None:
    options = (Option("A", command),) if command else ()
    store.outbox.add("zalo_oa", chat, Reply(text, options), NOW)
    envelope = store.outbox.claim("zalo_oa", chat, "w", NOW, 30)
    assert envelope
    store.parked.park(envelope.id)


async def test_what_waits_for_the_person_goes_out_in_order_when_they_write(store: Store) -> None:
    park(store, "câu đố cũ", "/ngay 1 q 0")
    park(store, "cán bộ trả lời")
    park(store, "câu đố mới", "/ngay 2 q 0")
    park(store, "của người khác", chat="oa:another")
    assert store.parked.count() == (3, 2)
    assert store.outbox.count() == 0
    await store.batch.write(store.zalo.heard(CHAT, NOW, False))
    first = store.outbox.claim("zalo_oa", CHAT, "w", NOW, 30)
    assert first and first.reply.text == "cán bộ trả lời"
    store.outbox.clear(first.id)
    second = store.outbox.claim("zalo_oa", CHAT, "w", NOW, 30)
    assert second and second.reply.text == "câu đố mới"
    assert store.parked.count() == (1, 1)


def test_who_comes_back_is_not_flooded(store: Store) -> None:
    for number in range(6):
        park(store, f"tin {number}")
    assert store.parked.count() == (3, 1)


def test_what_waits_is_deleted_with_the_rest(store: Store) -> None:
    park(store, "tin")
    with store.transaction(NOW) as records:
        records.session(QUESTION)
        records.forget()
    assert store.parked.count() == (0, 0)


async def test_a_chats_standing(store: Store) -> None:
    zalo, batch = store.zalo, store.batch
    assert zalo.standing(CHAT, NOW - HOUR) == Standing()
    await batch.write(zalo.heard(CHAT, NOW, False))
    await batch.write(zalo.heard(CHAT, NOW - 60, False))  # an old event that comes late
    assert zalo.standing(CHAT, NOW - HOUR) == Standing(NOW, None, False)
    await batch.write(zalo.sent(CHAT, "out1", "trả lời", 7, NOW))
    assert zalo.standing(CHAT, NOW - HOUR).free == 7
    await batch.write(zalo.echoed(CHAT, "out2", "trả  lời\n", NOW + 1))  # the same words by another name
    await batch.write(zalo.echoed(CHAT, "out1", "", NOW + 1))
    assert not zalo.standing(CHAT, NOW - HOUR).human
    await batch.write(zalo.echoed(CHAT, "h1", "tôi là Lan ở xã", NOW + 2))
    assert zalo.standing(CHAT, NOW - HOUR).human
    assert not zalo.standing("oa:another", NOW - HOUR).human
    assert not zalo.standing(CHAT, NOW + 3).human
    await batch.write(zalo.heard(CHAT, NOW + 4, True))
    assert not zalo.standing(CHAT, NOW - HOUR).human
    await batch.write(zalo.sent(CHAT, "h1", "tôi là Lan ở xã", None, NOW + 5))  # it was ours: the receipt came late
    assert zalo.chat_of("person") == CHAT
    assert zalo.chat_of("nobody") == ""


@pytest.mark.parametrize(("days", "left"), [(6, NOW), (8, 0.0)])
async def test_what_is_of_no_use_any_more_is_forgotten(store: Store, days: int, left: float) -> None:
    await store.batch.write(store.zalo.heard(CHAT, NOW, False))
    await store.batch.write(store.inbox.keep(QUESTION, "a", NOW, NOW))
    await store.batch.write(store.zalo.echoed(CHAT, "h1", "chữ", NOW))
    park(store, "tin")
    store.tidy(NOW + days * DAY, 30, 180, 7, 365)
    assert store.zalo.standing(CHAT, NOW - HOUR) == Standing(left)
    assert store.inbox.count() == 0
    assert store.parked.count() == (1, 1)
    store.tidy(NOW + 31 * DAY, 30, 180, 7, 365)
    assert store.parked.count() == (0, 0)
