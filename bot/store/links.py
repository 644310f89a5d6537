"""Shared links: made, found, counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.clock import day_number
from bot.links import Figures, Link, new_code
from bot.store.links_tables import links, openings

DAY = 24 * 3600.0
MOST_A_DAY = 20
"""Links that one chat may make a day."""
MOST_OF_ALL_A_DAY = 10_000
"""Links that all may make a day: chats on the page cost nothing, so this bounds what a flood leaves behind."""


class Links:
    """Links, within one transaction; ``chat`` (hashed): who asks; ``now``: seconds since the epoch."""

    def __init__(self, connection: Connection, chat: str, now: float) -> None:
        self._connection = connection
        self._chat = chat
        self._now = now

    def make(self, kind: str, target: str, maker: str, unit: str) -> Link | None:
        """Return a link: the same again for the same wish; None where too many have been made today."""
        same = (links.c.kind == kind) & (links.c.target == target) & (links.c.maker == maker) & (links.c.unit == unit)
        if self._chat:
            row = self._connection.execute(select(links).where(same & (links.c.chat == self._chat))).first()
            if row is not None:
                return _link(row)
        today = links.c.at > self._now - DAY
        made = self._count(today & (links.c.chat == self._chat)) if self._chat else 0
        if made >= MOST_A_DAY or self._count(today) >= MOST_OF_ALL_A_DAY:
            return None
        code = new_code()
        while self.get(code) is not None:
            code = new_code()
        own = {"code": code, "kind": kind, "target": target, "maker": maker, "unit": unit, "chat": self._chat or None}
        nothing = {"opened": 0, "started": 0, "finished": 0, "right": 0, "questions": 0}
        self._connection.execute(insert(links).values(**own, **nothing, at=self._now, used=self._now))
        return Link(code, kind, target, maker, unit)

    def get(self, code: str) -> Link | None:
        """Return the link of ``code`` (as ``bot.links.read_code`` gives it)."""
        row = self._connection.execute(select(links).where(links.c.code == code)).first()
        return _link(row) if row is not None else None

    def own(self, most: int = 5) -> list[Link]:
        """Return the asking chat's links, newest first."""
        query = select(links).where(links.c.chat == self._chat).order_by(links.c.at.desc(), links.c.code).limit(most)
        return [_link(row) for row in self._connection.execute(query)]

    def count(self) -> int:
        """Return how many links are the asking chat's."""
        return self._count(links.c.chat == self._chat)

    def opened(self, code: str, who: str = "") -> None:
        """Count that ``who`` (hashed; the asking chat) opened a link: once a day."""
        new = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        row = {"code": code, "who": who or self._chat, "day": day_number(self._now)}
        noted = new(openings).values(row).on_conflict_do_nothing().returning(openings.c.code)
        if self._connection.execute(noted).first() is not None:
            self._add(code, opened=1)

    def started(self, code: str) -> None:
        """Count a round that was begun through a link."""
        self._add(code, started=1)

    def finished(self, code: str, right: int, questions: int) -> None:
        """Count a round that was begun through a link and is over."""
        self._add(code, finished=1, right=right, questions=questions)

    def _add(self, code: str, **more: int) -> None:
        values: dict[str, Any] = {name: links.c[name] + count for name, count in more.items()}
        self._connection.execute(update(links).where(links.c.code == code).values(**values, used=self._now))

    def _count(self, which: Any) -> int:
        return self._connection.execute(select(func.count()).select_from(links).where(which)).scalar() or 0


class LinkRows:
    """The same for who is in no chat: a browser that opens a link, makes one, or wants its pictures."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, code: str) -> Link | None:
        """Return the link of ``code``."""
        with self._engine.connect() as connection:
            return Links(connection, "", 0.0).get(code)

    def opened(self, code: str, who: str, now: float) -> None:
        """Count that ``who`` (hashed) opened a link: once a day."""
        with self._engine.begin() as connection:
            Links(connection, "", now).opened(code, who)

    def make(self, kind: str, target: str, maker: str, unit: str, now: float) -> Link | None:
        """Return a new link that is nobody's; None where too many have been made today."""
        with self._engine.begin() as connection:
            return Links(connection, "", now).make(kind, target, maker, unit)


def erase(connection: Connection, chat: str, at: float) -> None:
    """Take names off the links that ``chat`` made up to ``at``; they still lead on, and nobody owns them."""
    own = (links.c.chat == chat) & (links.c.at <= at)
    connection.execute(update(links).where(own).values(maker="", unit="", chat=None))
    connection.execute(delete(openings).where(openings.c.who == chat))


def tidy(connection: Connection, now: float, days: float) -> None:
    """Delete links that nobody has used for ``days``, and who opened which before yesterday."""
    connection.execute(delete(links).where(links.c.used < now - days * DAY))
    connection.execute(delete(openings).where(openings.c.day < day_number(now - DAY)))


def _link(row: Row[Any]) -> Link:
    figures = Figures(row.opened, row.started, row.finished, row.right, row.questions)
    return Link(row.code, row.kind, row.target, row.maker, row.unit, figures)
