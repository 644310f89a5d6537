"""How an entry reads as a reply: what to know first, the steps, where to go on, who says so."""

from __future__ import annotations

from datetime import date

from bot.messages import Option, Reply
from bot.texts import say
from knowledge import Entry
from knowledge.entry import DETAILS

_BUTTONS = ("giay-to", "le-phi", "noi-lam", "thoi-han", "doi-tuong")
_MOST_DETAILS = 3
_LONGEST_LABEL = 60


def whole(entry: Entry, today: date, lead: str = "") -> Reply:
    """Return the whole answer; ``lead`` (a detail's text) goes first where the question asked for it."""
    parts = [lead] if lead else []
    parts.append(entry.answer)
    if entry.steps:
        parts.append("\n".join(f"{number}. {step}" for number, step in enumerate(entry.steps, 1)))
    if entry.local:
        parts.append(entry.local)
    parts.append("\n".join(_ending(entry, today)))
    return Reply("\n\n".join(part.strip() for part in parts if part.strip()), options(entry, today), topic=entry.id)


def about(entry: Entry, aspect: str, today: date) -> str:
    """Return what the entry says of one aspect, beginning with what it speaks of."""
    title = entry.title[0].lower() + entry.title[1:] if entry.title[:2].istitle() else entry.title
    detail = entry.details.get(aspect)
    if detail is None:
        return say("detail_missing", title=title)
    if not detail.holds_on(today):
        return say("detail_ended", title=title)
    return say("about", title=title, text=detail.text)


def detail(entry: Entry, aspect: str, today: date) -> Reply:
    """Return the answer to a follow-up."""
    text = f"{about(entry, aspect, today)}\n\n" + "\n".join(_ending(entry, today, links=False))
    first = Option(say("whole"), f"/xem {entry.id}")
    return Reply(text, (first, *options(entry, today, aspect)[:4]), topic=entry.id)


def options(entry: Entry, today: date, shown: str = "") -> tuple[Option, ...]:
    """Return at most three details, one related need, and the way out if another need was meant."""
    details = [
        Option(say(f"details.{name}"), f"/xem {entry.id} {name}")
        for name in _BUTTONS
        if name in entry.details and name != shown and entry.details[name].holds_on(today)
    ]
    return (*details[:_MOST_DETAILS], Option(say("none_of_these"), "/khac"))


def choice(entry: Entry) -> Option:
    """Return the option that leads to ``entry``."""
    return Option(entry.title[:_LONGEST_LABEL], f"/xem {entry.id}")


def _ending(entry: Entry, today: date, links: bool = True) -> list[str]:
    lines: list[str] = []
    if links and entry.links:
        lines.append(say("see", links=" ; ".join(link.url for link in entry.links[:2])))
    if entry.hotline:
        lines.append(say("call", hotline=entry.hotline))
    names = "; ".join(source.text for source in entry.sources[:2])
    if names and entry.verified:
        lines.append(say("source", names=names, day=f"{entry.verified:%d/%m/%Y}"))
    elif names:
        lines.append(say("source_only", names=names))
    if entry.overdue(today):
        lines.append(say("overdue"))
    lines.append(say("helped"))
    return lines


assert set(_BUTTONS) == set(DETAILS)
