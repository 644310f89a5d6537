"""The pages of contests: all of them, one with its leaderboards, and the one that verifies a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from bot.contest_view import ORDERS, Board, Verified, phase, window
from bot.pages import HERE, render
from bot.pages.figures import day
from bot.settings import Settings
from quiz.contest import Contest
from quiz.moments import ZONE
from quiz.units import Unit
from written.reading import read_yaml

_LEAST_UNITS, _MOST_UNITS = 3, 20


def list_page(settings: Settings, contests: Sequence[Contest], now: float) -> str:
    """Return the page of all contests."""
    rows = [(contest, phase(contest, now), *window(contest)) for contest in contests]
    return render("contest_list.html", settings, contests=rows, texts=_texts())


def contest_page(
    settings: Settings, contest: Contest, board: Board, now: float, within: Sequence[Unit], order: str, base: str
) -> str:
    """Return a contest's page; ``within``: the unit whose parts are listed and all above it, the unit first."""
    opens, closes = window(contest)
    return render(
        "contest.html",
        settings,
        contest=board.contest,
        board=board,
        phase=phase(contest, now),
        opens=opens,
        closes=closes,
        within=list(reversed(within)),
        order=order,
        shown=_shown(board),
        orders=ORDERS,
        now=_clock(now),
        base=base,
        order_names=[_texts()["order_names"][name] for name in contest.tie_break.order],
        texts=_texts(),
    )


def _shown(board: Board) -> int:
    """Return how many units are shown at once: those from which anybody takes part, twenty at most; at least three."""
    active = sum(bool(row.line.entered) for row in board.units)
    return min(max(active, _LEAST_UNITS), _MOST_UNITS)


def certificate_page(settings: Settings, contest: Contest, found: Verified | None, path: str) -> str:
    """Return the page that says whether a certificate is genuine; ``path``: its own, without a suffix."""
    completed = day(found.at) if found else ""
    return render(
        "contest_certificate.html", settings, contest=contest, found=found, day=completed, path=path, texts=_texts()
    )


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, ZONE):%H:%M:%S ngày %d/%m/%Y}"


@cache
def _texts() -> dict[str, Any]:
    data, _ = read_yaml(HERE / "contest_texts.yaml", "contest_texts.yaml")
    return dict(next(iter(data.values())))
