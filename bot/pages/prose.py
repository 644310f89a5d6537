"""A reply's plain text as blocks for a page: paragraphs, steps, addresses and hotlines that can be pressed.

``static/chat.js`` does the same in the browser; change both together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_STEP = re.compile(r"\s*(\d{1,2})[.)]\s+(.+)")
_LINK = re.compile(r"""(https?://[^\s<>"“”]+|(?:[a-z0-9-]+\.)+gov\.vn(?![\w-]|\.\w)(?:/[^\s<>"“”;,]*)?)""")
_PHONE = re.compile(
    r"(1[89]00[ .]?\d{4}|1[89]00[ .]?\d{2}[ .]?\d{2})(?!\d)"
    r"|(11[1-5]|156)(?![\d/%]|[.,]\d| (?:nghìn|triệu|đồng))"
)
_CALLING = re.compile(
    r"(?:gọi|tổng đài|đầu số|gọi hỏi:)(?: (?:ngay|số|thêm|hỏi))*\s*$|gọi[^.;:]{0,24} (?:hoặc|và|thêm|,) *$",
    re.I,
)
_URGENT = re.compile(r"Gọi (\d{3}) ngay")
NOTE = ("Nguồn:", "Câu này có giúp")
"""How lines begin that matter less than the answer."""


@dataclass(frozen=True)
class Piece:
    """A run of text; ``href`` where it can be pressed."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph of lines, or steps numbered from ``start``. ``note``: less important than the answer."""

    kind: Literal["lines", "steps"]
    lines: tuple[tuple[Piece, ...], ...]
    start: int = 1
    note: bool = False


def blocks(text: str) -> list[Block]:
    """Return ``text`` in blocks: empty lines part paragraphs, lines that begin with a number are steps."""
    found: list[Block] = []
    fresh = True
    for line in text.split("\n"):
        if not line.strip():
            fresh = True
            continue
        step = _STEP.fullmatch(line)
        last = found[-1] if found and not fresh else None
        if step:
            if last and last.kind == "steps":
                found[-1] = Block("steps", (*last.lines, pieces(step[2])), last.start)
            else:
                found.append(Block("steps", (pieces(step[2]),), int(step[1])))
        else:
            note = line.strip().startswith(NOTE)
            if last and last.kind == "lines" and last.note == note:
                found[-1] = Block("lines", (*last.lines, pieces(line.strip())), 1, note)
            else:
                found.append(Block("lines", (pieces(line.strip()),), 1, note))
        fresh = False
    return found


def pieces(line: str) -> tuple[Piece, ...]:
    """Return ``line`` cut at addresses (only full ones and .gov.vn) and at numbers that it says to call."""
    found: list[Piece] = []
    at = 0
    for match in _LINK.finditer(line):
        if match.start() and re.match(r"[\w@./-]", line[match.start() - 1]):
            continue
        address = match[0].rstrip(".,;:!?)")
        found += _phones(line[at : match.start()])
        found.append(Piece(address, address if "://" in address else f"https://{address}"))
        at = match.start() + len(address)
    return tuple(piece for piece in (*found, *_phones(line[at:])) if piece.text)


def urgent(text: str) -> str:
    """Return the number that the first line says to call at once, or nothing."""
    match = _URGENT.match(text)
    return match[1] if match else ""


def tel(number: str) -> str:
    """Return the address that dials ``number``."""
    return "tel:" + re.sub(r"\D", "", number)


def _phones(text: str) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for match in _PHONE.finditer(text):
        before = text[at : match.start()]
        if re.search(r"[\w.,/-]$", text[: match.start()]):
            continue
        if match[2] and not _CALLING.search(text[: match.start()]):
            continue
        found += [Piece(before), Piece(match[0], tel(match[0]))]
        at = match.end()
    return [*found, Piece(text[at:])]
