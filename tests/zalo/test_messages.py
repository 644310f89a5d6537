"""Events as messages and replies as what Zalo takes: pure functions, whatever they are given."""

from __future__ import annotations

import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels import zalo_bot_messages, zalo_oa_events, zalo_oa_messages
from bot.channels.plain import units
from bot.messages import Option, Reply
from tests.zalo.fake_zalo_oa import problem, said

WEB = "https://tro-ly.example.gov.vn"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6000).filter(str.strip)
COMMANDS = st.from_regex(r"/[a-z]{2,8}( [a-z0-9-]{1,20}){0,2}", fullmatch=True)
OPTIONS = st.lists(
    st.builds(Option, st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120), COMMANDS),
    max_size=12,
)
KEYS = ["event_name", "message", "sender", "recipient", "id", "text", "from", "chat", "result", "msg_id"]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


PICTURES, PAPERS, ADDRESSES = (st.sampled_from([x, y]) for x, y in ((None, "/q/X.png"), (None, "/q/X.pdf"), ("", WEB)))


@given(TEXTS, OPTIONS, PICTURES, PAPERS, ADDRESSES)
def test_any_reply_is_within_zalos_limits_and_says_all_of_it(
    text: str, options: list[Option], picture: str | None, document: str | None, url: str
) -> None:
    reply = Reply(text, tuple(options), picture, document)
    said_back = ""
    for part in zalo_oa_messages.parts(reply, url):
        attachment: Any = part.attachment
        if part.picture or part.document:
            attachment = zalo_oa_messages.picture(attachment_id="1") if part.picture else zalo_oa_messages.file("1")
        assert problem(zalo_oa_messages.body("u5", part.text, attachment)) == ""
        assert units(part.plain) <= 2000
        said_back += part.text + str(attachment)
    for option in options:
        assert option.label in said_back or repr(option.label)[1:-1] in said_back


@given(TEXTS, OPTIONS, PICTURES, ADDRESSES)
def test_any_reply_is_within_the_bots_limits(text: str, options: list[Option], picture: str | None, url: str) -> None:
    parts = zalo_bot_messages.parts(Reply(text, tuple(options), picture), url)
    assert parts
    assert all(1 <= units(part.text) <= 2000 for part in parts if not part.picture)
    assert all(units(part.text) <= 2000 for part in parts)


@given(JSON, st.sampled_from(["user_send_text", "follow", "oa_send_text", "message.text.received", "x"]))
def test_no_event_is_too_strange(data: Any, name: str) -> None:
    if isinstance(data, dict):
        data = {**data, "event_name": name}
        zalo_oa_events.read(data, time.time(), str)
    zalo_bot_messages.read(data, "Bot", str)


@given(st.binary(max_size=200), st.text(max_size=100), st.text(max_size=30))
def test_no_forgery_is_authentic(raw: bytes, given_mac: str, stamp: str) -> None:
    assert not zalo_oa_events.authentic(raw, {"app_id": "7"}, given_mac, stamp, "7", "secret")
    assert not zalo_oa_events.authentic(raw, {"app_id": "7"}, given_mac, stamp, "7", "")


def test_a_pressed_buttons_payload_is_read_back_and_its_title_masked() -> None:
    event = zalo_oa_events.read(said("/xem a-b | Số căn cước 012345678901"), time.time(), str)
    assert event and event.message
    assert event.message.text == "/xem a-b"
    assert "012345678901" not in event.message.chosen
    typed = zalo_oa_events.read(said("cái này | cái kia"), time.time(), str)
    assert typed and typed.message
    assert (typed.message.kind, typed.message.chosen) == ("text", "")


def test_buttons_and_the_link_to_a_paper_go_in_one_message() -> None:
    reply = Reply("Đã có đường dẫn", (Option("Làm thử", "/vao X"),), document="/q/X.pdf")
    (part,) = zalo_oa_messages.parts(reply, WEB)
    assert part.attachment
    first, second = part.attachment["payload"]["buttons"]
    assert first["payload"] == {"url": f"{WEB}/q/X.pdf"}
    assert second["payload"] == "/vao X | Làm thử"


def test_six_to_nine_options_are_a_list_and_more_are_numbers() -> None:
    many = tuple(Option(f"Việc {number}", f"/viec {number}") for number in range(7))
    (listed,) = zalo_oa_messages.parts(Reply("Bác đang cần việc gì?\nBấm một việc.", many), WEB)
    assert listed.attachment
    payload = listed.attachment["payload"]
    assert (payload["template_type"], len(payload["elements"]), len(payload["buttons"])) == ("list", 5, 3)
    assert "7. Việc 6" in listed.plain
    (numbers,) = zalo_oa_messages.parts(Reply("Chọn", (*many, *many)), WEB)
    assert numbers.attachment is None
    assert "14. Việc 6" in numbers.text


def test_a_template_type_can_be_set() -> None:
    (part,) = zalo_oa_messages.parts(Reply("Chọn", (Option("A", "/a"),)), WEB, "button")
    assert part.attachment
    assert part.attachment["payload"]["template_type"] == "button"
