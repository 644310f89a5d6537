"""What the host and the players of a room may do, and what each of them gets to see."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import bot.rooms.names as names
from bot.content import Content
from bot.store import Store
from bot.store.rooms import Activity, Hall, Player
from bot.texts import say
from quiz.room import Given, Room, Standing, Step, standings
from quiz.round import begin

COUNTS = (5, 10, 15)
MIXED = "tron"
MOST_PEOPLE = 50
"""Around one phone."""
_TRIES = 20  # codes tried until one is free
_SHOWN_AT_END = 10
STEPS: dict[str, Step] = {"tiep": "next", "dong": "close", "het": "end"}


@dataclass(frozen=True)
class _Result:
    """All that a version of a room says of its closed questions."""

    counts: tuple[Counter[int], ...]
    standings: dict[int, Standing]
    answers: dict[tuple[int, int], Given]


class Rooms:
    """All rooms. Every method that reads or writes is quick and runs in a thread of the store's (``Store.run``)."""

    def __init__(self, store: Store, content: Callable[[], Content], clock: Callable[[], float] = time.time) -> None:
        self._rows, self._store, self._content, self._clock = store.rooms, store, content, clock
        self._results = lru_cache(64)(self._result)

    def create(self, bank: str, count: int, speed: bool) -> str:
        """Return the six-digit code of a new room with ``count`` questions of a bank (or of all). Raises KeyError."""
        content = self._content()
        pool = list(content.questions.values()) if bank == MIXED else list(content.banks[bank].questions)
        title = say("room.mixed") if bank == MIXED else content.banks[bank].title
        source = secrets.SystemRandom()
        chosen = source.sample(pool, min(count, len(pool)))
        room = Room(begin(chosen, secrets.token_hex(8)).asked, title, speed)
        texts = [
            {
                "question": question.question,
                "choices": asked.shown(question),
                "explanation": question.explanation,
                "entry": question.entry,
            }
            for question, asked in zip(chosen, room.asked, strict=True)
        ]
        for _ in range(_TRIES):
            code = f"{source.randrange(100_000, 1_000_000)}"
            if self._rows.create(code, room, texts, self._clock()):
                return code
        raise RuntimeError("no room code is free")

    def host_key(self, code: str) -> str:
        """Return what only the host's browser knows of a room."""
        return self._store.hashed("room host", code)

    def exists(self, code: str) -> bool:
        """Tell whether ``code`` leads into a room now."""
        return code.isdigit() and len(code) == 6 and self._rows.load(code, self._clock()) is not None

    def join(self, code: str, token: str, name: str, unit: str, people: int) -> Player | None:
        """Let the browser with ``token`` play under ``name``; None where the name cannot be shown to a hall."""
        shown = names.name(name)
        if shown is None:
            return None
        unit = names.name(unit, 2 * names.LONGEST_NAME) or ""
        people = min(max(1, people), MOST_PEOPLE)
        return self._rows.join(code, self._hashed(token), shown, unit, people, self._clock())

    def answer(self, code: str, token: str, position: int, choice: int) -> bool:
        """Keep an answer; False where it does not count."""
        return self._rows.answer(code, self._hashed(token), position, choice, self._clock())

    def step(self, code: str, step: str) -> bool:
        """Do the host's step ("tiep", "dong", "het"); return whether it changed anything. Raises KeyError."""
        wanted = STEPS[step]
        return self._rows.change(code, self._clock(), lambda room: room.step(wanted))

    def hands(self, code: str, counts: list[int]) -> bool:
        """Keep the raised hands that the host has counted."""
        return self._rows.change(code, self._clock(), lambda room: room.raised(counts))

    def remove(self, code: str, player: int) -> None:
        """Take a player out of the room."""
        self._rows.remove(code, player)

    def activity(self, codes: list[str]) -> dict[str, Activity]:
        """Return what tells of changes in rooms."""
        return self._rows.activity(codes)

    def hall(self, code: str) -> Hall | None:
        """Return the room itself."""
        return self._rows.load(code, self._clock())

    def player_view(self, code: str, token: str) -> dict[str, Any] | None:
        """Return what a player's phone shows; nothing of the right choice before the host has closed the question."""
        hall = self.hall(code)
        if hall is None:
            return None
        room, position = hall.room, hall.room.position
        view: dict[str, Any] = {"v": hall.version, "phase": room.phase, "n": position, "total": len(room.asked)}
        player = self._rows.player(code, self._hashed(token)) if token else None
        if player is None:
            return {**view, "me": None}
        view["me"] = {"name": player.name, "unit": player.unit, "people": player.people}
        if room.phase in ("open", "closed"):
            texts = hall.questions[position]
            view |= {
                "q": texts["question"],
                "c": texts["choices"],
                "mine": self._rows.choice(code, player.id, position),
            }
        if room.phase in ("closed", "over") and position >= 0:
            view |= self._outcome(hall, player)
        return view

    def _outcome(self, hall: Hall, player: Player) -> dict[str, Any]:
        result = self._results(hall.code, hall.version)
        mine = result.standings.get(player.id)
        found: dict[str, Any] = {"players": len(result.standings)}
        if mine:
            found |= {"place": mine.place, "score": mine.right, "points": mine.points}
        if hall.room.phase == "closed":
            texts = hall.questions[hall.room.position]
            return found | {"right": hall.room.right_choice(hall.room.position), "why": texts["explanation"]}
        entries, review = self._content().entries, []
        for position in range(hall.room.shown):
            given = result.answers.get((player.id, position))
            entry = entries.get(hall.questions[position]["entry"])
            if (given is None or given.choice != hall.room.right_choice(position)) and entry:
                review.append({"title": entry.title, "id": entry.id})
        return found | {"shown": hall.room.shown, "review": review[:5]}

    def host_view(self, code: str) -> dict[str, Any] | None:
        """Return what the page on the wall shows."""
        hall = self.hall(code)
        if hall is None:
            return None
        room, players = hall.room, self._rows.players(code)
        result = self._result(code, hall.version)
        view: dict[str, Any] = {
            "v": hall.version, "phase": room.phase, "n": room.position, "total": len(room.asked), "title": room.title,
            "speed": room.speed, "given": len(result.answers), "seconds": max(0, int(self._clock() - hall.opened)),
            "players": [{"id": p.id, "name": p.name, "unit": p.unit, "people": p.people} for p in players],
        }  # fmt: skip
        if room.phase in ("open", "closed"):
            texts, counts = hall.questions[room.position], result.counts[room.position]
            view |= {"q": texts["question"], "c": texts["choices"], "hands": list(room.hands[room.position])}
            view |= {"counts": [counts[number] for number in range(len(texts["choices"]))]}
            view["answered"] = sum(counts.values())
        if room.phase == "closed":
            view |= {"right": room.right_choice(room.position), "why": hall.questions[room.position]["explanation"]}
        if room.phase in ("closed", "over"):
            view["best"] = _best(players, result)
            view["units"] = unit_table(players, result.standings)
        return view

    def _result(self, code: str, version: int) -> _Result:
        """Return the result of a room; of a version whose question is closed it never changes again."""
        hall = self.hall(code)
        assert hall is not None
        answers = self._rows.answers(code)
        counts = tuple(
            Counter(given.choice for given in answers if given.position == position)
            for position in range(len(hall.room.asked))
        )
        found = standings(hall.room, (player.id for player in self._rows.players(code)), answers)
        by_place = {(given.player, given.position): given for given in answers}
        return _Result(counts, {one.player: one for one in found}, by_place)

    def result(self, code: str) -> tuple[Hall, list[Player], list[Standing], dict[tuple[int, int], Given]] | None:
        """Return all that the results' table is made of."""
        hall = self.hall(code)
        if hall is None:
            return None
        result = self._result(code, hall.version)
        return hall, self._rows.players(code), list(result.standings.values()), result.answers

    def _hashed(self, token: str) -> str:
        return self._store.hashed("room player", token)


def unit_table(players: list[Player], found: dict[int, Standing]) -> list[dict[str, Any]]:
    """Return each thôn or group with the number of its people and its average of right answers, best first."""
    groups: dict[str, list[Player]] = {}
    for player in players:
        if player.unit:
            groups.setdefault(player.unit.casefold(), []).append(player)
    table = []
    for group in groups.values():
        scores = [found[player.id].right for player in group if player.id in found]
        average = round(sum(scores) / len(scores), 1) if scores else 0.0
        table.append({"unit": group[0].unit, "people": sum(p.people for p in group), "average": average})
    return sorted(table, key=lambda row: (-row["average"], -row["people"], row["unit"]))


def _best(players: list[Player], result: _Result) -> list[dict[str, Any]]:
    known = {player.id: player for player in players}
    return [
        {**_named(known[one.player]), "place": one.place, "right": one.right, "points": one.points}
        for one in list(result.standings.values())[:_SHOWN_AT_END]
        if one.player in known
    ]


def _named(player: Player) -> dict[str, Any]:
    return {"name": player.name, "unit": player.unit}
