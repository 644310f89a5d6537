"""Participants as values, and what is deleted of them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Row, delete, update

from bot.contests import Participant
from bot.store.contests_tables import attempts, contests, log, participants, unit_totals
from bot.store.sealed import Sealer


def read_participant(row: Row[Any], sealer: Sealer) -> Participant:
    """Return the participant in a row."""
    form = json.loads(sealer.unseal(row.form)) if row.form else {}
    shown = sealer.unseal(row.shown) if row.shown else ""
    return Participant(
        row.id, row.contest, row.code, row.certificate, row.unit, row.year, form, shown, row.attempts,
        row.score, row.used_ms, row.guess, row.at,
    )  # fmt: skip


def erase(connection: Connection, chat: str, at: float) -> None:
    """Take what a person gave off the participants that ``chat`` registered up to ``at``; results stay, nobody's."""
    mine = (participants.c.chat == chat) & (participants.c.at <= at)
    values = {"chat": None, "form": "", "shown": "", "telephone": None, "year": None}
    connection.execute(update(participants).where(mine).values(values))
    for column in (attempts.c.device, attempts.c.holder):
        theirs = (column == chat) & (attempts.c.started <= at)
        connection.execute(update(attempts).where(theirs).values({column.name: ""}))


def delete_contest(connection: Connection, contest: str) -> None:
    """Delete all that is kept of a contest."""
    for table in (attempts, participants, unit_totals, log):
        connection.execute(delete(table).where(table.c.contest == contest))
    connection.execute(delete(contests).where(contests.c.id == contest))
