"""Which aspect a question asks for, and whether it names a subject or asks about what was spoken of before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from knowledge import Library
from knowledge.aspects import asked
from knowledge.entry import DETAILS
from knowledge.lexicon import Lexicon, cue_pattern
from written.text import fold

FOLLOW_UPS = [
    ("thế nó mất bao nhiêu tiền hả em", "le-phi"),
    ("có mất phí gì không ad", "le-phi"),
    ("tốn mấy đồng hở cháu", "le-phi"),
    ("Bao lâu thì xong?", "thoi-han"),
    ("em ơi thế mấy hôm mới có", "thoi-han"),
    ("chừng nào xong vậy cô", "thoi-han"),
    ("rồi nộp ở chỗ nào ạ", "noi-lam"),
    ("dạ vâng thế ra đâu nộp ạ", "noi-lam"),
    ("còn cần giấy tờ gì nữa không", "giay-to"),
    ("phải cầm theo những gì đi hả con", "giay-to"),
    ("ai làm được", "doi-tuong"),
    ("nhờ người khác đi thay được không", "doi-tuong"),
    ("thế còn cái đó thì sao", None),
    ("cho tôi hỏi với", None),
]
CHAT = [
    ("bao nhiu tiền z", "le-phi"),
    ("het bn tien vay ad", "le-phi"),
    ("hết nhiêu tiền vậy", "le-phi"),
    ("tốn xu nào không", "le-phi"),
    ("bao h xong v", "thoi-han"),
    ("can nhung giay to j", "giay-to"),
    ("cần giấy chi", "giay-to"),
    ("đem theo cái chi", "giay-to"),
    ("lên đâu mà mần", "noi-lam"),
]
DIALECT = [
    ("hết bao lăm tiền", "le-phi"),  # the North's villages
    ("mất đồng nào không", "le-phi"),
    ("hết mấy xu", "le-phi"),
    ("hết mấy nả", "le-phi"),
    ("cần những giấy má gì", "giay-to"),
    ("nộp chốn nào", "noi-lam"),
    ("nộp ở mô", "noi-lam"),  # Nghệ Tĩnh
    ("chỗ mô làm", "noi-lam"),
    ("ra mô mà mần", "noi-lam"),
    ("khi mô xong", "thoi-han"),
    ("bao chừ xong", "thoi-han"),
    ("chừng mô xong", "thoi-han"),
    ("mang chi theo", "giay-to"),
    ("mất chi không", "le-phi"),
    ("mấy bữa thì có", "thoi-han"),  # the South
    ("hồi nào lấy được", "thoi-han"),
    ("tốn nhiêu vậy", "le-phi"),
    ("có mắc hông", "le-phi"),
]
BARE = [
    ("het bao lam tien", "le-phi"),
    ("nop o mo", "noi-lam"),
    ("khi mo xong", "thoi-han"),
    ("bao chu xong", "thoi-han"),
    ("may bua thi co", "thoi-han"),
    ("mang chi theo", "giay-to"),
    ("khi mo app bao loi", None),  # "khi mở"
    ("cho mo the", None),
    ("can chi tiet", None),
]
NAMED = [
    ("làm hộ chiếu hết bao nhiêu tiền", "le-phi", "chieu"),
    ("đăng ký kết hôn cần những giấy tờ gì?", "giay-to", "ket hon"),
    ("cái tạm trú mấy ngày thì lấy được hả cháu", "thoi-han", "tam tru"),
    ("làm lại bằng lái xe máy ở đâu vậy chú", "noi-lam", "bang xe"),
    ("trợ cấp cho người già thì mấy tuổi được", "doi-tuong", "tro cap"),
    ("mất thẻ căn cước", None, "cuoc"),
    ("tách hộ", None, "tach"),
]
TWO = Lexicon(aspects={"le-phi": cue_pattern(["bao nhieu … tien"]), "noi-lam": cue_pattern(["o dau", "ra dau"])})


@pytest.fixture(scope="module")
def library(content: Content) -> Library:
    return content.library


@pytest.mark.parametrize("unmarked", [False, True])
@pytest.mark.parametrize(("typed", "aspect"), FOLLOW_UPS)
def test_a_follow_up_names_its_aspect_and_no_subject(
    library: Library, typed: str, aspect: str | None, unmarked: bool
) -> None:
    found = library.aspect(library.read(fold(typed) if unmarked else typed))
    assert (found.aspect, found.subject) == (aspect, ())


@pytest.mark.parametrize(("typed", "aspect"), CHAT)
def test_an_aspect_is_understood_as_people_chat_and_speak(library: Library, typed: str, aspect: str) -> None:
    assert library.aspect(library.read(typed)).aspect == aspect


@pytest.mark.parametrize(("typed", "aspect"), DIALECT)
def test_an_aspect_is_understood_in_the_words_of_a_region(library: Library, typed: str, aspect: str) -> None:
    assert library.aspect(library.read(typed)).aspect == aspect


@pytest.mark.parametrize(("typed", "aspect"), BARE)
def test_without_marks_a_regions_words_count_where_they_are_no_others(
    library: Library, typed: str, aspect: str | None
) -> None:
    assert library.aspect(library.read(typed)).aspect == aspect


@pytest.mark.parametrize("unmarked", [False, True])
@pytest.mark.parametrize(("typed", "aspect", "subject"), NAMED)
def test_a_question_of_its_own_names_aspect_and_subject(
    library: Library, typed: str, aspect: str | None, subject: str, unmarked: bool
) -> None:
    found = library.aspect(library.read(fold(typed) if unmarked else typed))
    assert found.aspect == aspect
    assert set(subject.split()) <= set(found.subject)
    assert not {"bao", "nhieu", "giay", "may", "ngay", "dau"} & set(found.subject)


def test_every_aspect_can_be_asked_for_by_its_own_button(library: Library) -> None:
    assert set(library.lexicon.aspects) == set(DETAILS)
    unknown = [name for name, label in DETAILS.items() if library.aspect(library.read(label)).aspect != name]
    assert unknown == []


@pytest.mark.parametrize(
    ("folded", "aspect", "subject"),
    [
        ("ket hon o dau bao nhieu tien", "le-phi", ("ket", "hon")),
        ("ket hon bao nhieu tien o dau", "noi-lam", ("ket", "hon")),
        ("ra dau ket hon bao nhieu tien roi nop o dau", "noi-lam", ("ket", "hon")),
        ("bao nhieu la het so tien", "le-phi", ()),
        ("bao nhieu mot hai ba bon nam tien", None, ("hai", "ba", "bon")),  # too far apart for one cue
        ("o daurieng", None, ("daurieng",)),
        ("25 ngay 300 dong", None, ()),
        ("", None, ()),
    ],
)
def test_the_last_aspect_counts_and_cues_are_no_subject(
    folded: str, aspect: str | None, subject: tuple[str, ...]
) -> None:
    found = asked(TWO, folded)
    assert (found.aspect, found.subject) == (aspect, subject)


@given(st.lists(st.sampled_from(["ket", "hon", "sim", "lam", "toi", "25"]), max_size=9), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_wherever_the_cue_stands_the_subject_is_what_else_was_typed_in_order(typed: list[str], at: int) -> None:
    found = asked(TWO, " ".join([*typed[:at], "o", "dau", *typed[at:]]))
    assert found.aspect == "noi-lam"
    assert list(found.subject) == [word for word in typed if word in ("ket", "hon", "sim")]
