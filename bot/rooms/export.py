"""The results of an evening as a spreadsheet."""

from __future__ import annotations

import io

import xlsxwriter

from bot.rooms.rooms import Rooms, unit_table
from bot.texts import say


def spreadsheet(rooms: Rooms, code: str) -> bytes | None:
    """Return the results of a room as an XLSX file: players, groups, questions; None where there is no room."""
    found = rooms.result(code)
    if found is None:
        return None
    hall, players, places, answers = found
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    known = {player.id: player for player in players}

    def sheet(name: str, widths: list[int], rows: list[list[object]]) -> None:
        page = book.add_worksheet(say(f"room.sheets.{name}.title"))
        columns = [column.strip() for column in say(f"room.sheets.{name}.columns").split(";")]
        for number, width in enumerate(widths):
            page.set_column(number, number, width)
        for number, row in enumerate([columns, *rows]):
            page.write_row(number, 0, row, wrapped if number else bold)
        page.freeze_panes(1, 0)

    sheet("players", [8, 26, 30, 10, 10, 10], [
        [one.place, known[one.player].name, known[one.player].unit, known[one.player].people, one.right, one.points]
        for one in places if one.player in known
    ])  # fmt: skip
    groups = unit_table(players, {one.player: one for one in places})
    sheet("units", [30, 12, 16], [[row["unit"], row["people"], row["average"]] for row in groups])
    rows: list[list[object]] = []
    for position in range(hall.room.shown):
        texts, right = hall.questions[position], hall.room.right_choice(position)
        given = [one for (_, at), one in answers.items() if at == position]
        hands = hall.room.hands[position]
        good = sum(one.choice == right for one in given)
        row = [position + 1, texts["question"], texts["choices"][right or 0], len(given), good, sum(hands)]
        rows.append([*row, hands[right or 0]])
    sheet("questions", [6, 60, 40, 12, 12, 12, 14], rows)
    book.close()
    return out.getvalue()
