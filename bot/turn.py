"""What a handler may use while it answers one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from bot.clock import day
from bot.content import Content
from bot.contests import ContestRecords
from bot.links import Link
from bot.masking import bare
from bot.messages import Message, Reply
from bot.pictures import signed
from bot.session import Session
from bot.settings import Settings
from knowledge import Answer
from quiz import Round
from quiz.review import Memory


class LinkRecords(Protocol):
    """What handlers may ask of the store about shared links; see ``bot.store.links``."""

    def make(self, kind: str, target: str, maker: str, unit: str) -> Link | None: ...

    def get(self, code: str) -> Link | None: ...

    def own(self, most: int = 5) -> list[Link]: ...

    def opened(self, code: str, who: str = "") -> None: ...

    def started(self, code: str) -> None: ...

    def finished(self, code: str, right: int, questions: int) -> None: ...


class GroupRecords(Protocol):
    """What handlers may ask of the store about a group's round; see ``bot.store.groups``."""

    def current(self) -> tuple[Round, int, str] | None: ...

    def begin(self, message: Message, playing: Round, due: float) -> None: ...

    def move(self, position: int, due: float) -> None: ...

    def end(self) -> None: ...

    def answer(self, position: int, user: str, name: str, right: bool) -> None: ...

    def scores(self) -> list[tuple[str, int]]: ...

    def user(self, user: str) -> str: ...


class Records(Protocol):
    """What handlers may ask of the store."""

    def note_unanswered(self, channel: str, text: str, outcome: str, topics: list[str]) -> None: ...

    def unanswered(self, limit: int) -> list[tuple[str, str]]: ...

    def note_feedback(self, channel: str, entry: str, helped: bool, question: str) -> None: ...

    def parked(self) -> tuple[int, int]: ...

    def note_act(self, admin: str, act: str) -> None: ...

    def memories(self, questions: list[str]) -> dict[str, Memory]: ...

    def remember(self, question: str, memory: Memory) -> None: ...

    def subscribed(self) -> bool: ...

    def subscribe(self, message: Message) -> None: ...

    def unsubscribe(self) -> None: ...

    def asked_today(self) -> None: ...

    @property
    def links(self) -> LinkRecords: ...

    @property
    def groups(self) -> GroupRecords: ...

    @property
    def contests(self) -> ContestRecords: ...

    def about(self) -> dict[str, int]: ...

    def forget(self) -> None: ...


@dataclass
class Turn:
    """One message and all that belongs to it; ``now`` in seconds since the epoch.

    ``text``: the message's text, or the command behind the option that it chose. ``notices`` go before the reply.
    ``answer``: what the knowledge base found, where it was asked. ``names``: the bots' names by channel.
    """

    message: Message
    text: str
    session: Session
    content: Content
    store: Records
    settings: Settings
    now: float
    notices: list[str] = field(default_factory=list)
    answer: Answer | None = None
    outcome: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    signer: signed.Signer | None = None
    unseal: Callable[[str], str] | None = None

    @property
    def command(self) -> tuple[str, list[str]]:
        """The command and its arguments, ("", []) for a plain text."""
        if not self.text.startswith("/"):
            return "", []
        name, *arguments = self.text.split() or [""]
        return name.partition("@")[0].lower(), arguments

    @property
    def question(self) -> str:
        """What is asked, without the placeholders of secrets: their words would be taken for the subject."""
        return bare(self.text)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return day(self.now)

    @property
    def as_typed(self) -> str:
        """The text with what masking took out: only a field of a form that asked for that may read it."""
        sealed = self.message.sealed
        return self.unseal(sealed) if sealed and self.unseal else self.message.text

    @property
    def base(self) -> str:
        """The public address of the web pages, "" where there is none."""
        return self.settings.public_url or self.message.base

    def picture(self, drawing: str, /, kind: str = "png", **values: Any) -> str:
        """Return the signed path of the ``drawing`` (``bot.pictures.drawings``) of ``values``.

        A value "address" that begins with "/" is completed by the public address when it is drawn.
        """
        assert self.signer, "only a conversation's turns sign"
        return signed.path(self.signer, drawing, values, kind)

    @property
    def is_admin(self) -> bool:
        """Whether the sender is one of ADMINS."""
        return f"{self.message.channel}:{self.message.user}" in self.settings.admins


Handler = Callable[[Turn], Reply | None]
"""Returns the reply, or None to let the next handler try."""
