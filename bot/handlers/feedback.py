"""Whether an answer helped, and what comes next when it was not the one meant."""

from bot.handlers.faq import offer
from bot.handlers.handoff import to_person
from bot.messages import Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_YES = frozenset(
    ["dung", "dung roi", "co", "co giup", "roi", "duoc", "duoc roi", "ok", "oke", "vang", "da", "da dung", "da co",
     "giup duoc", "dung y roi", "chinh xac", "dung the", "phai roi", "dung vay"]
)  # fmt: skip
_NO = frozenset(
    ["chua", "chua dung", "chua duoc", "khong", "khong dung", "khong phai", "sai", "sai roi", "khong phai y toi",
     "khong giup duoc", "chua giup", "khong dung y", "khong phai cai nay", "khac co", "y toi khong phai the",
     "toi khong hoi cai nay", "khong phai viec nay", "nham roi", "ko", "ko phai", "k phai", "ko phai y toi",
     "khong co viec nao", "khong co cai nao", "deu khong phai"]
)  # fmt: skip


def answer(turn: Turn) -> Reply | None:
    """Take a yes or no after an answer, or "not what I meant" at any time."""
    said = normal_form(turn.text) if not turn.text.startswith("/") else ""
    expected = turn.session.expecting == "helped"
    if turn.command[0] == "/dung" or (expected and said in _YES):
        turn.store.note_feedback(turn.message.channel, turn.session.entry, True, turn.session.question)
        turn.session.expecting = ""
        turn.outcome = "command"
        return Reply(say("helped_yes"))
    if turn.command[0] == "/khac" or said in ("khong phai y toi", "ko phai y toi") or (expected and said in _NO):
        turn.store.note_feedback(turn.message.channel, turn.session.entry, False, turn.session.question)
        turn.outcome = "command"
        return _next(turn)
    return None


def _next(turn: Turn) -> Reply:
    session = turn.session
    session.expecting = ""
    session.refused += 1
    pending = [name for name in session.pending if name in turn.content.entries]
    if not pending or session.refused > 2:
        session.pending = []
        return to_person(turn)
    return offer(turn, pending, say("choices_again"))
