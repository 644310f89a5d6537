"""Proper names, and the people among them: who a person says to be, and officials who are spoken of."""

from __future__ import annotations

import bot.masking.rules as rules
from bot.masking.scan import DANGER, LEVELS, OFFICES, Scan, fold

_MIDDLE = ("van", "thi")  # what most people's names have behind the surname
_LINKS = frozenset(["la", "lam", "o", "ben", "phu", "trach", "hien", "dang", "nguyen"])
_NO_OFFICIALS = frozenset(fold(" ".join(name.split())) for name in rules.NO_OFFICIALS.split(","))


def names(scan: Scan) -> None:
    """Claim names behind "tôi tên là", "họ tên", and full names in capitals behind "em là"."""
    for k, token in enumerate(scan.tokens):
        label = scan.ends.get(k)
        introduced = label is not None and label.context.kind == "name"
        if not introduced and token.word != "la":
            continue
        first = k + 1
        while introduced and first < k + 4 and scan.word(first) in rules.NAME_FILLERS and not capital(scan, first):
            first += 1
        last = name_end(scan, first)
        if last is None or scan.gap(first - 1, first).strip(" :\t"):
            continue
        full = scan.word(first) in rules.SURNAMES and last > first
        told = scan.word(first - 1) == "la" or (scan.word(k) == "ten" and scan.word(k - 1) in rules.PERSONS)
        given = capital(scan, first) and told
        if (full and (introduced or given)) or (introduced and given):
            scan.claim(scan.tokens[first].start, scan.tokens[last].end, "name")


def officials(scan: Scan) -> None:
    """Claim names beside an office: "cán bộ Trần B", "chủ tịch xã là ông Lê Văn C", "anh Hùng địa chính xã"."""
    for k in range(len(scan.tokens)):
        if office := OFFICES.at(scan, k):
            found = None if scan.word(k - 1) == "tong" else _name_after(scan, office[0] + 1)
        else:
            found = _name_before(scan, k) if _is_title(scan, k) else None
        if found and fold(scan.text[scan.tokens[found[0]].start : scan.tokens[found[1]].end]) not in _NO_OFFICIALS:
            scan.claim(scan.tokens[found[0]].start, scan.tokens[found[1]].end, "name")


def _name_after(scan: Scan, at: int) -> tuple[int, int] | None:
    """The name that follows an office, which ends before token `at`: at once, or behind "xã La Hiên", "là", "ông"."""
    place = titled = False
    for _ in range(6):
        if at >= len(scan.tokens) or scan.gap(at - 1, at).strip(" ,"):
            return None
        last = name_end(scan, at)
        if _is_title(scan, at) or scan.word(at) == "ten":
            titled, at = True, at + 1
        elif more := OFFICES.at(scan, at) or LEVELS.at(scan, at):
            place, at = True, more[0] + 1
        elif scan.raw(at) == "là" or (scan.unmarked and scan.raw(at) == "la"):
            at += 1
        elif last is not None and (_full(scan, at, last, place and not titled) or (titled and capital(scan, at))):
            return at, last
        elif place and last is not None and capital(scan, at):
            place, at = False, last + 1
        else:
            return None
    return None


def _is_title(scan: Scan, at: int) -> bool:
    return scan.raw(at) in rules.TITLES or (scan.unmarked and scan.raw(at) in rules.TITLES_UNMARKED)


def _name_before(scan: Scan, title: int) -> tuple[int, int] | None:
    """The name behind the token `title` ("ông", "chị") if an office follows it, perhaps behind "là", "ở"."""
    first = title + 1
    if first >= len(scan.tokens) or scan.gap(title, first) != " " or OFFICES.at(scan, first):
        return None
    last = name_end(scan, first)
    if last is None or not (capital(scan, first) or _full(scan, first, last, True)):
        return None
    at = last + 1
    while at < len(scan.tokens) and not scan.gap(at - 1, at).strip(" ,") and at <= last + 3:
        if OFFICES.at(scan, at):
            return first, last
        if scan.word(at) not in _LINKS:
            break
        at += 1
    return None


def _full(scan: Scan, first: int, last: int, place: bool) -> bool:
    """Whether the words `first` to `last` are surname and name; where a `place` could stand too, surely so."""
    if scan.word(first) not in rules.SURNAMES or last == first:
        return False
    if scan.word(first + 1) in _MIDDLE and last > first + 1:
        return True
    return capital(scan, first) and (not place or len(scan.word(last)) == 1)


def capital(scan: Scan, at: int) -> bool:
    """Whether the word at token `at` begins with a capital that says something."""
    return at < len(scan.tokens) and scan.text[scan.tokens[at].start].isupper() and not scan.even


def may_be_name(scan: Scan, at: int) -> bool:
    """Whether the word at token `at` may begin a name that no word announces."""
    if not scan.even:
        return capital(scan, at)
    other = rules.COUNT_UNITS | rules.MONEY_UNITS
    return scan.word(at).isalpha() and not _ends_names(scan, at) and scan.raw(at) not in other


def _ends_names(scan: Scan, at: int) -> bool:
    """Whether the word at token `at` is one that goes on after a name."""
    raw = scan.raw(at)
    return raw in rules.NAME_END or (scan.unmarked and raw in rules.NAME_END_UNMARKED)


def name_end(scan: Scan, first: int) -> int | None:
    """The last token of the proper name at token `first`: capitals, or two words (after a surname three).

    A cry for help ends it: "XÓM NHANH NHANH NGẤT XỈU" must not vanish as a whole.
    """
    big = capital(scan, first)

    def ends(at: int) -> bool:
        token = scan.tokens[at]
        middle = at == first + 1 and scan.word(at) in _MIDDLE
        initial = at == first + 2 and scan.word(first + 1) in _MIDDLE and len(scan.word(at)) == 1
        inner = (middle or initial) and scan.word(first) in rules.SURNAMES
        small = not big and not inner and _ends_names(scan, at)
        return not token.word.isalpha() or small or bool(scan.taken[token.start]) or bool(DANGER.at(scan, at))

    if first >= len(scan.tokens) or ends(first):
        return None
    most = 4 if big else 3 if scan.word(first) in rules.SURNAMES else 2
    last = first
    while last + 1 < min(first + most, len(scan.tokens)) and scan.gap(last, last + 1) == " ":
        other_case = capital(scan, last + 1) != big
        keyword = LEVELS.at(scan, last + 1)
        clear = keyword and (scan.word(keyword[0]) in rules.CLEAR_LEVELS or scan.word(keyword[0] + 1).isdigit())
        if ends(last + 1) or other_case or clear:
            break
        last += 1
    glued = scan.word(last + 1).isdigit() and not scan.gap(last, last + 1)
    return last + glued
