"""Reads a YAML file that an officer edited: strings stay strings; a problem has a line and a plain sentence.

PyYAML by itself turns ``no`` into False and ``12:30`` into 750, and lets the last of two equal keys win; so
the node tree is read instead, all scalars as text with their line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Severity = Literal["lỗi", "nên sửa"]
MAX_BYTES = 1_000_000
_MAX_DEPTH = 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TCVN3 = re.compile("(?<=[A-Za-z])[®µ¸¶·¹¨©ª«¬\u00ad¾»¼½Æ]|[®µ¸¶·¹¨©ª«¬\u00ad¾»¼½Æ](?=[A-Za-z])")
_VNI = re.compile(r"[aeouyâêôö][øûïäëåùõ]|ñ[aeouiyö]|öô|uô", re.IGNORECASE)
_UNICODE_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ăĂđĐơƠưƯ\u0300-\u0309\u0323]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BLOCK = re.compile(r"( *)(?:- +)*(?:[^\s\"'#][^\"#]*:|-) +[|>][-+0-9]*\s*(?:#.*)?$")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_VALUE = r"^\s*(?:-\s*)?(?:[\w-]+:\s*)?"


@dataclass(frozen=True)
class Finding:
    """One problem in a file. ``lỗi``: the file is not used; ``nên sửa``: it is. ``line`` counts from 1."""

    file: str
    line: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{self.file}, dòng {self.line}: {self.severity}: {self.message}"


class Text(str):
    """A scalar as it stands in the file, with its line (from 1)."""

    line: int = 1

    def __new__(cls, value: str, line: int = 1) -> Text:
        text = super().__new__(cls, value)
        text.line = line
        return text


class Items(list[Any]):
    """A list that knows the line of each item."""

    def __init__(self, items: list[Any], lines: list[int]) -> None:
        super().__init__(items)
        self.lines = lines


class Lines(dict[Text, Any]):
    """A mapping that knows its first line."""

    line: int = 1


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """The file cannot be used; ``findings`` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(map(str, findings)))
        self.findings = findings


def read_yaml(path: Path, name: str) -> tuple[Lines, list[Finding]]:
    """Return the mapping in ``path`` and what should be mended in it; ``name`` is how findings call the file.

    Raises Unreadable where the file cannot be used at all.
    """
    text, findings = _read_text(path, name)
    if any(finding.severity == "lỗi" for finding in findings):
        raise Unreadable(findings)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise Unreadable([*findings, _explain(error, text, name)]) from error
    except RecursionError as error:
        raise Unreadable([*findings, Finding(name, 1, "lỗi", _TOO_DEEP)]) from error
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable([*findings, Finding(name, 1, "lỗi", "Tệp trống hoặc không có dạng `tên mục: nội dung`.")])
    reader = _Reader(name, text.split("\n"))
    value = reader.mapping(node, 0)
    if any(finding.severity == "lỗi" for finding in reader.findings):
        raise Unreadable(findings + reader.findings)
    return value, findings + reader.findings


class _Reader:
    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.findings: list[Finding] = []
        self.seen: set[int] = set()

    def fail(self, node: yaml.Node, message: str) -> None:
        self.findings.append(Finding(self.name, node.start_mark.line + 1, "lỗi", message))

    def value(self, node: yaml.Node, depth: int) -> Any:
        if id(node) in self.seen or depth > _MAX_DEPTH:
            repeated = "Không dùng dấu & và * để lặp lại nội dung; hãy chép nội dung ra từng chỗ."
            self.fail(node, repeated if id(node) in self.seen else _TOO_DEEP)
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if isinstance(node, yaml.SequenceNode):
            marks = [item.start_mark.line + 1 for item in node.value]
            return Items([self.value(item, depth + 1) for item in node.value], marks)
        return self.mapping(node, depth)

    def scalar(self, node: yaml.ScalarNode) -> Text | None:
        plain = not node.style
        if plain and node.value in ("", "~", "null"):
            return None
        end = node.end_mark
        if plain and end.line < len(self.lines) and re.match(r"\s+#[^\s#]", self.lines[end.line][end.column :]):
            message = 'Phần từ dấu # trở đi không được đọc; hãy bao cả câu trong dấu ngoặc kép "…".'
            self.findings.append(Finding(self.name, end.line + 1, "nên sửa", message))
        return Text(node.value, node.start_mark.line + 1)

    def mapping(self, node: yaml.Node, depth: int) -> Lines:
        found = Lines()
        found.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in found:
                self.fail(key_node, f"Mục “{key}” viết hai lần; giữ lại một.")
            found[Text(key, key_node.start_mark.line + 1)] = self.value(value_node, depth + 1)
        return found


_TOO_DEEP = "Các mục lồng vào nhau quá sâu; hãy xem lại dấu ngoặc [ { và các khoảng thụt đầu dòng."


def _read_text(path: Path, name: str) -> tuple[str, list[Finding]]:
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise Unreadable([Finding(name, 1, "lỗi", "Tệp quá lớn (hơn 1 MB).")])
    text, findings = _decode(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = "Có ký tự ẩn không đọc được (thường chép từ Word); hãy xoá dòng này, gõ lại, lưu kiểu UTF-8."
        return "", [*findings, Finding(name, line, "lỗi", message)]
    return text, findings + list(_typing_problems(text, name))


def _decode(data: bytes, name: str) -> tuple[str, list[Finding]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = "Tệp lưu kiểu UTF-16; khi lưu hãy chọn mã hoá “UTF-8”."
        return data.decode("utf-16", errors="replace"), [Finding(name, 1, "nên sửa", message)]
    findings: list[Finding] = []
    if data.startswith(codecs.BOM_UTF8):
        message = "Đầu tệp có dấu ẩn BOM; khi lưu hãy chọn “UTF-8”, không phải “UTF-8 with BOM”."
        findings.append(Finding(name, 1, "nên sửa", message))
    try:
        return data.decode("utf-8-sig"), findings
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "Chữ không đọc được: tệp không lưu bằng UTF-8. Mở bằng Notepad, chọn Lưu thành, mã hoá UTF-8."
        return "", [*findings, Finding(name, line, "lỗi", message)]


def _typing_problems(text: str, name: str) -> list[Finding]:
    found: list[Finding] = []

    def fail(line: int, message: str) -> None:
        found.append(Finding(name, line, "lỗi", message))

    lines = text.split("\n")
    blocks = _block_lines(lines)
    for number, line in enumerate(lines, 1):
        if re.match(r"[ ]*\t", line):
            fail(number, "Dòng này thụt vào bằng phím Tab; hãy thay bằng dấu cách.")
        if number in blocks or line.lstrip().startswith("#"):
            continue
        if re.search(_VALUE + r"[“”„]|[\[{,]\s*[\w-]+:\s*[“”„]", _QUOTED.sub('""', line)):
            message = 'Dấu ngoặc cong “ ” (do Word tự đổi) không bao được nội dung; hãy gõ lại dấu ngoặc thẳng ".'
            fail(number, message)
        if re.search(r"^[ ]*(?:-[ ]*)?\u00a0|^[\w -]*:\u00a0", line):
            fail(
                number,
                "Có dấu cách đặc biệt (chép từ Word hoặc trang web); hãy xoá và gõ lại dấu cách thường.",
            )
    old = [n for n, line in enumerate(lines, 1) if not _UNICODE_VIETNAMESE.search(line) and _old_font(line)]
    if old:
        fail(old[0], "Chữ gõ bằng phông cũ (TCVN3 .VnTime hoặc VNI); hãy chuyển sang Unicode rồi dán lại.")
    return found


def _old_font(line: str) -> bool:
    return len(_TCVN3.findall(line)) >= 2 or len(_VNI.findall(line)) >= 2


def _block_lines(lines: list[str]) -> set[int]:
    """Return the numbers of the lines in texts opened by "|" or ">": there every character is text."""
    found: set[int] = set()
    opened: int | None = None
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip(" "))
        if opened is not None and (not line.strip(" ") or indent > opened):
            found.add(number)
            continue
        start = _BLOCK.match(line)
        opened = len(start[1]) if start else None
    return found


_REASONS = (
    ("mapping values are not allowed", 'Trong dòng có dấu hai chấm; hãy bao cả câu trong dấu ngoặc kép "…".'),
    ("could not find expected ':'", "Thiếu dấu hai chấm sau tên mục, hoặc dòng bị thụt sai."),
    ("cannot start any token", "Đầu câu có ký tự đặc biệt (ví dụ @, %, `); hãy bao câu trong dấu ngoặc kép."),
    ("undefined alias", "Câu bắt đầu bằng dấu *; hãy bao câu trong dấu ngoặc kép."),
    ("escape", "Trong ngoặc kép có dấu \\; hãy bỏ dấu ấy đi hoặc viết thành \\\\."),
    ("nesting depth", _TOO_DEEP),
    ("another document", "Có dòng --- giữa tệp; mỗi tệp chỉ một mục, hãy xoá dòng ấy."),
    ("',' or", "Thiếu dấu phẩy hoặc dấu đóng ngoặc } ]."),
    ("expected", "Dòng này thụt vào không khớp với các dòng trên nó, hoặc thiếu dấu gạch đầu dòng."),
)


def _explain(error: yaml.YAMLError, text: str, name: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    lines = text.split("\n")
    number = min((mark.line + 1) if mark else 1, len(lines))
    quoted = None if "escape" in problem else _bad_quote(lines, number)
    if quoted:
        number = quoted
        why = 'Dấu ngoặc kép " không đủ cặp, hoặc câu có thêm dấu "; hãy đóng ngoặc, bên trong dùng “ ”.'
    else:
        why = next((why for cue, why in _REASONS if cue in problem), "Cách viết chưa đúng dạng YAML.")
    return Finding(name, number, "lỗi", f"{why} Dòng đang là: {lines[number - 1].strip()[:80]}")


def _bad_quote(lines: list[str], last: int) -> int | None:
    """Return the first line up to ``last`` whose straight quotes do not pair: where the trouble began."""
    blocks = _block_lines(lines)
    for number, line in enumerate(lines[:last], 1):
        if number in blocks or line.lstrip().startswith("#"):
            continue
        quotes = re.sub(r"\\.", "", line).count('"')
        opened = re.match(_VALUE + '"', line)
        if opened and (quotes % 2 or (quotes > 2 and number == last)):
            return number
    return None
