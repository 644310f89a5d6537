"""The one road: duplicates, order, what is remembered, and whatever people throw at it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import pytest

from bot.ask import masked
from bot.conversation import Conversation
from bot.messages import Message, Reply
from bot.store import Store
from tests.conftest import DATA

HOSTILE = [json.loads(line) for line in (DATA / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]


async def test_an_update_is_handled_once(conversation: Conversation) -> None:
    message = masked("telegram", "7", "lam ho chieu", update_id="u1")
    assert await conversation.respond(message) is not None
    assert await conversation.respond(message) is None


async def test_a_repeated_request_of_the_page_gets_the_same_reply(conversation: Conversation) -> None:
    message = masked("web", "7", "lam ho chieu", update_id="u1")
    first = await conversation.respond(message)
    assert first is not None
    assert await conversation.respond(message) == first


async def test_messages_of_one_chat_are_answered_in_order(conversation: Conversation) -> None:
    texts = ["lam ho chieu", "mất bao nhiêu tiền", "mất bằng lái xe xin cấp lại", "hết bao nhiêu tiền"]
    replies = await asyncio.gather(*(conversation.respond(masked("web", "9", text)) for text in texts))
    assert [reply.topic for reply in replies if reply] == ["ho-chieu-cap-moi"] * 2 + ["gplx-mat"] * 2


def test_chats_do_not_hear_each_other(say: Callable[..., Reply]) -> None:
    say("lam ho chieu", chat="1")
    assert say("mất bao nhiêu tiền", chat="2").topic is None


def test_what_a_person_sent_is_kept_masked(say: Callable[..., Reply], store: Store) -> None:
    say("số căn cước của tôi là 019192007346, con lợn bỏ ăn ba hôm thì tiêm thuốc gì")
    kept = store.unanswered(5)
    assert kept and all("019192007346" not in text for text, _ in kept)


def test_an_option_is_chosen_by_number_letter_or_label(say: Callable[..., Reply]) -> None:
    labels = [option.label for option in say("/start").options]
    for typed in ("2", "b", "B.", labels[1], labels[1].lower()):
        say("/start")
        assert labels[1] in say(typed).text


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row["id"])
def test_hostile_messages_are_answered_fast(row: dict[str, str], conversation: Conversation) -> None:
    conversation.handle(masked("telegram", "warm", "xin chào"))
    started = time.perf_counter()
    reply = conversation.handle(masked("telegram", "h", row["text"]))
    assert time.perf_counter() - started < 2  # a hang, not a speed: speed is measured by the bench
    assert reply is not None and reply.text and "trục trặc" not in reply.text


def test_a_text_that_never_ends_is_refused_kindly(say: Callable[..., Reply]) -> None:
    assert "dài quá" in say("căn cước " * 600).text


def test_what_is_not_text_gets_a_hint(conversation: Conversation) -> None:
    for kind, word in (("voice", "micrô"), ("photo", "ảnh"), ("file", "tệp"), ("location", "vị trí")):
        reply = conversation.handle(Message("telegram", "1", "1", "", kind=kind))  # type: ignore[arg-type]
        assert reply is not None and word in reply.text


def test_a_person_who_left_is_not_answered(conversation: Conversation) -> None:
    assert conversation.handle(Message("telegram", "1", "1", "", kind="blocked")) is None


def test_only_admins_see_the_report(say: Callable[..., Reply]) -> None:
    say("chỗ nào bán giống lợn Móng Cái rẻ nhất")
    assert "người quản trị" in say("/chuatraloi", chat="5").text
    assert "lợn Móng Cái" in say("/chuatraloi", chat="1").text


def test_an_error_inside_is_answered_with_an_apology(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "0191" + "92007346"  # in two parts, so that a quoted source line does not hold it

    def fail() -> None:
        raise RuntimeError(f"căn cước {secret}")

    monkeypatch.setattr(conversation, "content", fail)
    reply = conversation.handle(masked("web", "1", "xin chào"))
    assert reply is not None and "1800 1096" in reply.text
    assert secret not in caplog.text
