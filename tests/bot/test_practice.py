"""Practice rounds and the day's question, through the real conversation and a real SQLite database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Message, Option, Reply
from bot.settings import Settings
from bot.store import Store
from quiz.shelf import read_banks
from tests.conftest import DATA, Clock

BANKS, _ = read_banks(DATA / "banks")
RIGHT = {question.question: question.right for bank in BANKS.values() for question in bank.questions}


@pytest.fixture
def content(content: Content) -> Content:
    return replace(content, banks=BANKS)


@pytest.fixture
def conversation(content: Content, store: Store, settings: Settings, clock: Clock) -> Iterator[Conversation]:
    yield Conversation(lambda: content, store, settings, clock)


def choices(reply: Reply) -> list[Option]:
    return [option for option in reply.options if option.command.startswith(("/tl ", "/ngay "))]


def right(reply: Reply) -> Option:
    """Return the right choice of the question that ``reply`` asks."""
    answer = next(answer for question, answer in RIGHT.items() if reply.text.endswith(question))
    return next(option for option in choices(reply) if option.label == answer)


def wrong(reply: Reply) -> Option:
    return next(option for option in choices(reply) if option != right(reply))


def test_a_whole_round(say: Callable[..., Reply]) -> None:
    menu = say("đố vui")
    assert [option.label for option in menu.options] == ["Trộn các chủ đề", "An toàn", "Dịch vụ công"]
    assert say("an toan").options[0].label == "5 câu"
    reply = say("1")
    assert "Câu 1/3:" in reply.text
    missed = wrong(reply)
    reply = say(missed.label)
    assert "Chưa đúng. Đáp án là:" in reply.text and "Câu 2/3:" in reply.text
    assert reply.options[-1].label == "Xem hướng dẫn câu vừa rồi"
    reply = say(right(reply).command)
    assert reply.text.startswith("Đúng rồi ạ!") and "Câu 3/3:" in reply.text
    done = say(right(reply).label)
    assert "Kết quả: 2/3." in done.text and "Nên xem lại:" in done.text
    again = say(done.options[0].label)
    assert done.options[0].label == "Làm lại câu sai" and "Câu 1/1:" in again.text
    assert "Kết quả: 1/1." in say(right(again).command).text


@pytest.mark.parametrize("typed", ["{a}", "{A}.", "câu {a}", "đáp án là {a}", "cau {n}", "{n}", "em chọn {a} ạ"])
def test_answers_are_typed_in_many_ways(say: Callable[..., Reply], typed: str) -> None:
    reply = say("/quiz mau-b 5")
    place = choices(reply).index(right(reply))
    letter = "abcd"[place]
    assert say(typed.format(a=letter, A=letter.upper(), n=place + 1)).text.startswith("Đúng rồi ạ!")


def test_the_words_of_a_choice_with_a_slip_are_understood(say: Callable[..., Reply]) -> None:
    for _ in range(3):
        reply = say("/quiz mau-a 5")
        if right(reply).label.startswith("Cụm từ"):
            assert say("cum tu dai chi minh bit").text.startswith("Đúng rồi ạ!")
            return
        say(right(reply).command)
    reply = say("/quiz mau-b 1")
    assert say("tai khoan vneid muc hai" if "VNeID" in right(reply).label else "dichvucong.gov.vn").text


def test_a_question_in_the_middle_and_back(say: Callable[..., Reply]) -> None:
    first = say("/quiz mau-a 5")
    faq = say("làm hộ chiếu ở đâu")
    assert faq.topic == "ho-chieu-cap-moi"
    assert faq.options[-1].label == "Quay lại vòng hỏi (câu 1/3)" and len(faq.options) <= 5
    assert first.text.endswith(say("tiếp").text)


def test_a_round_survives_a_pause_and_a_restart(
    say: Callable[..., Reply], content: Content, store: Store, settings: Settings, clock: Clock
) -> None:
    reply = say("/quiz mau-a 5")
    say(right(reply).command)
    assert "câu 2/3" in say("dừng").options[0].label
    clock.now += 5 * 24 * 3600
    anew = Conversation(lambda: content, store, settings, clock)
    back = anew.handle(Message("telegram", "1", "1", "tiếp tục"))
    assert back is not None and "Câu 2/3:" in back.text


def test_a_doubled_or_old_press_changes_nothing(say: Callable[..., Reply]) -> None:
    reply = say("/quiz mau-a 5")
    press = right(reply).command
    second = say(press)
    assert "Câu 2/3:" in second.text
    old = say(press)
    assert old.text.startswith("Nút này của câu trước") and old.text.endswith(second.text.split("\n\n", 1)[1])
    fresh = say("/quiz mau-b 5")
    stale = say(press)
    assert stale.text.endswith(fresh.text)


def test_no_reply_tells_which_choice_is_right_before_the_answer(say: Callable[..., Reply]) -> None:
    places = set()
    for chat in range(12):
        reply = say("/quiz mau-b 5", chat=str(chat))
        places.add(choices(reply).index(right(reply)))
        assert {option.command.rsplit(" ", 1)[0] for option in choices(reply)} == {choices(reply)[0].command[:-2]}
    assert len(places) > 1


def test_what_was_missed_comes_back_first(say: Callable[..., Reply], clock: Clock) -> None:
    reply = say("/quiz tron 5")
    while choices(reply):
        asked = next(question for question in RIGHT if reply.text.endswith(question))
        reply = say((wrong(reply) if "OTP" in asked else right(reply)).command)
    clock.now += 3600
    assert "OTP" in say("/quiz tron 1").text


def test_a_question_removed_from_the_bank_leaves_the_round(
    content: Content, store: Store, settings: Settings, clock: Clock
) -> None:
    first = Conversation(lambda: content, store, settings, clock).handle(Message("web", "1", "1", "/quiz mau-a 5"))
    assert first is not None
    fewer = replace(content, banks={"mau-b": BANKS["mau-b"]})
    later = Conversation(lambda: fewer, store, settings, clock).handle(Message("web", "1", "1", "tiếp"))
    assert later is not None and "làm hộ" not in later.text and "mau-a" not in str(later.options)


def test_the_days_question(conversation: Conversation, store: Store, clock: Clock, say: Callable[..., Reply]) -> None:
    assert "mỗi ngày" in say("câu hỏi mỗi ngày").text
    assert store.daily_due(clock.now) == []
    clock.now += 24 * 3600
    (due,) = store.daily_due(clock.now)
    reply = conversation.handle(due)
    assert reply is not None and reply.text.startswith("Câu hỏi hôm nay:")
    assert store.outbox.count() == len(["welcome", "question"])
    assert conversation.handle(due) is None and store.daily_due(clock.now) == []
    letter = "abcd"[choices(reply).index(right(reply))]
    assert say(letter).text.startswith("Đúng rồi ạ!")
    assert "đã trả lời" in say(right(reply).command).text
    assert "thôi gửi" in say("dừng câu hỏi mỗi ngày").text
    clock.now += 24 * 3600
    assert store.daily_due(clock.now) == []


def test_who_blocks_the_bot_gets_no_daily_question(
    conversation: Conversation, store: Store, clock: Clock, say: Callable[..., Reply]
) -> None:
    say("câu hỏi mỗi ngày")
    conversation.handle(Message("telegram", "1", "1", "", kind="blocked"))
    assert store.daily_due(clock.now + 2 * 24 * 3600) == []


def test_deleting_ones_data_deletes_practice_too(store: Store, clock: Clock, say: Callable[..., Reply]) -> None:
    say("câu hỏi mỗi ngày")
    say(right(say("/quiz mau-b 5")).command)
    say("/xoadulieu dong-y")
    with store.transaction(clock.now) as records:
        records.session(Message("telegram", "1", "1", ""))
        assert records.memories([question.id for question in BANKS["mau-b"].questions]) == {}
    assert store.daily_due(clock.now + 2 * 24 * 3600) == []


def test_a_person_is_shown_what_is_kept_of_their_practice(say: Callable[..., Reply]) -> None:
    assert "0 câu đố đã làm" in say("/dulieu").text and "mỗi ngày gửi" not in say("/dulieu").text
    say("câu hỏi mỗi ngày")
    say(right(say("/quiz mau-b 5")).command)
    assert "1 câu đố đã làm" in say("/dulieu").text and "để mỗi ngày gửi một câu hỏi" in say("/dulieu").text
