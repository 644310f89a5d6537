"""Sharing in the chat: made step by step, opened by its code on any channel, with what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Message, Reply
from bot.pictures import signed
from bot.settings import Settings
from bot.store import Store
from quiz.contest import Contest, Part
from quiz.moments import ZONE
from quiz.shelf import read_banks
from tests.conftest import DATA, Clock

BANKS, _ = read_banks(DATA / "banks")
RIGHT = {question.question: question.right for bank in BANKS.values() for question in bank.questions}
BASE = "https://congdanso.example"


@pytest.fixture
def content(content: Content) -> Content:
    return replace(content, banks=BANKS, contests={})


@pytest.fixture
def conversation(content: Content, store: Store, settings: Settings, clock: Clock) -> Iterator[Conversation]:
    conversation = Conversation(lambda: content, store, replace(settings, public_url=BASE), clock)
    conversation.names["telegram"] = "cong_dan_so_bot"
    yield conversation


def code_in(reply: Reply) -> str:
    found = re.search(r"THI (\w{8})", reply.text)
    assert found, reply.text
    return found[1]


def make(say: Callable[..., Reply], target: str = "mau-a") -> str:
    say(f"/chiase {target}")
    say("Nông Thị Hà")
    return code_in(say("Chi đoàn thôn Nà Phặc"))


def finish(say: Callable[..., Reply], reply: Reply, chat: str) -> Reply:
    """Answer everything right; return the last reply."""
    while "Kết quả:" not in reply.text:
        answer = next(answer for question, answer in RIGHT.items() if reply.text.endswith(question))
        reply = say(next(option.command for option in reply.options if option.label == answer), chat=chat)
    return reply


def test_a_link_is_made_step_by_step(say: Callable[..., Reply]) -> None:
    first = say("chia sẻ")
    assert [option.label for option in first.options] == ["Trộn các chủ đề", "An toàn", "Dịch vụ công"]
    assert "Ai là người mời?" in say("an toan").text
    assert "chi đoàn nào?" in say("Nông Thị Hà").text
    made = say("Chi đoàn thôn Nà Phặc")
    code = code_in(made)
    assert f"{BASE}/q/{code}" in made.text and f"https://t.me/cong_dan_so_bot?start=q_{code}" in made.text
    assert made.picture == f"/q/{code}/the.png" and "“An toàn”" in made.text
    poster = say("1")
    assert poster.document == f"/q/{code}.pdf" and f"THI {code}" in poster.text


def test_the_first_option_always_leads_on(say: Callable[..., Reply]) -> None:
    reply = say("/chiase")
    for _ in range(3):
        reply = say(reply.options[0].command)
    assert code_in(reply) and reply.picture
    assert say(reply.options[0].command).document


def test_the_earlier_name_and_unit_are_offered(say: Callable[..., Reply]) -> None:
    make(say)
    asked = say("/chiase mau-b")
    assert asked.options[0].label == "Nông Thị Hà"
    assert say("1").options[0].label == "Chi đoàn thôn Nà Phặc"
    made = say("1")
    assert code_in(made)


@pytest.mark.parametrize("way", ["/start q_{}", "/start Q_{}", "THI {}", "thi {}", "{}", "/vao {}", "/thi {}"])
def test_a_link_is_opened_in_any_chat(say: Callable[..., Reply], way: str) -> None:
    code = make(say)
    text = way.format(code if way.isupper() else code.lower() if way == "{}" else f"{code[:4]}{code[4:]}")
    more = {"kind": "start"} if text.startswith("/start") else {}
    opened = say(text, chat="7", channel="web", **more)
    assert "Nông Thị Hà, Chi đoàn thôn Nà Phặc mời bác/anh/chị." in opened.text
    assert "Câu 1/3:" in opened.text


def test_opened_started_finished_and_average_are_seen_by_the_maker(say: Callable[..., Reply]) -> None:
    code = make(say)
    done = finish(say, say(f"thi {code}", chat="2"), "2")
    say(f"thi {code}", chat="3")
    say(f"thi {code}", chat="3")  # the same person, the same round: once
    assert done.text.startswith("Kết quả: 3/3.")
    own = say("/chiase")
    assert "2 lượt mở, 2 lượt bắt đầu, 1 lượt làm xong, trung bình đúng 100 %" in own.text
    assert own.options[0].command == "/chiase tron"
    finish(say, say("/quiz mau-a 5", chat="2"), "2")  # a round of one's own is nobody's link
    assert "1 lượt làm xong" in say("/chiase").text


def test_a_result_has_a_picture_that_leads_back(say: Callable[..., Reply], store: Store) -> None:
    code = make(say)
    done = finish(say, say(f"thi {code}", chat="2"), "2")
    assert done.picture
    read = signed.read(store.hashed, done.picture)
    assert read and read[0] == "ket-qua"
    values = read[1]
    assert values["title"] == "An toàn" and (values["score"], values["total"]) == (3, 3)
    assert values["address"] == f"/q/{code}" and values["name"] == "Chi đoàn thôn Nà Phặc"
    alone = finish(say, say("/quiz mau-b 5", chat="2"), "2")
    assert alone.picture
    own = signed.read(store.hashed, alone.picture)
    assert own and own[1]["address"] == "/" and own[1]["code"] == ""


@pytest.mark.parametrize("text", ["thi CFHJ23KM", "/start q_CFHJ23KM", "/start q_xyz", "thi hk7mnp4", "/vao ABC"])
def test_an_unknown_code_gets_a_kind_word(say: Callable[..., Reply], text: str) -> None:
    reply = say(text, **({"kind": "start"} if text.startswith("/start") else {}))
    assert "không tìm thấy mã này" in reply.text and reply.options


def test_a_link_to_what_is_gone_is_closed(
    say: Callable[..., Reply], conversation: Conversation, content: Content
) -> None:
    code = make(say)
    conversation.content = lambda: replace(content, banks={"mau-b": BANKS["mau-b"]})
    assert "đã đóng" in say(f"thi {code}", chat="2").text
    assert "Chủ đề không còn" in say("/chiase").text


def test_a_link_to_a_contest_hands_on_to_the_contest(
    say: Callable[..., Reply], conversation: Conversation, content: Content, store: Store
) -> None:
    days = datetime(2026, 11, 1, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE)
    contest = Contest("hoi-thi", "Hội thi chuyển đổi số", "", *days, (Part("mau-a", 2),), 10)
    known = replace(content, contests={contest.id: contest})
    conversation.content = lambda: known
    assert say("/chiase").options[0].label == "Hội thi chuyển đổi số"
    code = make(say, "hoi-thi")
    waiting = say("/quiz mau-b 5", chat="2")
    opened = say(f"/start q_{code}", chat="2", kind="start")
    assert "Câu 1/" not in opened.text and "trợ lý Công dân số" not in opened.text
    finish(say, waiting, "2")
    link = store.links.get(code)
    assert link and (link.kind, link.figures.opened, link.figures.finished) == ("contest", 1, 0)


@pytest.mark.parametrize("text", ["cfhj23km", "thi bằng lái xe ở đâu", "thi thpt2026", "thi b2 lai xe"])
def test_other_texts_are_left_to_the_others(say: Callable[..., Reply], text: str) -> None:
    assert "mã này" not in say(text).text


def test_a_question_in_the_middle_is_answered(say: Callable[..., Reply]) -> None:
    say("/chiase mau-a")
    assert say("làm hộ chiếu ở đâu?").topic == "ho-chieu-cap-moi"


def test_numbers_do_not_get_onto_a_poster(say: Callable[..., Reply]) -> None:
    say("/chiase mau-a")
    assert "không ghi số điện thoại" in say("0912345678").text
    assert "dài quá" in say("Nông " * 20).text
    say("Hà 0912345678")
    made = say("bỏ qua")
    assert "Hà mời bác/anh/chị." in say(f"thi {code_in(made)}", chat="2").text


@pytest.mark.parametrize("unit", ["Thôn 3, xã Yên Bình", "Tổ dân phố 4, phường Gia Sàng", "thôn Nà Phặc xã Nghĩa Tá"])
def test_a_village_is_a_name_here_and_no_secret(say: Callable[..., Reply], store: Store, unit: str) -> None:
    say("/chiase mau-a")
    say("bỏ qua")
    code = code_in(say(unit, sealed=store.sealer.seal(unit)))
    link = store.links.get(code)
    assert link and link.unit == unit
    say("/chiase mau-a")
    typed = f"Hà, {unit}"  # a person's name is no place: an address there is taken out
    say(typed, sealed=store.sealer.seal(typed))
    other = store.links.get(code_in(say("bỏ qua")))
    assert other and other.maker == "Hà"


def test_a_number_beside_a_village_is_taken_out_with_it(say: Callable[..., Reply], store: Store) -> None:
    say("/chiase mau-a")
    say("bỏ qua")
    typed = "Thôn Nà Phặc 0912345678"
    link = store.links.get(code_in(say(typed, sealed=store.sealer.seal(typed))))
    assert link and "0912" not in link.unit and link.unit.startswith("Thôn Nà Phặc")


def test_deleting_all_takes_the_names_off_the_link(say: Callable[..., Reply]) -> None:
    code = make(say)
    assert "1 đường dẫn" in say("/dulieu").text
    say("/xoadulieu dong-y")
    opened = say(f"thi {code}", chat="2")
    assert "Câu 1/3:" in opened.text and "Hà" not in opened.text
    assert "THI" not in say("/chiase").text


def test_without_a_public_address_there_is_still_the_code(
    content: Content, store: Store, settings: Settings, clock: Clock
) -> None:
    alone = Conversation(lambda: content, store, settings, clock)
    for text in ("/chiase mau-a", "bỏ qua", "bỏ qua"):
        reply = alone.handle(Message("terminal", "1", "1", text))
    assert reply and code_in(reply) and reply.picture is None and "http" not in reply.text
    for text in ("/chiase mau-a", "bỏ qua", "bỏ qua"):
        reply = alone.handle(Message("web", "1", "1", text, base="http://localhost:8080"))
    assert reply and f"http://localhost:8080/q/{code_in(reply)}" in reply.text
