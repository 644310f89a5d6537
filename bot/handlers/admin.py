"""What an admin asks in a chat: is the knowledge clean, and what could not be answered."""

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn

_SHOWN = 20


def answer(turn: Turn) -> Reply | None:
    """Return the report for /quantri and /chuatraloi, and for /maso the id that ADMINS wants."""
    name, _ = turn.command
    if name == "/maso":
        turn.outcome = "command"
        return Reply(say("admin.id", name=f"{turn.message.channel}:{turn.message.user}"))
    if name not in ("/quantri", "/chuatraloi"):
        return None
    turn.outcome = "command"
    if not turn.is_admin or turn.message.group:  # what citizens asked is not for a whole group
        return Reply(say("admin.only"))
    turn.store.note_act(f"{turn.message.channel}:{turn.message.user}", name)
    if name == "/chuatraloi":
        lines = [f"- {text} ({outcome})" for text, outcome in turn.store.unanswered(_SHOWN)]
        if not lines:
            return Reply(say("admin.unanswered_none"))
        return Reply(say("admin.unanswered", count=len(lines), lines="\n".join(lines)))
    library = turn.content.library
    broken = [finding for finding in turn.content.findings if finding.severity == "lỗi"]
    today = turn.today
    overdue = sum(entry.overdue(today) for entry in library.entries.values())
    text = say("admin.status", count=len(library.entries), broken=len(broken), overdue=overdue)
    text += "".join(f"\n{finding}" for finding in broken[:10])
    messages, chats = turn.store.parked()
    if messages:
        text += "\n" + say("admin.parked", messages=messages, chats=chats)
    return Reply(text, (Option("Câu chưa trả lời được", "/chuatraloi"),))
