"""The first words, and starting over for another person."""

from bot.handlers.topics import menu_options
from bot.messages import Reply
from bot.settings import Settings
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_OTHER = ("nguoi khac hoi", "co nguoi khac hoi", "doi nguoi hoi", "hoi lai tu dau", "bat dau lai")


def operator_line(settings: Settings) -> str:
    """Return who runs the bot, in one line."""
    operator = settings.operator
    if not operator.name:
        return say("operator_none")
    return say("operator", name=operator.name, address=operator.address, phone=operator.phone)


def answer(turn: Turn) -> Reply | None:
    """Return the welcome for /start and friends, and forget what was spoken of when somebody else asks."""
    name, _ = turn.command
    if turn.message.kind in ("start", "follow") or name in ("/start", "/batdau", "/help", "/trogiup"):
        turn.outcome = "command"
        turn.session.forget(practice=False)
        turn.session.greeted = True
        text = say("welcome", operator=operator_line(turn.settings))
        return Reply(f"{text}\n\n{say('welcome_more')}", menu_options(turn))
    if name == "/moi" or normal_form(turn.text) in _OTHER:
        turn.outcome = "command"
        turn.session.forget()
        return Reply(say("forgotten"), menu_options(turn))
    return None
