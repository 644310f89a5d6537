"""The pages of shared links: where one leads, where one is made, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from bot.links import LONGEST_NAME, Link
from bot.pages import HERE, render
from bot.settings import Settings
from bot.texts import say
from written.reading import read_yaml


def link_page(settings: Settings, link: Link, title: str, about: str, base: str, deep: str) -> str:
    """Return a link's landing page, with what Zalo and Facebook show of it; ``deep``: its address in Telegram."""
    return render(
        "link.html",
        settings,
        link=link,
        title=title,
        about=about,
        kind=say(f"picture.kinds.{link.kind}"),
        invite=say(f"picture.invite.{link.kind}"),
        base=base,
        deep=deep,
        texts=_texts(),
    )


def closed_page(settings: Settings, known: bool) -> str:
    """Return the page for a code that leads nowhere any more, or (not ``known``) never did."""
    return render("link_closed.html", settings, texts=_texts(), text=say("share.closed" if known else "share.unknown"))


def make_page(settings: Settings, targets: Sequence[tuple[str, str]], error: str = "") -> str:
    """Return the form that makes a link; ``targets``: id and title; ``error`` names a text to show above it."""
    return render(
        "link_make.html",
        settings,
        targets=targets,
        most=LONGEST_NAME,
        error=_texts()[error] if error else "",
        texts=_texts(),
    )


def figures_page(settings: Settings, link: Link, title: str, base: str, deep: str) -> str:
    """Return what the maker of a link sees: its addresses, what to print, what came of it."""
    return render("link_figures.html", settings, link=link, title=title, base=base, deep=deep, texts=_texts())


@cache
def _texts() -> dict[str, Any]:
    data, _ = read_yaml(HERE / "links_texts.yaml", "links_texts.yaml")
    return dict(next(iter(data.values())))
