"""Names on the wall: short, decent, without anybody's number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rooms.names import LONGEST_NAME, is_rude, name

DECENT = """Lan | Bà Cúc | Bưởi | Chợ Đồn | Lợn con | Lộn xộn | Ngư | Diễm | Diem | Đụn | Hoàng Văn Các | Dũng Mạnh
Cụ Điềm | Sùng A Dế | Giàng Thị Mỷ | Nông Văn Dền | Cao Bá Quát | Đội 4 | Di | Chi đoàn Bản Cám
Ông Buổi | Lò Văn Địch"""
RUDE = """d.m | đ m mày | dmm | Lồn | vcl | V C L | Đĩ | địt mẹ | dit me | d1t me | đụ má mày | con cặc
đồ ngu | Con Chó | óc chó | vãi lồn | vai lon | fuck you | thang ngu"""


@pytest.mark.parametrize("text", [part.strip() for line in DECENT.splitlines() for part in line.split("|")])
def test_decent_names_stay_as_they_are(text: str) -> None:
    assert name(text) == text


@pytest.mark.parametrize("text", [part.strip() for line in RUDE.splitlines() for part in line.split("|")])
def test_rude_names_are_refused(text: str) -> None:
    assert name(text) is None and name(f"Anh {text}") is None


def test_a_telephone_number_does_not_reach_the_wall() -> None:
    assert name("Lan 0912345678") == "Lan"
    assert name("0912 345 678") is None


@given(st.text(max_size=60))
def test_whatever_is_typed_becomes_a_short_name_or_none(text: str) -> None:
    shown = name(text)
    assert shown is None or (0 < len(shown) <= LONGEST_NAME and shown == shown.strip() and not is_rude(shown))
    assert shown is None or not set(shown) & set('<>&"\n\r\t[]{}')
