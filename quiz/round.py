"""A round of questions: a value that an answer turns into the next value. It knows no clock, store or channel.

Choices are shuffled once, when the round begins. What is shown of a question (``Asked.choices``) never tells which one
is right; the right one is known only together with the bank.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quiz.bank import Question


@dataclass(frozen=True)
class Asked:
    """One place in a round: a question, the order its choices are shown in, and the choice taken (-1: none yet).

    ``order``: indices into ``Question.choices``, where 0 is the right one; ``taken`` counts in the order shown.
    """

    id: str
    order: tuple[int, ...]
    taken: int = -1

    @property
    def right(self) -> bool:
        """Whether the right choice was taken."""
        return self.taken >= 0 and self.order[self.taken] == 0

    def shown(self, question: Question) -> tuple[str, ...]:
        """Return the choices as they are shown."""
        return tuple(question.choices[number] for number in self.order)


@dataclass(frozen=True)
class Round:
    """``asked`` in order; answered from the first to the last. ``name``: the bank or "" for a mixed round."""

    asked: tuple[Asked, ...]
    name: str = ""

    @property
    def position(self) -> int:
        """The number (from 0) of the question that waits for an answer; ``len(asked)`` at the end."""
        return next((number for number, one in enumerate(self.asked) if one.taken < 0), len(self.asked))

    @property
    def over(self) -> bool:
        """Whether every question has been answered."""
        return self.position == len(self.asked)

    @property
    def score(self) -> int:
        """How many answers are right."""
        return sum(one.right for one in self.asked)

    @property
    def missed(self) -> tuple[str, ...]:
        """The questions that were answered wrong."""
        return tuple(one.id for one in self.asked if one.taken >= 0 and not one.right)

    def answer(self, position: int, choice: int) -> Round:
        """Return the round after ``choice`` (from 0, as shown) at ``position``.

        An answer to any other question than the one that waits, or with no such choice, changes nothing.
        """
        if self.over or position != self.position or not 0 <= choice < len(self.asked[position].order):
            return self
        answered = replace(self.asked[position], taken=choice)
        return replace(self, asked=(*self.asked[:position], answered, *self.asked[position + 1 :]))

    def without(self, known: Iterable[str]) -> Round:
        """Return the round without unanswered questions that are not ``known`` any more."""
        names = set(known)
        return replace(self, asked=tuple(one for one in self.asked if one.taken >= 0 or one.id in names))

    def to_data(self) -> dict[str, Any]:
        """Return the round as JSON data."""
        return {"name": self.name, "asked": [[one.id, list(one.order), one.taken] for one in self.asked]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Round:
        """Return the round in ``data``. Raises KeyError, TypeError or ValueError where it is none."""
        asked = tuple(Asked(str(name), tuple(map(int, order)), int(taken)) for name, order, taken in data["asked"])
        return cls(asked, str(data["name"]))


def begin(questions: Sequence[Question], seed: int | str, name: str = "") -> Round:
    """Return a round of ``questions`` in this order, the choices of each shuffled by ``seed``."""
    source = random.Random(f"{seed}")
    return Round(tuple(Asked(question.id, shuffled(question, source)) for question in questions), name)


def shuffled(question: Question, source: random.Random) -> tuple[int, ...]:
    """Return an order for the choices; "Đúng" stands before "Sai", as people expect."""
    order = list(range(len(question.choices)))
    source.shuffle(order)
    if {choice.casefold() for choice in question.choices} == {"đúng", "sai"}:
        order.sort(key=lambda number: question.choices[number].casefold() == "sai")
    return tuple(order)
