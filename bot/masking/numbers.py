"""Numbers of papers, phones, accounts, cards and one-time codes, by look and by label."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import bot.masking.rules as rules
from bot.masking.rules import FILLERS, HARMLESS
from bot.masking.scan import CONTEXTS, Label, Scan


class Lead(NamedTuple):
    """What stands before a number: labels with their distances, and those with only fillers between."""

    near: list[tuple[int, Label]]
    direct: list[Label]


class Number(NamedTuple):
    """Digit groups read as one number: first and last token, all digits, the size of each group, the lead."""

    first: int
    last: int
    digits: str
    sizes: tuple[int, ...]
    lead: Lead


_JOIN = re.compile(r"[ \t\u200b]{0,2}[.\-–—_)]?[ \t\u200b]{0,2}|[,(]")


def numbers(scan: Scan) -> None:
    """Claim numbers: at each digit group the longest joint reading that any classification accepts."""
    for run in _digit_runs(scan):
        at = 0 if len(run) > 2 or sum(len(scan.words[k]) for k in run) > 2 else len(run)
        while at < len(run):
            found = _number(scan, run[at : at + 20])
            at += len(found[0].sizes) if found else 1
            if found:
                start = scan.tokens[found[0].first].start
                plus = scan.folded[start - 1 : start] == "+"
                scan.claim(start - plus, scan.tokens[found[0].last].end, found[1])
    for first, last in _spelled(scan):
        digits = "".join(rules.DIGIT_WORDS[scan.raw(k)] for k in range(first, last + 1))
        number = Number(first, last, digits, (len(digits),), _lead(scan, first))  # nobody parts what is said in groups
        if kind := _by_account(scan, number) or _by_look(scan, number) or _by_label(scan, number):
            scan.claim(scan.tokens[first].start, scan.tokens[last].end, kind)


def _digit_runs(scan: Scan) -> Iterator[list[int]]:
    """Lists of digit tokens with nothing but separators between them."""
    run: list[int] = []
    for k, token in enumerate(scan.tokens):
        if not token.word.isdigit() or scan.taken[token.start]:
            continue
        if run and (run[-1] != k - 1 or not _JOIN.fullmatch(scan.gap(k - 1, k))):
            yield run
            run = []
        run.append(k)
    if run:
        yield run


def _spelled(scan: Scan) -> Iterator[tuple[int, int]]:
    """First and last token of numbers said digit by digit: four digit words in a row or more."""
    first = 0
    for k in range(len(scan.tokens) + 1):
        said = k < len(scan.tokens) and scan.raw(k) in rules.DIGIT_WORDS
        if said and (k == first or not scan.gap(k - 1, k).strip(" \t,.-")):
            continue
        if k - first >= 4:
            yield first, k - 1
        first = k if said else k + 1


def _number(scan: Scan, run: list[int]) -> tuple[Number, str] | None:
    """The number that begins the run, with its kind."""
    lead = _lead(scan, run[0])
    start = scan.tokens[run[0]].start
    telling = scan.words[run[0]][0] in "08" or scan.folded[start - 1 : start] == "+"
    if not (lead.near or telling or scan.words[run[0]][0] in "234569" or scan.labelled(run[0], run[-1] + 6)):
        return None
    joins: list[Number] = []
    digits = ""
    for size, k in enumerate(run if lead.near else run[:12], 1):
        digits += scan.words[k]
        if len(digits) > 19:
            break
        looks = len(digits) >= (8 if telling else 13)
        if len(digits) >= 3 and (looks or lead.near or scan.labelled(k, k + 6)):
            sizes = tuple(len(scan.words[j]) for j in run[:size])
            joins.append(Number(run[0], k, digits, sizes, lead))
    for classify in (_by_account, _by_look, _by_label):
        for number in reversed(joins):
            if kind := classify(scan, number):
                return number, kind
    return None


def _by_account(scan: Scan, number: Number) -> str | None:
    """A bank account where it directly follows "số tài khoản": it may look like anything."""
    label = _direct(number) if number.lead.direct else None
    if not label or label.context.kind != "bank" or not label.context.strong or _counted(scan, number):
        return None
    plain = len(number.sizes) == 1 or (max(number.sizes) <= 8 and min(number.sizes) >= 2)
    return "bank" if plain else None


def _by_look(scan: Scan, number: Number) -> str | None:
    """The kind of a number that gives itself away, unless a strong label directly before knows better."""
    kind = _look(scan, number)
    if not kind or _glued(scan, number.first):
        return None
    label = _direct(number)
    if not label or not label.context.strong:
        return kind
    told = label.context.kind
    if told == HARMLESS:
        return kind if kind == "cccd" else None
    renamed = told in ("bhxh", "card") or (told == "password" and kind == "phone" and _copula(scan, label, number))
    return told if renamed else kind


def _look(scan: Scan, number: Number) -> str | None:
    """The kind by the digits alone: phone, căn cước, card."""
    digits, sizes = number.digits, number.sizes
    start = scan.tokens[number.first].start
    if 8 <= len(digits) <= 15 and scan.folded[start - 1 : start] == "+":
        return "phone"
    if 10 <= len(digits) <= 14 and rules.PHONE.fullmatch(digits):
        return "phone"
    if len(digits) == 12 and "001" <= digits[:3] <= "096":
        return "cccd" if sizes[0] >= 3 or len(set(sizes)) == 1 else None
    if len(digits) < 13 or not rules.CARD.fullmatch(digits):
        return None
    if sizes[:4] == (4, 4, 4, 4) or (digits.startswith("9704") and len(digits) in (16, 19)):
        return "card"
    return "card" if min(sizes[:-1], default=3) >= 3 and _luhn(digits) and not _amount(scan, number) else None


def _luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1 annex B."""
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _by_label(scan: Scan, number: Number) -> str | None:
    """The kind told by the nearest label that can have such a number."""
    size, direct = len(number.digits), _direct(number)
    near = [pair for pair in number.lead.near if pair[1].context.kind != "password" or pair[1] == direct]
    near = [
        (distance, label)
        for distance, label in near + _following(scan, number.last)
        if size in label.context.lengths and _fits(label.context.kind, number)
    ]
    if not near or rules.HOTLINE.fullmatch(number.digits) or _counted(scan, number):
        return None
    label = min(near, key=lambda pair: pair[0])[1]
    kind, tight = label.context.kind, label == direct
    code = kind == "otp" and number.sizes == (3, 3) and not number.digits.endswith("000")  # "371.945"
    if not (tight and label.context.strong) and (
        (_amount(scan, number) and not code) or rules.YEAR.fullmatch(number.digits) or _coded(scan, number)
    ):
        return None
    if kind == HARMLESS or (kind == "otp" and size == 4 and not tight):
        return None
    if kind == "cccd":
        return "cmnd" if size == 9 else kind if size == 12 or tight else None
    return kind


def _fits(kind: str, number: Number) -> bool:
    """Whether people group the digits of such a number like that."""
    sizes = number.sizes
    if kind == "otp":
        return len(sizes) == 1 or (len(set(sizes)) == 1 and sizes[0] <= 4)
    if kind in ("bank", "card"):
        return len(sizes) == 1 or min(sizes) >= 2
    return True


def _lead(scan: Scan, first: int) -> Lead:
    """The labels before token `first`; the end of a sentence between counts as three words."""
    lead = Lead([], [])
    sentence = bisect_left(scan.breaks, scan.tokens[first].start)
    wall = scan.breaks[sentence - 1] if sentence else -1
    tied, service, at = True, False, first - 1
    while at >= max(first - 12, 0):
        label, word = scan.ends.get(at), scan.words[at]
        if label:
            broken = scan.tokens[at].end <= wall
            tied = tied and not broken
            distance = first - 1 - at + 3 * broken
            if distance <= label.context.before:
                lead.near.append((distance, label))
            if tied and (not service or label.context.kind in ("password", "otp")):
                lead.direct.append(label)
            at = label.first
        elif not tied:
            at = scan.previous[at] + 1
        elif word not in FILLERS:
            service = service or word in rules.SERVICES
            tied = word in rules.SERVICES or (word.isdigit() and scan.word(at + 1) in FILLERS)
        at -= 1
    return lead


def _direct(number: Number) -> Label | None:
    """The label to which the number is the direct value: only fillers and weaker labels lie between."""
    weak = None
    for label in number.lead.direct:
        fitting = len(number.digits) in label.context.lengths
        if fitting and label.context.strong:
            return label
        if label.context.strong and label.context.kind not in ("card", "password"):
            break
        if fitting and not weak:
            weak = label
    return weak


def _following(scan: Scan, last: int) -> list[tuple[int, Label]]:
    """The labels after token `last`, counted two words farther, but none that has a value of its own."""
    found = []
    for first in scan.labelled(last, last + 6):
        label, distance = scan.starts[first], first - last - 1
        value = scan.word(label.last + 1)
        valued = value[:1] == "[" or (value.isdigit() and len(value) > 2)
        if not valued and distance + 3 * scan.broken(last, first) <= label.context.after:
            found.append((distance + 2, label))
    return found


def _copula(scan: Scan, label: Label, number: Number) -> bool:
    """Whether ":", "=" or "là" stands between the label and the number."""
    between = scan.gap(label.last, number.first)
    return bool(re.search(r"[:=]|\bla\b", between)) or scan.tokens[label.last].word == "la"


def _counted(scan: Scan, number: Number) -> bool:
    """Whether a unit follows: the number is an amount of money or, when short, a quantity."""
    end = scan.tokens[number.last].end
    if scan.folded[end : end + 1] == "%":
        return True
    if number.last + 1 >= len(scan.tokens) or scan.gap(number.last, number.last + 1).strip(" \t"):
        return False
    if number.last + 1 in scan.starts:
        return False
    unit, glued = scan.raw(number.last + 1), scan.tokens[number.last + 1].start == end
    money = unit in rules.MONEY_UNITS or (glued and unit == "k")
    return money or (len(number.digits) <= 4 and unit in rules.COUNT_UNITS)


def _amount(scan: Scan, number: Number) -> bool:
    """Whether the number is written like money: "1.500.000", "200000"."""
    typed = scan.folded[scan.tokens[number.first].start : scan.tokens[number.last].end]
    round_sum = len(number.sizes) == 1 and len(typed) <= 9 and typed.endswith("000") and typed[0] != "0"
    return round_sum or bool(rules.MONEY.fullmatch(typed))


def _coded(scan: Scan, number: Number) -> bool:
    """Whether the number is part of a code ("H61.12-250101", "118/2025/QH15", but not "G-123456")."""
    start, end = scan.tokens[number.first].start, scan.tokens[number.last].end
    before, after = scan.folded[max(start - 2, 0) : start], scan.folded[end : end + 2]
    joined = re.fullmatch(r"[^\W_g][./_-]", before) or re.fullmatch(r"[/-][^\W_]", after)
    return bool(joined) or _glued(scan, number.first) or re.match(r"[^\W\dadhknrv]", after) is not None


def _glued(scan: Scan, first: int) -> bool:
    """Whether letters that are no word of the sentence lead into the digits, as in "SPXVN0512"."""
    if first == 0 or scan.gap(first - 1, first):
        return False
    head = scan.tokens[first - 1]
    if head.word[0] == "[":
        return False
    if first > 1 and not scan.gap(first - 2, first - 1) and scan.words[first - 2][0] != "[":
        return True
    if head.word == "so" or CONTEXTS.has(head.word):
        return False
    short = len(head.word) < 3 and scan.text[head.start : head.end].isupper()
    return short or not rules.SYLLABLE.fullmatch(head.word)
