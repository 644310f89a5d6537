"""The real command line where something is wrong on the machine: what to do in one sentence, and exit 1."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.store import migrate_address

ROOT = Path(__file__).parents[2]
# Root may write everywhere, unless this right is taken from it.
_PLAIN = (
    ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if hasattr(os, "geteuid") and os.geteuid() == 0
    else []
)
_SOURCES = ("bot", "knowledge", "quiz", "written")


needs_rights = pytest.mark.skipif(
    sys.platform == "win32" or (bool(_PLAIN) and not shutil.which("setpriv")), reason="every place may be written here"
)


def environment(**more: str) -> dict[str, str]:
    own = {"DATABASE_URL": "sqlite://", "SECRET_KEY": "test", "TELEGRAM_BOT_TOKEN": "", "PORT": "0"}
    return {**os.environ, **own, **more}


def stopped(command: str, cwd: Path = ROOT, *before: str, **more: str) -> str:
    """Run a command that must stop with exit 1 and a sentence for people; return what it said."""
    run = subprocess.run(
        [*before, sys.executable, "-m", "bot", *command.split()], cwd=cwd, env=environment(**more),
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    said = run.stdout + run.stderr
    assert run.returncode == 1, said
    assert "Traceback" not in said and "lỗi:" in said
    return said


@contextmanager
def running(cwd: Path = ROOT, **more: str) -> Iterator[str]:
    """Run the app until it is ready; yield what it said until then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=cwd, env=environment(**more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if "Kênh:" in line:
            break
    try:
        yield "".join(said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(30) == 0
        process.stdout.close()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program, whose var/ and .env may be spoilt."""
    folder = tmp_path / "cong-dan-so"
    for name in _SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config.yaml", folder)
    return folder


@pytest.fixture
def newer(make_address: Callable[[str], str], kind: str) -> str:
    """The address of a database that a newer version has migrated."""
    address = make_address(kind)
    if kind == "sqlite":
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
    else:
        import psycopg

        with psycopg.connect(address) as server:
            server.execute("UPDATE alembic_version SET version_num = '9999'")
    return address


@pytest.mark.parametrize("command", ["run", "migrate", "report"])
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_database_of_a_newer_version_is_left_alone(newer: str, command: str) -> None:
    said = stopped(command, DATABASE_URL=newer)
    assert "bản mới hơn" in said and "khôi phục bản chép" in said
    assert "python -m bot migrate" not in said


@pytest.mark.postgresql
def test_on_postgresql_only_our_own_words_are_said(make_address: Callable[[str], str]) -> None:
    with running(DATABASE_URL=make_address("postgresql")) as said:
        assert "alembic" not in said


@pytest.mark.parametrize("place", ["không-có/bot.sqlite3", "tệp/bot.sqlite3", "thư-mục"])
def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "tệp").touch()
    (tmp_path / "thư-mục").mkdir()
    said = stopped("run", DATABASE_URL=f"sqlite:///{tmp_path / place}")
    assert str(tmp_path / place) in said and "ghi vào đó" in said


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite3").write_text("Đây là một tệp chữ.\n" * 100, encoding="utf-8")
    assert str(tmp_path / "bot.sqlite3") in stopped("run", DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}")


def test_a_place_for_data_that_is_a_file_is_named(copy: Path) -> None:
    (copy / "var").touch()
    assert str(copy / "var") in stopped("run", copy, DATABASE_URL="")


@needs_rights
@pytest.mark.parametrize("key", ["", "đã đặt"])
def test_a_place_for_data_that_may_not_be_written_is_named(copy: Path, key: str) -> None:
    (copy / "var").mkdir(mode=0o555)
    assert str(copy / "var") in stopped("run", copy, *_PLAIN, DATABASE_URL="", SECRET_KEY=key)


@needs_rights
def test_secrets_that_may_not_be_read_are_named(copy: Path) -> None:
    (copy / ".env").touch(mode=0o000)
    assert str(copy / ".env") in stopped("run", copy, *_PLAIN)


def test_secrets_in_a_code_of_old_are_named(copy: Path) -> None:
    (copy / ".env").write_bytes("TELEGRAM_BOT_TOKEN=1:x\n# Lời dặn".encode("utf-16"))
    said = stopped("run", copy)
    assert str(copy / ".env") in said and "UTF-8" in said


def test_secrets_saved_by_notepad_are_read(copy: Path) -> None:
    (copy / ".env").write_bytes("DATABASE_URL=mysql://x".encode("utf-8-sig"))
    said = subprocess.run(
        [sys.executable, "-m", "bot", "report"], cwd=copy, capture_output=True, text=True, check=False,
        env={name: value for name, value in environment().items() if name != "DATABASE_URL"},
    )  # fmt: skip
    assert "mysql" in said.stderr


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "không phải địa chỉ"])
def test_a_proxy_that_the_client_cannot_use_stops_telegram_alone(tmp_path: Path, proxy: str) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    with running(TELEGRAM_BOT_TOKEN="1:secret", HTTPS_PROXY=proxy, DATABASE_URL=database) as said:
        assert "web (chạy)" in said
        assert re.search(r"telegram \(tắt vì.*HTTPS_PROXY", said)
        assert "secret" not in said


def test_a_proxy_in_the_file_of_secrets_is_used(copy: Path, tmp_path: Path) -> None:
    """The proxy is a socket of ours: the first thing that it hears is where Telegram is."""
    with socket.socket() as proxy:
        proxy.bind(("127.0.0.1", 0))
        proxy.listen()
        proxy.settimeout(60)
        (copy / ".env").write_text(f"HTTPS_PROXY=http://127.0.0.1:{proxy.getsockname()[1]}\n", encoding="utf-8")
        with running(copy, TELEGRAM_BOT_TOKEN="1:secret", DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}"):
            connection, _ = proxy.accept()
            with connection:
                assert connection.recv(100).startswith(b"CONNECT api.telegram.org:443 ")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = subprocess.run(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment(PORT=port),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert run.returncode == 1
    assert f"Không mở được cổng {port}" in run.stdout


def test_the_log_of_a_chat_comes_apart_and_tells_nothing_that_was_typed(tmp_path: Path) -> None:
    typed = "mật khẩu zalo của cháu là bimat-9x, cháu ở thôn Nà Pái"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    told = tmp_path / "log"
    with (
        told.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True,
            env=environment(PORT=port, DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}"),
        ) as process,
    ):  # fmt: skip
        assert process.stdout
        while "Kênh:" not in process.stdout.readline():
            assert process.poll() is None
        body = json.dumps({"text": typed}).encode()
        headers = {"Content-Type": "application/json", "X-Forwarded-For": "203.0.113.7"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/chat", body, headers)
        urllib.request.urlopen(request, timeout=30).close()
        process.terminate()
        said = process.stdout.read()
    log = told.read_text(encoding="utf-8")
    lines = [line for line in log.splitlines() if "outcome=" in line]
    assert len(lines) == 1
    assert re.fullmatch(r"(?:[a-z]+=\S+ ?)+", lines[0])
    assert " worker=0 channel=web " in lines[0]
    assert not [word for word in ("bimat", "Nà Pái", "127.0.0.1", "203.0.113.7") if word in said + log]


def test_nobody_else_may_read_the_database(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    old = os.umask(0o022)
    try:
        migrate_address(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("DELETE FROM chats")
            modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    finally:
        os.umask(old)
    assert modes == dict.fromkeys(("bot.sqlite3", "bot.sqlite3-wal", "bot.sqlite3-shm"), "0o600")
