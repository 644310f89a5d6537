"""Organisers in the chat: figures, a question voided, a key corrected, the log; nobody else."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from bot.messages import Reply
from bot.store import Store
from tests.conftest import Clock
from tests.contests.conftest import ID, RIGHT, Say, answer_all, press, register

OTHER = "2"  # ADMINS of the tests is telegram:1


def play(say: Say, right: int) -> Reply:
    return answer_all(say, press(say, register(say, OTHER), "Bắt đầu", OTHER), right, OTHER)


def voided(say: Say, store: Store) -> str:
    """Return the id of a question that everybody met: of three drawn of a bank with so many."""
    pool = store.contests.pool(ID)
    assert pool
    return pool.questions[0].id


def test_only_organisers(say: Say) -> None:
    for command in ("", f" {ID}", f" {ID} huy a-1 vì thế", f" {ID} tai", f" {ID} nhat-ky", f" {ID} cau otp"):
        assert say(f"/thi-quantri{command}", OTHER).text.endswith("Việc này chỉ dành cho ban tổ chức.")
        assert say(f"/thi-quantri{command}", group=True).text.endswith("Việc này chỉ dành cho ban tổ chức.")


def test_figures_and_before_it_begins(say: Say) -> None:
    assert "chưa có ai làm bài" in say(f"/thi-quantri {ID} huy a-1 câu này sai").text
    play(say, 2)
    assert "Đăng ký: 1. Đã làm bài: 1. Đang làm: 0." in say("/thi-quantri").text


def test_a_question_is_found_voided_and_its_key_corrected(say: Say, store: Store) -> None:
    play(say, 0)
    name = voided(say, store)
    pool = store.contests.pool(ID)
    assert pool
    found = say(f"/thi-quantri {ID} cau {pool.question(name).question[:12]}")
    assert f"{name}: " in found.text and f"Đáp án: 1) {RIGHT[pool.question(name).question]}" in found.text
    assert "Cần ghi lý do" in say(f"/thi-quantri {ID} huy {name}").text
    assert "Không có câu hỏi nào" in say(f"/thi-quantri {ID} huy khong-co vì sai").text
    before = store.contests.persons(ID, 1)[0].score
    for question in [question.id for question in pool.questions]:
        assert "Đã ghi" in say(f"/thi-quantri {ID} huy {question} câu hỏi có hai đáp án").text
    assert before == 0 and store.contests.persons(ID, 1)[0].score == 5
    assert "không có gì thay đổi" in say(f"/thi-quantri {ID} huy {name} lần nữa").text
    assert "2) " in say(f"/thi-quantri {ID} dap-an {name} 2 đáp án in nhầm").text
    assert "Đáp án: 2) " in say(f"/thi-quantri {ID} cau {name}").text
    log = say(f"/thi-quantri {ID} nhat-ky").text
    assert log.splitlines()[0].endswith("trước: -1, sau: 1. Lý do: đáp án in nhầm")
    board = say(f"/thi {ID} hang", OTHER).text
    assert f"sửa hoặc huỷ {len(pool.questions)} câu hỏi" in board


def test_the_address_of_results_is_signed_and_short_lived(say: Say, clock: Clock, store: Store) -> None:
    reply = say(f"/thi-quantri {ID} tai")
    found = re.search(r"https://\S+", reply.text)
    assert found
    asked = parse_qs(urlsplit(found[0]).query)
    assert int(asked["han"][0]) == int(clock.now) + 3600
    assert asked["k"][0] == store.hashed("contest results", ID, asked["han"][0])
    assert "tải kết quả" in say(f"/thi-quantri {ID} nhat-ky").text
