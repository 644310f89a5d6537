"""What is remembered of a chat between two messages."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.messages import Option


@dataclass
class Session:
    """``offered``: labels and commands of the last reply; ``entry``: what was spoken of last, ``entry_at`` (s) when.

    ``round``: the practice round that waits (quiz.Round as data), ``round_key`` tells its buttons from older ones;
    ``missed``: questions answered wrong in the last round; ``daily``: day and id of the day's question.
    ``link``: the code that the round was begun by; ``share``: what is known so far of a link being made;
    ``contest_link``: the code of the last link to a contest that was opened.
    ``contest``: the contest spoken of, who takes part, the attempt that goes on, what was given so far (sealed).
    ``pending``: entries to offer next if the last ones were not meant; ``expecting``: the handler that waits for an
    answer; ``question``: the last question asked, masked.
    """

    offered: list[list[str]] = field(default_factory=list)
    expecting: str = ""
    entry: str = ""
    entry_at: float = 0.0
    pending: list[str] = field(default_factory=list)
    question: str = ""
    refused: int = 0
    greeted: bool = False
    round: dict[str, Any] = field(default_factory=dict)
    round_key: str = ""
    missed: list[str] = field(default_factory=list)
    daily: list[str] = field(default_factory=list)
    link: str = ""
    contest_link: str = ""
    share: dict[str, str] = field(default_factory=dict)
    contest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str | None) -> Session:
        """Return the session in ``text``; fields that today's code does not know are dropped."""
        data = json.loads(text) if text else {}
        return cls(**{key: value for key, value in data.items() if key in cls.__dataclass_fields__})

    def to_json(self) -> str:
        """Return the session as JSON."""
        return json.dumps(vars(self), ensure_ascii=False)

    def offer(self, options: tuple[Option, ...]) -> None:
        """Remember what a number or a typed label stands for."""
        self.offered = [[option.label, option.command] for option in options]

    def forget(self, practice: bool = True) -> None:
        """Start over, as for another person; without ``practice`` rounds and their questions stay."""
        names = () if practice else ("round", "round_key", "missed", "daily", "link", "contest")
        kept = {name: getattr(self, name) for name in names}
        self.__dict__.update({**asdict(Session(greeted=self.greeted)), **kept})
