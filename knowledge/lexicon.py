"""The words that people use and the entries do not: abbreviations, foreign names by ear, regional words, aspects.

Read from ``lexicon.yaml``, which admins extend.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.entry import DETAILS
from written.reading import Finding, Lines, Text, Unreadable, read_yaml
from written.text import fold, words

SHIPPED = Path(__file__).parent / "lexicon.yaml"
_GAP = r"(?: \w+){0,4} "


@dataclass(frozen=True)
class Lexicon:
    """Keys are lower-case words or phrases; values are what they mean, the usual meaning first."""

    abbreviations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, str] = field(default_factory=dict)
    dialect: dict[str, str] = field(default_factory=dict)
    aspects: dict[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = SHIPPED) -> tuple[Lexicon, list[Finding]]:
        """Return the lexicon in ``path`` and what is wrong in it. Raises Unreadable where it cannot be used."""
        data, findings = read_yaml(path, path.name)
        wrong = [Finding(path.name, key.line, "lỗi", f"Không có phần “{key}”.") for key in data if key not in _SECTIONS]
        if wrong:
            raise Unreadable(findings + wrong)
        parts = {name: read(data.get(Text(name)) or Lines(), path.name) for name, read in _SECTIONS.items()}
        return cls(**parts), findings


def _readings(section: Any, file: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, value in _mapping(section, file).items():
        if not isinstance(value, list) or not value:
            raise Unreadable([Finding(file, key.line, "lỗi", f'“{key}” cần danh sách cách hiểu, ví dụ ["đăng ký"].')])
        found[" ".join(words(key))] = tuple(str(item).lower() for item in value)
    return found


def _phrases(section: Any, file: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _mapping(section, file).items():
        if not isinstance(value, Text):
            raise Unreadable([Finding(file, key.line, "lỗi", f'“{key}” cần một cách hiểu, ví dụ "zalo".')])
        found[" ".join(words(key))] = str(value).lower()
    return found


def _aspects(section: Any, file: str) -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for key, cues in _mapping(section, file).items():
        if key not in DETAILS or not isinstance(cues, list):
            raise Unreadable(
                [Finding(file, key.line, "lỗi", f"Khía cạnh “{key}” phải là một trong {', '.join(DETAILS)}.")]
            )
        found[str(key)] = cue_pattern([str(cue) for cue in cues])
    return found


def cue_pattern(cues: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of ``cues`` in a folded text; "…" in a cue stands for up to four words."""
    patterns = [_GAP.join(re.escape(" ".join(words(fold(part)))) for part in cue.split("…")) for cue in cues]
    return re.compile(r"\b(?:" + "|".join(sorted(patterns, key=len, reverse=True)) + r")\b")


def _mapping(section: Any, file: str) -> Lines:
    if not isinstance(section, Lines):
        raise Unreadable([Finding(file, 1, "lỗi", "Mỗi phần gồm các dòng “từ”: cách hiểu.")])
    return section


_SECTIONS: dict[str, Any] = {
    "abbreviations": _readings,
    "spoken": _phrases,
    "synonyms": _phrases,
    "dialect": _phrases,
    "aspects": _aspects,
}
