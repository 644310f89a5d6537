"""Reads a contest from YAML; every problem with its line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from quiz.bank import LEVELS
from quiz.contest import FIELDS, Ask, Certificate, Contest, Counts, Part, Shows, TieBreak
from quiz.moments import FORMS, ZONE, read_moment
from quiz.units import Units
from quiz.units_file import units_in
from written.reading import Finding, Items, Lines, Text, Unreadable, read_yaml

UnitsOf = Callable[[str], Units | None]
"""Returns the units in a file named beside the contest, None where there are none to use."""
LONGEST_ID = 36
"""A contest's id stands in buttons, which have 64 bytes."""
MOST_QUESTIONS = 100
_MOST_MINUTES = 600
_MOST_A_DAY = 100
_LONGEST = {"title": 120, "rules": 3000, "consent": 600, "organiser": 120, "place": 60}
_KEYS = {
    "title": True, "rules": True, "opens": True, "closes": True, "questions": True, "minutes": True,
    "attempts_a_day": False, "counts": False, "shows": False, "asks": False, "consent": False, "organiser": False,
    "place": False, "tie_break": False, "certificate": False, "units": False,
}  # fmt: skip
_COUNTS = {"best": "lượt cao nhất", "last": "lượt cuối", "first": "lượt đầu"}
_SHOWS = {"nothing": "không hiện gì", "score": "hiện điểm khi xong", "answers": "hiện đúng sai từng câu"}
_FIELDS = dict(zip(FIELDS, ("họ tên", "năm sinh", "đơn vị", "số điện thoại", "câu hỏi riêng"), strict=True))
_ORDER = {"guess": "đoán gần nhất", "time": "làm nhanh nhất"}
_NEVER = datetime(9999, 1, 1, tzinfo=ZONE)  # stands for a moment that could not be read
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"(\d+)(?: *(?:phút|câu|lượt|người))?")


def read_contest(path: Path, name: str, units_of: UnitsOf) -> tuple[Contest, list[Finding]]:
    """Return the contest in ``path`` and what should be mended; ``name`` is how findings call the file.

    Raises Unreadable, with every problem, where the contest cannot be used.
    """
    data, findings = read_yaml(path, name)
    reader = _Reader(name, units_of)
    contest = reader.contest(data, path.stem)
    if reader.findings:
        raise Unreadable([*findings, *reader.findings])
    return contest, findings


class _Reader:
    def __init__(self, name: str, units_of: UnitsOf) -> None:
        self.name = name
        self.units_of = units_of
        self.findings: list[Finding] = []

    def fail(self, line: int, message: str) -> None:
        self.findings.append(Finding(self.name, line, "lỗi", message))

    def contest(self, data: Lines, identity: str) -> Contest:
        if not _ID.fullmatch(identity) or len(identity) > LONGEST_ID:
            self.fail(1, f"Tên tệp “{identity}” chỉ gồm chữ thường không dấu, số, gạch nối, dài nhất {LONGEST_ID}.")
        self.keys(data, _KEYS, "Tệp cuộc thi")
        opens, closes = self.moment(data, "opens"), self.moment(data, "closes")
        if _NEVER not in (opens, closes) and closes <= opens:
            self.fail(_line(data.get(Text("closes"))), "Giờ đóng phải sau giờ mở (opens).")
        parts = self.parts(data)
        size = sum(part.count for part in parts)
        asks, units = self.asks(data), self.units(data)
        if any(ask.field == "unit" for ask in asks) and not units and not self.findings:
            self.fail(_key_line(data, "asks"), "Có hỏi đơn vị (unit) mà chưa có danh sách “units”.")
        certificate = self.certificate(data, size)
        if certificate and not any(ask.field == "name" and not ask.optional for ask in asks):
            self.fail(_key_line(data, "certificate"), "Giấy chứng nhận cần họ tên: thêm “- name” vào “asks”.")
        texts = {key: self.text(data, key, most) for key, most in _LONGEST.items()}
        return Contest(
            identity, texts["title"], texts["rules"], opens, closes, parts,
            self.number(data, "minutes", 1, _MOST_MINUTES, 1), self.number(data, "attempts_a_day", 1, _MOST_A_DAY, 1),
            cast(Counts, self.choice(data, "counts", _COUNTS, "best")),
            cast(Shows, self.choice(data, "shows", _SHOWS, "score")),
            asks, texts["consent"], texts["organiser"], texts["place"], self.tie_break(data), certificate, units,
            self.name,
        )  # fmt: skip

    def parts(self, data: Lines) -> tuple[Part, ...]:
        items = data.get(Text("questions"))
        if items is None:
            return ()
        if not isinstance(items, Items) or not items:
            self.fail(_key_line(data, "questions"), "“questions” là danh sách, mỗi dòng “- {bank: tên-bộ, count: số}”.")
            return ()
        parts = []
        for line, item in zip(items.lines, items, strict=True):
            if not isinstance(item, Lines):
                self.fail(line, "Mỗi dòng viết “- {bank: tên-bộ, count: số câu}”.")
                continue
            self.keys(item, {"bank": True, "count": True, "level": False}, "Phần câu hỏi")
            level = self.choice(item, "level", LEVELS, "")
            count = self.number(item, "count", 1, MOST_QUESTIONS, 0)
            parts.append(Part(self.text(item, "bank", 60), count, level, line))
        if sum(part.count for part in parts) > MOST_QUESTIONS:
            self.fail(_key_line(data, "questions"), f"Một lượt thi nhiều nhất {MOST_QUESTIONS} câu.")
        return tuple(parts)

    def asks(self, data: Lines) -> tuple[Ask, ...]:
        items = data.get(Text("asks"))
        if items is None:
            return (Ask("name"),)
        if not isinstance(items, Items):
            self.fail(_key_line(data, "asks"), "“asks” là danh sách, mỗi dòng một mục, ví dụ “- name”.")
            return ()
        found: list[Ask] = []
        for line, item in zip(items.lines, items, strict=True):
            if isinstance(item, str):
                item = Lines({Text("field", line): item})
                item.line = line
            if not isinstance(item, Lines):
                self.fail(line, "Mỗi dòng viết “- name” hoặc “- {field: name, optional: true}”.")
                continue
            self.keys(item, {"field": True, "label": False, "optional": False}, "Mục hỏi")
            name, label = self.choice(item, "field", _FIELDS, ""), self.text(item, "label", 120)
            if name == "text" and not label:
                self.fail(line, "Câu hỏi riêng (text) cần có “label”: hỏi gì.")
            if name and any(ask.field == name != "text" for ask in found):
                self.fail(line, f"“{name}” hỏi hai lần; giữ lại một.")
            optional = self.choice(item, "optional", {"true": "có thể bỏ qua", "false": "bắt buộc"}, "false") == "true"
            found.append(Ask(name, label, optional))
        return tuple(found)

    def tie_break(self, data: Lines) -> TieBreak:
        value = data.get(Text("tie_break"))
        if value is None:
            return TieBreak()
        if not isinstance(value, Lines):
            self.fail(_key_line(data, "tie_break"), "“tie_break” gồm “question: …” và “order: [guess, time]”.")
            return TieBreak()
        self.keys(value, {"question": False, "order": False}, "Mục tie_break")
        question, order = self.text(value, "question", 300), value.get(Text("order"))
        if order is None:
            return TieBreak(question, ("guess", "time") if question else ("time",))
        names = tuple(map(str, order)) if isinstance(order, Items) else (str(order),)
        line = _key_line(value, "order")
        if not set(names) <= set(_ORDER) or len(set(names)) < len(names):
            self.fail(line, "“order” chỉ gồm guess (đoán gần nhất) và time (làm nhanh nhất), mỗi cái một lần.")
        elif "guess" in names and not question:
            self.fail(line, "Xếp theo câu dự đoán (guess) thì phải có “question”: hỏi dự đoán gì.")
        return TieBreak(question, names)

    def certificate(self, data: Lines, size: int) -> Certificate | None:
        value = data.get(Text("certificate"))
        if value is None:
            return None
        if not isinstance(value, Lines) or len(set(value) & {"right", "top"}) != 1:
            message = "“certificate” viết {right: số câu đúng tối thiểu} hoặc {top: số người đứng đầu}."
            self.fail(_key_line(data, "certificate"), message)
            return None
        self.keys(value, {"right": False, "top": False}, "Mục certificate")
        right, top = self.number(value, "right", 0, MOST_QUESTIONS, 0), self.number(value, "top", 1, 1_000_000, 0)
        if right > size > 0:
            self.fail(value.line, f"Cần {right} câu đúng mới có giấy chứng nhận, nhưng mỗi lượt chỉ có {size} câu.")
        return Certificate(right, top)

    def units(self, data: Lines) -> Units:
        value = data.get(Text("units"))
        if isinstance(value, Items):
            try:
                return units_in(value, self.name)[0]
            except Unreadable as error:
                self.findings += error.findings
        elif isinstance(value, str):
            inside = not value.startswith("/") and ".." not in value
            found = self.units_of(str(value)) if inside and value.endswith((".yaml", ".xlsx")) else None
            if found is None:
                message = f"Không dùng được danh sách đơn vị “{value}”; cần tệp .yaml hoặc .xlsx cạnh tệp này."
                self.fail(_line(value), message)
            return found or Units()
        elif value is not None:
            self.fail(_line(value), "“units” là tên tệp (.yaml, .xlsx) hoặc danh sách đơn vị.")
        return Units()

    # --- single values ---

    def keys(self, data: Lines, known: dict[str, bool], what: str) -> None:
        for key in data:
            if key not in known:
                self.fail(key.line, f"{what} không có mục “{key}”; các mục được dùng: {', '.join(known)}.")
        for needed in (name for name, must in known.items() if must):
            if data.get(Text(needed)) is None:
                self.fail(data.line, f"{what} thiếu mục “{needed}”.")

    def text(self, data: Lines, key: str, most: int) -> str:
        value = data.get(Text(key))
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(_key_line(data, key), f"“{key}” phải là chữ.")
            return ""
        if len(value) > most:
            self.fail(_line(value), f"“{key}” dài {len(value)} chữ cái; nhiều nhất {most}.")
        return str(value).strip()

    def number(self, data: Lines, key: str, least: int, most: int, otherwise: int) -> int:
        value = data.get(Text(key))
        if value is None:
            return otherwise
        found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
        if not found or not least <= int(found[1]) <= most:
            self.fail(_key_line(data, key), f"“{key}: {value}” không đúng; viết một số từ {least} đến {most}.")
            return otherwise
        return int(found[1])

    def choice(self, data: Lines, key: str, known: dict[str, str], otherwise: str) -> str:
        value = data.get(Text(key))
        if value is None:
            return otherwise
        if value not in known:
            listed = ", ".join(f"{name} ({meaning})" for name, meaning in known.items())
            self.fail(_key_line(data, key), f"“{key}: {value}” không đúng; chỉ dùng: {listed}.")
            return otherwise
        return str(value)

    def moment(self, data: Lines, key: str) -> datetime:
        value = data.get(Text(key))
        try:
            return read_moment(str(value)) if value is not None else _NEVER
        except ValueError:
            self.fail(_key_line(data, key), f"“{key}: {value}” không phải giờ và ngày; viết {FORMS}.")
            return _NEVER


def _key_line(data: Lines, key: str) -> int:
    return next((name.line for name in data if name == key), data.line)


def _line(value: Any) -> int:
    if isinstance(value, Items):
        return value.lines[0] if value.lines else 1
    return int(getattr(value, "line", 1))
