"""An index as a folder of files, which all processes map."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from knowledge.features import SIZE
from knowledge.index import Index
from knowledge.vocabulary import Vocabulary
from knowledge.weights import Weights

_TABLE = ("rows", "whole", "starts", "entries", "values", "bias")


def save(index: Index, folder: Path) -> None:
    """Write ``index`` into ``folder``, whole or not at all; a damaged one there is replaced.

    Raises OSError where the place cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        arrays = {"rarity": index.rarity}
        arrays |= {f"weights-{name}": getattr(index.weights, name) for name in _TABLE}
        arrays |= {f"nearness-{name}": getattr(index.nearness, name) for name in _TABLE}
        for name, array in arrays.items():
            np.save(partial / f"{name}.npy", array)
        rest = {
            "classes": index.classes,
            "singles": index.vocabulary.singles,
            "pairs": index.vocabulary.pairs,
            "clashes": sorted(index.vocabulary.clashes),
            "phrasings": index.phrasings,
            "others": index.others,
        }
        (partial / "rest.json").write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")
        _put(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _put(partial: Path, folder: Path) -> None:
    """Give ``partial`` the name of ``folder``, where no sound index has it."""
    try:
        partial.replace(folder)
    except OSError:
        if load(folder) is not None:  # another process was first: its index is the same
            return
        folder.replace(partial / "damaged")  # out of the way at once: who loads meanwhile finds nothing, not half
        shutil.rmtree(partial / "damaged", ignore_errors=True)
        partial.replace(folder)


def forget_others(folder: Path, keep: int = 3) -> None:
    """Remove all but the ``keep`` newest indexes beside ``folder``; an older process may map them still."""
    with suppress(OSError):  # a read-only place, or another process is tidying too
        others = sorted((p for p in folder.parent.glob("[!.]*") if p != folder), key=lambda path: path.stat().st_mtime)
        for old in others[:-keep]:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: Path) -> Index | None:
    """Return the index in ``folder``, mapped and not read, or None where there is none or it is damaged."""
    try:
        rest = json.loads((folder / "rest.json").read_text(encoding="utf-8"))
        rarity = _mapped(folder, "rarity")
        weights, nearness = (
            Weights(*(_mapped(folder, f"{table}-{name}") for name in _TABLE)) for table in ("weights", "nearness")
        )
        vocabulary = Vocabulary(rest["singles"], rest["pairs"], frozenset(rest["clashes"]))
        kept, others = rest["phrasings"], rest["others"]
        index = Index(rest["classes"], weights, rarity, vocabulary, kept, others, nearness)
        return index if _fits(index) else None
    except (OSError, ValueError, EOFError, KeyError, TypeError):
        return None


def _fits(index: Index) -> bool:
    """Tell whether the parts of ``index`` are of the sizes that they have together."""
    tables = ((index.weights, len(index.classes)), (index.nearness, len(index.others)))
    return (
        index.rarity.shape == (SIZE,)
        and len(index.phrasings) == len(index.classes)
        and all(
            table.rows.shape == (SIZE,)
            and table.whole.shape == (int(table.rows.max()) + 1, width)
            and table.starts.shape == (SIZE + 1,)
            and table.entries.shape == table.values.shape == (table.starts[-1],)
            and table.bias.shape == (width,)
            for table, width in tables
        )
    )


def _mapped(folder: Path, name: str) -> np.ndarray:
    array: np.ndarray = np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
    return array
