"""The pictures that people get: everything inside the paper, whatever names are long, and the QR read back."""

from __future__ import annotations

import io
import unicodedata
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.drawings import draw
from bot.pictures.page import Page
from bot.pictures.poster import poster
from bot.pictures.preview import card, preview
from bot.pictures.result import result

ADDRESS = "https://congdanso.thainguyen.example/q/HK7MNP4X"
CODE = "HK7MNP4X"
TITLE = "Hội thi trực tuyến tìm hiểu chuyển đổi số và kỹ năng an toàn trên không gian mạng năm 2026"
UNIT = "Chi đoàn thôn Nà Phặc, Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Nghĩa Tá, tỉnh Thái Nguyên"
NAMES = st.text("Nguyễn Thị Ằ ỗMWwi.,-🌸", max_size=120)
KINDS = st.sampled_from(["bank", "round", "contest"])


def pictures(kind: str, title: str, name: str, unit: str) -> list[Page]:
    return [
        result(title, 9, 10, "good", date(2026, 11, 25), name, ADDRESS, CODE),
        preview(kind, title, f"{name}, {unit}"),
        card(kind, title, f"{name}, {unit}", ADDRESS, CODE),
        poster(kind, title, unit, name, unit, ADDRESS, CODE),
    ]


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@given(KINDS, NAMES, NAMES, NAMES)
@settings(max_examples=25, deadline=None)
def test_nothing_reaches_over_the_edge(kind: str, title: str, name: str, unit: str) -> None:
    assert [page.outside() for page in pictures(kind, title, name, unit)] == [[]] * 4


@pytest.mark.parametrize("total", [1, 5, 10, 40, 100])
def test_a_result_of_any_length_fits(total: int) -> None:
    for score in {0, total // 2, total}:
        assert not result(TITLE, score, total, "all_right", date(2026, 1, 1), UNIT, ADDRESS, CODE).outside()


def test_the_qr_of_each_picture_leads_to_the_link() -> None:
    values = {"kind": "bank", "title": TITLE, "inviter": UNIT, "address": ADDRESS, "code": CODE}
    assert read(Image.open(io.BytesIO(draw("the-moi", values)))) == [ADDRESS]
    done = {"title": TITLE, "score": 9, "total": 10, "praise": "good", "day": "2026-11-25"}
    made = Image.open(io.BytesIO(draw("ket-qua", {**done, "address": ADDRESS, "code": CODE})))
    assert made.size == (1080, 1080) and read(made) == [ADDRESS]
    assert read(Image.open(io.BytesIO(draw("ket-qua", done)))) == []
    assert Image.open(io.BytesIO(draw("xem-truoc", {"kind": "contest", "title": TITLE, "inviter": ""}))).size == (
        1200,
        630,
    )
    assert draw("ma-qr-svg", {"address": ADDRESS}).startswith(b"<?xml")


def test_the_poster_is_one_page_of_a4_with_text_and_a_qr_read_from_two_metres() -> None:
    values = {"kind": "contest", "title": TITLE, "about": "Từ 10/9 đến 30/9", "maker": "Nông Thị Hà", "unit": UNIT}
    paper = pypdfium2.PdfDocument(draw("to-roi", {**values, "address": ADDRESS, "code": CODE}))
    assert len(paper) == 1
    page = paper[0]
    assert (round(page.get_width()), round(page.get_height())) == (595, 842)
    text = unicodedata.normalize("NFC", page.get_textpage().get_text_range())
    assert f"THI {CODE}" in text and "Nông Thị Hà" in text and "Từ 10/9 đến 30/9" in text
    # A phone's camera (1,920 pixels over 65 degrees) sees 1.3 mm a pixel at two metres.
    from_two_metres = page.render(scale=25.4 / 72 / 1.3).to_pil()
    assert read(from_two_metres.resize((from_two_metres.width * 3, from_two_metres.height * 3))) == [ADDRESS]
