"""The Official Account channel against a strict platform of our own."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels import push, zalo_oa, zalo_oa_delivery
from bot.messages import Option, Reply
from bot.settings import Settings, Zalo, ZaloOA
from bot.store import Store
from tests.zalo.fake_zalo_oa import APP, APP_SECRET, OA, OA_SECRET, FakeZaloOA, echo, followed, said, sent, signed
from tests.zalo.support import Running, Stub, quiet, running, until

Start = Callable[..., AbstractAsyncContextManager[Running]]
HOUR, DAY = 3600.0, 24 * 3600.0


def settings(platform: FakeZaloOA, how: Zalo | None = None, secret: str = OA_SECRET, **more: Any) -> Settings:
    """Return settings of an app that runs with the fake."""
    first = platform.accounts[OA].refresh
    account = ZaloOA(APP, APP_SECRET, secret, first, platform.url, platform.url)
    return Settings(zalo_oa=account, zalo=how or Zalo(), **more)


@pytest.fixture
def start(oa_platform: FakeZaloOA, stub: Stub, kept: Store) -> Start:
    first = settings(oa_platform)

    @asynccontextmanager
    async def run(how: Zalo | None = None, secret: str = OA_SECRET, **more: Any) -> AsyncIterator[Running]:
        own = replace(first, zalo=how or Zalo(), zalo_oa=replace(first.zalo_oa, secret_key=secret), **more)
        async with running(zalo_oa.mount, own, kept, stub) as app:
            await until(lambda: kept.zalo.accounts.get(OA))
            yield app

    return run


def hook(app: Running) -> str:
    return app.url + zalo_oa.PATH


def heard_ago(store: Store, seconds: float, user: str = "u5") -> None:
    """Let it be so long ago that a person wrote."""
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM zalo_chats")
    note = store.zalo.heard(f"{OA}:{user}", time.time() - seconds, False)
    with store._engine.begin() as connection:
        note(connection)


# --- what comes in ---


async def test_a_question_gets_one_answer_by_the_account_that_was_written_to(
    oa_platform: FakeZaloOA, start: Start, kept: Store
) -> None:
    other = oa_platform.account("999")
    async with start() as app:
        kept.zalo.accounts.put("999", "Xã khác", other.access, other.refresh, time.time() + DAY, time.time())
        event = said("làm hộ chiếu", number="m1")
        assert await oa_platform.push(hook(app), event) == 200
        assert await oa_platform.push(hook(app), event) == 200  # Zalo sends it again
        assert await oa_platform.push(hook(app), said("làm căn cước", oa="999")) == 200
        await until(lambda: len(oa_platform.sent) == 2)
        await until(lambda: not kept.inbox.count())
        await quiet()
    assert {(each["oa"], each["body"]["message"]["text"]) for each in oa_platform.sent} == {
        (OA, "trả lời làm hộ chiếu"),
        ("999", "trả lời làm căn cước"),
    }


async def test_what_zalo_did_not_sign_is_refused_and_its_probe_is_not(
    oa_platform: FakeZaloOA, start: Start, stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    async with start() as app:
        event = said("giả", timestamp=str(int(time.time() * 1000) - 5000))
        raw, headers = signed(event)
        async with ClientSession() as session:

            async def post(data: bytes, headers: dict[str, str]) -> int:
                async with session.post(hook(app), data=data, headers=headers) as answer:
                    return answer.status

            assert await post(b"{}", {}) == 200
            assert await post(raw, {}) == 401
            assert await post(raw.replace("giả".encode(), "thật".encode()), headers) == 401
            assert await post(json.dumps(event, indent=1).encode(), headers) == 401
            assert await post(raw, {**headers, "X-ZEvent-Timestamp": "1"}) == 401
            assert await oa_platform.push(hook(app), event, secret="another") == 401
            assert await oa_platform.push(hook(app), {**event, "app_id": "1"}) == 401
            assert await post(b"rubbish", headers) == 400
            assert await post(b"[1]", headers) == 400
        await quiet()
        assert stub.asked == []
        for how in ({"stamp": "body"}, {"prefix": "sha256="}, {"prefix": ""}):
            assert await oa_platform.push(hook(app), said("thật"), **how) == 200
        await until(lambda: len(stub.asked) == 3)
    assert "giả" not in caplog.text


async def test_in_the_first_days_a_wrong_signature_may_be_reported_only(
    oa_platform: FakeZaloOA, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    async with start(Zalo(report_only=True), secret="mistyped") as app:
        assert await oa_platform.push(hook(app), said("một")) == 200
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"])
    assert "ZALO_OA_SECRET_KEY" in caplog.text
    async with start(secret="") as app:
        await until(lambda: "thiếu ZALO_OA_SECRET_KEY" in app.host.state["zalo_oa"])
        assert await oa_platform.push(hook(app), said("hai")) == 401


async def test_every_kind_of_event_is_understood_or_passed_over(
    oa_platform: FakeZaloOA, start: Start, stub: Stub, kept: Store
) -> None:
    async with start() as app:
        for event in (
            followed("u1"), sent("image", "u2"), sent("audio", "u3"), sent("sticker", "u4"), sent("location", "u6"),
            sent("file", "u7"), sent("business_card", "u8"), sent("image", "u9", "giấy này là gì"),
            said("/start", "u10"), said("mã otp của tôi là 483920", "u11"), followed("u12", name="unfollow"),
        ):  # fmt: skip
            assert await oa_platform.push(hook(app), event) == 200
        for event in (
            said("", event_name="user_seen_message"),
            said("", event_name="user_received_message"),
            said("", event_name="invented_later"),
            said("", event_name="user_submit_info", info={"phone": "84900000000"}),
            {"app_id": APP, "event_name": "follow"},
            {"app_id": APP, "event_name": "user_send_text", "sender": 3, "message": []},
        ):
            assert await oa_platform.push(hook(app), event) == 200
        await until(lambda: len(stub.asked) == 11 and not kept.inbox.count())
        await quiet()
    kinds = {message.user: message.kind for message in stub.asked}
    assert kinds == {
        "u1": "follow", "u2": "photo", "u3": "voice", "u4": "sticker", "u6": "location", "u7": "file", "u8": "file",
        "u9": "text", "u10": "start", "u11": "text", "u12": "blocked",
    }  # fmt: skip
    assert "483920" not in next(message.text for message in stub.asked if message.user == "u11")


async def test_reordered_and_repeated_events_are_each_answered_once(
    oa_platform: FakeZaloOA, start: Start, kept: Store, stub: Stub
) -> None:
    events = [said(f"tin {number}", f"u{number % 7}", f"m{number}") for number in range(60)]
    crowd = events * 3
    random.Random(7).shuffle(crowd)
    stub.reply = lambda message: Reply(message.text)
    async with start() as app:
        statuses = await asyncio.gather(*(oa_platform.push(hook(app), event) for event in crowd))
        assert set(statuses) <= {200}
        await until(lambda: not kept.inbox.count() and not kept.outbox.count())
    answered = [text for number in range(7) for text in oa_platform.texts(f"u{number}")]
    slow_down = [text for text in answered if "nhanh quá" in text]
    assert len(answered) - len(slow_down) == len(set(answered) - set(slow_down))


async def test_a_crowd_is_acknowledged_while_nobody_can_be_answered_and_each_is_answered_once(
    oa_platform: FakeZaloOA, start: Start, stub: Stub, kept: Store
) -> None:
    stub.gate.clear()
    async with start() as app:
        events = [said(f"tin {number}", f"u{number}") for number in range(300)]
        statuses = await asyncio.gather(*(oa_platform.push(hook(app), event) for event in events))
        assert set(statuses) == {200}
        assert oa_platform.sent == []
        assert kept.inbox.count() == 300
        stub.gate.set()
        await until(lambda: not kept.inbox.count() and not kept.outbox.count(), 60)
    assert sorted(message["body"]["message"]["text"] for message in oa_platform.sent) == sorted(
        f"trả lời tin {number}" for number in range(300)
    )


async def test_what_was_acknowledged_is_answered_after_a_restart(
    oa_platform: FakeZaloOA, start: Start, stub: Stub, kept: Store
) -> None:
    stub.gate.clear()
    async with start() as app:
        assert await oa_platform.push(hook(app), said("một")) == 200
        assert kept.inbox.count() == 1
    stub.gate.set()
    async with start():
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"])


async def test_what_cannot_be_stored_is_not_acknowledged(
    oa_platform: FakeZaloOA, start: Start, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(note: object) -> None:
        raise OSError("disk full")

    async with start() as app:
        with monkeypatch.context() as patch:
            patch.setattr(kept.batch, "write", away)
            assert await oa_platform.push(hook(app), said("một", number="m1")) == 503
        assert await oa_platform.push(hook(app), said("một", number="m1")) == 200
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"])


async def test_an_event_of_yesterday_is_acknowledged_and_left_alone(
    oa_platform: FakeZaloOA, start: Start, stub: Stub
) -> None:
    old = str(int((time.time() - 2 * DAY) * 1000))
    async with start() as app:
        assert await oa_platform.push(hook(app), said("cũ", timestamp=old)) == 200
        await quiet()
    assert stub.asked == []


# --- what goes out ---


async def test_buttons_carry_hidden_commands_and_the_title_comes_back(
    oa_platform: FakeZaloOA, start: Start, stub: Stub
) -> None:
    stub.reply = lambda message: Reply(
        "Chọn việc", (Option("Mất căn cước", "/xem can-cuoc-mat"), Option("Khác", "/menu"))
    )
    async with start() as app:
        await oa_platform.push(hook(app), said("căn cước"))
        await until(lambda: oa_platform.sent)
        buttons = oa_platform.buttons("u5")
        assert [(each["title"], each["type"]) for each in buttons] == [
            ("Mất căn cước", "oa.query.hide"),
            ("Khác", "oa.query.hide"),
        ]
        await oa_platform.push(hook(app), said(buttons[0]["payload"]))
        await until(lambda: len(stub.asked) == 2)
    pressed = stub.asked[1]
    assert (pressed.kind, pressed.text, pressed.chosen) == ("option", "/xem can-cuoc-mat", "Mất căn cước")


async def test_a_refused_attachment_becomes_numbers(oa_platform: FakeZaloOA, start: Start, stub: Stub) -> None:
    stub.reply = lambda message: Reply("Chọn việc", (Option("Mất căn cước", "/xem a"), Option("Khác", "/menu")))
    oa_platform.refused_attachments = True
    async with start() as app:
        await oa_platform.push(hook(app), said("căn cước"))
        await until(lambda: oa_platform.sent)
    assert "2. Khác" in oa_platform.texts("u5")[0]


async def test_a_picture_is_uploaded_where_zalo_cannot_reach_us(
    oa_platform: FakeZaloOA, start: Start, stub: Stub
) -> None:
    stub.reply = lambda message: Reply("Mã QR", (Option("Làm thử", "/vao X"),), picture="/q/X.png", document=None)
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20

    async def drawn(path: str, base: str = "") -> bytes:
        if path == "/q/gone.png":
            raise LookupError(path)
        return png

    async with start() as app:
        app.host.picture = drawn
        await oa_platform.push(hook(app), said("a"))
        await until(lambda: oa_platform.sent)
        attachment = oa_platform.messages("u5")[0]["attachment"]
        assert attachment["payload"]["elements"][0]["attachment_id"] == "up1"
        assert "1. Làm thử" in oa_platform.texts("u5")[0]
        stub.reply = lambda message: Reply("Hình hỏng", picture="/q/gone.png")
        await oa_platform.push(hook(app), said("b"))
        await until(lambda: len(oa_platform.sent) == 2)
        assert oa_platform.messages("u5")[1] == {"text": "Hình hỏng"}
        stub.reply = lambda message: Reply("Tờ rơi", document="/q/X.pdf")
        await oa_platform.push(hook(app), said("c"))
        await until(lambda: len(oa_platform.sent) == 4)
    assert [kind for kind, _ in oa_platform.uploads] == ["image", "file"]
    assert oa_platform.messages("u5")[3]["attachment"]["type"] == "file"


# --- when it may be sent ---


async def test_what_the_bot_starts_waits_outside_the_free_window_and_goes_when_the_person_writes(
    oa_platform: FakeZaloOA, start: Start, kept: Store
) -> None:
    async with start() as app:
        heard_ago(kept, 47 * HOUR)
        await app.host.sender.post("zalo_oa", f"{OA}:u5", Reply("trong cửa sổ"))
        await until(lambda: oa_platform.texts("u5") == ["trong cửa sổ"])
        heard_ago(kept, 49 * HOUR)
        for day in range(3):
            await app.host.sender.post("zalo_oa", f"{OA}:u5", Reply(f"đố {day}", (Option("A", f"/ngay {day} q 0"),)))
        await app.host.sender.post("zalo_oa", f"{OA}:u5", Reply("cán bộ trả lời"))
        await app.host.sender.post("zalo_oa", f"{OA}:u6", Reply("người lạ"))
        await until(lambda: not kept.outbox.count())
        assert kept.parked.count() == (3, 2)  # of the daily questions the last only
        assert len(oa_platform.sent) == 1
        await oa_platform.push(hook(app), said("em ơi"))
        await until(lambda: len(oa_platform.sent) == 4)
    assert oa_platform.texts("u5")[1:] == ["đố 2", "cán bộ trả lời", "trả lời em ơi"]
    assert kept.parked.count() == (1, 1)


async def test_money_is_spent_only_where_that_is_configured(oa_platform: FakeZaloOA, start: Start, kept: Store) -> None:
    async with start(Zalo(pay=True)) as app:
        heard_ago(kept, 49 * HOUR)
        await app.host.sender.post("zalo_oa", f"{OA}:u5", Reply("trả tiền"))
        await until(lambda: oa_platform.texts("u5") == ["trả tiền"])
        heard_ago(kept, 8 * DAY)
        await app.host.sender.post("zalo_oa", f"{OA}:u5", Reply("không được nữa"))
        await until(lambda: kept.parked.count() == (1, 1))


async def test_the_ninth_free_message_waits(oa_platform: FakeZaloOA, start: Start, kept: Store) -> None:
    async with start() as app:
        await oa_platform.push(hook(app), said("chào"))
        await until(lambda: len(oa_platform.sent) == 1)
        for number in range(9):
            await app.host.sender.post("zalo_oa", f"{OA}:u5", Reply(f"tin {number}"))
        await until(lambda: not kept.outbox.count())
        assert len(oa_platform.sent) == 8
        assert kept.parked.count() == (2, 1)
        await oa_platform.push(hook(app), said("rồi"))
        await until(lambda: len(oa_platform.sent) == 11)


@pytest.mark.parametrize("code", [-230, -305, -311, -218, -211, -320])
async def test_zalo_says_not_now(oa_platform: FakeZaloOA, start: Start, kept: Store, code: int) -> None:
    async with start() as app:
        oa_platform.codes_of["u5"] = [code]
        await oa_platform.push(hook(app), said("một"))
        await until(lambda: kept.parked.count() == (1, 1))
        await oa_platform.push(hook(app), said("hai"))
        await until(lambda: oa_platform.texts("u5") == ["trả lời một", "trả lời hai"])


@pytest.mark.parametrize("code", [-213, -217, -222, -227, -210])
async def test_zalo_says_never(oa_platform: FakeZaloOA, start: Start, kept: Store, code: int) -> None:
    async with start() as app:
        oa_platform.codes_of["u5"] = [code]
        await oa_platform.push(hook(app), said("một"))
        await oa_platform.push(hook(app), said("khác", "u6"))
        await until(lambda: oa_platform.texts("u6") == ["trả lời khác"])
        await until(lambda: not kept.outbox.count())
    assert oa_platform.texts("u5") == []
    assert kept.parked.count() == (0, 0)


async def test_too_many_requests_wait_for_all_and_nothing_is_lost(
    oa_platform: FakeZaloOA, start: Start, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_oa_delivery, "_BREATH", 0.2)
    async with start() as app:
        oa_platform.flooded, oa_platform.broken = 3, 1
        for number in range(6):
            await oa_platform.push(hook(app), said("một", f"u{number}"))
        await until(lambda: len(oa_platform.sent) == 6, 20)
        await until(lambda: not kept.outbox.count())


async def test_an_account_that_may_send_nothing_waits_and_the_admins_hear_of_it_once(
    oa_platform: FakeZaloOA, start: Start, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_oa_delivery, "_STOPPED", 0.2)
    monkeypatch.setattr(zalo_oa, "_LOOK_EVERY", 0.05)
    async with start(admins=("zalo_oa:boss", "zalo_oa:unknown", "telegram:1")) as app:
        await oa_platform.push(hook(app), said("chào", "boss"))
        await until(lambda: oa_platform.texts("boss"))
        oa_platform.codes_of["u5"] = [-221, -221]
        await oa_platform.push(hook(app), said("một"))
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"], 15)
        await until(lambda: len(oa_platform.texts("boss")) == 2)
        await quiet()
        await until(lambda: app.host.state["zalo_oa"] == "chạy (1 OA)")
    assert "-221" in oa_platform.texts("boss")[1]
    assert len(oa_platform.texts("boss")) == 2


async def test_a_network_that_fails_is_tried_again(oa_platform: FakeZaloOA, start: Start, kept: Store) -> None:
    async with start() as app:
        oa_platform.broken = 1
        await oa_platform.push(hook(app), said("một"))
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"], 10)
        await until(lambda: not kept.outbox.count())


# --- a human in OA Manager ---


async def test_a_human_who_writes_silences_the_bot_in_that_chat_only(
    oa_platform: FakeZaloOA, start: Start, stub: Stub, kept: Store
) -> None:
    async with start() as app:
        await oa_platform.push(hook(app), said("một"))
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"])
        assert await oa_platform.push(hook(app), echo("Chào bác, tôi là Lan ở xã")) == 200
        await oa_platform.push(hook(app), said("hai"))
        await oa_platform.push(hook(app), said("ba", "u6"))
        await until(lambda: oa_platform.texts("u6") == ["trả lời ba"])
        await until(lambda: not kept.inbox.count())
        assert stub.texts == ["một", "ba"]
        await oa_platform.push(hook(app), said("Gặp trợ lý"))
        await oa_platform.push(hook(app), said("bốn"))
        await until(lambda: oa_platform.texts("u5")[1:] == ["trả lời Gặp trợ lý", "trả lời bốn"])


async def test_the_silence_ends_by_itself(oa_platform: FakeZaloOA, start: Start, stub: Stub) -> None:
    three_hours_ago = str(int((time.time() - 3 * HOUR) * 1000))
    async with start() as app:
        await oa_platform.push(hook(app), echo("Chào bác", timestamp=three_hours_ago))
        await oa_platform.push(hook(app), said("một"))
        await until(lambda: oa_platform.texts("u5") == ["trả lời một"])


async def test_our_own_echoes_do_not_silence_whenever_they_come(
    oa_platform: FakeZaloOA, start: Start, kept: Store
) -> None:
    async with start() as app:
        oa_platform.echo_to = hook(app)
        for number in range(5):
            await oa_platform.push(hook(app), said(f"tin {number}"))
            await until(lambda: len(oa_platform.sent) == number + 1)  # noqa: B023 - waited for at once
        await quiet()
        oa_platform.echo_to = ""
        # A message whose sending was noted nowhere (the process was killed) is known by its text once it is sent again.
        await oa_platform.push(hook(app), echo("trả lời tin 4", number="sent-by-who-was-killed"))
        await oa_platform.push(hook(app), said("tin 5"))
        await until(lambda: len(oa_platform.sent) == 6)


async def test_a_person_who_floods_is_told_once(oa_platform: FakeZaloOA, start: Start, stub: Stub) -> None:
    async with start() as app:
        for number in range(30):
            await oa_platform.push(hook(app), said(f"tin {number}"))
        await quiet()
    assert len(stub.asked) <= 17


async def test_admins_are_found_by_their_id(
    oa_platform: FakeZaloOA, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with start(admins=("zalo_oa:boss", "zalo_oa:nobody")) as app:
        await oa_platform.push(hook(app), said("chào", "boss"))
        await until(lambda: oa_platform.texts("boss"))
        await push.tell_admins(app.host, "Có tệp hỏng")
        await until(lambda: oa_platform.texts("boss")[1:] == ["Có tệp hỏng"])
    assert "cannot be told" in caplog.text
    assert "nobody" not in caplog.text
