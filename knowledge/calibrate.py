"""Fits the coefficients of ``confidence.yaml``: ``python -m knowledge.calibrate DATA`` (needs the dev tools).

Questions that no entry was trained on, with what is right: the entries' own ``tests``, and in DATA the files
``dev``, ``foreign``, ``chitchat`` and ``ambiguous``, each with its ``calibration_`` sister.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.library import Library
from knowledge.matcher import CASES, COEFFICIENTS, SIGNS, values_of

BROAD = "~broad"  # stands among what is right for a question that no single entry answers
_BROAD_WEIGHT = 2.0  # to offer a choice too often does less harm than to guess
_FOREIGN_WEIGHT = 2.0  # a wrong answer to a foreign question does more harm than a choice too many


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _questions(library: Library, data: Path) -> Iterator[tuple[str, set[str], float]]:
    """Yield each question with the ids that are right for it (none for a foreign one) and its weight."""
    for entry in library.entries.values():
        for text in entry.tests:
            yield text, {entry.id}, 0.5  # their authors' words are nearer to the phrasings than citizens' are
    for row in _both(data, "dev"):
        also = row["also"] if isinstance(row["also"], list) else []
        yield str(row["text"]), {str(row["topic"]), *map(str, also)}, 1.0
    for row in _both(data, "ambiguous"):
        topics = row["topics"] if isinstance(row["topics"], list) else []
        yield str(row["text"]), {BROAD, *map(str, topics)}, _BROAD_WEIGHT
    for row in [*_both(data, "foreign"), *_both(data, "chitchat")]:
        yield str(row["text"]), set(), _FOREIGN_WEIGHT


def _both(data: Path, name: str) -> list[dict[str, object]]:
    return _rows(data / f"{name}.jsonl") + _rows(data / f"calibration_{name}.jsonl")


def fit(library: Library, data: Path) -> dict[str, dict[str, float]]:
    """Return the coefficients of each case."""
    signs, cases, weights = [], [], []
    classes = library.matcher.index.classes
    for text, right, weight in _questions(library, data):
        ranking = library.matcher.rank(library.read(text))
        if ranking.small_talk:
            continue  # decided before the confidence is asked
        ids = [classes[number] for number in ranking.order[:4]]
        signs.append(values_of(ranking.signs))
        cases.append(_case(ids, right))
        weights.append(weight)
    model = LogisticRegression(C=10, max_iter=20_000).fit(np.array(signs), np.array(cases), np.array(weights))
    fitted = {}
    for case, constant, own in zip(model.classes_, model.intercept_, model.coef_, strict=True):
        values = (float(constant), *map(float, own))
        fitted[str(case)] = {key: round(value, 3) for key, value in zip(("constant", *SIGNS), values, strict=True)}
    return {case: fitted[case] for case in CASES}


def _case(ids: list[str], right: set[str]) -> str:
    if BROAD in right:
        return "broad"
    return "first" if ids[0] in right else "among" if right.intersection(ids) else "nothing"


def main() -> None:
    """Fit and write ``confidence.yaml``."""
    fitted = fit(Library.load(), Path(sys.argv[1]))
    lines = ["# Made by `python -m knowledge.calibrate tests/data`; the thresholds stand in config.yaml.\n"]
    for name, part in fitted.items():
        lines.append(f"{name}:\n" + "".join(f"  {key}: {value}\n" for key, value in part.items()))
    COEFFICIENTS.write_text("".join(lines), encoding="utf-8")
    print("".join(lines))


if __name__ == "__main__":
    main()
