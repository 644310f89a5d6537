"""A contest's results as a spreadsheet, with all that a jury needs; what looks odd is marked, never left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot import contest_codes
from bot.store.contest_export import Export, Odd, Ranked, export
from bot.texts import say
from quiz.attempt import VOID, Key, Pool
from quiz.contest import Contest
from quiz.moments import ZONE

FASTEST = 1.5
"""Seconds a question in which nobody reads and chooses."""
_EPOCH = datetime(1899, 12, 30)  # day 0 of a spreadsheet
_DAY = 24 * 3600.0
_MOST_CHOICES = 4
Cell = str | int | float | None


def export_from(url: str, secret: str, contest: Contest, path: Path) -> None:
    """Write all results of ``contest``, kept in the database at ``url``, into ``path``; memory stays bounded."""
    with export(url, secret, contest.id) as rows:
        write(rows, contest, path)


def write(rows: Export, contest: Contest, path: Path) -> None:
    """Write all that ``rows`` reads of ``contest`` into ``path``."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    share = book.add_format({"num_format": "0.0%"})
    pool, key = rows.pool(), rows.corrections()
    results = _Sheet(book.add_worksheet(_title("results")), bold, _result_columns(contest), _RESULT_WIDTHS)
    units = _Sheet(book.add_worksheet(_title("units")), bold, _columns("units"), [34, 34, 14, 10, 10, 10, 10, 12, 12])
    odd = _Sheet(book.add_worksheet(_title("odd")), bold, _columns("odd"), [8, 14, 28, 90])
    questions = _Sheet(
        book.add_worksheet(_title("questions")), bold, _columns("questions"), [16, 70, *[30] * 4, 34, *[10] * 3]
    )
    log = _Sheet(book.add_worksheet(_title("log")), bold, _columns("log"), [20, 16, 16, 18, 34, 34, 60])
    tally = _results(rows, contest, pool, key, results, odd, moment)
    _units(rows, contest, units, share)
    if pool:
        _questions(pool, key, tally, questions, share)
    _log(rows, pool, log, moment)
    book.close()


class _Sheet:
    def __init__(self, sheet: Worksheet, bold: Format, columns: Sequence[str], widths: Sequence[float]) -> None:
        self._sheet = sheet
        self._row = 0
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)

    def add(self, cells: Sequence[Cell], formats: dict[int, Format] | None = None) -> None:
        """Write the next row; texts stay texts, whatever they begin with."""
        self._row += 1
        for column, cell in enumerate(cells):
            form = formats.get(column) if formats else None
            if isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._row, column, cell, form)
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell, form)


def _title(name: str) -> str:
    return say(f"contest_sheets.{name}.title")


def _columns(name: str) -> list[str]:
    return [column.strip() for column in say(f"contest_sheets.{name}.columns").split(";")]


_RESULT_WIDTHS = [7, 14, 28, 10, 26, 30, 14, 8, 10, 10, 10, 8, 20, 20, 40, 24, 24, 24]


def _labels(contest: Contest) -> list[str]:
    return [ask.label for ask in contest.asks if ask.field == "text"]


def _result_columns(contest: Contest) -> list[str]:
    return [*_columns("results"), *_labels(contest)]


def _results(
    rows: Export, contest: Contest, pool: Pool | None, key: Key, sheet: _Sheet, odd_sheet: _Sheet, moment: Format
) -> tuple[Counter[str], Counter[str]]:
    """Write the persons; return how often each question was met and answered right."""
    size, truth = (pool.size if pool else contest.size), rows.standing().truth
    odd, labels = rows.odd(size), _labels(contest)
    met, right = Counter[str](), Counter[str]()
    place, last, formats = 0, None, {12: moment, 13: moment}
    names: dict[str, tuple[str, str]] = {}
    for number, one in enumerate(rows.ranked(), 1):
        who = one.who
        if one.rank_key != last:
            place, last = number, one.rank_key
        if who.unit not in names:
            path = contest.units.path(who.unit)
            names[who.unit] = (path[0].name, ", ".join(unit.name for unit in path[1:])) if path else ("", "")
        marks = _marks(one, odd, size)
        gap = abs(who.guess - truth) if who.guess is not None and truth is not None else None
        code, ranked = contest_codes.shown(who.code), one.rank_key is not None
        cells: list[Cell] = [
            place if ranked else None, code, who.form.get("name", ""), who.year, *names[who.unit],
            who.form.get("telephone", ""), who.score, (who.used_ms or 0) / 1000 if ranked else None, who.guess, gap,
            who.attempts, _moment(one.started), _moment(one.ended), "; ".join(name for name, _ in marks),
        ]  # fmt: skip
        sheet.add([*cells, *(who.form.get(label, "") for label in labels)], formats)
        for name, detail in marks:
            odd_sheet.add([place if ranked else None, code, name, detail])
        if pool and one.paper:
            _count(one, pool, key, met, right)
    return met, right


def _marks(one: Ranked, odd: Odd, size: int) -> list[tuple[str, str]]:
    """Return what looks odd about a participant: in a word, and in a sentence."""
    found = []

    def mark(name: str, **values: object) -> None:
        found.append((say(f"contest_sheets.marks.{name}.name"), say(f"contest_sheets.marks.{name}.detail", **values)))

    used = (one.who.used_ms or 0) / 1000
    if one.answers and "-" not in one.answers and used < FASTEST * size:
        mark("speed", seconds=f"{used:.1f}", size=size)
    if count := odd.patterns.get(one.pattern, 0) if one.pattern and (one.who.score or 0) < size else 0:
        mark("pattern", count=count, group=one.pattern[:6])
    if count := odd.devices.get(one.device, 0) if one.device else 0:
        mark("device", count=count, group=one.device[:6])
    if count := odd.telephones.get(one.telephone, 0) if one.telephone else 0:
        mark("telephone", count=count, group=one.telephone[:6])
    return found


def _count(one: Ranked, pool: Pool, key: Key, met: Counter[str], right: Counter[str]) -> None:
    for part, answer in zip(one.paper.split(" "), one.answers, strict=True):
        number, _, order = part.partition(".")
        name = pool.questions[int(number)].id
        met[name] += 1
        wanted = key.get(name, 0)
        right[name] += wanted == VOID or (answer != "-" and int(order[int(answer)]) == wanted)


def _moment(at: float) -> float | None:
    """Return a moment as spreadsheets count: days since 1899, in Vietnam's time."""
    if not at:
        return None
    return (datetime.fromtimestamp(at, ZONE).replace(tzinfo=None) - _EPOCH).total_seconds() / _DAY


def _units(rows: Export, contest: Contest, sheet: _Sheet, share: Format) -> None:
    sums = rows.units()
    for unit in contest.units.below(""):
        line = sums.get(unit.id)
        entered, played, points = (line.entered, line.played, line.points) if line else (0, 0, 0)
        above = ", ".join(one.name for one in contest.units.path(unit.id)[1:])
        part = played / unit.population if unit.population else None
        average = round(points / played, 3) if played else None
        sheet.add([unit.name, above, unit.kind, unit.population, entered, played, part, points, average], {6: share})


def _questions(pool: Pool, key: Key, tally: tuple[Counter[str], Counter[str]], sheet: _Sheet, share: Format) -> None:
    met, right = tally
    for question in pool.questions:
        now = key.get(question.id, 0)
        answer = say("contest_sheets.voided") if now == VOID else question.choices[now]
        choices = [*question.choices, *[""] * (_MOST_CHOICES - len(question.choices))]
        good = right[question.id] / met[question.id] if met[question.id] else None
        cells: list[Cell] = [
            question.id,
            question.question,
            *choices,
            answer,
            met[question.id],
            right[question.id],
            good,
        ]
        sheet.add(cells, {9: share})


def _log(rows: Export, pool: Pool | None, sheet: _Sheet, moment: Format) -> None:
    for note in rows.notes():
        said = say(f"contest.acts.{note.act}")
        before, after = (_key(pool, note.question, text) for text in (note.before, note.after))
        sheet.add([_moment(note.at), note.admin, said, note.question, before, after, note.reason], {0: moment})


def _key(pool: Pool | None, question: str, text: str) -> str:
    if not text or pool is None or question not in pool.places:
        return ""
    return say("contest_sheets.voided") if int(text) == VOID else pool.question(question).choices[int(text)]
