"""What should be mended in banks that can be used: what ``check`` asks of shipped content."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz

from quiz.bank import Bank, Question
from written.reading import Finding
from written.text import fold, normal_form

_MOST_LONGEST = 0.4  # share of a bank's questions in which the right choice is the longest
_MUCH_LONGER = (1.25, 12)  # times as long as the longest wrong one, and so many characters more
_ALIKE = 88.0  # rapidfuzz's token_sort_ratio of two folded questions
_ENOUGH = 8  # questions from which on a share says something
_ALL = re.compile(
    r"tat ca (?:cac )?(?:dap an|phuong an|y|cau|deu)|ca (?:hai|ba|[a-d] va [a-d]|[a-d],)|deu (?:dung|sai)$"
    r"|khong (?:co )?(?:dap an|phuong an|y|cau) nao"
)


def check(banks: Mapping[str, Bank], entries: Collection[str], today: date) -> list[Finding]:
    """Return what should be mended in ``banks``; ``entries``: the ids that a question may lead to."""
    findings = [finding for bank in banks.values() for finding in _bank(bank, entries, today)]
    return [*findings, *_alike([question for bank in banks.values() for question in bank.questions], banks)]


def _bank(bank: Bank, entries: Collection[str], today: date) -> Iterator[Finding]:
    def advise(line: int, message: str) -> Finding:
        return Finding(bank.file, line, "nên sửa", message)

    telling = [question for question in bank.questions if len(question.wrong) > 1]
    longest = [q for q in telling if len(q.right) > max(map(len, q.wrong))]
    if len(telling) >= _ENOUGH and len(longest) > _MOST_LONGEST * len(telling):
        share = round(100 * len(longest) / len(telling))
        yield advise(1, f"Ở {share} % số câu, đáp án đúng dài nhất nên dễ đoán; hãy viết câu sai dài tương đương.")
    for question in bank.questions:
        for message in _question(question, entries, today):
            yield advise(question.line, f"Câu “{question.id}”: {message}")


def _question(question: Question, entries: Collection[str], today: date) -> Iterator[str]:
    for name, label in (("explanation", "lời giải thích"), ("source", "nguồn"), ("verified", "ngày kiểm tra")):
        if not getattr(question, name):
            yield f"thiếu {label} ({name})."
    if question.entry and question.entry not in entries:
        yield f"“entry: {question.entry}” không phải tên một mục kiến thức."
    if not question.current(today):
        yield f"đã quá hạn dùng ({question.until}), không còn được hỏi; hãy viết lại hoặc bỏ."
    if question.verified and question.verified > today:
        yield f"ngày kiểm tra {question.verified} ở tương lai."
    times, more = _MUCH_LONGER
    widest = max(map(len, question.wrong), default=0)
    if len(question.right) > times * widest and len(question.right) >= widest + more:
        yield "đáp án đúng dài hơn hẳn các câu sai nên lộ; hãy viết cân nhau."
    if any(_ALL.search(fold(choice.lower())) for choice in question.choices):
        yield "tránh lựa chọn kiểu “tất cả đều đúng”: các lựa chọn được xáo trộn; hãy thay bằng một ý cụ thể."
    for number, one in enumerate(question.choices):
        for other in question.choices[number + 1 :]:
            if normal_form(one) == normal_form(other):
                yield f"hai lựa chọn “{one}” và “{other}” chỉ khác dấu, người không gõ dấu không phân biệt được."
    if normal_form(question.right) in normal_form(question.question) and len(question.right) > 8:
        yield "đáp án đúng nằm sẵn trong câu hỏi."


def _alike(questions: Sequence[Question], banks: Mapping[str, Bank]) -> Iterator[Finding]:
    texts = [normal_form(question.question) for question in questions]
    for number, question in enumerate(questions):
        for earlier in range(number):
            if fuzz.token_sort_ratio(texts[number], texts[earlier], score_cutoff=_ALIKE):
                other = questions[earlier]
                if _same_right(question, other) or texts[number] == texts[earlier]:
                    where = f"“{other.id}” ({banks[other.bank].file})"
                    message = f"Câu “{question.id}” gần như trùng câu {where}; hãy bỏ một câu."
                    yield Finding(banks[question.bank].file, question.line, "nên sửa", message)
                    break


def _same_right(one: Question, other: Question) -> bool:
    return fuzz.token_sort_ratio(normal_form(one.right), normal_form(other.right)) >= _ALIKE
