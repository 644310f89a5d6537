"""Which words are spelt like Vietnamese, which sound alike, and what raw typing and short spellings stand for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from knowledge.syllable import is_syllable, lengthen, sound, untype
from tests.bench.disturb import telex
from written.text import canonical, has_marks, words

VNI_LETTERS = {"â": "a6", "ă": "a8", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}

keys = st.text(st.sampled_from("aăâdđeêghiklmnoôơpqrstuưvxywfjz123456789áảẽị"), max_size=9)
checked = settings(max_examples=100, deadline=None)


def vni(word: str) -> str:
    """Return the keys of VNI that type ``word``."""
    return "".join(VNI_LETTERS.get(c, VNI_TONES.get(c, c)) for c in canonical(word))


@pytest.fixture(scope="module")
def syllables(content: Content) -> list[str]:
    """All syllables that the entries' own questions use, as typed."""
    texts = [question for entry in content.entries.values() for question in entry.questions]
    return sorted({word for text in texts for word in words(text) if is_syllable(word)})


@pytest.mark.parametrize(
    "text",
    [
        "nghiêng người quên khuỷu giếng gì giữ gìn thuế xoáy",
        "NGHỆ Đường yêu uỷ hươu khuya quyển chuyện khoẻo ngoằn rượu yểng",
        "a ơi ăn ở ý êm",
        "xoong boong goòng choòng moóc Đoòng",
    ],
)
def test_vietnamese_words_are_syllables(text: str) -> None:
    assert [word for word in text.split() if not is_syllable(word)] == []


@pytest.mark.parametrize(
    "text",
    [
        "vneid zalo facebook wifi",
        "thogn giay2 dangky hochieu",
        "bn đk ntn cccd k ng",
        "lamm nghh uaoi tuoiw 12",
        "coo khoong xôong",
    ],
)
def test_names_slips_and_abbreviations_are_no_syllables(text: str) -> None:
    assert [word for word in text.split() if is_syllable(word)] == []


def test_the_empty_word_is_no_syllable_and_spells_nothing() -> None:
    assert (is_syllable(""), untype(""), lengthen(""), sound("")) == (False, None, (), "")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("lam", "nam"),
        ("luong", "nuong"),
        ("tre", "che"),
        ("trung", "chung"),
        ("sinh", "xinh"),
        ("giay", "day"),
        ("giay", "ray"),
        ("gi", "di"),
        ("gin", "din"),
        ("gieng", "rieng"),
        ("ky", "ki"),
        ("nghanh", "nganh"),
        ("gheo", "geo"),
        ("kan", "can"),
    ],
)
def test_sounds_that_people_mix_up_are_alike(said: str, written: str) -> None:
    assert sound(said) == sound(written)


def test_other_sounds_stay_apart() -> None:
    assert sound("cho") != sound("co") == sound("ko")
    assert sound("tre") != sound("ke")
    assert sound("deo") == sound("gieo") != sound("dieu")
    spelt = ["ba", "ma", "va", "ta", "tha", "ha", "pha", "kha", "ga", "nga", "nha", "la", "da", "xa", "cha", "ua"]
    assert len({sound(word) for word in spelt}) == len(spelt)
    assert len({sound(word) for word in ("an", "ang", "anh", "at", "ac", "ach", "am", "ap")}) == 8


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("ddawng", "đăng"),
        ("kys", "ký"),
        ("tieengs", "tiếng"),
        ("tieesng", "tiếng"),  # the tone in the middle
        ("hofa", "hoà"),
        ("dduwowngf", "đường"),
        ("dduowngf", "đường"),
        ("dduwongf", "đường"),
        ("dwowcj", "dược"),
        ("giaasy", "giấy"),
        ("quyeenr", "quyển"),
        ("gif", "gì"),
        ("coo", "cô"),
        ("dangd", "đang"),  # letters doubled late
        ("dangdf", "đàng"),
        ("chuyene", "chuyên"),
        ("khongo", "không"),
        ("duongwf", "dường"),
        ("nuocws", "nước"),
        ("d9a8ng", "đăng"),
        ("ky1", "ký"),
        ("tie6ng1", "tiếng"),
        ("tie61ng", "tiếng"),
        ("d9u7o7ng2", "đường"),
        ("d9uo7ng2", "đường"),
        ("ta5m", "tạm"),
    ],
)
def test_raw_typing_gives_back_the_syllable(raw: str, meant: str) -> None:
    assert untype(raw) == canonical(meant)


@pytest.mark.parametrize(
    "word",
    [
        "zalo",
        "wifi",
        "vneid",
        "facebook",
        "w",
        "s",
        "mp3",
        "2fa",
        "3g",
        "c06",
        "a0",
        "19",
        "ky 1",
        "kýs",
        "oto",
        "data",
    ],
)
def test_names_and_numbers_are_no_raw_typing(word: str) -> None:
    assert untype(word) is None


@pytest.mark.parametrize("word", ["lam", "quy", "ao", "đăng", "đường"])
def test_a_word_that_is_a_syllable_already_is_no_raw_typing(word: str) -> None:
    assert untype(word) is None


@pytest.mark.parametrize("keyboard", [telex, vni])
def test_every_syllable_of_the_entries_survives_raw_typing(
    syllables: list[str], keyboard: Callable[[str], str]
) -> None:
    typed = {word: keyboard(word) for word in syllables if has_marks(word)}
    assert len(typed) > 1000
    wrong = [raw for word, raw in typed.items() if untype(raw) != canonical(word)]
    assert set(wrong) <= {"boong", "xoong", "moocs"}  # words themselves, or two words typed alike (mốc, moóc)


@pytest.mark.parametrize(
    ("short", "meant"),
    [
        ("fải", "phải"),
        ("wên", "quên"),
        ("jấy", "giấy"),
        ("thik", "thich"),
        ("đăg", "đăng"),
        ("trườg", "trường"),
        ("mìnk", "mình"),
        ("làmmm", "làm"),
        ("sinhh", "sinh"),
        ("jì", "gì"),
        ("zậy", "dậy"),
    ],
)
def test_short_spellings_are_written_out(short: str, meant: str) -> None:
    assert lengthen(short)[0] == meant


def test_a_letter_of_many_sounds_has_several_spellings() -> None:
    assert set(lengthen("zui")) >= {"vui", "dui"}
    assert set(lengthen("zấy")) >= {"giấy", "vấy"}
    assert lengthen("zì")[0] == "gì" and "giì" not in lengthen("zì")


@pytest.mark.parametrize("word", ["đăng", "người", "anh", "sách", "ký", "zalo", "bn", "ntn", "w", "zzzz"])
def test_other_words_are_not_lengthened(word: str) -> None:
    assert lengthen(word) == ()


@given(keys)
@checked
def test_what_is_given_back_is_always_a_syllable_and_something_new(word: str) -> None:
    for found in (untype(word), *lengthen(word)):
        assert found is None or (is_syllable(found) and found != word)


@given(keys)
@checked
def test_only_ascii_keys_are_raw_typing(word: str) -> None:
    assert word.isascii() or untype(word) is None
