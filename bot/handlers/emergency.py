"""Someone in danger, or a scam going on: what to do now, before anything else."""

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn

_MORE = {
    "scam": ("lua-dao-da-chuyen-tien", "lua-dao-gia-cong-an"),
    "violence": ("an-toan-tre-em",),
}


def answer(turn: Turn) -> Reply | None:
    """Return the first line to act on, where the message tells of danger."""
    if turn.text.startswith("/"):
        return None
    question = turn.content.library.read(turn.question)
    for kind, (cues, unless) in turn.content.emergencies.items():
        if cues.search(question.folded) and not unless.search(question.folded):
            turn.outcome = "emergency"
            turn.answer = turn.content.library.ask(turn.question)
            entries = turn.content.entries
            more = [entries[name] for name in _MORE.get(kind, ()) if name in entries]
            options = tuple(Option(entry.title, f"/xem {entry.id}") for entry in more)
            return Reply(say(f"emergency.{kind}"), options)
    return None
