"""What was missed comes back when it is due; new questions come before known ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quiz import Question
from quiz.review import Memory, choose, remember

NOW = 1_795_500_000.0
DAY = 24 * 3600.0


def question(name: str, level: str = "vua") -> Question:
    return Question(name, "b", "?", "r", ("w",), level=level)


def test_a_missed_question_is_due_within_the_hour_and_a_known_one_later_each_time() -> None:
    assert remember(None, False, NOW).due <= NOW + 3600
    memory, pauses = None, []
    at = NOW
    for _ in range(5):
        memory = remember(memory, True, at)
        pauses.append(memory.due - at)
        at = memory.due
    assert pauses == sorted(pauses) and pauses[-1] > 5 * DAY


def test_missing_a_known_question_brings_it_back_soon() -> None:
    memory, at = None, NOW
    for _ in range(4):
        memory = remember(memory, True, at)
        at = memory.due
    assert remember(memory, False, at).due <= at + DAY


def test_due_first_then_new_ones_from_the_easy_end_then_known_ones() -> None:
    pool = [question("known"), question("new hard", "kho"), question("due"), question("new easy", "de")]
    memories = {"known": Memory("", NOW + DAY), "due": Memory("", NOW - 1)}
    for seed in range(10):
        names = [{q.id for q in choose(pool, memories, count, NOW, seed)} for count in (1, 2, 3, 4)]
        assert names[0] == {"due"}
        assert names[1] == {"due", "new easy"}
        assert names[2] == {"due", "new easy", "new hard"}
        assert len(names[3]) == 4


@given(count=st.integers(0, 12), size=st.integers(0, 9), seed=st.integers())
def test_no_question_twice_and_never_more_than_there_are(count: int, size: int, seed: int) -> None:
    chosen = choose([question(f"q{n}") for n in range(size)], {}, count, NOW, seed)
    assert len(chosen) == len({q.id for q in chosen}) == min(count, size)
