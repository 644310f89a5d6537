"""What an administrator sees: connecting an account, and what works."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, web

from bot import zalo_login
from bot.channels import zalo_bot, zalo_oa
from bot.channels.host import Host
from bot.doctor import examine
from bot.messages import Reply
from bot.settings import Settings, Telegram, Zalo, ZaloBot, ZaloOA
from bot.store import Store
from tests.zalo.fake_zalo_bot import TOKEN, FakeZaloBot
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA, OA_SECRET, FakeZaloOA, said
from tests.zalo.support import Stub, running, until

HERE = "https://tro-ly.example.gov.vn"


@pytest.fixture
def settings(oa_platform: FakeZaloOA) -> Settings:
    account = ZaloOA(APP, APP_SECRET, OA_SECRET, "", oa_platform.url, oa_platform.url)
    return Settings(zalo_oa=account, public_url=HERE, database_url="sqlite://")


class Admin:
    """Somebody who follows what ``zalo-login`` says; ``paste`` makes what is pasted of code and state."""

    def __init__(self, platform: FakeZaloOA, paste: Callable[[str, str], str], oa: str = OA) -> None:
        self.platform, self.paste, self.oa = platform, paste, oa
        self.told = ""

    def tell(self, text: str) -> None:
        self.told += text + "\n"

    def ask(self, prompt: str) -> str:
        address = next(line.strip() for line in self.told.splitlines() if "/v4/oa/permission" in line)
        query = parse_qs(urlsplit(address).query)
        assert query["redirect_uri"] == [HERE + zalo_oa.LOGIN_PATH]
        code = self.platform.grant(query["code_challenge"][0], self.oa)
        return self.paste(code, query["state"][0])


def address(code: str, state: str) -> str:
    return f"{HERE}{zalo_oa.LOGIN_PATH}?oa_id={OA}&code={code}&state={state}"


async def test_an_account_is_connected_and_used_at_once_beside_others(
    oa_platform: FakeZaloOA, settings: Settings, kept: Store, stub: Stub
) -> None:
    async with running(zalo_oa.mount, settings, kept, stub) as app:
        for oa in (OA, "999"):
            admin = Admin(oa_platform, address, oa)
            assert await zalo_login.login(settings, kept, admin.ask, admin.tell) == 0
            assert "Đã nối OA “UBND xã Thử”" in admin.told
            await oa_platform.push(app.url + zalo_oa.PATH, said("chào", oa=oa))
        await until(lambda: {each["oa"] for each in oa_platform.sent} == {OA, "999"})
        async with ClientSession() as session, session.get(app.url + zalo_oa.LOGIN_PATH + "?code=x") as answer:
            assert "Chép toàn bộ địa chỉ" in (await answer.text()).replace("Hãy chép", "Chép")
    assert [account.oa for account in kept.zalo.accounts.all()] == [OA, "999"]
    assert oa_platform.account().access not in admin.told


@pytest.mark.parametrize(
    ("paste", "words"),
    [
        (lambda code, state: f"{HERE}/?code={code}&state=another", "không có mã của lần này"),
        (lambda code, state: "tôi không hiểu", "không có mã của lần này"),
        (lambda code, state: "", "không có mã của lần này"),
        (lambda code, state: address("made-up", state), "Zalo không nhận (lỗi -14003)"),
    ],
)
async def test_what_goes_wrong_is_explained(
    oa_platform: FakeZaloOA, settings: Settings, kept: Store, paste: Callable[[str, str], str], words: str
) -> None:
    admin = Admin(oa_platform, paste)
    assert await zalo_login.login(settings, kept, admin.ask, admin.tell) == 1
    assert words in admin.told
    assert kept.zalo.accounts.all() == []


async def test_what_is_missing_is_named_first(settings: Settings, kept: Store) -> None:
    told: list[str] = []
    no_app = replace(settings, zalo_oa=ZaloOA())
    assert await zalo_login.login(no_app, kept, str, told.append) == 1
    assert await zalo_login.login(replace(settings, public_url=""), kept, str, told.append) == 1
    assert "ZALO_OA_APP_ID" in told[0]
    assert "PUBLIC_URL" in told[1]


def test_a_bare_code_is_taken_too() -> None:
    assert zalo_login.code_in(" abc123 \n", "s") == "abc123"
    assert zalo_login.code_in("https://x.vn/zalo/dang-nhap", "s") == ""


# --- doctor ---


async def findings(settings: Settings, store: Store) -> str:
    return "\n".join([str(finding) async for finding in examine(settings, store)])


async def test_all_that_is_off_is_no_fault(kept: Store) -> None:
    told = await findings(Settings(database_url="sqlite://"), kept)
    assert "[chưa]" not in told
    assert told.count("[tắt]") == 3


async def test_what_works_is_seen_to_work(
    oa_platform: FakeZaloOA,
    bot_platform: FakeZaloBot,
    settings: Settings,
    kept: Store,
    stub: Stub,
    unused_tcp_port: int,
) -> None:
    account = oa_platform.account()
    now = time.time()
    kept.zalo.accounts.put(OA, "UBND xã Thử", account.access, account.refresh, now + 90000, now)
    own = f"http://127.0.0.1:{unused_tcp_port}"
    full = replace(settings, public_url=own, zalo_bot=ZaloBot(TOKEN, "bi_mat_webhook", bot_platform.url))

    async def healthy(request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    def mount(app: web.Application, host: Host) -> None:
        app.router.add_get("/healthz", healthy)
        zalo_oa.mount(app, host)
        zalo_bot.mount(app, host)

    async with running(mount, full, kept, stub, runner_port=unused_tcp_port):
        await until(lambda: bot_platform.webhook)
        told = await findings(full, kept)
    assert "[chưa]" not in told, told
    assert f"Zalo OA “UBND xã Thử” ({OA}): mã truy cập còn 25 giờ, quyền còn 90 ngày." in told
    assert f"{own}/webhook/zalo-oa trả lời đúng" in told
    assert "Zalo Bot: “Bot Công dân số”, nhận tin bằng webhook." in told
    lost = await findings(full, kept)  # nobody listens any more
    assert "không mở được" in lost
    assert "nginx" in lost
    bot_platform.webhook = {"url": "https://elsewhere.example/hook"}
    assert "elsewhere.example" in await findings(full, kept)


async def test_what_does_not_work_comes_with_what_to_do(
    oa_platform: FakeZaloOA, bot_platform: FakeZaloBot, settings: Settings, kept: Store
) -> None:
    bare = replace(settings, public_url="", zalo_oa=replace(settings.zalo_oa, secret_key=""))
    told = await findings(replace(bare, zalo_bot=ZaloBot("9:wrong", "", bot_platform.url)), kept)
    assert "OA Secret Key" in told
    assert "zalo-login" in told
    assert "sai ZALO_BOT_TOKEN" in told
    assert "PUBLIC_URL" in told
    now, accounts = time.time(), kept.zalo.accounts
    accounts.put(OA, "Xã", "ended", "r", now + 90000, now)
    assert "Zalo trả lỗi -216" in await findings(settings, kept)
    accounts.put(OA, "Xã", "a", "r", now - 1, now)
    assert "đã hết hạn" in await findings(settings, kept)
    accounts.refused(OA, "-14014", now + 600)
    assert "(lỗi -14014)" in await findings(settings, kept)
    gone = replace(settings, zalo_oa=replace(settings.zalo_oa, api_url="http://127.0.0.1:1"))
    accounts.put(OA, "Xã", "a", "r", now + 90000, now)
    assert "không tới được http://127.0.0.1:1" in await findings(gone, kept)
    reported = await findings(replace(settings, zalo=Zalo(report_only=True)), kept)
    assert "report_only" in reported
    lost = replace(bare, telegram=Telegram("1:secret", "", "http://127.0.0.1:1"))
    told = await findings(lost, kept)
    assert "chặn Telegram" in told
    assert "1:secret" not in told


async def test_an_admin_sees_how_many_wait(kept: Store, stub: Stub, settings: Settings) -> None:
    await kept.run(kept.outbox.add, "zalo_oa", f"{OA}:u5", Reply("tin"), time.time())
    async with running(zalo_oa.mount, settings, kept, stub):
        await until(lambda: kept.parked.count() == (1, 1))
    assert "chờ người nhận nhắn lại: 1 (của 1 người)" in await findings(settings, kept)
