"""Whatever arrives over the network, no request fails inside, and nothing comes back as markup."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import guard, telegram
from bot.channels import web as page
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.sender import Sender
from bot.settings import Settings
from bot.settings import Telegram as TelegramSettings
from bot.store import Store
from tests.e2e.fake_telegram import TOKEN, said

SECRET = "s3cret_Token-1"
Post = Callable[..., tuple[int, str]]

_texts = st.text(max_size=80) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}}",
        "/xem ../../etc",
        "\ud800",
        "2",
        "a" * 5000,
    ]
)
_values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _texts
_json = st.recursive(_values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3))
_chats = st.fixed_dictionaries({}, optional=dict.fromkeys(("text", "command", "session", "id"), _json))
many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def post(content: Content) -> Iterator[Post]:
    """Serve the page and Telegram's webhook; return what posts to them and returns status and body."""
    own = Settings(telegram=TelegramSettings(TOKEN, SECRET, "http://127.0.0.1:1"), secret_key="k")
    store = Store("sqlite://", "key")
    sender = Sender(store, "here/0")
    conversation = Conversation(lambda: content, store, own)
    host = Host(conversation.respond, own, lambda: content, store, "key", sender)
    app = web.Application(client_max_size=guard.LONGEST_BODY)
    page.mount(app, host)
    telegram.mount(app, host)
    with asyncio.Runner() as loop:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        loop.run(runner.setup())
        loop.run(web.TCPSite(runner, "127.0.0.1", 0).start())
        port = runner.addresses[0][1]

        async def send(path: str, **more: Any) -> tuple[int, str]:
            async with ClientSession() as session, session.post(f"http://127.0.0.1:{port}{path}", **more) as answer:
                return answer.status, await answer.text()

        yield lambda path, **more: loop.run(send(path, **more))
        loop.run(runner.cleanup())
    store.close()


def _body(data: object) -> bytes:
    return json.dumps(data).encode("utf-8", "replace")


@many
@given(data=_json | _chats)
def test_any_json_to_the_chat(post: Post, data: object) -> None:
    status, body = post("/api/chat", data=_body(data), headers={"Content-Type": "application/json"})
    assert status in (200, 400, 429)
    assert isinstance(json.loads(body), dict)


@many
@given(data=st.binary(max_size=300))
def test_any_bytes_to_the_chat_and_the_webhook(post: Post, data: bytes) -> None:
    assert post("/api/chat", data=data)[0] in (200, 400, 429)
    header = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert post("/webhook/telegram", data=data, headers=header)[0] in (200, 400)


@many
@given(data=_json, text=_texts)
def test_any_json_to_the_webhook(post: Post, data: Any, text: str) -> None:
    header = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    updates = [data, {"update_id": 1, "message": data}, said(2, text), {**said(3, "a"), "callback_query": data}]
    for update in updates:
        assert post("/webhook/telegram", data=_body(update), headers=header)[0] in (200, 400)
        assert post("/webhook/telegram", data=_body(update))[0] == 401


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if (tag == "script" and not str(own.get("src", "")).startswith("/static/")) or "onerror" in own:
            self.bad.append(tag)


@many
@given(text=_texts)
def test_any_text_in_the_plain_form_stays_text(post: Post, text: str) -> None:
    form = FormData({"text": text.encode("utf-8", "replace").decode()})
    status, body = post("/", data=form)
    assert status in (200, 429)
    markup = _Markup()
    markup.feed(body)
    assert markup.bad == []


def test_a_body_too_large_or_from_elsewhere_is_refused(post: Post) -> None:
    assert post("/api/chat", data=b"{" + b" " * 70_000 + b"}")[0] == 413
    assert post("/api/chat", json={"text": "a"}, headers={"Origin": "https://evil.example"})[0] == 403
    assert post("/", data={"text": "a"}, headers={"Origin": "https://evil.example"})[0] == 403
