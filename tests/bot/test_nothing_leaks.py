"""Whatever people type, no file that the app writes and no line that it logs holds their secrets or complaints."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from bot.ask import masked
from bot.content import Content
from bot.conversation import Conversation
from bot.settings import Settings
from bot.store import Store, copy_file
from tests.conftest import DATA, Clock

_COMPLAINTS = {
    "anh Hùng địa chính xã vòi tiền nhà tôi hai triệu mới chịu đo đất": "Hùng",
    "can bo xa thai do hach dich quat nat ba con thi keu ai": "quat nat",
    "tôi muốn tố cáo ông trưởng thôn ăn chặn tiền hộ nghèo": "ăn chặn",
    "đêm nào chồng cũng say rượu rồi đánh đập ba mẹ con": "ba mẹ con",
    "tôi muốn gửi phản ánh về thái độ phục vụ ở bộ phận tiếp dân": "thái độ phục vụ ở bộ phận",
}


@pytest.fixture
def written(tmp_path: Path, content: Content, settings: Settings, caplog: pytest.LogCaptureFixture) -> dict[str, bytes]:
    """Have every message of people with secrets, and every complaint, answered on a push channel and on the page."""
    caplog.set_level(logging.DEBUG)
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    store = Store(url, "key")
    # A still clock: the decimals of a real one would now and then hold the digits of one of the secrets.
    conversation = Conversation(lambda: content, store, settings, Clock())
    rows = [json.loads(line) for line in (DATA / "pii.jsonl").read_text(encoding="utf-8").splitlines()]
    for number, text in enumerate([*(row["text"] for row in rows), *_COMPLAINTS]):
        for channel in ("telegram", "web"):
            for more in (text, "/nguoi", "chưa"):
                message = masked(channel, str(number), more, update_id=f"{number}{more}")
                assert conversation.handle(message) is not None
    copy_file(url, tmp_path / "copy.sqlite3")
    store.close()
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    return {**files, "log": caplog.text.encode()}


def test_no_secret_is_stored_or_logged(written: dict[str, bytes]) -> None:
    assert len(written["bot.sqlite3"]) > 100_000
    rows = [json.loads(line) for line in (DATA / "pii.jsonl").read_text(encoding="utf-8").splitlines()]
    for secret in (secret for row in rows for secret in row["secrets"]):
        for name, data in written.items():
            assert secret["value"].encode() not in data, (name, secret["kind"])


def test_no_complaint_is_stored_or_logged(written: dict[str, bytes]) -> None:
    for words in _COMPLAINTS.values():
        for name, data in written.items():
            assert words.encode() not in data, (name, words)
    assert written["bot.sqlite3"].count("không lưu nội dung".encode()) >= 1
