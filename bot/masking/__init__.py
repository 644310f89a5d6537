"""Masks secrets that people type into the chat, before anything else sees the text.

:func:`mask` repeats one pass until nothing changes, so masking is idempotent by construction. A pass folds
the text (lower case, no diacritics, same length), cuts it into words and digit groups, finds the context
words of :mod:`bot.masking.rules` once, and lets each finder claim spans; what is claimed first stays claimed:

    placeholders, e-mails, insurance cards, dates (of birth: masked; others: kept), passwords,
    numbers (by look and by label), addresses, names, officials, and at last echoes of what was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import bot.masking.telex as telex
from bot.masking.addresses import addresses
from bot.masking.marks import dates, emails, insurance_cards
from bot.masking.names import names, officials
from bot.masking.numbers import numbers
from bot.masking.passwords import CHUNK, passwords
from bot.masking.rules import PLACEHOLDERS
from bot.masking.scan import SECRET, Scan, cut, replaced

KINDS: tuple[str, ...] = tuple(kind for kind in PLACEHOLDERS if kind != "name")


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and the kinds found, in order of `KINDS`.

    A name is masked in the text but is no kind of its own: what `mask --batch` lists as found is a contract.
    """

    text: str
    found: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replace every secret in `text` by its placeholder; a text without secrets comes back as it is."""
    found: set[str] = set()
    while (scan := _searched(text)).spans or (scan := _read_as_telex(scan)).spans:
        found.update(kind for _, _, kind in scan.spans)
        text = replaced(scan)
    return Masked(text, tuple(kind for kind in KINDS if kind in found))


def _read_as_telex(scan: Scan) -> Scan:
    """Claim in `scan` what is found in its text once that is read as raw Telex."""
    if read := telex.plain(scan.text):
        simple, places = read
        for start, end, kind in _searched(simple).spans:
            scan.claim(places[start], places[end], kind)
    return scan


def bare(text: str) -> str:
    """Return `text` without placeholders: what was asked, beside the secrets."""
    return _PLACEHOLDER.sub(" ", text)


_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))


def _searched(text: str) -> Scan:
    """Cut `text` up and run the finders over it."""
    scan = cut(text)
    for find in _FINDERS:
        find(scan)
    return scan


def _echoes(scan: Scan) -> None:
    """Claim digits (four or more, even in dates) and passwords of one word that appear elsewhere again."""
    values = {scan.text[start:end] for start, end, kind in scan.spans if kind == "password" and end - start > 3}
    if values:
        for match in CHUNK.finditer(scan.text):
            if match[0] in values:
                scan.claim(*match.span(), "password")
    digits_of: dict[str, str] = {}
    for start, end, kind in scan.spans:
        digits_of[kind] = digits_of.get(kind, "") + " " + _NO_DIGIT.sub("", scan.folded[start:end])
    for token in scan.tokens if digits_of else ():
        if len(token.word) >= 4 and token.word.isdigit() and scan.taken[token.start] != SECRET:
            kind = next((kind for kind, digits in digits_of.items() if token.word in digits), "")
            if kind:
                scan.taken[token.start : token.end] = bytes(len(token.word))
                scan.claim(token.start, token.end, kind)


_NO_DIGIT = re.compile(r"\D+")
_FINDERS: tuple[Callable[[Scan], None], ...] = (
    emails,
    insurance_cards,
    dates,
    passwords,
    numbers,
    addresses,
    names,
    officials,
    _echoes,
)
