"""Registration, step by step: consent, what the contest asks, whether a name is shown.

What was given so far waits in the session, sealed; nothing of it is ever said again, for replies are kept a while.
"""

from __future__ import annotations

import json
import re
from typing import Any

from bot import contest_codes
from bot.contests import Entry
from bot.handlers.contest_front import front, summary
from bot.handlers.contest_words import called
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from quiz.contest import CONSENTING, YOUNGEST, Ask, Contest, shown_name
from quiz.units import Unit
from quiz.units_search import MOST, search
from written.text import normal_form

_EXPECTING = "contest registration"
_YES, _UNIT, _SKIP, _ONLY, _SHOW, _HIDE, _BOTH, _BACK = (
    "dk-dong-y", "dk-dv", "dk-bo-qua", "dk-chi", "dk-hien", "dk-an", "dk-ca-hai", "dk-lai",
)  # fmt: skip
_OLDEST = 1900
_LONGEST_TEXT = 100
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TELEPHONE = re.compile(r"0\d{9}")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+){1,7}\.?")
_LEAD = re.compile(
    r"(?:(?:em|tôi|toi|mình|minh|con|cháu|chau)\s+)?(?:họ\s+)?(?:và\s+)?(?:tên|ten)(?:\s+(?:là|la))?:?\s+", re.I
)
_SKIPPED = ("bo qua", "khong", "khong co", "thoi", "-")


def start(turn: Turn, contest: Contest) -> Reply:
    """Ask for consent."""
    if contest.phase(turn.now) == "after":
        return front(turn, contest)
    turn.session.contest = {"id": contest.id}
    turn.session.expecting = ""
    asks = ", ".join(_optional(ask) for ask in contest.asks)
    text = say(
        "contest.consent", asks=asks, purpose=contest.consent or say("contest.purpose"),
        days=f"{turn.settings.keep.contest_days:g}",
    )  # fmt: skip
    options = (_option(contest, "contest.agree", _YES), Option(say("contest.disagree"), f"/thi {contest.id} {_BACK}"))
    return Reply(text, options)


def chosen(turn: Turn, contest: Contest, action: str, rest: list[str]) -> Reply:
    """Return what follows a pressed button of the registration."""
    state = turn.session.contest
    if contest.phase(turn.now) == "after":
        return front(turn, contest)
    if action == _BACK:
        turn.session.contest, turn.session.expecting = {"id": contest.id}, ""
        return Reply(say("contest.disagreed"), (Option(say("contest.practise"), "/quiz"),))
    if action == _YES:
        turn.session.contest = {"id": contest.id, "step": 0, "given": turn.store.contests.seal("{}")}
        return _ask(turn, contest)
    if state.get("id") != contest.id or "step" not in state:
        return Reply(say("contest.interrupted"), (_option(contest, "contest.register", "dangky"),))
    ask = _current(turn, contest)
    if action == _SKIP and ask and ask.optional:
        return _next(turn, contest)
    if action == _UNIT and ask and ask.field == "unit":
        unit = contest.units.by_key.get(rest[0]) if rest else None
        return _unit(turn, contest, unit) if unit else _ask(turn, contest)
    if action == _ONLY and ask and ask.field == "unit" and state.get("unit"):
        return _keep(turn, contest, "unit", str(state["unit"]))
    if action in (_SHOW, _HIDE, _BOTH) and ask is None:
        return _register(turn, contest, action)
    return _ask(turn, contest)


def typed(turn: Turn) -> Reply | None:
    """Return the reply to a typed field, None where none is waited for."""
    state = turn.session.contest
    contest = turn.content.contests.get(str(state.get("id", "")))
    if turn.session.expecting != _EXPECTING or contest is None or "step" not in state:
        return None
    ask = _current(turn, contest)
    if ask is None or turn.text.rstrip().endswith("?"):
        return None
    if contest.phase(turn.now) == "after":
        return front(turn, contest)
    said = normal_form(turn.text)
    if ask.optional and said in _SKIPPED:
        return _next(turn, contest)
    text = " ".join(turn.as_typed.split())
    if ask.field == "unit":
        return _search(turn, contest, text)
    value = _read(turn, ask, text)
    if not value:
        return Reply(say(f"contest.wrong.{ask.field}", most=_LONGEST_TEXT), _skip(contest, ask))
    return _keep(turn, contest, ask.field, value)


# --- fields ---


def _optional(ask: Ask) -> str:
    label = ask.label if ask.field == "text" else say(f"contest.asks.{ask.field}")
    label = label[0].lower() + label[1:]
    return say("contest.optional", label=label) if ask.optional else label


def _option(contest: Contest, words: str, action: str) -> Option:
    return Option(say(words), f"/thi {contest.id} {action}")


def _skip(contest: Contest, ask: Ask) -> tuple[Option, ...]:
    return (_option(contest, "contest.skip", _SKIP),) if ask.optional else ()


def _current(turn: Turn, contest: Contest) -> Ask | None:
    step = int(turn.session.contest.get("step", 0))
    return contest.asks[step] if step < len(contest.asks) else None


def _ask(turn: Turn, contest: Contest) -> Reply:
    ask = _current(turn, contest)
    if ask is None:
        return _how_shown(turn, contest)
    turn.session.expecting = _EXPECTING
    kinds = ", ".join(contest.units.kinds[:3])
    text = say(f"contest.ask.{ask.field}", kinds=kinds, label=ask.label.rstrip("?"))
    return Reply(text, _skip(contest, ask))


def _next(turn: Turn, contest: Contest) -> Reply:
    state = {name: value for name, value in turn.session.contest.items() if name != "unit"}
    turn.session.contest = {**state, "step": int(state.get("step", 0)) + 1}
    return _ask(turn, contest)


def _keep(turn: Turn, contest: Contest, field: str, value: str) -> Reply:
    given = _given(turn)
    ask = _current(turn, contest)
    name = ask.label if ask and field == "text" else field
    if field == "year" and turn.today.year - int(value) < YOUNGEST:
        turn.session.contest, turn.session.expecting = {"id": contest.id}, ""
        return Reply(say("contest.too_young"), (Option(say("contest.practise"), "/quiz"),))
    sealed = turn.store.contests.seal(json.dumps({**given, name: value}, ensure_ascii=False))
    turn.session.contest = {**turn.session.contest, "given": sealed}
    return _next(turn, contest)


def _given(turn: Turn) -> dict[str, str]:
    found: dict[str, str] = json.loads(turn.store.contests.unseal(str(turn.session.contest["given"])))
    return found


def _read(turn: Turn, ask: Ask, text: str) -> str:
    """Return what ``text`` gives for a field, "" where it is no such thing."""
    if ask.field == "name":
        name = _LEAD.sub("", text, count=1).strip(" .,:")
        name = name.title() if name.islower() or name.isupper() else name
        return name if _NAME.fullmatch(name) and len(name) <= _LONGEST_TEXT else ""
    if ask.field == "year":
        found = _YEAR.search(text)
        return found[0] if found and _OLDEST <= int(found[0]) <= turn.today.year else ""
    if ask.field == "telephone":
        digits = re.sub(r"\D", "", text)
        digits = f"0{digits[2:]}" if digits.startswith("84") and len(digits) == 11 else digits
        return digits if _TELEPHONE.fullmatch(digits) else ""
    return text if len(text) <= _LONGEST_TEXT else ""


# --- units ---


def _search(turn: Turn, contest: Contest, text: str) -> Reply:
    within = str(turn.session.contest.get("unit", ""))
    found = search(contest.units, text, within) or (search(contest.units, text) if within else [])
    if len(found) == 1:
        return _unit(turn, contest, found[0])
    ask = _current(turn, contest)
    more = _skip(contest, ask) if ask else ()
    if not found:
        example = contest.units.title(next(reversed(contest.units.all)))
        return Reply(say("contest.wrong.unit", example=example), (*_only(turn, contest), *more))
    if len(found) > MOST:
        example = contest.units.title(found[0].id)
        return Reply(say("contest.too_many", count=len(found), example=example), more)
    options = tuple(Option(_label(contest, unit), f"/thi {contest.id} {_UNIT} {unit.key}") for unit in found)
    return Reply(say("contest.which", count=len(found)), (*options, *more))


def _label(contest: Contest, unit: Unit) -> str:
    old = f" (gồm {', '.join(unit.formerly[:2])})" if unit.formerly else ""
    return f"{contest.units.title(unit.id)}{old}"[:64]


def _unit(turn: Turn, contest: Contest, unit: Unit) -> Reply:
    """Keep a unit; where there are units below it, ask which."""
    below = contest.units.children.get(unit.id)
    if not below:
        return _keep(turn, contest, "unit", unit.id)
    turn.session.contest = {**turn.session.contest, "unit": unit.id}
    turn.session.expecting = _EXPECTING
    few = below if len(below) <= MOST else ()
    options = tuple(Option(_label(contest, one), f"/thi {contest.id} {_UNIT} {one.key}") for one in few)
    return Reply(say("contest.ask.unit_below", unit=unit.name), (*options, *_only(turn, contest)))


def _only(turn: Turn, contest: Contest) -> tuple[Option, ...]:
    unit = contest.units.all.get(str(turn.session.contest.get("unit", "")))
    return (Option(say("contest.only_this", unit=unit.name), f"/thi {contest.id} {_ONLY}"),) if unit else ()


# --- the end ---


def _age(turn: Turn, given: dict[str, str]) -> int | None:
    """Return the least age in years that somebody of that year of birth can have."""
    return turn.today.year - int(given["year"]) - 1 if "year" in given else None


def _how_shown(turn: Turn, contest: Contest) -> Reply:
    turn.session.expecting = ""
    given = _given(turn)
    age = _age(turn, given)
    if age is not None and age < CONSENTING:
        options = (
            _option(contest, "contest.child_initials", _HIDE),
            _option(contest, "contest.child_name", _BOTH),
            _option(contest, "contest.child_no", _BACK),
        )
        return Reply(say("contest.child"), options)
    if "name" not in given:
        return _register(turn, contest, _HIDE)
    words = "contest.show_yes" if age is not None else "contest.show_yes_unknown"
    return Reply(say("contest.show"), (_option(contest, words, _SHOW), _option(contest, "contest.show_no", _HIDE)))


def _register(turn: Turn, contest: Contest, action: str) -> Reply:
    given = _given(turn)
    shown = shown_name(given.get("name", ""), _age(turn, given), action != _HIDE, action == _BOTH)
    form: dict[str, Any] = {name: value for name, value in given.items() if name not in ("unit", "year")}
    year = int(given["year"]) if "year" in given else None
    entry = Entry(form, shown, given.get("unit", ""), year)
    who = turn.store.contests.register(contest.id, contest.closes.timestamp(), entry)
    turn.session.contest, turn.session.expecting = {"id": contest.id, "who": who.id}, ""
    name = who.called or say("contest.nameless")
    text = say("contest.registered", who=name, code=contest_codes.shown(who.code))
    more, options = summary(turn, contest, who)
    return Reply(f"{text}\n\n{more.partition(chr(10) * 2)[2].replace(called(who), name)}", options)
