"""Every defence that docs/security.md names stands in a file that there is, and every test it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = re.findall(r"(?m)^\| (\d+) \|(.*)\|$", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def test_the_table_is_whole() -> None:
    assert [int(number) for number, _ in ROWS] == [*range(1, len(ROWS) + 1)]
    assert 25 <= len(ROWS) <= 40


@pytest.mark.parametrize(("number", "row"), ROWS, ids=[number for number, _ in ROWS])
def test_what_a_row_names_is_there(number: str, row: str) -> None:
    threat, defence, file, tests = (cell.strip() for cell in row.split(" | "))
    assert threat and defence
    assert (ROOT / file.strip("`")).is_file()
    named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", tests)
    assert named and ", ".join(f"`{path}::{name}`" for path, name in named) == tests
    for path, name in named:
        assert name.startswith("test_") and name in functions(path), f"{path}::{name}"
