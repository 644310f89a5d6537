"""The menu: needs of life first, then the entries behind a need."""

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

MOST_OPTIONS = 5
_WORDS = (
    "menu",
    "danh muc",
    "xem danh muc",
    "viec khac",
    "xem cac viec khac",
    "tro giup",
    "huong dan su dung",
)


def menu_options(turn: Turn, start: int = 0) -> tuple[Option, ...]:
    """Return the needs from number ``start`` (from 0) as options, and the way to the rest of them."""
    needs = [Option(need.label, f"/nhucau {need.id}") for need in turn.content.needs]
    return _page(needs, start, "/menu", say("menu_more"))


def answer(turn: Turn) -> Reply | None:
    """Return the menu, or a need's entries."""
    name, arguments = turn.command
    if name == "/menu" or normal_form(turn.text) in _WORDS:
        turn.outcome = "command"
        start = int(arguments[0]) if arguments and arguments[0].isdigit() else 0
        return Reply(say("menu"), menu_options(turn, start % max(1, len(turn.content.needs))))
    if name != "/nhucau" or not arguments:
        return None
    need = next((need for need in turn.content.needs if need.id == arguments[0]), None)
    turn.outcome = "command"
    if need is None:
        return Reply(say("old_button"), menu_options(turn))
    start = int(arguments[1]) if len(arguments) > 1 and arguments[1].isdigit() else 0
    options = [Option(turn.content.entries[entry].title, f"/xem {entry}") for entry in need.entries]
    return Reply(say("need", label=need.label), _page(options, start, f"/nhucau {need.id}", say("need_more")))


def _page(options: list[Option], start: int, command: str, more: str) -> tuple[Option, ...]:
    shown = options[start : start + MOST_OPTIONS]
    if start == 0 and len(options) <= MOST_OPTIONS:
        return tuple(shown)
    shown = options[start : start + MOST_OPTIONS - 1]
    following = start + MOST_OPTIONS - 1
    return (*shown, Option(more, f"{command} {following if following < len(options) else 0}"))
