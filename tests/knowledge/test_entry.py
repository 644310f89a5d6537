"""How an entry is made from its file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.entry import FIELDS, Detail, Link, make, overlay, parse
from written.reading import Finding, read_yaml

LEAST = 'title: "Mất thẻ"\nquestions:\n  - "mất thẻ"\nanswer: "Ra công an xã."\n'


def parsed(
    tmp_path: Path, content: str, name: str = "mat-the", partial: bool = False
) -> tuple[dict[str, Any], list[Finding]]:
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    data, _ = read_yaml(path, "x.yaml")
    return parse(data, name, "x.yaml", partial)


def problems(tmp_path: Path, content: str) -> list[tuple[int, str]]:
    _, found = parsed(tmp_path, content)
    assert all(finding.severity == "lỗi" for finding in found)
    return [(finding.line, finding.message) for finding in found]


def test_title_questions_and_answer_are_enough(tmp_path: Path) -> None:
    values, found = parsed(tmp_path, LEAST)
    assert found == []
    entry = make(values, "mat-the", "dich-vu-cong", "x.yaml")
    assert (entry.title, entry.questions, entry.answer) == ("Mất thẻ", ("mất thẻ",), "Ra công an xã.")
    assert (entry.steps, entry.details, entry.verified) == ((), {}, None)


def test_every_field_is_read(tmp_path: Path) -> None:
    content = LEAST + (
        'local: "Ở tỉnh."\nsteps: ["một", "hai"]\ndetails:\n  le-phi: "Không mất tiền."\nhotline: 1900 0368\n'
        'links:\n  - {text: "Cổng", url: "https://dichvucong.gov.vn"}\nrelated: [can-cuoc-doi]\n'
        'sources:\n  - {name: "Luật Căn cước"}\nverified: 2026-11-23\nreview_after: "2027-05-23"\n'
        'tests: ["rơi thẻ"]\n'
    )
    values, found = parsed(tmp_path, content)
    assert found == []
    assert set(values) == set(FIELDS)
    assert values["details"] == {"le-phi": Detail("Không mất tiền.")}
    assert values["links"] == (Link("Cổng", "https://dichvucong.gov.vn"),)
    assert values["sources"] == (Link("Luật Căn cước", ""),)
    assert values["verified"] == date(2026, 11, 23)
    assert values["hotline"] == "1900 0368"


@pytest.mark.parametrize("missing", ["title", "questions", "answer"])
def test_a_missing_or_empty_required_key_is_named(tmp_path: Path, missing: str) -> None:
    lines = {"title": 'title: "a"\n', "questions": 'questions: ["b"]\n', "answer": 'answer: "c"\n'}
    without = "".join(text for key, text in lines.items() if key != missing)
    assert problems(tmp_path, without) == [(1, f"Thiếu mục bắt buộc “{missing}”.")]
    blank = "# lời dặn\n" + "".join(f'{key}: ""\n' if key == missing else text for key, text in lines.items())
    blank = blank.replace('questions: ""', 'questions: [""]')
    line = 2 + list(lines).index(missing)
    assert problems(tmp_path, blank) == [(line, f"Thiếu mục bắt buộc “{missing}”.")]


def test_an_unknown_key_lists_the_known_ones(tmp_path: Path) -> None:
    [(line, message)] = problems(tmp_path, LEAST + 'anwser: "x"\n')
    assert line == 5
    assert "anwser" in message
    assert "answer" in message


def test_blanks_of_a_template_are_no_problem(tmp_path: Path) -> None:
    blanks = (
        'steps:\n  - ""\n  -\ndetails:\n  le-phi: ""\nhotline: ""\nlinks:\n  - {text: "", url: ""}\n'
        'related: [""]\n'
        'sources:\n  - {name: "", url: ""}\nverified: ""\nreview_after:\ntests: []\n'
    )
    values, found = parsed(tmp_path, LEAST + blanks)
    assert found == []
    assert set(values) == {"title", "questions", "answer"}


def test_lengths_are_held(tmp_path: Path) -> None:
    content = LEAST.replace("Mất thẻ", "t" * 61).replace("Ra công an xã.", "a" * 601)
    assert problems(tmp_path, content) == [
        (1, "“title” dài 61 ký tự; tối đa 60."),
        (4, "“answer” dài 601 ký tự; tối đa 600."),
    ]


def test_a_phrasing_that_became_a_mapping_is_named_at_its_line(tmp_path: Path) -> None:
    [(line, message)] = problems(tmp_path, 'title: a\nquestions:\n  - b\n  - Lệ phí: bao nhiêu\nanswer: "c"\n')
    assert (line, "hai chấm" in message) == (4, True)


def test_a_text_where_a_list_belongs_is_one_finding(tmp_path: Path) -> None:
    [(line, message)] = problems(tmp_path, "title: a\nquestions: b\nanswer: c\n")
    assert (line, "gạch ngang" in message) == (2, True)


@pytest.mark.parametrize("day", ["23/11/2026", "2026-02-30", "hôm qua", "20261123", "[a]"])
def test_a_wrong_date_is_one_finding(tmp_path: Path, day: str) -> None:
    [(line, message)] = problems(tmp_path, LEAST + f"verified: {day}\n")
    assert (line, "2026-11-23" in message) == (5, True)


def test_a_detail_may_hold_for_some_days_only(tmp_path: Path) -> None:
    dated = 'details:\n  le-phi: {text: "Giảm nửa.", from: "2026-01-01", until: "2026-12-31"}\n'
    values, found = parsed(tmp_path, LEAST + dated)
    assert found == []
    detail = values["details"]["le-phi"]
    assert not detail.holds_on(date(2025, 12, 31))
    assert detail.holds_on(date(2026, 1, 1))
    assert detail.holds_on(date(2026, 12, 31))
    assert not detail.holds_on(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("detail", "cue"),
    [
        ('phi: "x"', "phi"),
        ('le-phi: {from: "2026-01-01"}', "text"),
        ('le-phi: {text: , until: "2026-01-01"}', "text"),
        ('le-phi: {text: "x", den: "2026-01-01"}', "until"),
        ('le-phi: {text: "x", until: "31/12/2026"}', "2026-11-23"),
        ('le-phi: {text: "x", from: "2026-12-31", until: "2026-01-01"}', "sau ngày"),
        ("le-phi: [x]", "đoạn chữ"),
    ],
)
def test_a_wrong_detail_is_one_finding(tmp_path: Path, detail: str, cue: str) -> None:
    [(line, message)] = problems(tmp_path, LEAST + f"details:\n  {detail}\n")
    assert (line, cue in message) == (6, True)


@pytest.mark.parametrize(
    "item",
    [
        '{text: "a", url: "dichvucong.gov.vn"}',
        '{text: "a", url: "https://a b"}',
        '{text: "a"}',
        '{text: "a", url: [b]}',
        '{name: "a", url: "https://a.gov.vn"}',
        '"https://a.gov.vn"',
    ],
)
def test_a_wrong_link_is_one_finding(tmp_path: Path, item: str) -> None:
    content = LEAST + 'links:\n  - {text: "a", url: "https://a.gov.vn"}\n  - ' + item + "\n"
    assert [line for line, _ in problems(tmp_path, content)] == [7]


@pytest.mark.parametrize("name", ["Mat-The", "mất-thẻ", "mat the", "mat_the", "mat-the (1)", "-mat"])
def test_the_name_of_the_file_is_held_to_its_form(tmp_path: Path, name: str) -> None:
    _, found = parsed(tmp_path, LEAST, name)
    assert ["Tên tệp" in finding.message for finding in found] == [True]


def test_an_overlay_replaces_texts_and_extends_lists(tmp_path: Path) -> None:
    base, _ = parsed(tmp_path, LEAST + 'steps: ["một"]\ndetails: {le-phi: "a", noi-lam: "b"}\n')
    entry = make(base, "mat-the", "dich-vu-cong", "x.yaml")
    more, found = parsed(
        tmp_path,
        'questions: ["mất thẻ", "rơi thẻ ở chợ"]\nlocal: "Ở tỉnh."\nsteps: ["hai"]\ndetails: {noi-lam: "c"}\n',
        partial=True,
    )
    assert found == []
    merged = overlay(entry, more)
    assert merged.title == "Mất thẻ"
    assert merged.questions == ("mất thẻ", "rơi thẻ ở chợ")
    assert (merged.local, merged.steps) == ("Ở tỉnh.", ("hai",))
    assert {name: detail.text for name, detail in merged.details.items()} == {"le-phi": "a", "noi-lam": "c"}
    assert entry.steps == ("một",)


def test_an_entry_is_overdue_only_after_its_day(tmp_path: Path) -> None:
    values, _ = parsed(tmp_path, LEAST + 'review_after: "2027-05-23"\n')
    entry = make(values, "mat-the", "dich-vu-cong", "x.yaml")
    assert not entry.overdue(date(2027, 5, 23))
    assert entry.overdue(date(2027, 5, 24))
