"""A practice round on the page, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def say(page: Page, text: str) -> None:
    page.locator("#cau-hoi").fill(text)
    page.locator("#cau-hoi").press("Enter")


def test_a_whole_round_with_buttons_and_typed_answers(open_page: Open) -> None:
    page = open_page()
    newest = page.locator("#log .bot").last
    say(page, "đố vui")
    page.get_by_role("button", name="Trộn các chủ đề").last.click()
    page.get_by_role("button", name="5 câu").last.click()
    for number in range(1, 6):
        expect(newest).to_contain_text(f"Câu {number}/5:")
        if number % 2:
            newest.locator("button").first.click()
        else:
            say(page, "câu a")
    expect(newest).to_contain_text(re.compile(r"Kết quả: \d/5\."))
    expect(newest.locator("img")).to_be_visible()
    expect(newest.get_by_role("button", name="Chia sẻ")).to_be_visible()


def test_a_round_without_javascript(open_page: Open) -> None:
    page = open_page(javascript=False)
    page.locator("#cau-hoi").fill("luyện tập")
    page.locator("form button[type=submit], form button:not([name])").last.click()
    page.get_by_role("button", name="Trộn các chủ đề").click()
    page.get_by_role("button", name="5 câu").click()
    expect(page.locator("#log .bot").last).to_contain_text("Câu 1/5:")
    page.locator("#log .bot").last.locator("button").first.click()
    expect(page.locator("#log .bot").last).to_contain_text("Câu 2/5:")


def test_the_first_page_leads_to_practice_and_to_rooms(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Luyện tập ngay").click()
    expect(page.locator("#log .bot").last).to_contain_text("chọn chủ đề")
    page.get_by_role("link", name="Mở phòng chơi").click()
    expect(page.get_by_role("button", name="Mở phòng")).to_be_visible()
