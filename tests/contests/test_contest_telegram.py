"""A contest on Telegram, from registration to the certificate, against a strict Bot API on loopback."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from quiz.contest import Contest
from tests.contests.conftest import ID, RIGHT, made, open_now
from tests.e2e.fake_telegram import FakeTelegram
from tests.e2e.test_telegram_sharing import Phone, fake, kept, until

__all__ = ["fake", "kept"]


@pytest.fixture
def contest(tmp_path: Path) -> Contest:
    return made(tmp_path / "contests", open_now())


async def test_from_registration_to_the_certificate(fake: FakeTelegram) -> None:
    phone = Phone(fake, 5)
    front = await phone.says("/thi")
    consent = await phone.presses("Đăng ký dự thi", front)
    await phone.presses("Đồng ý, đăng ký", consent)
    for text in ("1990", "tên em là Nông Thị Hà", "nà phặc", "0912345678"):
        asked = await phone.says(text)
    done = await phone.presses("Hiện họ tên", asked)
    code = re.search(r"Mã dự thi của Hà: ([\w-]+)", str(done["text"]))
    assert code
    asked = await phone.presses("Bắt đầu làm bài", done)
    other = Phone(fake, 6)
    asked = await other.says(f"mã dự thi {code[1]}")  # on another phone from here on
    for _ in range(5):
        question = str(asked["text"]).rpartition("\n\n")[2]
        asked = await other.presses(RIGHT[question], asked)
    ended = await other.says("12")
    assert "Kết quả: 5/5 câu đúng" in str(ended["text"])
    await other.presses("Nhận giấy chứng nhận", ended)
    await until(lambda: len(fake.files) == 2)
    paper = fake.sent[-1]
    assert paper["kind"] == "document" and "Giấy chứng nhận của Hà" in str(paper["text"])
    picture, document = fake.files[-2:]
    assert Image.open(io.BytesIO(picture)).size == (1684, 1191)
    text = pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range()
    assert "Nông Thị Hà" in text and "5/5" in text
    assert "Nông Thị Hà (Thôn Nà Phặc, Xã Nghĩa Tá): 5/5" in str((await phone.says(f"/thi {ID} hang"))["text"])
