"""An attempt in the chat: begun, answered question by question, ended by its last answer or by the clock."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.contests import Participant, Running
from bot.handlers.contest_front import front, summary
from bot.handlers.contest_words import called, duration, moments
from bot.handlers.quiz import shown, typed_choice
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz.attempt import Pool, drawable, grade, is_right
from quiz.contest import Contest
from quiz.moments import ZONE
from written.text import normal_form

_EXPECTING = "contest attempt"
_NUMBER = re.compile(r"\d[\d .]*")
_MOST_OPTIONS = 5
_PASSED = ("bo qua", "khong", "khong biet", "khong du doan", "nop bai", "thoi")


def begin(turn: Turn, contest: Contest, who: Participant) -> Reply:
    """Return the first question of a new attempt, or why there is none."""
    records = turn.store.contests
    if contest.phase(turn.now) != "open":
        return front(turn, contest)
    pool = records.pool(contest.id)
    closes = contest.closes.timestamp()
    if pool is None:
        made = drawable(contest, turn.content.banks, turn.today)
        if made is None:
            return Reply(say("contest.no_questions"), (Option(say("contest.practise"), "/quiz"),))
        pool = records.freeze(contest.id, closes, made)
    begun = records.begin(who, pool, closes)
    if isinstance(begun, Running):
        if turn.session.contest_link:
            turn.store.links.started(turn.session.contest_link)
        return _ask(turn, pool, begun)
    going = records.running(who)
    return _ask(turn, pool, records.hold(going)) if going else Reply(*summary(turn, contest, who))


def go_on(turn: Turn, running: Running, before: str = "") -> Reply:
    """Return what an attempt waits for."""
    pool = turn.store.contests.pool(running.contest)
    assert pool, "an attempt has a pool"
    return _ask(turn, pool, running, before)


def pressed(turn: Turn, arguments: list[str]) -> Reply:
    """Return the reply to "/ct ATTEMPT POSITION CHOICE", and to "/ct ATTEMPT", which goes on."""
    found = turn.store.contests.find(arguments[0]) if arguments else None
    if found is None:
        return Reply(say("contest.gone"), (Option(say("contest.other_contests"), "/thi"),))
    if not turn.store.contests.holds(found):
        return Reply(say("contest.elsewhere"), (Option(say("contest.other_contests"), "/thi"),))
    if found.attempt.ended is not None:
        return _ended(turn, found)
    if len(arguments) == 1:
        return go_on(turn, found)
    if len(arguments) != 3 or not all(re.fullmatch(r"\d{1,3}", number) for number in arguments[1:]):
        return go_on(turn, found, say("contest.old_press"))
    return _take(turn, found, int(arguments[1]), int(arguments[2]))


def typed(turn: Turn) -> Reply | None:
    """Return the reply to a typed answer or guess, None where the text is about something else."""
    session = turn.session
    if session.expecting != _EXPECTING or not (name := str(session.contest.get("attempt", ""))):
        return None
    found = turn.store.contests.find(name)
    if found is None or not turn.store.contests.holds(found):
        return None
    if found.attempt.ended is not None:
        return _ended(turn, found)
    if found.attempt.awaits == "guess":
        return _guess(turn, found)
    choice = typed_choice(turn)
    return None if choice is None else _take(turn, found, found.attempt.position, choice)


def way_back(turn: Turn, reply: Reply) -> Reply:
    """Return ``reply`` with the way back to the attempt that goes on, where the reply is about something else."""
    name = str(turn.session.contest.get("attempt", ""))
    asks_guess = turn.session.expecting == _EXPECTING and turn.outcome == "command" and not reply.options
    if not name or asks_guess or any(option.command.split()[0] == "/ct" for option in reply.options):
        return reply
    found = turn.store.contests.find(name)
    if found is None or found.attempt.ended is not None or not turn.store.contests.holds(found):
        turn.session.contest = {key: kept for key, kept in turn.session.contest.items() if key != "attempt"}
        return reply
    if turn.session.expecting == _EXPECTING:
        turn.session.expecting = ""
    attempt = found.attempt
    left = duration(attempt.deadline - turn.now)
    if attempt.awaits == "guess":
        label = say("contest.way_back_guess", left=left)
    else:
        label = say("contest.way_back", number=attempt.position + 1, total=len(attempt.paper), left=left)
    return replace(reply, options=(Option(label, f"/ct {name}"), *reply.options[: _MOST_OPTIONS - 1]))


def _ask(turn: Turn, pool: Pool, running: Running, before: str = "") -> Reply:
    attempt, session = running.attempt, turn.session
    session.contest = {"id": running.contest, "who": running.participant, "attempt": running.name}
    session.expecting = _EXPECTING
    left = duration(attempt.deadline - turn.now)
    if attempt.awaits == "guess":
        known = turn.content.contests.get(running.contest)
        question = known.tie_break.question if known else ""
        text = f"{before}\n\n{say('contest.guess', left=left, question=question)}".strip()
        return Reply(text)
    asked = attempt.paper[attempt.position]
    question_now = pool.question(asked.id)
    place = {"number": attempt.position + 1, "total": len(attempt.paper)}
    text = say("contest.question", **place, left=left, question=question_now.question)
    options = shown(question_now, asked.order, f"/ct {running.name} {attempt.position}")
    return Reply(f"{before}\n\n{text}".strip(), options)


def _take(turn: Turn, running: Running, position: int, choice: int) -> Reply:
    after = running.attempt.answer(position, choice, turn.now)
    if after is running.attempt:
        return go_on(turn, running, say("contest.old_press"))
    saved = turn.store.contests.save(running, after)
    said = _feedback(turn, saved, position)
    return _ended(turn, saved, said) if after.ended is not None else go_on(turn, saved, said)


def _feedback(turn: Turn, running: Running, position: int) -> str:
    """Return whether the answer just given was right, where the rules say that at once."""
    known = turn.content.contests.get(running.contest)
    pool = turn.store.contests.pool(running.contest)
    if known is None or pool is None or known.shows != "answers":
        return ""
    asked = running.attempt.paper[position]
    question = pool.question(asked.id)
    key = turn.store.contests.corrections(running.contest)
    if is_right(asked, key):
        return say("contest.right")
    right = question.choices[key.get(asked.id, 0)]
    return say("contest.wrong_answer", right=right.rstrip("."))


def _guess(turn: Turn, running: Running) -> Reply:
    found = _NUMBER.search(turn.as_typed)
    if found is None and normal_form(turn.text) in _PASSED:
        after = running.attempt.pass_guess(turn.now)
    else:
        number = int(re.sub(r"\D", "", found[0])[:9]) if found else -1
        after = running.attempt.give_guess(number, turn.now)
    if after is running.attempt:
        known = turn.content.contests.get(running.contest)
        text = say("contest.guess_wrong", question=known.tie_break.question if known else "")
        return Reply(text)
    return _ended(turn, turn.store.contests.save(running, after))


def _ended(turn: Turn, running: Running, before: str = "") -> Reply:
    session, attempt = turn.session, running.attempt
    session.contest = {"id": running.contest, "who": running.participant}
    session.expecting = ""
    answered = sum(asked.taken >= 0 for asked in attempt.paper)
    parts = [before] if before else []
    if attempt.ended == attempt.deadline:
        parts.append(say("contest.time_over", answered=answered, total=len(attempt.paper)))
    else:
        parts.append(say("contest.handed_in", time=_clock(attempt.ended or 0.0)))
    known = turn.content.contests.get(running.contest)
    who = turn.store.contests.participant(running.participant)
    if known is None or who is None:
        return Reply("\n\n".join(parts), (Option(say("contest.other_contests"), "/thi"),))
    if known.shows == "nothing":
        parts.append(say("contest.hidden", closes=moments(known)[1]))
    else:
        score = grade(attempt.paper, turn.store.contests.corrections(running.contest))
        link, session.contest_link = session.contest_link, ""
        if link:
            turn.store.links.finished(link, score, len(attempt.paper))
        result = say("contest.result", score=score, total=len(attempt.paper), used=duration(attempt.used))
        parts.append(result)
    _, options = summary(turn, known, who)
    return Reply("\n\n".join([*parts, *_standing(turn, known, who)]), options)


def _standing(turn: Turn, known: Contest, who: Participant) -> list[str]:
    place = turn.store.contests.place(who)
    if place is None or known.shows == "nothing":
        return []
    return [f"{called(who)}: {say('contest.place', place=place[0], of=place[1])}"]


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, ZONE):%H:%M:%S %d/%m/%Y}"
