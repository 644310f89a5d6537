"""What a browser reads: the chat page, the handbook, an entry, and their static files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content import Need
from bot.messages import Option
from bot.pages import figures, prose
from bot.settings import Settings
from bot.texts import say
from knowledge.entry import DETAILS, Entry
from written.reading import read_yaml
from written.text import normal_form

HERE = Path(__file__).parent
STATIC = HERE / "static"
"""Served at /static/."""

_LONGEST_SUMMARY = 200


@dataclass(frozen=True)
class Bubble:
    """One thing said in the conversation that a page shows."""

    who: Literal["user", "bot"]
    text: str
    options: tuple[Option, ...] = ()
    topic: str | None = None
    picture: str | None = None
    document: str | None = None


def chat_page(settings: Settings, needs: Sequence[Need], log: Sequence[Bubble], csrf: str, link: str = "") -> str:
    """Return the chat page; ``log`` is shown without JavaScript, which keeps its own; ``link``: begins it."""
    return render("chat.html", settings, needs=needs, log=log, csrf=csrf, link=link, script_texts=_script_texts())


def handbook_page(settings: Settings, needs: Sequence[Need], entries: Mapping[str, Entry]) -> str:
    """Return all ``entries`` by skill."""
    names: dict[str, str] = _texts()["skills"]
    groups: dict[str, list[Entry]] = {skill: [] for skill in names}
    for entry in entries.values():
        groups.setdefault(entry.skill, []).append(entry)
    skills = [
        (skill, names.get(skill, skill), sorted(group, key=lambda entry: normal_form(entry.title)))
        for skill, group in groups.items()
        if group
    ]
    shown = [(need, [entries[name] for name in need.entries if name in entries]) for need in needs]
    return render("handbook.html", settings, skills=skills, needs=shown, count=len(entries))


def entry_page(settings: Settings, entry: Entry, related: Sequence[Entry], public_url: str, today: date) -> str:
    """Return one entry's page, with what a message that shares it shows of it."""
    details = [
        (
            name,
            entry.details[name].text
            if entry.details[name].holds_on(today)
            else say("detail_ended", title=_inside(entry)),
        )
        for name in DETAILS
        if name in entry.details
    ]
    return render(
        "entry.html",
        settings,
        entry=entry,
        related=related,
        details=details,
        headings=DETAILS,
        address=f"{public_url.rstrip('/')}/cam-nang/{entry.id}",
        summary=_summary(entry.answer),
        overdue=say("overdue") if entry.overdue(today) else "",
    )


def not_found_page(settings: Settings) -> str:
    """Return the page for an address that does not exist."""
    return render("not_found.html", settings)


def render(name: str, settings: Settings, **values: Any) -> str:
    """Return the template ``name`` filled with ``values``, what all pages show, and the texts."""
    return _ENVIRONMENT.get_template(name).render(
        operator=settings.operator, page=_texts(), script=_texts()["script"], **values
    )


def _inside(entry: Entry) -> str:
    title = entry.title
    return title[0].lower() + title[1:] if title[:2].istitle() else title


def _summary(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _LONGEST_SUMMARY:
        return text
    return text[:_LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


@cache
def _texts() -> dict[str, Any]:
    data, _ = read_yaml(HERE / "page_texts.yaml", "page_texts.yaml")
    return dict(next(iter(data.values())))


@cache
def _script_texts() -> str:
    return json.dumps(_texts()["script"], ensure_ascii=False)


@cache
def _static(name: str) -> str:
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={version}"


@cache
def _pictures() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (STATIC / "needs.svg").read_text(encoding="utf-8")))


def _picture(name: str) -> str:
    return f"{_static('needs.svg')}#{name if name in _pictures() else 'viec-khac'}"


def _host(address: str) -> str:
    return urlsplit(address).netloc


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals.update(static=_static, picture=_picture)
_ENVIRONMENT.filters.update(blocks=prose.blocks, pieces=prose.pieces, urgent=prose.urgent, tel=prose.tel, host=_host)
_ENVIRONMENT.filters.update(figures.FILTERS)
