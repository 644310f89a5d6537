"""What is known of a contest's participants and of what they did: values that store, handlers and pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, cast

from quiz.attempt import Attempt, Pool
from quiz.contest import Contest, Counts, Part

Refusal = Literal["limit", "running"]
"""Why no attempt begins: today's are used up, or one goes on."""


@dataclass(frozen=True)
class Participant:
    """A person who takes part. ``form``: what they gave ("name", "telephone", texts by label); may be empty.

    ``code`` goes on with an attempt anywhere; ``certificate`` only leads to the page that verifies one. ``shown``: what
    leaderboards show. ``score``, ``used_ms`` and ``guess``: of the attempt that counts, None before there is one.
    """

    id: int
    contest: str
    code: str
    certificate: str
    unit: str
    year: int | None
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    shown: str = ""
    attempts: int = 0
    score: int | None = None
    used_ms: int | None = None
    guess: int | None = None
    at: float = 0.0

    @property
    def called(self) -> str:
        """The given name, by which people on one phone tell themselves apart; "" where no name was given."""
        return (self.form.get("name", "").split() or [""])[-1]


@dataclass(frozen=True)
class Entry:
    """What is given at registration; ``telephone`` also stands in ``form``, where it was asked."""

    form: Mapping[str, str] = field(repr=False)
    shown: str
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Running:
    """An attempt and whose it is; ``holder``: the chat (hashed) that answers now; ``name`` stands in its buttons."""

    id: int
    name: str
    contest: str
    participant: int
    holder: str
    attempt: Attempt


@dataclass(frozen=True)
class Reached:
    """Where a participant stands: their place and of how many; ``ended``: when (s) the attempt that counts did."""

    who: Participant
    place: tuple[int, int] | None
    ended: float


@dataclass(frozen=True)
class Line:
    """One line of the persons' leaderboard."""

    place: int
    shown: str
    unit: str
    score: int
    used_ms: int
    guess: int | None


@dataclass(frozen=True)
class UnitLine:
    """What a unit's people (those of all units below it, too) have done: registered, answered, right answers."""

    entered: int = 0
    played: int = 0
    points: int = 0

    @property
    def average(self) -> float:
        """Right answers a person, 0 where nobody has answered."""
        return self.points / self.played if self.played else 0.0


@dataclass(frozen=True)
class Standing:
    """A contest as a whole. ``perfect``: who answered all right; ``waiting``: participants still to be graded anew.

    ``truth``: the true number behind the tie-break question, None while it is not counted; ``open``: under way.
    """

    entered: int = 0
    played: int = 0
    points: int = 0
    perfect: int = 0
    open: int = 0
    waiting: int = 0
    truth: int | None = None

    def final(self, contest: Contest, now: float) -> bool:
        """Tell whether nothing changes any more unless an organiser corrects something."""
        counted = self.truth is not None or not contest.tie_break.question or not self.played
        return contest.phase(now) == "after" and not self.open and not self.waiting and counted


def as_begun(contest: Contest, pool: Pool | None) -> Contest:
    """Return ``contest`` with the rules that its begun attempts go by, whatever its file says since then."""
    if pool is None:
        return contest
    return replace(
        contest,
        parts=(Part("", pool.size),),
        minutes=pool.minutes,
        attempts_a_day=pool.attempts_a_day,
        counts=cast(Counts, pool.counts),
    )


def earned(contest: Contest, who: Participant, place: tuple[int, int] | None, final: bool) -> bool:
    """Tell whether the rules give ``who`` a certificate; ``place``: theirs, ``final``: whether it stays so."""
    rule = contest.certificate
    if rule is None or who.score is None or not who.form.get("name"):
        return False
    if rule.top:
        return final and place is not None and place[0] <= rule.top
    return who.score >= rule.right


@dataclass(frozen=True)
class Note:
    """A line of a contest's log: who (hashed) did what to which question, what it was before and after, and why."""

    at: float
    admin: str
    act: str
    question: str
    before: str
    after: str
    reason: str


class ContestRecords(Protocol):
    """What handlers may ask of the store about contests; see ``bot.store.contests``."""

    def pool(self, contest: str) -> Pool | None: ...

    def freeze(self, contest: str, closes: float, pool: Pool) -> Pool: ...

    def register(self, contest: str, closes: float, entry: Entry) -> Participant: ...

    def own(self, contest: str, most: int = 20) -> list[Participant]: ...

    def by_code(self, code: str) -> Participant | None: ...

    def participant(self, number: int) -> Participant | None: ...

    def begin(self, participant: Participant, pool: Pool, closes: float) -> Running | Refusal: ...

    def left_today(self, participant: Participant, pool: Pool) -> int: ...

    def running(self, participant: Participant) -> Running | None: ...

    def find(self, name: str) -> Running | None: ...

    def save(self, running: Running, after: Attempt) -> Running: ...

    def hold(self, running: Running) -> Running: ...

    def holds(self, running: Running) -> bool: ...

    def place(self, participant: Participant) -> tuple[int, int] | None: ...

    def standing(self, contest: str) -> Standing: ...

    def persons(self, contest: str, most: int) -> list[Line]: ...

    def units(self, contest: str) -> dict[str, UnitLine]: ...

    def corrections(self, contest: str) -> dict[str, int]: ...

    def correct(self, contest: str, question: str, right: int, admin: str, reason: str) -> bool: ...

    def settle(self, contest: str) -> int: ...

    def note(self, contest: str, admin: str, act: str) -> None: ...

    def notes(self, contest: str, most: int = 1000) -> list[Note]: ...

    def count(self) -> int: ...

    def detach(self) -> None: ...

    def seal(self, plain: str) -> str: ...

    def unseal(self, sealed: str) -> str: ...
