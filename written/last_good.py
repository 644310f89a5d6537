"""A file that people edit, and its own last good version for the time when it is broken."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from written.reading import Finding, Unreadable

T = TypeVar("T")
Read = Callable[[Path, str], tuple[T, list[Finding]]]
"""Reads a file, called by a name in findings; raises Unreadable where it cannot be used."""


def place(cache: Path | None, folder: Path) -> Path | None:
    """Return where the last good versions of the files in ``folder`` are kept, None where ``cache`` is."""
    if cache is None:
        return None
    return cache / "last-good" / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def read_or_last_good(path: Path, name: str, good: Path | None, read: Read[T], findings: list[Finding]) -> T | None:
    """Return what ``read`` makes of ``path``, or of its last good version below ``good``, or None.

    What is wrong in ``path`` is added to ``findings``.
    """
    try:
        value, found = read(path, name)
    except OSError as error:
        findings.append(Finding(name, 1, "lỗi", f"Không mở được tệp: {error.strerror}."))
    except Unreadable as error:
        findings.extend(error.findings)
    else:
        findings.extend(found)
        if good:
            _remember(path, good / name)
        return value
    if good is None or not (good / name).is_file():
        return None
    try:
        return read(good / name, name)[0]
    except (Unreadable, OSError):
        return None


def _remember(path: Path, kept: Path) -> None:
    try:
        if not kept.is_file() or kept.read_bytes() != path.read_bytes():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept)
    except OSError:
        return  # a read-only place: there is then no last good version, and nothing else is lost
