"""An evening in real browsers: the wall, three phones, one of them reloaded, one without a line for a while."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def opened(open_page: Open, width: int = 1366, height: int = 768) -> tuple[Page, str]:
    wall = open_page("/phong", width=width, height=height)
    wall.select_option("#chu-de", "an-toan-so")
    wall.get_by_role("button", name="Mở phòng").click()
    expect(wall.locator("#buoc")).to_have_text("Bắt đầu")
    return wall, wall.url.split("/")[4]


def joined(open_page: Open, code: str, name: str, unit: str = "Nà Lịn") -> Page:
    phone = open_page(f"/phong/{code}", width=320, height=568)
    phone.fill("#ten", name)
    phone.fill("#thon", unit)
    phone.get_by_role("button", name="Vào chơi").click()
    expect(phone.locator("#tin")).to_have_text("Chờ người dẫn bắt đầu nhé…")
    return phone


def test_an_evening_with_three_phones(open_page: Open) -> None:
    wall, code = opened(open_page)
    phones = [joined(open_page, code, name) for name in ("Lan", "Bà Cúc", "Giàng A Páo")]
    expect(wall.locator("#vao")).to_have_text("3 máy, 3 người")
    for number in range(1, 6):
        wall.locator("#buoc").click()
        expect(wall.locator("#cau")).to_have_text(f"Câu {number}/5")
        assert wall.locator(".right").count() == 0
        for phone in phones:
            phone.locator("#chon button").first.click()
        expect(wall.locator("#dem")).to_have_text("3/3 máy đã trả lời")
        if number == 1:
            phones[0].reload()
            expect(phones[0].locator("#tin")).to_have_text("Đã gửi. Chờ người dẫn đóng câu hỏi…")
            wall.reload()
            expect(wall.locator("#dem")).to_have_text("3/3 máy đã trả lời")
        wall.locator("#buoc").click()
        expect(wall.locator("#cot .right")).to_have_count(1)
        expect(phones[0].locator("#tin")).to_have_text(re.compile("Đúng rồi!|Chưa đúng."))
    wall.locator("#buoc").click()
    expect(wall.locator("#bang-ten")).to_have_text("Kết quả")
    expect(wall.locator("#nhat li")).to_have_count(3)
    expect(phones[1].locator("#tin")).to_have_text(re.compile(r"Hết rồi! Bạn đúng \d/5 câu, đứng thứ \d/3\."))


def test_an_answer_given_without_a_line_arrives_when_it_is_back(open_page: Open) -> None:
    wall, code = opened(open_page, width=390, height=844)  # a phone held upright instead of a projector
    phone = joined(open_page, code, "Lan")
    wall.locator("#buoc").click()
    expect(phone.locator("#chon button").first).to_be_enabled()
    phone.context.set_offline(True)
    phone.locator("#chon button").nth(1).click()
    expect(phone.locator("#tin")).to_have_text("Đang gửi, mạng hơi chậm…")
    phone.context.set_offline(False)
    expect(wall.locator("#dem")).to_have_text("1/1 máy đã trả lời", timeout=20_000)
    expect(phone.locator("#chon .mine")).to_have_count(1)


def test_the_space_bar_leads_on_and_hands_are_counted(open_page: Open) -> None:
    wall, _ = opened(open_page)
    wall.keyboard.press("Space")
    expect(wall.locator("#cau")).to_have_text("Câu 1/5")
    wall.locator("summary").click()
    wall.locator("#ghi input").first.fill("12")
    wall.get_by_role("button", name="Ghi lại").click()
    expect(wall.locator("#cot em").first).to_have_text("12")


def test_the_pages_do_not_scroll_sideways_on_a_small_phone(open_page: Open) -> None:
    wall, code = opened(open_page, width=320, height=568)
    phone = joined(open_page, code, "Nguyễn Thị Hồng Nhung")
    wall.locator("#buoc").click()
    expect(phone.locator("#chon button").first).to_be_visible()
    for page in (wall, phone):
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
