"""The sentences that the bot says by itself, from ``texts.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from knowledge.reading import read_yaml

PATH = Path(__file__).parent / "texts.yaml"


@cache
def _all() -> dict[str, Any]:
    return {str(key): value for key, value in read_yaml(PATH, PATH.name)[0].items()}


def say(key: str, **values: object) -> str:
    """Return the sentence ``key`` ("emergency.fire" for a nested one), its {gaps} filled from ``values``.

    Raises KeyError for a key or a gap that does not exist.
    """
    found: Any = _all()
    for part in key.split("."):
        found = found[part]
    text = str(found).strip()
    return text.format(**values) if values else text
