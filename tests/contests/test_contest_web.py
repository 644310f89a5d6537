"""A contest's pages over real HTTP: live boards, certificates, results; nothing that tells an answer."""

from __future__ import annotations

import io
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import openpyxl
import pytest
import zxingcpp
from aiohttp import web
from PIL import Image

from bot.channels import contests, guard
from bot.channels import web as channel
from bot.channels.host import Host
from bot.content import Content
from bot.conversation import Conversation
from bot.gallery import Gallery
from bot.sender import Sender
from bot.settings import Settings
from bot.store import Store
from quiz.attempt import VOID
from quiz.contest import Contest
from tests.conftest import Clock
from tests.contests.conftest import BANKS, ID, RIGHT, Say, answer_all, made, open_now, press, register

SECRET = "test"


@pytest.fixture
def contest(tmp_path: Path) -> Contest:
    """A contest that is open now: what pages show follows the real clock."""
    return made(tmp_path / "contests", open_now())


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = time.time()
    return clock


@pytest.fixture
def store(make_address: Callable[[str], str]) -> Iterator[Store]:
    opened = Store(make_address("sqlite"), SECRET)
    yield opened
    opened.close()


@pytest.fixture
async def site(
    conversation: Conversation, content: Content, store: Store, settings: Settings, tmp_path: Path
) -> AsyncIterator[str]:
    app = web.Application()
    settings = replace(settings, database_url=f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    gallery = Gallery(store, settings, lambda: content, {})
    host = Host(
        conversation.respond, settings, lambda: content, store, SECRET, Sender(store, "1"), picture=gallery.picture
    )
    channel.mount(app, host)
    contests.mount(app, host)
    app.on_cleanup.append(gallery.close)
    runner = guard.runner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def get(address: str, status: int = 200) -> str:
    async with aiohttp.ClientSession() as client, client.get(address) as response:
        assert response.status == status, await response.text()
        return await response.text()


async def fetched(address: str) -> bytes:
    async with aiohttp.ClientSession() as client, client.get(address) as response:
        assert response.status == 200
        return await response.read()


def played(say: Say) -> str:
    """Let three people take part; return the path of the first one's certificate."""
    done = [
        answer_all(say, press(say, register(say, chat, name, unit=unit), "Bắt đầu", chat), right, chat)
        for chat, name, unit, right in (
            ("1", "Nông Thị Hà", "na phac", 4),
            ("2", "Triệu Văn Sơn", "thon 1 cho moi", 5),
            ("3", "Lê A Páo", "bac kan", 1),
        )
    ]  # fmt: skip
    return press(say, done[0], "Nhận giấy").picture or ""


async def test_the_page_and_its_boards(site: str, say: Say) -> None:
    listed = await get(f"{site}/cuoc-thi")
    assert f'href="/cuoc-thi/{ID}"' in listed and "Đang mở" in listed
    assert "Chưa có ai hoàn thành" in await get(f"{site}/cuoc-thi/{ID}")
    played(say)
    await get(f"{site}/cuoc-thi/khong-co", 404)
    page = await get(f"{site}/cuoc-thi/{ID}?xep=diem")
    assert page.index("Triệu Văn Sơn") < page.index("Nông Thị Hà") < page.index("Lê A Páo")
    assert page.index("Xã Chợ Mới</a>") < page.index("Xã Nghĩa Tá</a>") < page.index("Phường Bắc Kạn<svg")
    assert re.search(r"<strong>3</strong>\s*người đã làm bài", page) and "3,3/5" in page
    share = await get(f"{site}/cuoc-thi/{ID}?xep=ty-le")
    assert share.index("Xã Nghĩa Tá</a>") < share.index("Xã Chợ Mới</a>") and "0,2 %" in share
    key = re.search(r"don-vi=(\w{8})[^>]*>Xã Nghĩa Tá", page)
    assert key
    inside = await get(f"{site}/cuoc-thi/{ID}?don-vi={key[1]}")
    assert "Trong Xã Nghĩa Tá" in inside and "Thôn Nà Phặc<svg" in inside
    assert "<style" not in page and "<script>" not in page and 'style="' not in page


async def test_no_page_tells_an_answer_or_a_code(site: str, say: Say, store: Store) -> None:
    path = played(say)
    with store.transaction(0) as records:
        codes = [records.contests.participant(number).code for number in (1, 2, 3)]  # type: ignore[union-attr]
    pages = [await get(f"{site}{where}") for where in (f"/cuoc-thi/{ID}", "/cuoc-thi", path.removesuffix(".png"))]
    for page in pages:
        assert not [right for right in RIGHT.values() if len(right) > 12 and right in page]
        assert not [code for code in codes if code in page or f"{code[:3]}-{code[3:6]}-{code[6:]}" in page]
        assert "0912" not in page


async def test_a_correction_is_told_with_its_reason(site: str, say: Say, store: Store) -> None:
    played(say)
    with store.transaction(time.time()) as records:
        records.contests.correct(ID, BANKS["mau-a"].questions[0].id, VOID, "telegram:1", "Câu có <hai> đáp án đúng")
    page = await get(f"{site}/cuoc-thi/{ID}")
    assert "Câu có &lt;hai&gt; đáp án đúng" in page and "Đang chấm lại 3 người" in page


async def test_a_certificate_is_verified_drawn_and_printed(site: str, say: Say) -> None:
    path = played(say)
    page = await get(f"{site}{path.removesuffix('.png')}")
    assert "Giấy chứng nhận này là thật" in page and "Nông Thị Hà đạt 4/5 câu đúng" in page
    assert "Thôn Nà Phặc, Xã Nghĩa Tá" in page and "xếp thứ" not in page.lower()
    picture = Image.open(io.BytesIO(await fetched(f"{site}{path}")))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{site}{path.removesuffix('.png')}"]
    assert (await fetched(f"{site}{path.replace('.png', '.pdf')}")).startswith(b"%PDF")


async def test_what_is_no_certificate(site: str, say: Say, store: Store) -> None:
    path = played(say)
    with store.transaction(0) as records:
        low = records.contests.participant(3)
    assert low
    for code in ("HK7MNP4XT", low.certificate, low.code):
        page = await get(f"{site}/cuoc-thi/{ID}/chung-nhan/{code}", 404)
        assert "Không có giấy chứng nhận nào mang số này" in page and "Páo" not in page
        await get(f"{site}/cuoc-thi/{ID}/chung-nhan/{code}.png", 404)
    await get(f"{site}{path.replace(ID, 'khong-co')}", 404)


async def test_results_for_whom_the_address_was_given(site: str, say: Say, store: Store) -> None:
    played(say)
    until = f"{int(time.time()) + 60}"
    key = store.hashed("contest results", ID, until)
    book = openpyxl.load_workbook(io.BytesIO(await fetched(f"{site}/cuoc-thi/{ID}/ket-qua.xlsx?han={until}&k={key}")))
    assert [row[2].value for row in book["Kết quả"].iter_rows(min_row=2)] == [
        "Triệu Văn Sơn",
        "Nông Thị Hà",
        "Lê A Páo",
    ]
    await get(f"{site}/cuoc-thi/{ID}/ket-qua.xlsx?han={int(until) + 9}&k={key}", 404)
    await get(f"{site}/cuoc-thi/{ID}/ket-qua.xlsx", 404)
    old = f"{int(time.time()) - 5}"
    await get(f"{site}/cuoc-thi/{ID}/ket-qua.xlsx?han={old}&k={store.hashed('contest results', ID, old)}", 410)


async def test_the_chat_page_begins_with_the_contest(site: str) -> None:
    page = await get(f"{site}/?thi={ID}")
    assert f'value="/thi {ID}"' in page
    assert "/thi khong" not in await get(f"{site}/?thi=khong-co")
