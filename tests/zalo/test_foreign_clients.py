"""Clients of both interfaces that others have published, on our test servers: they and we agree on the wire."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zalo_bot as python_zalo_bot
import zalo_sdk
import zalo_sdk.oa
from pyzalo.main import PyZALO

from bot import zalo_login
from bot.channels import zalo_bot_messages, zalo_oa_messages
from bot.channels.zalo_bot_api import BotApi
from bot.channels.zalo_http import ZaloHttp
from bot.channels.zalo_oa_api import OaApi
from bot.channels.zalo_tokens import Tokens
from bot.settings import ZaloOA
from bot.store import Store
from tests.zalo.fake_zalo_bot import TOKEN, FakeZaloBot, said
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA, FakeZaloOA

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # theirs
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
PICTURE = "https://tro-ly.example.gov.vn/q/X.png"


@pytest.fixture
async def ours(bot_platform: FakeZaloBot) -> AsyncIterator[BotApi]:
    api = BotApi(bot_platform.url, TOKEN)
    yield api
    await api.close()


async def test_python_zalo_bot_sends_and_receives_as_we_do(bot_platform: FakeZaloBot, ours: BotApi) -> None:
    theirs = python_zalo_bot.Bot(TOKEN, base_url=bot_platform.url)
    await theirs.initialize()
    assert (await theirs.get_me()).account_name == (await ours.call("getMe"))["account_name"]
    await theirs.send_message("u5", "xin chào")
    await ours.call("sendMessage", {"chat_id": "u5", "text": "xin chào"})
    await theirs.send_photo("u5", "mã QR", PICTURE)
    await ours.call("sendPhoto", {"chat_id": "u5", "photo": PICTURE, "caption": "mã QR"})
    assert bot_platform.sent[0] == bot_platform.sent[1]
    assert bot_platform.sent[2] == bot_platform.sent[3]
    await theirs.send_chat_action("u5", "typing")
    bot_platform.add(said("làm hộ chiếu"))
    received = await theirs.get_update(timeout=5)
    update = received.message
    bot_platform.add(said("làm hộ chiếu"))
    message = zalo_bot_messages.read(await ours.call("getUpdates", {"timeout": "5"}), "", str)
    assert message
    assert (update.text, update.chat.id, update.from_user.id) == (message.text, message.chat, message.user)
    with pytest.raises(python_zalo_bot.error.ZaloError):  # idle is an error to them
        await theirs.get_update(timeout=1)
    await theirs.shutdown()


async def test_pyzalo_sends_as_we_do(bot_platform: FakeZaloBot, ours: BotApi) -> None:
    theirs = PyZALO(TOKEN, base_url=bot_platform.url)

    async def call(method: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.to_thread(method, *arguments)

    assert (await call(theirs.getMe))["result"] == await ours.call("getMe")
    assert (await call(theirs.setWebhook, "https://x.example.gov.vn/webhook", "bi_mat_webhook"))["ok"]
    assert (await call(theirs.getWebhookInfo))["result"]["url"] == "https://x.example.gov.vn/webhook"
    assert (await call(theirs.deleteWebhook))["ok"]
    assert (await call(theirs.sendMessage, "u5", "xin chào"))["result"]["message_id"]
    await ours.call("sendMessage", {"chat_id": "u5", "text": "xin chào"})
    assert (await call(theirs.sendPhoto, "u5", PICTURE, "mã QR"))["ok"]
    await ours.call("sendPhoto", {"chat_id": "u5", "photo": PICTURE, "caption": "mã QR"})
    assert bot_platform.sent[0] == bot_platform.sent[1]
    assert bot_platform.sent[2] == bot_platform.sent[3]
    theirs.session.close()


@pytest.fixture
async def our_oa(oa_platform: FakeZaloOA, kept: Store) -> AsyncIterator[OaApi]:
    account, http = oa_platform.account(), ZaloHttp()
    kept.zalo.accounts.put(OA, "Xã", account.access, account.refresh, 4e9, 1.0)

    async def alarm(oa: str, code: int) -> None:
        raise AssertionError(code)

    settings = ZaloOA(APP, APP_SECRET, "", "", oa_platform.url, oa_platform.url)
    yield OaApi(oa_platform.url, http, Tokens(kept, settings, http, "a", alarm))
    await http.close()


def _client(platform: FakeZaloOA, access: str) -> zalo_sdk.oa.Client:
    return zalo_sdk.oa.Client(APP, APP_SECRET, access, "", endpoint_prefix=platform.url)


async def test_zalo_sdk_sends_as_we_do(oa_platform: FakeZaloOA, our_oa: OaApi) -> None:
    theirs = _client(oa_platform, oa_platform.account().access)
    person, sdk = zalo_sdk.oa.ZaloRecipient(user_id="u5"), zalo_sdk.oa
    answer = await asyncio.to_thread(theirs.send_message, person, sdk.ZaloMessageBody(text="xin chào"))
    receipt = await our_oa.send(OA, zalo_oa_messages.body("u5", "xin chào", None))
    assert (answer["data"]["quota"]["quota_type"], receipt.quota) == ("reply", "reply")
    assert int(answer["data"]["quota"]["remain"]) == (receipt.left or 0) + 1
    picture = zalo_oa_messages.picture(url=PICTURE)
    attachment = sdk.ZaloAttachment("template", picture["payload"])
    await asyncio.to_thread(theirs.send_message, person, sdk.ZaloMessageBody(text="mã QR", attachment=attachment))
    await our_oa.send(OA, zalo_oa_messages.body("u5", "mã QR", picture))
    bodies = [each["body"] for each in oa_platform.sent]
    assert bodies[0] == bodies[1]
    assert bodies[2] == bodies[3]
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
    found = await asyncio.to_thread(theirs.upload_file, png, "image", "a.png", "image/png")
    assert found["data"]["attachment_id"]
    assert await our_oa.upload(OA, "image", png, "a.png", "image/png")
    assert oa_platform.uploads[0] == oa_platform.uploads[1]


async def test_zalo_sdk_sees_an_expired_token_where_we_renew_it(oa_platform: FakeZaloOA, our_oa: OaApi) -> None:
    theirs = _client(oa_platform, "expired long ago")
    person, words = zalo_sdk.oa.ZaloRecipient(user_id="u5"), zalo_sdk.oa.ZaloMessageBody(text="chào")
    with pytest.raises(zalo_sdk.ZaloOAAuthTokenExpiredException):
        await asyncio.to_thread(theirs.send_message, person, words)
    oa_platform.expire()
    assert (await our_oa.send(OA, zalo_oa_messages.body("u5", "chào", None))).message
    assert oa_platform.refreshes == 1


def test_zalo_sdk_asks_for_permission_at_the_same_address() -> None:
    settings = ZaloOA(APP, APP_SECRET)
    verifier = zalo_login.new_verifier()
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    back = "https://tro-ly.example.gov.vn/zalo/dang-nhap"
    theirs = _client(FakeZaloOA(), "").request_authoriation_code_url(back, challenge, "state")
    ours = zalo_login.permission_address(settings, back, verifier, "state")
    assert urlsplit(ours)[:3] == urlsplit(theirs)[:3]
    assert parse_qs(urlsplit(ours).query) == parse_qs(urlsplit(theirs).query)
