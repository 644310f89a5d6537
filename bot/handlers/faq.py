"""Answers a question from the knowledge base, or offers choices, or says that it does not know."""

from bot import replies
from bot.handlers.topics import menu_options
from bot.handlers.welcome import operator_line
from bot.messages import Option, Reply
from bot.texts import say
from bot.turn import Turn
from bot.withheld import storable
from knowledge import Answer, Entry
from knowledge.entry import DETAILS

_MOST_CHOICES = 4
_NEW_SUBJECT = 0.5  # from this confidence on, a question that names a subject is a new one


def answer(turn: Turn) -> Reply | None:
    """Return the reply to any text."""
    name, arguments = turn.command
    if name == "/xem" and arguments:
        turn.outcome = "command"
        return _show(turn, *arguments[:2])
    if name:
        turn.outcome = "command"
        return Reply(say("old_button"), menu_options(turn))
    found = turn.content.library.ask(turn.question)
    turn.answer = found
    turn.outcome = found.outcome
    if found.outcome == "rejected":
        return Reply(say("empty"), menu_options(turn))
    if entry := _spoken_of(turn, found):
        return _follow_up(turn, entry)
    if found.outcome == "smalltalk":
        return Reply(say(f"smalltalk.{found.small_talk}", operator=operator_line(turn.settings)), menu_options(turn))
    turn.session.question = storable(turn.text, found)
    turn.session.refused = 0
    turn.session.pending = [match.entry.id for match in found.matches]
    if found.outcome == "answer":
        return _answer(turn, found)
    turn.store.note_unanswered(turn.message.channel, turn.session.question, found.outcome, turn.session.pending)
    if found.outcome == "choices":
        return offer(turn, turn.session.pending, say("choices"), found.offered)
    return Reply(say("none"), (*menu_options(turn)[:4], Option(say("talk_to_person"), "/nguoi")))


def offer(turn: Turn, entries: list[str], text: str, most: int = _MOST_CHOICES) -> Reply:
    """Offer the first of ``entries`` and "none of these"; the rest stays for the next time."""
    shown = entries[: min(most, _MOST_CHOICES)]
    turn.session.pending = entries[len(shown) :]
    options = [replies.choice(turn.content.entries[name]) for name in shown]
    return Reply(text, (*options, Option(say("none_of_these"), "/khac")))


def _answer(turn: Turn, found: Answer) -> Reply:
    entry = found.matches[0].entry
    turn.session.pending = turn.session.pending[1:]
    _remember(turn, entry)
    lead = replies.about(entry, found.detail, turn.today) if found.detail else ""
    return replies.whole(entry, turn.today, lead)


def _show(turn: Turn, name: str, aspect: str = "") -> Reply:
    entry = turn.content.entries.get(name)
    if entry is None:
        return Reply(say("old_button"), menu_options(turn))
    _remember(turn, entry)
    if aspect in DETAILS:
        return replies.detail(entry, aspect, turn.today)
    return replies.whole(entry, turn.today)


def _spoken_of(turn: Turn, found: Answer) -> Entry | None:
    """Return the entry that a follow-up asks about, or None where the question stands by itself."""
    entry = turn.content.entries.get(turn.session.entry)
    age = turn.now - turn.session.entry_at
    if entry is None or age > turn.settings.conversation.forget_after_minutes * 60:
        return None
    aspect = turn.content.library.aspect(turn.content.library.read(turn.question)).aspect
    if aspect is None:
        return None
    best = found.matches[0] if found.matches else None
    if len(found.subject) >= 2 and best and best.entry.id != entry.id and best.confidence >= _NEW_SUBJECT:
        return None
    if len(found.subject) >= 4 and found.outcome == "choices":
        return None
    return entry


def _follow_up(turn: Turn, entry: Entry) -> Reply:
    aspect = turn.content.library.aspect(turn.content.library.read(turn.question)).aspect or ""
    _remember(turn, entry)
    turn.outcome = "answer"
    if turn.answer:
        matches = turn.answer.matches
        own = next((match for match in matches if match.entry.id == entry.id), None)
        first = own or type(matches[0])(entry, 1.0) if matches else None
        rest = tuple(match for match in matches if match.entry.id != entry.id)
        kept = (first, *rest)[:5] if first else ()
        turn.answer = Answer("answer", kept, aspect if aspect in entry.details else None, turn.answer.confidence, 1)
    return replies.detail(entry, aspect, turn.today)


def _remember(turn: Turn, entry: Entry) -> None:
    turn.session.entry = entry.id
    turn.session.entry_at = turn.now
    turn.session.expecting = "helped"
