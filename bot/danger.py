"""Signs of danger: what tells that somebody needs help now, read from ``emergencies.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from written.reading import read_yaml

_FILE = Path(__file__).parent / "emergencies.yaml"


@lru_cache(maxsize=1)
def signs() -> dict[str, tuple[list[str], list[str]]]:
    """Return for each kind of danger the cues (folded; "…" stands for some words) and what rules them out."""
    data: dict[Any, Any] = read_yaml(_FILE, _FILE.name)[0]
    return {str(kind): ([*map(str, part["cues"])], [*map(str, part["unless"])]) for kind, part in data.items()}


def cues() -> set[str]:
    """Return the phrases of two words and more in all cues."""
    parts = (part.strip() for told, _ in signs().values() for cue in told for part in cue.split("…"))
    return {part for part in parts if " " in part}
