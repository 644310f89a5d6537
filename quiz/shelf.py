"""All banks of a folder: each file goes live by itself, a broken one keeps its own last good version."""

from __future__ import annotations

from pathlib import Path

from quiz.bank import Bank, read_bank
from written.last_good import place, read_or_last_good
from written.reading import Finding


def read_banks(folder: Path, cache: Path | None = None) -> tuple[dict[str, Bank], tuple[Finding, ...]]:
    """Return the banks in ``folder`` by id (the file's name), and every problem found.

    ``cache``: where last good versions are kept. A question id that two banks use is a problem of the second one.
    """
    banks: dict[str, Bank] = {}
    owners: dict[str, str] = {}
    findings: list[Finding] = []
    good = place(cache, folder)
    for path in sorted(folder.glob("*.yaml")):
        name = f"{folder.name}/{path.name}"
        bank = read_or_last_good(path, name, good, read_bank, findings)
        if bank is None:
            continue
        twice = [question for question in bank.questions if question.id in owners]
        for question in twice:
            other = owners[question.id]
            message = f"Mã câu hỏi “{question.id}” đã dùng ở tệp {other}; hãy đổi mã."
            findings.append(Finding(name, question.line, "lỗi", message))
        if not twice:
            banks[path.stem] = bank
            owners.update((question.id, name) for question in bank.questions)
    return banks, tuple(findings)
