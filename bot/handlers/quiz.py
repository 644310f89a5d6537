"""Practice rounds: choose a subject, answer, learn why, see the result; left and gone on with at any time."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz import Question, Round
from quiz.review import choose, remember
from quiz.round import begin
from written.text import normal_form

MIXED = "tron"
MISSED = "sai"
COUNTS = (5, 10)
_MOST_SUBJECTS = 3
_MOST_OPTIONS = 5
_MOST_REVIEWED = 5
_START = ("do vui", "luyen tap", "choi do vui", "lam quiz", "quiz", "cau do", "do em di", "hoc bang cau hoi", "thi thu")
_GO_ON = ("tiep", "tiep tuc", "choi tiep", "lam tiep", "tiep tuc vong hoi", "quay lai vong hoi", "hoi tiep", "thi tiep")
_STOP = ("dung", "dung lai", "thoi", "nghi", "tam dung", "thoi khong choi nua", "nghi da", "de sau", "stop")
_LETTER = re.compile(
    r"(?:(?:toi|em|minh|con|chau|chon|cau|dap an|phuong an|y|so|tra loi|theo|la|thi|chac) )*([a-d]|[1-4])"
    r"(?: (?:a|nhe|nha|di|dung|dung khong))*"
)
_CHOICES = ("/tl ", "/ngay ", "/ct ")  # commands of choices on the screen
_AS_GOOD_AS_TYPED = 88.0  # rapidfuzz's ratio of a typed text to a choice, both folded
_SHORTEST_TYPED = 4


def answer(turn: Turn) -> Reply | None:
    """Return the reply to /quiz, to an answer in a round, and to stopping or going on."""
    name, arguments = turn.command
    said = "" if name else normal_form(turn.text)
    waiting = _round(turn)
    if name == "/quiz" or said in _START:
        turn.outcome = "command"
        return _start(turn, arguments)
    if name == "/tl":
        turn.outcome = "command"
        return _take(turn, waiting, arguments)
    if name == "/tiep" or (waiting and said in _GO_ON):
        turn.outcome = "command"
        return _ask(turn, waiting) if waiting else _subjects(turn, 0, say("quiz.nothing_to_go_on"))
    if waiting is None:
        return None
    if name == "/nghi" or (said in _STOP and "đúng" not in turn.text.lower()):  # without marks both are "dung"
        turn.outcome = "command"
        turn.session.expecting = ""
        return Reply(say("quiz.paused", **_place(waiting)), (Option(say("quiz.go_on", **_place(waiting)), "/tiep"),))
    if turn.session.expecting == "quiz" and (typed := typed_choice(turn)) is not None:
        turn.outcome = "command"
        return _take(turn, waiting, [turn.session.round_key, str(waiting.position), str(typed)])
    return None


def way_back(turn: Turn, reply: Reply) -> Reply:
    """Return ``reply`` with the way back to the round that waits, where the reply is about something else."""
    waiting = _round(turn)
    if turn.session.expecting.startswith("contest"):
        return reply
    if waiting is None or any(option.command.split()[0] in ("/tl", "/tiep", "/quiz") for option in reply.options):
        return reply
    if turn.session.expecting == "quiz":
        turn.session.expecting = ""
    back = Option(say("quiz.back", **_place(waiting)), "/tiep")
    return replace(reply, options=(*reply.options[: _MOST_OPTIONS - 1], back))


def typed_choice(turn: Turn) -> int | None:
    """Return the choice (from 0) on the screen that a text names ("câu b", "đáp án là 3", its words), or None."""
    said = normal_form(turn.text)
    labels = [normal_form(label) for label, command in turn.session.offered if command.startswith(_CHOICES)]
    if found := _LETTER.fullmatch(said):
        number = "abcd1234".index(found[1]) % 4
        if number < len(labels):
            return number
    begun = [number for number, label in enumerate(labels) if label.startswith(said)]
    if said and len(begun) == 1:
        return begun[0]
    if len(said) < _SHORTEST_TYPED:
        return None
    likeness = [fuzz.ratio(said, label) for label in labels]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best >= _AS_GOOD_AS_TYPED else None


def shown(question: Question, order: tuple[int, ...], command: str) -> tuple[Option, ...]:
    """Return the choices as options; ``command`` is completed by the number (from 0) as shown."""
    return tuple(Option(question.choices[place], f"{command} {number}") for number, place in enumerate(order))


def feedback(question: Question, right: bool) -> str:
    """Return whether an answer was right, and why."""
    said = say("quiz.right") if right else say("quiz.wrong", right=question.right.rstrip("."))
    return f"{said} {question.explanation}".strip()


def _round(turn: Turn) -> Round | None:
    """Return the round that waits for an answer; questions that are gone since then are left out."""
    if not turn.session.round:
        return None
    found = Round.from_data(turn.session.round).without(turn.content.questions)
    return None if found.over else found


def _place(waiting: Round) -> dict[str, int]:
    return {"number": waiting.position + 1, "total": len(waiting.asked)}


def _start(turn: Turn, arguments: list[str]) -> Reply:
    banks = turn.content.banks
    subject = arguments[0] if arguments else ""
    count = int(arguments[1]) if len(arguments) > 1 and arguments[1].isdigit() else 0
    if not banks:
        return Reply(say("quiz.none"))
    if subject == MISSED:
        return begin_round(turn, subject, len(turn.session.missed) or COUNTS[0])
    if subject == MIXED or subject in banks:
        return begin_round(turn, subject, min(count, COUNTS[-1])) if count else _how_many(turn, subject)
    return _subjects(turn, int(subject) if subject.isdigit() else 0, say("quiz.choose"))


def _subjects(turn: Turn, start: int, text: str) -> Reply:
    banks = sorted(turn.content.banks.values(), key=lambda bank: normal_form(bank.title))
    waiting = _round(turn)
    shown_banks = banks[start : start + _MOST_SUBJECTS]
    options = [Option(bank.title, f"/quiz {bank.id}") for bank in shown_banks]
    if start == 0:
        options.insert(0, Option(say("quiz.mixed"), f"/quiz {MIXED}"))
        if waiting:
            options[_MOST_SUBJECTS:] = []
            options.insert(0, Option(say("quiz.go_on", **_place(waiting)), "/tiep"))
    following = start + sum(option.command.split()[-1] in turn.content.banks for option in options)
    if len(banks) > _MOST_SUBJECTS:
        options.append(Option(say("quiz.more"), f"/quiz {following if following < len(banks) else 0}"))
    return Reply(text, tuple(options))


def _how_many(turn: Turn, subject: str) -> Reply:
    bank = turn.content.banks.get(subject)
    title = bank.title if bank else say("quiz.mixed")
    about = (bank.about if bank else say("quiz.about_mixed")).rstrip(".")
    options = tuple(Option(say("quiz.count", count=count), f"/quiz {subject} {count}") for count in COUNTS)
    return Reply(say("quiz.how_many", title=title, about=about), options)


def resumed(turn: Turn) -> Reply | None:
    """Return the question that waits, or None where no round is under way."""
    waiting = _round(turn)
    return _ask(turn, waiting) if waiting else None


def begin_round(turn: Turn, subject: str, count: int, link: str = "", before: str = "") -> Reply:
    """Return the first question of a new round, after the words ``before``; ``link``: the code it came by."""
    banks, known = turn.content.banks, turn.content.questions
    if subject == MISSED:
        pool = [known[name] for name in turn.session.missed if name in known]
    elif subject in banks:
        pool = list(banks[subject].questions)
    else:
        pool = list(known.values())
    pool = [question for question in pool if question.current(turn.today)]
    if not pool:
        return _subjects(turn, 0, say("quiz.choose"))
    memories = turn.store.memories([question.id for question in pool])
    seed = f"{turn.message.chat} {turn.now}"
    started = begin(choose(pool, memories, count, turn.now, seed), seed, subject)
    turn.session.round_key = secrets.token_hex(2)
    turn.session.link = link
    if link:
        turn.store.links.started(link)
    return _ask(turn, started, before)


def _ask(turn: Turn, waiting: Round, before: str = "", extra: Option | None = None) -> Reply:
    """Return the question that waits, after the words ``before``; ``extra`` stands below the choices."""
    turn.session.round = waiting.to_data()
    turn.session.expecting = "quiz"
    asked = waiting.asked[waiting.position]
    question = turn.content.questions[asked.id]
    text = say("quiz.question", **_place(waiting), question=question.question)
    options = shown(question, asked.order, f"/tl {turn.session.round_key} {waiting.position}")
    below = extra or Option(say("quiz.pause"), "/nghi")
    return Reply(f"{before}\n\n{text}".strip(), (*options, below))


def _take(turn: Turn, waiting: Round | None, arguments: list[str]) -> Reply:
    if waiting is None:
        return _subjects(turn, 0, say("quiz.nothing_to_go_on"))
    if len(arguments) != 3 or arguments[0] != turn.session.round_key or not all(map(str.isdigit, arguments[1:])):
        return _ask(turn, waiting, say("quiz.old_press"))
    after = waiting.answer(int(arguments[1]), int(arguments[2]))
    if after is waiting:
        return _ask(turn, waiting, say("quiz.old_press"))
    asked = after.asked[waiting.position]
    question = turn.content.questions[asked.id]
    before = turn.store.memories([asked.id]).get(asked.id)
    turn.store.remember(asked.id, remember(before, asked.right, turn.now))
    said = feedback(question, asked.right)
    if after.over:
        return _result(turn, after, said)
    guide = None
    if not asked.right and question.entry in turn.content.entries:
        guide = Option(say("quiz.guide"), f"/xem {question.entry}")
    return _ask(turn, after, said, guide)


def _result(turn: Turn, done: Round, last: str) -> Reply:
    session, entries = turn.session, turn.content.entries
    session.round, session.expecting, session.missed = {}, "", list(done.missed)
    total = len(done.asked)
    missed = [turn.content.questions[name] for name in done.missed]
    praise = "all_right" if not missed else "good" if done.score * 10 >= total * 7 else "keep_going"
    parts = [f"{say('quiz.result', score=done.score, total=total)} {say(f'quiz.{praise}')}"]
    parts.append(say("quiz.last", feedback=last))
    reviewed = list(dict.fromkeys(question.entry for question in missed if question.entry in entries))
    if reviewed:
        lines = "\n".join(f"- {entries[name].title}" for name in reviewed[:_MOST_REVIEWED])
        parts.append(say("quiz.review", lines=lines))
    options = [Option(say("quiz.again_missed"), f"/quiz {MISSED}")] if missed else []
    options.append(Option(say("quiz.another"), "/quiz"))
    options += [Option(say("quiz.read", title=entries[name].title), f"/xem {name}") for name in reviewed[:1]]
    options.append(Option(say("quiz.share"), f"/chiase {done.name if done.name in turn.content.banks else MIXED}"))
    if not turn.store.subscribed():
        options.append(Option(say("quiz.daily_subscribe"), "/moingay"))
    return Reply("\n\n".join(parts), tuple(options[:_MOST_OPTIONS]), picture=_picture(turn, done, praise))


def _picture(turn: Turn, done: Round, praise: str) -> str:
    """Return the path of the result's picture; count the round where it was begun through a link."""
    code, turn.session.link = turn.session.link, ""
    link = turn.store.links.get(code) if code else None
    if link:
        turn.store.links.finished(code, done.score, len(done.asked))
    bank = turn.content.banks.get(done.name)
    title = bank.title if bank else say("quiz.again_missed" if done.name == MISSED else "quiz.mixed")
    values: dict[str, Any] = {"title": title, "score": done.score, "total": len(done.asked), "praise": praise}
    own = {"name": link.unit if link else "", "address": f"/q/{code}" if link else "/", "code": code if link else ""}
    return turn.picture("ket-qua", **values, **own, day=turn.today.isoformat())
