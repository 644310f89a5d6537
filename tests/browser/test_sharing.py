"""From a shared link to a picture of the result, in a real Chromium, with and without JavaScript."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Page]

pytestmark = pytest.mark.browser

WITHIN = 20_000


def make(page: Page, unit: str = "Chi đoàn thôn Nà Phặc") -> str:
    """Make a link on the form that ``page`` shows; return its code."""
    page.get_by_label("Bộ câu hỏi").select_option("tron")
    page.get_by_label("Tên người mời").fill("Nông Thị Hà")
    page.get_by_label("Thôn, xã, trường").fill(unit)
    page.get_by_role("button", name="Tạo đường dẫn").click()
    expect(page.locator("h1")).to_contain_text("Đã có đường dẫn")
    found = re.search(r"THI (\w{8})", page.locator("main").inner_text())
    assert found
    return found[1]


def loaded(page: Page, selector: str) -> int:
    """Wait for a picture; return how wide it is by itself, 0 where it does not come."""
    for _ in range(WITHIN // 100):
        if width := int(page.locator(selector).evaluate("image => image.naturalWidth")):
            return width
        page.wait_for_timeout(100)
    return 0


def wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_from_the_landing_page_to_the_picture_of_the_result(open_page: Open) -> None:
    maker = open_page("/chiase")
    code = make(maker)
    assert loaded(maker, "img.qr")
    player = open_page(f"/q/{code}")
    expect(player.locator(".inviter")).to_have_text("Nông Thị Hà, Chi đoàn thôn Nà Phặc mời bạn")
    player.get_by_role("link", name="Bắt đầu").click()
    replies = player.locator("#log .bot")
    expect(replies).to_have_count(1, timeout=WITHIN)
    expect(replies.last).to_contain_text("Câu 1/5:")
    for number in range(5):
        replies.last.locator("button[name=command]").first.click()
        expect(replies).to_have_count(number + 2, timeout=WITHIN)
    expect(replies.last).to_contain_text("Kết quả:")
    picture = replies.last.locator("img.shot")
    expect(picture).to_be_visible(timeout=WITHIN)
    assert loaded(player, "img.shot") == 1080
    body = player.request.get(str(picture.get_attribute("src"))).body()
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(body)))
    assert [found.text.rpartition("/q/")[2] for found in read] == [code]
    maker.reload()
    expect(maker.locator(".figures")).to_contain_text(re.compile(r"1\s*lượt mở\s*1\s*lượt bắt đầu\s*1\s*lượt làm xong"))


def test_without_javascript_a_link_begins_too(open_page: Open) -> None:
    maker = open_page("/chiase", javascript=False)
    code = make(maker, unit="")
    player = open_page(f"/q/{code}", javascript=False)
    player.get_by_role("link", name="Bắt đầu").click()
    player.get_by_role("button", name="Bắt đầu").click()
    expect(player.locator("#log .bot").last).to_contain_text("Câu 1/5:")


def test_a_paper_is_offered_in_the_chat(open_page: Open) -> None:
    page = open_page("/?hoi=chia+s%E1%BA%BB")
    replies = page.locator("#log .bot")
    for number in range(4):
        expect(replies).to_have_count(number + 1, timeout=WITHIN)
        replies.last.locator(".options button").first.click()
    expect(replies).to_have_count(5, timeout=WITHIN)
    paper = replies.last.get_by_role("link", name="Mở tệp để in (PDF)")
    answer = page.request.get(str(paper.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(open_page: Open, width: int) -> None:
    page = open_page("/chiase", width=width)
    assert wide(page) == 0
    code = make(page, unit="Chi đoàn thôn Nà Phặc, Đoàn xã Nghĩa Tá, tỉnh Thái Nguyên")
    assert wide(page) == 0
    page.goto(f"/q/{code}")
    assert wide(page) == 0
