"""Writes the file of a new entry: every key with a comment, the blanks for the officer to fill."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.entry import DETAILS, LIMITS
from knowledge.folder import PROVINCE
from written.reading import Finding, Unreadable

LONGEST_ID = 40
"""Longest id: it must fit into a button's command."""

_HEAD = """\
# yaml-language-server: $schema=../../entry.schema.json
# Mục mới. Điền vào giữa hai dấu ngoặc kép "…". Dòng bắt đầu bằng dấu # là lời dặn, máy không đọc.
# Chỉ cần điền title, questions, answer là dùng được; chỗ nào chưa có thì cứ để trống.
# Thụt đầu dòng bằng dấu cách, không dùng phím Tab. Lưu tệp kiểu UTF-8. Xong chạy: python -m bot check

# Tên ngắn hiện trên nút bấm, nhiều nhất {title} ký tự. Ví dụ: "Mất thẻ căn cước"
title: ""

# Người dân hỏi thế nào? Mỗi dòng một câu, càng nhiều kiểu khác nhau càng tốt (nên có 30 câu trở lên):
# câu thường, câu thật ngắn, chuyện đời sống không nhắc tên thủ tục, tên cũ, tên gọi sai, tiếng địa phương.
questions:
  - ""
  - ""
  - ""

# Điều cần biết trước nhất, nhiều nhất {answer} ký tự. Viết ở dòng dưới, thụt vào 2 dấu cách.
answer: |


# Các bước, mỗi bước một việc, dưới 180 ký tự.
steps:
  - ""
  - ""

# Trả lời khi người dân hỏi riêng từng ý. Mỗi ý viết trọn câu, nói lại đang nói về việc gì.
details:
"""
_TAIL = """\

# Số tổng đài để gọi hỏi. Ví dụ: "1800 1096"
hotline: ""

# Trang chính thức để làm tiếp. Địa chỉ bắt đầu bằng https://
links:
  - {text: "", url: ""}

# Tên tệp (không có .yaml) của các mục gần với mục này. Ví dụ: "can-cuoc-doi"
related:
  - ""

# Văn bản hoặc cơ quan nói điều này; không lấy báo chí, trang bán hàng.
sources:
  - {name: "", url: ""}

# Ngày kiểm tra nội dung, và ngày phải đọc lại. Viết năm-tháng-ngày. Ví dụ: "2026-11-23"
verified: ""
review_after: ""

# Câu để thử: không trùng câu ở trên, tốt nhất nhờ người khác viết (nên có 5 câu trở lên).
tests:
  - ""
"""


def write(folder: Path, skill: str, entry_id: str) -> Path:
    """Write a template for entry ``entry_id`` into ``folder``/``skill`` and return its path.

    Raises Unreadable where the id is malformed or taken, or there is no such skill.
    """
    known = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    if skill not in known:
        _refuse(skill, f"Không có thư mục “{skill}”. Các thư mục đang có: {', '.join(known)}.")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", entry_id) or len(entry_id) > LONGEST_ID:
        _refuse(
            entry_id,
            f"Tên “{entry_id}” chưa đúng: chỉ dùng chữ thường không dấu, số và dấu gạch ngang, nhiều nhất "
            f"{LONGEST_ID} ký tự, ví dụ lam-ho-chieu.",
        )
    path = folder / skill / f"{entry_id}.yaml"
    same = sorted(folder.rglob(path.name))
    if path in same or (same and skill != PROVINCE):
        taken = same[0].relative_to(folder).as_posix()
        _refuse(taken, f"Đã có tệp {taken}; hãy mở tệp ấy ra sửa, hoặc chọn tên khác.")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_text())
    except OSError as error:
        raise Unreadable([Finding(str(path), 1, "lỗi", f"Không ghi được tệp: {error.strerror}.")]) from error
    return path


def _refuse(name: str, message: str) -> None:
    raise Unreadable([Finding(name, 1, "lỗi", message)])


def _text() -> str:
    details = "".join(f'  # {label}\n  {name}: ""\n' for name, label in DETAILS.items())
    return _HEAD.format(**LIMITS) + details + _TAIL
