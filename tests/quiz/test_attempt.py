"""Attempts: every path ends, the score is what the answers say, nothing shown tells the right choice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.attempt import (
    VOID,
    Attempt,
    Pool,
    answers_text,
    begin,
    grade,
    is_right,
    paper_text,
    read_paper,
)
from quiz.attempt import given as answered
from quiz.bank import Question
from quiz.ranking import rank_key

START, CLOSES = 1_789_000_000.0, 1_789_100_000.0


def question(number: int, choices: int) -> Question:
    wrong = tuple(f"sai {number}.{one}" for one in range(1, choices))
    return Question(f"q-{number}", "bo" if number % 2 else "khac", f"Câu {number}?", f"phải {number}", wrong)


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    questions = tuple(question(n, draw(st.integers(2, 4))) for n in range(draw(st.integers(2, 12))))
    every = tuple(range(len(questions)))
    first = draw(st.integers(1, len(questions)))
    parts: list[tuple[int, tuple[int, ...]]] = [(draw(st.integers(1, first)), every[:first])]
    if rest := len(questions) - parts[0][0]:
        parts.append((draw(st.integers(1, rest)), every))
    return Pool(questions, tuple(parts), draw(st.integers(1, 60)), 1, "best", draw(st.booleans()), ("guess", "time"))


STEPS = st.lists(
    st.tuples(st.sampled_from(["answer", "guess"]), st.integers(-1, 13), st.integers(-2, 5), st.floats(0, 90)),
    max_size=60,
)


@given(pools(), st.text(max_size=5), STEPS)
@settings(max_examples=150, deadline=None)
def test_every_path_ends_and_an_answer_stands(pool: Pool, seed: str, steps: list[tuple[str, int, int, float]]) -> None:
    attempt, now = begin(pool, seed, START, CLOSES), START
    for what, position, choice, seconds in steps:
        now += seconds
        before = attempt
        attempt = attempt.answer(position, choice, now) if what == "answer" else attempt.give_guess(choice, now)
        for old, new in zip(before.paper, attempt.paper, strict=True):
            assert new == old or (old.taken < 0 and replace(old, taken=new.taken) == new)
        assert sum(a != b for a, b in zip(before.paper, attempt.paper, strict=True)) <= 1
        if now > attempt.deadline or before.ended is not None:
            assert attempt == before
        if attempt.ended is not None:
            assert attempt.ended <= attempt.deadline and attempt.awaits == "nothing"
    ended = attempt.expire(attempt.deadline + 0.001)
    assert ended.ended is not None and START <= ended.ended <= ended.deadline
    assert ended.expire(CLOSES * 2) == ended and ended.answer(ended.position, 0, now) == ended
    assert 0 <= ended.used <= pool.minutes * 60 + 0.001


@given(pools(), st.text(max_size=5), st.data())
@settings(max_examples=100, deadline=None)
def test_a_score_is_what_the_answers_say(pool: Pool, seed: str, data: st.DataObject) -> None:
    attempt = begin(pool, seed, START, CLOSES)
    assert len({one.id for one in attempt.paper}) == pool.size == len(attempt.paper)
    said: dict[str, str] = {}
    for position, asked in enumerate(attempt.paper):
        shown = asked.shown(pool.question(asked.id))
        choice = data.draw(st.integers(0, len(shown) - 1))
        said[asked.id] = shown[choice]
        attempt = attempt.answer(position, choice, START + 1)
    assert grade(attempt.paper, {}) == sum(pool.question(name).right == words for name, words in said.items())
    assert {name: pool.question(name).choices[taken] for name, taken in answered(attempt.paper)} == said
    corrected = data.draw(st.sampled_from(sorted(said)))
    other = data.draw(st.integers(0, len(pool.question(corrected).choices) - 1))
    truth = {name: pool.question(name).right for name in said} | {corrected: pool.question(corrected).choices[other]}
    assert grade(attempt.paper, {corrected: other}) == sum(truth[name] == words for name, words in said.items())
    rest = grade(tuple(asked for asked in attempt.paper if asked.id != corrected), {})
    assert grade(attempt.paper, {corrected: VOID}) == rest + 1


@given(pools(), st.text(max_size=5), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_written_and_read_again(pool: Pool, seed: str, answers: int) -> None:
    attempt = begin(pool, seed, START, CLOSES)
    for number in range(answers):
        attempt = attempt.answer(attempt.position, number % 2, START)
    read = Pool.from_data(pool.to_data())
    assert read_paper(paper_text(attempt.paper, pool), answers_text(attempt.paper), read) == attempt.paper
    assert [read.question(one.id).choices for one in attempt.paper] == [
        pool.question(one.id).choices for one in attempt.paper
    ]


def test_where_the_right_choice_stands_and_which_questions_come_differs() -> None:
    pool = Pool(tuple(question(n, 4) for n in range(40)), ((10, tuple(range(40))),), 10, 1, "best", False, ("time",))
    papers = [begin(pool, f"{seed}", START, CLOSES).paper for seed in range(400)]
    places = [asked.order.index(0) for paper in papers for asked in paper]
    assert all(places.count(place) > 0.2 * len(places) for place in range(4))
    assert len({tuple(asked.id for asked in paper) for paper in papers}) == 400


def test_an_answer_at_the_deadline_counts_and_one_after_it_does_not() -> None:
    pool = Pool((question(0, 3), question(1, 3)), ((2, (0, 1)),), 10, 1, "best", True, ("guess", "time"))
    attempt = begin(pool, "x", CLOSES - 60, CLOSES)
    assert attempt.deadline == CLOSES
    once = attempt.answer(0, 1, CLOSES)
    assert once.position == 1 and once.answer(1, 0, CLOSES + 0.001) == once
    ended = once.expire(CLOSES + 5)
    assert (ended.ended, ended.guess, ended.used) == (CLOSES, None, 60)
    guessed = once.answer(1, 0, CLOSES - 1).give_guess(12, CLOSES)
    assert (guessed.guess, guessed.ended, guessed.awaits) == (12, CLOSES, "nothing")


def test_true_stands_before_false_in_contests_too() -> None:
    choice = Question("a", "bo", "?", "Sai", ("Đúng",))
    for seed in range(10):
        (asked,) = begin(Pool((choice,), ((1, (0,)),), 1, 1, "best", False, ()), f"{seed}", START, CLOSES).paper
        assert asked.shown(choice) == ("Đúng", "Sai")


def test_is_right_of_what_was_not_answered_only_where_it_is_void() -> None:
    pool = Pool((question(0, 3),), ((1, (0,)),), 1, 1, "best", False, ())
    attempt: Attempt = begin(pool, "", START, CLOSES)
    assert not is_right(attempt.paper[0], {}) and is_right(attempt.paper[0], {"q-0": VOID})


RESULTS = st.tuples(
    st.integers(0, 100), st.integers(0, 36_000_000), st.none() | st.integers(0, 10_000_000), st.integers(0, 200_000)
)


@given(RESULTS, RESULTS)
def test_ranks_by_score_then_guess_then_time(
    one: tuple[int, int, int | None, int], other: tuple[int, int, int | None, int]
) -> None:
    truth = one[3]

    def plain(score: int, used: int, guess: int | None) -> tuple[float, ...]:
        return -score, float("inf") if guess is None else abs(guess - truth), used

    keys = [rank_key(*result[:3], truth, ("guess", "time")) for result in (one, other)]
    assert (keys[0] < keys[1]) == (plain(*one[:3]) < plain(*other[:3]))
    assert all(0 <= key < 2**63 for key in keys)
    by_time = [rank_key(*result[:3], None, ("guess", "time")) for result in (one, other)]
    assert (by_time[0] < by_time[1]) == ((-one[0], one[1]) < (-other[0], other[1]))
    only = [rank_key(*result[:3], truth, ("time",)) for result in (one, other)]
    assert (only[0] < only[1]) == ((-one[0], one[1]) < (-other[0], other[1]))
