"""Contests as provinces write them; broken ones get file, line and a plain sentence."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.contest import Contest, initials, shown_name
from quiz.contest_file import read_contest
from quiz.contest_shelf import check, read_contests
from quiz.moments import ZONE, read_moment, shown
from quiz.shelf import read_banks
from tests.conftest import DATA
from written.reading import Unreadable

GOOD = """title: "Thi tìm hiểu chuyển đổi số"
rules: "Mỗi người thi một lượt mỗi ngày."
opens: "00:00 10/9/2026"
closes: "24:00 ngày 30/9/2026"
minutes: 15
questions:
  - {bank: mau-a, count: 2}
asks: [name, year, unit]
tie_break: {question: "Bao nhiêu người đúng hết?", order: [guess, time]}
certificate: {right: 2}
units:
  - name: "Xã Nghĩa Tá"
    kind: xã
    population: 4.512
    units: [Thôn Nà Phặc, Thôn Nà Khoang]
"""
BROKEN = [
    (("24:00 ngày 30/9/2026", "ngày 30 tháng 9"), 4, "không phải giờ và ngày; viết “00:00"),
    (("24:00 ngày 30/9/2026", "25:00 30/9/2026"), 4, "không phải giờ và ngày"),
    (("24:00 ngày 30/9/2026", "24:00 30/8/2026"), 4, "phải sau giờ mở"),
    (("minutes: 15", "minutes: mười lăm"), 5, "viết một số từ 1 đến 600"),
    (("minutes: 15\n", ""), 1, "thiếu mục “minutes”"),
    (("minutes: 15", "minutes: 15\nphut: 15"), 6, "không có mục “phut”"),
    (("count: 2", "count: 0"), 7, "viết một số từ 1 đến 100"),
    (("count: 2", "count: 2, level: trung-binh"), 7, "chỉ dùng: de (dễ)"),
    (("asks: [name", "asks: [ten"), 8, "chỉ dùng: name (họ tên)"),
    (("asks: [name, year", "asks: [name, name"), 8, "hỏi hai lần"),
    (("[guess, time]", "[doan]"), 9, "guess (đoán gần nhất)"),
    (('{question: "Bao nhiêu người đúng hết?", order: [guess, time]}', "{order: [guess]}"), 9, "phải có “question”"),
    (("right: 2", "right: 5"), 10, "mỗi lượt chỉ có 2 câu"),
    (("right: 2", "diem: 2"), 10, "số câu đúng tối thiểu"),
    (("Thôn Nà Khoang", "Thôn Nà Phặc"), 15, "viết hai lần"),
    (("population: 4.512", "population: đông"), 12, "không phải một số"),
    (("4.512", "4.512\n    under: Huyện Chợ Đồn"), 12, "không có đơn vị nào tên như vậy"),
    (("asks: [name, year, unit]", "asks: [year, unit]"), 10, "cần họ tên"),
]


def write(folder: Path, text: str, name: str = "thi") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> Contest:
    return read_contest(path, f"contests/{path.name}", lambda name: None)[0]


def test_a_contest_as_a_province_holds_it(tmp_path: Path) -> None:
    contest = read(write(tmp_path, GOOD))
    assert contest.opens == datetime(2026, 9, 10, tzinfo=ZONE) and contest.closes == datetime(2026, 10, 1, tzinfo=ZONE)
    assert shown(contest.closes, end=True) == "24:00 ngày 30/9/2026"
    assert (contest.size, contest.counts, contest.shows, contest.attempts_a_day) == (2, "best", "score", 1)
    assert contest.units.title("xã-nghĩa-tá/thôn-nà-phặc") == "Thôn Nà Phặc, Xã Nghĩa Tá"
    assert contest.units.all["xã-nghĩa-tá"].population == 4512
    last = contest.closes.timestamp() - 0.001
    assert [contest.phase(at) for at in (0, contest.opens.timestamp(), last, last + 1)] == [
        "before", "open", "open", "after",
    ]  # fmt: skip


@pytest.mark.parametrize(("change", "line", "words"), BROKEN, ids=[words for _, _, words in BROKEN])
def test_a_broken_contest_gets_file_line_and_a_plain_sentence(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(Unreadable) as raised:
        read(write(tmp_path, GOOD.replace(*change)))
    found = [f for f in raised.value.findings if words.replace("“", '"') in f.message.replace("“", '"')]
    assert found, raised.value.findings
    assert (found[0].file, found[0].line, found[0].severity) == ("contests/thi.yaml", line, "lỗi")


def test_what_the_banks_lack_is_told(tmp_path: Path) -> None:
    banks, _ = read_banks(Path(shutil.copytree(DATA / "banks", tmp_path / "banks")))
    now, today = datetime(2026, 9, 1, tzinfo=ZONE).timestamp(), date(2026, 9, 1)
    size = len(banks["mau-a"].questions)

    def lacking(questions: str, at: float = now) -> list[str]:
        contest = read(write(tmp_path, GOOD.replace("{bank: mau-a, count: 2}", questions)))
        return [str(finding) for finding in check([contest], banks, today, at)]

    assert lacking("{bank: mau-a, count: 2}") == []
    (found,) = lacking("{bank: an-toan, count: 2}")
    assert found.startswith("contests/thi.yaml, dòng 7: lỗi: Không có bộ câu hỏi “an-toan”; các bộ: mau-a, mau-b")
    assert f"chỉ có {size} câu, mà cuộc thi cần 99 câu" in lacking("{bank: mau-a, count: 99}")[0]
    twice = f"{{bank: mau-a, count: {size}}}\n  - {{bank: mau-a, count: 1}}"
    assert "tổng số câu vượt" in lacking(twice)[0]
    assert lacking("{bank: an-toan, count: 2}", datetime(2026, 11, 1, tzinfo=ZONE).timestamp()) == []


def test_a_folder_with_a_units_file_a_broken_contest_and_its_last_good_version(tmp_path: Path) -> None:
    folder = tmp_path / "contests"
    (folder / "don-vi").mkdir(parents=True)
    (folder / "don-vi" / "xa.yaml").write_text('units:\n  - "Xã Nghĩa Tá"\n', encoding="utf-8")
    text = GOOD.partition("units:")[0] + "units: don-vi/xa.yaml\n"
    write(folder, text, "mot")
    write(folder, text.replace("don-vi/xa.yaml", "don-vi/khong-co.xlsx"), "hai")
    contests, findings = read_contests(folder, tmp_path / "cache")
    assert list(contests) == ["mot"] and contests["mot"].units.all["xã-nghĩa-tá"].name == "Xã Nghĩa Tá"
    assert [(f.file, f.line) for f in findings] == [("contests/hai.yaml", 11)]
    write(folder, text.replace("minutes: 15", "minutes: ?"), "mot")
    (folder / "don-vi" / "xa.yaml").write_text("units: ?\n", encoding="utf-8")
    contests, findings = read_contests(folder, tmp_path / "cache")
    assert contests["mot"].minutes == 15 and len(contests["mot"].units.all) == 1
    assert {f.file for f in findings} == {"contests/mot.yaml", "contests/hai.yaml", "contests/don-vi/xa.yaml"}


@pytest.mark.parametrize(
    ("text", "hour", "day"),
    [
        ("00:00 10/9/2026", 0, (2026, 9, 10)),
        ("24:00 30/9/2026", 0, (2026, 10, 1)),
        ("24:00 ngày 30/9/2026", 0, (2026, 10, 1)),
        ("30/9/2026 24:00", 0, (2026, 10, 1)),
        ("ngày 30/9/2026, 24 giờ", 0, (2026, 10, 1)),
        ("2026-09-30 24:00", 0, (2026, 10, 1)),
        ("2026-09-10T07:00:00", 7, (2026, 9, 10)),
        ("7h ngày 1/12/2026", 7, (2026, 12, 1)),
        ("24:00 31/12/2026", 0, (2027, 1, 1)),
    ],
)
def test_moments_as_people_write_them(text: str, hour: int, day: tuple[int, int, int]) -> None:
    assert read_moment(text) == datetime(*day, hour, tzinfo=ZONE)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.booleans())
def test_what_is_shown_is_read_again(moment: datetime, end: bool) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=ZONE)
    assert read_moment(shown(moment, end)) == moment


@given(st.text(max_size=30))
def test_any_other_text_is_a_value_error(text: str) -> None:
    try:
        read_moment(text)
    except ValueError:
        return
    assert any(character.isdigit() for character in text)


def test_names_are_shown_as_chosen_and_childrens_only_with_a_guardian() -> None:
    assert shown_name("Nguyễn Văn An", 30, True, False) == "Nguyễn Văn An"
    assert shown_name("Nguyễn Văn An", 30, False, False) == ""
    assert shown_name("Nguyễn Văn An", None, True, False) == "Nguyễn Văn An"
    for said in ((True, False), (False, True), (False, False)):
        assert shown_name("Nguyễn Văn An", 12, *said) == "N.V.A"
    assert shown_name("Nguyễn Văn An", 12, True, True) == "Nguyễn Văn An"
    assert shown_name("Nguyễn Văn An", 16, True, False) == "Nguyễn Văn An"
    assert initials("đặng thị ý") == "Đ.T.Ý"
