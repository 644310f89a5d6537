"""Which questions come next for a person: missed ones come back when they are due (FSRS), new ones before known ones.

The schedule is the fsrs package's (Free Spaced Repetition Scheduler); a right answer counts as "good", a wrong one as
"again". Without its fuzz, so that the same answers give the same dates.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler

from quiz.bank import Question

_SCHEDULER = Scheduler(
    learning_steps=(timedelta(minutes=10),), relearning_steps=(timedelta(minutes=10),), enable_fuzzing=False
)


@dataclass(frozen=True)
class Memory:
    """What is known of a person and a question: the scheduler's ``card`` (JSON), and when (s) it is due again."""

    card: str
    due: float


def remember(memory: Memory | None, right: bool, now: float) -> Memory:
    """Return the memory after an answer at ``now`` (seconds since the epoch)."""
    card = Card.from_json(memory.card) if memory else Card(card_id=0)
    moment = datetime.fromtimestamp(now, UTC)
    card, _ = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, moment)
    return Memory(card.to_json(), card.due.timestamp())


def choose(
    questions: Sequence[Question], memories: Mapping[str, Memory], count: int, now: float, seed: int | str
) -> list[Question]:
    """Return ``count`` questions for a round: those due, then new ones (easy before hard), then the known ones."""
    source = random.Random(f"{seed}")
    mixed = list(questions)
    source.shuffle(mixed)
    levels = {"de": 0, "vua": 1, "kho": 2}

    def rank(question: Question) -> tuple[int, float]:
        memory = memories.get(question.id)
        if memory is None:
            return 1, levels.get(question.level, 1)
        return (0, memory.due) if memory.due <= now else (2, memory.due)

    chosen = sorted(mixed, key=rank)[:count]
    source.shuffle(chosen)
    return chosen
