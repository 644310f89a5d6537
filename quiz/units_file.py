"""Reads units from YAML (nested or with "under") and from a spreadsheet as a province fills it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quiz.units import LONGEST_NAME, Row, Units, UnitsError, grown
from written.reading import Finding, Items, Lines, Text, Unreadable, read_yaml
from written.text import normal_form

_KEYS = ("name", "kind", "population", "formerly", "under", "units")
_COLUMNS = {
    "name": ("ten don vi", "don vi", "ten"),
    "under": ("thuoc", "truc thuoc", "don vi cap tren", "cap tren"),
    "kind": ("loai", "loai don vi", "cap"),
    "population": ("dan so", "so dan", "so nguoi", "nhan khau", "so hoc sinh", "doan vien"),
    "formerly": ("ten cu", "truoc day", "ten truoc day", "ten goi cu"),
}
"""Headings (folded) of the columns that a spreadsheet may have."""
_MOST_ROWS = 50_000
_MOST_HEADING_ROWS = 12
_NUMBER = re.compile(r"(\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,]0+)?(?: *(?:người|nguoi|dân|khẩu))?", re.IGNORECASE)


def read_units(path: Path, name: str) -> tuple[Units, list[Finding]]:
    """Return the units in the file ``path`` (.yaml or .xlsx); ``name`` is how findings call it. Raises Unreadable."""
    if path.suffix == ".xlsx":
        return _checked(_sheet_rows(path, name), name, "hàng")
    data, findings = read_yaml(path, name)
    items = data.get(Text("units"))
    if set(data) != {"units"} or not isinstance(items, Items):
        raise Unreadable([*findings, Finding(name, data.line, "lỗi", "Tệp đơn vị chỉ gồm một danh sách “units”.")])
    units, found = units_in(items, name)
    return units, findings + found


def units_in(items: Items, name: str) -> tuple[Units, list[Finding]]:
    """Return the units in a YAML list. Raises Unreadable."""
    return _checked(list(_rows(items, (), name)), name, "dòng")


def _checked(rows: Sequence[Row], name: str, what: str) -> tuple[Units, list[Finding]]:
    units, problems = grown(rows)
    if not rows:
        problems = [UnitsError(1, f"Danh sách đơn vị trống; mỗi {what} ghi một đơn vị.")]
    if problems:
        raise Unreadable([Finding(name, problem.line, "lỗi", str(problem)) for problem in problems])
    return units, []


def _rows(items: Items, under: tuple[str, ...], file: str) -> Iterator[Row]:
    for line, item in zip(items.lines, items, strict=True):
        if isinstance(item, str):
            item = Lines({Text("name", line): item})
            item.line = line
        name = item.get(Text("name")) if isinstance(item, Lines) else None
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise _trouble(file, line, f"Mỗi đơn vị cần có “name” (tên, nhiều nhất {LONGEST_NAME} chữ cái).")
        if unknown := [key for key in item if key not in _KEYS]:
            message = f"Đơn vị không có mục “{unknown[0]}”; các mục được dùng: {', '.join(_KEYS)}."
            raise _trouble(file, unknown[0].line, message)
        formerly, children = item.get(Text("formerly")) or (), item.get(Text("units")) or Items([], [])
        if not isinstance(children, Items):
            raise _trouble(file, line, "“units” phải là danh sách các đơn vị trực thuộc, mỗi đơn vị một dòng “- …”.")
        names = (formerly,) if isinstance(formerly, str) else tuple(str(one) for one in formerly)
        above = tuple(part.strip() for part in reversed(str(item.get(Text("under")) or "").split(",")) if part.strip())
        population = _population(item.get(Text("population")), file, line)
        yield Row(str(name), str(item.get(Text("kind")) or ""), (*under, *above), population, names, line)
        yield from _rows(children, (*under, *above, str(name)), file)


def _population(value: Any, file: str, line: int) -> int | None:
    text = "" if value is None else str(value).strip()
    if text in ("", "-", "–"):
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise _trouble(file, line, f"Dân số “{text}” không phải một số; viết ví dụ 4512.")
    return int(re.sub(r"\D", "", found[1]))


def _trouble(file: str, line: int, message: str) -> Unreadable:
    return Unreadable([Finding(file, line, "lỗi", message)])


# --- spreadsheets ---


def _sheet_rows(path: Path, file: str) -> list[Row]:
    cells = _cells(path, file)
    for number, row in enumerate(cells[:_MOST_HEADING_ROWS]):
        headings = [normal_form(cell) for cell in row]
        known = _known(headings)
        levels = _levels(headings)
        if "name" in known and ("under" in known or not levels):
            return list(_listed(cells[number + 1 :], known, number + 2, file))
        if levels:
            return list(_levelled(cells[number + 1 :], levels, row, known, number + 2, file))
    message = (
        "Không thấy hàng tiêu đề. Cần các cột “Tên đơn vị”, “Thuộc”, “Loại”, “Dân số”, “Tên cũ”; hoặc mỗi cấp một cột, "
        "ví dụ “Xã”, “Thôn”, “Dân số”."
    )
    raise _trouble(file, 1, message)


def _cells(path: Path, file: str) -> list[list[str]]:
    from zipfile import BadZipFile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise _trouble(file, 1, "Không mở được bảng tính; hãy lưu lại kiểu Excel (.xlsx).") from None
    try:
        sheet = book.worksheets[0]
        return [[_cell(value) for value in row] for row in sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)]
    finally:
        book.close()


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def _known(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, heading in enumerate(headings):
        for name, spellings in _COLUMNS.items():
            if heading in spellings:
                found.setdefault(name, column)
    return found


_LEVEL = re.compile(
    r"(?:ten )?(?:cap \d|tinh|huyen|cum|xa|xa phuong|phuong xa|xa phuong thi tran|phuong|thon|xom|ban|to dan pho"
    r"|thon to dan pho|thon xom|thon ban|truong|lop|khoi|doan xa|chi doan|don vi cap \d)"
)


def _levels(headings: Sequence[str]) -> list[int]:
    return [column for column, heading in enumerate(headings) if _LEVEL.fullmatch(heading)]


def _at(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _listed(rows: Sequence[Sequence[str]], known: dict[str, int], first: int, file: str) -> Iterator[Row]:
    for number, row in enumerate(rows, first):
        name = _at(row, known["name"])
        if not name:
            continue
        under = tuple(part.strip() for part in reversed(_at(row, known.get("under")).split(",")) if part.strip())
        population = _population(_at(row, known.get("population")), file, number)
        yield Row(name, _at(row, known.get("kind")), under, population, _old(row, known), number)


def _levelled(
    rows: Sequence[Sequence[str]],
    levels: Sequence[int],
    headings: Sequence[str],
    known: dict[str, int],
    first: int,
    file: str,
) -> Iterator[Row]:
    """Yield units of a sheet with a column for each level; an empty cell means the one above, as merged cells do."""
    current: list[str] = [""] * len(levels)
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, first):
        filled = [level for level, column in enumerate(levels) if _at(row, column)]
        for level in filled:
            current[level:] = [_at(row, levels[level]), *([""] * (len(levels) - level - 1))]
        last = max(filled, default=-1)
        for level in filled:
            path = tuple(name for name in current[: level + 1] if name)
            if path in seen and level != last:
                continue
            seen.add(path)
            kind = headings[levels[level]].removeprefix("Tên ").lower()
            population = _population(_at(row, known.get("population")), file, number) if level == last else None
            formerly = _old(row, known) if level == last else ()
            yield Row(path[-1], kind, path[:-1], population, formerly, number)


def _old(row: Sequence[str], known: dict[str, int]) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;,\n]", _at(row, known.get("formerly"))) if part.strip())
