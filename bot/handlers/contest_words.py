"""What the contest's handlers share: how moments, people and places are said."""

from __future__ import annotations

from bot import contest_codes
from bot.contests import Line, Participant
from bot.texts import say
from bot.turn import Turn
from quiz.contest import Contest
from quiz.moments import shown


def moments(contest: Contest) -> tuple[str, str]:
    """Return when a contest opens and closes, in words."""
    return shown(contest.opens), shown(contest.closes, end=True)


def duration(seconds: float) -> str:
    """Return "9 phút 5 giây"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return say("contest.seconds", seconds=whole)
    return say("contest.minutes_seconds", minutes=whole // 60, seconds=whole % 60)


def address(turn: Turn, contest: Contest) -> str:
    """Return the address of a contest's page, "" where the bot has none."""
    return f"{turn.base}/cuoc-thi/{contest.id}" if turn.base else ""


def called(who: Participant) -> str:
    """Return how a participant is called here: the given name only, for replies are kept a while."""
    code = contest_codes.shown(who.code)[-3:]
    return f"{who.called} (…{code})" if who.called else f"…{code}"


def person_line(contest: Contest, size: int, line: Line) -> str:
    """Return a line of the persons' leaderboard."""
    name = line.shown or say("contest.anonymous")
    unit = contest.units.title(line.unit)
    who = f"{name} ({unit})" if unit else name
    return say(
        "contest.board_line",
        place=line.place,
        who=who,
        score=line.score,
        total=size,
        used=duration(line.used_ms / 1000),
    )


def participant_of(turn: Turn, contest: Contest, number: str) -> Participant | None:
    """Return the participant of that number if they registered here or came here by their code, else None."""
    if not number.isdigit():
        return None
    own = {who.id: who for who in turn.store.contests.own(contest.id)}
    wanted = int(number)
    if wanted in own:
        return own[wanted]
    found = turn.store.contests.participant(wanted) if turn.session.contest.get("who") == wanted else None
    return found if found and found.contest == contest.id else None
