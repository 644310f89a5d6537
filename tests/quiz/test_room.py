"""A room of people: every way through it ends, and nobody learns the right choice before the host has closed."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from quiz.room import Given, Room, Step, standings
from quiz.round import Asked

STEPS: list[Step] = ["next", "close", "end"]


def room(count: int = 3, speed: bool = False) -> Room:
    return Room(tuple(Asked(f"q{n}", (2, 0, 1)) for n in range(count)), "Thử", speed)


@given(st.integers(1, 6), st.lists(st.sampled_from(STEPS[:2]), max_size=30))
def test_every_way_through_a_room_ends(count: int, steps: list[Step]) -> None:
    playing = room(count)
    for step in steps:
        before = playing
        playing = playing.step(step)
        assert before.position <= playing.position <= before.position + 1
    for _ in range(2 * count + 1):
        playing = playing.step("close").step("next")
    assert playing.phase == "over" and playing.shown == count
    assert playing.step("next") == playing.step("close") == playing.step("end") == playing


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_the_right_choice_is_known_only_after_closing(steps: list[Step]) -> None:
    playing = room()
    for step in ["next", *steps]:
        playing = playing.step(step)
        for position in range(3):
            known = playing.right_choice(position)
            assert known == (1 if position < playing.shown else None)
        if playing.phase == "open":
            assert playing.right_choice(playing.position) is None


@given(st.lists(st.sampled_from(STEPS), max_size=8), st.integers(-1, 4), st.integers(-1, 4))
def test_only_an_answer_to_the_open_question_counts(steps: list[Step], position: int, choice: int) -> None:
    playing = room()
    for step in steps:
        playing = playing.step(step)
    expected = playing.phase == "open" and position == playing.position and 0 <= choice < 3
    assert playing.takes(position, choice) is expected


GIVEN = st.lists(
    st.builds(Given, st.integers(0, 5), st.integers(0, 2), st.integers(0, 2), st.integers(0, 60_000)),
    unique_by=lambda g: (g.player, g.position),
)


@given(GIVEN, st.booleans())
def test_standings_count_right_answers_of_closed_questions(answers: list[Given], speed: bool) -> None:
    playing = room(speed=speed).step("next").step("close").step("next").step("close").step("next")
    found = standings(playing, range(5), answers)
    assert sorted(one.player for one in found) == [0, 1, 2, 3, 4]
    for one in found:
        mine = [g for g in answers if g.player == one.player and g.position < 2 and g.choice == 1]
        assert one.right == len(mine)
        assert one.points == one.right if not speed else 500 * one.right <= one.points <= 1000 * one.right
        assert one.place == 1 + sum(other.points > one.points for other in found)


def test_speed_counts_only_where_it_was_chosen() -> None:
    answers = [Given(0, 0, 1, 500), Given(1, 0, 1, 15_000)]
    calm = standings(room().step("next").step("close"), [0, 1], answers)
    assert [one.place for one in calm] == [1, 1]
    fast = standings(room(speed=True).step("next").step("close"), [0, 1], answers)
    assert [(one.player, one.place) for one in fast] == [(0, 1), (1, 2)]


@given(st.lists(st.sampled_from(STEPS), max_size=8), st.lists(st.integers(-5, 3000), min_size=3, max_size=3))
def test_a_room_comes_back_from_json_as_it_was(steps: list[Step], hands: list[int]) -> None:
    playing = room().step("next").raised(hands)
    for step in steps:
        playing = playing.step(step)
    assert Room.from_data(json.loads(json.dumps(playing.to_data()))) == playing
    assert all(0 <= count <= 2000 for counts in playing.hands for count in counts)


def test_hands_are_taken_only_for_the_question_on_the_wall() -> None:
    assert room().raised([1, 2, 3]) == room()
    playing = room().step("next")
    assert playing.raised([1, 2]) == playing
    assert playing.raised([1, 2, 3]).hands == ((1, 2, 3),)
