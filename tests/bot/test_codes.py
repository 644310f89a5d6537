"""Codes of shared links: without look-alikes, untouched by masking, read as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.links import new_code, read_code, typed_code
from bot.masking import mask

CODES = st.builds(new_code)


@given(CODES)
@settings(max_examples=200)
def test_a_code_is_read_in_every_way_of_writing_it(code: str) -> None:
    assert len(code) == 8 and not set(code) & set("0O1ILUVAEQDSZBG")
    spaced, dashed = f"{code[:4]} {code[4:]}", f"{code[:3]}-{code[3:].lower()}"
    assert {read_code(text) for text in (code, code.lower(), spaced, dashed, f" {code}. ")} == {code}
    assert {
        typed_code(text) for text in (f"THI {code}", f"thi {spaced}", f"Thi mã {dashed} .", code, code.lower())
    } == {code}
    alike = code.replace("5", "S").replace("2", "z").replace("8", "B").replace("6", "g")
    assert typed_code(f"thi {alike}") == code


@given(CODES)
@settings(max_examples=300)
def test_masking_leaves_codes_alone(code: str) -> None:
    for text in (
        f"THI {code}",
        code,
        f"/start q_{code}",
        f"mã thi {code.lower()}",
        f"/chiase ma {code}",
        f"/vao {code}",
    ):
        assert mask(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "thi bằng lái xe ở đâu",
        "thi thpt2026",
        "thi b2 lái xe",
        "thi",
        "24112026",
        "23456789",
        "nghiệp vụ",
        "HK7MNP4",
        "thi thử",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert typed_code(text) == ""


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(3000)}) == 3000
