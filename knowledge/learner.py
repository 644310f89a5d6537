"""Learns an index in a process of its own: the one that answers neither stands still nor keeps training's memory.

``python -m knowledge.learner PLACE`` reads ``{"phrasings": …, "broad": …, "lexicon": …}`` from its input, keeps the
index in PLACE and prints the share done, a line each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from knowledge.index import Index, build
from knowledge.kept import load, save
from knowledge.lexicon import Lexicon

_ROOT = Path(__file__).parents[1]
_SILENT = 45.0  # seconds after which who learned has been killed


def learn(
    place: Path,
    phrasings: Mapping[str, Sequence[str]],
    broad: Mapping[str, Sequence[str]],
    progress: Callable[[float], None] | None = None,
    lexicon: Lexicon | None = None,
) -> Index | None:
    """Return what another process learned (see ``knowledge.index.build``) and kept in the folder ``place``.

    None where no process could be started, or the place cannot be written.
    """
    command = [sys.executable, "-m", "knowledge.learner", str(place.resolve())]
    pipe = subprocess.PIPE
    try:
        with subprocess.Popen(
            command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8"
        ) as process:
            assert process.stdin and process.stdout
            json.dump({"phrasings": phrasings, "broad": broad, "lexicon": _words_of(lexicon)}, process.stdin)
            process.stdin.close()
            for line in process.stdout:
                if progress:
                    progress(float(line))
    except OSError:
        return None
    return load(place)


def main() -> None:
    """Learn what stands in the input, unless another worker learns the same just now."""
    if hasattr(os, "nice"):
        os.nice(5)  # who asks meanwhile comes first
    given = json.load(sys.stdin)
    place = Path(sys.argv[1])
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = place.with_name(f".lock-{place.name}")
    while not _mine(lock):
        time.sleep(0.1)
        if load(place):
            return

    def progress(share: float) -> None:
        lock.touch()
        print(share, flush=True)

    try:
        save(build(given["phrasings"], given["broad"], progress, Lexicon(**given["lexicon"])), place)
    finally:
        lock.unlink(missing_ok=True)


def _words_of(lexicon: Lexicon | None) -> dict[str, object]:
    """Return what reading phrasings needs of ``lexicon``."""
    needed = ("abbreviations", "spoken", "synonyms", "dialect")
    return {name: getattr(lexicon, name) for name in needed} if lexicon else {}


def _mine(lock: Path) -> bool:
    """Tell whether this process made ``lock``; one that a killed process left behind is made anew."""
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > _SILENT:
            lock.unlink(missing_ok=True)
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


if __name__ == "__main__":
    main()
