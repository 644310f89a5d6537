"""Contests within one transaction: who registers, attempts begun, answered and ended, what organisers correct."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

import bot.store.contest_boards as boards
import bot.store.contest_grading as grading
from bot import contest_codes
from bot.clock import day_number
from bot.contests import Entry, Line, Note, Participant, Refusal, Running, Standing, UnitLine
from bot.store.contest_people import read_participant
from bot.store.contest_pools import Pools
from bot.store.contests_tables import attempts, contests, log, participants
from bot.store.sealed import Sealer
from quiz.attempt import Attempt, Pool, answers_text, begin, paper_text, read_paper

_LETTERS = "bcdfghjkmnpqrstvwxz"  # digits might be masked, where a command is typed
_FIND = select(attempts).where(attempts.c.name == bindparam("button")).with_for_update()
_ANSWERED = (
    update(attempts)
    .where(attempts.c.id == bindparam("which"))
    .values(answers=bindparam("new_answers"), guess=bindparam("new_guess"), ended=bindparam("new_ended"))
)


class Contests:
    """All contests; ``chat`` (hashed): who asks; ``now``: seconds since the epoch."""

    def __init__(
        self,
        connection: Connection,
        chat: str,
        now: float,
        sealer: Sealer,
        hashed: Callable[..., str],
        pools: Pools,
    ) -> None:
        self._connection = connection
        self._chat = chat
        self._now = now
        self._sealer = sealer
        self._hashed = hashed
        self._pools = pools

    # --- what attempts are drawn from ---

    def pool(self, contest: str) -> Pool | None:
        """Return what attempts of a contest are drawn from, None before it has begun."""
        return self._pools.get(self._connection, contest)

    def freeze(self, contest: str, closes: float, pool: Pool) -> Pool:
        """Fix what attempts are drawn from, unless that has been done; return it."""
        self._ensure(contest, closes)
        text = json.dumps(pool.to_data(), ensure_ascii=False)
        mine = update(contests).where(contests.c.id == contest, contests.c.pool == "")
        self._connection.execute(mine.values(pool=text))
        found = self.pool(contest)
        assert found
        return found

    def _ensure(self, contest: str, closes: float) -> None:
        known = select(contests.c.closes).where(contests.c.id == contest)
        if self._connection.execute(known).scalar() == closes:
            return
        new = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        row = {"id": contest, "closes": closes, "pool": "", "key": "{}", "version": 0}
        made = new(contests).values(row).on_conflict_do_update(index_elements=["id"], set_={"closes": closes})
        self._connection.execute(made)

    # --- participants ---

    def register(self, contest: str, closes: float, entry: Entry) -> Participant:
        """Return a new participant of a contest that closes at ``closes``, registered from the asking chat."""
        self._ensure(contest, closes)
        telephone = entry.form.get("telephone", "")
        row = {
            "contest": contest,
            "code": self._new_code(participants.c.code),
            "certificate": self._new_code(participants.c.certificate),
            "chat": self._chat or None,
            "unit": entry.unit,
            "year": entry.year,
            "form": self._sealer.seal(json.dumps(dict(entry.form), ensure_ascii=False)),
            "shown": self._sealer.seal(entry.shown) if entry.shown else "",
            "telephone": self._hashed("telephone", telephone) if telephone else None,
            "at": self._now,
            "attempts": 0,
            "version": 0,
        }
        self._connection.execute(insert(participants).values(row))
        grading.add(self._connection, contest, entry.unit, entered=1)
        found = self.by_code(str(row["code"]))
        assert found
        return found

    def _new_code(self, column: Any) -> str:
        code = contest_codes.new()
        while self._connection.execute(select(column).where(column == code)).first() is not None:
            code = contest_codes.new()
        return code

    def own(self, contest: str, most: int = 20) -> list[Participant]:
        """Return the participants of a contest who registered from the asking chat, the newest first."""
        mine = (participants.c.chat == self._chat) & (participants.c.contest == contest)
        query = select(participants).where(mine).order_by(participants.c.id.desc()).limit(most)
        return [self._participant(row) for row in self._connection.execute(query)]

    def by_code(self, code: str) -> Participant | None:
        """Return the participant of a "mã dự thi"."""
        return self._one(participants.c.code == code)

    def by_certificate(self, code: str) -> Participant | None:
        """Return the participant of a certificate's number."""
        return self._one(participants.c.certificate == code)

    def participant(self, number: int) -> Participant | None:
        """Return the participant of that id."""
        return self._one(participants.c.id == number)

    def _one(self, which: Any) -> Participant | None:
        row = self._connection.execute(select(participants).where(which)).first()
        return self._participant(row) if row is not None else None

    def _participant(self, row: Row[Any]) -> Participant:
        return read_participant(row, self._sealer)

    # --- attempts ---

    def begin(self, participant: Participant, pool: Pool, closes: float) -> Running | Refusal:
        """Return a new attempt, or why there is none. ``closes``: when the contest does, in seconds since the epoch."""
        if self.running(participant) is not None:
            return "running"
        which = participants.c.id == participant.id  # locked after the attempt, as when an attempt ends
        self._connection.execute(select(participants.c.id).where(which).with_for_update())
        if self._open(participant):
            return "running"
        if self.left_today(participant, pool) <= 0:
            return "limit"
        made = begin(pool, secrets.token_hex(16), self._now, closes)
        row = {
            "name": "".join(secrets.choice(_LETTERS) for _ in range(12)),
            "contest": participant.contest,
            "participant": participant.id,
            "device": self._chat,
            "holder": self._chat,
            "started": made.started,
            "deadline": made.deadline,
            "day": day_number(self._now),
            "paper": paper_text(made.paper, pool),
            "answers": answers_text(made.paper),
        }
        self._connection.execute(insert(attempts).values(row))
        counted = update(participants).where(which)
        self._connection.execute(counted.values(attempts=participants.c.attempts + 1))
        found = self.find(str(row["name"]))
        assert found
        return found

    def left_today(self, participant: Participant, pool: Pool) -> int:
        """Return how many attempts a participant may still begin today."""
        mine = (attempts.c.participant == participant.id) & (attempts.c.day == day_number(self._now))
        begun = self._connection.execute(select(func.count()).select_from(attempts).where(mine)).scalar() or 0
        return max(0, pool.attempts_a_day - begun)

    def running(self, participant: Participant) -> Running | None:
        """Return the attempt of a participant that goes on; one whose time is over is ended first."""
        name = self._open(participant)
        found = self.find(name) if name else None
        return None if found is None or found.attempt.ended is not None else found

    def _open(self, participant: Participant) -> str | None:
        mine = (attempts.c.participant == participant.id) & attempts.c.ended.is_(None)
        return self._connection.execute(select(attempts.c.name).where(mine)).scalar()

    def find(self, name: str) -> Running | None:
        """Return the attempt of a button's name; one whose time is over is ended first. Nobody else changes it now."""
        row = self._connection.execute(_FIND, {"button": name}).first()
        pool = self.pool(row.contest) if row is not None else None
        if row is None or pool is None:
            return None
        found = _running(row, pool)
        after = found.attempt.expire(self._now)
        return self.save(found, after) if after is not found.attempt else found

    def save(self, running: Running, after: Attempt) -> Running:
        """Keep what an attempt has become; where it has ended it is graded."""
        texts = {"new_answers": answers_text(after.paper), "new_guess": after.guess, "new_ended": after.ended}
        self._connection.execute(_ANSWERED, {"which": running.id, **texts})
        if after.ended is not None:
            pool = self.pool(running.contest)
            assert pool
            grading.finish(self._connection, running, pool, after)
        return Running(running.id, running.name, running.contest, running.participant, running.holder, after)

    def hold(self, running: Running) -> Running:
        """Let the asking chat go on with an attempt; buttons in other chats change nothing from now on."""
        self._connection.execute(update(attempts).where(attempts.c.id == running.id).values(holder=self._chat))
        parts = running.id, running.name, running.contest, running.participant
        return Running(*parts, self._chat, running.attempt)

    def holds(self, running: Running) -> bool:
        """Tell whether it is the asking chat that goes on with an attempt."""
        return running.holder == self._chat

    # --- what organisers do ---

    def correct(self, contest: str, question: str, right: int, admin: str, reason: str) -> bool:
        """Make ``right`` (an index of choices, or quiz.attempt.VOID) the right choice; False where it already is.

        All attempts are graded anew, by and by; the log keeps what was before.
        """
        state = self._connection.execute(select(contests).where(contests.c.id == contest).with_for_update()).first()
        pool = self.pool(contest)
        if state is None or pool is None or question not in pool.places:
            return False
        key = json.loads(state.key)
        before = key.get(question, 0)
        if before == right:
            return False
        key[question] = right
        changed = {"key": json.dumps(key), "version": state.version + 1}
        self._connection.execute(update(contests).where(contests.c.id == contest).values(changed))
        act = "void" if right < 0 else "key"
        self.note(contest, admin, act, question, f"{before}", f"{right}", reason)
        return True

    def note(
        self,
        contest: str,
        admin: str,
        act: str,
        question: str = "",
        before: str = "",
        after: str = "",
        reason: str = "",
    ) -> None:
        """Write into a contest's log."""
        row = {"contest": contest, "at": self._now, "admin": self._hashed("admin", admin)[:12], "act": act}
        texts = {"question": question, "before": before, "after": after, "reason": reason}
        self._connection.execute(insert(log).values(**row, **texts))

    def notes(self, contest: str, most: int = 1000) -> list[Note]:
        """Return a contest's log, the newest first."""
        return boards.notes(self._connection, contest, most)

    def corrections(self, contest: str) -> dict[str, int]:
        """Return the corrected questions of a contest: quiz.attempt.Key."""
        return boards.corrections(self._connection, contest)

    def standing(self, contest: str) -> Standing:
        """Return a contest as a whole (bot.contests.Standing)."""
        return boards.standing(self._connection, contest, self.pool(contest))

    def persons(self, contest: str, most: int) -> list[Line]:
        """Return the first ``most`` of the persons' leaderboard."""
        return boards.persons(self._connection, contest, self._sealer, most)

    def units(self, contest: str) -> dict[str, UnitLine]:
        """Return the sums of all units that anybody registered for, by id; "" is the whole contest."""
        return boards.units(self._connection, contest)

    def place(self, participant: Participant) -> tuple[int, int] | None:
        """Return a participant's place and of how many; None before an attempt of theirs counts."""
        return boards.place(self._connection, participant)

    def settle(self, contest: str) -> int:
        """Grade anew some of those whom a correction touches; return how many."""
        pool = self.pool(contest)
        return grading.regrade(self._connection, contest, pool) if pool else 0

    # --- what a person keeps here ---

    def seal(self, plain: str) -> str:
        """Return what was given so far at registration, sealed, for the session."""
        return self._sealer.seal(plain)

    def unseal(self, sealed: str) -> str:
        """Return what ``seal`` sealed."""
        return self._sealer.unseal(sealed)

    def detach(self) -> None:
        """Let the asking chat know nothing more of who registered here: their codes still lead on."""
        mine = update(participants).where(participants.c.chat == self._chat)
        self._connection.execute(mine.values(chat=None))

    def count(self) -> int:
        """Return how many participants registered from the asking chat."""
        mine = select(func.count()).select_from(participants).where(participants.c.chat == self._chat)
        return self._connection.execute(mine).scalar() or 0


def _running(row: Row[Any], pool: Pool) -> Running:
    paper = read_paper(row.paper, row.answers, pool)
    attempt = Attempt(paper, row.started, row.deadline, pool.guesses, row.guess, row.ended)
    return Running(row.id, row.name, row.contest, row.participant, row.holder, attempt)
