"""The Telegram channel against a strict Bot API of our own: what goes wrong there is not felt elsewhere."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot import sender as sending
from bot.channels import push, telegram
from bot.channels.host import Host
from bot.content import Content
from bot.messages import Message, Option, Reply
from bot.sender import Sender
from bot.session import Session
from bot.settings import Limits, Settings
from bot.settings import Telegram as TelegramSettings
from bot.store import Store
from tests.e2e.fake_telegram import ME, TOKEN, FakeTelegram, message, person, pressed, said, unparsable

SECRET = "s3cret_Token-1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Stub:
    """Stands for the core: keeps what it was asked, puts ``reply`` into the outbox once ``gate`` is open."""

    store: Store
    reply: Callable[[Message], Reply | None] = lambda message: Reply(f"trả lời {message.text}")
    asked: list[Message] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(self, message: Message) -> Reply | None:
        self.asked.append(message)
        await self.gate.wait()
        if reply := self.reply(message):
            with self.store.transaction(time.time()) as records:
                records.session(message)
                records.finish(replace(message, update_id=""), Session(), reply, post=True)
        return reply


@dataclass
class Running:
    """A started app with the channel."""

    host: Host
    channel: telegram.Telegram
    url: str

    @property
    def state(self) -> str:
        return self.host.state["telegram"]

    async def post(self, data: object, secret: str | None = SECRET) -> int:
        headers = {HEADER: secret} if secret is not None else {}
        async with ClientSession() as session:
            body = {"data": data} if isinstance(data, bytes) else {"json": data}
            async with session.post(self.url + "/webhook/telegram", headers=headers, **body) as answer:
                return answer.status


Start = Callable[..., Any]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    server = FakeTelegram()
    await server.start()
    yield server
    await server.stop()
    assert server.faults == []


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", "key")
    yield store
    store.close()


@pytest.fixture
def stub(kept: Store) -> Stub:
    return Stub(kept)


@pytest.fixture
def start(fake: FakeTelegram, stub: Stub, kept: Store) -> Start:
    """Return a context manager that runs the channel."""

    def no_content() -> Content:
        raise AssertionError("the channel needs no content")

    @asynccontextmanager
    async def run(secret: str = "", token: str = TOKEN, **more: Any) -> AsyncIterator[Running]:
        settings = Settings(telegram=TelegramSettings(token, secret, fake.url), **more)
        sender = Sender(kept, "worker")
        host = Host(stub, settings, no_content, kept, "key", sender)
        app = web.Application(client_max_size=64 * 1024)
        app.on_startup.append(lambda _: sender.start())
        app.on_cleanup.append(lambda _: sender.stop(3))
        channel = telegram.mount(app, host)
        assert channel
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield Running(host, channel, f"http://127.0.0.1:{runner.addresses[0][1]}")
        finally:
            stub.gate.set()
            await runner.cleanup()

    return run


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until ``condition`` holds; fail where it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        await asyncio.sleep(0.01)


async def quiet(look: Callable[[], Awaitable[object] | object] = lambda: None) -> None:
    """Wait long enough for anything that would happen to happen."""
    await asyncio.sleep(0.3)
    look()


# --- polling ---


async def test_an_unparsable_update_is_passed_over_and_the_rest_answered(
    fake: FakeTelegram, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    fake.add(said(1, "một"), unparsable(2), {"update_id": 3, "message": "rubbish"}, said(4, "hai"))
    async with start() as running:
        await until(lambda: running.host.store.position("telegram") == 5)
        await until(lambda: fake.texts(5) == ["trả lời một", "trả lời hai"])
        fake.add(said(5, "ba"))
        await until(lambda: len(fake.sent) == 3)
        assert running.state == "chạy (polling)"
    assert caplog.text.count("passed over") == 2
    assert "một" not in caplog.text
    assert fake.commands[0] == {"command": "start", "description": "Bắt đầu"}


async def test_the_offset_moves_only_when_the_whole_batch_is_handled(
    fake: FakeTelegram, start: Start, stub: Stub
) -> None:
    stub.gate.clear()
    fake.add(said(7, "a", chat=5), said(8, "b", chat=6))
    async with start() as running:
        await until(lambda: len(stub.asked) == 2)  # two chats side by side
        await quiet()
        assert fake.count("getUpdates") == 1
        assert running.host.store.position("telegram") == 0
        stub.gate.set()
        await until(lambda: fake.calls[-1][0] == "getUpdates" and fake.calls[-1][1].get("offset") == "9")
        assert running.host.store.position("telegram") == 9
        await until(lambda: len(fake.sent) == 2)


async def test_what_was_handled_but_not_confirmed_before_a_restart_is_not_handled_again(
    fake: FakeTelegram, start: Start, stub: Stub
) -> None:
    fake.add(said(7, "a"))
    async with start() as running:
        running.host.store.set_position("telegram", 8)
    async with start() as running:
        fake.add(said(8, "b"))
        await until(lambda: fake.texts(5) == ["trả lời b"])
    assert [message.text for message in stub.asked] == ["b"]


async def test_numbers_far_below_the_remembered_one_are_new(fake: FakeTelegram, start: Start) -> None:
    async with start() as running:
        running.host.store.set_position("telegram", 900_000)
    fake.add(said(899_890, "bot khác"))
    async with start():
        await until(lambda: fake.texts(5) == ["trả lời bot khác"])
        fake.add(said(899_950, "vẫn mới"))
        await until(lambda: fake.texts(5)[1:] == ["trả lời vẫn mới"])


async def test_what_has_begun_is_finished_when_the_app_stops(fake: FakeTelegram, start: Start, stub: Stub) -> None:
    stub.gate.clear()
    fake.add(said(1, "a"))
    async with start():
        await until(lambda: stub.asked)
    assert fake.texts(5) == ["trả lời a"]


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(
    fake: FakeTelegram, start: Start, stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    broken = ["hỏng"]

    def reply(message: Message) -> Reply:
        if message.text in broken:
            raise ValueError(message.text)
        return Reply("được")

    stub.reply = reply
    fake.add(said(1, "hỏng"), said(2, "lành", chat=6))
    async with start() as running:
        await until(lambda: running.state == "mất kết nối, đang thử lại")
        assert running.host.store.position("telegram") == 0
        broken.clear()
        await until(lambda: running.host.store.position("telegram") == 3)
        await until(lambda: fake.texts(5) == ["được"])
    assert "hỏng" not in caplog.text
    stub.asked.clear()
    async with start(secret=SECRET) as running:
        broken.append("a")
        assert await running.post(said(5, "a")) == 503
        broken.clear()
        assert await running.post(said(5, "a")) == 200


async def test_without_a_network_it_waits_and_goes_on_when_the_network_comes(
    fake: FakeTelegram, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    port = fake.port
    await fake.stop()
    async with start() as running:
        await until(lambda: running.state == "mất kết nối, đang thử lại")
        await fake.start(port)
        fake.add(said(1, "có mạng"))
        await until(lambda: fake.texts(5) == ["trả lời có mạng"])
        assert running.state == "chạy (polling)"
        await fake.stop()
        await until(lambda: running.state == "mất kết nối, đang thử lại")
        await fake.start(port)
        fake.add(said(2, "lại có"))
        await until(lambda: len(fake.texts(5)) == 2)
    assert TOKEN not in caplog.text


async def test_a_wrong_token_is_named_and_never_logged(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with start(token="999:Wrong_token-value") as running:
        await until(lambda: running.state == "sai mã bot (TELEGRAM_BOT_TOKEN)")
    assert "Wrong_token" not in caplog.text


# --- sending ---


async def test_a_flooded_chat_waits_as_told_and_holds_up_nobody(fake: FakeTelegram, start: Start) -> None:
    fake.floods["5"] = [1]
    began = time.monotonic()
    fake.add(said(1, "a", chat=5), said(2, "b", chat=5))
    async with start():
        await until(lambda: fake.count("getUpdates") == 2)
        fake.add(said(3, "c", chat=6))
        await until(lambda: fake.texts(6) == ["trả lời c"])
        assert fake.texts(5) == []
        await until(lambda: fake.texts(5) == ["trả lời a", "trả lời b"])
        assert time.monotonic() - began >= 1.0


async def test_a_person_who_blocked_the_bot_is_no_error(
    fake: FakeTelegram, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    fake.blocked.add("5")
    fake.add(said(1, "a", chat=5), said(2, "b", chat=6))
    async with start() as running:
        await until(lambda: fake.texts(6) and not running.host.store.outbox.count())
    assert fake.texts(6) == ["trả lời b"]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_failing_network_is_tried_again_until_it_works(
    fake: FakeTelegram, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(sending, "_PAUSES", (0.01,))
    monkeypatch.setattr(sending, "_SWEEP", 0.02)
    fake.broken["sendMessage"] = 12
    fake.add(said(1, "a"), said(2, "b"))
    async with start() as running:
        await until(lambda: fake.texts(5) == ["trả lời a", "trả lời b"])
        await until(lambda: not running.host.store.outbox.count())
    assert fake.count("sendMessage") == 14
    assert TOKEN not in caplog.text


async def test_what_was_not_sent_before_a_restart_is_sent_after_it(
    fake: FakeTelegram, start: Start, kept: Store
) -> None:
    fake.broken["sendMessage"] = 1
    fake.add(said(1, "a"))
    async with start() as running:
        await until(lambda: fake.count("sendMessage") == 1)
    assert fake.texts(5) == []
    assert kept.outbox.count() == 1
    kept.outbox.claim("telegram", "5", "worker", time.time() + 5, 3600)  # as a worker that was killed would leave it
    async with start() as running:
        await until(lambda: fake.texts(5) == ["trả lời a"])
        await until(lambda: not running.host.store.outbox.count())


async def test_a_long_text_is_split_and_the_options_stand_on_the_last_part(
    fake: FakeTelegram, start: Start, stub: Stub
) -> None:
    options = (Option("Nhãn " * 30, "/xem " + "a" * 59), Option("Hai", "/menu"))
    stub.reply = lambda message: Reply("Một dòng dài 🇻🇳 của câu trả lời.\n" * 300, options)
    fake.add(said(1, "a"))
    async with start():
        await until(lambda: fake.sent and fake.sent[-1]["rows"])
    assert len(fake.sent) >= 3
    assert [bool(sent["rows"]) for sent in fake.sent] == [False] * (len(fake.sent) - 1) + [True]
    assert "".join(fake.texts(5)).count("câu trả lời.") == 300
    rows = fake.sent[-1]["rows"]
    assert [row[0]["callback_data"] for row in rows] == [option.command for option in options]


async def test_admins_are_told_and_a_failure_raises_nothing(
    fake: FakeTelegram, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    fake.blocked.add("8")
    async with start(admins=("telegram:7", "zalo_oa:7", "telegram:8", "telegram:")) as running:
        await push.tell_admins(running.host, "Kho tri thức có chỗ cần sửa")
        await until(lambda: not running.host.store.outbox.count())
    assert fake.texts(7) == ["Kho tri thức có chỗ cần sửa"]
    assert fake.count("sendMessage") == 2


async def test_who_sends_too_much_is_told_once_and_the_others_are_answered(
    fake: FakeTelegram, start: Start, stub: Stub
) -> None:
    async with start(secret=SECRET, limits=Limits(person_a_minute=1, person_burst=3)) as running:
        for number in range(1, 9):
            assert await running.post(said(number, "a", chat=5)) == 200
        assert await running.post(said(9, "b", chat=6)) == 200
        await until(lambda: not running.host.store.outbox.count())
    assert len(stub.asked) == 4
    assert len([text for text in fake.texts(5) if "nhắn nhanh quá" in text]) == 1
    assert fake.texts(6) == ["trả lời b"]


# --- webhook ---


async def test_the_webhook_wants_the_secret_and_json(fake: FakeTelegram, start: Start, stub: Stub) -> None:
    async with start(secret=SECRET, public_url="https://congdanso.example") as running:
        await until(lambda: running.state == "chạy (webhook)")
        assert fake.webhook["url"] == "https://congdanso.example/webhook/telegram"
        assert fake.webhook["secret_token"] == SECRET
        assert fake.webhook["allowed_updates"] == ["message", "callback_query", "poll_answer", "my_chat_member"]
        assert await running.post(said(1, "a"), secret="wrong") == 401
        assert await running.post(said(1, "a"), secret="sai mật khẩu") == 401
        assert await running.post(said(1, "a"), secret=None) == 401
        assert await running.post(b"{") == 400
        assert await running.post(b"\xff") == 400
        assert stub.asked == []
        bodies: list[object] = [unparsable(2), {}, [], "x"]
        assert [await running.post(data) for data in bodies] == [200] * 4
        assert await running.post({**said(3, "a"), "more": "x" * 100_000}) == 200  # above what the web accepts
        await until(lambda: fake.texts(5) == ["trả lời a"])
        assert fake.count("getUpdates") == 0


async def test_a_webhook_without_https_is_not_registered(fake: FakeTelegram, start: Start) -> None:
    async with start(secret=SECRET, public_url="http://congdanso.example") as running:
        await until(lambda: "PUBLIC_URL" in running.state)
        assert fake.webhook == {}
        assert await running.post(said(1, "a")) == 200


# --- what people send ---

_FILE = {"file_id": "f", "file_unique_id": "u"}
_PHOTO = [{**_FILE, "width": 1, "height": 1}]
_KICKED = {"status": "kicked", "user": ME, "until_date": 0}
_MEMBER = {"status": "member", "user": ME}


def _change(new: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": 5, "type": "private"}
    change = {"chat": chat, "from": person(5), "date": 1, "old_chat_member": _MEMBER, "new_chat_member": new}
    return {"update_id": 1, "my_chat_member": change}


def _sent(**more: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": message(**more)}


@pytest.mark.parametrize(
    ("update", "kind", "text"),
    [
        (said(1, "/start"), "start", "/start"),
        (said(1, "/start q_ABC12345"), "start", "/start q_ABC12345"),
        (said(1, "/startled"), "text", "/startled"),
        (said(1, "/menu"), "text", "/menu"),
        (said(1, "mất căn cước"), "text", "mất căn cước"),
        (pressed(1, "/xem dvc-nop-ho-so"), "option", "/xem dvc-nop-ho-so"),
        (_sent(photo=_PHOTO), "photo", ""),
        (_sent(photo=_PHOTO, caption="giấy này là gì"), "text", "giấy này là gì"),
        (_sent(voice={**_FILE, "duration": 3}), "voice", ""),
        (_sent(audio={**_FILE, "duration": 3}), "voice", ""),
        (_sent(video_note={**_FILE, "duration": 3, "length": 9}), "voice", ""),
        (_sent(document=_FILE), "file", ""),
        (_sent(video={**_FILE, "duration": 3, "width": 1, "height": 1}), "file", ""),
        (_sent(location={"latitude": 22.1, "longitude": 105.8}), "location", ""),
        (
            _sent(
                sticker={
                    **_FILE,
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                    "type": "regular",
                }
            ),
            "sticker",
            "",
        ),
        (_change(_KICKED), "blocked", ""),
    ],
)
async def test_updates_become_messages(start: Start, stub: Stub, update: dict[str, Any], kind: str, text: str) -> None:
    async with start(secret=SECRET) as running:
        assert await running.post(update) == 200
    assert [(m.kind, m.text) for m in stub.asked] == [(kind, text)]
    assert stub.asked[0] == Message("telegram", "5", "5", text, (), "1", stub.asked[0].kind)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "edited_message": message(text="a")},
        {"update_id": 1, "channel_post": message(text="a")},
        {"update_id": 1, "inline_query": {"id": "1", "from": person(5), "query": "a", "offset": ""}},
        {"update_id": 1, "something_new": {"a": 1}},
        _sent(dice={"emoji": "🎲", "value": 3}),
        _sent(new_chat_title="x"),
        _sent(text="tôi là máy", **{"from": {**person(6), "is_bot": True}}),
        _change(_MEMBER),
    ],
)
async def test_what_is_not_for_the_bot_is_ignored_quietly(
    fake: FakeTelegram, start: Start, stub: Stub, update: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async with start(secret=SECRET, public_url="https://x.example") as running:
        assert await running.post(update) == 200
    assert stub.asked == []
    assert fake.sent == []
    assert "passed over" not in caplog.text


async def test_secrets_are_masked_before_the_core_sees_them(start: Start, stub: Stub) -> None:
    async with start(secret=SECRET) as running:
        await running.post(said(1, "mã otp của tôi là 482913"))
        await running.post(_sent(photo=_PHOTO, caption="mật khẩu: Hoa2024xyz"))
    assert [m.secrets for m in stub.asked] == [("otp",), ("password",)]
    assert "482913" not in stub.asked[0].text
    assert "Hoa2024" not in stub.asked[1].text


async def test_a_button_is_acknowledged_before_it_is_answered(fake: FakeTelegram, start: Start, stub: Stub) -> None:
    stub.gate.clear()
    fake.add(pressed(1, "/menu"))
    async with start():
        await until(lambda: fake.count("answerCallbackQuery") == 1)
        assert fake.sent == []
        stub.gate.set()
        await until(lambda: fake.texts(5) == ["trả lời /menu"])


_OWN = {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "supergroup"}, "from": ME, "text": "…"}


@pytest.mark.parametrize(
    ("text", "more", "heard"),
    [
        ("mọi người ăn cơm chưa", {}, None),
        ("nhắn bot@cong_dan_so_bot.vn", {}, None),
        ("@cong_dan_so_bot2 ơi", {}, None),
        ("/menu", {}, "/menu"),
        ("/menu@cong_dan_so_bot", {}, "/menu"),
        ("/menu@another_bot", {}, None),
        ("/start@Cong_Dan_So_Bot", {}, "/start"),
        ("@cong_dan_so_bot mất căn cước", {}, "mất căn cước"),
        ("mất căn cước @Cong_Dan_So_Bot", {}, "mất căn cước"),
        ("hết bao nhiêu tiền", {"reply_to_message": _OWN}, "hết bao nhiêu tiền"),
        ("đồng ý", {"reply_to_message": {**_OWN, "from": person(3)}}, None),
        ("2", {"reply_to_message": _OWN, "is_topic_message": True, "message_thread_id": 44}, "2"),
    ],
)
async def test_in_groups_it_is_silent_unless_it_is_spoken_to(
    fake: FakeTelegram, start: Start, stub: Stub, text: str, more: dict[str, Any], heard: str | None
) -> None:
    async with start(secret=SECRET, public_url="http://127.0.0.1:1") as running:
        await until(lambda: running.state == "chạy (webhook)")
        await running.post(said(1, text, chat=-9, **more))
        await until(lambda: not running.host.store.outbox.count())
    assert [(m.text, m.group) for m in stub.asked] == ([(heard, True)] if heard else [])
    assert len(fake.sent) == len(stub.asked)
    if "is_topic_message" in more:
        assert fake.sent[0]["message_thread_id"] == "44"
