"""All contests of a folder, each with its own last good version; and whether the banks hold what they ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from quiz.attempt import drawable
from quiz.bank import Bank
from quiz.contest import Contest
from quiz.contest_file import read_contest
from quiz.units import Units
from quiz.units_file import read_units
from written.last_good import place, read_or_last_good
from written.reading import Finding


def read_contests(folder: Path, cache: Path | None = None) -> tuple[dict[str, Contest], tuple[Finding, ...]]:
    """Return the contests in ``folder`` by id, and every problem; ``cache``: where last good versions are kept."""
    findings: list[Finding] = []
    good = place(cache, folder)
    known: dict[str, Units | None] = {}

    def units_of(name: str) -> Units | None:
        if name not in known:
            path = folder / name
            own = f"{folder.name}/{name}"
            known[name] = read_or_last_good(path, own, good, read_units, findings) if path.is_file() else None
        return known[name]

    contests = {}
    for path in sorted(folder.glob("*.yaml")):
        name = f"{folder.name}/{path.name}"
        contest = read_or_last_good(path, name, good, lambda one, own: read_contest(one, own, units_of), findings)
        if contest is not None:
            contests[path.stem] = contest
    return contests, tuple(findings)


def check(contests: Collection[Contest], banks: Mapping[str, Bank], today: date, now: float) -> list[Finding]:
    """Return where contests that are not over ask for what the banks do not hold."""
    waiting = [contest for contest in contests if contest.phase(now) != "after"]
    return [
        Finding(contest.file, line, "lỗi", message)
        for contest in waiting
        for line, message in _lacking(contest, banks, today)
    ]


def _lacking(contest: Contest, banks: Mapping[str, Bank], today: date) -> Iterator[tuple[int, str]]:
    for part in contest.parts:
        bank = banks.get(part.bank)
        if bank is None:
            yield part.line, f"Không có bộ câu hỏi “{part.bank}”; các bộ: {', '.join(sorted(banks))}."
            continue
        level = f" mức {part.level}" if part.level else ""
        held = [question for question in bank.current(today).questions if part.level in ("", question.level)]
        if len(held) < part.count:
            yield part.line, f"Bộ “{part.bank}” chỉ có {len(held)} câu{level}, mà cuộc thi cần {part.count} câu."
    if all(part.bank in banks for part in contest.parts) and drawable(contest, banks, today) is None:
        yield contest.parts[0].line, "Các phần lấy chung một bộ câu hỏi mà tổng số câu vượt số câu bộ đó có."
