"""Sharing on Telegram, from the core to a strict Bot API on loopback: deep links, pictures, papers."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from aiohttp import web
from PIL import Image

from bot.channels import telegram
from bot.channels.host import Host
from bot.channels.telegram_parts import parts
from bot.content import Content
from bot.conversation import Conversation
from bot.gallery import Gallery
from bot.messages import Message, Option, Reply
from bot.sender import Sender
from bot.settings import Settings
from bot.settings import Telegram as TelegramSettings
from bot.store import Store
from quiz.shelf import read_banks
from tests.conftest import DATA
from tests.e2e.fake_telegram import ME, TOKEN, FakeTelegram, pressed, said

BANKS, _ = read_banks(DATA / "banks")
RIGHT = {question.question: question.right for bank in BANKS.values() for question in bank.questions}


@dataclass
class Phone:
    """Somebody's Telegram: says and presses, sees what comes."""

    fake: FakeTelegram
    chat: int
    _number: int = 0

    def __post_init__(self) -> None:
        self._number = self.chat * 1000

    async def says(self, text: str) -> dict[str, object]:
        self._number += 1
        return await self._sent(said(self._number, text, chat=self.chat))

    async def presses(self, label: str, last: dict[str, object]) -> dict[str, object]:
        rows = last["rows"]
        assert isinstance(rows, list)
        command = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        self._number += 1
        return await self._sent(pressed(self._number, command, chat=self.chat))

    async def _sent(self, update: dict[str, object]) -> dict[str, object]:
        before = len(self._mine())
        self.fake.add(update)
        await until(lambda: len(self._mine()) > before)
        return self._mine()[-1]

    def _mine(self) -> list[dict[str, object]]:
        return [sent for sent in self.fake.sent if sent["chat_id"] == str(self.chat)]


async def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.01)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", "key")
    yield store
    store.close()


@pytest.fixture
async def fake(content: Content, settings: Settings, kept: Store) -> AsyncIterator[FakeTelegram]:
    """The Bot API, and our bot running against it by polling, without a public address."""
    server = FakeTelegram()
    await server.start()
    own = replace(settings, telegram=TelegramSettings(TOKEN, "", server.url))
    conversation = Conversation(lambda: replace(content, banks=BANKS), kept, own)
    gallery = Gallery(kept, own, conversation.content, conversation.names)
    sender = Sender(kept, "worker")

    async def respond(message: Message) -> Reply | None:
        return await conversation.respond(message)

    host = Host(
        respond, own, conversation.content, kept, "key", sender, names=conversation.names, picture=gallery.picture
    )
    app = web.Application()
    app.on_startup.append(lambda _: sender.start())
    app.on_cleanup.append(lambda _: sender.stop(3))
    app.on_cleanup.append(gallery.close)
    telegram.mount(app, host)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await until(lambda: host.names.get("telegram"))
    yield server
    await runner.cleanup()
    await server.stop()
    assert server.faults == []


def code_in(sent: dict[str, object]) -> str:
    return str(sent["text"]).partition("THI ")[2][:8]


async def test_from_a_link_to_a_result_in_a_picture(fake: FakeTelegram) -> None:
    maker, player = Phone(fake, 5), Phone(fake, 6)
    await maker.says("/chiase mau-a")
    await maker.says("Nông Thị Hà")
    made = await maker.says("Chi đoàn thôn Nà Phặc")
    deep = f"https://t.me/{ME['username']}?start=q_{code_in(made)}"
    assert made["kind"] == "photo" and deep in str(made["text"])
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(fake.files[-1])))] == [deep]

    poster = await maker.presses("Tờ rơi A4 để in", made)
    assert poster["kind"] == "document" and str(poster["name"]).endswith(".pdf")
    assert len(pypdfium2.PdfDocument(fake.files[-1])) == 1

    asked = await player.says(f"/start q_{code_in(made)}")
    assert "Nông Thị Hà, Chi đoàn thôn Nà Phặc mời" in str(asked["text"]) and "Câu 1/3:" in str(asked["text"])
    while asked.get("kind") != "photo":
        answer = next(answer for question, answer in RIGHT.items() if str(asked["text"]).endswith(question))
        asked = await player.presses(answer, asked)
    assert str(asked["text"]).startswith("Kết quả: 3/3.") and asked["rows"]
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(fake.files[-1])))] == [deep]
    assert "1 lượt mở, 1 lượt bắt đầu, 1 lượt làm xong" in str((await maker.says("/chiase"))["text"])


async def test_a_picture_that_telegram_refuses_leaves_its_text(
    fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.e2e.fake_telegram._LARGEST_SIDES", 10)
    phone = Phone(fake, 7)
    await phone.says("/chiase mau-a")
    await phone.says("bỏ qua")
    made = await phone.says("bỏ qua")
    assert "kind" not in made and code_in(made) and made["rows"]
    assert fake.faults == ["PHOTO_INVALID_DIMENSIONS"]
    fake.faults.clear()


def test_a_text_too_long_for_a_caption_follows_its_picture() -> None:
    options = (Option("Một", "/mot"),)
    short = parts(Reply("a" * 1024, options, picture="/anh/x.png"))
    assert [(part.text[:1], part.picture, bool(part.keyboard)) for part in short] == [("a", "/anh/x.png", True)]
    long = parts(Reply("🇻🇳" * 300, options, picture="/anh/x.png", document="/q/y.pdf"))
    assert [(part.picture or part.document, bool(part.text), bool(part.keyboard)) for part in long] == [
        ("/anh/x.png", False, False),
        ("/q/y.pdf", False, False),
        ("", True, True),
    ]
