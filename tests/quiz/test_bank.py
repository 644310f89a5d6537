"""Broken banks: each gets its file, its line and a plain sentence; the others go live."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from quiz.bank import read_bank
from quiz.check import check
from quiz.shelf import read_banks
from tests.conftest import DATA
from written.reading import Unreadable

HEAD = 'title: "Thử"\nabout: "Bộ thử"\nquestions:\n'
GOOD = '  - id: a-1\n    question: "Hỏi gì?"\n    right: "Đúng thế"\n    wrong: ["Sai thế này", "Sai thế kia"]\n'
ENTRIES = {"an-toan-otp", "an-toan-mat-khau", "lua-dao-gia-cong-an", "dvc-trang-web", "vneid-dang-ky-muc-2"}
TODAY = date(2026, 11, 25)

BROKEN = [
    ("", 1, "Tệp trống"),
    ('title: "Thử"\nabout: "x"\n', 1, "thiếu mục “questions”"),
    (HEAD + '  - question: "?"\n    right: "a"\n    wrong: ["b"]\n', 4, "thiếu mục “id”"),
    (HEAD + GOOD + GOOD, 8, "Hai câu cùng mã “a-1”"),
    (HEAD + GOOD.replace("a-1", "Câu 1"), 4, "chỉ gồm chữ thường không dấu"),
    (HEAD + GOOD.replace('["Sai thế này", "Sai thế kia"]', "[]"), 7, "từ 1 đến 3"),
    (HEAD + GOOD.replace('["Sai thế này", "Sai thế kia"]', '["1","2","3","4"]'), 7, "từ 1 đến 3"),
    (HEAD + GOOD.replace("Sai thế này", "ĐÚNG  thế"), 7, "viết hai lần"),
    (HEAD + GOOD.replace("Hỏi gì?", "x" * 301), 5, "nhiều nhất 300"),
    (HEAD + GOOD.replace("Đúng thế", "x" * 101), 6, "nhiều nhất 100"),
    (HEAD + GOOD + '    explanation: "' + "y" * 201 + '"\n', 8, "nhiều nhất 200"),
    (HEAD + GOOD + "    level: trung-binh\n", 8, "chỉ dùng de, vua hoặc kho"),
    (HEAD + GOOD + "    until: 31/12/2026\n", 8, "năm-tháng-ngày"),
    (HEAD + GOOD + "    source: dichvucong.gov.vn\n", 8, "source"),
    (HEAD + GOOD + "    answer: a\n", 8, "không có mục “answer”"),
    (HEAD + GOOD.replace('right: "Đúng thế"', "right: Đúng: thế"), 6, "dấu hai chấm"),
    (HEAD + GOOD.replace("    right", "\tright"), 6, "Tab"),
    (HEAD.replace("questions:\n", "questions: hết\n"), 3, "phải là danh sách"),
    (HEAD + '  - "chỉ một câu"\n', 4, "tên mục: nội dung"),
]


@pytest.mark.parametrize(("text", "line", "words"), BROKEN, ids=[words for _, _, words in BROKEN])
def test_a_broken_bank_gets_file_line_and_a_plain_sentence(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "hong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable) as raised:
        read_bank(path, "banks/hong.yaml")
    found = [f for f in raised.value.findings if words in f.message]
    assert found, raised.value.findings
    assert (found[0].file, found[0].line, found[0].severity) == ("banks/hong.yaml", line, "lỗi")


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "banks", tmp_path / "banks"))


def test_a_broken_bank_keeps_its_last_good_version_and_the_others_go_live(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    banks, findings = read_banks(folder, tmp_path / "cache")
    assert set(banks) == {"mau-a", "mau-b"} and not findings
    broken = folder / "mau-a.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("right:", "rihgt:", 1), encoding="utf-8")
    again, findings = read_banks(folder, tmp_path / "cache")
    assert again["mau-a"] == banks["mau-a"]
    assert {(f.file, f.severity) for f in findings} == {("banks/mau-a.yaml", "lỗi")}
    assert set(read_banks(folder)[0]) == {"mau-b"}


def test_a_question_id_belongs_to_one_bank(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    shutil.copy(folder / "mau-a.yaml", folder / "mau-c.yaml")
    banks, findings = read_banks(folder)
    assert "mau-c" not in banks and "đã dùng ở tệp banks/mau-a.yaml" in findings[0].message


def test_an_expired_question_is_not_asked(tmp_path: Path) -> None:
    path = copied(tmp_path) / "mau-b.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2099-12-31", "2026-11-24"), encoding="utf-8")
    bank, _ = read_bank(path, path.name)
    assert [question.id for question in bank.current(TODAY).questions] == ["mb-web-01"]
    assert any("quá hạn" in finding.message for finding in check({"mau-b": bank}, ENTRIES, TODAY))


ADVICE = [
    ("Không đọc mã, tắt máy", "Không đọc mã cho bất cứ ai, tắt máy rồi gọi ngân hàng", "dài hơn hẳn"),
    ("Đọc một nửa mã", "Tất cả các đáp án đều đúng", "tất cả đều đúng"),
    ("entry: an-toan-otp", "entry: an-toan-opt", "không phải tên một mục"),
    ('    verified: "2026-11-24"\n', "", "thiếu ngày kiểm tra"),
    ('    explanation: "Ngân hàng không bao giờ hỏi mã OTP."\n', "", "thiếu lời giải thích"),
    ('verified: "2026-11-24"', 'verified: "2027-11-24"', "tương lai"),
    ("Ngày sinh của mình", "Cum tu dai chi minh biet", "chỉ khác dấu"),
]


@pytest.mark.parametrize(("old", "new", "words"), ADVICE, ids=[words for _, _, words in ADVICE])
def test_what_should_be_mended_is_told_but_the_bank_is_used(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = copied(tmp_path) / "mau-a.yaml"
    assert check(read_banks(path.parent)[0], ENTRIES, TODAY) == []
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    banks, findings = read_banks(path.parent)
    assert "mau-a" in banks and not findings
    advice = check(banks, ENTRIES, TODAY)
    assert [f for f in advice if words in f.message and f.severity == "nên sửa" and f.line > 1], advice


def test_two_banks_with_the_same_question_are_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    text = (folder / "mau-a.yaml").read_text(encoding="utf-8").replace("id: ma-", "id: mc-")
    (folder / "mau-c.yaml").write_text(text, encoding="utf-8")
    advice = [f for f in check(read_banks(folder)[0], ENTRIES, TODAY) if "gần như trùng" in f.message]
    assert [f.file for f in advice] == ["banks/mau-c.yaml"] * 3


def test_a_bank_whose_right_choices_are_mostly_the_longest_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rows = "".join(
        f'  - id: d-{n}\n    question: "Câu hỏi số {n} về việc {"abcdefghij"[n] * 5}?"\n    right: "Câu dài hơn {n}"\n'
        f'    wrong: ["Câu ngắn {n}", "Câu vừa {n}"]\n'
        for n in range(10)
    )
    (folder / "dai.yaml").write_text(HEAD + rows, encoding="utf-8")
    assert any("dài nhất" in f.message for f in check(read_banks(folder)[0], ENTRIES, TODAY) if f.line == 1)
