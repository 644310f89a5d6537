"""Requests that are broken, slow, too many or not what they say: over real sockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.channels import guard
from bot.channels.limits import MOST_KEYS, Buckets
from bot.content import Content
from bot.conversation import Conversation
from bot.settings import Limits, Settings
from bot.store import Store
from tests.bot.test_web import serving
from tests.conftest import Clock

CODE = "abcd2345"
NEEDLE = "cccd012345678901"
BROKEN = [
    f"{NEEDLE}\r\n\r\n",
    f"GET /{NEEDLE} HTTP/9.9.{NEEDLE}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {NEEDLE}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{NEEDLE}\r\n",
    f"POST / HTTP/1.1\r\nHost: a\r\n{NEEDLE}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: a\r\nX-{NEEDLE}: {'x' * 20_000}\r\n\r\n",
    f"GET http://[{NEEDLE} HTTP/1.1\r\nHost: a\r\n\r\n",
    f"GET //{NEEDLE}:x@[::1 HTTP/1.1\r\nHost: {NEEDLE}:port\r\n\r\n",
    f"\x16\x03\x01{NEEDLE}",
]
TYPED = "text/plain; charset={}"
FORM = "application/x-www-form-urlencoded; charset={}"
PARTS = "multipart/form-data; boundary={}"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow clients are dropped after a second, not after many."""
    monkeypatch.setattr(guard, "SLOWEST_HEADERS", 1.0)
    monkeypatch.setattr(guard, "SLOWEST_BODY", 1.0)


@pytest.fixture
async def base(conversation: Conversation, content: Content, store: Store, settings: Settings) -> AsyncIterator[str]:
    async with serving(conversation, content, store, settings) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


@asynccontextmanager
async def connected(base: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(urlsplit(base).hostname, urlsplit(base).port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def dripped(base: str, head: str, drip: str) -> bytes:
    """Send ``head``, then ``drip`` a byte each 0.1 s until the server closes; return what it said. Fails after 10 s."""
    async with asyncio.timeout(10), connected(base) as (reader, writer):
        writer.write(head.encode())
        heard = asyncio.create_task(reader.read())
        while not heard.done():
            for byte in drip.encode():
                writer.write(bytes([byte]))
                await asyncio.wait([heard], timeout=0.1)
        try:
            return heard.result()
        except ConnectionError:
            return b""


@pytest.mark.parametrize("raw", BROKEN)
async def test_a_broken_request_leaves_neither_address_nor_bytes_in_the_log(
    base: str, raw: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with connected(base) as (reader, writer):
        writer.write(raw.encode("latin-1"))
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 10)
    formatter = logging.Formatter("%(name)s %(message)s")
    told = "\n".join(formatter.format(record) for record in caplog.records)
    assert NEEDLE not in told and "127.0.0.1" not in told


@pytest.mark.parametrize("charset", ["khong-co", "base64", "\u00e9", "x" * 300])
@pytest.mark.parametrize("path", ["/", "/api/chat", "/phong", "/chiase"])
async def test_an_encoding_that_there_is_not_is_refused(
    client: aiohttp.ClientSession, base: str, path: str, charset: str
) -> None:
    for kind in (TYPED, FORM):
        headers = {"Content-Type": kind.format(charset)}
        async with client.post(base + path, data=b"text=a", headers=headers) as response:
            assert response.status in (400, 415)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM.format("utf-8"), b"text=\xff\xfe"),
        (FORM.format("utf-16"), b"text"),
        (PARTS.format("x"), b"no parts"),
        (PARTS.format("x"), b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"),
        (PARTS.format("x"), b'--x\r\nContent-Disposition: form-data; name="text"\r\n'),
        (PARTS.format("x"), b"--x\r\nContent-Transfer-Encoding: odd\r\n\r\na\r\n--x--"),
        ("multipart/form-data", b"--x"),
        ("multipart/mixed; boundary=x", b"--x\r\n\r\na\r\n--x--"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/phong", "/chiase"])
async def test_a_form_that_is_none_is_no_fault_of_ours(
    client: aiohttp.ClientSession, base: str, path: str, kind: str, body: bytes
) -> None:
    async with client.post(base + path, data=body, headers={"Content-Type": kind}) as response:
        assert response.status < 500


async def test_what_fails_unforeseen_is_an_apology_and_tells_nothing(
    client: aiohttp.ClientSession, base: str, store: Store, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fails(*_: object) -> None:
        raise ValueError(NEEDLE)

    monkeypatch.setattr(store.links, "get", fails)
    async with client.get(f"{base}/q/{CODE}") as response:
        assert response.status == 500
        assert "trục trặc" in await response.text()
    told = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "error=ValueError" in told and NEEDLE not in told


@pytest.mark.usefixtures("impatient")
async def test_headers_that_come_a_byte_a_time_are_not_waited_for(base: str, client: aiohttp.ClientSession) -> None:
    heard = [asyncio.create_task(dripped(base, "GET / HTTP/1.1\r\n", "X-Slow: a\r\n")) for _ in range(50)]
    async with client.get(f"{base}/healthz") as response:  # meanwhile others are answered
        assert response.status == 200
    assert await asyncio.gather(*heard) == [b""] * 50


@pytest.mark.usefixtures("impatient")
async def test_a_body_that_comes_a_byte_a_time_is_not_waited_for(base: str, client: aiohttp.ClientSession) -> None:
    head = f"POST {{}} HTTP/1.1\r\nHost: a\r\nContent-Type: {FORM.format('utf-8')}\r\nContent-Length: 60000\r\n\r\n"
    heard = [asyncio.create_task(dripped(base, head.format(path), " ")) for path in ("/api/chat", "/", "/phong") * 10]
    async with client.post(f"{base}/api/chat", json={"text": "làm hộ chiếu"}) as response:
        assert response.status == 200
    assert b"200 OK" not in b"".join(await asyncio.gather(*heard))


async def test_with_too_many_under_way_one_is_asked_to_come_again(
    base: str, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_AT_ONCE", 2)
    head = "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
    async with connected(base) as (_, first), connected(base) as (_, second):
        first.write(head.encode())
        second.write(head.encode())
        await first.drain()
        await asyncio.sleep(0.2)
        async with client.get(f"{base}/healthz") as response:
            assert response.status == 503
            assert response.headers["Retry-After"] == "5"
    await asyncio.sleep(0.2)
    async with client.get(f"{base}/healthz") as response:
        assert response.status == 200


async def test_a_house_of_three_hundred_behind_one_address_chats_at_once(
    base: str, client: aiohttp.ClientSession
) -> None:
    async def chat() -> list[int]:
        session, statuses = "", []
        for text in ("làm hộ chiếu", "mất bao nhiêu tiền"):
            async with client.post(f"{base}/api/chat", json={"text": text, "session": session}) as response:
                session = (await response.json())["session"]
                statuses.append(response.status)
        return statuses

    assert await asyncio.gather(*(chat() for _ in range(300))) == [[200, 200]] * 300


@pytest.mark.parametrize(
    ("proxies", "forwarded", "apart"),
    [
        ((), "1.1.1.1 2.2.2.2", False),  # anybody can claim that
        (("127.0.0.1",), "1.1.1.1 2.2.2.2", True),
        (("127.0.0.0/8",), "1.1.1.1 2.2.2.2", True),
        (("10.0.0.0/8",), "1.1.1.1 2.2.2.2", False),
        (("127.0.0.1",), "9.9.9.9,1.1.1.1 8.8.8.8,1.1.1.1", False),  # what the client says before the proxy's word
        (("127.0.0.1", "10.0.0.0/8"), "9.9.9.9,1.1.1.1,10.0.0.7 9.9.9.9,2.2.2.2,10.0.0.7", True),  # two proxies
        (("127.0.0.1",), "2001:db8::1 2001:db8::ffff", False),  # one connection has all addresses of its network
        (("127.0.0.1",), "2001:db8:0:1::1 2001:db8:0:2::1", True),
    ],
)
async def test_whom_a_flood_comes_from_is_told_by_our_own_proxies_only(
    conversation: Conversation, content: Content, store: Store, settings: Settings, client: aiohttp.ClientSession,
    proxies: tuple[str, ...], forwarded: str, apart: bool,
) -> None:  # fmt: skip
    limits = Limits(address_a_minute=10, proxies=proxies)  # one at once, then one in six seconds
    async with serving(conversation, content, store, replace(settings, limits=limits)) as base:
        statuses = []
        for one in forwarded.split():
            headers = {"X-Forwarded-For": one}
            async with client.post(f"{base}/api/chat", json={"text": "chào"}, headers=headers) as response:
                statuses.append(response.status)
    assert statuses == [200, 200 if apart else 429]


@pytest.mark.parametrize(("public", "secure"), [("https://cds.example.vn", True), ("", False)])
async def test_the_cookie_goes_over_https_alone_where_the_page_is_there(
    conversation: Conversation, content: Content, store: Store, settings: Settings, client: aiohttp.ClientSession,
    public: str, secure: bool,
) -> None:  # fmt: skip
    async with (
        serving(conversation, content, store, replace(settings, public_url=public)) as base,
        client.post(f"{base}/", data={"text": "làm hộ chiếu"}) as response,
    ):
        cookie = response.headers["Set-Cookie"]
    assert ("; Secure" in cookie) == secure
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


async def test_figures_are_there_while_the_database_is_away(
    base: str, client: aiohttp.ClientSession, store: Store
) -> None:
    store.close()
    async with client.get(f"{base}/metrics") as response:
        assert response.status == 200
        told = await response.text()
    assert "congdanso_messages_failed" in told and "congdanso_outbox_waiting" not in told
    async with client.get(f"{base}/readyz") as response:
        assert response.status == 503


def test_a_flood_of_new_names_is_forgotten() -> None:
    clock = Clock()
    buckets = Buckets(30, 15, clock)
    for number in range(MOST_KEYS + 1000):
        buckets.wait(str(number))
    assert len(buckets) == MOST_KEYS
    clock.now += 31  # seconds: every bucket is full again
    buckets.wait("one")
    assert len(buckets) == 1


def test_who_sends_without_end_is_not_forgotten_among_many() -> None:
    clock = Clock()
    buckets = Buckets(30, 15, clock)
    assert not any(buckets.wait("flood") for _ in range(15))
    for number in range(1000):
        clock.now += 0.0101
        buckets.wait(str(number))
    assert buckets.wait("flood") == 0  # ten seconds are worth five
    assert [buckets.wait("flood") > 0 for _ in range(5)] == [False] * 4 + [True]
