"""The shipped contest in the terminal, from registration to the certificate, through the real command line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import IO

from bot.settings import with_environment
from quiz.shelf import read_banks

ROOT = Path(__file__).parent.parent.parent
RIGHT = {q.question: q.right for bank in read_banks(ROOT / "quiz" / "banks")[0].values() for q in bank.questions}
PROMPT = "\nBạn: "


class Terminal:
    """What somebody at a keyboard sees."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin and process.stdout
        self._keys: IO[str] = process.stdin
        self._screen: IO[str] = process.stdout

    def read(self) -> str:
        """Return what is shown until the next prompt."""
        text = ""
        while not text.endswith(PROMPT):
            character = self._screen.read(1)
            assert character, text
            text += character
        return text.removesuffix(PROMPT)

    def say(self, text: str) -> str:
        self._keys.write(f"{text}\n")
        self._keys.flush()
        return self.read()


def test_from_registration_to_the_certificate() -> None:
    command = [sys.executable, "-m", "bot", "chat"]
    environment = with_environment(PYTHONIOENCODING="utf-8", DATABASE_URL="sqlite://", SECRET_KEY="terminal")
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        terminal = Terminal(process)
        terminal.read()
        assert "1. Đăng ký dự thi" in terminal.say("/thi thi-thu-cong-dan-so")
        assert "1. Đồng ý, đăng ký" in terminal.say("1")
        terminal.say("1")
        for text in ("1990", "Nông Thị Hà", "xã lương bằng", "thôn Nà Phặc", "0912 345 678"):
            shown = terminal.say(text)
        assert "1. Hiện họ tên" in shown
        assert "Mã dự thi của Hà" in terminal.say("1")
        shown = terminal.say("1")
        for number in range(1, 11):
            assert f"Câu {number}/10" in shown
            question = shown.partition("\n\nGõ số")[0].rpartition("\n\n")[2].strip()
            choices = dict(re.findall(r"^  (\d)\. (.*)$", shown, re.MULTILINE))
            shown = terminal.say(next(key for key, label in choices.items() if label == RIGHT[question]))
        ended = terminal.say("25")
        assert "Kết quả: 10/10 câu đúng" in ended and "1. Nhận giấy chứng nhận" in ended
        assert "Giấy chứng nhận của Hà" in terminal.say("1")
        assert "Nông Thị Hà (Xã Nghĩa Tá): 10/10" in terminal.say("/thi thi-thu-cong-dan-so hang")
        process.stdin.close()  # type: ignore[union-attr]
        assert process.wait(30) == 0
