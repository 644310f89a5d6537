"""Finds the unit that somebody typed: old names, no marks, abbreviated kinds, slips. Never guesses between two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from quiz.units import Unit, Units
from written.text import canonical, clean, has_marks, normal_form, words

MOST = 5
"""Units that are offered at once."""
_ALIKE = 86.0  # rapidfuzz's ratio of two folded names
_SHORTEST_ALIKE = 4
_KINDS = {
    "xa": "xa", "x": "xa", "phuong": "phuong", "p": "phuong", "thi tran": "thi tran", "tt": "thi tran",
    "thon": "thon", "t": "thon", "ban": "ban", "xom": "xom", "lang": "lang", "ap": "ap", "khu pho": "khu pho",
    "kp": "khu pho", "khu": "khu", "to dan pho": "to", "tdp": "to", "to": "to", "huyen": "huyen", "h": "huyen",
    "tinh": "tinh", "thanh pho": "thanh pho", "tp": "thanh pho", "thi xa": "thi xa", "tx": "thi xa",
    "truong": "truong", "chi doan": "chi doan", "cd": "chi doan", "doan xa": "doan xa", "chi hoi": "chi hoi",
}  # fmt: skip
_KIND = re.compile(rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))}) +(.+)")
_LEAD = re.compile(r"(?:em|toi|minh|chau|con|nha em|nha toi)?\s*(?:o|thuoc|cua|tai|song o|don vi)\s+(.+)")


def search(units: Units, typed: str, within: str = "") -> list[Unit]:
    """Return the units that ``typed`` may mean, likeliest first: one where it is clear, [] where none is alike.

    ``within``: the id of a unit; only those below it are looked at.
    """
    said = normal_form(typed)
    if lead := _LEAD.fullmatch(said):
        said = lead[1]
    parts = [normal_form(part) for part in re.split(r"[,;–]| - ", typed) if normal_form(part)]
    pool = list(units.below(within) if within else units.all.values())
    found = _exact(pool, said) or _in_parent(units, pool, said, parts) or _begun(pool, said) or _alike(pool, said)
    spelt = [unit for unit in found if has_marks(typed) and _spelt(unit, typed)]
    return spelt or found


def _spelt(unit: Unit, typed: str) -> bool:
    """Tell whether ``typed`` ends with a name of the unit, marks and all: "Văn Lăng" is not "Văn Lang"."""
    said = [canonical(word) for word in words(clean(typed))]
    for name in (unit.name, *unit.formerly):
        own = [canonical(word) for word in words(clean(name))][-len(bare(name)[1].split()) :]
        if said[-len(own) :] == own:
            return True
    return False


def bare(text: str) -> tuple[str, str]:
    """Return the kind ("" where none is said) and the name in ``text``, folded: "X. Nghĩa Tá" -> ("xa", "nghia ta")."""
    said = normal_form(text)
    found = _KIND.fullmatch(said)
    return (_KINDS[found[1]], found[2]) if found else ("", said)


@lru_cache(maxsize=20_000)
def _names(unit: Unit) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(bare(name) for name in (unit.name, *unit.formerly)))


def _exact(pool: Iterable[Unit], said: str) -> list[Unit]:
    kind, name = bare(said)
    whole = [unit for unit in pool if any(name == own for _, own in _names(unit)) or said == normal_form(unit.name)]
    same_kind = [unit for unit in whole if any((kind, name) == own for own in _names(unit))] if kind else []
    found = same_kind or whole
    return sorted(found, key=lambda unit: _names(unit)[0][1] != name)  # today's names before old ones


def _in_parent(units: Units, pool: list[Unit], said: str, parts: list[str]) -> list[Unit]:
    """Look for "na phac nghia ta" and "Nà Phặc, Nghĩa Tá": a unit's name, then those of units above it."""
    found = []
    for unit in pool:
        above = units.path(unit.id)[1:]
        if not above:
            continue
        for kind, name in _names(unit):
            heads = {name, f"{kind} {name}".strip(), normal_form(unit.name)}
            rests = {parts[1]} if len(parts) > 1 and parts[0] in heads else set()
            rests |= {said[len(head) :].strip() for head in heads if said.startswith(f"{head} ")}
            if any(_means(parent, rest) for rest in rests for parent in above):
                found.append(unit)
                break
    return found


def _means(unit: Unit, said: str) -> bool:
    kind, name = bare(said)
    return any(name == own and kind in ("", own_kind) for own_kind, own in _names(unit)) or any(
        fuzz.ratio(name, own) >= _ALIKE for _, own in _names(unit) if len(name) >= _SHORTEST_ALIKE
    )


def _begun(pool: Iterable[Unit], said: str) -> list[Unit]:
    _, name = bare(said)
    if len(name) < 2:
        return []
    return [unit for unit in pool if any(own.startswith(f"{name} ") for _, own in _names(unit))]


def _alike(pool: Iterable[Unit], said: str) -> list[Unit]:
    _, name = bare(said)
    if len(name) < _SHORTEST_ALIKE:
        return []
    rated = [(max(fuzz.ratio(name, own) for _, own in _names(unit)), unit) for unit in pool]
    best = max((score for score, _ in rated), default=0.0)
    close = [(score, unit) for score, unit in rated if score >= max(_ALIKE, best - 4)]
    return [unit for _, unit in sorted(close, key=lambda pair: -pair[0])]
