"""The knowledge base as one immutable value: load a folder of entries, ask it a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import knowledge.index as trained
import knowledge.kept as kept
from knowledge.aspects import Asked, asked
from knowledge.entry import Entry
from knowledge.folder import LEXICON, read_entries
from knowledge.learner import learn
from knowledge.lexicon import SHIPPED as SHIPPED_LEXICON
from knowledge.lexicon import Lexicon
from knowledge.matcher import Matcher, Ranking, load_coefficients
from knowledge.repair import Question, Repairer
from written.reading import Finding, Text, Unreadable, read_yaml
from written.text import fold, words

HERE = Path(__file__).parent
SHIPPED = HERE / "entries"
CACHE = HERE.parent / "var" / "knowledge"
LONGEST = 4096
"""Longest question, in characters."""

_BARE = 2  # so few words name a subject, not a need: "hộ chiếu" may be a new one, a lost one, its photo

Outcome = Literal["answer", "choices", "none", "smalltalk", "rejected"]


@dataclass(frozen=True)
class Thresholds:
    """From which probability on an entry is given as the answer, or a choice of entries is offered."""

    answer: float = 0.65
    choices: float = 0.06
    most_choices: int = 4
    smallest_share: float = 0.1


@dataclass(frozen=True)
class Match:
    """An entry and the probability (0..1) that it is the one meant."""

    entry: Entry
    confidence: float


@dataclass(frozen=True)
class Answer:
    """What a question found. ``matches``: best first, whatever the outcome; ``offered``: how many of them to show."""

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    detail: str | None = None
    confidence: float = 0.0
    offered: int = 0
    subject: tuple[str, ...] = ()
    small_talk: str | None = None


@dataclass(frozen=True)
class Broad:
    """Questions that are too broad for one entry, and the entries to offer."""

    topics: tuple[str, ...]
    phrases: list[str]


@dataclass(frozen=True)
class Library:
    """All entries that can be used, what is wrong in the others, and the index over them."""

    entries: dict[str, Entry]
    findings: tuple[Finding, ...]
    lexicon: Lexicon
    matcher: Matcher = field(repr=False)
    thresholds: Thresholds = Thresholds()
    broad: dict[str, Broad] = field(default_factory=dict, repr=False)

    @classmethod
    def load(
        cls,
        folder: str | Path = SHIPPED,
        cache: Path | None = CACHE,
        thresholds: Thresholds | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Library:
        """Return the library in ``folder``, trained or from ``cache`` (None: neither read nor written).

        ``progress`` is called with the share done while training. Raises Unreadable where no entry can be used.
        """
        folder = Path(folder)
        entries, findings = read_entries(folder, cache)
        if not entries:
            raise Unreadable(list(findings) or [Finding(str(folder), 1, "lỗi", "Thư mục không có mục kiến thức nào.")])
        lexicon, more = Lexicon.load(_beside(folder, LEXICON) or SHIPPED_LEXICON)
        groups = broad_groups(entries)
        index = _index(learned(entries, groups), groups, lexicon, cache, progress)
        matcher = Matcher(index, Repairer(lexicon, index.vocabulary), load_coefficients())
        return cls(entries, (*findings, *more), lexicon, matcher, thresholds or Thresholds(), groups)

    def read(self, text: str) -> Question:
        """Return ``text`` as the matcher reads it."""
        return self.matcher.repairer.read(text)

    def aspect(self, question: Question) -> Asked:
        """Return which aspect ``question`` names, and its subject."""
        return asked(self.lexicon, question.standard)

    def ask(self, question: str, limit: int = 5) -> Answer:
        """Return what ``question`` (as typed) finds, with at most ``limit`` matches; the outcome is that of all."""
        if not question.strip() or len(question) > LONGEST:
            return Answer("rejected")
        read = self.read(question)
        if not read.words:
            return Answer("rejected")
        named = self.aspect(read)
        ranking = self.matcher.rank(read)
        broad = self.broad[ranking.broad] if ranking.broad and ranking.vaguely > ranking.nearly else None
        matches = self._matches(ranking, broad)
        if ranking.small_talk:
            return Answer("smalltalk", matches[:limit], None, 1 - ranking.nearly, 0, named.subject, ranking.small_talk)
        outcome, offered = self._decide(ranking, broad, matches, len(words(question)))
        detail = named.aspect if matches and named.aspect in matches[0].entry.details else None
        return Answer(outcome, matches[:limit], detail, ranking.surely, min(offered, limit), named.subject)

    def _matches(self, ranking: Ranking, broad: Broad | None) -> tuple[Match, ...]:
        shares = self.matcher.shares(ranking)
        classes = self.matcher.index.classes
        found = {classes[number]: share for number, share in zip(ranking.order, shares, strict=True)}
        names = list(found)
        if broad:
            topics = sorted(broad.topics, key=lambda name: -found.get(name, 0.0))
            names = list(dict.fromkeys([*topics[:3], names[0], *topics[3:], *names]))
        return tuple(Match(self.entries[name], found.get(name, 0.0)) for name in names)

    def _decide(
        self, ranking: Ranking, broad: Broad | None, matches: tuple[Match, ...], words: int
    ) -> tuple[Outcome, int]:
        limits = self.thresholds
        if ranking.surely >= limits.answer and words > _BARE and ranking.owners < 2:
            return "answer", 1
        if len(matches) < 2 or ranking.nearly + ranking.vaguely < limits.choices:
            return "none", 0
        if broad:
            return "choices", min(limits.most_choices, len(broad.topics) + 1, len(matches))
        if ranking.owners > 1:
            return "choices", min(limits.most_choices, ranking.owners, len(matches))
        close = sum(match.confidence >= limits.smallest_share for match in matches[: limits.most_choices])
        return "choices", max(2, close)


def _index(
    phrasings: dict[str, list[str]],
    groups: Mapping[str, Broad],
    lexicon: Lexicon,
    cache: Path | None,
    progress: Callable[[float], None] | None,
) -> trained.Index:
    """Return the index from ``cache``, learned first where it is not there; without a place to keep it, here."""
    broad = {f"{trained.BROAD}:{name}": group.topics for name, group in groups.items()}
    if cache is None:
        return trained.build(phrasings, broad, progress, lexicon)
    place = cache / "index" / trained.key(phrasings, broad, lexicon)
    index = kept.load(place) or learn(place, phrasings, broad, progress, lexicon)
    if index is None:
        return trained.build(phrasings, broad, progress, lexicon)
    kept.forget_others(place)
    return index


def learned(entries: Mapping[str, Entry], groups: Mapping[str, Broad]) -> dict[str, list[str]]:
    """Return what the index learns from: phrasings by class, small talk and what is not answered last."""
    phrasings: dict[str, list[str]] = {}
    for name, entry in sorted(entries.items()):
        unique = {" ".join(words(fold(text))): text for text in (*entry.questions, entry.title)}
        phrasings[name] = [text for key, text in unique.items() if key] or [entry.title]
    for name, group in groups.items():
        phrasings[f"{trained.BROAD}:{name}"] = group.phrases
    for kind, texts in _texts(HERE / "smalltalk.yaml").items():
        phrasings[f"~{kind}"] = texts
    phrasings[trained.ELSEWHERE] = [text for texts in _texts(HERE / "elsewhere.yaml").values() for text in texts]
    return phrasings


def broad_groups(entries: Mapping[str, Entry]) -> dict[str, Broad]:
    """Return the groups of broad questions of which at least two entries exist."""
    data, _ = read_yaml(HERE / "broad.yaml", "broad.yaml")
    groups = {
        str(name): Broad(tuple(str(t) for t in group["topics"] if t in entries), [str(p) for p in group["phrases"]])
        for name, group in data.items()
    }
    return {name: group for name, group in groups.items() if len(group.topics) > 1}


def _texts(path: Path) -> dict[str, list[str]]:
    data, _ = read_yaml(path, path.name)
    return {str(kind): [str(text) for text in texts if isinstance(text, Text)] for kind, texts in data.items()}


def _beside(folder: Path, name: str) -> Path | None:
    return next((place / name for place in (folder, folder.parent) if (place / name).is_file()), None)
