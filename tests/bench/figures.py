"""``make bench``: right answers, speed, size and start, each beside a baseline measured in the same run."""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.ask import Asker, masked
from bot.content import Content
from bot.conversation import Conversation
from bot.settings import load as load_settings
from bot.store import Store
from knowledge.learner import learn
from knowledge.library import Library, Thresholds, learned
from knowledge.matcher import Matcher, load_coefficients
from knowledge.repair import Repairer
from tests.bench import baselines, disturb
from tests.bot.spellings import SPELLINGS, measure
from written.text import normal_form

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"


def rows(name: str) -> list[dict[str, object]]:
    """Return the JSON lines of a data file."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def milliseconds(work: Callable[[str], object], questions: Iterable[str]) -> tuple[float, float]:
    """Return the median and the 99th percentile of one call, in milliseconds."""
    taken = []
    for question in questions:
        started = time.perf_counter()
        work(question)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.99)]


def accuracy(library: Library) -> None:
    """Right at first place and among the first four, beside the baselines."""
    texts = [text for entry in library.entries.values() for text in entry.questions]
    labels = [entry.id for entry in library.entries.values() for _ in entry.questions]
    known = set(map(normal_form, texts))
    questions = [row for row in rows("dev") if normal_form(str(row["text"])) not in known]
    classes = library.matcher.index.classes
    ours: baselines.Rank = lambda q: [classes[i] for i in library.matcher.rank(library.read(q)).order[:4]]  # noqa: E731
    ways: list[tuple[str, baselines.Rank]] = [
        ("ours", ours),
        ("linear SVM", baselines.by_svm(texts, labels)),
        ("TF-IDF", baselines.by_tfidf(texts, labels)),
        ("BM25", baselines.by_bm25(texts, labels)),
        ("rapidfuzz token_sort", baselines.by_rapidfuzz(texts, labels)),
        ("rapidfuzz WRatio", baselines.by_rapidfuzz(texts, labels, fuzz.WRatio)),
    ]
    print(f"\nRanking of {len(questions)} questions over {len(texts)} phrasings of {len(library.entries)} entries")
    for name, rank in ways:
        first = among = 0
        for row in questions:
            found = rank(str(row["text"]))
            right = {row["topic"], *(row["also"] if isinstance(row["also"], list) else ())}
            first += found[:1] != [] and found[0] in right
            among += bool(right.intersection(found))
        print(
            f"  {name:22} first {first / len(questions):.3f}   among four {among / len(questions):.3f}",
            flush=True,
        )


def robustness(library: Library) -> None:
    """Right within one tap when the same questions are typed differently."""
    asker = Asker(Content(library), load_settings())
    print("\nRight within one tap, dev.jsonl typed differently")
    for change in (disturb.stripped, disturb.telex, disturb.slips, disturb.joined):
        hits = 0
        for row in (found := rows("dev")):
            reply = asker.ask(change(str(row["text"])))
            right = {row["topic"], *(row["also"] if isinstance(row["also"], list) else ())}
            hits += bool(right.intersection(reply["topics"][: reply["offered"]]))
        print(f"  {change.__name__:10} {hits / len(found):.3f}", flush=True)


def speed(library: Library) -> None:
    """One question against the shipped knowledge, and a whole respond() with a database file."""
    questions = [str(row["text"]) for row in rows("dev")]
    library.ask(questions[0])
    median, worst = milliseconds(library.ask, questions)
    print(f"\nLibrary.ask: median {median:.2f} ms, 99th percentile {worst:.2f} ms")
    median, worst = milliseconds(
        library.ask, [str(r["text"])[:4096] for r in rows("hostile") if str(r["text"]).strip()]
    )
    print(f"hostile messages: median {median:.2f} ms, slowest {worst:.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.sqlite3", "bench")
        content = Content(library)
        conversation = Conversation(lambda: content, store, load_settings())

        async def respond() -> tuple[float, float]:
            taken = []
            for number, question in enumerate(questions):
                started = time.perf_counter()
                await conversation.respond(masked("web", str(number % 50), question, update_id=str(number)))
                taken.append((time.perf_counter() - started) * 1000)
            taken.sort()
            return statistics.median(taken), taken[int(len(taken) * 0.99)]

        median, worst = asyncio.run(respond())
        store.close()
    print(f"respond(): median {median:.2f} ms, 99th percentile {worst:.2f} ms")


def growth(library: Library) -> None:
    """Training and asking on larger knowledge made from the shipped one, beside process.extract."""
    source = [
        list(found) for name, found in learned(library.entries, library.broad).items() if not name.startswith("~")
    ]
    questions = [str(row["text"]) for row in rows("dev")][:200]
    print("\nLarger knowledge (phrasings / entries)")
    medians: dict[int, float] = {}
    for total, entries in ((4_600, 154), (10_000, 500), (46_000, 1_540)):
        made = invented(source, total, entries)
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            index = learn(Path(folder) / "index", made, {})
            trained = time.perf_counter() - started
            assert index is not None
        matcher = Matcher(index, Repairer(library.lexicon, index.vocabulary), load_coefficients())
        medians[total], _ = milliseconds(lambda q, m=matcher: m.rank(m.repairer.read(q)), questions)  # type: ignore[misc]
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        line = (
            f"  {total:6}/{entries:5}: trained in {trained:5.1f} s and {most:.0f} MB, asked in {medians[total]:.2f} ms"
        )
        if total == 10_000:
            texts = [normal_form(text) for found in made.values() for text in found]
            scan, _ = milliseconds(
                lambda q, t=texts: process.extract(normal_form(q), t, scorer=fuzz.WRatio, limit=5),  # type: ignore[misc]
                questions[:40],
            )
            line += f"; process.extract with WRatio {scan:.1f} ms, {scan / medians[total]:.0f} times slower"
        print(line, flush=True)
    print(f"  46,000 against 4,600 phrasings: {medians[46_000] / medians[4_600]:.2f} times the time")


def invented(source: list[list[str]], total: int, entries: int) -> dict[str, list[str]]:
    """Return ``total`` phrasings of ``entries`` made-up entries: sentences of the shipped ones, some words changed."""
    chance = random.Random(1)
    vocabulary = sorted({word for found in source for text in found for word in text.split()})
    made: dict[str, list[str]] = {}
    for number in range(entries):
        found = source[number % len(source)]
        own = {
            word: chance.choice(vocabulary) + str(number // len(source) or "")
            for text in found
            for word in text.split()
        }
        keep = 1.0 if number < len(source) else 0.5
        count = total // entries + (number < total % entries)
        texts = [
            " ".join(w if chance.random() < keep else own[w] for w in chance.choice(found).split())
            for _ in range(count)
        ]
        made[f"entry-{number}"] = texts
    return made


def masking() -> None:
    """Secrets left and look-alikes touched in people's messages, by how they are spelt."""
    print("\nMasking of tests/data/pii.jsonl, by spelling: left of numbers, passwords, e-mails; of addresses and dates")
    for spelling in SPELLINGS:
        found = measure(spelling)
        left = f"{len(found.left)}/{found.hard} left, {len(found.loose_left)}/{found.loose} left"
        print(f"  {spelling}: {left}, {len(found.touched)}/{found.plain} without secrets touched")


def starts() -> None:
    """Seconds from the command to the first answer, the first time and afterwards, and memory that stays."""
    print("\nStart to first answer (python -m bot ask)")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("var", ".git", ".venv", "node_modules", "tests"))
        for name in ("first time", "from then on", "from then on"):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "bot", "ask", "mất căn cước"],
                cwd=copy,
                check=True,
                capture_output=True,
            )
            print(f"  {name}: {time.perf_counter() - started:.2f} s", flush=True)
        environment = {**os.environ, "PORT": "0", "DATABASE_URL": f"sqlite:///{folder}/b.sqlite3"}
        with subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=copy, env=environment, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            for line in server.stdout:
                if "Kênh" in line:
                    break
            status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
            resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
            print(f"  resident memory of the server: {resident / 1024:.0f} MB")
            server.terminate()


def main() -> None:
    """Print everything."""
    settings = load_settings()
    thresholds = Thresholds(settings.knowledge.answer_from, settings.knowledge.choices_from)
    library = Library.load(settings.entries, thresholds=thresholds)
    subprocess.run([sys.executable, "-m", "knowledge.evaluate"], cwd=ROOT, check=True)
    accuracy(library)
    robustness(library)
    speed(library)
    growth(library)
    masking()
    starts()


if __name__ == "__main__":
    main()
