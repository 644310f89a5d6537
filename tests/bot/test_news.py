"""What the bot starts by itself reaches pages: with the next answer, or by an open stream; on whichever worker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels import events
from bot.content import Content
from bot.conversation import Conversation
from bot.messages import Reply
from bot.settings import Settings
from bot.store import Store
from tests.bot.test_web import serving

DAILY = "câu hỏi mỗi ngày"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in a file: streams look into it while a test writes; one in memory has one connection for both."""
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", "test")
    yield store
    store.close()


@pytest.fixture
async def base(conversation: Conversation, content: Content, store: Store, settings: Settings) -> AsyncIterator[str]:
    async with serving(conversation, content, store, settings) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def ask(client: aiohttp.ClientSession, base: str, **body: Any) -> dict[str, Any]:
    async with client.post(f"{base}/api/chat", json=body) as response:
        assert response.status == 200
        return dict(await response.json())


def add(store: Store, session: str, *texts: str) -> None:
    for text in texts:
        store.outbox.add("web", session.partition(".")[0], Reply(text), 1.0)


def texts(answer: dict[str, Any]) -> list[str]:
    return [reply["text"] for reply in answer["replies"]]


@asynccontextmanager
async def stream(
    client: aiohttp.ClientSession, base: str, session: str, last: str = "", **query: str
) -> AsyncIterator[Callable[[], Any]]:
    """Open a stream; yield what returns the next (number, text)."""
    headers = {"Last-Event-ID": last} if last else {}
    url = f"{base}/api/chat/events"
    async with client.get(url, params={"session": session, **query}, headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"

        async def following() -> tuple[str, str]:
            number = ""
            while line := (await asyncio.wait_for(response.content.readline(), 10)).decode():
                if line.startswith("id: "):
                    number = line[4:].strip()
                if line.startswith("data: "):
                    return number, json.loads(line[6:])["text"]
            raise EOFError

        yield following


async def test_what_waits_comes_after_the_answer_and_once(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    session = (await ask(client, base, text="làm hộ chiếu"))["session"]
    add(store, session, "một", "hai")
    first = await ask(client, base, text="mất bao nhiêu tiền", session=session)
    assert texts(first)[1:] == ["một", "hai"]
    assert texts(first)[0].startswith("Về làm hộ chiếu")
    assert len(texts(await ask(client, base, text="bao lâu", session=session))) == 1
    assert store.outbox.count() == 0


async def test_an_answer_that_was_lost_is_given_again_with_what_came_with_it(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    session = (await ask(client, base, text="làm hộ chiếu"))["session"]
    add(store, session, "một")
    lost = await ask(client, base, text="mất bao nhiêu tiền", session=session, id="7")
    again = await ask(client, base, text="mất bao nhiêu tiền", session=session, id="7")
    assert again == lost and texts(again)[1:] == ["một"]


async def test_the_page_is_told_whether_to_listen(client: aiohttp.ClientSession, base: str) -> None:
    first = await ask(client, base, text="làm hộ chiếu")
    assert "news" not in first
    assert (await ask(client, base, text=DAILY, session=first["session"]))["news"]
    assert "news" not in await ask(client, base, text=f"dừng {DAILY}", session=first["session"])


async def test_the_text_comes_back_as_it_was_kept(client: aiohttp.ClientSession, base: str) -> None:
    assert (await ask(client, base, text="mã otp là 482913"))["said"] == "mã otp là [mã OTP]"
    assert "said" not in await ask(client, base, command="/menu")


async def test_without_javascript_it_comes_with_the_page(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    async with client.post(f"{base}/", data={"text": "làm hộ chiếu"}) as response:
        cookie = response.cookies["phien"].value
    add(store, cookie, "Câu hỏi hôm nay")
    async with client.post(f"{base}/", data={"text": "cảm ơn"}, headers={"Cookie": f"phien={cookie}"}) as response:
        assert "Câu hỏi hôm nay" in await response.text()
    assert store.outbox.count() == 1  # goes with the next page: this one may have been lost
    async with client.post(f"{base}/", data={"text": "cảm ơn"}, headers={"Cookie": f"phien={cookie}"}) as response:
        assert "Câu hỏi hôm nay" not in await response.text()
    assert store.outbox.count() == 0


async def test_a_stream_tells_each_once_and_goes_on_where_it_broke(
    client: aiohttp.ClientSession, base: str, store: Store
) -> None:
    session = (await ask(client, base, text=DAILY))["session"]
    async with stream(client, base, session) as following:
        add(store, session, "một", "hai")
        first, second = await following(), await following()
        assert (first[1], second[1]) == ("một", "hai")
        add(store, "anybody.else", "của người khác")
        add(store, session, "ba")
        assert (await following())[1] == "ba"
    async with stream(client, base, session, last=first[0]) as following:  # the rest may have been lost on the way
        assert [(await following())[1], (await following())[1]] == ["hai", "ba"]
    async with stream(client, base, session, seen=second[0]) as following:
        assert (await following())[1] == "ba"
    answer = await ask(client, base, text="cảm ơn", session=session)
    assert len(texts(answer)) == 1 and store.outbox.count() == 1  # of the other one


async def test_many_streams_are_one_question_to_the_database(
    client: aiohttp.ClientSession, base: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    newest = store.news.newest

    def counted(chats: list[str]) -> dict[str, int]:
        looks.append(len(set(chats)))
        return newest(chats)

    monkeypatch.setattr(store.news, "newest", counted)
    sessions = [(await ask(client, base, text="chào"))["session"] for _ in range(20)]

    async def wait_for_one(session: str) -> str:
        async with stream(client, base, session) as following:
            return str((await following())[1])

    waiting = [asyncio.create_task(wait_for_one(session)) for session in sessions]
    await asyncio.sleep(2.5 * events.LOOK_EVERY)
    before = len(looks)
    assert before <= 5 and looks[-1] == 20
    for number, session in enumerate(sessions):
        add(store, session, f"tin {number}")
    assert await asyncio.gather(*waiting) == [f"tin {number}" for number in range(20)]


@pytest.mark.parametrize(
    ("session", "headers", "status"),
    [
        ("", {}, 401),
        ("abc.0123456789abcdef0123456789abcdef", {}, 401),
        ("😀.x", {}, 401),
        (None, {"Origin": "https://ke-la.example"}, 403),
    ],
)
async def test_a_stream_is_for_the_chats_own_page(
    client: aiohttp.ClientSession, base: str, session: str | None, headers: dict[str, str], status: int
) -> None:
    if session is None:
        session = (await ask(client, base, text="chào"))["session"]
    async with client.get(f"{base}/api/chat/events", params={"session": session}, headers=headers) as response:
        assert response.status == status


async def test_streams_are_bounded(client: aiohttp.ClientSession, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_STREAMS", 4)
    monkeypatch.setattr(events, "NOTICE", 0.3)
    one, other = [(await ask(client, base, text="chào"))["session"] for _ in range(2)]
    url = f"{base}/api/chat/events"

    async def status(session: str) -> int:
        async with client.get(url, params={"session": session}) as response:
            return response.status

    async with stream(client, base, one), stream(client, base, one), stream(client, base, one):
        assert await status(one) == 503
        async with stream(client, base, other):
            assert await status(other) == 503
    await asyncio.sleep(2 * events.NOTICE)
    async with stream(client, base, one), stream(client, base, one):
        pass


async def test_a_stream_beats_and_ends_by_itself(
    client: aiohttp.ClientSession, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.2)
    monkeypatch.setattr(events, "NOTICE", 0.1)
    monkeypatch.setattr(events, "LIFE", 1.0)
    session = (await ask(client, base, text="chào"))["session"]
    async with client.get(f"{base}/api/chat/events", params={"session": session}) as response:
        told = await asyncio.wait_for(response.read(), 10)
    assert told.startswith(b"retry: ") and told.count(b":\n\n") >= 3


async def test_a_stop_does_not_wait_for_open_streams(
    conversation: Conversation, content: Content, store: Store, settings: Settings, client: aiohttp.ClientSession
) -> None:
    loop = asyncio.get_running_loop()
    async with serving(conversation, content, store, settings) as base:
        session = (await ask(client, base, text="chào"))["session"]
        response = await client.get(f"{base}/api/chat/events", params={"session": session})
        began = loop.time()
    assert loop.time() - began < 4  # of the five seconds that what is under way has
    response.close()


@pytest.mark.postgresql
async def test_it_comes_from_whichever_worker(
    content: Content, settings: Settings, client: aiohttp.ClientSession, make_address: Callable[[str], str]
) -> None:
    address = make_address("postgresql")
    stores = [Store(address, "key") for _ in range(2)]
    talks = [Conversation(lambda: content, store, settings) for store in stores]
    async with (
        serving(talks[0], content, stores[0], settings) as one,
        serving(talks[1], content, stores[1], settings) as other,
    ):
        session = (await ask(client, one, text=DAILY))["session"]
        async with stream(client, other, session) as following:
            add(stores[0], session, "một")
            assert (await following())[1] == "một"
        add(stores[0], session, "hai")
        assert texts(await ask(client, other, text="cảm ơn", session=session))[1:] == ["hai"]
    for store in stores:
        store.close()
