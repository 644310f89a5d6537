"""Contests in the chat: before, during and after; registration, attempts, the clock, forged buttons, two phones."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot import contest_codes
from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Reply
from bot.store import Store
from quiz.contest import Contest, Shows
from tests.conftest import Clock
from tests.contests.conftest import BASE, ID, RIGHT, Say, answer_all, at, press, register


def test_before_during_and_after_the_right_thing_is_said(say: Say, clock: Clock) -> None:
    clock.now = at("2026-09-09 23:59")
    before = say("cuộc thi")
    assert "từ 00:00 ngày 10/9/2026 đến 24:00 ngày 30/9/2026" in before.text and "chưa mở" in before.text
    early = register(say)
    assert "mở lúc 00:00 ngày 10/9/2026" in early.text
    assert not any("Bắt đầu" in option.label for option in early.options)
    clock.now = at("2026-09-10 00:00")
    during = say("/thi")
    assert "đang mở" in during.text and during.options[0].label.startswith("Vào thi: Hà")
    assert press(say, during, "Vào thi").options[0].label == "Bắt đầu làm bài"
    clock.now = at("2026-10-01 00:00")
    after = say("thi")
    assert "đã kết thúc" in after.text and not any("Đăng ký" in option.label for option in after.options)
    assert after.options[1].label == "Bảng xếp hạng"
    assert "đã kết thúc" in say(f"/thi {ID} dangky").text


def test_from_registration_to_the_certificate(say: Say, clock: Clock, conversation: Conversation) -> None:
    reply = register(say)
    assert "Mã dự thi của Hà: " in reply.text and reply.options[0].label == "Bắt đầu làm bài"
    first = press(say, reply, "Bắt đầu")
    assert first.text.startswith("Câu 1/5 (còn 10 phút 0 giây)")
    clock.now += 95
    done = answer_all(say, first, right=4)
    assert "Kết quả: 4/5 câu đúng, trong 1 phút 35 giây." in done.text and "xếp thứ 1 trong 1" in done.text
    assert done.options[0].label == "Nhận giấy chứng nhận" and done.options[1].label == "Thi thêm lượt nữa"
    given = press(say, done, "Nhận giấy")
    assert re.fullmatch(rf"/cuoc-thi/{ID}/chung-nhan/\w{{9}}\.png", given.picture or "")
    assert (given.document or "").endswith(".pdf") and f"{BASE}/cuoc-thi/{ID}/chung-nhan/" in given.text
    code = re.search(r"Mã dự thi của Hà: ([\w-]+)", reply.text)
    assert code and contest_codes.read(code[1]) not in given.text
    board = say(f"/thi {ID} hang")
    assert "1. Nông Thị Hà (Thôn Nà Phặc, Xã Nghĩa Tá): 4/5, 1 phút 35 giây" in board.text
    assert "Xã Nghĩa Tá: 1 người, trung bình 4.0" in board.text and "Tạm tính" in board.text


def test_what_is_given_is_never_kept_in_clear(say: Say, store: Store, conversation: Conversation) -> None:
    reply = say(f"/thi {ID} dangky", channel="web", update_id="a")
    press(say, reply, "Đồng ý", channel="web", update_id="b")
    for number, text in enumerate(("1990", "Hoàng Thị Tuyết Nhung", "nà phặc", "0987654321")):
        reply = say(text, channel="web", update_id=f"c{number}")
    connection = store._engine.raw_connection()
    dump = "\n".join(connection.driver_connection.iterdump())  # type: ignore[union-attr]
    for word in ("Hoàng", "Tuyết", "Nhung", "0987654321", "987654"):
        assert word not in dump
    done = press(say, reply, "Hiện họ tên", channel="web", update_id="d")
    assert "Nhung" in done.text and "Hoàng" not in done.text
    dump = "\n".join(connection.driver_connection.iterdump())  # type: ignore[union-attr]
    for word in ("Hoàng", "Tuyết", "0987654321", "987654"):
        assert word not in dump
    with store.transaction(0, store.hashed("web", "1")) as records:
        from bot.messages import Message

        records.session(Message("web", "1", "1", ""))
        (who,) = records.contests.own(ID)
        assert who.form == {"name": "Hoàng Thị Tuyết Nhung", "telephone": "0987654321"} and who.year == 1990


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["sinh năm 1990", "tên em là nguyễn văn an"], "thuộc đơn vị nào"),
        (["năm 2030"], "4 chữ số"),
        (["1990", "An"], "cả họ và tên"),
        (["1990", "Nguyễn Văn A 0912345678"], "cả họ và tên"),
        (["1990", "Nguyễn Văn An", "xã Không Có"], "không tìm thấy đơn vị"),
        (["1990", "Nguyễn Văn An", "thon 1"], "Có 2 nơi tên như vậy"),
        (["1990", "Nguyễn Văn An", "luong bang"], "Cụ thể ở đâu thuộc Xã Nghĩa Tá"),
        (["1990", "Nguyễn Văn An", "bac kan"], "Số điện thoại"),
        (["1990", "Nguyễn Văn An", "bac kan", "12345"], "10 chữ số"),
        (["1990", "Nguyễn Văn An", "bac kan", "+84 912 345 678"], "muốn hiện tên không"),
        (["1990", "Nguyễn Văn An", "bac kan", "bỏ qua"], "muốn hiện tên không"),
        (["2021"], "từ 7 tuổi"),
        (["2015", "Nguyễn Văn An", "bac kan", "không"], "dưới 16 tuổi"),
        (["2010", "Nguyễn Văn An", "bac kan", "không"], "dưới 16 tuổi"),
    ],
)
def test_each_field_takes_what_people_type(say: Say, texts: list[str], asked: str) -> None:
    reply = press(say, say(f"/thi {ID} dangky"), "Đồng ý")
    for text in texts:
        reply = say(text)
    assert asked in reply.text, reply.text


def test_two_of_one_name_are_chosen_between(say: Say) -> None:
    press(say, say(f"/thi {ID} dangky"), "Đồng ý")
    for text in ("1990", "Nguyễn Văn An"):
        say(text)
    reply = say("thôn 1")
    assert [option.label for option in reply.options] == ["Thôn 1, Xã Nghĩa Tá", "Thôn 1, Xã Chợ Mới"]
    assert "Số điện thoại" in say("2").text


def test_a_childs_name_is_shown_only_with_both_consents(say: Say) -> None:
    for chat, choice, shown in (("1", "Cả hai đồng ý, chỉ", "T.T.B"), ("2", "Cả hai đồng ý hiện", "Triệu Thị Bông")):
        press(say, say(f"/thi {ID} dangky", chat), "Đồng ý", chat)
        for text in ("2015", "Triệu Thị Bông", "bắc kạn", "bỏ qua"):
            reply = say(text, chat)
        answer_all(say, press(say, press(say, reply, choice, chat), "Bắt đầu", chat), 5, chat)
        assert f". {shown} (" in say(f"/thi {ID} hang", chat).text


def test_consent_refused_and_registration_left(say: Say) -> None:
    reply = say(f"/thi {ID} dangky")
    assert "năm sinh, họ tên, đơn vị, số điện thoại (không bắt buộc)" in reply.text and "365 ngày" in reply.text
    assert "không ghi lại gì" in press(say, reply, "Không đồng ý").text
    assert "bỏ dở" in say(f"/thi {ID} dk-hien", kind="option").text
    press(say, say(f"/thi {ID} dangky"), "Đồng ý")
    say("/menu")
    assert "họ" not in say("mất căn cước làm lại thế nào").text[:20]
    assert press(say, say(f"/thi {ID}"), "Đăng ký").options


def test_answers_can_be_typed_and_an_old_press_changes_nothing(say: Say) -> None:
    first = press(say, register(say), "Bắt đầu")
    second = say("b")
    assert second.text.startswith("Câu 2/5")
    again = say(first.options[0].command, kind="option")
    assert "không sửa được" in again.text and "Câu 2/5" in again.text
    assert say("câu a").text.startswith("Câu 3/5")


@pytest.mark.parametrize(
    "forged",
    ["/ct", "/ct abc", "/ct {name} 1 0", "/ct {name} 0 9", "/ct {name} 0 -1", "/ct {name} -1 0", "/ct {name} 0 0 0",
     "/ct {name} 0 ²", "/ct {name} 999999999999 0", "/ct ' 0 0", "/ct {name} khong"],
)  # fmt: skip
def test_a_forged_button_gains_nothing(say: Say, forged: str) -> None:
    first = press(say, register(say), "Bắt đầu")
    name = first.options[0].command.split()[1]
    say(forged.format(name=name), kind="option")
    assert say(f"/ct {name}").text.startswith("Câu 1/5")
    other = say(f"/ct {name} 0 0", "2", kind="option")
    assert "máy khác" in other.text
    assert say(f"/ct {name}").text.startswith("Câu 1/5")


def test_no_button_tells_the_right_choice(say: Say, store: Store) -> None:
    places = []
    for number in range(25):
        reply = press(say, register(say, f"{number}", telephone="bỏ qua"), "Bắt đầu", f"{number}")
        question = reply.text.rpartition("\n\n")[2]
        if len(reply.options) > 2:
            places.append([option.label for option in reply.options].index(RIGHT[question]))
        assert all(re.fullmatch(r"/ct [a-z]{12} 0 \d", option.command) for option in reply.options)
        assert "đúng" not in reply.text.lower().replace(question.lower(), "")
    assert len(set(places)) > 1


def test_on_another_phone_and_channel_with_the_code(say: Say) -> None:
    reply = register(say)
    code = re.search(r"“mã dự thi ([\w-]+)”", reply.text)
    assert code
    first = press(say, reply, "Bắt đầu")
    say(first.options[0].command, kind="option")
    there = say(f"ma du thi {code[1].lower().replace('-', ' ')}", "9", channel="web")
    assert there.text.startswith("Câu 2/5")
    here = say(first.options[0].command.replace(" 0 ", " 1 "), kind="option")
    assert "máy khác" in here.text
    assert say("a", "9", channel="web").text.startswith("Câu 3/5")
    assert say(code[1]).text.startswith("Câu 3/5")
    assert "không đúng" in say(f"mã dự thi {code[1][:-1]}{'C' if code[1][-1] != 'C' else 'F'}").text


def test_several_people_on_one_phone(say: Say) -> None:
    register(say)
    register(say, name="Triệu Văn Sơn", telephone="bỏ qua")
    front = say(f"/thi {ID}")
    assert [option.label.split(" (")[0] for option in front.options[:3]] == [
        "Vào thi: Sơn", "Vào thi: Hà", "Người khác đăng ký",
    ]  # fmt: skip
    number = front.options[0].command.split()[-1]
    assert say(f"/thi {ID} vao {number}", "2").options[0].label == "Đăng ký dự thi"  # nobody of that phone
    assert say(f"/thi {ID} lam {number}", "2").options[0].label == "Đăng ký dự thi"


def test_time_over(say: Say, clock: Clock) -> None:
    first = press(say, register(say), "Bắt đầu")
    second = say(first.options[0].command, kind="option")
    clock.now += 600
    third = say(second.options[0].command, kind="option")
    assert third.text.startswith("Câu 3/5 (còn 0 giây)")
    clock.now += 0.001
    over = say(third.options[0].command, kind="option")
    assert "Hết giờ làm bài. Em đã ghi nhận 2/5 câu" in over.text and "Kết quả: " in over.text
    assert "trong 10 phút 0 giây" in over.text


def test_attempts_a_day(say: Say, clock: Clock) -> None:
    reply = register(say)
    for right in (1, 2):
        reply = answer_all(say, press(say, reply, "Bắt đầu" if right == 1 else "Thi thêm"), right)
    assert not any("lượt nữa" in option.label for option in reply.options)
    number = say(f"/thi {ID}").options[0].command.split()[-1]
    assert "hết 2 lượt" in say(f"/thi {ID} lam {number}").text
    clock.now = at("2026-09-16 00:00")
    assert press(say, say(f"/thi {ID} vao {number}"), "Thi thêm").text.startswith("Câu 1/5")


def test_questions_asked_meanwhile_are_answered_with_the_way_back(say: Say, clock: Clock) -> None:
    say(press(say, register(say), "Bắt đầu").options[0].command, kind="option")
    clock.now += 60
    other = say("mất căn cước làm lại thế nào?")
    assert "căn cước" in other.text and other.options[0].label == "Trở lại bài thi (câu 2/5, còn 9 phút 0 giây)"
    assert press(say, other, "Trở lại").text.startswith("Câu 2/5")


def test_danger_comes_first_even_in_a_contest(say: Say) -> None:
    press(say, register(say), "Bắt đầu")
    assert "114" in say("cháy nhà rồi cứu với").text


def test_the_guess_is_a_number(say: Say) -> None:
    reply = press(say, register(say), "Bắt đầu")
    for _ in range(5):
        reply = say("a")
    assert "Bao nhiêu người đúng hết?" in reply.text
    assert "ví dụ: 120" in say("nhiều lắm").text
    assert "Đã nộp bài" in say("khoảng 1.200 người").text


def test_a_guess_of_one_is_a_guess(say: Say, store: Store) -> None:
    press(say, register(say), "Bắt đầu")
    for _ in range(5):
        say("a")
    say("1")
    assert [line.guess for line in store.contests.persons(ID, 5)] == [1]


def test_without_a_guess(say: Say) -> None:
    press(say, register(say), "Bắt đầu")
    for _ in range(5):
        say("a")
    assert "Đã nộp bài" in say("bỏ qua").text


def test_not_in_groups(say: Say) -> None:
    assert "nhắn riêng" in say("/thi", group=True).text


def test_a_contest_begun_through_a_link(say: Say) -> None:
    reply: Reply = say(f"/chiase {ID}")
    for _ in range(2):
        reply = say("bỏ qua")
    code = re.search(r"THI (\w{8})", reply.text)
    assert code
    assert "Thi tìm hiểu chuyển đổi số" in say(f"thi {code[1]}", "2").text
    assert say(f"/start q_{code[1]}", "3", kind="start").options[0].label == "Đăng ký dự thi"


def test_edits_of_banks_and_rules_do_not_touch_a_begun_contest(
    say: Say, conversation: Conversation, content: Content, contest: Contest
) -> None:
    first = press(say, register(say), "Bắt đầu")
    banks = {
        name: replace(bank, questions=tuple(replace(q, question="Câu đã sửa?", right="x") for q in bank.questions[:1]))
        for name, bank in content.banks.items()
    }
    edited = replace(contest, minutes=1, attempts_a_day=9, counts="last")
    known = replace(content, banks=banks, contests={contest.id: edited})
    conversation.content = lambda: known
    done = answer_all(say, say(f"/ct {first.options[0].command.split()[1]}"), right=5)
    assert "Kết quả: 5/5" in done.text
    assert "10 phút, mỗi ngày 2 lượt, lấy lượt cao điểm nhất" in say(f"/thi {ID}").text
    again = press(say, done, "Thi thêm")
    assert "còn 10 phút 0 giây" in again.text and "đã sửa" not in again.text


def test_a_file_that_is_gone_lets_attempts_end(say: Say, conversation: Conversation, content: Content) -> None:
    first = press(say, register(say), "Bắt đầu")
    gone = replace(content, contests={})
    conversation.content = lambda: gone
    reply = say(first.options[0].command, kind="option")
    for _ in range(4):
        reply = say(reply.options[0].command, kind="option")
    assert "Đã nộp bài" in say("5").text


def test_clearing_the_page_keeps_what_was_given_to_the_organiser(say: Say, store: Store) -> None:
    reply = register(say)
    code = re.search(r"Mã dự thi của Hà: ([\w-]+)", reply.text)
    assert code
    say("/xoadulieu trang")
    assert say(f"/thi {ID}").options[0].label == "Đăng ký dự thi"
    assert "Hà" in say(f"mã dự thi {code[1]}").text


def test_deleting_ones_data_deletes_it_here_too(say: Say) -> None:
    code = re.search(r"Mã dự thi của Hà: ([\w-]+)", register(say).text)
    assert code
    assert "1 người đăng ký dự thi từ đây" in say("/dulieu").text
    assert "không còn nhận được giải" in say("/xoadulieu").text
    say("/xoadulieu dong-y")
    assert "Hà" not in say(f"mã dự thi {code[1]}").text


def test_the_same_update_twice_answers_once(say: Say) -> None:
    first = press(say, register(say), "Bắt đầu", update_id="7")
    command = first.options[0].command
    once = say(command, channel="telegram", kind="option", update_id="8")
    assert once.text.startswith("Câu 2/5")
    with pytest.raises(AssertionError):
        say(command, channel="telegram", kind="option", update_id="8")  # nothing is sent a second time
    assert say(f"/ct {command.split()[1]}").text.startswith("Câu 2/5")


def test_the_first_attempt_waits_for_questions(say: Say, conversation: Conversation, content: Content) -> None:
    empty = replace(content, banks={})
    conversation.content = lambda: empty
    assert "chuẩn bị câu hỏi" in press(say, register(say), "Bắt đầu").text
    conversation.content = lambda: content
    assert press(say, say(f"/thi {ID}"), "Vào thi").options[0].label == "Bắt đầu làm bài"


def test_right_and_wrong_are_told_at_once_only_where_the_rules_say_so(
    say: Say, conversation: Conversation, content: Content, contest: Contest, clock: Clock
) -> None:
    modes: tuple[tuple[Shows, bool], ...] = (("answers", True), ("nothing", False))
    for shows, expected in modes:
        known = replace(content, contests={contest.id: replace(contest, shows=shows)})
        conversation.content = lambda known=known: known  # type: ignore[misc]
        reply = press(say, register(say, shows), "Bắt đầu", shows)
        second = say(reply.options[0].command, shows, kind="option")
        assert second.text.startswith(("Đúng.", "Chưa đúng, đáp án: ")) == expected
    for _ in range(4):
        second = say(second.options[0].command, "nothing", kind="option")
    ended = say("7", "nothing")
    assert "công bố sau khi cuộc thi đóng" in ended.text and "Kết quả" not in ended.text
    assert not any("chứng nhận" in option.label for option in ended.options)
    assert "Dẫn đầu" not in say(f"/thi {ID} hang", "nothing").text
    clock.now = at("2026-10-01 00:01")
    assert "Dẫn đầu" in say(f"/thi {ID} hang", "nothing").text
