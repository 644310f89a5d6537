"""What check tells the people who edit the knowledge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.outdated import outdated
from written.reading import Finding

TODAY = date(2026, 11, 24)
ENTRIES = {
    "dich-vu-cong/can-cuoc-mat": (
        "Mất thẻ căn cước",
        ["mất thẻ căn cước", "rơi căn cước ở chợ", "làm lại thẻ bị mất"],
    ),
    "dich-vu-cong/ho-chieu-cap-moi": (
        "Làm hộ chiếu",
        ["làm hộ chiếu lần đầu", "xin hộ chiếu đi Lào", "cấp hộ chiếu"],
    ),
    "an-toan-so/an-toan-otp": ("Mã OTP", ["mã OTP là gì", "có ai hỏi mã OTP thì sao", "lộ mã OTP"]),
    "nen-tang-so/dien-dich-vu": (
        "Dịch vụ điện",
        ["mất điện gọi ai", "trả tiền điện trên mạng", "lắp công tơ điện"],
    ),
}


def text_of(title: str, questions: list[str], rest: str = "") -> str:
    lines = "".join(f'  - "{question}"\n' for question in questions)
    return f'title: "{title}"\nquestions:\n{lines}answer: "Câu trả lời."\n{rest}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kho" / "entries"
    for name, (title, questions) in ENTRIES.items():
        put(made, f"{name}.yaml", text_of(title, questions))
    return made


def put(folder: Path, name: str, content: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def more(folder: Path, name: str, rest: str) -> None:
    """Write one of the entries again with ``rest`` after its answer, from line 7 on."""
    put(folder, f"{name}.yaml", text_of(*ENTRIES[name], rest=rest))


def checked(folder: Path, shipped: bool = False, today: date = TODAY) -> list[Finding]:
    return check(folder, shipped=shipped, today=today, cache=None)


def test_sound_entries_have_no_findings(folder: Path) -> None:
    assert checked(folder) == []


def test_a_broken_file_is_an_error_and_the_others_are_still_checked(folder: Path) -> None:
    put(folder, "dich-vu-cong/can-cuoc-mat.yaml", 'title: "a"\nanswer: Lệ phí: không\n')
    more(folder, "an-toan-so/an-toan-otp", 'related: ["khong-co"]\n')
    found = checked(folder)
    assert [(f.file, f.line, f.severity) for f in found] == [
        ("an-toan-so/an-toan-otp.yaml", 7, "nên sửa"),
        ("dich-vu-cong/can-cuoc-mat.yaml", 2, "lỗi"),
    ]


def test_a_folder_without_entries_is_an_error(tmp_path: Path) -> None:
    assert [finding.severity for finding in checked(tmp_path)] == ["lỗi"]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("x.yaml.txt", "x.yaml"),
        ("x.txt", "x.yaml"),
        ("x.yml", "x.yaml"),
        ("x.YAML", "x.yaml"),
        ("x (1).yaml", "x.yaml"),
        ("Copy of x.yaml", "x.yaml"),
        ("x - Copy.yaml", "x.yaml"),
        ("x - Copy (2).yaml", "x.yaml"),
        ("x - Sao chép.yaml", "x.yaml"),
        ("x.docx", "Notepad"),
        ("~$x.docx", "xoá tệp này"),
    ],
)
def test_names_that_windows_makes_say_what_to_do(folder: Path, name: str, right: str) -> None:
    put(folder, f"dich-vu-cong/{name}", text_of("Việc khác", ["một việc khác hẳn"]))
    [found] = checked(folder)
    assert (found.file, found.line, found.severity) == (f"dich-vu-cong/{name}", 1, "lỗi")
    assert right in found.message


def test_files_that_are_no_entries_are_left_alone(folder: Path) -> None:
    put(folder, "dich-vu-cong/_nhap.yaml", "chưa xong")
    put(folder, ".DS_Store", "")
    put(folder, "README.md", "chú thích")
    assert checked(folder) == []


def test_a_phrasing_of_two_entries_names_both(folder: Path) -> None:
    title, questions = ENTRIES["dich-vu-cong/ho-chieu-cap-moi"]
    put(folder, "dich-vu-cong/ho-chieu-cap-moi.yaml", text_of(title, [*questions, "Mat THẺ căn cuoc?"]))
    shared = [f for f in checked(folder) if "cũng có trong" in f.message]
    [found] = shared
    assert (found.file, found.line, found.severity) == ("dich-vu-cong/ho-chieu-cap-moi.yaml", 6, "nên sửa")
    assert "Mất thẻ căn cước" in found.message
    assert "dich-vu-cong/can-cuoc-mat.yaml" in found.message


def test_a_phrasing_that_finds_another_entry_is_reported(folder: Path) -> None:
    title, questions = ENTRIES["nen-tang-so/dien-dich-vu"]
    put(folder, "nen-tang-so/dien-dich-vu.yaml", text_of(title, [*questions, "mất thẻ căn cước"]))
    owners = {
        "dich-vu-cong/can-cuoc-mat.yaml": (3, "Dịch vụ điện"),
        "nen-tang-so/dien-dich-vu.yaml": (6, "Mất thẻ căn cước"),
    }
    [found] = [f for f in checked(folder) if "dễ nhầm" in f.message]  # asked, it can find only one of the two
    line, other = owners[found.file]
    assert (found.line, found.severity) == (line, "nên sửa")
    assert f"dễ nhầm với mục “{other}”" in found.message


def test_an_overdue_entry_is_reported_from_the_day_after(folder: Path) -> None:
    more(folder, "an-toan-so/an-toan-otp", 'review_after: "2026-11-24"\n')
    assert checked(folder) == []
    [found] = checked(folder, today=date(2026, 11, 25))
    assert (found.line, found.severity, "24/11/2026" in found.message) == (7, "nên sửa", True)


def test_review_may_not_come_after_a_detail_ends(folder: Path) -> None:
    detail = 'details:\n  le-phi: {text: "Giảm nửa.", until: "2026-12-31"}\n'
    more(folder, "an-toan-so/an-toan-otp", detail + 'review_after: "2026-12-31"\n')
    assert checked(folder) == []
    more(folder, "an-toan-so/an-toan-otp", detail + 'review_after: "2027-01-01"\n')
    [found] = checked(folder)
    assert (found.line, "le-phi" in found.message) == (8, True)


def test_an_overlay_of_the_province_is_checked_with_its_entry(folder: Path) -> None:
    more(folder, "an-toan-so/an-toan-otp", 'review_after: "2027-01-01"\n')
    overlay = 'related: ["khong-co"]\ndetails:\n  noi-lam: {text: "Ở tỉnh.", until: "2026-12-31"}\n'
    put(folder, "province/an-toan-otp.yaml", overlay)
    found = checked(folder)
    assert [(f.file, f.line) for f in found] == [
        ("province/an-toan-otp.yaml", 1),
        ("province/an-toan-otp.yaml", 3),
    ]


def test_the_entries_own_tests_are_run(folder: Path) -> None:
    more(folder, "an-toan-so/an-toan-otp", 'tests:\n  - "mã OTP để làm gì"\n  - "rơi mất thẻ căn cước"\n')
    [found] = checked(folder)
    assert (found.file, found.line, found.severity) == ("an-toan-so/an-toan-otp.yaml", 9, "nên sửa")
    assert "rơi mất thẻ căn cước" in found.message
    assert "không ra mục này" in found.message


def test_a_test_that_equals_a_phrasing_proves_nothing(folder: Path) -> None:
    more(folder, "an-toan-so/an-toan-otp", 'tests:\n  - "Ma OTP la gi?"\n')
    [found] = checked(folder)
    assert (found.line, "trùng" in found.message) == (8, True)


def test_cases_across_entries_are_run(folder: Path) -> None:
    put(
        folder.parent,
        "questions.yaml",
        'must_find:\n  - {text: "mất thẻ căn cước", entry: can-cuoc-mat}\n'
        '  - {text: "làm hộ chiếu lần đầu", entry: an-toan-otp}\n  - {text: "gì đó", entry: khong-co}\n'
        'must_not_answer:\n  - "nấu bánh chưng thế nào"\n  - "mất thẻ căn cước"\n',
    )
    found = checked(folder)
    assert {f.file for f in found} == {"questions.yaml"}
    assert [f.line for f in found] == [3, 4, 7]
    assert "an-toan-otp" in found[0].message
    assert "khong-co" in found[1].message
    assert "không nên trả lời thẳng" in found[2].message


def test_a_malformed_file_of_cases_is_an_error_at_its_line(folder: Path) -> None:
    content = 'must_find:\n  - "mất thẻ"\nmust_not_answer:\n  - {text: "a"}\nkhac: []\n'
    put(folder.parent, "questions.yaml", content)
    found = checked(folder)
    assert [(f.line, f.severity) for f in found] == [(2, "lỗi"), (4, "lỗi"), (5, "lỗi")]


def test_a_broken_lexicon_is_an_error(folder: Path) -> None:
    put(folder.parent, "lexicon.yaml", 'abbreviations:\n  "cc": "căn cước"\n')
    [found] = checked(folder)
    assert (found.file, found.line, found.severity) == ("lexicon.yaml", 2, "lỗi")


def shipped_findings(folder: Path, rest: str, answer: str = "Câu trả lời.") -> list[tuple[int, str]]:
    """Return the findings in one entry, quotas aside."""
    name = "an-toan-so/an-toan-otp"
    content = text_of(*ENTRIES[name], rest=rest).replace("Câu trả lời.", answer)
    put(folder, f"{name}.yaml", content)
    found = [f for f in checked(folder, shipped=True) if f.file == f"{name}.yaml"]
    assert all(f.severity == "nên sửa" for f in found)
    quotas = ("Mới có", "Chưa ghi", "còn thiếu", "“answer” dài")
    return [(f.line, f.message) for f in found if not f.message.startswith(quotas) and quotas[2] not in f.message]


def test_what_published_entries_lack_is_advice(folder: Path) -> None:
    found = [f for f in checked(folder, shipped=True) if f.file == "an-toan-so/an-toan-otp.yaml"]
    text = " ".join(f.message for f in found)
    assert len(found) == 7
    for cue in (
        "3 cách hỏi",
        "0 câu thử",
        "sources",
        "verified",
        "review_after",
        "giay-to, le-phi",
        "“answer” dài",
    ):
        assert cue in text


def test_a_hard_word_is_explained_at_its_first_use(folder: Path) -> None:
    assert shipped_findings(folder, 'steps: ["Đọc mã OTP."]\n', "Mã OTP (mã dùng một lần) là của riêng bạn.") == []
    assert shipped_findings(folder, "", "Mã dùng một lần (OTP) là của riêng bạn.") == []
    assert shipped_findings(folder, "", "Vào vneid.gov.vn để xem.") == []
    [(line, message)] = shipped_findings(folder, 'steps:\n  - "Mở máy."\n  - "Quét mã QR ở quầy."\n')
    assert (line, "“QR”" in message) == (9, True)


def test_a_long_step_is_reported(folder: Path) -> None:
    [(line, message)] = shipped_findings(folder, f'steps:\n  - "Một."\n  - "{"a" * 181}"\n')
    assert (line, "181" in message) == (9, True)


def test_sources_are_offices_not_newspapers(folder: Path) -> None:
    good = 'sources:\n  - {name: "a", url: "https://www.gdt.gov.vn/x"}\n  - {name: "b", url: "https://zalo.me"}\n'
    assert shipped_findings(folder, good) == []
    [(line, message)] = shipped_findings(folder, good + '  - {name: "c", url: "https://vnexpress.net/y"}\n')
    assert (line, "vnexpress.net" in message) == (10, True)
    [(line, _)] = shipped_findings(folder, 'sources:\n  - {name: "c", url: "https://gov.vn.evil.com"}\n')
    assert line == 8


def test_what_holds_in_one_province_belongs_into_its_folder(folder: Path) -> None:
    [(line, message)] = shipped_findings(folder, "", "Ra Sở ở Cao Bằng.")
    assert (line, "Cao Bằng" in message, "province" in message) == (6, True, True)
    put(folder, "province/an-toan-otp.yaml", 'local: "Ra Sở ở Cao Bằng."\n')
    assert shipped_findings(folder, "", "Ra xã.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Nộp hồ sơ ở công an huyện.",
        "Mang giấy lên huyện để nộp.",
        "Hỏi phòng tài nguyên và môi trường huyện.",
        "Ra UBND huyện xin dấu.",
        "Vào dichvucong.backan.gov.vn để nộp.",
        "Gọi Zalo theo số 1900 561 558.",
        "Hộ kinh doanh có doanh thu dưới 200 triệu đồng thì được miễn.",
        "Mức giảm trừ cho bản thân là 11 triệu đồng.",
        "Lương cơ sở là 2,34 triệu đồng.",
        "Hộ kinh doanh nộp thuế khoán hằng tháng.",
        "Đóng đủ 20 năm thì có lương hưu.",
        "Đi làm căn cước công dân ở xã.",
        "Nộp ở Sở Giao thông vận tải.",
        "Phiếu lý lịch do Sở Tư pháp cấp.",
        "Cần mang sổ hộ khẩu.",
        "Mang theo chứng minh nhân dân.",
        "Hạn mức Mobile Money là 10 triệu đồng một tháng.",
        "Gọi Tổng cục Thuế để hỏi.",
        "Người từ 80 tuổi được trợ cấp.",
    ],
)
def test_an_outdated_claim_is_found(text: str) -> None:
    assert list(outdated(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "Nay không còn công an huyện, ra công an xã.",
        "Hồ sơ trước nộp ở huyện nay nộp ở xã.",
        "Cổng dichvucong.backan.gov.vn cũ đã đóng.",
        "Thuế khoán đã bỏ từ 1/1/2026.",
        "Chỉ cần đóng đủ 15 năm (trước là 20 năm) là có lương hưu.",
        "Việc này do công an làm, không còn ở Sở Giao thông.",
        "Thẻ căn cước công dân còn hạn vẫn dùng được.",
        "Không cần mang sổ hộ khẩu.",
        "Chứng minh nhân dân đã hết giá trị từ sau 31/12/2024.",
        "Chuẩn nghèo 2,2 triệu chỉ áp dụng từ năm 2027.",
        "Bệnh viện huyện vẫn khám như thường.",
        "Nói chuyện với trưởng thôn.",
        "Ngưỡng doanh thu của hộ kinh doanh là 1 tỷ đồng một năm.",
        "Lao động nam đóng 20 năm được 45% lương hưu.",
        "Chuyển trên 10 triệu đồng phải quét khuôn mặt.",
    ],
)
def test_a_sentence_that_calls_it_gone_is_sound(text: str) -> None:
    assert list(outdated(text)) == []


def test_an_outdated_claim_is_reported_at_its_line(folder: Path) -> None:
    detail = "details:\n  noi-lam: |\n    Làm ở xã.\n    Hoặc ra công an huyện.\n"
    [(line, message)] = shipped_findings(folder, detail)
    assert (line, "công an huyện" in message, "không còn cấp huyện" in message) == (10, True, True)
