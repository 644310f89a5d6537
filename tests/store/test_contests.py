"""Contests on either database: nothing answered is lost, counted twice or changed; ranks, sums and grading anew."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import inspect, select

from bot.content import Content
from bot.contest_clock import GRACE, pass_time
from bot.contests import Entry, Participant, Running
from bot.messages import Message
from bot.store import Store
from bot.store.contests import Contests
from bot.store.contests_tables import attempts, participants
from bot.store.database import open_database
from bot.store.tables import metadata
from quiz.attempt import VOID, Pool, grade
from quiz.bank import Question

NOW, CLOSES = 1_795_500_000.0, 1_795_600_000.0
ID = "thi"
QUESTIONS = tuple(Question(f"q-{n}", "bo", f"Câu {n}?", "phải", ("sai", "lệch", "nhầm")) for n in range(8))


def pool(guesses: bool = True, counts: str = "best", a_day: int = 3) -> Pool:
    return Pool(QUESTIONS, ((5, tuple(range(8))),), 10, a_day, counts, guesses, ("guess", "time"))


@contextmanager
def chat(store: Store, name: str = "1", now: float = NOW) -> Iterator[Contests]:
    with store.transaction(now, store.hashed("telegram", name)) as records:
        records.session(Message("telegram", name, name, ""))
        yield records.contests


def register(store: Store, name: str = "1", unit: str = "xã-a/thôn-1", person: str = "Nông Thị Hà") -> Participant:
    with chat(store, name) as contests:
        form = {"name": person, "telephone": "0912345678"}
        return contests.register(ID, CLOSES, Entry(form, person, unit, 1990))


def play(
    store: Store, who: Participant, right: int, name: str = "1", now: float = NOW, guess: int = 3, seconds: float = 60
) -> Running:
    """Answer ``right`` questions right and the others wrong, then guess, all of it ``seconds`` after the start."""
    with chat(store, name, now) as contests:
        frozen = contests.pool(ID)
        assert frozen
        running = contests.begin(who, frozen, CLOSES)
        assert isinstance(running, Running)
    for position in range(5):
        with chat(store, name, now + seconds) as contests:
            found = contests.find(running.name)
            assert found
            order = found.attempt.paper[position].order
            choice = order.index(0 if position < right else 1)
            contests.save(found, found.attempt.answer(position, choice, now + seconds))
    with chat(store, name, now + seconds) as contests:
        found = contests.find(running.name)
        assert found
        return contests.save(found, found.attempt.give_guess(guess, now + seconds)) if frozen.guesses else found


def freeze(store: Store, frozen: Pool | None = None) -> Pool:
    with chat(store) as contests:
        return contests.freeze(ID, CLOSES, frozen or pool())


def settle(store: Store, closed: bool = False) -> None:
    for _ in range(100):
        if not store.contests.settle(ID, closed):
            return
    raise AssertionError("grading anew never ends")


def test_the_migration_makes_the_tables_that_the_code_uses(store: Store) -> None:
    found = inspect(store._engine)
    for table in (table for table in metadata.tables.values() if table.name.startswith("contest")):
        assert {column["name"] for column in found.get_columns(table.name)} == {c.name for c in table.columns}
        assert {index["name"] for index in found.get_indexes(table.name)} >= {index.name for index in table.indexes}


def test_a_begun_contest_keeps_its_questions(store: Store) -> None:
    first = freeze(store)
    other = Pool(QUESTIONS[:5], ((5, tuple(range(5))),), 1, 9, "last", False, ("time",))
    assert freeze(store, other) == first
    store.contests.pools.forget(ID)
    assert store.contests.pool(ID) == first


def test_from_registration_to_a_place(store: Store) -> None:
    freeze(store)
    who = register(store)
    assert who.form["name"] == "Nông Thị Hà" and who.called == "Hà"
    assert len(who.code) == 9 and who.code != who.certificate
    with chat(store) as contests:
        assert contests.own(ID) == [who] == [contests.by_code(who.code)] == [contests.by_certificate(who.certificate)]
        assert contests.place(who) is None
    ended = play(store, who, right=4, seconds=90)
    assert ended.attempt.guess == 3 and ended.attempt.used == 90
    with chat(store, "2") as contests:
        assert contests.own(ID) == []
        found = contests.by_code(who.code)
        assert found and (found.score, found.used_ms, found.guess, found.attempts) == (4, 90_000, 3, 1)
        assert contests.place(found) == (1, 1)
    (line,) = store.contests.persons(ID, 10)
    assert (line.place, line.shown, line.unit, line.score) == (1, "Nông Thị Hà", "xã-a/thôn-1", 4)
    assert {name: (u.entered, u.played, u.points) for name, u in store.contests.units(ID).items()} == {
        "": (1, 1, 4), "xã-a": (1, 1, 4), "xã-a/thôn-1": (1, 1, 4),
    }  # fmt: skip


def test_nothing_that_a_person_gave_stands_in_clear(store: Store, address: str) -> None:
    freeze(store)
    play(store, register(store, person="Hoàng Văn Thụ"), right=5)
    engine = open_database(address)
    with engine.connect() as connection:
        for table in (participants, attempts):
            text = json.dumps([list(row) for row in connection.execute(select(table))], ensure_ascii=False)
            assert "Hoàng" not in text and "Thụ" not in text and "0912345678" not in text and "345678" not in text
    engine.dispose()


def test_attempts_a_day_and_one_at_a_time(store: Store) -> None:
    frozen = freeze(store)
    who = register(store)
    with chat(store) as contests:
        assert isinstance(contests.begin(who, frozen, CLOSES), Running)
        assert contests.begin(who, frozen, CLOSES) == "running"
    with chat(store, now=NOW + 601) as contests:
        assert contests.running(who) is None  # ten minutes are over: it has ended
        assert isinstance(contests.begin(who, frozen, CLOSES), Running)
    with chat(store, now=NOW + 1300) as contests:
        assert isinstance(contests.begin(who, frozen, CLOSES), Running)
    with chat(store, now=NOW + 2000) as contests:
        assert contests.begin(who, frozen, CLOSES) == "limit"
    with chat(store, now=NOW + 24 * 3600) as contests:
        assert contests.left_today(who, frozen) == 3


def test_which_attempt_counts(store: Store) -> None:
    for counts, expected in (("best", 5), ("last", 1), ("first", 2)):
        store.contests.tidy(CLOSES + 10 * 24 * 3600, 1)
        freeze(store, pool(counts=counts))
        who = register(store)
        for number, right in enumerate((2, 5, 1)):
            play(store, who, right, now=NOW + number * 1000)
        assert [line.score for line in store.contests.persons(ID, 5)] == [expected], counts
        assert store.contests.units(ID)[""].points == expected


def test_an_answer_stands_and_a_doubled_press_changes_nothing(store: Store) -> None:
    frozen = freeze(store)
    who = register(store)
    with chat(store) as contests:
        running = contests.begin(who, frozen, CLOSES)
        assert isinstance(running, Running)

    def press(choice: int) -> None:
        with chat(store, now=NOW + 5) as contests:
            found = contests.find(running.name)
            assert found
            after = found.attempt.answer(0, choice, NOW + 5)
            if after is not found.attempt:
                contests.save(found, after)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(press, [2, 1, 0, 3] * 5))
    with chat(store, now=NOW + 6) as contests:
        found = contests.find(running.name)
        assert found and found.attempt.position == 1
        taken = found.attempt.paper[0].taken
    press((taken + 1) % 4)
    with chat(store, now=NOW + 6) as contests:
        again = contests.find(running.name)
        assert again and again.attempt == found.attempt


def test_many_finish_at_once_and_all_is_counted(store: Store) -> None:
    freeze(store)
    people = [(register(store, f"{n}", f"xã-{n % 3}/thôn-{n % 7}"), n) for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda pair: play(store, pair[0], pair[1] % 6, f"{pair[1]}"), people))
    units = store.contests.units(ID)
    assert (units[""].entered, units[""].played, units[""].points) == (40, 40, sum(n % 6 for n in range(40)))
    expected = Counter(f"xã-{n % 3}" for n in range(40))
    assert {name: units[name].played for name in expected} == expected
    lines = store.contests.persons(ID, 100)
    assert [line.score for line in lines] == sorted((n % 6 for n in range(40)), reverse=True)


def test_what_is_under_way_at_closing_time_ends_by_the_rules(store: Store) -> None:
    frozen = freeze(store)
    late = CLOSES - 30
    names = []
    for number in range(150):
        who = register(store, f"{number}")
        with chat(store, f"{number}", late) as contests:
            running = contests.begin(who, frozen, CLOSES)
            assert isinstance(running, Running) and running.attempt.deadline == CLOSES
            right = running.attempt.paper[0].order.index(0)
            contests.save(running, running.attempt.answer(0, right, late + 5))
            names.append(running.name)
    assert store.contests.end_expired(ID, CLOSES + 5, grace=10) == 0
    with chat(store, "0", CLOSES) as contests:  # the stroke itself still counts
        found = contests.find(names[0])
        assert found
        contests.save(found, found.attempt.answer(1, found.attempt.paper[1].order.index(0), CLOSES))
    while store.contests.end_expired(ID, CLOSES + 11, grace=10):
        pass
    settle(store, closed=True)
    standing = store.contests.standing(ID)
    assert (standing.open, standing.played, standing.points, standing.waiting) == (0, 150, 151, 0)
    assert standing.truth == 0
    lines = store.contests.persons(ID, 200)
    assert {line.used_ms for line in lines} == {30_000} and lines[0].score == 2


def test_the_nearest_guess_wins_once_the_truth_is_known(store: Store) -> None:
    freeze(store)
    far, near, none = (register(store, name) for name in ("far", "near", "none"))
    play(store, far, 5, "far", guess=100, seconds=10)
    play(store, near, 5, "near", guess=3, seconds=300)
    play(store, none, 1, "none", guess=3)
    assert [line.guess for line in store.contests.persons(ID, 9)] == [100, 3, 3]  # for now the quicker one leads
    settle(store)
    assert store.contests.standing(ID).truth is None
    settle(store, closed=True)
    assert [line.guess for line in store.contests.persons(ID, 9)] == [3, 100, 3]
    assert store.contests.standing(ID).truth == 2


def test_a_voided_question_and_a_corrected_key_grade_all_anew(store: Store) -> None:
    freeze(store)
    source = random.Random(7)
    people = [register(store, f"{n}", f"xã-{n % 3}") for n in range(30)]
    ended = [play(store, who, source.randrange(6), f"{n}", seconds=n + 1) for n, who in enumerate(people)]
    settle(store, closed=True)
    with chat(store, "admin") as contests:
        assert contests.correct(ID, "q-3", VOID, "telegram:1", "Câu hỏi có hai đáp án đúng")
        assert contests.correct(ID, "q-4", 1, "telegram:1", "Đáp án in nhầm")
        assert not contests.correct(ID, "q-4", 1, "telegram:1", "lần nữa")
        assert not contests.correct(ID, "khong-co", 1, "telegram:1", "không có câu này")
    key = {"q-3": VOID, "q-4": 1}
    assert store.contests.standing(ID).waiting == 30
    settle(store, closed=True)
    expected = sorted((grade(run.attempt.paper, key) for run in ended), reverse=True)
    assert [line.score for line in store.contests.persons(ID, 99)] == expected
    standing = store.contests.standing(ID)
    assert (standing.truth, standing.points, standing.waiting) == (expected.count(5), sum(expected), 0)
    units = store.contests.units(ID)
    for name in ("xã-0", "xã-1", "xã-2"):
        mine = [grade(run.attempt.paper, key) for n, run in enumerate(ended) if f"xã-{n % 3}" == name]
        assert units[name].points == sum(mine)
    corrected, voided = store.contests.corrections(ID)
    assert (voided.act, voided.question, voided.before, voided.after) == ("void", "q-3", "0", "-1")
    assert (corrected.act, corrected.before, corrected.after, corrected.reason) == ("key", "0", "1", "Đáp án in nhầm")
    play(store, people[0], 0, "0", now=NOW + 5000)  # who finishes now is graded by the new key at once
    rows = [line.score for line in store.contests.persons(ID, 99)]
    settle(store)
    assert [line.score for line in store.contests.persons(ID, 99)] == rows


def test_on_another_phone_with_the_code(store: Store) -> None:
    frozen = freeze(store)
    who = register(store)
    with chat(store) as contests:
        running = contests.begin(who, frozen, CLOSES)
        assert isinstance(running, Running) and contests.holds(running)
    with chat(store, "other") as contests:
        found = contests.by_code(who.code)
        assert found
        again = contests.running(found)
        assert again and again.name == running.name and not contests.holds(again)
        assert contests.holds(contests.hold(again))
    with chat(store) as contests:
        left = contests.find(running.name)
        assert left and not contests.holds(left)


def test_what_a_person_deletes_leaves_results_that_are_nobodys(store: Store) -> None:
    freeze(store)
    who = register(store)
    play(store, who, 5)
    with store.transaction(NOW + 500) as records:
        records.session(Message("telegram", "1", "1", ""))
        assert records.about()["contests"] == 1
        records.forget()
    with chat(store) as contests:
        assert contests.own(ID) == [] and contests.count() == 0
        found = contests.by_code(who.code)
        assert found and (dict(found.form), found.shown, found.year, found.score) == ({}, "", None, 5)
    assert [line.shown for line in store.contests.persons(ID, 9)] == [""]


async def test_the_clock_ends_attempts_and_grades_anew(store: Store) -> None:
    frozen = freeze(store)
    who = register(store)
    with chat(store) as contests:
        running = contests.begin(who, frozen, CLOSES)
        assert isinstance(running, Running)
        contests.save(running, running.attempt.answer(0, running.attempt.paper[0].order.index(0), NOW))
    content = Content(None)  # type: ignore[arg-type]
    await pass_time(store, lambda: content, "w", lambda: running.attempt.deadline + GRACE - 1)
    assert store.contests.standing(ID).open == 1
    await pass_time(store, lambda: content, "w", lambda: running.attempt.deadline + GRACE + 1)
    assert (store.contests.standing(ID).open, store.contests.standing(ID).truth) == (0, None)
    await pass_time(store, lambda: content, "w", lambda: CLOSES + GRACE + 1)
    assert store.contests.standing(ID).truth == 0 and store.contests.persons(ID, 1)[0].score == 1


def test_an_attempt_survives_a_restart(store: Store, address: str) -> None:
    frozen = freeze(store)
    who = register(store)
    with chat(store) as contests:
        running = contests.begin(who, frozen, CLOSES)
        assert isinstance(running, Running)
        contests.save(running, running.attempt.answer(0, 1, NOW))
    after = Store(address, "key")
    with chat(after, now=NOW + 300) as contests:
        found = contests.by_code(who.code)
        assert found and found.form["name"] == "Nông Thị Hà"
        again = contests.running(found)
        assert again and (again.attempt.position, again.attempt.deadline) == (1, running.attempt.deadline)
        contests.save(again, again.attempt.answer(1, 1, NOW + 300))
    after.close()


def test_old_contests_go_in_time(store: Store) -> None:
    freeze(store)
    play(store, register(store), 5)
    store.contests.tidy(CLOSES + 364 * 24 * 3600, 365)
    assert store.contests.known() == [(ID, CLOSES)]
    store.contests.tidy(CLOSES + 366 * 24 * 3600, 365)
    assert store.contests.known() == [] == store.contests.persons(ID, 9)
