"""Back to the bot, after a human has answered in the same chat."""

from bot.handlers.topics import menu_options
from bot.messages import Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_WORDS = ("gap tro ly", "goi tro ly", "noi chuyen voi tro ly")


def answer(turn: Turn) -> Reply | None:
    """Return a word of welcome for who asks for the bot."""
    if turn.command[0] or normal_form(turn.text) not in _WORDS:
        return None
    turn.outcome = "command"
    return Reply(say("zalo.back"), menu_options(turn))
