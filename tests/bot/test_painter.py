"""Pictures are drawn in another process: begun anew where it died, bounded, remembered; their paths are signed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import painter as painting
from bot.painter import BusyError, Painter
from bot.pictures import signed
from bot.store import Store

ROOT = Path(__file__).parents[2]
QR = {"address": "https://congdanso.example/q/HK7MNP4X"}


@pytest.fixture
async def painter() -> AsyncIterator[Painter]:
    painter = Painter()
    yield painter
    painter.close()


async def test_a_picture_is_drawn_and_remembered(painter: Painter) -> None:
    first = await painter.paint("ma-qr", QR)
    assert first.startswith(b"\x89PNG")
    assert await painter.paint("ma-qr", dict(QR)) is first


async def test_a_process_that_died_is_started_anew(painter: Painter) -> None:
    await painter.paint("ma-qr", QR)
    assert painter._pool
    for process in painter._pool._processes.values():
        process.kill()
    assert (await painter.paint("ma-qr-svg", QR)).startswith(b"<?xml")


_LONELY = """
import asyncio
from bot.painter import Painter

async def main():
    painter = Painter()
    await painter.paint("ma-qr", {"address": "A"})
    print(*painter._pool._processes, flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_the_process_ends_with_one_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "lonely.py"
    script.write_text(_LONELY, encoding="utf-8")
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 20
    while alive(child):
        assert time.monotonic() < end, "the process that draws has been left behind"
        time.sleep(0.05)


def alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


async def test_no_such_drawing(painter: Painter) -> None:
    with pytest.raises(KeyError):
        await painter.paint("khong-co", {})
    with pytest.raises(TypeError):
        await painter.paint("ma-qr", {"colour": "red"})


async def test_more_than_a_queue_full_is_refused(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_MOST_WAITING", 2)
    found = await asyncio.gather(
        *(painter.paint("ma-qr", {"address": f"A{number}"}) for number in range(4)), return_exceptions=True
    )
    assert [isinstance(one, BusyError) for one in found] == [False, False, True, True]


async def test_what_takes_too_long_is_given_up(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_LONGEST", 0.001)
    with pytest.raises(BusyError):
        await painter.paint("ma-qr", QR)
    monkeypatch.setattr(painting, "_LONGEST", 20.0)
    assert await painter.paint("ma-qr", QR)


async def test_no_more_is_remembered_than_has_room(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_MOST_KEPT", 3000)
    for number in range(6):
        await painter.paint("ma-qr", {"address": f"A{number}"})
    assert 0 < sum(map(len, painter._kept.values())) <= 3000


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40) | st.integers(), max_size=5))
def test_a_signed_path_gives_its_values_back(values: dict[str, object]) -> None:
    def signer(*parts: str) -> str:
        return format(hash(parts) & (16**40 - 1), "040x")

    path = signed.path(signer, "ket-qua", values, "pdf")
    assert signed.read(signer, path) == ("ket-qua", values, "pdf")


def test_a_path_that_was_changed_is_none(store: Store) -> None:
    path = signed.path(store.hashed, "ket-qua", {"score": 1})
    better = signed.path(lambda *_: path.split(".")[1], "ket-qua", {"score": 10})
    other = Store("sqlite://", "another key")
    assert signed.read(store.hashed, path)
    for forged in (
        better,
        path.replace("ket-qua", "to-roi"),
        path.replace(".png", ".pdf"),
        path[:-6] + "0.png",
        "/anh/",
    ):
        assert signed.read(store.hashed, forged) is None
    assert signed.read(other.hashed, path) is None
    other.close()
