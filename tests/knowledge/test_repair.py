"""The words that a person meant, read with the shipped lexicon and the words of the shipped knowledge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from knowledge.lexicon import Lexicon
from knowledge.repair import Question, Repairer
from knowledge.syllable import is_syllable
from knowledge.vocabulary import Vocabulary
from tests.bench.disturb import telex
from written.text import clean, fold, has_marks, words

Read = Callable[[str], Question]

TYPICAL = "đk dk tt kt mk hs k ko vneid giay khia sinhh thogn ddawng ky1 hochieu da lô zl 06 cà vẹt"
messy = st.lists(st.one_of(st.sampled_from(TYPICAL.split()), st.text(st.characters(), max_size=12)), max_size=12).map(
    " ".join
)


def table(rows: str) -> pytest.MarkDecorator:
    """Parametrize a test with the lines ``typed = expected`` of ``rows``."""
    pairs = [tuple(row.strip().split(" = ")) for row in rows.strip().splitlines()]
    return pytest.mark.parametrize(("typed", "expected"), pairs)


@pytest.fixture(scope="module")
def read(content: Content) -> Read:
    return content.library.read


def meant(read: Read, text: str) -> str:
    return " ".join(read(text).words)


@table(
    """
    hc het han = hộ chiếu het han
    trung tâm hc công = trung tâm hành chính công
    dk kết hôn cần gì = đăng ký kết hôn cần gì
    k đủ đk = không đủ điều kiện
    kt hồ sơ = kiểm tra hồ sơ
    đk kt cho bố = đăng ký khai tử cho bố
    mk quên mk vneid = mình quên mật khẩu vneid
    bn tiền = bao nhiêu tiền
    bn hỏi tôi = bạn hỏi tôi
    bs hồ sơ = bổ sung hồ sơ
    gặp bs = gặp bác sĩ
    vk ck e ck ngân hàng = vợ chồng em chuyển khoản ngân hàng
    """
)
def test_neighbours_decide_what_an_abbreviation_means(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


@table(
    """
    xe ô tô = xe ô tô
    mua xe oto cũ = mua xe o to cũ
    ôtô = ô tô
    bằng hạng B = bằng hạng b
    bị khối u = bị khối u
    huyết áp cao = huyết áp cao
    bị ép mua bảo hiểm = bị ép mua bảo hiểm
    còn áp dụng không = còn áp dụng không
    đi ca ngày = đi ca ngày
    so hong o dau = so hong o dau
    tat ca giay to = tat ca giay to
    ca vet xe = ca vet xe
    cá lóc nướng = cá lóc nướng
    chuyên gia lo = chuyên gia lo
    được không a = được không a
    """
)
def test_a_word_that_is_one_by_itself_stays(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


@table(
    """
    tải áp vneid = tải ứng dụng vneid
    cài ép = cài ứng dụng
    lên ca xã = lên công an xã
    len ca xa = len công an xa
    em hong biet = em không biet
    cho a hỏi = cho anh hỏi
    bị lóc nick = bị khoá nick
    dang nhap da lo = dang nhap zalo
    lên phây = lên facebook
    cho u tôi = cho mẹ tôi
    """
)
def test_the_same_word_is_slang_where_its_neighbours_say_so(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


@table(
    """
    đk kh = đăng ký kết hôn
    đk kh cần gì = đăng ký kết hôn cần gì
    ở đây có đk kh = ở đây có được không
    ck tiền nhầm = chuyển khoản tiền nhầm
    của ck em = của chồng em
    ghi dc = ghi địa chỉ
    y/c bổ sung = yêu cầu bổ sung
    """
)
def test_the_whole_sentence_is_read_at_once(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


def test_every_abbreviation_is_read_as_one_of_its_meanings(content: Content, read: Read) -> None:
    found = content.library.lexicon.abbreviations
    assert sum(" " in key for key in found) >= 2
    lost = [key for key, readings in found.items() if not is_syllable(fold(key)) and meant(read, key) not in readings]
    assert lost == []


def test_an_abbreviation_of_several_words_is_matched_however_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text('abbreviations:\n  "Đ/C": ["địa chỉ", "đồng chí"]\n', encoding="utf-8")
    repairer = Repairer(Lexicon.load(path)[0], Vocabulary())
    for typed in ("đ/c nhà", "Đ.C nhà", "đ c nhà"):
        assert repairer.read(typed).words == ["địa", "chỉ", "nhà"]


def test_phrasings_are_read_as_questions_are(content: Content, read: Read) -> None:
    index = content.library.matcher.index
    kept = {name: set(texts) for name, texts in zip(index.classes, index.phrasings, strict=True)}
    asked = [(text, entry.id) for entry in content.entries.values() for text in entry.questions]
    assert [text for text, name in asked if read(text).folded not in kept[name]] == []


@table(
    """
    hok bít lm ntn = không biết làm như thế nào
    e muốn đki tạm trú ạ = em muốn đăng ký tạm trú ạ
    thik đăg ký, fải mang j = thích đăng ký phải mang gì
    wên mk r = quên mật khẩu rồi
    zui quá zậy, đi zô = vui quá vậy đi vào
    cccd cx đc = căn cước công dân cũng được
    ĐKKH Ở ĐÂU = đăng ký kết hôn ở đâu
    """
)
def test_the_young_peoples_spelling_is_written_out(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


@pytest.mark.parametrize(
    "typed", ["ddawng kys tamj trus", "dawng kys tamj trus", "d9a8ng ky1 ta5m tru1", "đăng kys tam trú"]
)
def test_raw_typing_is_read_as_the_words_it_spells(read: Read, typed: str) -> None:
    assert read(typed).folded == "dang ky tam tru"
    assert (read(typed).unknown, read(typed).marked) == (0, "đ" in typed)  # as typed, not as meant


def test_nearly_every_title_can_be_typed_in_raw_telex(content: Content, read: Read) -> None:
    titles = [entry.title for entry in content.entries.values()]
    lost = [title for title in titles if read(telex(title)).folded != read(title).folded]
    assert len(titles) > 100 and len(lost) <= 3, lost


@table(
    """
    dangkytamtru o dau = dang ky tam tru o dau
    toi muon dangky kethon = toi muon dang ky ket hon
    khaisinhchocon = khai sinh cho con
    giaykhaisinh = giay khai sinh
    giấykhaisinh = giấy khai sinh
    nophoso odau = nop ho so o dau
    hoso = ho so
    sổ yte = sổ y te
    """
)
def test_joined_words_are_taken_apart(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


@table(
    """
    giay khai sihn = giay khai sinh
    hkuyen = khuyen
    giay khai sinhh = giay khai sinh
    canh sat giao thogn = canh sat giao thong
    mat khauu vneidd = mat khau vneid
    ho chiue = ho chieu
    căn cước gắn chjp = can cuoc gan chip
    """
)
def test_slips_of_the_thumb_are_put_right(read: Read, typed: str, expected: str) -> None:
    assert read(typed).folded == expected


@table(
    """
    cai vi en e i di = cai vneid
    tải phây búc = tải facebook
    dang nhap da lo = dang nhap zalo
    quét mã quy a = quét mã qr
    in tơ nét chậm = internet chậm
    pát po hết hạn = hộ chiếu hết hạn
    """
)
def test_foreign_names_spelt_by_ear_are_understood(read: Read, typed: str, expected: str) -> None:
    assert meant(read, typed) == expected


def test_marks_rule_out_what_only_sounds_alike_without_them(read: Read) -> None:
    for text in ("đá lở", "bị dị ứng da lo lắm", "hạch ở cổ", "hach o co"):  # "hách" is a hack, "hach" may not be
        assert meant(read, text) == text


def test_a_question_spelt_in_full_is_left_as_typed(content: Content, read: Read) -> None:
    lexicon = content.library.lexicon
    replaced = {word for key in (*lexicon.abbreviations, *lexicon.spoken) for word in key.split()}
    questions = [question for entry in content.entries.values() for question in entry.questions][::5]
    plain = [q for q in questions if all((is_syllable(w) and w not in replaced) or w.isdigit() for w in words(q))]
    assert len(plain) > 500
    assert [q for q in plain if (read(q).words, read(q).unknown) != (words(q), 0)] == []


def test_words_that_no_entry_uses_are_left_alone_where_they_are_vietnamese(content: Content, read: Read) -> None:
    known = content.library.matcher.repairer.vocabulary.singles.keys()
    strange = [word for word in words("khuỷu nghêu loạng choạng huýt nguýt xoẹt hếch") if fold(word) not in known]
    assert len(strange) >= 4
    assert read(" ".join(strange)).words == strange


@pytest.mark.parametrize("name", ["Kubernetes", "Ronaldo", "Kanazawa", "Vinfast", "xyzzy", "0912345678"])
def test_names_that_nobody_knows_stay_as_they_are(read: Read, name: str) -> None:
    found = read(f"hỏi về {name} ạ")
    assert found.words == ["hỏi", "về", name.lower(), "ạ"]
    assert found.unknown == (0 if name.isdigit() else 1)


def test_after_a_dozen_unknown_words_slips_are_no_longer_looked_for(read: Read) -> None:
    noise = [f"zq{a}w{b}k" for a in "bcdfgh" for b in "bc"]
    few, many = read(" ".join([*noise[:11], "thogn"])), read(" ".join([*noise, "thogn", "ko", "ddawng"]))
    assert (few.words[-1], few.unknown) == ("thong", 11)
    assert (many.words[-3:], many.unknown) == (["thogn", "không", "đăng"], 13)


@pytest.mark.parametrize(
    ("typed", "hints"),
    [
        ("mất giấy đẻ", "giấy khai sinh"),
        ("bìa đỏ bị rách", "sổ đỏ"),
        ("bia do bi rach", "sổ đỏ"),
        ("làm ở mô", "đâu"),
        ("khi mô lấy được", "nào"),
        ("khi mo vneid", ""),  # rather "khi mở"
        ("má tôi có bằng lái", "mẹ giấy phép lái xe"),
        ("cần giấy để nộp", ""),  # not "giấy đẻ"
        ("ma toi", ""),  # a single bare word may be any other
        ("dk bhyt", "thẻ bảo hiểm khám bệnh"),  # of what the abbreviation stands for
    ],
)
def test_synonyms_are_weighed_in_and_the_typed_words_kept(read: Read, typed: str, hints: str) -> None:
    found = read(typed)
    assert " ".join(found.hints) == hints
    assert "bhyt" in typed or found.words == words(typed)


@pytest.mark.parametrize("text", ["", " \n", "?!", "\u200b", "👍"])
def test_a_message_without_words_asks_nothing(read: Read, text: str) -> None:
    assert read(text) == Question([], [], False, 0)


@given(text=messy)
@settings(max_examples=100, deadline=None)
def test_any_message_is_read_as_single_words_whatever_its_encoding(read: Read, text: str) -> None:
    found = read(text)
    assert all(word and word == word.lower() and not word.isspace() and " " not in word for word in found.words)
    assert found.unknown <= len(words(clean(text)))
    assert read(clean(text)) == found
    assert found.marked == has_marks(clean(text))
