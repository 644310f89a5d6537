"""Contests: which there are, their front pages, who takes part from here, results, certificates."""

from __future__ import annotations

import bot.handlers.contest_attempt as attempts
import bot.handlers.contest_registration as registration
from bot import contest_codes, links
from bot.contests import Participant, as_begun, earned
from bot.handlers.contest_front import front, how, state, summary
from bot.handlers.contest_words import address, called, participant_of, person_line
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz.contest import Contest
from written.text import normal_form

_WORDS = (
    "thi", "cuoc thi", "cac cuoc thi", "du thi", "thi truc tuyen", "dang ky thi", "dang ky du thi", "vao thi",
    "thi online", "toi muon thi", "toi muon du thi", "em muon du thi", "lam bai thi",
)  # fmt: skip
_MOST_LISTED = 5
_FIRST = 5


def answer(turn: Turn) -> Reply | None:
    """Return the reply to /thi and all that follows from it."""
    name, arguments = turn.command
    said = "" if name else normal_form(turn.text)
    mentioned, code = (False, "") if name else contest_codes.typed(turn.text)
    asked = name in ("/thi", "/ct") or said in _WORDS or mentioned
    if turn.message.group:
        return _handled(turn, Reply(say("contest.not_in_group"))) if asked and not _is_link(name, arguments) else None
    if mentioned:
        return _handled(turn, _by_code(turn, code))
    if name == "/ct":
        return _handled(turn, attempts.pressed(turn, arguments))
    if name == "/thi" or said in _WORDS:
        return None if _is_link(name, arguments) else _handled(turn, _asked(turn, arguments))
    if name:
        if turn.session.expecting.startswith("contest"):
            turn.session.expecting = ""  # something else is done: what is typed next is not meant for the contest
        return None
    reply = registration.typed(turn) or attempts.typed(turn)
    return _handled(turn, reply) if reply else None


def _handled(turn: Turn, reply: Reply) -> Reply:
    turn.outcome = "command"
    return reply


def _is_link(name: str, arguments: list[str]) -> bool:
    """Tell whether "/thi" is followed by the code of a shared link, which others answer."""
    return name == "/thi" and bool(arguments) and bool(links.read_code("".join(arguments)))


def _asked(turn: Turn, arguments: list[str]) -> Reply:
    contest = turn.content.contests.get(arguments[0].lower()) if arguments else None
    if contest is None:
        return _list(turn, say("contest.unknown") if arguments else "")
    action, rest = (arguments[1], arguments[2:]) if len(arguments) > 1 else ("", [])
    if action == "dangky":
        return registration.start(turn, contest)
    if action == "the-le":
        return _rules(turn, contest)
    if action == "hang":
        return _board(turn, contest)
    if action.startswith("dk"):
        return registration.chosen(turn, contest, action, rest)
    who = participant_of(turn, contest, rest[0]) if rest and action in ("vao", "lam", "giay") else None
    if who is None:
        return front(turn, contest)
    if action == "lam":
        return attempts.begin(turn, contest, who)
    return certificate(turn, contest, who) if action == "giay" else enter(turn, contest, who)


def _list(turn: Turn, before: str = "") -> Reply:
    phases = ("open", "before", "after")
    ranked = sorted(
        turn.content.contests.values(),
        key=lambda contest: (phases.index(contest.phase(turn.now)), -contest.opens.timestamp()),
    )[:_MOST_LISTED]
    practise = Option(say("contest.practise"), "/quiz")
    if not ranked:
        return Reply(say("contest.none"), (practise,))
    if len(ranked) == 1 and not before:
        return front(turn, ranked[0])
    lines = [say("contest.line", title=one.title, state=state(one, turn.now)) for one in ranked]
    options = (*(Option(contest.title, f"/thi {contest.id}") for contest in ranked), practise)
    return Reply("\n".join([before, say("contest.list", lines="\n".join(lines))]).strip(), options)


def _rules(turn: Turn, contest: Contest) -> Reply:
    contest = as_begun(contest, turn.store.contests.pool(contest.id))
    text = "\n\n".join([contest.title, say("contest.rules", rules=contest.rules), how(contest)])
    return Reply(text, (Option(say("contest.back"), f"/thi {contest.id}"),))


def _by_code(turn: Turn, code: str) -> Reply:
    who = turn.store.contests.by_code(code) if code else None
    contest = turn.content.contests.get(who.contest) if who else None
    if who is None or contest is None:
        return Reply(say("contest.code_wrong"), (Option(say("contest.other_contests"), "/thi"),))
    turn.session.contest = {"id": contest.id, "who": who.id}
    return enter(turn, contest, who)


def enter(turn: Turn, contest: Contest, who: Participant) -> Reply:
    """Return where ``who`` stands: the attempt that goes on, or what they have reached and may do."""
    running = turn.store.contests.running(who)
    if running:
        return attempts.go_on(turn, turn.store.contests.hold(running))
    who = turn.store.contests.participant(who.id) or who
    return Reply(*summary(turn, contest, who))


def certificate(turn: Turn, contest: Contest, who: Participant) -> Reply:
    """Return the certificate, where the rules give one."""
    standing = turn.store.contests.standing(contest.id)
    final = standing.final(contest, turn.now)
    back = (Option(say("contest.back"), f"/thi {contest.id} vao {who.id}"),)
    hidden = contest.shows == "nothing" and contest.phase(turn.now) != "after"
    if hidden or (contest.certificate and contest.certificate.top and not final):
        return Reply(say("contest.certificate_later"), back)
    if not earned(contest, who, turn.store.contests.place(who), final):
        return Reply(say("contest.certificate_not", who=called(who)), back)
    path = f"/cuoc-thi/{contest.id}/chung-nhan/{who.certificate}"
    parts = [say("contest.certificate_made", who=called(who))]
    if turn.base:
        parts.append(say("contest.certificate_where", address=f"{turn.base}{path}"))
    return Reply("\n\n".join(parts), back, picture=f"{path}.png", document=f"{path}.pdf")


def _board(turn: Turn, contest: Contest) -> Reply:
    records, phase = turn.store.contests, contest.phase(turn.now)
    standing = records.standing(contest.id)
    parts = [say("contest.board_text", title=contest.title, entered=standing.entered, played=standing.played)]
    pool = records.pool(contest.id)
    if pool and standing.played and (contest.shows != "nothing" or phase == "after"):
        first = [person_line(contest, pool.size, line) for line in records.persons(contest.id, _FIRST)]
        parts.append(say("contest.board_first", lines="\n".join(first)))
        if contest.tie_break.question and not standing.final(contest, turn.now):
            parts.append(say("contest.provisional"))
    top = contest.units.children.get("", ())
    sums = records.units(contest.id)
    ranked = sorted((unit for unit in top if unit.id in sums), key=lambda unit: -sums[unit.id].played)[:_FIRST]
    if ranked:
        lines = [
            say("contest.board_unit", unit=u.name, played=sums[u.id].played, average=f"{sums[u.id].average:.1f}")
            for u in ranked
        ]
        parts.append(say("contest.board_units", lines="\n".join(lines)))
    if corrected := records.corrections(contest.id):
        parts.append(say("contest.voided", count=len(corrected)))
    if where := address(turn, contest):
        parts.append(say("contest.page", address=where))
    return Reply("\n\n".join(parts), (Option(say("contest.back"), f"/thi {contest.id}"),))
