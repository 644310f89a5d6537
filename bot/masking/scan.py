"""A message cut up: words and digit groups, the labels among them, and what the finders have claimed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

import bot.masking.rules as rules
from bot.danger import cues as danger_cues
from bot.masking.rules import PLACEHOLDERS, Context


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
        typed = _PLACEHOLDER_TYPED.sub("", self.text)
        letters = [char for char in typed if char.isupper() or char.islower()]
        capitals = sum(map(str.isupper, letters))
        self.shouted = capitals > 0.6 * len(letters)
        self.even = self.shouted or not capitals  # capitals say nothing about names then
        self.unmarked = typed.lower() == fold(typed)

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
_PLACEHOLDER_TYPED = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))
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


CONTEXTS = Phrases((context.words, context) for context in rules.CONTEXTS)
LEVELS = Phrases((words, level) for level, words in rules.ADDRESS_LEVELS.items())
OFFICES = Phrases([(rules.OFFICES, True)])
DANGER = Phrases((cue, True) for cue in danger_cues())


def cut(text: str) -> Scan:
    """Cut `text` up and label it."""
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    tokens = [Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(folded)]
    scan = Scan(text, folded, tokens, [token.word for token in tokens], bytearray(len(text)))
    at = -1  # the last token of the last label
    for k, (start, end, word) in enumerate(tokens):
        scan.previous.append(at)
        if word[0] == "[":
            scan.take(start, end, SECRET)
        elif k > at and word in CONTEXTS and (phrase := CONTEXTS.at(scan, k)):
            label = Label(k, *phrase)
            scan.starts[k] = scan.ends[label.last] = label
            scan.order.append(k)
            at = label.last
    return scan


def replaced(scan: Scan) -> str:
    """The text of `scan` with a placeholder for every span."""
    spans = sorted(scan.spans)
    kept = [
        scan.text[end:start] for (_, end, _), (start, _, _) in pairwise([(0, 0, ""), *spans, (len(scan.text), 0, "")])
    ]
    return kept[0] + "".join(PLACEHOLDERS[kind] + rest for (_, _, kind), rest in zip(spans, kept[1:], strict=True))
