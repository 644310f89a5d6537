"""The page that tells what is kept of people, for how long, by whom, and how they have it deleted."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.pages import render
from bot.settings import Settings
from written.reading import read_yaml

_FILE = Path(__file__).parent / "privacy_texts.yaml"
_PARTS = ("kept", "masked", "not", "browser", "delete")


def privacy_page(settings: Settings) -> str:
    """Return the page, with the numbers of days that hold here."""
    texts = _texts()
    days = {name: f"{value:g}" for name, value in vars(settings.keep).items()}
    parts = [(texts[f"{name}_title"], [line.format(**days) for line in texts[name]]) for name in _PARTS]
    return render("privacy.html", settings, privacy=texts, parts=parts)


@cache
def _texts() -> dict[str, Any]:
    return dict(next(iter(read_yaml(_FILE, _FILE.name)[0].values())))
