"""Results as a jury gets them: all of them, what looks odd marked and not left out, texts that stay texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.contest_export import export_from
from bot.contests import Entry, Participant, Running
from bot.messages import Message
from bot.store import Store
from quiz.attempt import VOID, drawable
from quiz.contest import Ask, Contest
from tests.contests.conftest import BANKS, ID, at

NOW = at("2026-09-15 08:00")
CLOSES = at("2026-10-01 00:00")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, make_address: Callable[[str], str]) -> str:
    return make_address(str(request.param))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store(address, "test")
    yield opened
    opened.close()


@pytest.fixture
def contest(contest: Contest) -> Contest:
    return replace(contest, asks=(*contest.asks, Ask("text", "Nghề nghiệp", True)))


def play(
    store: Store, contest: Contest, number: int, right: int, seconds: float = 60, chat: str = "",
    telephone: str = "", name: str = "", wrong: int = 1, start: float = NOW,
) -> Participant:  # fmt: skip
    """Register somebody who answers ``right`` questions right and takes the bank's ``wrong``-th choice elsewhere."""
    chat = chat or f"chat {number}"
    form = {"name": name or f"Người {number}", "telephone": telephone or f"09{number:08}", "Nghề nghiệp": "=1+1"}
    with store.transaction(start, store.hashed("telegram", chat)) as records:
        records.session(Message("telegram", chat, chat, ""))
        made = drawable(contest, BANKS, contest.opens.date())
        assert made
        pool = records.contests.freeze(ID, CLOSES, made)
        who = records.contests.register(ID, CLOSES, Entry(form, "", "xã-nghĩa-tá/thôn-nà-phặc", 1990))
        running = records.contests.begin(who, pool, CLOSES)
        assert isinstance(running, Running)
        attempt = running.attempt
        for position, asked in enumerate(attempt.paper):
            most = len(asked.order) - 1
            attempt = attempt.answer(
                position, asked.order.index(0 if position < right else min(wrong, most)), start + 1
            )
        records.contests.save(running, attempt.give_guess(number, start + seconds))
    return who


def exported(address: str, contest: Contest, path: Path) -> dict[str, list[list[Any]]]:
    export_from(address, "test", contest, path)
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_all_that_a_jury_needs(store: Store, address: str, contest: Contest, tmp_path: Path) -> None:
    for number, right in enumerate((2, 5, 3)):
        play(store, contest, number, right, seconds=100 + number)
    with store.transaction(NOW) as records:  # registered only
        records.contests.register(ID, CLOSES, Entry({"name": "=HYPERLINK(1)"}, "", "phường-bắc-kạn"))
    while store.contests.settle(ID, closed=True):
        pass
    sheets = exported(address, contest, tmp_path / "ket-qua.xlsx")
    assert list(sheets) == ["Kết quả", "Theo đơn vị", "Dấu hiệu bất thường", "Câu hỏi", "Nhật ký"]
    heading, first, *_, last = sheets["Kết quả"]
    row = dict(zip(heading, first, strict=True))
    assert (row["Hạng"], row["Họ tên"], row["Năm sinh"], row["Điểm"]) == (1, "Người 1", 1990, 5)
    assert (row["Đơn vị"], row["Thuộc"], row["Điện thoại"]) == ("Thôn Nà Phặc", "Xã Nghĩa Tá", "0900000001")
    assert (row["Thời gian (giây)"], row["Dự đoán"], row["Chênh lệch"], row["Số lượt"]) == (101, 1, 0, 1)
    assert f"{row['Bắt đầu']:%H:%M %d/%m/%Y}" == "08:00 15/09/2026" and row["Nghề nghiệp"] == "=1+1"
    assert [line[7] for line in sheets["Kết quả"][1:]] == [5, 3, 2, None]
    assert (last[0], last[2], last[4]) == (None, "=HYPERLINK(1)", "Phường Bắc Kạn")
    units = {line[0]: line[4:] for line in sheets["Theo đơn vị"][1:]}
    assert units["Xã Nghĩa Tá"] == [3, 3, 3 / 400, 10, 3.333] and units["Phường Bắc Kạn"][:2] == [1, 0]
    assert sum(line[7] for line in sheets["Câu hỏi"][1:]) == 15 and sum(line[8] for line in sheets["Câu hỏi"][1:]) == 10


def test_texts_stay_texts(store: Store, address: str, contest: Contest, tmp_path: Path) -> None:
    play(store, contest, 1, 5, name='=cmd|" /C calc"!A0')
    path = tmp_path / "ket-qua.xlsx"
    export_from(address, "test", contest, path)
    cell = openpyxl.load_workbook(path)["Kết quả"]["C2"]
    assert (cell.value, cell.data_type) == ('=cmd|" /C calc"!A0', "s")


def test_what_looks_odd_is_marked_and_not_left_out(
    store: Store, address: str, contest: Contest, tmp_path: Path
) -> None:
    play(store, contest, 1, 4, seconds=5)  # quicker than anybody reads
    play(store, contest, 2, 5, telephone="0911111111")
    play(store, contest, 3, 5, telephone="0911111111")
    for number in range(10, 15):
        play(store, contest, number, 5, chat="one phone", start=NOW + number * 60)
    for number in range(20, 24):
        play(store, contest, number, 5, chat="a family", start=NOW + number * 60)
    for number in range(30, 35):
        play(store, contest, number, 5, chat="a library", start=NOW + number * 3600)
    sheets = exported(address, contest, tmp_path / "ket-qua.xlsx")
    marks = {line[2]: line[14] for line in sheets["Kết quả"][1:]}
    assert len(marks) == 17 and marks["Người 1"] == "Nhanh khó tin"
    assert marks["Người 2"] == marks["Người 3"] == "Trùng điện thoại"
    assert {name for name, said in marks.items() if said == "Dồn trên một máy"} == {f"Người {n}" for n in range(10, 15)}
    assert sum(said is None for said in marks.values()) == 9
    details = [line[3] for line in sheets["Dấu hiệu bất thường"][1:]]
    assert any("Trả lời hết 5 câu trong 5.0 giây" in detail for detail in details) and len(details) == 8


def test_the_same_mistakes_are_marked(store: Store, address: str, contest: Contest, tmp_path: Path) -> None:
    small = replace(contest, parts=(replace(contest.parts[0], count=len(BANKS["mau-a"].questions)),))
    for number, (right, wrong) in enumerate(((0, 1), (0, 1), (0, 2))):
        play(store, small, number, right, wrong=wrong)
    sheets = exported(address, small, tmp_path / "ket-qua.xlsx")
    marks = {line[2]: line[14] for line in sheets["Kết quả"][1:]}
    assert marks["Người 0"] == marks["Người 1"] == "Trùng cách trả lời" and marks["Người 2"] is None


def test_corrections_stand_in_the_log(store: Store, address: str, contest: Contest, tmp_path: Path) -> None:
    play(store, contest, 1, 0)
    name = BANKS["mau-a"].questions[0].id
    with store.transaction(NOW) as records:
        records.contests.correct(ID, name, VOID, "telegram:1", "Hai đáp án đúng")
    while store.contests.settle(ID, closed=False):
        pass
    sheets = exported(address, contest, tmp_path / "ket-qua.xlsx")
    line = sheets["Nhật ký"][1]
    right = BANKS["mau-a"].questions[0].right
    assert line[2:] == ["huỷ câu", name, right, "Đã huỷ: ai gặp đều được tính đúng", "Hai đáp án đúng"]
    voided = next(row for row in sheets["Câu hỏi"] if row[0] == name)
    assert voided[6] == "Đã huỷ: ai gặp đều được tính đúng"


def test_a_contest_that_nobody_has_begun(store: Store, address: str, contest: Contest, tmp_path: Path) -> None:
    sheets = exported(address, contest, tmp_path / "ket-qua.xlsx")
    assert len(sheets["Kết quả"]) == 1 and len(sheets["Theo đơn vị"]) == 7


def test_writing_results_does_not_hold_up_answers(store: Store, address: str, contest: Contest) -> None:
    from bot.store.contest_export import export

    play(store, contest, 1, 3)
    with export(address, "test", ID) as rows:
        found = rows.ranked()
        assert next(found).who.score == 3
        play(store, contest, 2, 5)  # while the rows are being read
        assert [one.who.score for one in found] == []
