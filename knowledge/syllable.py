"""The shape of a Vietnamese syllable, raw Telex and VNI typing, and which sounds people mix up.

Onsets and rimes follow the standard table of Quốc ngữ spelling (Hoàng Phê, Từ điển tiếng Việt), folded.
"""

from __future__ import annotations

import re
from functools import lru_cache

from written.text import canonical, fold

_ONSETS = (
    "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph",
    "qu", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_RIMES = (
    "a", "e", "i", "o", "u", "y", "ai", "ao", "au", "ay", "eo", "eu", "ia", "iu", "oa", "oe", "oi", "ua",
    "ue", "ui", "uo", "uu", "uy", "ye", "oai", "oao", "oay", "oeo", "uai", "uao", "uay", "ueo", "uoi", "uou",
    "uya", "uyu", "ieu", "yeu", "ac", "ach", "am", "an", "ang", "anh", "ap", "at", "ec", "ech", "em", "en",
    "eng", "enh", "ep", "et", "ic", "ich", "im", "in", "inh", "ip", "it", "iec", "iem", "ien", "ieng", "iep",
    "iet", "oac", "oach", "oam", "oan", "oang", "oanh", "oap", "oat", "oc", "oem", "oen", "oet", "om", "on",
    "ong", "op", "ot", "uac", "uan", "uang", "uanh", "uat", "uc", "uch", "uech", "uen", "uenh", "uet", "uec",
    "um", "un", "ung", "uom", "uon", "uong", "uop", "uot", "uoc", "up", "ut", "uych", "uyn", "uynh", "uyt",
    "uyen", "uyet", "uyp", "ych", "ym", "yn", "ynh", "yp", "yt", "yem", "yen", "yeng", "yet",
)  # fmt: skip
_LONG_O = ("boong", "choong", "doong", "goong", "xoong", "mooc", "sooc")  # everywhere else "oo" is raw "ô"
_SYLLABLES = frozenset(onset + rime for onset in _ONSETS for rime in _RIMES) | {"gi", "gin", "gim", "gich"}

_SHAPED = re.compile("[ôơ]")  # "xoong" is a word, "xôong" a slip

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
_STOPS = ("c", "ch", "p", "t")  # a syllable that ends so has a tone: "oto" is no "ôt"
_VOWELS = "aeiouyâăêôơư"
# What is typed only after the rest of the syllable: "chuyene", "dangd", "duongw".
_LATE = (
    (re.compile(r"^d(.+)d$"), r"đ\1"),
    (re.compile(r"([aeo])([a-z]+)\1$"), r"\1\1\2"),
    (re.compile(r"([aou])([a-z]+)w$"), r"\1w\2"),
)

_SOUNDS = {"ngh": "ng", "gh": "g", "gi": "z", "d": "z", "r": "z", "n": "l", "x": "s", "c": "k", "qu": "ku", "tr": "ch"}
_ONSET = re.compile(r"(ngh|gh|gi|tr|qu|[drnxc](?=[aeiouy]))")
_VOWEL_I = re.compile(r"$|[^aeou]|e[^o]")  # behind "gi" where the i is the vowel's, too: "gì", "gìn", "giếng"


def is_syllable(word: str) -> bool:
    """Tell whether ``word`` (any case, with or without marks) is spelt like a Vietnamese syllable."""
    folded = fold(word)
    return folded in _SYLLABLES or (folded in _LONG_O and not _SHAPED.search(canonical(word)))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return a key that is equal for words that l/n, ch/tr, s/x and d/gi/r speakers write for one another.

    ``word`` is folded.
    """
    onset = _ONSET.match(word)
    if onset is None:
        return word.replace("y", "i")
    rest = word[onset.end() :]
    if onset[1] == "gi" and _VOWEL_I.match(rest):
        rest = f"i{rest}"
    return (_SOUNDS[onset[1]] + rest).replace("y", "i")


def _compose(word: str, letters: tuple[tuple[str, str], ...], tones: dict[str, str]) -> str | None:
    match = re.search(f"[{_VOWELS}].*", word)
    if match is None:
        return None
    tone, tail = "", match.group()
    for index in range(len(tail) - 1, 0, -1):
        if tail[index] in tones:
            tone = tones[tail[index]]
            tail = tail[:index] + tail[index + 1 :]
            break
    keys = word[: match.start()] + tail
    if is_syllable(composed := _spelt(keys, letters)):
        return composed + tone
    for pattern, earlier in _LATE:
        composed = _spelt(pattern.sub(earlier, keys), letters)
        if is_syllable(composed) and (tone or not composed.endswith(_STOPS)):
            return composed + tone
    return None


def _spelt(keys: str, letters: tuple[tuple[str, str], ...]) -> str:
    for raw, letter in letters:
        keys = keys.replace(raw, letter)
    return keys


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
    (re.compile(r"^f"), ("ph",)),
    (re.compile(r"^w(?=[^u])"), ("qu",)),
    (re.compile(r"^[jz](?=[iìíỉĩị])"), ("g", "d", "v")),
    (re.compile(r"^j"), ("gi", "d", "v")),
    (re.compile(r"^z"), ("d", "v", "gi")),
    (re.compile(r"(?<=\w)k$"), ("ch",)),
    (re.compile(r"(?<=[^n])g$"), ("ng",)),
    (re.compile(r"(?<=\w)nk$"), ("nh",)),
    (re.compile(r"(.)\1+$"), (r"\1",)),
)


def lengthen(word: str) -> tuple[str, ...]:
    """Return the syllables that young people's short spelling ``word`` may stand for ("fải", "thik", "đăg", "zui")."""
    for pattern, ways in _SHORT_SPELLINGS:
        found = tuple(dict.fromkeys(longer for way in ways if is_syllable(longer := pattern.sub(way, word))))
        if found and found != (word,):
            return found
    return ()
