"""The certificate: on one A4 page, whatever names are long, its QR read back."""

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

from bot.pictures.certificate import certificate
from bot.pictures.drawings import draw

ADDRESS = "https://congdanso.thainguyen.example/cuoc-thi/thi-chuyen-doi-so/chung-nhan/HK7MNP4XT"
VALUES = {
    "title": "Cuộc thi trực tuyến tìm hiểu chuyển đổi số tỉnh Thái Nguyên năm 2026", "name": "Nông Thị Hà",
    "unit": "Thôn Nà Phặc, Xã Nghĩa Tá", "score": 18, "total": 20, "place": 12, "of": 34567,
    "organiser": "Tỉnh đoàn Thái Nguyên", "town": "Thái Nguyên", "day": "2026-10-02", "address": ADDRESS,
    "code": "HK7-MNP-4XT",
}  # fmt: skip
NAMES = st.text("Nguyễn Thị Ằ ỗMWwi.,-🌸", max_size=130)


@given(NAMES, NAMES, NAMES, NAMES, st.integers(0, 99_999), st.booleans())
@settings(max_examples=40, deadline=None)
def test_nothing_reaches_over_the_edge(
    title: str, name: str, unit: str, organiser: str, place: int, public: bool
) -> None:
    day, address = date(2026, 10, 2), ADDRESS if public else ""
    page = certificate(title, name, unit, 18, 20, place, 99_999, organiser, "Thái Nguyên", day, address, "HK7-MNP-4XT")
    assert page.outside() == []


@pytest.mark.parametrize("scale", [1, 2])
def test_the_qr_is_read_from_the_printed_page(scale: int) -> None:
    paper = pypdfium2.PdfDocument(draw("chung-nhan-pdf", VALUES))
    assert len(paper) == 1
    page = paper[0]
    assert (round(page.get_width()), round(page.get_height())) == (842, 595)
    assert [found.text for found in zxingcpp.read_barcodes(page.render(scale=scale).to_pil())] == [ADDRESS]


def test_the_paper_holds_its_text_as_text() -> None:
    page = pypdfium2.PdfDocument(draw("chung-nhan-pdf", VALUES))[0]
    text = unicodedata.normalize("NFC", page.get_textpage().get_text_range())
    for words in ("GIẤY CHỨNG NHẬN", "Nông Thị Hà", "Đạt 18/20 câu trả lời đúng, xếp thứ 12 trong 34.567 người dự thi"):
        assert words in text
    assert "Thái Nguyên, ngày 02 tháng 10 năm 2026" in text and "HK7-MNP-4XT" in text


def test_the_picture_and_one_without_place_or_address() -> None:
    picture = Image.open(io.BytesIO(draw("chung-nhan", VALUES)))
    assert picture.size == (1684, 1191) and [found.text for found in zxingcpp.read_barcodes(picture)] == [ADDRESS]
    plain = {**VALUES, "address": "", "place": 0, "organiser": "", "town": "", "unit": ""}
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(draw("chung-nhan", plain)))) == []
