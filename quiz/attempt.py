"""One person's attempt in a contest: a value that an answer turns into the next value.

Times are seconds since the epoch, and are given: the server's clock decides. What is shown of a question (its texts in
``Asked.order``) never tells which choice is right.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from quiz.bank import Bank, Question
from quiz.contest import Contest
from quiz.round import Asked, shuffled

VOID = -1
"""Stands in a ``Key`` for a question that counts as right for everybody who got it."""
Key = Mapping[str, int]
"""Corrections: the right choice (an index into ``Question.choices``) of a question, where it is not the first."""
Awaits = Literal["answer", "guess", "nothing"]
_KEPT = ("id", "bank", "question", "right", "wrong", "explanation", "level", "entry")
LARGEST_GUESS = 10_000_000


@dataclass(frozen=True)
class Pool:
    """What attempts are drawn from, fixed when the contest begins: later edits of banks do not touch it.

    ``parts``: how many of which questions (places in ``questions``). The rules of ranking stand here for the same
    reason.
    """

    questions: tuple[Question, ...]
    parts: tuple[tuple[int, tuple[int, ...]], ...]
    minutes: int
    attempts_a_day: int
    counts: str
    guesses: bool
    order: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many questions one attempt has."""
        return sum(count for count, _ in self.parts)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each question by its id."""
        return {question.id: place for place, question in enumerate(self.questions)}

    def question(self, name: str) -> Question:
        """Return the question of that id. Raises KeyError."""
        return self.questions[self.places[name]]

    def to_data(self) -> dict[str, Any]:
        """Return the pool as JSON data."""
        data = asdict(replace(self, questions=()))
        return {**data, "questions": [{name: getattr(q, name) for name in _KEPT} for q in self.questions]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Pool:
        """Return the pool in ``data``."""
        questions = tuple(Question(**{**one, "wrong": tuple(one["wrong"])}) for one in data["questions"])
        parts = tuple((int(count), tuple(places)) for count, places in data["parts"])
        return cls(**{**data, "questions": questions, "parts": parts, "order": tuple(data["order"])})


def drawable(contest: Contest, banks: Mapping[str, Bank], today: date) -> Pool | None:
    """Return the pool of a contest that begins ``today``; None where the banks do not hold enough questions."""
    names = dict.fromkeys(part.bank for part in contest.parts)
    questions = tuple(q for name in names if name in banks for q in banks[name].current(today).questions)
    parts = []
    needed: Counter[tuple[str, str]] = Counter()
    for part in sorted(contest.parts, key=lambda part: not part.level):  # who may take any level takes last
        mine = (place for place, q in enumerate(questions) if q.bank == part.bank and part.level in ("", q.level))
        parts.append((part.count, tuple(mine)))
        needed[part.bank, part.level] += part.count
        needed[part.bank, ""] += part.count if part.level else 0
    for (bank, level), count in needed.items():
        if sum(q.bank == bank and level in ("", q.level) for q in questions) < count:
            return None
    return Pool(
        questions, tuple(parts), contest.minutes, contest.attempts_a_day, contest.counts,
        bool(contest.tie_break.question), contest.tie_break.order,
    )  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    """``paper``: the questions in their order with the answers given so far; all times in seconds since the epoch.

    ``guesses``: whether the tie-break question stands at the end; ``ended``: when all was given, or the deadline.
    """

    paper: tuple[Asked, ...]
    started: float
    deadline: float
    guesses: bool = False
    guess: int | None = None
    ended: float | None = None

    @property
    def position(self) -> int:
        """The number (from 0) of the question that waits for an answer; ``len(paper)`` when all are answered."""
        return next((number for number, one in enumerate(self.paper) if one.taken < 0), len(self.paper))

    @property
    def awaits(self) -> Awaits:
        """What is given next."""
        if self.ended is not None:
            return "nothing"
        return "answer" if self.position < len(self.paper) else "guess"

    @property
    def used(self) -> float:
        """Seconds from the start to the end; 0 while it goes on."""
        return self.ended - self.started if self.ended is not None else 0.0

    def answer(self, position: int, choice: int, at: float) -> Attempt:
        """Return the attempt after ``choice`` (as shown, from 0) at ``position``, given at ``at``.

        After the deadline, for any other question than the one that waits, and for no such choice nothing changes.
        """
        if self.awaits != "answer" or at > self.deadline or position != self.position:
            return self
        if not 0 <= choice < len(self.paper[position].order):
            return self
        answered = replace(self.paper[position], taken=choice)
        after = replace(self, paper=(*self.paper[:position], answered, *self.paper[position + 1 :]))
        over = after.position == len(after.paper) and not self.guesses
        return replace(after, ended=at) if over else after

    def give_guess(self, number: int, at: float) -> Attempt:
        """Return the attempt, ended, with the answer to the tie-break question; unchanged where it is not asked now."""
        if self.awaits != "guess" or at > self.deadline or not 0 <= number <= LARGEST_GUESS:
            return self
        return replace(self, guess=number, ended=at)

    def pass_guess(self, at: float) -> Attempt:
        """Return the attempt, ended without an answer to the tie-break question; unchanged where it is not asked."""
        return self if self.awaits != "guess" or at > self.deadline else replace(self, ended=at)

    def expire(self, now: float) -> Attempt:
        """Return the attempt, ended at its deadline where that is over, with what was answered."""
        return replace(self, ended=self.deadline) if self.ended is None and now > self.deadline else self


def begin(pool: Pool, seed: str, started: float, closes: float) -> Attempt:
    """Return a new attempt, questions drawn and shuffled, choices too; at the latest it ends with the contest."""
    source = random.Random(seed)
    drawn: list[int] = []
    for count, places in pool.parts:
        left = sorted(set(places) - set(drawn))
        drawn += source.sample(left, count)
    source.shuffle(drawn)
    paper = tuple(Asked(pool.questions[place].id, shuffled(pool.questions[place], source)) for place in drawn)
    return Attempt(paper, started, min(started + pool.minutes * 60, closes), pool.guesses)


def is_right(asked: Asked, key: Key) -> bool:
    """Tell whether an answer is right by today's ``key``."""
    right = key.get(asked.id, 0)
    return right == VOID or (asked.taken >= 0 and asked.order[asked.taken] == right)


def grade(paper: tuple[Asked, ...], key: Key) -> int:
    """Return how many answers are right by ``key``."""
    return sum(is_right(asked, key) for asked in paper)


def given(paper: tuple[Asked, ...]) -> Iterator[tuple[str, int]]:
    """Yield for each question answered its id and the choice taken, as the bank counts (whatever the order shown)."""
    for asked in paper:
        if asked.taken >= 0:
            yield asked.id, asked.order[asked.taken]


# --- as texts, short ones: there may be a hundred thousand of them ---


def paper_text(paper: tuple[Asked, ...], pool: Pool) -> str:
    """Return the questions and the orders of their choices: "12.2013 5.0312"."""
    return " ".join(f"{pool.places[asked.id]}.{''.join(map(str, asked.order))}" for asked in paper)


def answers_text(paper: tuple[Asked, ...]) -> str:
    """Return the answers: "20-", a digit or "-" for each question."""
    return "".join(str(asked.taken) if asked.taken >= 0 else "-" for asked in paper)


def read_paper(paper: str, answers: str, pool: Pool) -> tuple[Asked, ...]:
    """Return the paper that ``paper_text`` and ``answers_text`` wrote."""
    found = []
    for part, answer in zip(paper.split(), answers, strict=True):
        place, _, order = part.partition(".")
        taken = -1 if answer == "-" else int(answer)
        found.append(Asked(pool.questions[int(place)].id, tuple(map(int, order)), taken))
    return tuple(found)
