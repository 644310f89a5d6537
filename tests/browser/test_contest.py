"""The shipped contest in a real browser: from its page through registration to a certificate that is verified."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from quiz.shelf import read_banks
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
RIGHT = {q.question: q.right for bank in read_banks(ROOT / "quiz" / "banks")[0].values() for q in bank.questions}
ID = "thi-thu-cong-dan-so"


def say(page: Page, text: str) -> None:
    replies = page.locator("#log .bot")
    before = replies.count()
    page.locator("#cau-hoi").fill(text)
    page.locator("#cau-hoi").press("Enter")
    expect(replies).to_have_count(before + 1)


def press(page: Page, label: str) -> None:
    replies = page.locator("#log .bot")
    before = replies.count()
    replies.last.get_by_role("button", name=label, exact=True).click()
    expect(replies).to_have_count(before + 1)


def register(page: Page, name: str, unit: str) -> None:
    press(page, "Đăng ký dự thi")
    press(page, "Đồng ý, đăng ký")
    for text in ("1990", name, unit, "bỏ qua", "0912345678"):
        say(page, text)
    press(page, "Hiện họ tên")


def test_from_the_contests_page_to_a_certificate(open_page: Open) -> None:
    page = open_page(f"/cuoc-thi/{ID}")
    page.get_by_role("link", name="Vào thi").click()
    newest = page.locator("#log .bot").last
    expect(newest).to_contain_text("Cuộc thi đang mở")
    register(page, "Nông Thị Hà", "xa nghia ta")
    expect(newest).to_contain_text("Mã dự thi của Hà")
    press(page, "Bắt đầu làm bài")
    for number in range(1, 11):
        expect(newest).to_contain_text(f"Câu {number}/10")
        if number == 3:  # the phone was put away: the attempt goes on
            page.reload()
            expect(newest).to_contain_text("Câu 3/10")
        texts = newest.locator(".words").inner_text().split("\n")
        question = next(text for text in texts if text.strip() in RIGHT).strip()
        press(page, RIGHT[question])
    say(page, "120")
    expect(newest).to_contain_text("Kết quả: 10/10 câu đúng")
    press(page, "Nhận giấy chứng nhận")
    expect(newest.locator("img")).to_be_visible()
    verified = newest.get_by_role("link", name="chung-nhan").first.get_attribute("href") or ""
    page.goto(verified)
    expect(page.get_by_role("heading", name="Giấy chứng nhận này là thật.")).to_be_visible()
    picture = page.request.get(page.locator("img.paper").get_attribute("src") or "")
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body())))] == [verified]
    page.get_by_role("link", name="Về trang cuộc thi").click()
    expect(page.locator("tbody").first).to_contain_text("Nông Thị Hà")
    expect(page.locator("body")).not_to_contain_text("0912345678")


def test_the_boards_come_anew_while_somebody_looks(open_page: Open) -> None:
    page = open_page(f"/cuoc-thi/{ID}", go=False)
    page.clock.install()
    page.goto(f"/cuoc-thi/{ID}")
    before = page.locator("#live").inner_text()
    page.wait_for_timeout(3500)  # a board is shown for three seconds before it is read anew
    page.clock.run_for(31_000)
    expect(page.locator("#live")).not_to_have_text(before)


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    page = open_page(f"/cuoc-thi/{ID}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_contest_without_javascript(open_page: Open) -> None:
    page = open_page(f"/?thi={ID}", javascript=False)
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("button", name="Đăng ký dự thi").click()
    page.get_by_role("button", name="Đồng ý, đăng ký").click()
    for text in ("1985", "Triệu Văn Sơn", "cho moi", "bỏ qua", "bỏ qua"):
        page.locator("#cau-hoi").fill(text)
        page.locator("form button[type=submit], form button:not([name])").last.click()
    page.get_by_role("button", name="Không hiện tên").click()
    expect(page.locator("#log .bot").last).to_contain_text("Mã dự thi của Sơn")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#log .bot").last).to_contain_text("Câu 1/10")
