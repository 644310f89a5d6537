"""Finds what is to be drawn for a certificate's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.contest_view import verified
from bot.store import Store
from quiz.contest import Contest
from quiz.moments import ZONE

ADDRESS = re.compile(r"/cuoc-thi/([a-z0-9-]{1,36})/chung-nhan/(\w{9})\.(png|pdf)")
"""Of a certificate's picture or paper."""
_DRAWINGS = {"png": "chung-nhan", "pdf": "chung-nhan-pdf"}


def drawing(
    store: Store, contests: Mapping[str, Contest], asked: re.Match[str], base: str, now: float
) -> tuple[str, dict[str, Any]]:
    """Return the drawing's name and values. Raises LookupError where there is no such certificate."""
    name, code, kind = asked.groups()
    contest = contests.get(name)
    found = verified(store, contest, code, now) if contest else None
    if contest is None or found is None:
        raise LookupError(asked[0])
    values = {
        "title": contest.title,
        "name": found.name,
        "unit": found.unit,
        "score": found.score,
        "total": found.size,
        "place": found.place[0],
        "of": found.place[1],
        "organiser": contest.organiser,
        "town": contest.place,
        "day": datetime.fromtimestamp(found.at, ZONE).date().isoformat(),
        "address": f"{base}/cuoc-thi/{contest.id}/chung-nhan/{code}" if base else "",
        "code": found.code,
    }
    return _DRAWINGS[kind], values
