"""The units of a contest: a tree of any depth and kind (xã → thôn, schools, chi đoàn)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from written.text import clean, normal_form, words

LONGEST_NAME = 120
_LETTERS = "bcdfghjkmnpqrstv"


@dataclass(frozen=True)
class Row:
    """A unit as a file gives it. ``under``: the path to its parent, or the end of it; () at the top."""

    name: str
    kind: str = ""
    under: tuple[str, ...] = ()
    population: int | None = None
    formerly: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True)
class Unit:
    """One unit. ``id``: the path of names in lower case, stable as the names are; ``parent``: its parent's id or "".

    ``population``: people, for the share that takes part; ``formerly``: names that people still use.
    """

    id: str
    name: str
    kind: str = ""
    parent: str = ""
    population: int | None = None
    formerly: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Eight letters that stand for the unit where the id is too long."""
        return "".join(_LETTERS[byte % 16] for byte in hashlib.sha256(self.id.encode()).digest()[:8])


@dataclass(frozen=True)
class Units:
    """All units by id, parents before their children."""

    all: dict[str, Unit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.all)

    @cached_property
    def children(self) -> dict[str, tuple[Unit, ...]]:
        """The units below each id; below "" those at the top."""
        found: dict[str, list[Unit]] = {}
        for unit in self.all.values():
            found.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    @cached_property
    def by_key(self) -> dict[str, Unit]:
        """The units by ``Unit.key``."""
        return {unit.key: unit for unit in self.all.values()}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of units, in the order in which they first occur."""
        return tuple(dict.fromkeys(unit.kind for unit in self.all.values() if unit.kind))

    def path(self, unit: str) -> list[Unit]:
        """Return ``unit`` (an id) and all above it, the unit first; empty where there is none of that id."""
        found = []
        while here := self.all.get(unit):
            found.append(here)
            unit = here.parent
        return found

    def title(self, unit: str) -> str:
        """Return "Thôn Nà Phặc, Xã Nghĩa Tá" for an id; "" where there is none."""
        return ", ".join(one.name for one in self.path(unit))

    def below(self, unit: str) -> Iterator[Unit]:
        """Yield all units below an id, at any depth."""
        for child in self.children.get(unit, ()):
            yield child
            yield from self.below(child.id)


class UnitsError(ValueError):
    """What is wrong with a row: ``line`` (from 1) and a plain sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def grown(rows: Sequence[Row]) -> tuple[Units, list[UnitsError]]:
    """Return the tree that ``rows`` make, in any order, and what is wrong with some of them (they are left out)."""
    tree = _Tree()
    problems: list[UnitsError] = []
    waiting = list(rows)
    while waiting:
        left: list[Row] = []
        for row in waiting:
            parents = tree.parents(row.under)
            if not parents:
                left.append(row)
            elif len(parents) > 1:
                problems.append(UnitsError(row.line, _AMBIGUOUS.format(row.name, row.under[-1], len(parents))))
            elif problem := tree.add(row, parents[0]):
                problems.append(UnitsError(row.line, problem))
        if len(left) == len(waiting):
            problems += [UnitsError(row.line, _NO_PARENT.format(row.name, row.under[-1])) for row in left]
            break
        waiting = left
    return Units(tree.found), sorted(problems, key=lambda problem: problem.line)


_NO_PARENT = "Đơn vị “{0}” ghi thuộc “{1}”, nhưng không có đơn vị nào tên như vậy."
_AMBIGUOUS = "Đơn vị “{0}” ghi thuộc “{1}”, mà có {2} đơn vị cùng tên đó; hãy ghi rõ, ví dụ “Thôn A, Xã B”."
_TWICE = "Đơn vị “{0}” viết hai lần trong cùng một nơi; giữ lại một."


class _Tree:
    def __init__(self) -> None:
        self.found: dict[str, Unit] = {}
        self._named: dict[str, list[Unit]] = {}

    def parents(self, under: tuple[str, ...]) -> list[str]:
        """Return the ids that the path ``under`` (top first) can mean; [""] for no path."""
        if not under:
            return [""]
        *above, last = (normal_form(part) for part in under)
        found = [unit for unit in self._named.get(last, ()) if self._stands(unit, above)]
        exact = [unit for unit in found if words(unit.name) == words(under[-1])]
        return [unit.id for unit in exact or found]

    def _stands(self, unit: Unit, above: list[str]) -> bool:
        here: Unit | None = unit
        for name in reversed(above):
            here = self.found.get(here.parent) if here else None
            if here is None or normal_form(here.name) != name:
                return False
        return True

    def add(self, row: Row, parent: str) -> str:
        """Add a unit; return what is wrong with it, "" where nothing is."""
        identity = f"{parent}/{'-'.join(words(clean(row.name)))}".lstrip("/")  # marks kept: Văn Lang, Văn Lăng
        if identity in self.found:
            return _TWICE.format(row.name)
        unit = Unit(identity, row.name, row.kind, parent, row.population, row.formerly)
        self.found[identity] = unit
        self._named.setdefault(normal_form(row.name), []).append(unit)
        return ""
