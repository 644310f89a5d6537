"""The web channel over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channels import guard, links, rooms
from bot.channels import web as channel
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.sender import Sender
from bot.settings import Settings
from bot.store import Store


@asynccontextmanager
async def serving(conversation: Conversation, content: Content, store: Store, settings: Settings) -> AsyncIterator[str]:
    app = web.Application(client_max_size=guard.LONGEST_BODY)
    host = Host(conversation.respond, settings, lambda: content, store, "secret", Sender(store, "1"))
    for part in (channel, links, rooms):
        part.mount(app, host)
    runner = guard.runner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
        await asyncio.sleep(0.01)  # connections that were cut off are closed one turn of the loop later


@pytest.fixture
async def base(conversation: Conversation, content: Content, store: Store, settings: Settings) -> AsyncIterator[str]:
    async with serving(conversation, content, store, settings) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:  # cookies of an IP too
        yield session


async def ask(client: aiohttp.ClientSession, base: str, **body: Any) -> dict[str, Any]:
    async with client.post(f"{base}/api/chat", json=body) as response:
        assert response.status == 200, await response.text()
        return dict(await response.json())


async def test_a_chat_keeps_its_session(client: aiohttp.ClientSession, base: str) -> None:
    first = await ask(client, base, text="lam ho chieu")
    second = await ask(client, base, text="mất bao nhiêu tiền", session=first["session"])
    assert second["session"] == first["session"]
    assert second["replies"][0]["topic"] == "ho-chieu-cap-moi"


async def test_an_option_is_a_command(client: aiohttp.ClientSession, base: str) -> None:
    first = await ask(client, base, text="lam ho chieu")
    command = first["replies"][0]["options"][0]["command"]
    assert (await ask(client, base, command=command, session=first["session"]))["replies"][0][
        "topic"
    ] == "ho-chieu-cap-moi"


async def test_the_same_id_returns_the_same_reply(client: aiohttp.ClientSession, base: str) -> None:
    first = await ask(client, base, text="lam ho chieu", id="a1")
    again = await ask(client, base, text="lam ho chieu", id="a1", session=first["session"])
    assert again["replies"] == first["replies"]


async def test_an_unknown_or_forged_session_gets_a_new_one(client: aiohttp.ClientSession, base: str) -> None:
    for forged in ("x", "a.b", "", 5, None):
        assert (await ask(client, base, text="xin chào", session=forged))["session"] != forged


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 5000])
async def test_bad_json_is_400(client: aiohttp.ClientSession, base: str, body: bytes) -> None:
    async with client.post(f"{base}/api/chat", data=body) as response:
        assert response.status == 400


async def test_a_large_body_is_413(client: aiohttp.ClientSession, base: str) -> None:
    async with client.post(f"{base}/api/chat", data=b"x" * (guard.LONGEST_BODY + 1)) as response:
        assert response.status == 413


async def test_a_foreign_page_is_refused_and_a_script_is_not(client: aiohttp.ClientSession, base: str) -> None:
    for origin, status in (("https://evil.example", 403), (base, 200), ("null", 403)):
        async with client.post(f"{base}/api/chat", json={"text": "xin chào"}, headers={"Origin": origin}) as response:
            assert response.status == status


async def test_too_many_messages_get_429(client: aiohttp.ClientSession, base: str) -> None:
    session = (await ask(client, base, text="xin chào"))["session"]
    statuses = []
    for _ in range(20):
        async with client.post(f"{base}/api/chat", json={"text": "xin chào", "session": session}) as response:
            statuses.append(response.status)
            if response.status == 429:
                assert int(response.headers["Retry-After"]) >= 1
    assert statuses[0] == 200 and 429 in statuses


async def test_an_endless_text_gets_a_kind_reply(client: aiohttp.ClientSession, base: str) -> None:
    assert "dài quá" in (await ask(client, base, text="a" * 5000))["replies"][0]["text"]


async def test_the_page_works_as_a_plain_form(client: aiohttp.ClientSession, base: str) -> None:
    async with client.post(f"{base}/", data={"text": "bị mất căn cước thì làm lại thế nào <b>x</b>"}) as response:
        page = await response.text()
        assert response.status == 200 and "dichvucong.gov.vn" in page
        assert "<b>x</b>" not in page
    async with client.post(f"{base}/", data={"text": "mất bao nhiêu tiền"}) as response:
        assert "thẻ căn cước" in await response.text()


async def test_every_page_has_a_strict_policy(client: aiohttp.ClientSession, base: str) -> None:
    for path in ("/", "/cam-nang", "/cam-nang/ho-chieu-cap-moi", "/khong-co"):
        async with client.get(base + path) as response:
            policy = response.headers["Content-Security-Policy"]
            rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
            assert rules.pop("img-src") == "'self' data:"
            assert {rules.pop(name) for name in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
            assert rules == dict.fromkeys(("script-src", "style-src", "connect-src", "form-action"), "'self'")
            assert response.status == (404 if path == "/khong-co" else 200)


async def test_state_is_told_without_paths(client: aiohttp.ClientSession, base: str) -> None:
    async with client.get(f"{base}/readyz") as response:
        state = await response.json()
        assert response.status == 200 and state["entries"] >= 157 and state["channels"]["web"] == "chạy"
    async with client.get(f"{base}/healthz") as response:
        assert response.status == 200


async def test_figures_are_for_a_prometheus_on_this_machine_only(client: aiohttp.ClientSession, base: str) -> None:
    await ask(client, base, text="lam ho chieu")
    async with client.get(f"{base}/metrics") as answer:
        text = await answer.text()
    assert answer.status == 200
    assert 'congdanso_messages_total{channel="web",outcome="answer"}' in text
    assert "congdanso_outbox_waiting 0.0" in text
    async with client.get(f"{base}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
        assert answer.status == 404


async def test_a_command_made_by_hand_is_masked_as_a_text_is(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    await ask(client, base, command="con trâu bỏ ăn, căn cước 019192007346")
    assert store.unanswered(5)
    assert "019192007346" not in str(store.unanswered(5))
