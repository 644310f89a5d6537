"""The shape of a Vietnamese syllable, raw Telex and VNI typing, and which sounds people mix up.

Onsets and rimes follow the standard table of Quốc ngữ spelling (Hoàng Phê, Từ điển tiếng Việt), folded.
"""

from __future__ import annotations

import re
from functools import lru_cache

from written.text import fold

_ONSETS = (
    "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph",
    "qu", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_RIMES = frozenset(
    [
        "a",
        "e",
        "i",
        "o",
        "u",
        "y",
        "ai",
        "ao",
        "au",
        "ay",
        "eo",
        "eu",
        "ia",
        "iu",
        "oa",
        "oe",
        "oi",
        "oo",
        "ua",
        "ue",
        "ui",
        "uo",
        "uu",
        "uy",
        "ye",
        "oai",
        "oao",
        "oay",
        "oeo",
        "uai",
        "uao",
        "uay",
        "ueo",
        "uoi",
        "uou",
        "uya",
        "uyu",
        "ieu",
        "yeu",
        "ac",
        "ach",
        "am",
        "an",
        "ang",
        "anh",
        "ap",
        "at",
        "ec",
        "ech",
        "em",
        "en",
        "eng",
        "enh",
        "ep",
        "et",
        "ic",
        "ich",
        "im",
        "in",
        "inh",
        "ip",
        "it",
        "iec",
        "iem",
        "ien",
        "ieng",
        "iep",
        "iet",
        "oac",
        "oach",
        "oam",
        "oan",
        "oang",
        "oanh",
        "oap",
        "oat",
        "oc",
        "oem",
        "oen",
        "oet",
        "om",
        "on",
        "ong",
        "op",
        "ot",
        "uac",
        "uan",
        "uang",
        "uanh",
        "uat",
        "uac",
        "uc",
        "uch",
        "uech",
        "uen",
        "uenh",
        "uet",
        "uec",
        "um",
        "un",
        "ung",
        "uom",
        "uon",
        "uong",
        "uop",
        "uot",
        "uoc",
        "up",
        "ut",
        "uych",
        "uyn",
        "uynh",
        "uyt",
        "uyen",
        "uyet",
        "uyp",
        "ych",
        "ym",
        "yn",
        "ynh",
        "yp",
        "yt",
        "yem",
        "yen",
        "yeng",
        "yet",
    ]
)
_SYLLABLES = frozenset(onset + rime for onset in _ONSETS for rime in _RIMES) | {"gi", "gin", "gim", "gich"}

_TELEX_TONE = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONE = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_LETTERS = (
    ("uow", "ươ"), ("uwow", "ươ"), ("uwo", "ươ"), ("dd", "đ"), ("aa", "â"), ("aw", "ă"), ("ee", "ê"),
    ("oo", "ô"), ("ow", "ơ"), ("uw", "ư"), ("w", "ư"),
)  # fmt: skip
_VNI_LETTERS = (
    ("uo7", "ươ"), ("u7o7", "ươ"), ("d9", "đ"), ("a6", "â"), ("a8", "ă"), ("e6", "ê"), ("o6", "ô"),
    ("o7", "ơ"), ("u7", "ư"),
)  # fmt: skip
_VOWELS = "aeiouyâăêôơư"

_SOUNDS = (
    (re.compile(r"^ngh"), "ng"),
    (re.compile(r"^gh"), "g"),
    (re.compile(r"^(?:gi|d|r)(?=[aeiouy])"), "z"),
    (re.compile(r"^gi$"), "zi"),
    (re.compile(r"^(?:l|n)(?=[aeiouy])"), "l"),
    (re.compile(r"^(?:tr|ch)"), "c"),
    (re.compile(r"^(?:s|x)"), "s"),
    (re.compile(r"^(?:k|c|q)(?=[aeiouy])"), "k"),
    (re.compile(r"y"), "i"),
)


def is_syllable(word: str) -> bool:
    """Tell whether ``word`` (any case, with or without marks) is spelt like a Vietnamese syllable."""
    return fold(word) in _SYLLABLES


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return a key that is equal for words that l/n, ch/tr, s/x and d/gi/r speakers write for one another."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def _compose(word: str, letters: tuple[tuple[str, str], ...], tones: dict[str, str]) -> str | None:
    tone = ""
    match = re.search(f"[{_VOWELS}].*", word)
    if match is None:
        return None
    tail = match.group()
    for index in range(len(tail) - 1, 0, -1):
        if tail[index] in tones:
            tone = tones[tail[index]]
            tail = tail[:index] + tail[index + 1 :]
            break
    composed = word[: match.start()] + tail
    # A vowel is often doubled late: "chuyene" for "chuyeen", "dangd" for "ddang".
    for raw, letter in letters:
        composed = composed.replace(raw, letter)
    return composed + tone if is_syllable(composed) else None


def untype(word: str) -> str | None:
    """Return the syllable that ``word`` spells in raw Telex or VNI, as canonical() writes it, or None.

    >>> untype("ddawng"), untype("hoir"), untype("d9a8ng"), untype("zalo")
    ('đăng', 'hoi\\u0309', 'đăng', None)
    """
    if is_syllable(word) or not word.isascii() or len(word) < 2:
        return None
    if word.isalpha():
        return _compose(word, _TELEX_LETTERS, _TELEX_TONE)
    if word[0].isalpha() and re.fullmatch(r"[a-z]+(?:[1-9][a-z]*)+", word):
        return _compose(word, _VNI_LETTERS, _VNI_TONE)
    return None


_SHORT_SPELLINGS = (
    (re.compile(r"^f"), "ph"),
    (re.compile(r"^w(?=[^u])"), "qu"),
    (re.compile(r"^z"), "d"),
    (re.compile(r"^j"), "gi"),
    (re.compile(r"(?<=\w)k$"), "ch"),
    (re.compile(r"(?<=[^n])g$"), "ng"),
    (re.compile(r"(?<=\w)nk$"), "nh"),
    (re.compile(r"(.)\1+$"), r"\1"),
)


def lengthen(word: str) -> str | None:
    """Return the syllable that young people's short spelling ``word`` stands for ("fải", "thik", "đăg"), or None."""
    for pattern, letters in _SHORT_SPELLINGS:
        longer = pattern.sub(letters, word)
        if longer != word and is_syllable(longer):
            return longer
    return None
