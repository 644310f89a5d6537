"""What the words of a few phrasings tell about other words: how likely they are, what they are slips of or made of."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vocabulary import Vocabulary, clashes

TEXTS = [
    "nộp hồ sơ ở đâu",
    "hồ sơ khai sinh",
    "hồ sơ gì",
    "giấy khai sinh",
    "xin giấy khai sinh ở đâu",
    "ở đâu",
    "sổ y tế",
    "bảo hiểm y tế",
    "thẻ y tế",
    "làm gì ấy",
    "mua ô tô",
    "xe ô tô",
    "đăng ký ô tô",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of([text.split() for text in TEXTS], ["khai sinh"])


def test_words_pairs_and_units_are_counted_with_the_ends(vocabulary: Vocabulary) -> None:
    assert (vocabulary.singles["giay"], vocabulary.singles["khai sinh"]) == (2, 3)
    assert (vocabulary.pairs["giay khai"], vocabulary.pairs["giay khai sinh"]) == (2, 2)
    assert (vocabulary.pairs["khai sinh o"], vocabulary.pairs["khai sinh "], vocabulary.pairs[" giay"]) == (1, 2, 1)


def test_a_word_is_likelier_behind_one_that_it_was_seen_behind(vocabulary: Vocabulary) -> None:
    assert vocabulary.chance("y", "te") > vocabulary.chance("o", "te") > vocabulary.chance("o", "zalo")
    assert vocabulary.chance("", "giay") > vocabulary.chance("", "sinh")
    assert sum(exp(vocabulary.chance("o", word)) for word in vocabulary.singles if " " not in word) <= 1.5


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("khia", "khai"), ("giayy", "giay"), ("sin", "sinh"), ("xy", ""), ("hoạt", ""), ("qwertz", "")],
)
def test_a_slip_finds_the_word(vocabulary: Vocabulary, typed: str, nearest: str) -> None:
    assert [word for word, _ in vocabulary.near(typed)][:1] == ([nearest] if nearest else [])


def test_swapped_letters_are_no_slip_at_all(vocabulary: Vocabulary) -> None:
    assert vocabulary.near("khia")[0] == ("khai", 0) and vocabulary.near("kha")[0] == ("khai", 1)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("giaykhaisinh", "giay khai sinh"),
        ("hoso", "ho so"),
        ("oto", "o to"),
        ("yte", "y te"),
        ("xeoto", "xe o to"),
        ("nophosoodau", "nop ho so o dau"),
        ("giay", ""),
        ("aiay", ""),
        ("ronaldo", ""),
        ("12345", ""),
    ],
)
def test_joined_words_are_cut_where_they_are_likeliest_to_meet(vocabulary: Vocabulary, typed: str, parts: str) -> None:
    assert " ".join(vocabulary.split(typed)) == parts


@given(st.text("aoyeghiknstu", max_size=14))
def test_the_parts_are_the_whole_word(vocabulary: Vocabulary, typed: str) -> None:
    parts = vocabulary.split(typed)
    assert parts == () or ("".join(parts) == typed and len(parts) > 1)


def test_a_phrase_clashes_where_texts_write_it_rather_otherwise() -> None:
    texts = [text.split() for text in ("khi mở máy", "khi mô xong", "khi mở thẻ", "nộp ở mô", "khi mo app", "hoà mô")]
    assert clashes(["khi mô", "ở mô", "mô", "đi mô"], texts) == {"khi mo"}
    assert clashes(["khi mô", "khi mở"], texts) == set()
    assert clashes(["hòa mô"], texts) == set()  # the other place of the tone is the same word


def test_no_texts_make_an_empty_vocabulary() -> None:
    nothing = Vocabulary.of([])
    assert (nothing.singles, nothing.near("khai"), nothing.split("khaisinh")) == ({}, (), ())
    assert nothing.chance("", "khai") <= 0
