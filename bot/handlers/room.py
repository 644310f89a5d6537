"""Shows who leads an evening the way to the page where a room is opened."""

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_WORDS = ("mo phong", "phong choi", "phong choi chung", "mo phong choi", "choi chung", "choi tap the", "vao phong")


def answer(turn: Turn) -> Reply | None:
    """Return the way to the rooms' page for /phong and its words."""
    name, _ = turn.command
    if name != "/phong" and (name or normal_form(turn.text) not in _WORDS):
        return None
    turn.outcome = "command"
    url = turn.settings.public_url
    text = say("room.open", address=f"{url}/phong") if url else say("room.open_here")
    return Reply(text, (Option(say("quiz.practise"), "/quiz"),))
