"""What browsers read must run in Chrome and WebView 70: a plain scan for newer syntax and unsafe calls."""

from __future__ import annotations

import re

import pytest

from bot.pages import STATIC

SCRIPTS = sorted(STATIC.glob("*.js"))
STYLES = sorted(STATIC.glob("*.css"))

TOO_NEW = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "replaceAll and other late methods": r"\.(?:replaceAll|matchAll|at|findLast|findLastIndex|flatMap|flat"
    r"|toSorted|toReversed|with|hasOwn|fromEntries|allSettled|any|trimStart|trimEnd|replaceChildren|randomUUID"
    r"|toggleAttribute)\(",
    "late names": r"\b(?:globalThis|structuredClone|queueMicrotask|BigInt|WeakRef|submitter|AbortSignal)\b",
    "class": r"\bclass\s+\w+\s*(?:extends\s+\w+\s*)?\{",
    "module or await": r"^\s*(?:import|export)\b|\bawait\b",
    "optional catch": r"\bcatch\s*\{",
    "object spread": r"[{,]\s*\.\.\.",
    "look-behind or named group": r"\(\?<",
    "unicode property": r"\\p\{",
    "numeric separator": r"\b\d+_\d+\b",
    "logical assignment": r"(?:\|\||&&)=",
    "markup from text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
}
TOO_NEW_STYLE = {
    "selector": r":(?:has|is|where)\(",
    "property": r"(?:^|[;{\s])(?:aspect-ratio|inset|content-visibility|translate|rotate|scale"
    r"|(?:margin|padding|border|inset)-(?:inline|block)[\w-]*)\s*:",
    "unit": r"\d(?:dvh|svh|lvh|dvw|svw|lvw|cqw|cqh)\b",
    "function": r"\b(?:color-mix|clamp|min|max|oklch|lab|lch|hwb)\(",
    "rule": r"@(?:layer|container|supports selector|scope|property|import)\b|&",
    "range": r"@media[^{]*[<>]",
    "anywhere": r"overflow-wrap:\s*anywhere",
}


def _code(text: str) -> str:
    """Return ``text`` without comments, strings and regular expressions' bodies of the usual form."""
    text = re.sub(r"/\*.*?\*/|(?<![:'\"\\])//[^\n]*", "", text, flags=re.DOTALL)
    return re.sub(r"'(?:\\.|[^'\\\n])*'", "''", text)


def test_there_is_something_to_scan() -> None:
    known = {"chat.js", "contest.js", "handbook.js", "room.js", "room_host.js", "shared.js"}
    assert {path.name for path in SCRIPTS} >= known
    assert [path.name for path in STYLES] == ["contest.css", "room.css", "style.css"]


@pytest.mark.parametrize("name", TOO_NEW)
def test_scripts(name: str) -> None:
    for path in SCRIPTS:
        code = _code(path.read_text(encoding="utf-8"))
        found = re.search(TOO_NEW[name], code, re.MULTILINE)
        assert not found, f"{path.name}: {name}: {found and code[found.start() - 40 : found.end() + 40]}"


@pytest.mark.parametrize("name", TOO_NEW_STYLE)
def test_styles(name: str) -> None:
    for path in STYLES:
        style = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found = re.search(TOO_NEW_STYLE[name], style, re.MULTILINE)
        assert not found, f"{path.name}: {name}: {found and style[found.start() - 40 : found.end() + 40]}"


def test_gap_only_in_grids_with_the_older_name_beside_it() -> None:
    for path in STYLES:
        for rule in re.findall(r"\{([^{}]*)\}", path.read_text(encoding="utf-8")):
            if re.search(r"(?:^|[;\s])(?:row-|column-)?gap\s*:", rule):
                assert "display: grid" in rule and "grid-gap" in rule, rule


def test_focus_is_shown_without_focus_visible() -> None:
    for path in STYLES:
        style = path.read_text(encoding="utf-8")
        assert re.search(r"(?:^|\})\s*:focus\s*\{\s*outline:\s*3px", style), "no plain :focus style"
        for selector in re.findall(r"[^{}]*:focus-visible[^{]*", style):
            assert ":not(:focus-visible)" in selector, selector


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("optional chaining", "a?.b"),
        ("nullish", "a ?? b"),
        ("replaceAll and other late methods", "x.at(-1)"),
        ("class", "class A { x = 1 }"),
        ("module or await", "const a = await b"),
        ("object spread", "const a = { ...b }"),
        ("markup from text", "a.innerHTML = b"),
    ],
)
def test_the_scan_sees(name: str, sample: str) -> None:
    assert re.search(TOO_NEW[name], _code(sample), re.MULTILINE)
