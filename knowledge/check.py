"""Tells what is wrong in the knowledge, all of it at once, in sentences for those who edit it.

``lỗi``: the file is not used. ``nên sửa``: it is used, and would be better otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge import content_rules
from knowledge.content_rules import Source
from knowledge.entry import Entry, parse
from knowledge.folder import PROVINCE, read_entries
from knowledge.library import CACHE, Answer, Library, Thresholds
from written.reading import Finding, Items, Lines, Text, Unreadable, read_yaml
from written.text import normal_form

QUESTIONS = "questions.yaml"
"""The file beside the folder of entries: hard cases across entries, and what must not be answered."""

_COPIES = re.compile(
    r"^(?:copy of|bản sao của|bản sao) | - (?:copy|sao chép|bản sao)(?: ?\(\d+\))?$| ?\(\d+\)$",
    re.IGNORECASE,
)
_NOT_YAML = (".txt", ".doc", ".docx", ".rtf", ".odt", ".yml", ".yaml")


def check(
    folder: Path,
    shipped: bool = True,
    today: date | None = None,
    cache: Path | None = CACHE,
    thresholds: Thresholds | None = None,
) -> list[Finding]:
    """Return every problem in the entries of ``folder``, sorted by file and line.

    ``shipped``: hold the rules for content that is published, too. ``today`` is the day in Vietnam. ``cache``
    and ``thresholds`` are those of Library.load.
    """
    today = today or date.today()
    entries, found = read_entries(folder)
    names = list(_names(folder))
    renamed = {finding.file for finding in names}
    findings = [f for f in found if f.file not in renamed or "Tên tệp" not in f.message] + names
    sources = list(_sources(folder, entries))
    findings += _dates(sources, entries, today)
    findings += _related(sources, entries)
    findings += _shared_phrasings(sources, entries)
    cases, problems = _cases(folder, entries)
    findings += problems
    try:
        library = Library.load(folder, cache, thresholds)
    except Unreadable as error:
        findings += error.findings
    else:
        findings += [f for f in library.findings if f not in found]
        findings += _confused(sources, library)
        findings += _failed_tests(sources, library)
        findings += _failed_cases(cases, library)
    if shipped:
        findings += content_rules.findings(sources, entries)
    return sorted(set(findings), key=lambda f: (f.file, f.line, f.severity, f.message))


def _advice(file: str, line: int, message: str) -> Finding:
    return Finding(file, line, "nên sửa", message)


def _names(folder: Path) -> Iterator[Finding]:
    """Yield the files whose names Windows or Word made, so that they are not read."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        stem, ending = path.stem, path.suffix
        if path.name.startswith((".", "_")) or ending.lower() not in _NOT_YAML:
            continue
        right = re.sub(r"(?:\.ya?ml|\.txt)+$", "", path.name, flags=re.IGNORECASE)
        right = _COPIES.sub("", right)
        file = path.relative_to(folder).as_posix()
        if path.name.startswith("~$"):
            message = "Đây là tệp tạm của Word. Hãy đóng Word, xoá tệp này, và sửa các mục bằng Notepad."
        elif _COPIES.search(stem):
            message = (
                f"Đây là bản chép do Windows tạo nên không dùng được. Nếu là bản cần giữ, hãy đổi tên thành "
                f"“{right}.yaml” (bỏ bản cũ trước); nếu không thì xoá đi."
            )
        elif ending == ".yaml":
            continue
        elif ending.lower() in (".txt", ".yml", ".yaml"):
            message = (
                f"Tên tệp phải kết thúc bằng .yaml thì mới được đọc; hãy đổi tên thành “{right}.yaml”. Trong "
                "Windows, mở thẻ Xem (View) và bật “Phần mở rộng tên tệp” để thấy đuôi tệp."
            )
        else:
            message = "Tệp Word không đọc được ở đây; hãy chép chữ sang một tệp .yaml mở bằng Notepad."
        yield Finding(file, 1, "lỗi", message)


def _sources(folder: Path, entries: dict[str, Entry]) -> Iterator[Source]:
    """Yield the files that can be used."""
    for path in sorted(folder.rglob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        entry = entries.get(path.stem)
        partial = path.parent.name == PROVINCE and entry is not None and entry.file != file
        if entry is None or (entry.file != file and not partial):
            continue
        try:
            data, _ = read_yaml(path, file)
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except (Unreadable, OSError):
            continue
        values, problems = parse(data, path.stem, file, partial)
        if not problems:
            yield Source(path.stem, file, tuple(lines), data, values)


def _dates(sources: list[Source], entries: dict[str, Entry], today: date) -> Iterator[Finding]:
    for source in sources:
        entry = entries[source.entry_id]
        if source.file == entry.file and entry.overdue(today):
            message = (
                f"Đã quá ngày phải xem lại ({entry.review_after:%d/%m/%Y}). "
                "Hãy đọc lại nội dung, rồi sửa verified và review_after."
            )
            yield _advice(source.file, source.line("review_after"), message)
        for name, detail in source.values.get("details", {}).items():
            if detail.ends and entry.review_after and entry.review_after > detail.ends:
                key = next(k for k in source.data[Text("details")] if k == name)
                message = (
                    f"“{name}” chỉ đúng đến {detail.ends:%d/%m/%Y} mà review_after lại là "
                    f"{entry.review_after:%d/%m/%Y}; hãy đặt review_after không muộn hơn ngày ấy."
                )
                yield _advice(source.file, key.line, message)


def _related(sources: list[Source], entries: dict[str, Entry]) -> Iterator[Finding]:
    for source in sources:
        for name in source.texts("related"):
            if name.strip() not in entries:
                yield _advice(source.file, name.line, f"Trong “related”: không có mục nào tên “{name}”.")


def _shared_phrasings(sources: list[Source], entries: dict[str, Entry]) -> Iterator[Finding]:
    """Yield the phrasings that two entries have in common: the matcher cannot tell which is meant."""
    owners: dict[str, Source] = {}
    for source in sources:
        for text in source.texts("questions"):
            first = owners.setdefault(normal_form(text), source)
            if first.entry_id != source.entry_id:
                other = f"“{entries[first.entry_id].title}” ({first.file})"
                message = f"Câu “{text}” cũng có trong mục {other}; hãy bỏ ở một mục hoặc viết cho khác đi."
                yield _advice(source.file, text.line, message)


def _confused(sources: list[Source], library: Library) -> Iterator[Finding]:
    """Yield the phrasings that, asked as they stand, find another entry first."""
    classes = library.matcher.index.classes
    for source in sources:
        for text in source.texts("questions"):
            question = library.read(text)
            if not question.words:
                yield _advice(source.file, text.line, f"Câu “{text}” không có chữ nào để tìm.")
                continue
            first = classes[library.matcher.rank(question).order[0]]
            if first != source.entry_id:
                other = library.entries[first].title
                message = f"Câu “{text}” dễ nhầm với mục “{other}” ({first}); hãy viết rõ hơn."
                yield _advice(source.file, text.line, message)


def _failed_tests(sources: list[Source], library: Library) -> Iterator[Finding]:
    for source in sources:
        known = {normal_form(text) for text in source.texts("questions")}
        for text in source.texts("tests"):
            if normal_form(text) in known:
                message = f"Câu thử “{text}” trùng với một câu trong “questions”; hãy thay bằng câu khác."
                yield _advice(source.file, text.line, message)
                continue
            instead = _instead(library.ask(text), source.entry_id)
            if instead:
                message = f"Câu thử “{text}” không ra mục này mà {instead}."
                yield _advice(source.file, text.line, message)


def _instead(answer: Answer, wanted: str) -> str | None:
    """Return what ``answer`` would show where ``wanted`` is not in it."""
    shown = [match.entry for match in answer.matches[: answer.offered]]
    if any(entry.id == wanted for entry in shown):
        return None
    if answer.outcome == "answer":
        return f"ra mục “{shown[0].title}” ({shown[0].id})"
    if answer.outcome == "choices":
        return "ra các lựa chọn: " + "; ".join(f"“{entry.title}” ({entry.id})" for entry in shown)
    if answer.outcome == "smalltalk":
        return "bị coi là lời chào hỏi"
    return "trợ lý nói là chưa biết"


@dataclass(frozen=True)
class _Case:
    text: Text
    entry: str | None  # None: must not be answered


def _cases(folder: Path, entries: dict[str, Entry]) -> tuple[list[_Case], list[Finding]]:
    """Return the cases in the questions' file, and what is wrong in it."""
    path = folder.parent / QUESTIONS
    if not path.is_file():
        return [], []
    try:
        data, findings = read_yaml(path, QUESTIONS)
    except (Unreadable, OSError) as error:
        return [], getattr(error, "findings", [Finding(QUESTIONS, 1, "lỗi", "Không mở được tệp.")])
    cases: list[_Case] = []
    for key, items in data.items():
        if key not in ("must_find", "must_not_answer") or not isinstance(items, Items):
            message = f"Phần “{key}” không dùng được; tệp gồm hai danh sách must_find và must_not_answer."
            findings.append(Finding(QUESTIONS, key.line, "lỗi", message))
            continue
        for line, item in zip(items.lines, items, strict=True):
            case = _case(item, key == "must_find")
            if case is None:
                message = 'Mỗi dòng của must_find là {text: "…", entry: tên-mục}; của must_not_answer là một câu.'
                findings.append(Finding(QUESTIONS, line, "lỗi", message))
            elif case.entry is not None and case.entry not in entries:
                findings.append(_advice(QUESTIONS, line, f"Không có mục nào tên “{case.entry}”."))
            else:
                cases.append(case)
    return cases, findings


def _case(item: Any, finds: bool) -> _Case | None:
    if not finds:
        return _Case(item, None) if isinstance(item, Text) else None
    if not isinstance(item, Lines) or set(item) != {"text", "entry"}:
        return None
    text, entry = item[Text("text")], item[Text("entry")]
    return _Case(text, str(entry)) if isinstance(text, Text) and isinstance(entry, Text) else None


def _failed_cases(cases: Iterable[_Case], library: Library) -> Iterator[Finding]:
    for case in cases:
        answer = library.ask(case.text)
        if case.entry is None:
            if answer.outcome == "answer":
                found = answer.matches[0].entry
                message = f"Câu “{case.text}” không nên trả lời thẳng mà lại ra “{found.title}” ({found.id})."
                yield _advice(QUESTIONS, case.text.line, message)
        elif instead := _instead(answer, case.entry):
            message = f"Câu “{case.text}” phải ra mục {case.entry} mà {instead}."
            yield _advice(QUESTIONS, case.text.line, message)
