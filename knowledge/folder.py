"""Reads a folder of entries: the province's overlay applied, a broken file replaced by its own last good version."""

from __future__ import annotations

from functools import partial as partial_read
from pathlib import Path
from typing import Any

from knowledge.entry import Entry, make, overlay, parse
from written.last_good import place, read_or_last_good
from written.reading import Finding, Unreadable, read_yaml

PROVINCE = "province"
"""The folder, among the entries, that holds what is true of one province only."""

LEXICON = "lexicon.yaml"
"""The file with words of one's own, in the folder of entries or beside it."""


def read_entries(folder: Path, cache: Path | None = None) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Return the entries below ``folder`` by id, the province's overlay applied, and every problem found.

    A file that cannot be used is replaced by its own last good version where ``cache`` holds one.
    """
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    good = place(cache, folder)
    files = sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith("_"))
    files = [path for path in files if path != folder / LEXICON]
    files.sort(key=lambda path: path.parent.name == PROVINCE)
    for path in files:
        name = path.relative_to(folder).as_posix()
        partial = path.parent.name == PROVINCE and path.stem in entries
        values = read_or_last_good(path, name, good, partial_read(_read, partial=partial), findings)
        if values is None:
            continue
        if partial:
            entries[path.stem] = overlay(entries[path.stem], values)
        elif path.stem in entries:
            other = entries[path.stem].file
            findings.append(Finding(name, 1, "lỗi", f"Trùng tên với tệp {other}; mỗi mục chỉ có một tệp."))
        else:
            entries[path.stem] = make(values, path.stem, path.parent.name, name)
    return entries, tuple(findings)


def _read(path: Path, name: str, partial: bool) -> tuple[dict[str, Any], list[Finding]]:
    data, findings = read_yaml(path, name)
    values, problems = parse(data, path.stem, name, partial)
    if problems:
        raise Unreadable([*findings, *problems])
    return values, findings
