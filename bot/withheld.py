"""Complaints about officials, denunciations and abuse: counted, but their text is neither stored nor shown."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.texts import say
from knowledge import Answer
from knowledge.lexicon import cue_pattern
from written.reading import Text, read_yaml
from written.text import normal_form

_FILE = Path(__file__).with_suffix(".yaml")
_COMPLAINTS = "dvc-phan-anh"  # the entry that tells how to complain


def storable(text: str, found: Answer) -> str:
    """Return ``text``, for which ``found`` was found, as it may be kept: a stand-in where it tells of wrongdoing."""
    about = found.matches[0].entry.id if found.matches and found.outcome == "answer" else ""
    return say("withheld") if about == _COMPLAINTS or _cues().search(normal_form(text)) else text


@cache
def _cues() -> re.Pattern[str]:
    data, _ = read_yaml(_FILE, _FILE.name)
    return cue_pattern([str(cue) for cue in data[Text("cues")]])
