"""The knowledge in use now: an immutable snapshot, swapped when a file changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot import danger
from bot.settings import Settings
from knowledge import Entry, Finding, Library, Thresholds
from knowledge.lexicon import cue_pattern
from knowledge.library import CACHE
from quiz import Bank, Question
from quiz.contest import Contest
from quiz.contest_shelf import read_contests
from quiz.shelf import read_banks
from written.reading import read_yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Need:
    """A need of life on the first screen, and the entries behind it."""

    id: str
    label: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """All that answers are made from."""

    library: Library
    banks: Mapping[str, Bank] = field(default_factory=dict)
    quiz_findings: tuple[Finding, ...] = ()
    contests: Mapping[str, Contest] = field(default_factory=dict)

    @property
    def entries(self) -> dict[str, Entry]:
        """All entries by id."""
        return self.library.entries

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All quiz questions by id."""
        return {question.id: question for bank in self.banks.values() for question in bank.questions}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong in the files, entries first."""
        return (*self.library.findings, *self.quiz_findings)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The needs that have at least one entry, in order."""
        data, _ = read_yaml(HERE / "needs.yaml", "needs.yaml")
        needs = [
            Need(str(i), str(n["label"]), tuple(str(e) for e in n["entries"] if e in self.entries))
            for i, n in data.items()
        ]
        return tuple(need for need in needs if need.entries)

    @cached_property
    def emergencies(self) -> dict[str, tuple[Any, Any]]:
        """For each kind of danger, the pattern that tells it and the one that rules it out (folded text)."""
        return {kind: (cue_pattern(cues), cue_pattern(unless)) for kind, (cues, unless) in danger.signs().items()}


def load(settings: Settings, folder: Path | None = None, **options: Any) -> Content:
    """Return the content as the files are now. Raises Unreadable where no entry can be used."""
    thresholds = Thresholds(settings.knowledge.answer_from, settings.knowledge.choices_from)
    library = Library.load(folder or settings.entries, thresholds=thresholds, **options)
    banks, findings = read_banks(settings.banks, CACHE)
    contests, more = read_contests(settings.contests, CACHE)
    return Content(library, banks, (*findings, *more), contests)
