"""What organisers of a contest do in the chat: figures, a question voided or its key corrected, results, the log."""

from __future__ import annotations

from datetime import datetime

from bot.handlers.contest_front import state
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz.attempt import VOID, Key
from quiz.bank import Question
from quiz.contest import Contest
from quiz.moments import ZONE
from written.text import normal_form

LINK_MINUTES = 60
_COMMAND = "/thi-quantri"
_MOST_FOUND = 5
_MOST_NOTES = 15
_LONGEST_REASON = 300


def answer(turn: Turn) -> Reply | None:
    """Return the reply to /thi-quantri."""
    name, arguments = turn.command
    if name != _COMMAND:
        return None
    turn.outcome = "command"
    if not turn.is_admin or turn.message.group:
        return Reply(say("contest.admin_only"))
    known = turn.content.contests
    contest = known.get(arguments[0].lower()) if arguments else next(iter(known.values())) if len(known) == 1 else None
    if contest is None:
        options = tuple(Option(one.title, f"{_COMMAND} {one.id}") for one in list(known.values())[:5])
        return Reply(say("contest.unknown") if options else say("contest.none"), options)
    action, rest = (arguments[1], arguments[2:]) if len(arguments) > 1 else ("", [])
    if action == "cau":
        return _questions(turn, contest, " ".join(rest))
    if action in ("huy", "dap-an"):
        return _correct(turn, contest, action, rest)
    if action == "tai":
        return _export(turn, contest)
    return _log(turn, contest) if action == "nhat-ky" else _figures(turn, contest)


def _who(turn: Turn) -> str:
    return f"{turn.message.channel}:{turn.message.user}"


def _options(contest: Contest) -> tuple[Option, ...]:
    return (
        Option(say("contest.admin_export"), f"{_COMMAND} {contest.id} tai"),
        Option(say("contest.admin_log"), f"{_COMMAND} {contest.id} nhat-ky"),
        Option(say("contest.board"), f"/thi {contest.id} hang"),
    )


def _figures(turn: Turn, contest: Contest, before: str = "") -> Reply:
    standing = turn.store.contests.standing(contest.id)
    figures = {name: getattr(standing, name) for name in ("entered", "played", "open", "perfect", "waiting")}
    text = say("contest.admin", title=contest.title, state=state(contest, turn.now), id=contest.id, **figures)
    return Reply(f"{before}\n\n{text}".strip(), _options(contest))


def _questions(turn: Turn, contest: Contest, words: str) -> Reply:
    pool = turn.store.contests.pool(contest.id)
    if pool is None:
        return Reply(say("contest.admin_not_begun"), _options(contest))
    key, wanted = turn.store.contests.corrections(contest.id), normal_form(words)
    found = [q for q in pool.questions if wanted and (wanted in normal_form(q.question) or words.lower() == q.id)]
    if not found:
        return Reply(say("contest.admin_no_question"), _options(contest))
    return Reply("\n\n".join(_described(question, key) for question in found[:_MOST_FOUND]), _options(contest))


def _described(question: Question, key: Key) -> str:
    choices = "\n".join(f"  {number}) {choice}" for number, choice in enumerate(question.choices, 1))
    now = _key(question, key.get(question.id, 0))
    return say("contest.admin_question", id=question.id, question=question.question, choices=choices, right=now)


def _key(question: Question, right: int) -> str:
    return say("contest.voided_key") if right == VOID else f"{right + 1}) {question.choices[right]}"


def _correct(turn: Turn, contest: Contest, action: str, rest: list[str]) -> Reply:
    pool = turn.store.contests.pool(contest.id)
    if pool is None:
        return Reply(say("contest.admin_not_begun"), _options(contest))
    name = rest[0].lower() if rest else ""
    if name not in pool.places:
        return Reply(say("contest.admin_no_question"), _options(contest))
    question, words = pool.question(name), rest[1:]
    right = VOID
    if action == "dap-an":
        number = int(words[0]) if words and words[0].isdecimal() else 0
        if not 1 <= number <= len(question.choices):
            return Reply(_described(question, turn.store.contests.corrections(contest.id)), _options(contest))
        right, words = number - 1, words[1:]
    reason = " ".join(words)[:_LONGEST_REASON]
    if len(reason) < 5:
        return Reply(say("contest.admin_reason", id=contest.id, question=name))
    if not turn.store.contests.correct(contest.id, name, right, _who(turn), reason):
        return Reply(say("contest.admin_same"), _options(contest))
    turn.store.note_act(_who(turn), f"{_COMMAND} {action} {name}")
    turn.store.contests.settle(contest.id)  # the first of them at once; the clock goes on with the others
    what = f"{say('contest.acts.void' if right == VOID else 'contest.acts.key')} {name}, {_key(question, right)}"
    return _figures(turn, contest, say("contest.admin_corrected", what=what))


def _export(turn: Turn, contest: Contest) -> Reply:
    if not turn.base:
        return Reply(say("contest.admin_no_address", id=contest.id), _options(contest))
    assert turn.signer, "only a conversation's turns sign"
    until = int(turn.now) + LINK_MINUTES * 60
    key = turn.signer("contest results", contest.id, f"{until}")
    turn.store.contests.note(contest.id, _who(turn), "export")
    turn.store.note_act(_who(turn), f"{_COMMAND} tai")
    address = f"{turn.base}/cuoc-thi/{contest.id}/ket-qua.xlsx?han={until}&k={key}"
    return Reply(say("contest.admin_link", minutes=LINK_MINUTES, address=address), _options(contest))


def _log(turn: Turn, contest: Contest) -> Reply:
    lines = [
        say(
            "contest.log_line",
            time=f"{datetime.fromtimestamp(note.at, ZONE):%H:%M %d/%m/%Y}",
            admin=note.admin,
            act=say(f"contest.acts.{note.act}"),
            question=note.question,
            before=note.before or "-",
            after=note.after or "-",
            reason=note.reason or "-",
        )
        for note in turn.store.contests.notes(contest.id, _MOST_NOTES)
    ]
    return Reply("\n".join(lines) or say("contest.log_empty"), _options(contest))
