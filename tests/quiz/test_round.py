"""A round is a value: whatever is pressed, it ends, and its score is what the answers say."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from quiz import Question, Round
from quiz.round import begin


def questions(count: int, wrong: int = 3) -> list[Question]:
    return [Question(f"q{n}", "b", f"Câu {n}?", "đúng", tuple(f"sai {i}" for i in range(wrong))) for n in range(count)]


PRESSES = st.lists(st.tuples(st.integers(-2, 8), st.integers(-2, 6)), max_size=60)
SIZES = st.lists(st.integers(1, 3), min_size=1, max_size=8)


@given(sizes=SIZES, seed=st.integers(), presses=PRESSES)
def test_any_presses_leave_a_round_that_can_be_finished(
    sizes: list[int], seed: int, presses: list[tuple[int, int]]
) -> None:
    bank = [Question(f"q{n}", "b", "?", "r", tuple("wxyz"[:size])) for n, size in enumerate(sizes)]
    playing = begin(bank, seed)
    for position, choice in presses:
        before = playing
        playing = playing.answer(position, choice)
        moved = position == before.position and not before.over and 0 <= choice <= sizes[position]
        assert playing.position == before.position + moved
        assert (playing == before) is not moved
    while not playing.over:
        playing = playing.answer(playing.position, 0)
    assert playing.position == len(sizes)


@given(sizes=SIZES, seed=st.integers(), choices=st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_the_score_is_what_the_answers_say(sizes: list[int], seed: int, choices: list[int]) -> None:
    bank = {f"q{n}": Question(f"q{n}", "b", "?", "r", tuple("wxyz"[:size])) for n, size in enumerate(sizes)}
    playing = begin(list(bank.values()), seed)
    right = 0
    for position, (asked, choice) in enumerate(zip(playing.asked, choices, strict=False)):
        taken = choice % len(asked.order)
        right += asked.shown(bank[asked.id])[taken] == "r"
        playing = playing.answer(position, taken)
    assert playing.score == right
    assert len(playing.missed) == len(sizes) - right


@given(sizes=SIZES, seed=st.integers(), answered=st.integers(0, 8))
def test_a_round_comes_back_from_json_as_it_was(sizes: list[int], seed: int, answered: int) -> None:
    playing = begin([Question(f"q{n}", "b", "?", "r", tuple("wxyz"[:size])) for n, size in enumerate(sizes)], seed)
    for _ in range(answered):
        playing = playing.answer(playing.position, 1)
    assert Round.from_data(json.loads(json.dumps(playing.to_data()))) == playing


def test_the_right_choice_stands_in_every_place() -> None:
    places = [begin(questions(1), seed).asked[0].order.index(0) for seed in range(400)]
    assert all(60 < places.count(place) < 140 for place in range(4))


def test_true_stands_before_false_whichever_is_right() -> None:
    for right, wrong in (("Đúng", "Sai"), ("Sai", "Đúng")):
        question = Question("q", "b", "?", right, (wrong,))
        assert {begin([question], seed).asked[0].shown(question) for seed in range(20)} == {("Đúng", "Sai")}


def test_questions_that_are_gone_leave_what_was_answered() -> None:
    playing = begin(questions(3), 1).answer(0, 0)
    left = playing.without(["q2"])
    assert [one.id for one in left.asked] == ["q0", "q2"] and left.position == 1
