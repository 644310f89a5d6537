"""On to a human, with what to say there."""

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_WORDS = (
    "gap nguoi that", "gap nguoi", "noi chuyen voi nguoi that", "cho gap can bo", "toi muon gap can bo", "gap can bo",
    "goi cho ai", "noi chuyen voi nguoi", "gap nhan vien", "gap tu van vien",
)  # fmt: skip


def answer(turn: Turn) -> Reply | None:
    """Return where to find a human, when asked for one."""
    if turn.command[0] != "/nguoi" and normal_form(turn.text) not in _WORDS:
        return None
    turn.outcome = "command"
    return to_person(turn)


def to_person(turn: Turn) -> Reply:
    """Return where to find a human and what to say there."""
    text = say("handoff")
    if turn.session.question not in ("", say("withheld")):
        text += "\n" + say("handoff_question", question=turn.session.question[:200])
    return Reply(text, (Option(say("back_to_menu"), "/menu"),))
