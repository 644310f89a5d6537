"""Masks secrets that people type into the chat, before anything else sees the text.

:func:`mask` repeats one pass until nothing changes, so masking is idempotent by construction. A pass folds
the text (lower case, no diacritics, same length), cuts it into words and digit groups, finds the context
words of :mod:`bot.masking_rules` once, and lets each finder claim spans; what is claimed first stays claimed:

    placeholders, e-mails, insurance cards, dates (of birth: masked; others: kept), passwords,
    numbers (by look and by label), addresses, names, and at last echoes of what was found.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from bot import masking_rules as rules
from bot.masking_rules import FILLERS, HARMLESS, PLACEHOLDERS, Context

KINDS: tuple[str, ...] = tuple(kind for kind in PLACEHOLDERS if kind != "name")


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and the kinds found, in order of `KINDS`."""

    text: str
    found: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replace every secret in `text` by its placeholder; a text without secrets comes back as it is."""
    found: set[str] = set()
    while (scan := _scan(text)).spans:
        found.update(kind for _, _, kind in scan.spans)
        text = _replaced(scan)
    return Masked(text, tuple(kind for kind in KINDS if kind in found))


# --- the text, cut up ---


class Token(NamedTuple):
    """A word, a group of digits or a placeholder: where it is, and its folded form."""

    start: int
    end: int
    word: str


class Label(NamedTuple):
    """A context phrase: its first and last token, and what it tells."""

    first: int
    last: int
    context: Context


KEPT, SECRET = 1, 2


@dataclass
class Scan:
    """One pass: the text in its forms, the labels by their first and last token, the spans claimed."""

    text: str
    folded: str
    tokens: list[Token]
    words: list[str]
    taken: bytearray
    starts: dict[int, Label] = field(default_factory=dict)
    ends: dict[int, Label] = field(default_factory=dict)
    previous: list[int] = field(default_factory=list)  # for each token where the last label before it ends
    order: list[int] = field(default_factory=list)  # the first tokens of the labels
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.breaks = [match.start() for match in re.finditer(r"[?!;]|\. ", self.folded)]  # ends of sentences
        self.shouted = self.text.isupper()

    def broken(self, left: int, right: int) -> bool:
        """Whether a sentence ends between token `left` and token `right`."""
        at = bisect_left(self.breaks, self.tokens[left].end)
        return at < len(self.breaks) and self.breaks[at] < self.tokens[right].start

    def free(self, start: int, end: int) -> bool:
        """Whether nothing in `start:end` is taken yet."""
        return not any(self.taken[start:end])

    def take(self, start: int, end: int, what: int) -> None:
        """Let nobody claim `start:end` any more: it is `KEPT` or `SECRET`."""
        self.taken[start:end] = bytes([what]) * (end - start)

    def claim(self, start: int, end: int, kind: str) -> bool:
        """Mark `start:end` as a secret, unless it touches what is taken."""
        if start >= end or not self.free(start, end):
            return False
        self.take(start, end, SECRET)
        self.spans.append((start, end, kind))
        return True

    def word(self, at: int) -> str:
        """The folded word at token `at`, or "" where there is none."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def raw(self, at: int) -> str:
        """What was typed at token `at`, in small letters."""
        start, end, _ = self.tokens[at]
        return self.text[start:end].lower()

    def gap(self, left: int, right: int) -> str:
        """The folded text from the end of token `left` to the start of token `right`."""
        return self.folded[self.tokens[left].end : self.tokens[right].start]

    def labelled(self, left: int, right: int) -> list[int]:
        """The first tokens of the labels that begin after token `left`, up to `right`."""
        return self.order[bisect_right(self.order, left) : bisect_right(self.order, right)]

    def labels(self, kind: str) -> Iterator[Label]:
        """The labels of one kind, in order."""
        return (label for label in self.starts.values() if label.context.kind == kind)


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """`char` in lower case and without diacritics; itself where that is not one character of its sort."""
    if char in "đĐ":
        return "d"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if unicodedata.category(char) == "Cf":  # zero-width characters and the like
        return "\u200b"
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)).lower()
    return bare if len(bare) == 1 and bare.isalnum() == char.isalnum() else char


_ZERO = re.compile(r"(?<!\w)o(?=\d{2})")  # the letter typed for the digit: "O912345678"


def fold(text: str) -> str:
    """`text` (NFC) in lower case and without diacritics, character by character."""
    return _ZERO.sub("0", "".join(map(_fold_char, text)))


_WORD = r"[^\W\d_]+|[0-9]+"
_PLACEHOLDER = "|".join(re.escape(fold(placeholder)[1:]) for placeholder in PLACEHOLDERS.values())
_TOKEN = re.compile(rf"{_WORD}|\[(?:{_PLACEHOLDER})")
T = TypeVar("T")


class Phrases(Generic[T]):
    """Finds the phrases of a table ("mã otp, mã xác nhận" and their value) among tokens, longest first."""

    def __init__(self, table: Iterable[tuple[str, T]]) -> None:
        self._values: dict[tuple[str, ...], T] = {}
        self._typed: dict[str, set[str]] = {}  # how a phrase of one word may be typed
        lengths: dict[str, set[int]] = {}
        for phrases, value in table:
            for phrase in map(str.strip, phrases.split(",")):
                words = tuple(re.findall(_WORD, fold(phrase)))
                self._values[words] = value
                lengths.setdefault(words[0], set()).add(len(words))
                if len(words) == 1:
                    self._typed.setdefault(words[0], {words[0]}).add(phrase)
        self._lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}

    def at(self, scan: Scan, first: int) -> tuple[int, T] | None:
        """The last token and the value of the phrase that begins at token `first`."""
        for length in self._lengths.get(scan.words[first], ()):
            words, last = tuple(scan.words[first : first + length]), first + length - 1
            if len(words) < length or words not in self._values:
                continue
            if length == 1 and scan.raw(first) not in self._typed[words[0]]:
                continue
            if not any(scan.gap(k, k + 1).strip(" \t./&-") for k in range(first, last)):
                return last, self._values[words]
        return None

    def __contains__(self, word: str) -> bool:
        """Whether a phrase begins with `word`."""
        return word in self._lengths

    def has(self, word: str) -> bool:
        """Whether `word` is a phrase by itself."""
        return word in self._typed


_CONTEXTS = Phrases((context.words, context) for context in rules.CONTEXTS)
_LEVELS = Phrases((words, level) for level, words in rules.ADDRESS_LEVELS.items())


def _scan(text: str) -> Scan:
    """Cut `text` up, label it and run the finders over it."""
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    tokens = [Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(folded)]
    scan = Scan(text, folded, tokens, [token.word for token in tokens], bytearray(len(text)))
    at = -1  # the last token of the last label
    for k, (start, end, word) in enumerate(tokens):
        scan.previous.append(at)
        if word[0] == "[":
            scan.take(start, end, SECRET)
        elif k > at and word in _CONTEXTS and (phrase := _CONTEXTS.at(scan, k)):
            label = Label(k, *phrase)
            scan.starts[k] = scan.ends[label.last] = label
            scan.order.append(k)
            at = label.last
    for find in _FINDERS:
        find(scan)
    return scan


def _replaced(scan: Scan) -> str:
    """The text of `scan` with a placeholder for every span."""
    spans = sorted(scan.spans)
    kept = [
        scan.text[end:start] for (_, end, _), (start, _, _) in pairwise([(0, 0, ""), *spans, (len(scan.text), 0, "")])
    ]
    return kept[0] + "".join(PLACEHOLDERS[kind] + rest for (_, _, kind), rest in zip(spans, kept[1:], strict=True))


# --- e-mails, insurance cards, dates ---


def _emails(scan: Scan) -> None:
    """Claim e-mail addresses."""
    for needle, pattern in rules.EMAILS.items():
        for match in pattern.finditer(scan.folded) if needle in scan.folded else ():
            scan.claim(*match.span(), "email")


def _insurance_cards(scan: Scan) -> None:
    """Card numbers such as "GD4 01 06 204 18573"; unless glued in capitals they want a label somewhere."""
    labelled = next(scan.labels("bhxh"), None) is not None
    for match in rules.BHYT.finditer(scan.folded):
        glued = not match[2] and scan.text[match.start(1) : match.end(1)].isupper()
        if glued or labelled:
            scan.claim(*match.span(), "bhxh")


def _dates(scan: Scan) -> None:
    """Claim dates of birth; keep other dates from being read as numbers."""
    by_start = {token.start: k for k, token in enumerate(scan.tokens)}
    births: set[int] = set()  # their tokens: the next date looks through them for its label
    for match in rules.DATES.finditer(scan.folded):
        day, month, year = (next(match[f"{part}{i}"] for i in ("", *"23456") if match[f"{part}{i}"]) for part in "dmy")
        first = by_start.get(match.start())
        if first is None or not _within(day, 31) or not _within(month, 12):
            continue
        last = first
        while last + 1 < len(scan.tokens) and scan.tokens[last + 1].end <= match.end():
            last += 1
        if _is_birth(scan, first, last, births):
            births.update(range(first, last + 1))
            scan.claim(*match.span(), "dob")
        elif len(year) == 4 and not match["d5"]:
            scan.take(*match.span(), KEPT)


def _within(number: str, most: int) -> bool:
    """Whether a day or month, unless it is spelled, lies in 1 … `most`."""
    return not number.isdigit() or 1 <= int(number) <= most


def _is_birth(scan: Scan, first: int, last: int, births: set[int]) -> bool:
    """Whether a label "sinh" belongs to the date at tokens `first:last + 1`."""
    words = 0
    for k in range(first - 1, max(first - 25, -1), -1):
        label = scan.ends.get(k)
        if label and label.context.kind in ("dob", HARMLESS):
            return label.context.kind == "dob"
        if k in births or scan.raw(k) == PLACEHOLDERS["dob"]:
            continue
        words += 1
        stop = scan.raw(k) in rules.DATE_STOP or rules.YEAR.fullmatch(scan.words[k])
        if words > 8 or stop or "?" in scan.gap(k, k + 1):
            break
    for k in range(last + 1, last + 4):
        label = scan.starts.get(k)
        if label and label.context.kind == "dob" and scan.word(label.last + 1)[:1] not in tuple("[0123456789"):
            return True
        if scan.word(k) not in FILLERS:
            break
    told = "tuoi" in scan.words or next(scan.labels("dob"), None) is not None
    return told and scan.word(first - 1) in rules.PERSONS  # "chồng 3/3/1980, vợ sinh 4/4/1982"


# --- passwords ---

_VALUE = re.compile(r"(?=[\s:=(\"'“‘«–—>→-])[\s:=–—>→(\"'“‘«-]{1,8}([^\s,;\"'”’»)/:]{1,64})")
_QUOTED = re.compile(r"[\s:=]{0,4}[\"'“‘«]([^\"'”’»\n]{3,60})[\"'”’»]")
_NUMBER = re.compile(r" \d{2,12}(?![\w/.])")
_CHUNK = re.compile(r"[^\s,;\"'“”()/:=]+")
_MASKED = fold(PLACEHOLDERS["password"])
_SYMBOL = re.compile(r"[#@*!$%^&_][^\W_]")
_UNIT = re.compile(r"\d+[^\W\d_]{1,4}")
_DEVICE = re.compile(r"(?:win|windows|ios|iphone|ip|android|samsung|oppo|redmi|galaxy|ver|v|lv|cap|muc|vneid)\d+\w*")


def _passwords(scan: Scan) -> None:
    """Values with letters behind (or in front of) "mật khẩu"; bare digits are left to `_numbers`."""
    done = 0
    for label in scan.labels("password"):
        gap = _password_gap(scan, label)
        if gap and not _claim_value(scan, *gap[:2]):
            _claim_phrase(scan, *gap)
        start = scan.tokens[max(label.first - 3, 0)].start
        end = scan.tokens[min(label.last + 9, len(scan.tokens) - 1)].end
        for match in _CHUNK.finditer(scan.text, max(start, done), end):
            if _is_striking(match[0].rstrip(".?!")):
                scan.claim(*match.span(), "password")
        done = end


def _password_gap(scan: Scan, label: Label) -> tuple[int, bool, bool] | None:
    """The last token before the value behind `label`, whether "là" or ":" leads to it, and whose it is.

    None where the value is masked already.
    """
    at, copula, owner = label.last, scan.tokens[label.last].word == "la", False
    while not copula and at + 1 < len(scan.tokens) and at < label.last + 7:
        token, gap = scan.tokens[at + 1], scan.gap(at, at + 1)
        if token.word == _MASKED:
            return None
        copula = ":" in gap or "=" in gap
        glued = scan.folded[token.end : token.end + 1].strip(" \t\n\u200b:=,.;?!-/)")
        small = token.word.isdigit() and len(token.word) < 3
        if copula or glued or set(gap) & set(',;.?!"'):
            break
        if not (small or token.word[0] == "[" or token.word in FILLERS or token.word in rules.SERVICES):
            break
        copula, owner = token.word == "la", owner or token.word in rules.PERSONS
        at += 1
    return at, copula, owner


def _claim_value(scan: Scan, at: int, copula: bool) -> bool:
    """Claim what follows token `at` if it is a value and no ordinary word."""
    start = scan.tokens[at].end
    quoted = _QUOTED.match(scan.text, start)
    if quoted and (copula or re.search(r"\d", quoted[1])):
        return scan.claim(*quoted.span(1), "password")
    match = _VALUE.match(scan.text, start)
    if not match:
        return False
    value = match[1].rstrip(".?…")
    copula = copula or bool(set(scan.text[start : match.start(1)]) & set(":="))
    end = match.start(1) + len(value)
    if copula and value.isalpha() and value.lower() not in rules.NO_PASSWORD and fold(value) not in rules.SERVICES:
        named = value.istitle() and len(value) > 2 and not scan.shouted
        number = _NUMBER.match(scan.text, end)  # "Mai 2024"
        if named or number:
            return scan.claim(match.start(1), number.end() if number else end, "password")
    return _is_password(value, copula) and scan.claim(match.start(1), end, "password")


def _is_password(value: str, copula: bool) -> bool:
    """Whether the token directly behind "mật khẩu" (with "là" or ":" between: `copula`) is a value."""
    folded = fold(value)
    letters, digits = sum(c.isalpha() for c in value), sum(c.isdigit() for c in value)
    if _DEVICE.fullmatch(folded) or folded.strip("!*") in rules.SERVICES:
        return False
    if letters and digits:
        return len(value) >= (4 if copula else 5) and not (_UNIT.fullmatch(folded) and (not copula or len(value) < 6))
    if _SYMBOL.search(value) and letters + digits >= 3:
        return True
    if letters >= 6 and re.search(r"[a-z][A-Z]", value):
        return True
    return copula and folded.isalpha() and letters >= 4 and not rules.SYLLABLE.fullmatch(folded)


def _is_striking(chunk: str) -> bool:
    """Whether `chunk` looks like a password even some words away from the label."""
    if len(chunk) < 5:
        return False
    folded = fold(chunk)
    letters, digits = sum(c.isalpha() for c in chunk), sum(c.isdigit() for c in chunk)
    head = re.match(r"[a-z]*", folded)
    if _DEVICE.fullmatch(folded) or _UNIT.fullmatch(folded) or (head and _CONTEXTS.has(head[0])):
        return False
    if _SYMBOL.search(chunk) and letters and digits:
        return True
    return letters >= 3 and digits >= 2 and not chunk.isupper() and "." not in chunk and "-" not in chunk


def _claim_phrase(scan: Scan, at: int, copula: bool, owner: bool) -> None:
    """Claim a password of ordinary words behind token `at`: "mật khẩu của bà là con gà trống …"."""
    first = last = at + 1
    if not (copula and owner) or first >= len(scan.tokens) or scan.gap(at, first).strip(' :"'):
        return
    if scan.tokens[first].word in rules.NO_PASSWORD or not scan.tokens[first].word.isalpha():
        return
    while (
        last + 1 < min(len(scan.tokens), first + 12)
        and scan.raw(last + 1) not in rules.PHRASE_END
        and not scan.gap(last, last + 1).strip(" \t")
    ):
        last += 1
    if "gi" not in {token.word for token in scan.tokens[first : last + 1]}:
        scan.claim(scan.tokens[first].start, scan.tokens[last].end, "password")


# --- numbers ---


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


def _numbers(scan: Scan) -> None:
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
        digits = "".join(rules.DIGIT_WORDS[token.word] for token in scan.tokens[first : last + 1])
        number = Number(first, last, digits, (1,) * len(digits), _lead(scan, first))
        if kind := _by_look(scan, number) or _by_label(scan, number):
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
        if scan.word(k) in rules.DIGIT_WORDS and (k == first or not scan.gap(k - 1, k).strip(" \t,.-")):
            continue
        if k - first >= 4:
            yield first, k - 1
        first = k if scan.word(k) in rules.DIGIT_WORDS else k + 1


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
    if not (tight and label.context.strong) and (
        _amount(scan, number) or rules.YEAR.fullmatch(number.digits) or _coded(scan, number)
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
    if head.word == "so" or _CONTEXTS.has(head.word):
        return False
    short = len(head.word) < 3 and scan.text[head.start : head.end].isupper()
    return short or not rules.SYLLABLE.fullmatch(head.word)


# --- addresses, names, echoes ---


class Part(NamedTuple):
    """A part of an address: its last token, its level, and whether a number stands in it."""

    last: int
    level: str
    numbered: bool


_BETWEEN_PARTS = re.compile(r"[\s,.;:()–-]{1,3}")


def _addresses(scan: Scan) -> None:
    """Claim parts in a row ("số 6A, tổ 14, phường Bắc Kạn") that together say where somebody lives."""
    at = 0
    while at < len(scan.tokens):
        parts: list[Part] = []
        end, word = at, scan.word(at)
        level, number = word in _LEVELS, word.isdigit()
        home = (level or number) and _at_home(scan, at, 2)
        begins = level or (number and (home or scan.folded.startswith("/", scan.tokens[at].end)))
        while begins and (part := _part(scan, end, bool(parts), home)):
            parts.append(part)
            end = part.last + 1
            if end >= len(scan.tokens) or not _BETWEEN_PARTS.fullmatch(scan.gap(end - 1, end)):
                break
        if parts and _is_address(scan, at, parts):
            scan.claim(scan.tokens[at].start, scan.tokens[end - 1].end, "address")
        at = max(end, at + 1)


def _part(scan: Scan, at: int, inside: bool, home: bool) -> Part | None:
    """The part at token `at`: `inside` an address also a bare name, at `home` also a bare number."""
    if at >= len(scan.tokens) or scan.taken[scan.tokens[at].start]:
        return None
    last, level = _LEVELS.at(scan, at) or (at - 1, "")
    if level and len(scan.word(at)) == 1 and not scan.folded.startswith(".", scan.tokens[at].end):
        return None
    first = last + 1
    if level and scan.word(first) == "so":
        first += 1
    if level and (first >= len(scan.tokens) or not re.fullmatch(r"[\s.:]{0,2}", scan.gap(first - 1, first))):
        return None
    if (number := _house_number(scan, first)) is not None:
        street = _capital(scan, number + 1) or scan.word(number + 1) in ("duong", "pho")
        alone = street and not inside and (home or "/" in scan.gap(first, first + 1))  # "12/7 đường …"
        return Part(number, level or "unit", True) if level or alone else None
    capital = _capital(scan, first)
    if level in ("fine", "coarse"):
        landlord = scan.word(first) in ("ba", "ong", "co", "chu") and _capital(scan, first + 1) and not capital
        clear = scan.word(last) in rules.CLEAR_LEVELS or home or (inside and level == "coarse")
        named = _name_end(scan, first + landlord) if capital or clear or landlord else None
        return Part(named, level, False) if named is not None else None
    named = _name_end(scan, first) if inside and capital and not level else None
    return Part(named, "bare", False) if named is not None and named > first else None


def _house_number(scan: Scan, first: int) -> int | None:
    """The last token of a number such as "12", "6A", "A2", "12/5/3" that begins at token `first`."""
    last = first
    if len(scan.word(first)) < 3 and scan.word(first + 1).isdigit() and not scan.gap(first, first + 1):
        last += 1
    if not scan.word(last).isdigit():
        return None
    while scan.word(last + 1).isdigit() and scan.gap(last, last + 1) in ("/", "-") and last < first + 4:
        last += 1
    if any(len(token.word) > 4 for token in scan.tokens[first : last + 1]):
        return None
    if len(scan.word(last + 1)) == 1 and not scan.gap(last, last + 1):
        last += 1
    return last if scan.free(scan.tokens[first].start, scan.tokens[last].end) else None


def _capital(scan: Scan, at: int) -> bool:
    """Whether the word at token `at` begins with a capital."""
    return at < len(scan.tokens) and scan.text[scan.tokens[at].start].isupper()


def _name_end(scan: Scan, first: int) -> int | None:
    """The last token of the proper name at token `first`: capitals, or two words (after a surname three)."""
    capital = _capital(scan, first) and not scan.shouted

    def ends(at: int) -> bool:
        token = scan.tokens[at]
        small = not capital and scan.raw(at) in rules.NAME_END
        return not token.word.isalpha() or small or bool(scan.taken[token.start])

    if first >= len(scan.tokens) or ends(first):
        return None
    most = 4 if capital else 3 if scan.word(first) in rules.SURNAMES else 2
    last = first
    while last + 1 < min(first + most, len(scan.tokens)) and scan.gap(last, last + 1) == " ":
        other_case = _capital(scan, last + 1) != capital and not scan.shouted
        keyword = _LEVELS.at(scan, last + 1)
        clear = keyword and (scan.word(keyword[0]) in rules.CLEAR_LEVELS or scan.word(keyword[0] + 1).isdigit())
        if ends(last + 1) or other_case or clear:
            break
        last += 1
    glued = scan.word(last + 1).isdigit() and not scan.gap(last, last + 1)
    return last + glued


def _at_home(scan: Scan, at: int, reach: int) -> bool:
    """Whether a word of living or delivering stands up to `reach` tokens before token `at`."""
    return any(token.word in rules.HOME_WORDS for token in scan.tokens[max(at - reach, 0) : at])


def _is_address(scan: Scan, at: int, parts: list[Part]) -> bool:
    """Whether the parts are exact enough: a house and its street, or a quarter and what it belongs to."""
    levels = [part.level for part in parts]
    fine = levels.count("fine")
    if "house" in levels and len(parts) > 1:
        return True
    if "unit" in levels:
        return fine > 0 or ("bare" in levels and ("coarse" in levels or _at_home(scan, at, 4)))
    if not fine or len(parts) < 2:
        return False
    if any(part.numbered for part in parts if part.level == "fine"):
        return True
    before = {token.word for token in scan.tokens[max(at - 2, 0) : at]}
    return not before & rules.PUBLIC_WORDS


def _names(scan: Scan) -> None:
    """Claim names behind "tôi tên là", "họ tên", and full names in capitals behind "em là"."""
    for k, token in enumerate(scan.tokens):
        label = scan.ends.get(k)
        introduced = label is not None and label.context.kind == "name"
        if not introduced and token.word != "la":
            continue
        first = k + 1
        while introduced and first < k + 4 and scan.word(first) in rules.NAME_FILLERS:
            first += 1
        last = _name_end(scan, first)
        if last is None or scan.gap(first - 1, first).strip(" :\t"):
            continue
        full = scan.word(first) in rules.SURNAMES and last > first
        given = _capital(scan, first) and not scan.shouted and scan.word(first - 1) == "la"
        if (full and (introduced or given)) or (introduced and given):
            scan.claim(scan.tokens[first].start, scan.tokens[last].end, "name")


def _echoes(scan: Scan) -> None:
    """Claim digits (four or more, even in dates) and passwords of one word that appear elsewhere again."""
    values = {scan.text[start:end] for start, end, kind in scan.spans if kind == "password" and end - start > 3}
    if values:
        for match in _CHUNK.finditer(scan.text):
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
    _emails,
    _insurance_cards,
    _dates,
    _passwords,
    _numbers,
    _addresses,
    _names,
    _echoes,
)
