"""Shared links in the browser's words: real HTTP on loopback, pictures drawn by the real process."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from html import unescape

import aiohttp
import pypdfium2
import pytest
import zxingcpp
from aiohttp import web
from PIL import Image

from bot.channels import guard
from bot.channels import links as channel
from bot.channels import web as web_channel
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.gallery import Gallery
from bot.links import Link
from bot.pictures import signed
from bot.sender import Sender
from bot.settings import Settings
from bot.store import Store
from quiz.shelf import read_banks
from tests.conftest import DATA, Clock

BANKS, _ = read_banks(DATA / "banks")
NOW = 1_795_500_000.0


@pytest.fixture
def content(content: Content) -> Content:
    return replace(content, banks=BANKS)


@pytest.fixture
def conversation(content: Content, store: Store, settings: Settings, clock: Clock) -> Iterator[Conversation]:
    yield Conversation(lambda: content, store, settings, clock)


@pytest.fixture
async def base(conversation: Conversation, content: Content, store: Store, settings: Settings) -> AsyncIterator[str]:
    app = web.Application(client_max_size=guard.LONGEST_BODY)
    gallery = Gallery(store, settings, lambda: content, conversation.names)
    sender = Sender(store, "1")
    host = Host(conversation.respond, settings, lambda: content, store, "secret", sender, picture=gallery.picture)
    web_channel.mount(app, host)
    channel.mount(app, host)
    app.on_cleanup.append(gallery.close)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:  # cookies of an IP too
        yield session


@pytest.fixture
def link(store: Store) -> Link:
    made = store.links.make("bank", "mau-a", "Nông Thị Hà", "Chi đoàn thôn <Nà Phặc>", NOW)
    assert made
    return made


async def text(client: aiohttp.ClientSession, url: str, status: int = 200) -> str:
    async with client.get(url) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


def meta(html: str, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)">', html)
    assert found, name
    return unescape(found[1])


async def test_the_landing_page_shows_a_preview_and_begins(
    client: aiohttp.ClientSession, base: str, link: Link
) -> None:
    html = await text(client, f"{base}/q/{link.code}")
    assert meta(html, "og:title") == "An toàn"
    assert meta(html, "og:description").startswith("Nông Thị Hà, Chi đoàn thôn <Nà Phặc> mời bạn.")
    assert meta(html, "og:url") == f"{base}/q/{link.code}"
    assert f'href="/?q={link.code}"' in html and f"THI {link.code}" in html and "<Nà Phặc>" not in html
    async with client.get(meta(html, "og:image")) as answer:
        assert answer.content_type == "image/png" and "max-age=86400" in answer.headers["Cache-Control"]
        assert Image.open(io.BytesIO(await answer.read())).size == (1200, 630)


async def test_every_picture_of_a_link_leads_back_to_it(client: aiohttp.ClientSession, base: str, link: Link) -> None:
    for kind in (".png", "/the.png", ".pdf"):
        async with client.get(f"{base}/q/{link.code}{kind}") as answer:
            assert answer.status == 200
            body = await answer.read()
        if kind == ".pdf":
            page = pypdfium2.PdfDocument(body)[0]
            assert "Nông Thị Hà" in page.get_textpage().get_text_range()
            picture = page.render(scale=2).to_pil()
        else:
            picture = Image.open(io.BytesIO(body))
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{base}/q/{link.code}"]
    async with client.get(f"{base}/q/{link.code}.svg") as answer:
        assert answer.content_type == "image/svg+xml"


async def test_a_browser_counts_once_a_day_and_a_preview_reader_never(
    client: aiohttp.ClientSession, base: str, link: Link, store: Store
) -> None:
    for _ in range(3):
        await text(client, f"{base}/q/{link.code.lower()}")
    async with aiohttp.ClientSession(headers={"User-Agent": "facebookexternalhit/1.1"}) as reader:
        await text(reader, f"{base}/q/{link.code}")
    async with aiohttp.ClientSession() as other:
        await text(other, f"{base}/q/{link.code}")
    found = store.links.get(link.code)
    assert found and found.figures.opened == 2


async def test_wrong_codes_are_told_kindly(client: aiohttp.ClientSession, base: str) -> None:
    for path in ("/q/CFHJ23KM", "/q/abcdefgh", "/q?ma=xyz"):
        assert "không tìm thấy mã này" in await text(client, base + path, 404)
    for path in ("/q/CFHJ23KM.png", "/q/CFHJ23KM/anh.png", "/q/CFHJ23KM/so-lieu?k=1", "/q/CFHJ23KM.gif"):
        assert "Không có trang này" in await text(client, base + path, 404)


async def test_a_result_is_drawn_from_its_signed_path_only(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    values = {"title": "An toàn", "score": 4, "total": 5, "praise": "good", "day": "2026-11-25", "address": "/"}
    path = signed.path(store.hashed, "ket-qua", values)
    async with client.get(base + path) as answer:
        picture = Image.open(io.BytesIO(await answer.read()))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{base}/"]
    await text(client, base + path.replace(".png", ".pdf"), 404)
    await text(client, base + "/anh/ket-qua/abc.png", 404)


async def test_a_link_is_made_on_the_page_and_its_figures_seen(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    assert '<option value="tron">' in await text(client, f"{base}/chiase")
    data = {"target": "mau-b", "maker": "Hà 0912 345 678", "unit": "Thôn 3, xã Yên Bình"}
    async with client.post(f"{base}/chiase", data=data) as answer:
        assert answer.status == 200 and "/so-lieu?k=" in str(answer.url)
        html, url = await answer.text(), str(answer.url)
    found = re.search(r"THI (\w{8})", html)
    assert found
    link = store.links.get(found[1])
    assert link and (link.kind, link.maker, link.unit) == ("bank", "Hà", "Thôn 3, xã Yên Bình")
    store.links.opened(link.code, "a", NOW)
    assert "<strong>1</strong> lượt mở" in await text(client, url)
    await text(client, url[:-1], 404)
    async with client.post(f"{base}/chiase", data=data, headers={"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403
    async with client.post(f"{base}/chiase", data={"target": "nope"}) as answer:
        assert answer.status == 400


async def test_making_is_limited_for_an_address(client: aiohttp.ClientSession, base: str) -> None:
    seen = set()
    for number in range(25):
        data = {"target": "tron", "maker": f"Hà {number}"}
        async with client.post(f"{base}/chiase", data=data, allow_redirects=False) as answer:
            seen.add(answer.status)
    assert seen == {303, 429}


async def test_without_javascript_the_button_begins_the_round(
    client: aiohttp.ClientSession, base: str, link: Link
) -> None:
    html = await text(client, f"{base}/?q={link.code}")
    assert f'<button name="command" value="/vao {link.code}">' in html
    async with client.post(f"{base}/", data={"command": f"/vao {link.code}"}) as answer:
        assert "Câu 1/3:" in await answer.text()
    assert "/vao" not in await text(client, f"{base}/?q=%22%3E%3Cscript")


async def test_the_chat_shows_pictures_and_papers(client: aiohttp.ClientSession, base: str) -> None:
    session = None
    for said in ("/chiase mau-a", "bỏ qua", "bỏ qua", "1"):
        body = {"command": said} if said.startswith("/") else {"text": said}
        async with client.post(f"{base}/api/chat", json={**body, "session": session}) as answer:
            data = await answer.json()
        session, reply = data["session"], data["replies"][0]
    assert re.fullmatch(r"/q/\w{8}\.pdf", reply["document"]) and base in reply["text"]
    await client.post(f"{base}/", data={"command": "/chiase mau-a"})
    await client.post(f"{base}/", data={"text": "bỏ qua"})
    async with client.post(f"{base}/", data={"text": "bỏ qua"}) as answer:
        assert re.search(r'<img class="shot" src="/q/\w{8}/the\.png" alt="[^"]+">', await answer.text())
