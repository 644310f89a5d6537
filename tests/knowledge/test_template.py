"""The file that ``python -m bot new`` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.folder import read_entries
from knowledge.template import write
from written.reading import Unreadable, read_yaml


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for skill in ("dich-vu-cong", "an-toan-so", "province"):
        (tmp_path / skill).mkdir()
    return tmp_path


def test_an_unfilled_template_parses_and_goes_not_live(folder: Path) -> None:
    path = write(folder, "dich-vu-cong", "lam-viec-moi")
    assert path == folder / "dich-vu-cong" / "lam-viec-moi.yaml"
    assert read_yaml(path, path.name)[1] == []
    entries, findings = read_entries(folder)
    assert entries == {}
    assert {f.message for f in findings} == {f"Thiếu mục bắt buộc “{k}”." for k in ("title", "questions", "answer")}
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [lines[f.line - 1].split(":")[0] for f in findings] == ["title", "questions", "answer"]


def test_the_three_blanks_are_enough(folder: Path) -> None:
    path = write(folder, "dich-vu-cong", "lam-viec-moi")
    text = path.read_text(encoding="utf-8")
    text = text.replace('title: ""', 'title: "Việc mới"').replace('  - ""', '  - "việc mới làm ở đâu"', 1)
    path.write_text(text.replace("answer: |\n", "answer: |\n  Ra xã.\n  Hỏi một cửa.\n"), encoding="utf-8")
    entries, findings = read_entries(folder)
    assert findings == ()
    entry = entries["lam-viec-moi"]
    assert (entry.title, entry.questions, entry.answer) == (
        "Việc mới",
        ("việc mới làm ở đâu",),
        "Ra xã.\nHỏi một cửa.",
    )
    assert (entry.steps, entry.details, entry.links, entry.related, entry.tests) == ((), {}, (), (), ())


def test_all_blanks_filled_load(folder: Path) -> None:
    path = write(folder, "an-toan-so", "viec-hai")
    text = path.read_text(encoding="utf-8").replace("answer: |\n", "answer: |\n  Ra xã.\n")
    for key in ("verified", "review_after"):
        text = text.replace(f'{key}: ""', f'{key}: "2027-01-01"')
    text = text.replace('url: ""', 'url: "https://dichvucong.gov.vn"').replace('""', '"chữ"')
    path.write_text(text, encoding="utf-8")
    entries, findings = read_entries(folder)
    assert findings == ()
    assert len(entries["viec-hai"].details) == 5
    assert entries["viec-hai"].links[0].url == "https://dichvucong.gov.vn"


@pytest.mark.parametrize("name", ["Việc mới", "viec_moi", "VIEC", "../viec", "viec.yaml", "", "a" * 41])
def test_a_malformed_name_is_refused_kindly(folder: Path, name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        write(folder, "dich-vu-cong", name)
    assert "lam-ho-chieu" in caught.value.findings[0].message
    assert not list(folder.rglob("*.yaml"))


def test_an_unknown_folder_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        write(folder, "dich-vu", "viec-moi")
    assert "an-toan-so, dich-vu-cong, province" in caught.value.findings[0].message


@pytest.mark.parametrize("skill", ["dich-vu-cong", "an-toan-so"])
def test_a_name_that_is_taken_is_refused_and_the_file_kept(folder: Path, skill: str) -> None:
    path = write(folder, "dich-vu-cong", "viec-moi")
    path.write_text("của tôi", encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        write(folder, skill, "viec-moi")
    assert "dich-vu-cong/viec-moi.yaml" in caught.value.findings[0].message
    assert path.read_text(encoding="utf-8") == "của tôi"


def test_the_province_may_add_to_an_entry(folder: Path) -> None:
    write(folder, "dich-vu-cong", "viec-moi")
    assert write(folder, "province", "viec-moi").is_file()
