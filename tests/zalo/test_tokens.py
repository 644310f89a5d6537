"""Tokens of Official Accounts: refreshed in time, spent once, never lost, refused with a word to the admins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.channels import zalo_tokens
from bot.channels.zalo_http import ZaloError, ZaloHttp
from bot.channels.zalo_oa_api import OaApi
from bot.channels.zalo_tokens import NoTokenError, Tokens
from bot.settings import ZaloOA
from bot.store import Store
from tests.conftest import Clock
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA, FakeZaloOA
from tests.zalo.race import race

HOUR = 3600.0
BODY = {"recipient": {"user_id": "u5"}, "message": {"text": "chào"}}


class Worker:
    """One process's tokens; ``alarms``: what it told the admins."""

    def __init__(self, platform: FakeZaloOA, store: Store, clock: Clock, name: str = "a", first: str = "") -> None:
        self.http = ZaloHttp()
        self.alarms: list[int] = []
        settings = ZaloOA(APP, APP_SECRET, "", first, platform.url, platform.url)
        self.tokens = Tokens(store, settings, self.http, name, self.alarm, clock)
        self.api = OaApi(platform.url, self.http, self.tokens)

    async def alarm(self, oa: str, code: int) -> None:
        self.alarms.append(code)


Hire = Callable[..., Worker]


@pytest.fixture
async def hire(oa_platform: FakeZaloOA, kept: Store, clock: Clock) -> AsyncIterator[Hire]:
    hired: list[Worker] = []

    def make(name: str = "a", first: str = "") -> Worker:
        hired.append(Worker(oa_platform, kept, clock, name, first))
        return hired[-1]

    yield make
    for worker in hired:
        await worker.http.close()


@pytest.fixture
def connected(oa_platform: FakeZaloOA, kept: Store, clock: Clock) -> None:
    account = oa_platform.account()
    kept.zalo.accounts.put(OA, "Xã", account.access, account.refresh, clock.now + 25 * HOUR, clock.now)


@pytest.mark.usefixtures("connected")
async def test_a_token_that_another_worker_ended_is_renewed_once_and_the_message_sent(
    oa_platform: FakeZaloOA, hire: Hire
) -> None:
    first, second = hire("a"), hire("b")
    await first.api.send(OA, BODY)
    await second.api.send(OA, BODY)
    oa_platform.expire()
    receipts = await asyncio.gather(*(worker.api.send(OA, BODY) for worker in (first, second, first, second)))
    assert len({receipt.message for receipt in receipts}) == 4
    assert oa_platform.refreshes == 1
    assert receipts[0].quota == "reply"


@pytest.mark.usefixtures("connected")
async def test_it_is_refreshed_before_it_expires_and_by_one_worker(
    oa_platform: FakeZaloOA, kept: Store, hire: Hire, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_tokens, "_LOOK_EVERY", 0.02)
    tasks = [asyncio.create_task(hire(name).tokens.keep_fresh()) for name in "abc"]
    await asyncio.sleep(0.2)
    assert oa_platform.refreshes == 0
    clock.now += 20.5 * HOUR
    await asyncio.sleep(0.3)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert oa_platform.refreshes == 1
    account = kept.zalo.accounts.get(OA)
    assert account
    assert account.access == oa_platform.account().access
    assert account.expires == clock.now + 25 * HOUR


async def test_the_first_token_from_the_environment_is_used_once_and_its_owner_learnt(
    oa_platform: FakeZaloOA, kept: Store, hire: Hire
) -> None:
    first = oa_platform.account().refresh
    await asyncio.gather(*(hire(name, first).tokens.adopt() for name in "abcd"))
    assert oa_platform.refreshes == 1
    assert [(each.oa, each.name) for each in kept.zalo.accounts.all()] == [(OA, "UBND xã Thử")]
    assert await hire("later", first).tokens.adopt()
    account = oa_platform.account()
    kept.zalo.accounts.put(OA, "Xã", account.access, account.refresh, time.time(), time.time())  # zalo-login
    assert await hire("later", first).tokens.adopt()
    assert oa_platform.refreshes == 1


@pytest.mark.usefixtures("connected")
async def test_a_refusal_is_told_once_and_not_tried_again_at_once(
    oa_platform: FakeZaloOA, hire: Hire, clock: Clock
) -> None:
    oa_platform.expire()
    oa_platform.oauth_codes = [-14014, -14014]
    workers = [hire("a"), hire("b")]
    for worker in (*workers, *workers):
        with pytest.raises(NoTokenError):
            await worker.api.send(OA, BODY)
    assert [alarm for worker in workers for alarm in worker.alarms] == [-14014]
    clock.now += 700
    with pytest.raises(NoTokenError):
        await workers[1].api.send(OA, BODY)
    assert [alarm for worker in workers for alarm in worker.alarms] == [-14014]
    clock.now += 700
    await workers[1].api.send(OA, BODY)  # Zalo has thought better of it


@pytest.mark.usefixtures("connected")
async def test_where_zalo_does_not_answer_the_token_is_not_lost(oa_platform: FakeZaloOA, hire: Hire) -> None:
    oa_platform.expire()
    oa_platform.broken = 2
    worker = hire()
    for _ in range(2):
        with pytest.raises(ZaloError):
            await worker.tokens.renewed(OA, await worker.tokens.access(OA))
    await worker.api.send(OA, BODY)
    assert worker.alarms == []


@pytest.mark.usefixtures("connected")
async def test_a_new_pair_is_kept_though_who_asked_has_gone_and_the_database_was_away(
    oa_platform: FakeZaloOA, kept: Store, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_tokens, "_AGAIN", 0.05)
    oa_platform.slow = 0.2
    real, failures = kept.zalo.accounts.renew, [OSError("disk full")] * 2

    def renew(*values: object) -> None:
        if failures:
            raise failures.pop()
        real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(kept.zalo.accounts, "renew", renew)
    worker = hire()
    asking = asyncio.create_task(worker.tokens.renewed(OA, oa_platform.account().access))
    await asyncio.sleep(0.1)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await worker.tokens.close()
    account = kept.zalo.accounts.get(OA)
    assert account
    assert (account.access, account.refresh) == (oa_platform.account().access, oa_platform.account().refresh)


async def test_tokens_are_sealed_in_the_database(oa_platform: FakeZaloOA, kept: Store) -> None:
    account = oa_platform.account()
    kept.zalo.accounts.put(OA, "Xã", account.access, account.refresh, 1.0, 1.0)
    with kept._engine.connect() as connection:
        row = str(connection.exec_driver_sql("SELECT * FROM zalo_accounts").all())
    assert account.access not in row
    assert account.refresh not in row


async def test_an_account_that_nobody_connected_is_named(hire: Hire) -> None:
    with pytest.raises(NoTokenError):
        await hire().api.send("unknown", BODY)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
async def test_processes_that_race_spend_a_token_once(
    oa_platform: FakeZaloOA, make_address: Callable[[str], str], kind: str
) -> None:
    oa_platform.slow = 0.002
    tokens = await race(oa_platform, make_address(kind), processes=3, tries=20)
    assert set(tokens) == {oa_platform.account().access}
    assert (oa_platform.refreshes, oa_platform.spent_again) == (20, 0)
