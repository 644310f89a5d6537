"""Secrets are masked however they are spelt: no number, password or e-mail is left, hardly an address or date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.masking.telex as telex
from bot.masking import mask
from tests.bot.spellings import SPELLINGS, measure


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_is_left_and_what_is_touched(spelling: str) -> None:
    found = measure(spelling)
    assert (found.hard, found.loose, found.plain) == (74, 15, 40)
    assert found.left == []
    assert len(found.loose_left) <= 0.05 * found.loose, found.loose_left
    assert len(found.touched) <= 0.02 * found.plain, found.touched


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mật khẩu là không một hai ba bốn năm", "mật khẩu là [mật khẩu]"),
        ("mat khau la khong mot hai ba bon nam", "mat khau la [mật khẩu]"),
        ("số em là không chín một hai ba bốn năm sáu bảy tám nhé", "số em là [số điện thoại] nhé"),
        ("maatj khaaur laf hoa1990 nhes em", "maatj khaaur laf [mật khẩu] nhes em"),
        ("toio owr thoon Nas Pais, xax Bawngf Phucs", "toio owr [địa chỉ]"),
        ("nos doocj max 371945 xong maats tieenf", "nos doocj max [mã OTP] xong maats tieenf"),
        ("nó đọc mã 371.945 rồi", "nó đọc mã [mã OTP] rồi"),
    ],
)
def test_the_rest_of_the_text_stays_as_it_was_typed(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "khoong nhaanj dduwowcj max otp thif lamf sao",
        "quên mật khẩu wifi thì làm sao, bị trừ 371.945 đồng",
        "phạt 371.945 đồng vì mã số thuế sai",
        "email, facebook, internet banking for free as well",
        "một hai ba bốn năm sáu bảy",
        "đổi số từ hai năm trước làm lại từ đầu",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert mask(text).text == text


@given(st.text())
def test_places_lead_back_to_what_was_typed(text: str) -> None:
    if read := telex.plain(text):
        simple, places = read
        assert len(places) == len(simple) + 1 and places == sorted(places)
        assert all(text[place] == char for char, place in zip(simple, places, strict=False))
