"""A saved file is shown at once and found soon; a broken one keeps its last good version while the others go live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import content as contents
from bot import reload
from bot.content import Content
from bot.reload import Reloader
from bot.settings import Knowledge, Settings
from knowledge import Finding

NEEDS = {
    "nuoi-ong": ("Nuôi ong", ["nuôi ong lấy mật", "đàn ong bỏ tổ", "mua ong giống ở đâu"]),
    "trong-che": ("Trồng chè", ["trồng chè trên đồi", "chè bị rầy", "giống chè nào tốt"]),
    "lam-nha": ("Làm nhà", ["dựng nhà sàn", "mua gỗ làm nhà", "lợp lại mái nhà"]),
}


def write(folder: Path, name: str, title: str, questions: list[str], answer: str) -> None:
    lines = [f'title: "{title}"', "questions:", *(f'  - "{text}"' for text in questions), f'answer: "{answer}"']
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "entries"
    folder.mkdir()
    for name, (title, questions) in NEEDS.items():
        write(folder, name, title, questions, f"Câu trả lời cũ về {title}.")
    monkeypatch.setattr(reload, "CACHE", tmp_path / "cache")
    return folder


@pytest.fixture
async def told(folder: Path, settings: Settings) -> AsyncIterator[tuple[Reloader, list[tuple[Finding, ...]]]]:
    """A reloader at work, and what the admins were told."""
    own = replace(settings, knowledge=Knowledge(str(folder)))
    messages: list[tuple[Finding, ...]] = []

    async def tell(findings: tuple[Finding, ...], _: Content) -> None:
        messages.append(findings)

    reloader = Reloader(own, await asyncio.to_thread(contents.load, own), tell)
    stop = asyncio.Event()
    task = asyncio.create_task(reloader.watch(stop))
    await asyncio.sleep(0.5)  # until the watch stands
    yield reloader, messages
    stop.set()
    await asyncio.wait_for(task, 60)


async def until(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.05)


async def test_a_saved_answer_is_shown_and_its_new_phrasing_found(
    told: tuple[Reloader, list[tuple[Finding, ...]]], folder: Path
) -> None:
    reloader, _ = told
    title, questions = NEEDS["nuoi-ong"]
    write(folder, "nuoi-ong", title, [*questions, "thùng gỗ cho bầy có cánh biết đốt"], "Câu trả lời mới.")
    await until(lambda: reloader.content.entries["nuoi-ong"].answer == "Câu trả lời mới.", 20)
    await until(lambda: "đốt" in str(reloader.content.library.matcher.index.phrasings) or _finds(reloader), 60)
    assert _finds(reloader)


def _finds(reloader: Reloader) -> bool:
    found = reloader.content.library.ask("bầy có cánh biết đốt").matches
    return bool(found) and found[0].entry.id == "nuoi-ong"


async def test_a_broken_file_keeps_its_last_good_version_and_the_admins_hear_where(
    told: tuple[Reloader, list[tuple[Finding, ...]]], folder: Path
) -> None:
    reloader, messages = told
    (folder / "trong-che.yaml").write_text('title: "Trồng chè\nquestions: [\n', encoding="utf-8")
    write(folder, "lam-nha", "Làm nhà", NEEDS["lam-nha"][1], "Câu mới về nhà.")
    await until(lambda: reloader.content.entries["lam-nha"].answer == "Câu mới về nhà.", 20)
    await until(lambda: any(messages), 20)
    assert reloader.content.entries["trong-che"].answer == "Câu trả lời cũ về Trồng chè."
    finding = next(found for found in messages if found)[0]
    assert finding.file == "trong-che.yaml" and finding.line >= 1 and finding.severity == "lỗi"
