"""Reads a YAML file that an officer edited: strings stay strings, and every problem has a line and a plain sentence.

PyYAML by itself turns ``no`` into False and ``12:30`` into 750, and lets the last of two equal keys win; so the
node tree is read instead, all scalars as text with their line.
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
_TCVN3 = re.compile("[®µ¸¶·¹¨©ª«¬­¾»¼½Æ]")
_VNI = re.compile(r"[aeouy][øûïäëå]|ñ[aeouiy]", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One problem in a file. ``lỗi``: the file is not used; ``nên sửa``: it is used. ``line`` counts from 1."""

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


class Lines(dict[Text, Any]):
    """A mapping that knows its first line."""

    line: int = 1


class Unreadable(Exception):
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
        raise Unreadable([Finding(name, 1, "lỗi", "Các mục lồng nhau quá sâu.")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable([*findings, Finding(name, 1, "lỗi", "Tệp trống hoặc không có dạng `tên mục: nội dung`.")])
    reader = _Reader(name)
    value = reader.value(node, 0)
    if reader.findings:
        raise Unreadable(findings + reader.findings)
    return value, findings


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.seen: set[int] = set()

    def fail(self, node: yaml.Node, message: str) -> None:
        self.findings.append(Finding(self.name, node.start_mark.line + 1, "lỗi", message))

    def value(self, node: yaml.Node, depth: int) -> Any:
        if id(node) in self.seen or depth > _MAX_DEPTH:
            self.fail(node, "Không dùng dấu & và * để lặp lại nội dung, và không lồng mục quá sâu.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            if node.style is None and node.value in ("", "~", "null"):
                return None
            return Text(node.value, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self.mapping(node, depth)

    def mapping(self, node: yaml.Node, depth: int) -> Lines:
        found = Lines()
        found.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in found:
                self.fail(key_node, f"Mục “{key}” viết hai lần; giữ lại một.")
            found[Text(key, key_node.start_mark.line + 1)] = self.value(value_node, depth + 1)
        return found


def _read_text(path: Path, name: str) -> tuple[str, list[Finding]]:
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise Unreadable([Finding(name, 1, "lỗi", "Tệp quá lớn (hơn 1 MB).")])
    findings: list[Finding] = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        findings.append(Finding(name, 1, "nên sửa", "Tệp lưu kiểu UTF-16; khi lưu hãy chọn mã hoá “UTF-8”."))
        text = data.decode("utf-16", errors="replace")
    else:
        if data.startswith(codecs.BOM_UTF8):
            findings.append(
                Finding(name, 1, "nên sửa", "Đầu tệp có dấu ẩn BOM; khi lưu hãy chọn “UTF-8”, không phải “UTF-8 with BOM”.")
            )
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            message = "Chữ không đọc được: tệp không lưu bằng UTF-8. Mở bằng Notepad, chọn Lưu thành, mã hoá UTF-8."
            return "", [*findings, Finding(name, line, "lỗi", message)]
    text = text.replace("\r\n", "\n")
    return text, findings + list(_typing_problems(text, name))


def _typing_problems(text: str, name: str) -> list[Finding]:
    found: list[Finding] = []
    old_font = 0
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"[ ]*\t", line):
            found.append(Finding(name, number, "lỗi", "Dòng này thụt vào bằng phím Tab; hãy thay bằng dấu cách."))
        if re.match(r"\s*(?:-\s*)?(?:[\w-]+:\s*)?[“”„]", line):
            message = "Dấu ngoặc cong “ ” (do Word tự đổi) không bao được nội dung; hãy gõ lại dấu ngoặc thẳng \"."
            found.append(Finding(name, number, "lỗi", message))
        if re.match(r"[ ]*\u00a0", line) or re.search(r":\u00a0", line):
            message = "Có dấu cách đặc biệt (chép từ Word hoặc trang web); hãy xoá và gõ lại dấu cách thường."
            found.append(Finding(name, number, "lỗi", message))
        if len(_TCVN3.findall(line)) >= 3 or len(_VNI.findall(line)) >= 2:
            old_font += 1
            if old_font == 1:
                message = "Chữ gõ bằng phông cũ (TCVN3 .VnTime hoặc VNI); hãy chuyển sang Unicode rồi dán lại."
                found.append(Finding(name, number, "lỗi", message))
    return found


def _explain(error: yaml.YAMLError, text: str, name: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    number = (mark.line + 1) if mark else 1
    problem = str(getattr(error, "problem", "") or "")
    lines = text.split("\n")
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if "mapping values are not allowed" in problem:
        why = "Trong dòng có dấu hai chấm; hãy bao cả câu trong dấu ngoặc kép \"…\"."
    elif "found unexpected end of stream" in problem or "quoted scalar" in str(getattr(error, "context", "")):
        why = "Thiếu dấu ngoặc kép đóng (hoặc trong câu có dấu \" lẻ)."
    elif "could not find expected ':'" in problem:
        why = "Thiếu dấu hai chấm sau tên mục, hoặc dòng bị thụt sai."
    elif "cannot start any token" in problem:
        why = "Đầu dòng có ký tự mà tệp này không hiểu (ví dụ @, %, `); hãy bao câu trong dấu ngoặc kép."
    elif "expected <block end>" in problem or "did not find expected" in problem:
        why = "Dòng này thụt vào không khớp với các dòng trên nó."
    else:
        why = "Cách viết chưa đúng dạng YAML."
    return Finding(name, number, "lỗi", f"{why} Dòng đang là: {line[:80]}")
