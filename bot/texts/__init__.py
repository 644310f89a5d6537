"""The sentences that the bot says by itself, from the YAML files beside this one, a capability each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from written.reading import read_yaml

HERE = Path(__file__).parent


@cache
def _all() -> dict[str, Any]:
    files = [read_yaml(path, path.name)[0] for path in sorted(HERE.glob("*.yaml"))]
    found = {str(key): value for file in files for key, value in file.items()}
    assert len(found) == sum(map(len, files)), "a key stands in two files"
    return found


def say(key: str, **values: object) -> str:
    """Return the sentence ``key`` ("emergency.fire" for a nested one), its {gaps} filled from ``values``.

    Raises KeyError for a key or a gap that does not exist.
    """
    found: Any = _all()
    for part in key.split("."):
        found = found[part]
    text = str(found).strip()
    return text.format(**values) if values else text
