"""Names that players give themselves: short, without numbers that are nobody's business, and not rude."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.masking import mask
from written.reading import read_yaml
from written.text import clean, fold, words

LONGEST_NAME = 20
"""Characters; of a thôn or group twice as many."""
_LOOKALIKES = str.maketrans("013457@$", "oieastas")
_MASKED = re.compile(r"\[[^\]]*\]")


@cache
def _rude() -> dict[str, frozenset[str]]:
    data, _ = read_yaml(Path(__file__).parent / "rude.yaml", "rude.yaml")
    return {str(key): frozenset(str(word) for word in value) for key, value in data.items()}


def name(text: str, longest: int = LONGEST_NAME) -> str | None:
    """Return ``text`` as a name of at most ``longest`` characters; None where nothing decent is left."""
    shown = _MASKED.sub(" ", mask(" ".join(clean(text).split())).text)
    shown = re.sub(r"[^\w\s.'’-]|_", " ", shown)
    shown = " ".join(shown.split())[:longest].strip()
    if not any(map(str.isalpha, shown)) or is_rude(shown):
        return None
    return shown


def is_rude(text: str) -> bool:
    """Tell whether ``text`` holds a rude word, however it is spelt.

    A word typed with its marks is judged with them: "Lợn", "Bưởi" and "Diễm" are no insult.
    """
    rude, said = _rude(), words(text.lower())
    folded = [fold(word).translate(_LOOKALIKES) for word in said]
    unmarked = [plain if word in (fold(word), plain) else "" for word, plain in zip(said, folded, strict=True)]
    phrases = {*unmarked, *(" ".join(pair) for pair in zip(folded, folded[1:], strict=False))}
    spelt = {run.replace(" ", "") for run in re.findall(r"(?<!\S)\S(?: \S(?!\S))+", " ".join(folded))}  # "d.m"
    joined = "".join(folded)
    return bool(
        phrases & rude["words"]
        or set(said) & rude["marked"]
        or spelt & rude["words"]
        or any(part in joined for part in rude["anywhere"])
    )
