"""A round that a whole Telegram group plays: native quiz polls, a time for each, a scoreboard at the end."""

from __future__ import annotations

from bot.messages import Option, Poll, Reply
from bot.texts import say
from bot.turn import Turn
from quiz import Question, Round
from quiz.review import choose
from quiz.round import begin

_CHANNELS = ("telegram",)  # those with native polls
_STOP = ("/dung", "/nghi", "/stop")
_MOST = 20  # questions of a round
_GRACE = 3.0  # seconds between a poll's end and the next one
_SHOWN = 10


def answer(turn: Turn) -> Reply | None:
    """Return the reply to beginning and stopping a round in a group."""
    if not turn.message.group or turn.message.channel not in _CHANNELS:
        return None
    name, arguments = turn.command
    if name == "/quiz" and len(arguments) > 1 and arguments[1].isdigit():
        turn.outcome = "command"
        return _begin(turn, arguments[0], min(int(arguments[1]), _MOST))
    if name in _STOP:
        turn.outcome = "command"
        return _stop(turn)
    return None


def advance(turn: Turn) -> Reply | None:
    """Return the next question once the one before has had its time, the scoreboard after the last."""
    turn.outcome = "command"
    found = turn.store.groups.current()
    if found is None or turn.message.text != str(found[1]):
        return None
    playing, position, _ = found
    known = turn.content.questions
    following = next((n for n in range(position + 1, len(playing.asked)) if playing.asked[n].id in known), None)
    if following is None:
        return _end(turn, playing)
    turn.store.groups.move(following, turn.now + turn.settings.quiz.poll_seconds + _GRACE)
    return Reply("", poll=_poll(turn, playing, following))


def take(turn: Turn) -> Reply | None:
    """Keep an answer to a poll: the message's text is the question's position and the choice."""
    turn.outcome = "command"
    found = turn.store.groups.current()
    position, choice = (int(part) for part in turn.message.text.split())
    if found and position == found[1] and choice < len(found[0].asked[position].order):
        right = found[0].asked[position].order[choice] == 0
        turn.store.groups.answer(position, turn.message.user, turn.message.name, right)
    return None


def _begin(turn: Turn, subject: str, count: int) -> Reply:
    if turn.store.groups.current():
        return Reply(say("group.running"))
    bank = turn.content.banks.get(subject)
    pool = [q for q in (bank.questions if bank else turn.content.questions.values()) if q.current(turn.today)]
    if not pool or not count:
        return Reply(say("quiz.none"))
    seed = f"{turn.message.chat} {turn.now}"
    playing = begin(choose(pool, {}, count, turn.now, seed), seed, subject)
    seconds = turn.settings.quiz.poll_seconds
    turn.store.groups.begin(turn.message, playing, turn.now + seconds + _GRACE)
    text = say("group.begin", title=_title(turn, playing), total=len(playing.asked), seconds=seconds)
    return Reply(text, poll=_poll(turn, playing, 0))


def _poll(turn: Turn, playing: Round, position: int) -> Poll:
    asked = playing.asked[position]
    question: Question = turn.content.questions[asked.id]
    text = say("quiz.question", number=position + 1, total=len(playing.asked), question=question.question)
    right = asked.order.index(0)
    seconds = turn.settings.quiz.poll_seconds
    return Poll(text, asked.shown(question), right, question.explanation, seconds, position)


def _stop(turn: Turn) -> Reply:
    found = turn.store.groups.current()
    if found is None:
        return Reply(say("group.nothing"))
    if not turn.message.leads and turn.store.groups.user(turn.message.user) != found[2]:
        return Reply(say("group.only_starter"))
    ended = _end(turn, found[0])
    return Reply(f"{say('group.stopped')}\n\n{ended.text}", ended.options, picture=ended.picture)


def _end(turn: Turn, playing: Round) -> Reply:
    scores, total = turn.store.groups.scores(), len(playing.asked)
    turn.store.groups.end()
    title = _title(turn, playing)
    again = (Option(say("group.again"), "/quiz"),)
    rows: list[tuple[int, str, int]] = []
    for number, (name, right) in enumerate(scores, 1):
        rows.append((rows[-1][0] if rows and rows[-1][2] == right else number, name, right))
    lines = [say("group.line", place=place, name=name, right=right, total=total) for place, name, right in rows]
    text = "\n".join([say("group.result", title=title), *(lines[:_SHOWN] or [say("group.nobody")])])
    if not rows:
        return Reply(text, again)
    shown = [[place, name, right] for place, name, right in rows[:_SHOWN]]
    picture = turn.picture("bang-diem", title=title, rows=shown, total=total, day=turn.today.isoformat())
    return Reply(text, again, picture=picture)


def _title(turn: Turn, playing: Round) -> str:
    bank = turn.content.banks.get(playing.name)
    return bank.title if bank else say("quiz.mixed")
