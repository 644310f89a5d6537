"""What a handler may use while it answers one message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from bot.clock import day
from bot.content import Content
from bot.masking import bare
from bot.messages import Message, Reply
from bot.session import Session
from bot.settings import Settings
from knowledge import Answer
from quiz.review import Memory


class Records(Protocol):
    """What handlers may ask of the store."""

    def note_unanswered(self, channel: str, text: str, outcome: str, topics: list[str]) -> None: ...

    def unanswered(self, limit: int) -> list[tuple[str, str]]: ...

    def note_feedback(self, channel: str, entry: str, helped: bool, question: str) -> None: ...

    def note_act(self, admin: str, act: str) -> None: ...

    def memories(self, questions: list[str]) -> dict[str, Memory]: ...

    def remember(self, question: str, memory: Memory) -> None: ...

    def subscribed(self) -> bool: ...

    def subscribe(self, message: Message) -> None: ...

    def unsubscribe(self) -> None: ...

    def asked_today(self) -> None: ...

    def about(self) -> dict[str, int]: ...

    def forget(self) -> None: ...


@dataclass
class Turn:
    """One message and all that belongs to it; ``now`` in seconds since the epoch.

    ``text``: the message's text, or the command behind the option that it chose. ``notices`` go before the reply.
    ``answer``: what the knowledge base found, where it was asked.
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
    def is_admin(self) -> bool:
        """Whether the sender is one of ADMINS."""
        return f"{self.message.channel}:{self.message.user}" in self.settings.admins


Handler = Callable[[Turn], Reply | None]
"""Returns the reply, or None to let the next handler try."""
