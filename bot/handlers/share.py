"""Links to questions: made step by step with /chiase, opened by a code in any chat, with what came of them."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import links
from bot.handlers.quiz import begin_round, resumed
from bot.links import Link
from bot.masking import Masked
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_WORDS = (
    "chia se",
    "tao duong dan",
    "tao link",
    "moi ban be",
    "moi moi nguoi",
    "chia se cho moi nguoi",
    "chia se cau do",
)
_SKIPPED = ("bo qua", "khong", "khong can", "khong co", "thoi", "-")
_SKIP, _AGAIN, _SHOW, _POSTER, _MORE = "bo-qua", "nhu-cu", "ma", "to-roi", "them"
_MOST_SUBJECTS = 4
_MOST_SHOWN = 3
_QUESTIONS = 5
_NEARLY = re.compile(r"thi ([a-z0-9 ]*)", re.IGNORECASE)


def answer(turn: Turn) -> Reply | None:
    """Return the reply to a link's code, to /chiase, and to what it asks for."""
    name, arguments = turn.command
    if (opened := _code(turn, name, arguments)) is not None:
        turn.outcome = "command"
        return _open(turn, opened, counted=name == "/vao")
    said = "" if name else normal_form(turn.text)
    if name == "/chiase" or said in _WORDS:
        turn.outcome = "command"
        return _share(turn, arguments)
    if turn.session.expecting == "share" and not name and turn.session.share:
        if said in _SKIPPED:
            turn.outcome = "command"
            return _take(turn, "")
        if not turn.text.rstrip().endswith("?"):
            turn.outcome = "command"
            return _typed(turn)
    return None


# --- opened ---


def _code(turn: Turn, name: str, arguments: list[str]) -> str | None:
    """Return the code that a message opens, "" for a wrong one, None where it is about something else."""
    if name in ("/start", "/vao") and arguments:
        given = arguments[0] if name == "/vao" else arguments[0].partition("_")[2]
        return links.read_code(given) if name == "/vao" or arguments[0].lower().startswith("q_") else None
    if name == "/thi" and arguments and (code := links.read_code("".join(arguments))):
        return code
    if name:
        return None
    if code := links.typed_code(turn.text):
        explicit = normal_form(turn.text) != code.lower()
        return code if explicit or turn.store.links.get(code) else None
    return "" if _nearly(turn.text) else None


def _nearly(text: str) -> bool:
    """Tell whether ``text`` is "thi" and what can only be a mistyped code."""
    found = _NEARLY.fullmatch(" ".join(text.split()))
    given = found[1].replace(" ", "").lower() if found else ""
    if not links.LENGTH - 1 <= len(given) <= links.LENGTH + 1 or re.search(r"[aeiouy]|\d{3}", given):
        return False
    return bool(re.search(r"\d", given) and re.search(r"[a-z]", given))


def _open(turn: Turn, code: str, counted: bool) -> Reply | None:
    link = turn.store.links.get(code) if code else None
    title = links.title(turn.content, link) if link else ""
    if link is None or not title:
        return Reply(say("share.closed" if link else "share.unknown"), (Option(say("quiz.practise"), "/quiz"),))
    if not counted:
        turn.store.links.opened(code)
    turn.session.share = {}
    if link.kind == "contest":
        turn.session.contest_link = code
        turn.text = f"/thi {link.target}"  # the contest's own handler goes on
        turn.message = replace(turn.message, kind="option")
        return None
    invited = say("share.invited", inviter=link.inviter) if link.inviter else ""
    before = f"{invited}{say('share.begin', title=title)}"
    if turn.session.link == code and (waiting := resumed(turn)) is not None:
        return waiting
    return begin_round(turn, link.target, _QUESTIONS, code, before)


# --- made ---


def _share(turn: Turn, arguments: list[str]) -> Reply:
    first = arguments[0] if arguments else ""
    if first in (_SHOW, _POSTER) and len(arguments) == 2:
        return _show(turn, links.read_code(arguments[1]), poster=first == _POSTER)
    if first in (_SKIP, _AGAIN) and turn.session.share:
        return _take(turn, _before(turn) if first == _AGAIN else "")
    if links.kind_of(turn.content, first):
        turn.session.share = {"target": first}
        return _ask(turn)
    start = int(arguments[1]) if first == _MORE and len(arguments) == 2 and arguments[1].isdigit() else 0
    return _subjects(turn, start)


def _subjects(turn: Turn, start: int) -> Reply:
    turn.session.share, turn.session.expecting = {}, ""
    targets = links.targets(turn.content)
    if not targets:
        return Reply(say("quiz.none"))
    start = start if start < len(targets) else 0
    shown = targets[start : start + _MOST_SUBJECTS]
    options = [Option(title, f"/chiase {target}") for target, title in shown]
    if len(targets) > _MOST_SUBJECTS:
        options.append(Option(say("share.more"), f"/chiase {_MORE} {start + _MOST_SUBJECTS}"))
    own = turn.store.links.own(_MOST_SHOWN) if start == 0 else []
    parts = [_figures(turn, link) for link in own]
    text = say("share.own", lines="\n".join(parts)) + "\n\n" if parts else ""
    return Reply(text + say("share.choose"), tuple(options))


def _figures(turn: Turn, link: Link) -> str:
    title = links.title(turn.content, link) or say("share.gone")
    return "- " + say("share.line", title=title, code=link.code, figures=figures(link))


def figures(link: Link) -> str:
    """Return what came of a link, in words."""
    counted = link.figures
    said = say("share.figures", opened=counted.opened, started=counted.started, finished=counted.finished)
    if not counted.questions:
        return said
    return f"{said}, {say('share.average', average=f'{100 * counted.average:.0f}')}"


def _ask(turn: Turn) -> Reply:
    """Ask for the next thing: the maker's name, then the unit."""
    turn.session.expecting = "share"
    options = [Option(say("share.skip"), f"/chiase {_SKIP}")]
    if before := _before(turn):
        options.insert(0, Option(before, f"/chiase {_AGAIN}"))
    return Reply(say("share.ask_unit" if "maker" in turn.session.share else "share.ask_name"), tuple(options))


def _before(turn: Turn) -> str:
    """Return what the person answered the last time to what is asked now."""
    own = turn.store.links.own(1)
    return (own[0].unit if "maker" in turn.session.share else own[0].maker) if own else ""


def _typed(turn: Turn) -> Reply:
    masked, place = Masked(turn.message.text, turn.message.secrets), "maker" in turn.session.share
    given = links.named(turn.as_typed if place else turn.message.text, masked, place)
    if len(given) > links.LONGEST_NAME or not given:
        text = say("share.too_long", most=links.LONGEST_NAME) if given else say("share.no_numbers")
        return Reply(text, (Option(say("share.skip"), f"/chiase {_SKIP}"),))
    return _take(turn, given)


def _take(turn: Turn, given: str) -> Reply:
    share = turn.session.share
    if "maker" not in share:
        turn.session.share = {**share, "maker": given}
        return _ask(turn)
    turn.session.share, turn.session.expecting = {}, ""
    kind = links.kind_of(turn.content, share["target"])
    if kind is None:
        return _subjects(turn, 0)
    made = turn.store.links.make(kind, share["target"], share["maker"], given)
    if made is None:
        return Reply(say("share.too_many"), (Option(say("quiz.practise"), "/quiz"),))
    return _show(turn, made.code, poster=False)


def _show(turn: Turn, code: str, poster: bool) -> Reply:
    link = turn.store.links.get(code) if code else None
    title = links.title(turn.content, link) if link else ""
    if link is None or not title:
        return Reply(say("share.closed" if link else "share.unknown"), (Option(say("share.another"), "/chiase"),))
    web = links.web_address(turn.base, code)
    lines = [say("share.web", address=web)] if web else []
    if deep := links.deep_link(turn.names, code):
        lines.append(say("share.telegram", address=deep))
    lines.append(say("share.type" if lines else "share.type_only", code=code))
    made = say("share.made_code" if len(lines) == 1 else "share.poster_made" if poster else "share.made", title=title)
    text = "\n".join([made, *lines, "", say("share.look")])
    options = [Option(say("share.try"), f"/vao {code}"), Option(say("share.another"), "/chiase")]
    reachable = bool(web or deep)
    if reachable and not poster:
        options.insert(0, Option(say("share.poster"), f"/chiase {_POSTER} {code}"))
    return Reply(
        text,
        tuple(options),
        picture=f"/q/{code}/the.png" if reachable and not poster else None,
        document=f"/q/{code}.pdf" if reachable and poster else None,
    )
