"""Units: read from what people fill in, found by what people type, never guessed between two."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.units import Row, Units, grown
from quiz.units_file import read_units
from quiz.units_search import search
from written.reading import Unreadable
from written.text import fold

SHIPPED = Path(__file__).parent.parent.parent / "quiz" / "contests" / "don-vi" / "thai-nguyen.yaml"


@pytest.fixture(scope="module")
def province() -> Units:
    return read_units(SHIPPED, SHIPPED.name)[0]


def sheet(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(path: Path) -> Units:
    return read_units(path, path.name)[0]


def test_the_shipped_communes_are_todays(province: Units) -> None:
    assert len(province.all) == 92
    assert sum(unit.kind == "phường" for unit in province.all.values()) == 15
    assert len(province.by_key) == 92


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("xã nghĩa tá", ["Xã Nghĩa Tá"]),
        ("nghia ta", ["Xã Nghĩa Tá"]),
        ("X. Nghia Ta", ["Xã Nghĩa Tá"]),
        ("nghia taa", ["Xã Nghĩa Tá"]),
        ("em ở xã Nghĩa Tá", ["Xã Nghĩa Tá"]),
        ("lương bằng", ["Xã Nghĩa Tá"]),
        ("p. mo che", ["Phường Bá Xuyên"]),
        ("tt Chợ Rã", ["Xã Chợ Rã"]),
        ("Văn Lăng", ["Xã Văn Lăng"]),
        ("van lang", ["Xã Văn Lang", "Xã Văn Lăng"]),
        ("Gia Sàng", ["Phường Gia Sàng", "Phường Phan Đình Phùng"]),
        ("hà nội", []),
        ("?", []),
        ("", []),
    ],
)
def test_found_by_old_names_without_marks_abbreviated_and_with_slips(
    province: Units, typed: str, found: list[str]
) -> None:
    assert [unit.name for unit in search(province, typed)] == found


def test_every_unit_is_found_by_its_name_with_and_without_marks(province: Units) -> None:
    for unit in province.all.values():
        assert search(province, unit.name)[0] == unit
        assert unit in search(province, fold(unit.name)) and unit in search(province, unit.name.upper())
        for old in unit.formerly:
            assert unit in search(province, old) and unit in search(province, fold(old))


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_looked_for(typed: str) -> None:
    units, _ = grown([Row("Xã A"), Row("Thôn 1", under=("Xã A",))])
    assert all(unit in units.all.values() for unit in search(units, typed))


VILLAGES = [
    Row("Thôn 1", "thôn", ("Xã Nghĩa Tá",)), Row("Thôn 1", "thôn", ("Xã Chợ Mới",)),
    Row("Thôn Nà Phặc", "thôn", ("Xã Nghĩa Tá",)), Row("Tổ 1", "tổ", ("Phường Bắc Kạn",)),
    Row("Xã Nghĩa Tá", "xã", (), 4512), Row("Xã Chợ Mới", "xã"), Row("Phường Bắc Kạn", "phường"),
    Row("Chi đoàn Nà Phặc", "chi đoàn", ("Xã Nghĩa Tá", "Thôn Nà Phặc")),
]  # fmt: skip


def test_of_two_with_one_name_both_are_offered_with_their_parents() -> None:
    units, problems = grown(VILLAGES)
    assert not problems
    assert [units.title(unit.id) for unit in search(units, "thon 1")] == ["Thôn 1, Xã Nghĩa Tá", "Thôn 1, Xã Chợ Mới"]
    assert [units.title(unit.id) for unit in search(units, "thon 1 cho moi")] == ["Thôn 1, Xã Chợ Mới"]
    assert [units.title(unit.id) for unit in search(units, "Thôn 1, xã Nghĩa Tá")] == ["Thôn 1, Xã Nghĩa Tá"]
    assert [unit.name for unit in search(units, "na phac")] == ["Thôn Nà Phặc", "Chi đoàn Nà Phặc"]
    assert [unit.name for unit in search(units, "chi doan na phac")] == ["Chi đoàn Nà Phặc"]
    assert [unit.name for unit in search(units, "thon 1", within="xã-chợ-mới")] == ["Thôn 1"]


def test_a_tree_of_any_depth() -> None:
    rows = [Row(f"Cấp {n}", under=tuple(f"Cấp {m}" for m in range(n))) for n in range(12)]
    units, problems = grown(list(reversed(rows)))
    assert not problems
    deepest = list(units.all.values())[-1]
    assert len(units.path(deepest.id)) == 12 and len(list(units.below(""))) == 12


def test_a_sheet_with_a_parent_column(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "don-vi.xlsx",
        [
            ["DANH SÁCH ĐƠN VỊ DỰ THI"],
            [],
            ["STT", "Tên đơn vị", "Thuộc", "Loại", "Dân số", "Tên cũ"],
            [1, "Xã Nghĩa Tá", None, "xã", 4512.0, "xã Lương Bằng; xã Bình Trung"],
            [2, "Thôn Nà Phặc", "Xã Nghĩa Tá", "thôn", "1.204 người", None],
            [None, None, None, None, None, None],
            [3, "Chi đoàn", "Thôn Nà Phặc, Xã Nghĩa Tá", "chi đoàn", "", ""],
        ],
    )
    units = read(path)
    assert [units.title(name) for name in units.all] == [
        "Xã Nghĩa Tá", "Thôn Nà Phặc, Xã Nghĩa Tá", "Chi đoàn, Thôn Nà Phặc, Xã Nghĩa Tá",
    ]  # fmt: skip
    assert [unit.population for unit in units.all.values()] == [4512, 1204, None]
    assert units.all["xã-nghĩa-tá"].formerly == ("xã Lương Bằng", "xã Bình Trung")


def test_a_sheet_with_a_column_for_each_level_and_merged_cells(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "don-vi.xlsx",
        [
            ["TT", "Xã, phường", "Thôn, tổ dân phố", "Dân số", "Ghi chú"],
            [1, "Xã Nghĩa Tá", "Thôn Nà Phặc", "1 204", "x"],
            [2, None, "Thôn Nà Khoang", 830, None],
            [3, "Phường Bắc Kạn", None, 9000, None],
            [4, None, "Tổ 1", "-", None],
        ],
    )
    units = read(path)
    assert {units.title(name) for name in units.all} == {
        "Xã Nghĩa Tá", "Phường Bắc Kạn",
        "Thôn Nà Phặc, Xã Nghĩa Tá", "Thôn Nà Khoang, Xã Nghĩa Tá", "Tổ 1, Phường Bắc Kạn",
    }  # fmt: skip
    known = {unit.name: unit.population for unit in units.all.values()}
    assert known == {
        "Xã Nghĩa Tá": None, "Thôn Nà Phặc": 1204, "Thôn Nà Khoang": 830, "Phường Bắc Kạn": 9000, "Tổ 1": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ([["Họ tên", "Điểm"], ["A", 1]], 1, "Không thấy hàng tiêu đề"),
        ([["Tên đơn vị", "Thuộc"], ["Thôn A", "Xã Không Có"]], 2, "không có đơn vị nào tên như vậy"),
        ([["Tên đơn vị", "Dân số"], ["Xã A", "nhiều"]], 2, "không phải một số"),
        ([["Tên đơn vị", "Thuộc"], ["Xã A", ""], ["Xã A", ""]], 3, "viết hai lần"),
        ([["Tên đơn vị"]], 1, "Danh sách đơn vị trống"),
    ],
)
def test_a_broken_sheet_gets_its_row(tmp_path: Path, rows: list[list[object]], line: int, words: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(sheet(tmp_path / "don-vi.xlsx", rows))
    (found,) = raised.value.findings
    assert (found.file, found.line) == ("don-vi.xlsx", line) and words in found.message


def test_what_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "gia.xlsx"
    path.write_text("Xã A;Xã B", encoding="utf-8")
    with pytest.raises(Unreadable, match="lưu lại kiểu Excel"):
        read(path)
