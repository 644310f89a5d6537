"""A bank of questions: the fields of its YAML file, and what makes the file unusable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from written.reading import Finding, Items, Lines, Text, Unreadable, read_yaml

LONGEST_QUESTION = 300
"""Characters; these three are a Telegram poll's limits."""
LONGEST_CHOICE = 100
LONGEST_EXPLANATION = 200
LONGEST_TITLE = 60
LEVELS = {"de": "dễ", "vua": "vừa", "kho": "khó"}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 40
_BANK_KEYS = {"title": True, "about": True, "questions": True}  # whether it must be there
_QUESTION_KEYS = {
    "id": True, "question": True, "right": True, "wrong": True,
    "explanation": False, "level": False, "entry": False, "source": False, "verified": False, "until": False,
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One question. ``entry``: the knowledge entry to read more in; ``until``: the last day on which it is asked."""

    id: str
    bank: str
    question: str
    right: str
    wrong: tuple[str, ...]
    explanation: str = ""
    level: str = "vua"
    entry: str = ""
    source: str = ""
    url: str = ""
    verified: date | None = None
    until: date | None = None
    line: int = 1

    @property
    def choices(self) -> tuple[str, ...]:
        """The right choice first, then the wrong ones: an order for looking up, never for showing."""
        return (self.right, *self.wrong)

    def current(self, today: date) -> bool:
        """Tell whether it may still be asked."""
        return self.until is None or today <= self.until


@dataclass(frozen=True)
class Bank:
    """The questions of one subject; ``id`` is the file's name."""

    id: str
    title: str
    about: str
    questions: tuple[Question, ...]
    file: str = ""

    def current(self, today: date) -> Bank:
        """Return the bank without questions whose time is over."""
        return replace(self, questions=tuple(q for q in self.questions if q.current(today)))


def read_bank(path: Path, name: str) -> tuple[Bank, list[Finding]]:
    """Return the bank in ``path`` and what should be mended; ``name`` is how findings call the file.

    Raises Unreadable, with every problem, where the bank cannot be used.
    """
    data, findings = read_yaml(path, name)
    reader = _Reader(name)
    bank = reader.bank(data, path.stem)
    if reader.findings:
        raise Unreadable([*findings, *reader.findings])
    return bank, findings


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []

    def fail(self, line: int, message: str) -> None:
        self.findings.append(Finding(self.name, line, "lỗi", message))

    def bank(self, data: Lines, bank: str) -> Bank:
        self.keys(data, _BANK_KEYS, "Tệp")
        questions = data.get(Text("questions"))
        if questions is not None and not isinstance(questions, Items):
            self.fail(_line(questions), "“questions” phải là danh sách, mỗi câu bắt đầu bằng “- id: …”.")
            questions = None
        made = tuple(self.questions(questions, bank)) if questions else ()
        title = self.text(data, "title", LONGEST_TITLE)
        return Bank(bank, title, self.text(data, "about", 200), made, self.name)

    def questions(self, items: Items, bank: str) -> Iterator[Question]:
        seen: set[str] = set()
        for line, item in zip(items.lines, items, strict=True):
            if not isinstance(item, Lines):
                self.fail(line, "Mỗi câu hỏi gồm các dòng “tên mục: nội dung”, bắt đầu bằng “- id: …”.")
                continue
            question = self.question(item, bank)
            if question.id in seen:
                self.fail(item.line, f"Hai câu cùng mã “{question.id}”; mỗi câu một mã riêng.")
            seen.add(question.id)
            yield question

    def question(self, data: Lines, bank: str) -> Question:
        self.keys(data, _QUESTION_KEYS, "Câu hỏi")
        identity = self.text(data, "id", _LONGEST_ID)
        if identity and not _ID.fullmatch(identity):
            self.fail(_line(data.get(Text("id"))), f"Mã “{identity}” chỉ gồm chữ thường không dấu, số và dấu gạch nối.")
        right = self.text(data, "right", LONGEST_CHOICE)
        wrong = self.wrong(data.get(Text("wrong")), right, _key_line(data, "wrong"))
        level = self.text(data, "level", 10) or "vua"
        if level not in LEVELS:
            self.fail(_line(data.get(Text("level"))), f"“level: {level}”: chỉ dùng de, vua hoặc kho.")
        name, url = self.source(data.get(Text("source")))
        return Question(
            identity, bank, self.text(data, "question", LONGEST_QUESTION), right, wrong,
            self.text(data, "explanation", LONGEST_EXPLANATION), level, self.text(data, "entry", 80), name, url,
            self.day(data, "verified"), self.day(data, "until"), data.line,
        )  # fmt: skip

    def wrong(self, value: Any, right: str, at: int) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, Items) or not 1 <= len(value) <= 3:
            self.fail(at, "“wrong” là danh sách từ 1 đến 3 câu trả lời sai.")
            return ()
        found: list[str] = []
        for line, item in zip(value.lines, value, strict=True):
            if not isinstance(item, str):
                self.fail(line, "Câu trả lời sai để trống, hoặc không phải chữ.")
            elif len(item) > LONGEST_CHOICE:
                self.fail(line, f"Câu trả lời dài {len(item)} chữ cái; nhiều nhất {LONGEST_CHOICE}.")
            elif _same(item, right) or any(_same(item, other) for other in found):
                self.fail(line, f"Câu trả lời “{item}” viết hai lần.")
            else:
                found.append(str(item))
        return tuple(found)

    def source(self, value: Any) -> tuple[str, str]:
        if value is None:
            return "", ""
        if not isinstance(value, Lines) or set(value) - {"name", "url"}:
            self.fail(_line(value), '“source” viết dạng {name: "tên trang", url: "https://…"}.')
            return "", ""
        url = str(value.get(Text("url")) or "")
        if url and not url.startswith(("https://", "http://")):
            self.fail(value.line, f"Địa chỉ nguồn “{url}” phải bắt đầu bằng https://.")
        return str(value.get(Text("name")) or ""), url

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
            self.fail(_line(value), f"“{key}” phải là một câu chữ.")
            return ""
        text: str = " ".join(value.split())
        if len(text) > most:
            self.fail(_line(value), f"“{key}” dài {len(text)} chữ cái; nhiều nhất {most}.")
        return text

    def day(self, data: Lines, key: str) -> date | None:
        value = data.get(Text(key))
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(_line(value), f'“{key}: {value}” không phải ngày; viết dạng "2026-11-24" (năm-tháng-ngày).')
            return None


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _key_line(data: Lines, key: str) -> int:
    return next((name.line for name in data if name == key), data.line)


def _line(value: Any) -> int:
    if isinstance(value, Items):
        return value.lines[0] if value.lines else 1
    return int(getattr(value, "line", 1))
