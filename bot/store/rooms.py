"""Rows of rooms: each step of the host, each joining and each answer is one short transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.rooms_tables import room_answers, room_players, rooms
from quiz.room import Given, Room

_OPEN_FOR = 12 * 3600.0  # seconds that a code leads into its room: an evening


@dataclass(frozen=True)
class Player:
    """A phone that plays, with so many ``people`` around it."""

    id: int
    name: str
    unit: str
    people: int


@dataclass(frozen=True)
class Hall:
    """A room with the texts of its questions; ``opened``: when (s) the one on the wall was opened."""

    code: str
    room: Room
    questions: tuple[dict[str, Any], ...]
    version: int
    opened: float
    at: float


@dataclass(frozen=True)
class Activity:
    """What tells that something has changed."""

    version: int
    players: int
    answered: int


class RoomRows:
    """Reads and writes rooms."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, code: str, room: Room, questions: Collection[dict[str, Any]], now: float) -> bool:
        """Keep a new room; False where the code is taken."""
        texts = json.dumps(list(questions), ensure_ascii=False)
        row = {"code": code, "data": json.dumps(room.to_data(), ensure_ascii=False), "questions": texts}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(rooms).values(**row, version=1, opened=now, at=now))
        except IntegrityError:
            return False
        return True

    def load(self, code: str, now: float) -> Hall | None:
        """Return the room that ``code`` leads into at ``now``, None where there is none or its evening is over."""
        with self._engine.connect() as connection:
            return _hall(connection.execute(select(rooms).where(rooms.c.code == code)).first(), now)

    def change(self, code: str, now: float, change: Callable[[Room], Room]) -> bool:
        """Put the room that ``change`` makes of it in its place; return whether that is another one."""
        with self._engine.begin() as connection:
            query = select(rooms).where(rooms.c.code == code).with_for_update()
            hall = _hall(connection.execute(query).first(), now)
            changed = change(hall.room) if hall else None
            if hall is None or changed is None or changed == hall.room:
                return False
            values = {"data": json.dumps(changed.to_data(), ensure_ascii=False), "version": hall.version + 1}
            if changed.position != hall.room.position:
                values["opened"] = now
            connection.execute(update(rooms).where(rooms.c.code == code).values(values))
        return True

    def join(self, code: str, token: str, name: str, unit: str, people: int, now: float) -> Player:
        """Add a player, or rename the one with this ``token`` (hashed); equal names get a number."""
        with self._engine.begin() as connection:
            connection.execute(select(rooms.c.code).where(rooms.c.code == code).with_for_update())
            others = (room_players.c.room == code) & (room_players.c.token != token)
            taken = {row.name for row in connection.execute(select(room_players.c.name).where(others))}
            number, wanted = 1, name
            while name in taken:
                number += 1
                name = f"{wanted} {number}"
            values = {"name": name, "unit": unit, "people": people}
            known = _player(connection, code, token)
            if known:
                connection.execute(update(room_players).where(room_players.c.id == known.id).values(values))
            else:
                connection.execute(insert(room_players).values(room=code, token=token, at=now, **values))
            player = _player(connection, code, token)
        assert player is not None
        return player

    def player(self, code: str, token: str) -> Player | None:
        """Return the player of ``token`` (hashed)."""
        with self._engine.connect() as connection:
            return _player(connection, code, token)

    def players(self, code: str) -> list[Player]:
        """Return all players in the order of their coming."""
        query = select(room_players).where(room_players.c.room == code).order_by(room_players.c.id)
        with self._engine.connect() as connection:
            return [Player(row.id, row.name, row.unit, row.people) for row in connection.execute(query)]

    def remove(self, code: str, player: int) -> None:
        """Take a player and their answers out of the room."""
        with self._engine.begin() as connection:
            here = (room_players.c.room == code) & (room_players.c.id == player)
            connection.execute(delete(room_players).where(here))
            mine = (room_answers.c.room == code) & (room_answers.c.player == player)
            connection.execute(delete(room_answers).where(mine))

    def answer(self, code: str, token: str, position: int, choice: int, now: float) -> bool:
        """Keep a player's answer; False where it does not count: too late, not a choice, or a second one."""
        try:
            with self._engine.begin() as connection:
                player = _player(connection, code, token)
                # The share lock keeps the host from closing the question between this look and the commit.
                query = select(rooms).where(rooms.c.code == code).with_for_update(read=True)
                hall = _hall(connection.execute(query).first(), now)
                if hall is None or player is None or not hall.room.takes(position, choice):
                    return False
                row = {"room": code, "position": position, "player": player.id, "choice": choice}
                connection.execute(insert(room_answers).values(**row, ms=int((now - hall.opened) * 1000)))
        except IntegrityError:
            return False
        return True

    def answers(self, code: str) -> list[Given]:
        """Return all answers."""
        query = select(room_answers).where(room_answers.c.room == code)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Given(row.player, row.position, row.choice, row.ms) for row in rows]

    def choice(self, code: str, player: int, position: int) -> int | None:
        """Return what a player has answered to a question."""
        mine = (room_answers.c.room == code) & (room_answers.c.player == player)
        query = select(room_answers.c.choice).where(mine & (room_answers.c.position == position))
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else int(found)

    def activity(self, codes: Collection[str]) -> dict[str, Activity]:
        """Return what tells of changes in the rooms of ``codes``."""
        players = select(func.count()).where(room_players.c.room == rooms.c.code).scalar_subquery()
        answers = select(func.count()).where(room_answers.c.room == rooms.c.code).scalar_subquery()
        query = select(rooms.c.code, rooms.c.version, players.label("players"), answers.label("answers"))
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(rooms.c.code.in_(codes))).all()
        return {row.code: Activity(row.version, row.players, row.answers) for row in rows}

    def since(self, moment: float) -> list[str]:
        """Return the codes of the rooms made since ``moment``."""
        with self._engine.connect() as connection:
            return [row.code for row in connection.execute(select(rooms.c.code).where(rooms.c.at >= moment))]

    def tidy(self, before: float) -> None:
        """Delete the rooms made before a moment, and who played in them."""
        old = select(rooms.c.code).where(rooms.c.at < before)
        with self._engine.begin() as connection:
            connection.execute(delete(room_answers).where(room_answers.c.room.in_(old)))
            connection.execute(delete(room_players).where(room_players.c.room.in_(old)))
            connection.execute(delete(rooms).where(rooms.c.at < before))


def _hall(row: Row[Any] | None, now: float) -> Hall | None:
    if row is None or now - row.at > _OPEN_FOR:
        return None
    room = Room.from_data(json.loads(row.data))
    return Hall(row.code, room, tuple(json.loads(row.questions)), row.version, row.opened, row.at)


def _player(connection: Connection, code: str, token: str) -> Player | None:
    query = select(room_players).where((room_players.c.room == code) & (room_players.c.token == token))
    row = connection.execute(query).first()
    return Player(row.id, row.name, row.unit, row.people) if row else None
