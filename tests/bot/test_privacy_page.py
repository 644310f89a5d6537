"""What the privacy page tells is what the settings and the store do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.content import Content
from bot.conversation import Conversation
from bot.pages.privacy import privacy_page
from bot.settings import Keep, Operator, Settings
from bot.store import Store
from tests.bot.test_web import ask, serving


@pytest.fixture
async def base(conversation: Conversation, content: Content, store: Store, settings: Settings) -> AsyncIterator[str]:
    async with serving(conversation, content, store, settings) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


def test_every_number_of_days_comes_from_the_settings(settings: Settings) -> None:
    names = vars(settings.keep)
    told = privacy_page(replace(settings, keep=Keep(**{name: 11 + number for number, name in enumerate(names)})))
    assert {f"{11 + number} ngày" in told for number in range(len(names))} == {True}
    other = privacy_page(replace(settings, keep=Keep(**dict.fromkeys(names, 0.5))))
    assert set(re.findall(r"([\d.]+) ngày", other)) == {"0.5", "2"}  # two days: updates, which is fixed


def test_who_runs_it_is_named(settings: Settings) -> None:
    assert "chạy thử" in privacy_page(settings)
    named = replace(settings, operator=Operator("UBND xã <b>La Hiên</b>", "La Hiên", "0208 3 123 456"))
    told = privacy_page(named)
    assert "UBND xã &lt;b&gt;La Hiên" in told and 'href="tel:02083123456"' in told and "chạy thử" not in told


async def test_the_first_screen_leads_to_it(client: aiohttp.ClientSession, base: str) -> None:
    async with client.get(base) as response:
        first = await response.text()
    assert "xoá được bất cứ lúc nào" in first and '<a href="/quyen-rieng-tu">' in first
    async with client.get(f"{base}/quyen-rieng-tu") as response:
        assert response.status == 200
        assert "Content-Security-Policy" in response.headers
        assert "/xoadulieu" in await response.text()


async def test_without_javascript_one_button_deletes(client: aiohttp.ClientSession, base: str, store: Store) -> None:
    async with client.post(base, data={"text": "thủ tục nuôi chim yến trên mái nhà"}) as response:
        assert 'value="/xoadulieu dong-y"' in await response.text()
    async with client.post(base, data={"command": "/xoadulieu dong-y"}) as response:
        assert "đã xoá hết" in await response.text()
    assert len(store.forgotten()) == 1


async def test_what_is_told_of_the_data_is_no_more_than_true(client: aiohttp.ClientSession, base: str) -> None:
    told = (await ask(client, base, text="/dulieu"))["replies"][0]["text"]
    assert "không đọc ngược lại được" not in told and "không giữ số điện thoại" not in told
    assert "2 ngày" in told and "bản sao lưu" in told
