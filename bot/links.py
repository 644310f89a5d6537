"""Links that people share: their codes, what they lead to, and their addresses."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.content import Content
from bot.masking import Masked, bare
from bot.texts import say
from written.text import normal_form

MIXED = "tron"
"""The target of a link to a round of all subjects."""
LENGTH = 8
LONGEST_NAME = 60
LETTERS = "CFHJKMNPRTX"  # no vowel: no word comes about, and no Vietnamese keyboard puts a mark on it
DIGITS = "23456789"
_ALIKE = str.maketrans({"S": "5", "Z": "2", "B": "8", "G": "6"})
_SHAPE = re.compile(
    rf"[{LETTERS}](?!.*[{DIGITS}]{{3}})(?=.*[{DIGITS}].*[{DIGITS}])(?=.*[{LETTERS}].*[{LETTERS}])[{LETTERS}{DIGITS}]{{7}}"
)
_TYPED = re.compile(r"(?:mã |ma )?thi (?:mã |ma )?([\w .–-]{8,20})", re.IGNORECASE)
_BARE = re.compile(r"[\w–-]{8,10}")


@dataclass(frozen=True)
class Figures:
    """What came of a link: openings, rounds begun and finished, and in finished ones right answers of questions."""

    opened: int = 0
    started: int = 0
    finished: int = 0
    right: int = 0
    questions: int = 0

    @property
    def average(self) -> float:
        """The share of right answers in finished rounds, 0 to 1."""
        return self.right / self.questions if self.questions else 0.0


@dataclass(frozen=True)
class Link:
    """``kind``: "bank", "round" or "contest"; ``target``: a bank's id, "tron", or a contest's id."""

    code: str
    kind: str
    target: str
    maker: str = ""
    unit: str = ""
    figures: Figures = Figures()

    @property
    def inviter(self) -> str:
        """Who invites, in one line; "" where nobody is named."""
        return ", ".join(part for part in (self.maker, self.unit) if part)


def new_code() -> str:
    """Return a code of 8 characters without look-alikes, never with three digits in a row."""
    source = random.SystemRandom()
    while True:
        code = "".join(source.choice(LETTERS + DIGITS) for _ in range(LENGTH))
        if _SHAPE.fullmatch(code):
            return code


def read_code(text: str) -> str:
    """Return the code that ``text`` is, forgiving case, spaces, dashes and look-alikes; "" where it is none."""
    code = re.sub(r"[\s.–-]+", "", text).upper().translate(_ALIKE)
    return code if _SHAPE.fullmatch(code) else ""


def typed_code(text: str) -> str:
    """Return the code in a message such as "thi HK7M NP4X", or that is nothing but a code; "" otherwise."""
    text = " ".join(text.split()).strip(" .!")
    if found := _TYPED.fullmatch(text):
        return read_code(found[1])
    return read_code(text) if _BARE.fullmatch(text) else ""


def named(text: str, masked: Masked, place: bool) -> str:
    """Return what was typed as a name, on one line, without secrets.

    ``place``: the name of a village, commune, school: it may look like an address, which is what is asked for.
    """
    shown = text if place and set(masked.found) <= {"address"} else bare(masked.text)
    printable = "".join(letter if letter.isprintable() else " " for letter in shown)
    return " ".join(printable.split()).strip(" .,")


def key() -> str:
    """Return a random name for a browser that opens a link."""
    return secrets.token_urlsafe(12)


def kind_of(content: Content, target: str) -> str | None:
    """Return the kind of link that leads to ``target``, or None where there is nothing of that name."""
    if target == MIXED:
        return "round" if content.banks else None
    if target in content.banks:
        return "bank"
    return "contest" if target in _contests(content) else None


def targets(content: Content) -> list[tuple[str, str]]:
    """Return what a link may lead to: id and title, contests first."""
    banks = sorted(content.banks.values(), key=lambda bank: normal_form(bank.title))
    mixed = [(MIXED, say("share.mixed"))] if banks else []
    contests = [(name, str(contest.title)) for name, contest in _contests(content).items()]
    return [*contests, *mixed, *((bank.id, bank.title) for bank in banks)]


def title(content: Content, link: Link) -> str:
    """Return what the link leads to; "" where that is no more."""
    if link.kind == "round":
        return say("share.mixed") if content.banks else ""
    found = _contests(content).get(link.target) if link.kind == "contest" else content.banks.get(link.target)
    return str(found.title) if found else ""


def _contests(content: Content) -> Mapping[str, Any]:
    return content.contests


def about(content: Content, link: Link) -> str:
    """Return a line on what the link leads to, "" where there is none."""
    bank = content.banks.get(link.target) if link.kind == "bank" else None
    return bank.about if bank else say("share.about_mixed") if link.kind == "round" else ""


def web_address(base: str, code: str) -> str:
    """Return the link's address on the web; "" where the bot has no public address (``base``)."""
    return f"{base.rstrip('/')}/q/{code}" if base else ""


def deep_link(names: Mapping[str, str], code: str) -> str:
    """Return the link's address in Telegram; "" where no bot runs there. ``names``: the bots' names by channel."""
    name = names.get("telegram", "")
    return f"https://t.me/{name}?start=q_{code}" if name else ""
