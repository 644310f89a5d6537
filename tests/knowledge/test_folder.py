"""A folder of entries as officers keep it: the province's overlay, broken files, doubled names, drafts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.entry import Entry
from knowledge.folder import read_entries
from written.reading import Finding

BROKEN = 'title: "Mất thẻ\nquestions: [\n'


def text_of(title: str, rest: str = "") -> str:
    return f'title: "{title}"\nquestions: ["{title} ở đâu"]\nanswer: "Câu trả lời về {title}."\n{rest}'


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def read(folder: Path, cache: Path | None = None) -> tuple[dict[str, Entry], list[tuple[str, str]]]:
    """Return the entries, and file and severity of each finding."""
    entries, findings = read_entries(folder, cache)
    return entries, [(found.file, found.severity) for found in findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    details = 'details: {le-phi: "Không mất tiền.", noi-lam: "Ra xã."}\n'
    put(folder, "dich-vu-cong/mat-the.yaml", text_of("Mất thẻ", details))
    put(folder, "an-toan-so/lo-ma-otp.yaml", text_of("Lộ mã OTP"))
    return folder


def test_entries_know_their_name_their_skill_and_their_file(folder: Path) -> None:
    entries, findings = read(folder)
    assert findings == []
    assert {(entry.id, entry.skill, entry.file) for entry in entries.values()} == {
        ("mat-the", "dich-vu-cong", "dich-vu-cong/mat-the.yaml"),
        ("lo-ma-otp", "an-toan-so", "an-toan-so/lo-ma-otp.yaml"),
    }
    assert all(name == entry.id for name, entry in entries.items())


@pytest.mark.parametrize("skill", ["dich-vu-cong", "truoc-p", "xa-sau-p"])  # before and after "province" by name
def test_the_province_changes_what_it_names_and_leaves_the_rest(folder: Path, skill: str) -> None:
    put(folder, f"{skill}/lam-so-do.yaml", text_of("Làm sổ đỏ", 'details: {le-phi: "Tuỳ nơi.", noi-lam: "Ra xã."}\n'))
    overlay = 'local: "Ra 12 phố Cũ."\ndetails: {noi-lam: "Ra tổ 5."}\nquestions: ["mần sổ đỏ"]\n'
    put(folder, "province/lam-so-do.yaml", overlay)
    entries, findings = read(folder)
    entry = entries["lam-so-do"]
    assert findings == []
    assert (entry.title, entry.local, entry.skill) == ("Làm sổ đỏ", "Ra 12 phố Cũ.", skill)
    assert {name: detail.text for name, detail in entry.details.items()} == {
        "le-phi": "Tuỳ nơi.",
        "noi-lam": "Ra tổ 5.",
    }
    assert entry.questions == ("Làm sổ đỏ ở đâu", "mần sổ đỏ")


def test_the_province_has_entries_of_its_own_which_must_be_whole(folder: Path) -> None:
    put(folder, "province/cho-phien.yaml", text_of("Chợ phiên"))
    put(folder, "province/nua-voi.yaml", 'local: "Ra xã."\n')
    entries, findings = read(folder)
    assert entries["cho-phien"].skill == "province"
    assert "nua-voi" not in entries
    assert set(findings) == {("province/nua-voi.yaml", "lỗi")}


def test_a_broken_overlay_leaves_the_entry_and_keeps_its_last_good_version(folder: Path, tmp_path: Path) -> None:
    path = put(folder, "province/mat-the.yaml", BROKEN)
    entries, findings = read(folder, tmp_path / "cache")
    assert (entries["mat-the"].local, findings) == ("", [("province/mat-the.yaml", "lỗi")])
    path.write_text('local: "Ra tổ 5."\n', encoding="utf-8")
    read(folder, tmp_path / "cache")
    path.write_text(BROKEN, encoding="utf-8")
    entries, findings = read(folder, tmp_path / "cache")
    assert (entries["mat-the"].local, findings) == ("Ra tổ 5.", [("province/mat-the.yaml", "lỗi")])


def test_a_broken_file_is_replaced_by_its_last_good_version_also_after_a_restart(folder: Path, tmp_path: Path) -> None:
    cache, path = tmp_path / "cache", folder / "dich-vu-cong" / "mat-the.yaml"
    read(folder, cache)
    path.write_text(text_of("Mất thẻ căn cước"), encoding="utf-8")
    read(folder, cache)
    for broken in (BROKEN, "", 'title: "Thiếu câu hỏi"\n'):
        path.write_text(broken, encoding="utf-8")
        entries, findings = read(folder, cache)
        assert entries["mat-the"].title == "Mất thẻ căn cước"
        assert set(findings) == {("dich-vu-cong/mat-the.yaml", "lỗi")}
    code = (
        "import sys; from pathlib import Path; from knowledge.folder import read_entries\n"
        "sys.stdout.buffer.write(read_entries(Path(sys.argv[1]), Path(sys.argv[2]))[0]['mat-the'].title.encode())"
    )
    restarted = subprocess.run([sys.executable, "-c", code, folder, cache], capture_output=True, check=True)
    assert restarted.stdout.decode() == "Mất thẻ căn cước"


def test_a_last_good_version_is_only_for_that_file_of_that_folder(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read(folder, cache)
    put(tmp_path / "kho khác", "dich-vu-cong/mat-the.yaml", BROKEN)
    put(folder, "an-toan-so/mat-the-2.yaml", BROKEN)
    (folder / "an-toan-so" / "lo-ma-otp.yaml").unlink()
    assert list(read(folder, cache)[0]) == ["mat-the"]  # what was deleted stays deleted
    assert read(tmp_path / "kho khác", cache)[0] == {}


@pytest.mark.parametrize("cached", [False, True])
def test_without_a_last_good_version_only_the_broken_file_is_missing(
    folder: Path, tmp_path: Path, cached: bool
) -> None:
    put(folder, "dich-vu-cong/mat-the.yaml", BROKEN)
    entries, findings = read(folder, tmp_path / "cache" if cached else None)
    assert (list(entries), findings) == (["lo-ma-otp"], [("dich-vu-cong/mat-the.yaml", "lỗi")])


def test_where_nothing_can_be_kept_entries_are_read_all_the_same(folder: Path, tmp_path: Path) -> None:
    cache = put(tmp_path, "cache", "một tệp ở chỗ của thư mục")
    assert (set(read(folder, cache)[0]), read(folder, cache)[1]) == ({"mat-the", "lo-ma-otp"}, [])


def test_a_name_in_two_folders_is_an_error_that_names_both_files(folder: Path) -> None:
    put(folder, "dich-vu-cong/lo-ma-otp.yaml", text_of("Bản thứ hai"))
    entries, findings = read_entries(folder)
    assert entries["lo-ma-otp"].title == "Lộ mã OTP"
    assert [(found.file, found.severity) for found in findings] == [("dich-vu-cong/lo-ma-otp.yaml", "lỗi")]
    assert "an-toan-so/lo-ma-otp.yaml" in findings[0].message


def test_drafts_and_other_files_are_left_out(folder: Path) -> None:
    for name in ("_mau.yaml", "dich-vu-cong/_nhap.yaml", "province/_mat-the.yaml"):
        put(folder, name, BROKEN)
    put(folder, "dich-vu-cong/mat-the.yaml~", BROKEN)
    put(folder, "dich-vu-cong/doc.txt", "Ghi chú.")
    entries, findings = read(folder)
    assert (set(entries), findings) == ({"mat-the", "lo-ma-otp"}, [])


@pytest.mark.parametrize("kind", ["folder", "dangling link", "old encoding"])
def test_a_file_that_cannot_be_opened_is_a_finding_and_keeps_its_last_good_version(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    path = folder / "dich-vu-cong" / "mat-the.yaml"
    read(folder, tmp_path / "cache")
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "dangling link":
        path.symlink_to(tmp_path / "đi đâu mất rồi.yaml")
    else:
        path.write_bytes("title: Mất thẻ ở chợ\n".encode("utf-16-le"))
    for cache, names in ((tmp_path / "cache", {"mat-the", "lo-ma-otp"}), (None, {"lo-ma-otp"})):
        entries, findings = read(folder, cache)
        assert (set(entries), findings) == (names, [("dich-vu-cong/mat-the.yaml", "lỗi")])


def test_advice_on_a_sound_file_is_passed_on(folder: Path) -> None:
    put(folder, "dich-vu-cong/mat-the.yaml", "\ufeff" + text_of("Mất thẻ"))
    entries, findings = read_entries(folder)
    assert entries["mat-the"].title == "Mất thẻ"
    assert findings == (Finding("dich-vu-cong/mat-the.yaml", 1, "nên sửa", findings[0].message),)
