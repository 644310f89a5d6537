"""A round that a group plays on Telegram: the whole app's core against a strict Bot API of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot import group_rounds
from bot.channels import telegram
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.gallery import Gallery
from bot.sender import Sender
from bot.settings import Settings
from bot.settings import Telegram as TelegramSettings
from bot.store import Store
from quiz.shelf import read_banks
from tests.conftest import DATA, Clock
from tests.e2e.fake_telegram import ME, TOKEN, FakeTelegram, voted

SECRET = "s3cret_Token-1"
GROUP = -100200
BANKS, _ = read_banks(DATA / "banks")


@dataclass
class Group:
    """A group with the bot in it."""

    fake: FakeTelegram
    host: Host
    url: str
    clock: Clock
    number: int = 0

    async def post(self, update: dict[str, Any]) -> None:
        async with ClientSession() as session:
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            async with session.post(f"{self.url}/webhook/telegram", json=update, headers=headers) as answer:
                assert answer.status == 200
        await self.quiet()

    async def quiet(self) -> None:
        while await self.host.store.run(self.host.store.outbox.count):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)

    async def say(self, text: str, user: int = 7) -> None:
        self.number += 1
        who = {"id": user, "is_bot": False, "first_name": "Lan"}
        chat = {"id": GROUP, "type": "supergroup", "title": "Thôn Nà Lịn"}
        written = {"message_id": self.number, "date": 1, "chat": chat, "from": who, "text": text}
        await self.post({"update_id": self.number, "message": written})

    async def vote(self, user: int, right: bool, name: str, poll: int = -1) -> None:
        self.number += 1
        asked = self.fake.polls[poll]
        choice = asked["right"] if right else (asked["right"] + 1) % len(asked["options"])
        await self.post(voted(self.number, asked["id"], user, choice, name))

    async def wait(self) -> None:
        self.clock.now += 34
        await group_rounds.send_due(self.host, self.host.store, self.clock.now)
        await self.quiet()

    def texts(self) -> list[str]:
        return [text for text in self.fake.texts(GROUP) if text]


@pytest.fixture
async def group(content: Content, settings: Settings, clock: Clock, tmp_path: Path) -> AsyncIterator[Group]:
    fake = FakeTelegram()
    await fake.start()
    shown = replace(content, banks=BANKS)
    settings = replace(settings, telegram=TelegramSettings(TOKEN, SECRET, fake.url), public_url="http://localhost")
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", "key")
    conversation = Conversation(lambda: shown, store, settings, clock)
    sender = Sender(store, "worker/0", clock)
    gallery = Gallery(store, settings, lambda: shown, {})
    host = Host(conversation.respond, settings, lambda: shown, store, "key", sender, picture=gallery.picture)
    app = web.Application()
    app.on_startup.append(lambda _: sender.start())
    app.on_cleanup.append(lambda _: sender.stop(1.0))
    telegram.mount(app, host)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    while not host.state["telegram"].startswith("chạy"):  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    yield Group(fake, host, f"http://127.0.0.1:{runner.addresses[0][1]}", clock)
    await runner.cleanup()
    await gallery.close(app)
    store.close()
    await fake.stop()
    assert fake.faults == []


async def test_a_whole_round(group: Group) -> None:
    await group.say("/quiz mau-a 3")
    assert "Vòng hỏi chung: An toàn, 3 câu" in group.texts()[0]
    for number in range(3):
        poll = group.fake.polls[number]
        assert poll["question"].startswith(f"Câu {number + 1}/3: ") and poll["is_anonymous"] == "false"
        await group.vote(7, True, "Lan")
        await group.vote(8, number == 0, "Giàng A Páo")
        await group.vote(8, True, "Giàng A Páo")  # a second answer to the same question counts for nothing
        await group.wait()
    assert len(group.fake.polls) == 3
    board = group.texts()[-1].splitlines()
    assert board == ["Kết quả: An toàn", "1. Lan: 3/3", "2. Giàng A Páo: 1/3"]
    assert group.fake.files and group.fake.files[-1].startswith(b"\x89PNG")
    await group.vote(9, True, "Muộn")
    await group.wait()
    assert len(group.texts()) == 2


async def test_an_answer_to_an_earlier_question_does_not_count(group: Group) -> None:
    await group.say("/quiz mau-a 2")
    await group.wait()
    await group.vote(7, True, "Lan", poll=0)
    await group.vote(7, True, "Lan", poll=1)
    await group.wait()
    assert group.texts()[-1].splitlines()[1] == "1. Lan: 1/2"


async def test_only_who_began_it_or_an_admin_stops_a_round(group: Group) -> None:
    await group.say("/quiz mau-a 3", user=7)
    await group.say("/dung", user=8)
    assert group.texts()[-1].startswith("Chỉ người mở")
    await group.say("/quiz mau-b 2", user=8)
    assert group.texts()[-1].startswith("Nhóm đang có vòng hỏi")
    await group.say(f"/dung@{ME['username']}", user=7)
    assert group.texts()[-1].startswith("Đã dừng vòng hỏi.")
    await group.say("/quiz mau-a 3", user=7)
    group.fake.leaders.add("9")
    await group.say("/dung", user=9)
    assert group.texts()[-1].startswith("Đã dừng vòng hỏi.")
    await group.wait()
    assert len(group.fake.polls) == 2


async def test_a_round_goes_on_after_a_restart(group: Group, content: Content) -> None:
    await group.say("/quiz mau-a 2")
    await group.vote(7, True, "Lan")
    settings, store = group.host.settings, group.host.store
    anew = Conversation(lambda: replace(content, banks=BANKS), store, settings, group.clock)
    group.host.respond = anew.respond
    await group.wait()
    await group.vote(7, True, "Lan")
    await group.wait()
    assert group.texts()[-1].splitlines()[1] == "1. Lan: 2/2"


async def test_the_bot_is_silent_unless_it_is_addressed(group: Group) -> None:
    await group.say("tối nay họp thôn nhé")
    await group.say("/dung@other_bot")
    assert group.texts() == []


async def test_a_telephone_number_as_a_name_is_not_shown(group: Group) -> None:
    await group.say("/quiz mau-a 1")
    await group.vote(7, True, "Lan 0912345678")
    await group.wait()
    assert "0912345678" not in group.texts()[-1] and "Lan" in group.texts()[-1]
