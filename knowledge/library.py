"""The knowledge base as one immutable value: load a folder of entries, ask it a question."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import knowledge.index as trained
from knowledge.aspects import Asked, asked
from knowledge.entry import Entry, make, overlay, parse
from knowledge.lexicon import SHIPPED as SHIPPED_LEXICON
from knowledge.lexicon import Lexicon
from knowledge.matcher import Matcher, Ranking, load_coefficients
from knowledge.reading import Finding, Text, Unreadable, read_yaml
from knowledge.repair import Question, Repairer
from knowledge.text import fold, words

HERE = Path(__file__).parent
SHIPPED = HERE / "entries"
PROVINCE = "province"
"""The folder, among the entries, that holds what is true of one province only."""

CACHE = HERE.parent / "var" / "knowledge"
LONGEST = 4096
"""Longest question, in characters."""

_BARE = 2  # so few words name a subject, not a need: "hộ chiếu" may be a new one, a lost one, its photo

Outcome = Literal["answer", "choices", "none", "smalltalk", "rejected"]


@dataclass(frozen=True)
class Thresholds:
    """From which probability on an entry is given as the answer, or a choice of entries is offered."""

    answer: float = 0.68
    choices: float = 0.08
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
        lexicon, more = Lexicon.load(_beside(folder, "lexicon.yaml") or SHIPPED_LEXICON)
        phrasings = learned(entries)
        place = cache / "index" / trained.key(phrasings) if cache else None
        index = trained.load(place) if place else None
        if index is None:
            broad = {f"{trained.BROAD}:{name}": group.topics for name, group in broad_groups(entries).items()}
            index = trained.build(phrasings, broad, progress)
            if place:
                _keep(index, place)
        matcher = Matcher(index, Repairer(lexicon, index.vocabulary), load_coefficients())
        return cls(entries, (*findings, *more), lexicon, matcher, thresholds or Thresholds(), broad_groups(entries))

    def read(self, text: str) -> Question:
        """Return ``text`` as the matcher reads it."""
        return self.matcher.repairer.read(text)

    def aspect(self, question: Question) -> Asked:
        """Return which aspect ``question`` names, and its subject."""
        return asked(self.lexicon, question.folded)

    def ask(self, question: str, limit: int = 5) -> Answer:
        """Return what ``question`` (as typed) finds, with at most ``limit`` matches."""
        if not question.strip() or len(question) > LONGEST:
            return Answer("rejected")
        read = self.read(question)
        if not read.words:
            return Answer("rejected")
        named = self.aspect(read)
        ranking = self.matcher.rank(read)
        matches = self._matches(ranking, limit)
        if ranking.small_talk:
            return Answer("smalltalk", matches, None, 1 - ranking.nearly, 0, named.subject, ranking.small_talk)
        outcome, offered = self._decide(ranking, matches, len(words(question)))
        detail = named.aspect if matches and named.aspect in matches[0].entry.details else None
        return Answer(outcome, matches, detail, ranking.surely, offered, named.subject)

    def _matches(self, ranking: Ranking, limit: int) -> tuple[Match, ...]:
        shares = self.matcher.shares(ranking)
        classes = self.matcher.index.classes
        found = {classes[number]: share for number, share in zip(ranking.order, shares, strict=True)}
        names = list(found)
        if ranking.broad:
            topics = sorted(self.broad[ranking.broad].topics, key=lambda name: -found.get(name, 0.0))
            names = list(dict.fromkeys([*topics[:3], names[0], *topics[3:], *names]))
        return tuple(Match(self.entries[name], found.get(name, 0.0)) for name in names[:limit])

    def _decide(self, ranking: Ranking, matches: tuple[Match, ...], words: int) -> tuple[Outcome, int]:
        limits = self.thresholds
        if ranking.broad and len(matches) > 1:
            return "choices", min(limits.most_choices, len(self.broad[ranking.broad].topics) + 1, len(matches))
        if ranking.surely >= limits.answer and words > _BARE:
            return "answer", 1
        if ranking.nearly >= limits.choices and len(matches) > 1:
            close = sum(match.confidence >= limits.smallest_share for match in matches[: limits.most_choices])
            return "choices", max(2, close)
        return "none", 0


def read_entries(folder: Path, cache: Path | None = None) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Return the entries below ``folder`` by id, the province's overlay applied, and every problem found.

    A file that cannot be used is replaced by its own last good version where ``cache`` holds one.
    """
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    good = cache / "last-good" / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12] if cache else None
    files = sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith("_"))
    files.sort(key=lambda path: path.parent.name == PROVINCE)
    for path in files:
        name = path.relative_to(folder).as_posix()
        partial = path.parent.name == PROVINCE and path.stem in entries
        values = _read_file(path, name, partial, good, findings)
        if values is None:
            continue
        if partial:
            entries[path.stem] = overlay(entries[path.stem], values)
        elif path.stem in entries:
            other = entries[path.stem].file
            findings.append(Finding(name, 1, "lỗi", f"Trùng tên với tệp {other}; mỗi mục chỉ có một tệp."))
        else:
            entries[path.stem] = make(values, path.stem, path.parent.name, name)
    return entries, tuple(findings)


def _read_file(
    path: Path, name: str, partial: bool, good: Path | None, findings: list[Finding]
) -> dict[str, Any] | None:
    try:
        return _parse_file(path, path.stem, name, partial, findings, good)
    except Unreadable as error:
        findings.extend(error.findings)
    kept = good / name if good else None
    if kept is None or not kept.is_file():
        return None
    try:
        return _parse_file(kept, path.stem, name, partial, [], None)
    except Unreadable:
        return None


def _parse_file(
    path: Path, entry_id: str, name: str, partial: bool, findings: list[Finding], good: Path | None
) -> dict[str, Any]:
    try:
        data, found = read_yaml(path, name)
    except OSError as error:
        raise Unreadable([Finding(name, 1, "lỗi", f"Không mở được tệp: {error.strerror}.")]) from error
    values, problems = parse(data, entry_id, name, partial)
    if problems:
        raise Unreadable([*found, *problems])
    findings.extend(found)
    if good:
        _remember(path, good / name)
    return values


def _remember(path: Path, kept: Path) -> None:
    try:
        if not kept.is_file() or kept.read_bytes() != path.read_bytes():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept)
    except OSError:
        return  # a read-only place: there is then no last good version, and nothing else is lost


def _keep(index: trained.Index, place: Path) -> None:
    try:
        trained.save(index, place)
        others = sorted((p for p in place.parent.iterdir() if p != place), key=lambda p: p.stat().st_mtime)
        for old in others[:-3]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return  # a read-only place: it is trained again next time


def learned(entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    """Return what the index learns from: phrasings by class, small talk and what is not answered last."""
    phrasings: dict[str, list[str]] = {}
    for name, entry in sorted(entries.items()):
        unique = {" ".join(words(fold(text))): text for text in (*entry.questions, entry.title)}
        phrasings[name] = [text for key, text in unique.items() if key] or [entry.title]
    for name, group in broad_groups(entries).items():
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
