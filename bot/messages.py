"""The words that every part speaks: a message comes in, a reply goes out. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "option",
    "start",
    "photo",
    "voice",
    "file",
    "location",
    "sticker",
    "poll_answer",
    "follow",
    "blocked",
    "daily",
    "round_due",
]
"""What it is that came; "daily", "round_due": nobody wrote, a question is due for this chat."""

LONGEST_COMMAND = 64
"""Bytes of UTF-8 that a command may have: Telegram's limit for a button's data."""


@dataclass(frozen=True)
class Message:
    """What somebody sent. ``text`` is masked where the message is made; ``secrets`` names the kinds found in it.

    ``update_id`` names the update within its channel: the same one twice is handled once. Empty: never a duplicate.
    ``thread``: the part of a chat that it came from (a forum's topic), where the reply belongs too.
    ``sealed``: the text as it was typed, where masking changed it, sealed (``bot.store.sealed``): for a field of a form
    that asks for just that, and for nothing else.
    ``name``: what the sender is called, ``leads``: whether they lead the group; only where a group's round needs it.
    ``base``: the address under which the sender reached the web page, "" on other channels.
    ``chosen``: the title of the pressed button where the channel does not show it: the reply begins with it.
    """

    channel: str
    chat: str
    user: str
    text: str
    secrets: tuple[str, ...] = ()
    update_id: str = ""
    kind: Kind = "text"
    group: bool = False
    thread: str = ""
    base: str = ""
    chosen: str = ""
    sealed: str = ""
    name: str = ""
    leads: bool = False


@dataclass(frozen=True)
class Option:
    """A button, or a numbered line: ``command`` is what somebody else would type for it."""

    label: str
    command: str

    def __post_init__(self) -> None:
        if len(self.command.encode()) > LONGEST_COMMAND:
            raise ValueError(f"command longer than {LONGEST_COMMAND} bytes: {self.command}")


@dataclass(frozen=True)
class Poll:
    """A quiz poll: ``right``: the index of the right choice; ``seconds`` it is open; ``position`` in its round."""

    question: str
    choices: tuple[str, ...]
    right: int
    explanation: str
    seconds: int
    position: int


@dataclass(frozen=True)
class Reply:
    """What goes back: plain text with bare links, and what may be chosen next.

    ``steps`` of the text are lines that begin with a number; a channel may show them as a list.
    ``picture`` and ``document`` are signed paths, rendered when they are asked for; ``poll``: a quiz poll,
    on channels that have them.
    ``topic`` names the entry answered from, for logs and for pages that link to it.
    """

    text: str
    options: tuple[Option, ...] = ()
    picture: str | None = None
    document: str | None = None
    poll: Poll | None = None
    topic: str | None = None


Respond = Callable[[Message], Awaitable[Reply | None]]
"""None: there is nothing to say (a duplicate on a push channel, a person who left)."""
