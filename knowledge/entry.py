"""An entry of the knowledge base: its fields, and how one is made from what stands in its file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from written.reading import Finding, Lines, Text

DETAILS = {
    "giay-to": "Giấy tờ cần mang",
    "le-phi": "Chi phí",
    "thoi-han": "Thời gian",
    "noi-lam": "Làm ở đâu",
    "doi-tuong": "Ai làm được",
}
"""The aspects that people ask about, and what the button for each says."""

LIMITS = {"title": 60, "answer": 600, "local": 300}
"""Longest text of a field, in characters."""

REQUIRED = ("title", "questions", "answer")


@dataclass(frozen=True)
class Detail:
    """What an entry says of one aspect; outside ``starts`` … ``ends`` (both included) it is not shown."""

    text: str
    starts: date | None = None
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the text may be shown on ``day``."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Link:
    """A named address: where to go on (``links``), or who says so (``sources``)."""

    text: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One need of a citizen and its answer. Texts are plain Vietnamese; dates are days in Vietnam."""

    id: str
    title: str
    questions: tuple[str, ...]
    answer: str
    local: str = ""
    steps: tuple[str, ...] = ()
    details: dict[str, Detail] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    hotline: str = ""
    related: tuple[str, ...] = ()
    sources: tuple[Link, ...] = ()
    verified: date | None = None
    review_after: date | None = None
    tests: tuple[str, ...] = ()
    skill: str = ""
    file: str = ""

    def overdue(self, day: date) -> bool:
        """Tell whether the entry should have been read over before ``day``."""
        return self.review_after is not None and day > self.review_after


FIELDS = {
    "title": "text",
    "questions": "texts",
    "answer": "text",
    "local": "text",
    "steps": "texts",
    "details": "details",
    "links": "links:text",
    "hotline": "text",
    "related": "texts",
    "sources": "links:name",
    "verified": "date",
    "review_after": "date",
    "tests": "texts",
}
"""The keys of an entry's file and the shape of each."""


def parse(data: Lines, entry_id: str, file: str, partial: bool = False) -> tuple[dict[str, Any], list[Finding]]:
    """Return the fields of an entry from its file's mapping, and every problem found.

    ``partial``: an overlay that changes only some fields, so none is required.
    """
    parser = _Parser(file)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in FIELDS:
            parser.fail(key.line, f"Không có mục tên “{key}”. Các mục dùng được: {', '.join(FIELDS)}.")
        elif value is not None and value != []:
            values[str(key)] = parser.shape(FIELDS[key], value, key)
    lines = {str(key): key.line for key in data}
    for name in () if partial else REQUIRED:
        if not values.get(name) and not any(finding.line == lines.get(name) for finding in parser.findings):
            parser.fail(lines.get(name, 1), f"Thiếu mục bắt buộc “{name}”.")
    for name, most in LIMITS.items():
        if len(values.get(name) or "") > most:
            parser.fail(lines[name], f"“{name}” dài {len(values[name])} ký tự; tối đa {most}.")
    values = {name: value for name, value in values.items() if value not in ("", (), {}, None)}
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", entry_id):
        parser.fail(1, "Tên tệp chỉ gồm chữ thường không dấu, số và dấu gạch ngang, ví dụ lam-ho-chieu.yaml.")
    return values, parser.findings


def make(values: dict[str, Any], entry_id: str, skill: str, file: str) -> Entry:
    """Return the entry that ``values`` (from parse) describe."""
    return Entry(id=entry_id, skill=skill, file=file, **values)


def overlay(entry: Entry, values: dict[str, Any]) -> Entry:
    """Return ``entry`` with the province's ``values`` over it: texts replace, details merge, lists grow."""
    changed: dict[str, Any] = {}
    for key, value in values.items():
        old = getattr(entry, key)
        if isinstance(value, dict):
            changed[key] = {**old, **value}
        elif isinstance(value, tuple) and key != "steps":
            changed[key] = old + tuple(item for item in value if item not in old)
        else:
            changed[key] = value
    return replace(entry, **changed)


class _Parser:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def fail(self, line: int, message: str) -> None:
        self.findings.append(Finding(self.file, line, "lỗi", message))

    def shape(self, kind: str, value: Any, key: Text) -> Any:
        name, _, label = kind.partition(":")
        shapes: dict[str, Callable[[Any, Text], Any]] = {
            "text": self.text,
            "texts": self.texts,
            "date": self.date,
            "details": self.details,
            "links": lambda v, k: self.links(v, k, label),
        }
        return shapes[name](value, key)

    def text(self, value: Any, key: Text) -> str:
        if not isinstance(value, Text):
            self.fail(key.line, f"“{key}” phải là một đoạn chữ.")
            return ""
        return value.strip()

    def texts(self, value: Any, key: Text) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.fail(key.line, f"“{key}” phải là danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang.")
            return ()
        found = []
        for line, item in _numbered(value, key):
            if isinstance(item, Text):
                found.append(str(item.strip()))
            elif item is not None:
                self.fail(line, f'Một dòng trong “{key}” không phải là chữ; nếu có dấu hai chấm hãy bao trong "…".')
        return tuple(text for text in found if text)

    def date(self, value: Any, key: Text) -> date | None:
        if isinstance(value, Text) and not value.strip():
            return None
        try:
            if not isinstance(value, Text) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
                raise ValueError
            return date.fromisoformat(value.strip())
        except ValueError:
            self.fail(getattr(value, "line", key.line), f'“{key}” phải là ngày dạng "2026-11-23" (năm-tháng-ngày).')
            return None

    def details(self, value: Any, key: Text) -> dict[str, Detail]:
        if not isinstance(value, dict):
            self.fail(key.line, "“details” gồm các mục con: " + ", ".join(DETAILS) + ".")
            return {}
        found: dict[str, Detail] = {}
        for name, item in value.items():
            if name not in DETAILS:
                self.fail(name.line, f"Trong “details” không có “{name}”; dùng được: {', '.join(DETAILS)}.")
            elif isinstance(item, dict):
                found[str(name)] = self.dated(item, name)
            elif item is not None:
                found[str(name)] = Detail(self.text(item, name))
        return {name: detail for name, detail in found.items() if detail.text}

    def dated(self, item: dict[Text, Any], key: Text) -> Detail:
        for name in item:
            if name not in ("text", "from", "until"):
                self.fail(name.line, f"Trong “{key}” chỉ dùng text, from, until.")
        days = {str(k): self.date(v, k) for k, v in item.items() if k in ("from", "until") and v is not None}
        value = item.get(Text("text"))
        text = self.text(value, key) if value is not None else ""
        if not value:
            self.fail(key.line, f"“{key}” thiếu “text”.")
        starts, ends = days.get("from"), days.get("until")
        if starts and ends and starts > ends:
            self.fail(key.line, f"Trong “{key}”, ngày “from” ({starts}) lại sau ngày “until” ({ends}).")
        return Detail(text, starts, ends)

    def links(self, value: Any, key: Text, label: str) -> tuple[Link, ...]:
        if not isinstance(value, list):
            self.fail(key.line, f"“{key}” phải là danh sách các {{{label}: …, url: …}}.")
            return ()
        found = []
        for line, item in _numbered(value, key):
            if item is None or (isinstance(item, dict) and not any(item.values())):
                continue
            if not isinstance(item, dict) or not isinstance(item.get(label), Text) or set(item) - {label, "url"}:
                self.fail(line, f'Mỗi dòng trong “{key}” có dạng {{{label}: "…", url: "…"}}.')
                continue
            url = item.get("url") or ""
            if url and not (isinstance(url, Text) and re.fullmatch(r"https?://\S+", url)):
                self.fail(line, f"Địa chỉ “{url}” phải bắt đầu bằng https:// và không có dấu cách.")
            elif not url and label == "text":
                self.fail(line, f"Một dòng trong “{key}” thiếu địa chỉ “url”.")
            else:
                found.append(Link(str(item[label]).strip(), str(url)))
        return tuple(found)


def _numbered(items: list[Any], key: Text) -> list[tuple[int, Any]]:
    """Return each item with its line."""
    lines = getattr(items, "lines", [key.line] * len(items))
    return [(getattr(item, "line", line), item) for line, item in zip(lines, items, strict=True)]
