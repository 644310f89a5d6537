"""A question a day for those who asked for it, and a way to stop it."""

from __future__ import annotations

import random

from bot.handlers.quiz import feedback, shown, typed_choice
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz.review import choose, remember
from quiz.round import shuffled
from written.text import normal_form

_START = (
    "cau hoi moi ngay",
    "cau do moi ngay",
    "moi ngay mot cau",
    "nhan cau hoi moi ngay",
    "moi ngay gui toi mot cau",
)
_STOP = (
    "dung cau hoi moi ngay",
    "thoi cau hoi moi ngay",
    "thoi nhan cau hoi moi ngay",
    "dung gui cau hoi",
    "huy cau hoi moi ngay",
)
_NOT_ASKED_BACK = ("terminal", "ask")


def answer(turn: Turn) -> Reply | None:
    """Return the reply to subscribing and stopping, and to an answer to the day's question."""
    name, arguments = turn.command
    said = "" if name else normal_form(turn.text)
    typed = typed_choice(turn) if turn.session.expecting == "daily" else None
    if name == "/ngay" or typed is not None:
        turn.outcome = "command"
        return _take(turn, arguments if name else [*turn.session.daily, str(typed)])
    if name in ("/moingay", "/thoimoingay") or said in _START + _STOP:
        turn.outcome = "command"
        return _stop(turn) if name == "/thoimoingay" or said in _STOP else _subscribe(turn)
    return None


def _subscribe(turn: Turn) -> Reply:
    if turn.message.channel in _NOT_ASKED_BACK:
        return Reply(say("quiz.daily_not_here"))
    stop = Option(say("quiz.daily_stop"), "/thoimoingay")
    practise = Option(say("quiz.practise"), "/quiz")
    if turn.store.subscribed():
        return Reply(say("quiz.daily_already"), (practise, stop))
    turn.store.subscribe(turn.message)
    return Reply(say("quiz.daily_on"), (practise, stop))


def _stop(turn: Turn) -> Reply:
    turn.store.unsubscribe()
    return Reply(say("quiz.daily_off"), (Option(say("quiz.practise"), "/quiz"),))


def left(turn: Turn) -> Reply | None:
    """Send no more to somebody who has blocked the bot."""
    turn.outcome = "command"
    turn.store.unsubscribe()
    return None


def due(turn: Turn) -> Reply | None:
    """Return the day's question for a chat that has asked for it."""
    turn.outcome = "command"
    pool = [question for question in turn.content.questions.values() if question.current(turn.today)]
    if not pool or not turn.store.subscribed():
        return None
    day = turn.today.strftime("%Y%m%d")
    memories = turn.store.memories([question.id for question in pool])
    question = choose(pool, memories, 1, turn.now, f"{turn.message.chat} {day}")[0]
    turn.store.asked_today()
    turn.session.daily = [day, question.id]
    turn.session.expecting = "daily"
    options = shown(question, shuffled(question, random.Random(f"{day} {question.id}")), f"/ngay {day} {question.id}")
    return Reply(
        say("quiz.daily", question=question.question), (*options, Option(say("quiz.daily_stop"), "/thoimoingay"))
    )


def _take(turn: Turn, arguments: list[str]) -> Reply:
    practise = Option(say("quiz.practise"), "/quiz")
    if len(arguments) != 3 or arguments[:2] != turn.session.daily:
        return Reply(say("quiz.daily_done"), (practise,))
    day, name, choice = arguments
    question = turn.content.questions.get(name)
    turn.session.daily = []
    turn.session.expecting = ""
    if question is None or not choice.isdigit():
        return Reply(say("quiz.daily_gone"), (practise,))
    order = shuffled(question, random.Random(f"{day} {name}"))
    right = int(choice) < len(order) and order[int(choice)] == 0
    turn.store.remember(name, remember(turn.store.memories([name]).get(name), right, turn.now))
    options = [practise]
    if question.entry in turn.content.entries:
        options.append(
            Option(say("quiz.read", title=turn.content.entries[question.entry].title), f"/xem {question.entry}")
        )
    return Reply(feedback(question, right), tuple(options))
