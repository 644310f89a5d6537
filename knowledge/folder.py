"""Reads a folder of entries: the province's overlay applied, a broken file replaced by its own last good version."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

from knowledge.entry import Entry, make, overlay, parse
from knowledge.reading import Finding, Unreadable, read_yaml

PROVINCE = "province"
"""The folder, among the entries, that holds what is true of one province only."""


def read_entries(folder: Path, cache: Path | None = None) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Return the entries below ``folder`` by id, the province's overlay applied, and every problem found.

    A file that cannot be used is replaced by its own last good version where ``cache`` holds one.
    """
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    good = cache / "last-good" / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12] if cache else None
    files = sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith("_"))
    files.sort(key=lambda path: path.parent.name == PROVINCE)
    for path in files:
        name = path.relative_to(folder).as_posix()
        partial = path.parent.name == PROVINCE and path.stem in entries
        values = _read_file(path, name, partial, good, findings)
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


def _read_file(
    path: Path, name: str, partial: bool, good: Path | None, findings: list[Finding]
) -> dict[str, Any] | None:
    try:
        return _parse_file(path, path.stem, name, partial, findings, good)
    except Unreadable as error:
        findings.extend(error.findings)
    kept = good / name if good else None
    if kept is None or not kept.is_file():
        return None
    try:
        return _parse_file(kept, path.stem, name, partial, [], None)
    except Unreadable:
        return None


def _parse_file(
    path: Path, entry_id: str, name: str, partial: bool, findings: list[Finding], good: Path | None
) -> dict[str, Any]:
    try:
        data, found = read_yaml(path, name)
    except OSError as error:
        raise Unreadable([Finding(name, 1, "lỗi", f"Không mở được tệp: {error.strerror}.")]) from error
    values, problems = parse(data, entry_id, name, partial)
    if problems:
        raise Unreadable([*found, *problems])
    findings.extend(found)
    if good:
        _remember(path, good / name)
    return values


def _remember(path: Path, kept: Path) -> None:
    try:
        if not kept.is_file() or kept.read_bytes() != path.read_bytes():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept)
    except OSError:
        return  # a read-only place: there is then no last good version, and nothing else is lost
