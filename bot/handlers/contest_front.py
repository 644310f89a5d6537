"""A contest's front page in the chat, and where one participant stands."""

from __future__ import annotations

from bot.contests import Participant, as_begun, earned
from bot.handlers.contest_words import address, called, duration, moments
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz.contest import Contest

_MOST_PEOPLE = 3


def state(contest: Contest, now: float) -> str:
    """Return in a few words whether a contest is open, and until when."""
    opens, closes = moments(contest)
    return say(f"contest.states.{contest.phase(now)}", opens=opens, closes=closes)


def front(turn: Turn, contest: Contest) -> Reply:
    """Return a contest's first words; the first option leads on."""
    turn.session.contest = {**turn.session.contest, "id": contest.id}
    contest = as_begun(contest, turn.store.contests.pool(contest.id))
    phase = contest.phase(turn.now)
    opens, closes = moments(contest)
    organiser = say("contest.organiser", name=contest.organiser) + "\n" if contest.organiser else ""
    now = say(f"contest.now.{phase}")
    text = say("contest.front", title=contest.title, organiser=organiser, opens=opens, closes=closes, now=now)
    parts = [text, how(contest)]
    if where := address(turn, contest):
        parts.append(say("contest.page", address=where))
    label = "contest.look" if phase == "after" else "contest.enter"
    people = turn.store.contests.own(contest.id, _MOST_PEOPLE)
    options = [Option(say(label, who=called(who)), f"/thi {contest.id} vao {who.id}") for who in people]
    if phase != "after":
        words = "contest.register_another" if people else "contest.register"
        options.append(Option(say(words), f"/thi {contest.id} dangky"))
    options += [
        Option(say("contest.show_rules"), f"/thi {contest.id} the-le"),
        Option(say("contest.board"), f"/thi {contest.id} hang"),
    ]
    if phase == "after":
        options.insert(len(people), options.pop())  # the results are what leads on now
    if phase == "before":
        options[-1] = Option(say("contest.practise"), "/quiz")
    return Reply("\n\n".join(parts), tuple(options))


def how(contest: Contest) -> str:
    """Return in one line what an attempt is like."""
    counts = say(f"contest.counts.{contest.counts}")
    return say("contest.how", size=contest.size, minutes=contest.minutes, a_day=contest.attempts_a_day, counts=counts)


def summary(turn: Turn, contest: Contest, who: Participant) -> tuple[str, tuple[Option, ...]]:
    """Return what ``who`` has reached, in words, and what may follow."""
    pool = turn.store.contests.pool(contest.id)
    contest = as_begun(contest, pool)
    phase = contest.phase(turn.now)
    standing = turn.store.contests.standing(contest.id)
    final = standing.final(contest, turn.now)
    place = turn.store.contests.place(who)
    parts, options = [contest.title], []
    hidden = contest.shows == "nothing" and phase != "after"
    if who.score is None:
        parts.append(say("contest.nothing_yet", who=called(who)))
    elif hidden:
        parts.append(say("contest.hidden", closes=moments(contest)[1]))
    else:
        used = duration((who.used_ms or 0) / 1000)
        parts.append(say("contest.best", who=called(who), score=who.score, total=contest.size, used=used))
        if place:
            parts.append(say("contest.place_final" if final else "contest.place", place=place[0], of=place[1]))
        if earned(contest, who, place, final):
            options.append(Option(say("contest.certificate"), f"/thi {contest.id} giay {who.id}"))
    if phase == "before":
        parts.append(say("contest.registered_early", opens=moments(contest)[0]))
        options.append(Option(say("contest.practise"), "/quiz"))
    elif phase == "open":
        left = turn.store.contests.left_today(who, pool) if pool else contest.attempts_a_day
        if left:
            parts.append(say("contest.ready", who=called(who), size=contest.size, minutes=contest.minutes))
            parts.append(say("contest.left", left=left))
            start = Option(say("contest.again" if who.attempts else "contest.start"), f"/thi {contest.id} lam {who.id}")
            options.insert(0 if who.score is None else len(options), start)
        else:
            parts.append(say("contest.limit", who=called(who), a_day=contest.attempts_a_day))
    options.append(Option(say("contest.board"), f"/thi {contest.id} hang"))
    if phase != "after":
        options.append(Option(say("contest.register_another"), f"/thi {contest.id} dangky"))
    return "\n\n".join(parts), tuple(options)
