"""The JSON Schema of an entry, for editors that complete and check keys while one types."""

from __future__ import annotations

from typing import Any

from knowledge.entry import DETAILS, FIELDS, LIMITS, REQUIRED

DESCRIPTIONS = {
    "title": "Tên ngắn của việc, hiện trên nút bấm.",
    "questions": "Các cách người dân hỏi, mỗi dòng một câu; nên có từ 30 câu thật khác nhau.",
    "answer": "Điều cần biết trước nhất, viết bằng lời dễ hiểu.",
    "local": "Điều chỉ đúng ở tỉnh này; thường viết trong thư mục province.",
    "steps": "Các bước làm, mỗi dòng một việc, dưới 180 ký tự.",
    "details": "Câu trả lời cho từng ý hay hỏi thêm.",
    "links": "Trang chính thức để làm tiếp.",
    "hotline": "Số tổng đài, ví dụ 1800 1096.",
    "related": "Tên tệp (không có .yaml) của các mục gần với mục này.",
    "sources": "Văn bản hoặc cơ quan nói điều này; không lấy báo chí, trang bán hàng.",
    "verified": "Ngày kiểm tra nội dung, dạng 2026-11-23.",
    "review_after": "Ngày phải đọc lại; quá ngày này câu trả lời kèm lời nhắc có thể đã cũ.",
    "tests": "Câu hỏi phải ra được mục này, không trùng câu nào trong questions.",
}
"""What an editor shows beside each key."""

_ID = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
_URL = r"^https?://\S+$"
_DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def entry_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an entry's file, made from what the loader knows."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mục kiến thức",
        "description": "Một việc của người dân và câu trả lời; mỗi tệp một mục.",
        "type": "object",
        "properties": {name: _field(name, shape) for name, shape in FIELDS.items()},
        "required": list(REQUIRED),
        "additionalProperties": False,
    }


def _field(name: str, shape: str) -> dict[str, Any]:
    kind, _, label = shape.partition(":")
    found = {"text": _text, "texts": _texts, "date": _date, "details": _details, "links": _links}[kind](name, label)
    return {"description": DESCRIPTIONS[name], **found}


def _text(name: str, _label: str) -> dict[str, Any]:
    limit = {"maxLength": LIMITS[name]} if name in LIMITS else {}
    return {"type": "string", **({"minLength": 1} if name in REQUIRED else {}), **limit}


def _texts(name: str, _label: str) -> dict[str, Any]:
    item = {"type": "string", "pattern": _ID} if name == "related" else {"type": "string", "minLength": 1}
    return {"type": "array", "items": item, **({"minItems": 1} if name in REQUIRED else {})}


def _date(_name: str, _label: str) -> dict[str, Any]:
    return dict(_DATE)


def _details(_name: str, _label: str) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1}
    dated = {
        "type": "object",
        "properties": {
            "text": {"description": "Nội dung.", **text},
            "from": {"description": "Đúng từ ngày này.", **_DATE},
            "until": {"description": "Đúng đến hết ngày này; sau đó không hiện nữa.", **_DATE},
        },
        "required": ["text"],
        "additionalProperties": False,
    }
    parts = {name: {"description": label, "anyOf": [text, dated]} for name, label in DETAILS.items()}
    return {"type": "object", "properties": parts, "additionalProperties": False}


def _links(_name: str, label: str) -> dict[str, Any]:
    parts = {
        label: {"description": "Chữ hiện ra.", "type": "string", "minLength": 1},
        "url": {"description": "Địa chỉ, bắt đầu bằng https://", "type": "string", "pattern": _URL},
    }
    required = [label, "url"] if label == "text" else [label]
    item = {"type": "object", "properties": parts, "required": required, "additionalProperties": False}
    return {"type": "array", "items": item}
