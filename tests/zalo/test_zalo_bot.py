"""The Zalo Bot channel against a strict platform of our own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.channels import zalo_bot, zalo_bot_messages
from bot.messages import Message, Option, Reply
from bot.settings import Settings, ZaloBot
from bot.store import Store
from tests.zalo.fake_zalo_bot import NAME, TOKEN, FakeZaloBot, happened, said
from tests.zalo.support import Running, Stub, quiet, running, until

SECRET = "bi_mat_webhook"
Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def start(bot_platform: FakeZaloBot, stub: Stub, kept: Store) -> Start:
    def run(secret: str = "", port: int = 0, token: str = TOKEN, **more: Any) -> AbstractAsyncContextManager[Running]:
        if port:
            more["public_url"] = f"http://127.0.0.1:{port}"
        settings = Settings(zalo_bot=ZaloBot(token, secret, bot_platform.url), **more)
        return running(zalo_bot.mount, settings, kept, stub, runner_port=port)

    return run


async def test_polling_answers_each_message_once(bot_platform: FakeZaloBot, start: Start, stub: Stub) -> None:
    again = said("hai", number="m2")
    bot_platform.add(said("một"), again, again, said("ba"))
    async with start() as app:
        await until(lambda: len(bot_platform.texts("u5")) == 3)
        await until(lambda: not app.store.inbox.count())
        await quiet()
        assert app.host.state["zalo_bot"] == "chạy (polling)"
    assert bot_platform.texts("u5") == ["trả lời một", "trả lời hai", "trả lời ba"]
    assert app.host.names["zalo_bot"] == NAME


async def test_a_silent_hour_is_no_error(
    bot_platform: FakeZaloBot, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(zalo_bot, "_LONG_POLL", 0.05)
    async with start() as app:
        await until(lambda: len([1 for method, *_ in bot_platform.calls if method == "getUpdates"]) > 4)
        assert app.host.state["zalo_bot"] == "chạy (polling)"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_what_was_acknowledged_is_answered_after_a_restart(
    bot_platform: FakeZaloBot, start: Start, stub: Stub, kept: Store
) -> None:
    stub.gate.clear()
    bot_platform.add(said("một"), said("hai"))
    async with start():
        await until(lambda: kept.inbox.count() == 2)
    assert bot_platform.sent == []
    stub.gate.set()
    async with start():
        await until(lambda: bot_platform.texts("u5") == ["trả lời một", "trả lời hai"])
        await until(lambda: not kept.inbox.count())


async def test_a_webhook_needs_its_secret_and_takes_both_shapes(
    bot_platform: FakeZaloBot, start: Start, unused_tcp_port: int
) -> None:
    async with start(SECRET, unused_tcp_port) as app:
        await until(lambda: app.host.state["zalo_bot"] == "chạy (webhook)")
        assert await bot_platform.push(said("gói"), wrapped=True) == 200
        assert await bot_platform.push(said("trần"), wrapped=False) == 200
        assert await bot_platform.push(said("giả"), secret="khác") == 401
        assert await bot_platform.push(said("giả"), secret="") == 401
        rubbish: object
        for rubbish in ([], "x", 7, {"message": 5}, {"event_name": "message.text.received", "message": {}}):
            assert await bot_platform.push(rubbish, wrapped=False) == 200
        assert await bot_platform.push({"event_name": "message.later.invented", "message": said("x")["message"]}) == 200
        await until(lambda: bot_platform.texts("u5") == ["trả lời gói", "trả lời trần"])
        await quiet()
    assert len(bot_platform.sent) == 2


async def test_what_cannot_be_stored_is_not_acknowledged(
    bot_platform: FakeZaloBot, start: Start, kept: Store, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(SECRET, unused_tcp_port):
        await until(lambda: bot_platform.webhook)

        async def away(note: object) -> None:
            raise OSError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr(kept.batch, "write", away)
            assert await bot_platform.push(said("một", number="m1")) == 503
        assert await bot_platform.push(said("một", number="m1")) == 200
        await until(lambda: bot_platform.texts("u5") == ["trả lời một"])


async def test_a_webhook_that_zalo_cannot_reach_is_named(
    bot_platform: FakeZaloBot, start: Start, unused_tcp_port: int
) -> None:
    bot_platform.probe_ok = False
    async with start(SECRET, unused_tcp_port) as app:
        await until(lambda: "chưa gọi tới được" in app.host.state["zalo_bot"])
    async with start("ngắn", unused_tcp_port) as app:
        await until(lambda: "8 đến 256" in app.host.state["zalo_bot"])
    async with start(SECRET) as app:
        await until(lambda: "PUBLIC_URL" in app.host.state["zalo_bot"])


async def test_options_are_numbered_and_long_texts_split(bot_platform: FakeZaloBot, start: Start, stub: Stub) -> None:
    options = (Option("Xem các bước", "/xem a"), Option("Việc khác", "/menu"))
    stub.reply = lambda message: Reply("Một dòng dài 🇻🇳 của câu trả lời.\n" * 150, options)
    bot_platform.add(said("a"))
    async with start():
        await until(lambda: bot_platform.sent and "2. Việc khác" in bot_platform.texts("u5")[-1])
    assert len(bot_platform.sent) == 3
    assert "".join(bot_platform.texts("u5")).count("câu trả lời.") == 150


async def test_pictures_go_by_their_public_address(
    bot_platform: FakeZaloBot, start: Start, stub: Stub, unused_tcp_port: int
) -> None:
    stub.reply = lambda message: Reply("Mã QR đây ạ", (Option("Làm thử", "/vao X"),), "/q/X.png", "/q/X.pdf")
    async with start(SECRET, unused_tcp_port) as app:
        await until(lambda: bot_platform.webhook)
        await bot_platform.push(said("a"))
        await until(lambda: bot_platform.sent)
        sent = bot_platform.sent[0]
        assert sent["photo"] == f"{app.host.settings.public_url}/q/X.png"
        assert "1. Làm thử" in sent["caption"]
        assert f"{app.host.settings.public_url}/q/X.pdf" in sent["caption"]
        bot_platform.failing["sendPhoto"] = [400]
        await bot_platform.push(said("b"))
        await until(lambda: len(bot_platform.sent) == 2)
        assert "Mã QR đây ạ" in bot_platform.sent[1]["text"]
    bot_platform.webhook = {}
    bot_platform.add(said("c"))
    async with start():  # without a public address: the words alone
        await until(lambda: len(bot_platform.sent) == 3)
    assert bot_platform.sent[2]["text"].startswith("Mã QR đây ạ")


async def test_a_group_is_answered_in_the_group_and_the_mention_is_no_part_of_the_question(
    bot_platform: FakeZaloBot, start: Start, stub: Stub
) -> None:
    bot_platform.add(said(f"@{NAME} làm hộ chiếu", chat="g1", user="u7"))
    async with start():
        await until(lambda: bot_platform.texts("g1") == ["trả lời làm hộ chiếu"])
    message = stub.asked[0]
    assert (message.group, message.user, message.chat) == (True, "u7", "g1")


async def test_what_is_no_text_has_its_kind_and_secrets_are_masked(
    bot_platform: FakeZaloBot, start: Start, stub: Stub, kept: Store
) -> None:
    bot_platform.add(
        happened("message.image.received", photo="https://x/y.jpg"),
        happened("message.image.received", photo_url="https://x/y.jpg", caption="giấy này là gì"),
        happened("message.voice.received", voice_url="https://x/y.aac"),
        happened("message.sticker.received", sticker="7"),
        happened("message.unsupported.received"),
        said("mã otp của tôi là 483920"),
        said("/start"),
    )
    async with start():
        await until(lambda: len(stub.asked) == 7)
    assert [message.kind for message in stub.asked] == ["photo", "text", "voice", "sticker", "sticker", "text", "start"]
    assert "483920" not in stub.asked[5].text
    assert kept.sealer.unseal(stub.asked[5].sealed) == "mã otp của tôi là 483920"


async def test_a_used_up_quota_pauses_the_channel_tells_admins_and_loses_nothing(
    bot_platform: FakeZaloBot, start: Start, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_bot, "_QUOTA_PAUSES", (0.05,))
    bot_platform.failing["sendMessage"] = [429] * 4
    bot_platform.add(said("một", chat="u5"), said("hai", chat="u6"))
    states: set[str] = set()
    async with start(admins=("zalo_bot:boss",)) as app:
        while len(bot_platform.sent) < 3:
            states.add(app.host.state["zalo_bot"])
            await asyncio.sleep(0.005)
        await until(lambda: app.host.state["zalo_bot"] == "chạy (polling)")
    assert "tạm dừng gửi: hết hạn mức tin" in states
    assert bot_platform.texts("u5") == ["trả lời một"]
    assert bot_platform.texts("u6") == ["trả lời hai"]
    assert "hết hạn mức" in bot_platform.texts("boss")[0]


async def test_a_failing_network_is_got_over_and_the_token_never_logged(
    bot_platform: FakeZaloBot, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bot_platform.broken = 1
    async with start() as app:
        await until(lambda: app.host.state["zalo_bot"] == "mất kết nối, đang thử lại")
        bot_platform.add(said("có mạng"))
        await until(lambda: bot_platform.texts("u5") == ["trả lời có mạng"])
        port = bot_platform.port
        await bot_platform.stop()
        await until(lambda: app.host.state["zalo_bot"] == "mất kết nối, đang thử lại")
        await bot_platform.start(port)
        await until(lambda: app.host.state["zalo_bot"] == "chạy (polling)", 15)
    async with start(token="999:Wrong_token-value") as app:
        await until(lambda: app.host.state["zalo_bot"] == "sai mã bot (ZALO_BOT_TOKEN)")
    assert TOKEN not in caplog.text
    assert "Wrong_token" not in caplog.text


async def test_their_servers_fault_is_tried_again_and_a_refused_message_given_up(
    bot_platform: FakeZaloBot, start: Start, kept: Store
) -> None:
    bot_platform.failing["sendMessage"] = [403, 400]
    bot_platform.add(said("một"))
    async with start():
        await until(lambda: len([1 for method, *_ in bot_platform.calls if method == "sendMessage"]) == 2)
        await until(lambda: not kept.outbox.count())
    assert bot_platform.sent == []


async def test_who_floods_is_told_once(bot_platform: FakeZaloBot, start: Start, stub: Stub) -> None:
    bot_platform.add(*(said(f"tin {number}") for number in range(30)))
    async with start():
        await until(lambda: any("nhanh quá" in text for text in bot_platform.texts("u5")))
        await asyncio.sleep(0.5)
    assert len(stub.asked) <= 17
    assert sum("nhanh quá" in text for text in bot_platform.texts("u5")) == 1


def test_reading_passes_over_what_is_no_update() -> None:
    for update in (None, 5, {}, {"result": 3}, {"event_name": 1, "message": {"from": 2, "chat": 3}}):
        assert zalo_bot_messages.read(update, "", str) is None
    bot = said("x")
    bot["message"]["from"]["is_bot"] = True
    assert zalo_bot_messages.read(bot, "", str) is None
    assert isinstance(zalo_bot_messages.read(said("x"), "", str), Message)
