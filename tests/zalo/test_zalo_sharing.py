"""Links, rounds, codes and pictures on both Zalo channels, from the core to strict platforms on loopback."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import zxingcpp
from aiohttp import web
from PIL import Image

from bot.channels import zalo_bot, zalo_oa
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.gallery import Gallery
from bot.messages import Message, Reply
from bot.settings import Settings, ZaloBot, ZaloOA
from bot.store import Store
from quiz.shelf import read_banks
from tests.conftest import DATA
from tests.zalo import fake_zalo_bot, fake_zalo_oa
from tests.zalo.fake_zalo_bot import FakeZaloBot
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA, OA_SECRET, FakeZaloOA
from tests.zalo.support import running, until

BANKS, _ = read_banks(DATA / "banks")
RIGHT = {question.question: question.right for bank in BANKS.values() for question in bank.questions}
WEB = "https://tro-ly.example.gov.vn"


@dataclass
class Rig:
    """A running channel with the real core; ``gallery`` draws what a path asks for."""

    url: str
    gallery: Gallery

    async def codes(self, path: str) -> list[str]:
        """Return what the QR codes in a picture say."""
        drawn = Image.open(io.BytesIO(await self.gallery.picture(path)))
        return [found.text for found in zxingcpp.read_barcodes(drawn)]


@asynccontextmanager
async def rig(mount: Any, settings: Settings, content: Content, store: Store) -> AsyncIterator[Rig]:
    conversation = Conversation(lambda: replace(content, banks=BANKS), store, settings)
    gallery = Gallery(store, settings, conversation.content, conversation.names)

    async def respond(message: Message) -> Reply | None:
        return await conversation.respond(message)

    def mounted(app: web.Application, host: Host) -> None:
        host.picture = gallery.picture
        app.on_cleanup.append(gallery.close)
        mount(app, host)

    async with running(mounted, settings, store, respond) as app:
        yield Rig(app.url, gallery)


def code_in(text: str) -> str:
    return text.partition("THI ")[2][:8]


@pytest.mark.parametrize("public_url", [WEB, ""])
async def test_a_shared_round_on_an_official_account(
    oa_platform: FakeZaloOA, kept: Store, content: Content, settings: Settings, public_url: str
) -> None:
    account = ZaloOA(APP, APP_SECRET, OA_SECRET, oa_platform.account().refresh, oa_platform.url, oa_platform.url)
    own = replace(settings, zalo_oa=account, public_url=public_url)
    async with rig(zalo_oa.mount, own, content, kept) as here:
        await until(lambda: kept.zalo.accounts.get(OA))

        async def says(text: str, user: str) -> dict[str, Any]:
            before = len(oa_platform.sent)
            assert await oa_platform.push(here.url + zalo_oa.PATH, fake_zalo_oa.said(text, user)) == 200
            await until(lambda: len(oa_platform.sent) > before, 30)
            assert len(oa_platform.sent) == before + 1  # one message for each question: Zalo counts them
            return oa_platform.messages(user)[-1]

        await says("/chiase mau-a", "u5")
        await says("Nông Thị Hà", "u5")
        made = await says("Chi đoàn thôn Nà Phặc", "u5")
        code = code_in(made["text"])
        if public_url:
            shown = made["attachment"]["payload"]["elements"][0]["url"]
            assert await here.codes(shown.removeprefix(WEB)) == [f"{WEB}/q/{code}"]
        asked = await says(f"thi {code.lower()}", "u6")
        assert "Nông Thị Hà, Chi đoàn thôn Nà Phặc mời" in asked["text"]
        while "Kết quả:" not in asked["text"]:
            answer = next(right for question, right in RIGHT.items() if asked["text"].endswith(question))
            buttons = asked["attachment"]["payload"]["buttons"]
            payload = next(button["payload"] for button in buttons if button["title"] == answer)
            asked = await says(payload, "u6")
            assert asked["text"].startswith(f"“{answer}”")  # what a hidden button said is shown
        assert "Kết quả: 3/3." in asked["text"]
        result = asked["attachment"]["payload"]["elements"][0]
        assert ("url" if public_url else "attachment_id") in result
        assert "1 lượt mở, 1 lượt bắt đầu, 1 lượt làm xong" in (await says("/chiase", "u5"))["text"]
    if not public_url:
        assert oa_platform.uploads[-1][0] == "image"


async def test_a_shared_round_on_the_zalo_bot(
    bot_platform: FakeZaloBot, kept: Store, content: Content, settings: Settings
) -> None:
    account = ZaloBot(fake_zalo_bot.TOKEN, "", bot_platform.url)
    own = replace(settings, zalo_bot=account, public_url=WEB)
    async with rig(zalo_bot.mount, own, content, kept) as here:

        async def says(text: str, chat: str) -> dict[str, Any]:
            before = len(bot_platform.sent)
            bot_platform.add(fake_zalo_bot.said(text, chat))
            await until(lambda: len(bot_platform.sent) > before, 30)
            return bot_platform.sent[-1]

        await says("/chiase mau-a", "u5")
        await says("bỏ qua", "u5")
        made = await says("bỏ qua", "u5")
        code = code_in(made["caption"])
        assert await here.codes(made["photo"].removeprefix(WEB)) == [f"{WEB}/q/{code}"]
        asked = await says(f"THI {code}", "u6")
        while "Kết quả:" not in asked.get("text", asked.get("caption", "")):
            text, _, choices = asked["text"].partition("\n\nGõ số để chọn:\n")
            answer = next(right for question, right in RIGHT.items() if text.endswith(question))
            number = next(line.strip().partition(".")[0] for line in choices.splitlines() if line.endswith(answer))
            asked = await says(number, "u6")
        assert "Kết quả: 3/3." in asked["caption"]
        assert asked["photo"].startswith(WEB)
        assert len(await here.gallery.picture(asked["photo"].removeprefix(WEB))) > 1000
