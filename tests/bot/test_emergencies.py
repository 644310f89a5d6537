"""Danger, however it is typed, is answered with the number to call; questions that share words are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import danger
from bot.masking import mask
from bot.messages import Reply
from bot.store import Store
from written.text import fold

FIRST = {
    "medical": "Gọi 115 ngay",
    "fire": "Gọi 114 ngay",
    "violence": "Gọi 113 ngay",
    "suicide": "Xin bác/anh/chị đừng ở một mình lúc này. Gọi ngay 115",
    "scam": "Tắt máy ngay, không chuyển tiền",
}
DANGER = {
    "medical": """
        ông ngã từ trên cây xuống bất tỉnh rồi
        bà nhà tôi đột quỵ, méo cả miệng
        cháu bé sốt cao co giật
        thằng cu bị rắn cắn ngoài nương
        con bé uống nhầm thuốc chuột trong bếp
        cả nhà ăn nấm rừng bị ngộ độc
        anh ấy bị điện giật ở máy bơm
        trẻ đuối nước dưới ao, vớt lên rồi mà không thở
        mẹ em khó thở quá, môi tím tái
        vợ em vỡ ối rồi mà xe chưa tới
        chồng em cưa gỗ đứt tay, máu chảy không cầm được
        cháu hóc xương không thở được
        gọi cấp cứu giúp tôi
        bà cụ ngất xỉu ngoài chợ""",
    "fire": """
        nhà bên cạnh đang cháy to lắm
        cháy rừng gần bản rồi
        bếp bốc cháy rồi
        rò rỉ ga trong nhà mùi khét
        lũ cuốn trôi hai người
        sạt lở đất vùi mấy nhà trong bản
        nước lên mắc kẹt trên gác""",
    "violence": """
        chồng say rượu đang đánh vợ
        có người cầm dao đuổi theo tôi
        nó doạ giết cả nhà tôi
        em bị nhốt ở nhà trọ, họ giữ không cho về
        đang có trộm vào nhà
        tôi vừa bị cướp giật túi xách
        hàng xóm đang đánh nhau
        con gái tôi bị xâm hại
        đứa bé nhà bên bị bạo hành
        bố cháu đánh con suốt đêm""",
    "suicide": """
        cháu chán sống lắm rồi
        tôi muốn chết cho xong
        em không muốn sống nữa đâu
        con đang nghĩ đến tự tử
        sống làm gì nữa hả em
        bạn cháu định nhảy cầu""",
    "scam": """
        có công an đang gọi bắt tôi chuyển tiền
        nó đang gọi đòi đọc mã otp
        người ta gọi video không cho tắt máy
        tôi đang ở ngân hàng chuyển tiền cho công an
        điện thoại bác đang bị điều khiển từ xa""",
}
ORDINARY = """
    chạy xe máy không mang bằng lái phạt bao nhiêu
    máy tính chạy chậm quá
    mạng chạy yếu quá
    bảo hiểm cháy nổ có bắt buộc không
    giấy tờ nhà bị cháy hết giờ xin lại thế nào
    hỗ trợ nhà bị cháy năm ngoái
    bị tai nạn lao động thì hưởng bảo hiểm thế nào
    tôi bị tai biến liệt nửa người, xin trợ cấp
    đi cấp cứu khác tuyến bảo hiểm y tế có trả không
    vợ sắp sinh cần chuẩn bị giấy tờ gì
    người nhà chết đuối thì khai tử ở đâu
    chồng tôi chết rồi, lấy tiền mai táng ở đâu
    đăng ký hiến máu ở đâu
    nhà bị lũ hỏng, xin hỗ trợ ở đâu
    nhà ở chỗ hay sạt lở, xin đất chỗ khác thế nào
    mua bình ga qua mạng có an toàn không
    đánh giá cán bộ trên mạng ở đâu
    đánh mất căn cước ở chợ
    đánh máy tiếng việt trên điện thoại thế nào
    đánh thuế nhà đất thế nào
    mất trộm xe máy, xin lại đăng ký xe thế nào
    con bị bắt nạt trên mạng thì báo ai
    cầm sổ đỏ vay ngân hàng được không
    gọi công an xã số nào
    từ từ thôi cháu, bác già gõ chậm
    cứ từ từ chỉ bác cách nộp hồ sơ
    chờ hồ sơ mệt muốn chết mà chưa xong
    cười muốn chết
    công an gọi điện bắt chuyển tiền có phải lừa đảo không
    hôm qua có người xưng công an gọi bắt chuyển tiền
    làm sao để biết công an gọi là thật hay giả
    chuyển tiền nhầm tài khoản lấy lại thế nào
    tắt máy đi bật lại vẫn không vào được"""
FILLERS = "ơi em giúp với nhanh lên bác ở xóm Đồng xã La Hiên này nhé ạ"
AROUND = st.lists(st.sampled_from(FILLERS.split()), max_size=6)
CUES = st.sampled_from(
    [("medical", "ngất xỉu"), ("fire", "cháy rừng"), ("violence", "đang đánh nhau"), ("scam", "bắt chuyển tiền ngay")]
)


def phrases(lines: str) -> list[str]:
    return [line.strip() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, lines in DANGER.items() for text in phrases(lines)])
def test_danger_gets_the_number_before_anything_else(say: Callable[..., Reply], kind: str, text: str) -> None:
    for number, typed in enumerate((text, fold(text), text.upper() + "!!!")):
        assert say(typed, chat=str(number)).text.startswith(FIRST[kind]), typed


@pytest.mark.parametrize("text", phrases(ORDINARY))
def test_ordinary_questions_that_share_words_raise_no_alarm(say: Callable[..., Reply], text: str) -> None:
    for typed in (text, fold(text)):
        assert not any(first in say(typed).text for first in FIRST.values()), typed


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=AROUND, cue=CUES, after=AROUND, form=st.sampled_from(["NFC", "NFD"]), loud=st.booleans())
def test_danger_is_heard_whatever_stands_around_it(
    say: Callable[..., Reply], before: list[str], cue: tuple[str, str], after: list[str], form: str, loud: bool
) -> None:
    kind, words = cue
    text = unicodedata.normalize(form, " ".join([*before, words, *after]))  # type: ignore[arg-type]
    assert say(text.upper() if loud else text).text.startswith(FIRST[kind])


@pytest.mark.parametrize("cue", sorted(danger.cues()))
def test_no_sign_of_danger_is_masked_as_a_part_of_an_address_or_a_name(cue: str) -> None:
    before = ("xóm Nhanh Nhanh", "tổ 5, phường Đức Xuân", "nhà em ở số 12 đường Hùng Vương", "tôi tên là Nông Văn Tú")
    for text in (f"{place}{gap}{cue}" for place in before for gap in (" ", ", ")):
        for typed in (text, text.upper(), text.title(), fold(text)):
            assert cue in fold(mask(typed).text), typed


def test_danger_to_a_child_names_the_number_for_children(say: Callable[..., Reply]) -> None:
    for text in ("đứa bé nhà bên bị bạo hành", "cháu không muốn sống nữa"):
        assert "111 (miễn phí" in say(text).text


def test_a_scam_goes_on_to_what_to_do_after_it(say: Callable[..., Reply]) -> None:
    assert say("nó đang gọi đòi đọc mã otp").options
    assert say("1").topic == "lua-dao-da-chuyen-tien"
    assert say("có người đánh em").options
    assert say("1").topic == "an-toan-tre-em"


def test_danger_in_the_middle_of_a_chat_does_not_lose_the_thread(say: Callable[..., Reply]) -> None:
    assert say("lam ho chieu").topic == "ho-chieu-cap-moi"
    assert say("ông ngất xỉu rồi").text.startswith(FIRST["medical"])
    assert say("mất bao nhiêu tiền").topic == "ho-chieu-cap-moi"


def test_numbers_of_papers_and_phones_do_not_delay_help(say: Callable[..., Reply]) -> None:
    reply = say("bố tôi bất tỉnh, căn cước 019192007346, số tôi 0912345678")
    assert reply.text.startswith(FIRST["medical"])
    assert "019192007346" not in reply.text and "0912345678" not in reply.text


def test_what_people_in_danger_wrote_is_not_kept_for_reports(say: Callable[..., Reply], store: Store) -> None:
    say("con đang nghĩ đến tự tử")
    say("chồng say rượu đang đánh vợ")
    assert store.unanswered(5) == []
