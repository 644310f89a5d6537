"""The pages of rooms: where one is opened or entered, the players' page, and the one on the wall."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from bot.pages import HERE, render
from bot.settings import Settings
from quiz import Bank
from written.reading import read_yaml
from written.text import normal_form


def door_page(settings: Settings, banks: Collection[Bank], counts: Collection[int], error: str = "") -> str:
    """Return the page where a room is opened or entered; ``error`` names a text to show above the code."""
    chosen = sorted(banks, key=lambda bank: normal_form(bank.title))
    wrong = _texts()[error] if error else ""
    return render("room_door.html", settings, banks=chosen, counts=counts, error=wrong, room=_texts(), title="")


def player_page(settings: Settings, code: str, title: str) -> str:
    """Return the page that a player's phone shows."""
    kept = str(_texts()["kept"]).format(days=f"{settings.keep.room_days:g}")
    return render("room_player.html", settings, code=code, title=title, room=_texts(), texts=_script(), kept=kept)


def host_page(settings: Settings, code: str, title: str, address: str, wifi: str) -> str:
    """Return the page on the wall; ``address``: where to enter the code, ``wifi``: the network's name or ""."""
    return render(
        "room_host.html", settings, code=code, title=title, address=address, wifi=wifi, room=_texts(), texts=_script()
    )


def not_host_page(settings: Settings) -> str:
    """Return the page for somebody who is not the host."""
    return render("room_door.html", settings, banks=(), counts=(), error=_texts()["not_host"], room=_texts(), title="")


@cache
def _texts() -> dict[str, Any]:
    data, _ = read_yaml(HERE / "room_texts.yaml", "room_texts.yaml")
    return dict(next(iter(data.values())))


@cache
def _script() -> str:
    return json.dumps(_texts()["script"], ensure_ascii=False)
