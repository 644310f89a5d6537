"""What is kept of a person: /dulieu shows it, /xoadulieu deletes it, asked once."""

from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

_DELETE = "/xoadulieu"
_YES = "dong-y"
_CLEARED = "trang"  # the page's conversation is cleared: not what somebody gave a contest's organiser with consent
_SAID = {
    "du lieu cua toi": "/dulieu",
    "xem du lieu cua toi": "/dulieu",
    "bot luu gi cua toi": "/dulieu",
    "xoa du lieu": _DELETE,
    "xoa du lieu cua toi": _DELETE,
    "xoa het du lieu cua toi": _DELETE,
}


def answer(turn: Turn) -> Reply | None:
    """Return the reply to /dulieu and /xoadulieu."""
    name, arguments = turn.command
    name = _SAID.get(normal_form(turn.text), name)
    if name not in ("/dulieu", _DELETE):
        return None
    turn.outcome = "command"
    if name == "/dulieu":
        kept, keep = turn.store.about(), turn.settings.keep
        days = {"chat_days": f"{keep.chat_days:g}", "question_days": f"{keep.question_days:g}"}
        counts = {"questions": kept["unanswered"], **{name: kept[name] for name in ("feedback", "links", "memories")}}
        more = [say("mydata.daily")] if kept["subscribers"] else []
        if kept["contests"]:
            more.append(say("mydata.contests", count=kept["contests"], days=f"{keep.contest_days:g}"))
        text = say("mydata.kept", daily="".join(f"\n{line}" for line in more), **counts, **days)
        return Reply(text, (Option(say("mydata.delete"), _DELETE),))
    if arguments not in ([_YES], [_CLEARED]):
        yes = Option(say("mydata.yes"), f"{_DELETE} {_YES}")
        count = turn.store.contests.count()
        contests = f" {say('mydata.sure_contests', count=count)}" if count else ""
        return Reply(say("mydata.sure") + contests, (yes, Option(say("back_to_menu"), "/menu")))
    if arguments == [_CLEARED]:
        turn.store.contests.detach()
    turn.store.forget()
    turn.session.forget()
    return Reply(say("mydata.deleted"))
