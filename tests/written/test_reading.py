"""What officers' editors do to files, and what the reader says about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from written.reading import Finding, Items, Lines, Text, Unreadable, read_yaml


def read(tmp_path: Path, content: str | bytes) -> tuple[Lines, list[Finding]]:
    path = tmp_path / "x.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_yaml(path, "x.yaml")


def refused(tmp_path: Path, content: str | bytes) -> Finding:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, content)
    errors = [finding for finding in caught.value.findings if finding.severity == "lỗi"]
    assert len(errors) == 1, errors
    assert errors[0].file == "x.yaml"
    return errors[0]


def test_every_scalar_stays_the_text_that_was_typed(tmp_path: Path) -> None:
    content = 'a: no\nb: 12:30\nc: "#1"\nd: 1.10\ne: 2026-11-23\nf: "Cổng #1"\ng: 0123\nh: yes\n'
    data, findings = read(tmp_path, content)
    expected = {
        "a": "no",
        "b": "12:30",
        "c": "#1",
        "d": "1.10",
        "e": "2026-11-23",
        "f": "Cổng #1",
        "g": "0123",
    }
    assert data == {**expected, "h": "yes"}
    assert findings == []


def test_texts_and_items_know_their_lines(tmp_path: Path) -> None:
    data, _ = read(tmp_path, "# lời dặn\ntitle: một\nquestions:\n  - hai\n  -\n  - ba\n")
    assert [key.line for key in data] == [2, 3]
    items = data[Text("questions")]
    assert isinstance(items, Items)
    assert items == ["hai", None, "ba"]
    assert items.lines == [4, 5, 6]
    assert items[2].line == 6


def test_a_cut_off_number_sign_is_reported_and_a_comment_is_not(tmp_path: Path) -> None:
    data, findings = read(tmp_path, "a:\n  - Cổng #1\n  - Cổng   # lời dặn\n")
    assert data[Text("a")] == ["Cổng", "Cổng"]
    assert [(f.line, f.severity) for f in findings] == [(2, "nên sửa")]


def test_a_doubled_key_names_the_second_line(tmp_path: Path) -> None:
    found = refused(tmp_path, "title: một\nanswer: hai\ntitle: ba\n")
    assert (found.line, "title" in found.message) == (3, True)


def test_a_byte_order_mark_is_read_and_mentioned(tmp_path: Path) -> None:
    data, findings = read(tmp_path, b"\xef\xbb\xbf" + "title: Đổi thẻ\n".encode())
    assert data == {"title": "Đổi thẻ"}
    assert [(f.line, f.severity) for f in findings] == [(1, "nên sửa")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_read_where_it_says_so(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding != "utf-16" else ""
    data, findings = read(tmp_path, (mark + "title: Đổi thẻ\n").encode(encoding))
    assert data == {"title": "Đổi thẻ"}
    assert ["UTF-16" in f.message for f in findings] == [True]


def test_utf_16_without_a_mark_is_refused(tmp_path: Path) -> None:
    assert "UTF-8" in refused(tmp_path, "title: abc\n".encode("utf-16-le")).message


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    data, findings = read(tmp_path, "title: một\r\nanswer: |\r\n  hai\r\n  ba\r\n")
    assert data == {"title": "một", "answer": "hai\nba\n"}
    assert findings == []


def test_windows_1258_bytes_name_the_line(tmp_path: Path) -> None:
    found = refused(tmp_path, b"title: abc\nanswer: " + "Hà Nô".encode("cp1258") + b"i\n")
    assert (found.line, "UTF-8" in found.message) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        "  - C¨n c­íc c«ng d©n lµm ë ®©u",  # TCVN3
        "  - Caên cöôùc coâng daân laøm ôû ñaâu",  # VNI
    ],
)
def test_old_fonts_are_recognised(tmp_path: Path, line: str) -> None:
    found = refused(tmp_path, f"title: Thẻ\nquestions:\n{line}\n")
    assert (found.line, "phông cũ" in found.message) == (3, True)


@pytest.mark.parametrize(
    "line",
    [
        "sinh con · cưới · mất giấy tờ · nhà đất",
        "«Đổi thẻ» và «mất thẻ»",
        "© 2026 ® µ",
        "café, naïve, Zürich",
    ],
)
def test_marks_of_today_are_no_old_font(tmp_path: Path, line: str) -> None:
    data, findings = read(tmp_path, f"a: {line}\n")
    assert (data, findings) == ({"a": line}, [])


def test_a_tab_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a:\n\t- b\n", encoding="utf-8")
    found = refused(tmp_path, "a:\n\t- b\n")
    assert (found.line, "Tab" in found.message) == (2, True)


@pytest.mark.parametrize(
    "content", ["a: x\nb: “abc”\n", "a:\n  - “abc”\n", "a:\n  - {text: “abc”, url: b}\n", "a: x\n“b”: c\n"]
)
def test_curly_quotes_around_a_value_are_refused(tmp_path: Path, content: str) -> None:
    found = refused(tmp_path, content)
    assert (found.line, "ngoặc cong" in found.message) == (2, True)


def test_curly_quotes_inside_texts_are_welcome(tmp_path: Path) -> None:
    content = (
        'a: "Mở mục “Phí, lệ phí”"\nb: |\n  “Cán bộ thật” không đòi tiền.\n  Chọn: “Cấp lại”\n'
        'c:\n  - "gọi 1800 1096, hỏi: “có phải đến không?”"\nd: Bấm “Gửi”\n'
    )
    data, findings = read(tmp_path, content)
    assert findings == []
    assert data[Text("b")] == "“Cán bộ thật” không đòi tiền.\nChọn: “Cấp lại”\n"


@pytest.mark.parametrize("content", ["a: x\n\u00a0\u00a0b: y\n", "a: x\nb:\u00a0y\n", "a:\n  -\u00a0y\n"])
def test_a_special_space_is_refused_where_it_breaks_the_file(tmp_path: Path, content: str) -> None:
    found = refused(tmp_path, content)
    assert (found.line, "dấu cách đặc biệt" in found.message) == (2, True)


def test_a_special_space_inside_a_text_does_no_harm(tmp_path: Path) -> None:
    _, findings = read(tmp_path, "a: |\n  Lệ phí:\u00a0không mất tiền\nb: một\u00a0hai\n")
    assert findings == []


def test_control_characters_from_word_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: x\nb: một\x0bhai\n").line == 2


@pytest.mark.parametrize(
    ("content", "line", "cue"),
    [
        ("a: x\nb: Lệ phí: bao nhiêu?\n", 2, "hai chấm"),
        ('questions:\n  - "câu một\n  - "câu hai"\n', 2, "ngoặc kép"),
        ('a: "câu một\nb: c\nd: e\n', 1, "ngoặc kép"),
        ('a: x\nb: "Nói "có" thì sao"\n', 2, "ngoặc kép"),
        ("a:\n  - @b\n", 2, "ký tự đặc biệt"),
        ("a: x\nb: *c\n", 2, "dấu *"),
        ('a: x\nb: "C:\\đĩa"\n', 2, "dấu \\"),
        ("a: x\n---\nb: y\n", 2, "---"),
        ("a:\n   - b\n  - c\n", 3, "thụt"),
        ("a: x\nb: [c\nd: e\n", 3, "đóng ngoặc"),
    ],
)
def test_a_slip_in_yaml_is_explained_at_its_line(tmp_path: Path, content: str, line: int, cue: str) -> None:
    found = refused(tmp_path, content)
    assert (found.line, cue in found.message) == (line, True), found


@pytest.mark.parametrize("content", ["", "# chỉ có lời dặn\n", "- một\n- hai\n", "một câu\n"])
def test_a_file_without_keys_is_refused(tmp_path: Path, content: str) -> None:
    assert "tên mục" in refused(tmp_path, content).message


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}, *{p}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)
    )
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, bomb)
    assert caught.value.findings[0].line == 1
    assert len(caught.value.findings) < 50
    assert "& và *" in caught.value.findings[0].message


@pytest.mark.parametrize("content", ["a: " + "[" * 20 + "]" * 20, "a: " + "[" * 5000, "- " * 5000])
def test_deep_nesting_is_refused(tmp_path: Path, content: str) -> None:
    found = refused(tmp_path, content)
    assert (found.line, "sâu" in found.message) == (1, True)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    assert "quá lớn" in refused(tmp_path, b"a: " + b"x" * 1_000_001).message


def test_all_typing_problems_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, "a: “x”\nb:\n\t- y\nc:\u00a0z\n")
    assert [finding.line for finding in caught.value.findings] == [1, 3, 4]


def test_a_finding_reads_as_one_sentence() -> None:
    assert str(Finding("a/b.yaml", 3, "lỗi", "Thiếu dấu.")) == "a/b.yaml, dòng 3: lỗi: Thiếu dấu."
