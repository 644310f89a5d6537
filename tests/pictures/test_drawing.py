"""Letters, lines, QR codes: what every picture is made of."""

from __future__ import annotations

import io
import unicodedata
from itertools import product

import pypdfium2
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import colours
from bot.pictures.lettering import _known, fit, printable, width, wrap
from bot.pictures.ornament import brand, brocade
from bot.pictures.output import pdf, png
from bot.pictures.page import Page, Words
from bot.pictures.qr import qr, qr_png

ADDRESS = "https://congdanso.example/q/ABCD2345"
_MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = "".join(
    unicodedata.normalize("NFC", letter + mark) for letter, mark in product("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", _MARKS)
)
WORDS = st.lists(st.text(LETTERS + "đĐbcghknt.,", min_size=1, max_size=30), min_size=1, max_size=25).map(" ".join)


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_every_vietnamese_letter_has_a_glyph() -> None:
    assert len(set(LETTERS)) == 144
    assert printable(LETTERS + "đĐ “xã” – ‘thôn’… 100 %") == LETTERS + "đĐ “xã” – ‘thôn’… 100 %"
    assert {ord(letter) for letter in LETTERS + "đĐ"} <= _known()


def test_what_cannot_be_drawn_is_left_out_and_marks_are_composed() -> None:
    assert printable("  Nguye\u0302\u0303n 🌸\nVăn\tA ") == "Nguyễn Văn A"


@given(WORDS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_fitted_lines_are_neither_too_many_nor_too_wide(text: str, lines: int) -> None:
    size, found = fit(text, "Bold", 400, lines, 60, 20)
    assert 20 <= size <= 60 and 1 <= len(found) <= lines
    assert all(width(line, "Bold", size) <= 400.001 for line in found)
    whole = "".join("".join(found).split())
    assert "".join(text.split()).startswith(whole.rstrip("…").rstrip(" ,.;:"))


def test_lines_are_about_equally_long() -> None:
    one, other = wrap("Hội thi tìm hiểu chuyển đổi số cấp xã năm 2026 lần", "Bold", 40, 900)
    assert abs(width(one, "Bold", 40) - width(other, "Bold", 40)) < 200


def test_no_word_is_broken_to_make_lines_equal() -> None:
    text = "Không quét được? Mở congdanso.thainguyen.gov.vn rồi nhắn:"
    assert any("congdanso.thainguyen.gov.vn" in line for line in wrap(text, "Medium", 13, 215))


def test_a_qr_is_read_from_the_png_a_page_and_a_paper() -> None:
    assert read(Image.open(io.BytesIO(qr_png(ADDRESS)))) == [ADDRESS]
    page = Page(595, 842, colours.PAPER)
    page.add(*qr(ADDRESS, 200, 300, 180))
    assert read(Image.open(io.BytesIO(png(page)))) == [ADDRESS]
    assert read(pypdfium2.PdfDocument(pdf([page], "QR"))[0].render(scale=2).to_pil()) == [ADDRESS]


def test_a_paper_holds_its_text_as_text() -> None:
    page = Page(595, 842)
    page.paragraph("Thôn Nà Phặc, xã Nghĩa Tá", 40, 40, 500, lines=2, largest=30, smallest=12)
    text = pypdfium2.PdfDocument(pdf([page], "Thử"))[0].get_textpage().get_text_range()
    assert "Thôn Nà Phặc, xã Nghĩa Tá" in unicodedata.normalize("NFC", text)


def test_the_same_page_gives_the_same_bytes() -> None:
    page = Page(300, 300)
    page.add(*brocade(0, 0, 300, 10), *brand(10, 40, 40, "Công dân số", "Hỏi đáp", False))
    assert png(page) == png(page) and pdf([page], "x") == pdf([page], "x")


def test_a_mark_over_the_edge_is_told() -> None:
    page = Page(300, 300)
    page.add(Words(10, 100, "vừa vặn", 20))
    assert not page.outside()
    page.add(Words(200, 100, "dài quá mép trang", 20))
    assert len(page.outside()) == 1
