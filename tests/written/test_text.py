"""Text as phones, old fonts and web pages send it, and what cleaning, folding and cutting into words make of it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from written.text import canonical, clean, fold, has_marks, normal_form, words

# Any character at all, lone surrogates too, and often those that make trouble.
MARKS = "\u0300\u0301\u0302\u0303\u0309\u0323\u031b"
TROUBLE = MARKS + "đĐÐðăâêôơưẹữ\u200b\u200d\ufeff\u00ad\ud800\udfff\x00\r\n\u2028 ½İΣßﬁ,.…_1"
messy = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters()), max_size=60)
checked = settings(max_examples=100, deadline=None)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("text", ["Đăng ký thường trú", "Giấy phép lái xe", "Uỷ ban nhân dân xã"])
def test_composed_and_decomposed_letters_are_the_same_text(text: str) -> None:
    assert clean(decomposed(text)) == clean(text) == text
    assert fold(decomposed(text)) == fold(text)
    assert has_marks(decomposed(text))


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("căn\u200b cước\ufeff", "căn cước"),  # copied from a web page
        ("hộ\u00a0chiếu", "hộ chiếu"),
        ("khai\u00adsinh", "khaisinh"),
        ("e\u200d\u0302\u0301", "ế"),  # joined only once what stood between is gone
        ("sổ\ud83d đỏ\udc00", "sổ đỏ"),
        ("ÐĂNG KÝ, ðổi thẻ, Ɖất, ɖất", "ĐĂNG KÝ, đổi thẻ, Đất, đất"),
        ("“sổ đỏ” của ‘bố’", "\"sổ đỏ\" của 'bố'"),
        ("ＣＣＣＤ ０６", "CCCD 06"),
        ("một\x00hai\tba", "một hai ba"),
        ("một\u2028hai", "một hai"),
        ("  một\nhai \r\n", "một\nhai"),
        ("", ""),
        ("\u200b\x00 \n", ""),
    ],
)
def test_what_cannot_be_seen_is_cleaned_away(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_a_tower_of_accents_is_cut_down() -> None:
    tower = "o" + "\u0323\u0302" * 500 + "i"
    assert len(clean(tower)) <= 5
    assert normal_form("đư" + tower) == "duoi"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("đườ\u0301ng", "đường"),
        ("đư\u031bờng", "đường"),
        ("a\u0301\u0300\u0302", "ấ"),
        ("ế\u0302\u0301", "ế"),
        ("\u1e4d", "õ"),  # one character of two tones
        ("ü\u0323", "ụ\u0308"),
        ("กี่ นี้", "กี่ นี้"),  # two marks of other scripts stay
    ],
)
def test_a_letter_keeps_one_tone_and_one_shape(typed: str, cleaned: str) -> None:
    assert clean(typed) == clean(decomposed(typed)) == cleaned


@given(st.text(st.sampled_from("aeoiuyđb" + MARKS), max_size=12))
@checked
def test_no_letter_is_left_with_two_tones_or_two_shapes(typed: str) -> None:
    for letter in re.findall(r"\w[\u0300-\u036f]*", decomposed(clean(typed))):
        marks = set(letter[1:])
        assert len(marks) == len(letter) - 1
        assert len(marks & set("\u0302\u031b")) <= 1 and len(marks - set("\u0302\u031b")) <= 1


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng Ký KẾT HÔN", "dang ky ket hon"),
        ("ĐƯỢC, đường; Hoà/Hòa", "duoc, duong; hoa/hoa"),
        ("áàảãạ ắằẳẵặ ấầẩẫậ", "aaaaa aaaaa aaaaa"),
        ("éèẻẽẹ ếềểễệ íìỉĩị ýỳỷỹỵ", "eeeee eeeee iiiii yyyyy"),
        ("óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự", "ooooo ooooo ooooo uuuuu uuuuu"),
        ("VNeID 2.0", "vneid 2.0"),
    ],
)
def test_folding_takes_every_mark_and_leaves_the_rest(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Con tôi 6 tuổi, học lớp 1?", ["con", "tôi", "6", "tuổi", "học", "lớp", "1"]),
        ("CCCD/VNeID_2 (mức-2)", ["cccd", "vneid", "2", "mức", "2"]),
        ("👍🏽 ... !!!", []),
        ("A" * 5000 + " b", ["a" * 40, "b"]),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Làm hộ chiếu ở đâu?", "lam ho chieu  o dau"),
        ("HOÀ GIẢI, cơ sở!", "hòa giải - cơ sở"),
        (decomposed("Đổi thẻ căn cước"), "ðổi\u200b thẻ\u00a0căn cước."),
    ],
)
def test_the_same_question_has_one_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other) != ""


def test_different_questions_have_different_normal_forms() -> None:
    assert len({normal_form(text) for text in ("mất thẻ", "thẻ mất", "mất thẻ 2", "matthe")}) == 4


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"), ("họa", "hoạ"), ("lũy", "luỹ")]
)
def test_old_and_new_tone_placement_are_one_word(old: str, new: str) -> None:
    assert old != new
    assert canonical(old) == canonical(new) == canonical(decomposed(old))


def test_words_that_differ_in_a_mark_stay_apart() -> None:
    typed = ["ma", "má", "mà", "mả", "mã", "mạ", "mă", "mâ", "mo", "mô", "mơ", "đa", "da", "tư", "tu"]
    assert len({canonical(word) for word in typed}) == len(typed)


@pytest.mark.parametrize(
    ("text", "marked"),
    [("lam the can cuoc", False), ("LÀM", True), ("DINH DANH VNeID", False), ("đi dau", True), ("mu'c 2?", False)],
)
def test_one_mark_is_enough_and_capitals_are_none(text: str, marked: bool) -> None:
    assert has_marks(text) is marked


@given(messy)
@checked
def test_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
    cleaned.encode()  # no lone surrogate is left


@given(messy)
@checked
def test_whatever_is_cleaned_can_be_folded_once_and_for_all(text: str) -> None:
    folded = fold(clean(text))
    assert fold(folded) == folded
    assert "đ" not in folded
    assert not any(unicodedata.category(character) == "Mn" for character in folded)


@given(st.text(st.one_of(st.sampled_from(TROUBLE), st.characters()), max_size=200))
@checked
def test_words_are_lower_case_bounded_and_whole(text: str) -> None:
    for word in words(clean(text)):
        assert word == word.lower() and 1 <= len(word) <= 40
        assert words(word) == [word]


@given(messy)
@checked
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    form = normal_form(text)
    assert normal_form(form) == form == normal_form(text.replace("\u200b", ""))
    assert form == form.strip() and "  " not in form


@given(st.text(st.sampled_from("aăâeêioôơuưyđhqgnt\u0300\u0301\u0303\u0309\u0323"), max_size=8))
@checked
def test_the_canonical_word_does_not_depend_on_how_it_is_encoded(word: str) -> None:
    assert canonical(decomposed(word)) == canonical(unicodedata.normalize("NFC", word))
    assert canonical(canonical(word)) == canonical(word)
