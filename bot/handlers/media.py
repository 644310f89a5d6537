"""Photos, voice and the like: says what to do instead; empty and endless texts too."""

from bot.handlers.topics import menu_options
from bot.messages import Reply
from bot.texts import say
from bot.turn import Turn
from knowledge.library import LONGEST
from written.text import clean

_HINTS = ("photo", "voice", "file", "location", "sticker")


def answer(turn: Turn) -> Reply | None:
    """Return a hint for what is not a text."""
    if turn.message.kind in _HINTS:
        turn.outcome = "rejected"
        return Reply(say(f"hint.{turn.message.kind}"), menu_options(turn))
    if turn.message.kind in ("start", "follow"):
        return None
    if len(turn.text) > LONGEST:
        turn.outcome = "rejected"
        return Reply(say("too_long"))
    if not clean(turn.text):
        turn.outcome = "rejected"
        return Reply(say("empty"), menu_options(turn))
    return None
