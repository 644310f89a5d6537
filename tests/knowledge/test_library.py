"""A question and what it finds: with a folder of four entries and with the shipped ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from knowledge import Answer, Library, Thresholds, Unreadable
from knowledge.check import check
from knowledge.library import LONGEST
from written.text import normal_form, words

TINY = {
    "nuoi-ong": ("Nuôi ong", ["nuôi ong lấy mật", "đàn ong bỏ tổ", "mua ong giống hết bao nhiêu tiền"]),
    "trong-che": ("Trồng chè", ["trồng chè trên đồi", "chè bị rầy xanh", "mua giống chè ở đâu"]),
    "lam-nha": ("Làm nhà", ["dựng nhà sàn bằng gỗ", "lợp lại mái nhà dột", "dựng nhà hết bao nhiêu tiền"]),
    "hoi-ban": ("Hội bản", ["tối nay Việt Nam đá với ai", "mấy giờ hội bản", "hội bản có gì vui"]),  # sounds foreign
}
SHARED = "con bò nhà bác mới đẻ hôm kia"
COST = 'details:\n  le-phi: "Một đàn chừng một triệu đồng."\n'
FOREIGN = "hôm nay trời có mưa không"


def put(folder: Path, name: str, title: str, questions: list[str], rest: str = "") -> None:
    folder.mkdir(exist_ok=True)
    lines = "".join(f'  - "{question}"\n' for question in questions)
    text = f'title: "{title}"\nquestions:\n{lines}answer: "Câu trả lời."\n{rest}'
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("tiny") / "entries"
    for name, (title, questions) in TINY.items():
        more = [] if name == "hoi-ban" else [SHARED]
        put(folder, name, title, questions + more, COST if name == "nuoi-ong" else "")
    return Library.load(folder, None)


@pytest.fixture(scope="module")
def shipped(content: Content) -> Library:
    return content.library


def first(found: Answer) -> str:
    return found.matches[0].entry.id


def phrasings(library: Library) -> list[tuple[str, str]]:
    """Return each entry's title and first phrasings, where no other class has them, and the entry's id."""
    owners = Counter(text for texts in library.matcher.index.phrasings for text in set(texts))
    read = library.matcher.repairer.meant
    found = [(text, entry.id) for entry in library.entries.values() for text in (entry.title, *entry.questions[:12])]
    return [(text, name) for text, name in found if owners[normal_form(" ".join(read(text)))] == 1]


@pytest.mark.parametrize("name", TINY)
def test_a_phrasing_typed_word_by_word_is_answered_by_its_entry(tiny: Library, name: str) -> None:
    for phrasing in TINY[name][1]:
        for typed in (phrasing, phrasing.upper() + "???", normal_form(phrasing)):
            found = tiny.ask(typed)
            assert (found.outcome, first(found), found.offered) == ("answer", name, 1), typed
            assert found.confidence == found.matches[0].confidence >= 0.95


def test_a_phrasing_of_several_entries_is_a_choice_of_these(tiny: Library) -> None:
    for limits in (Thresholds(), Thresholds(0.01, 0.0)):
        found = replace(tiny, thresholds=limits).ask(SHARED)
        assert (found.outcome, found.offered) == ("choices", 3)
        assert {match.entry.id for match in found.matches[:3]} == set(TINY) - {"hoi-ban"}
        assert len({match.confidence for match in found.matches[:3]}) == 1 and found.confidence < 0.5


def test_shipped_phrasings_are_answered_by_their_entry_with_and_without_marks(shipped: Library) -> None:
    typed = [(way(text), text, name) for text, name in phrasings(shipped)[::8] for way in (str, normal_form)]
    # Without marks, slang may be an ordinary word.
    asked = [
        (t, n) for t, text, n in typed if len(words(t)) > 2 and shipped.read(t).folded == shipped.read(text).folded
    ]
    assert len(asked) > 0.98 * sum(len(words(t)) > 2 for t, _, _ in typed) > 300
    found = [(text, name, shipped.ask(text)) for text, name in asked]
    assert [(text, first(f)) for text, name, f in found if (f.outcome, first(f)) != ("answer", name)] == []


def test_a_subject_alone_is_never_answered_outright(tiny: Library, shipped: Library) -> None:
    for library, least in ((tiny, 3), (shipped, 15)):
        short = [text for text, _ in phrasings(library) if len(words(text)) <= 2]
        assert len(short) >= least
        assert [text for text in short if library.ask(text).outcome == "answer"] == []
    assert tiny.ask("trồng chè").outcome == "choices"


def test_a_blank_or_endless_question_is_rejected(tiny: Library) -> None:
    longest = ("nuôi ong lấy mật " * LONGEST)[:LONGEST]
    for typed in ("", "   ", "\n\t", "\u200b", "?!...", "👍👍", longest + "!"):
        assert tiny.ask(typed) == Answer("rejected"), typed
    assert tiny.ask(longest).outcome != "rejected"


@pytest.mark.parametrize(
    ("typed", "kind"), [("chào bác nhé", "greet"), ("cam on em nhieu nha", "thanks"), ("thôi tạm biệt cháu", "bye")]
)
def test_small_talk_is_told_from_questions(tiny: Library, shipped: Library, typed: str, kind: str) -> None:
    for found in (tiny.ask(typed), shipped.ask(typed)):
        assert (found.outcome, found.small_talk, found.offered) == ("smalltalk", kind, 0)


def test_what_nobody_knows_finds_nothing(tiny: Library, shipped: Library) -> None:
    for found in (tiny.ask(FOREIGN), shipped.ask(FOREIGN)):
        assert (found.outcome, found.offered, found.detail) == ("none", 0, None)
        assert found.confidence < 0.1


def test_a_detail_is_named_where_the_question_asks_for_it_and_the_entry_has_it(tiny: Library) -> None:
    assert tiny.ask("mua ong giống hết bao nhiêu tiền").detail == "le-phi"
    assert tiny.ask("nuôi ong lấy mật").detail is None
    assert tiny.ask("dựng nhà hết bao nhiêu tiền").detail is None  # this entry says nothing of it


@pytest.mark.parametrize(
    ("typed", "entry", "detail"),
    [
        ("làm lại thẻ căn cước bị mất hết bao nhiêu tiền hả cháu", "can-cuoc-mat", "le-phi"),
        ("lam ho chieu may ngay thi co", "ho-chieu-cap-moi", "thoi-han"),
        ("Đi đăng ký kết hôn phải mang theo những giấy tờ gì?", "ho-tich-ket-hon", "giay-to"),
    ],
)
def test_people_find_the_entry_and_the_detail(shipped: Library, typed: str, entry: str, detail: str) -> None:
    found = shipped.ask(typed)
    assert (found.outcome, first(found), found.detail) == ("answer", entry, detail)


def test_too_broad_a_question_is_offered_its_entries(shipped: Library) -> None:
    asked = [(set(group.topics), shipped.ask(typed)) for group in shipped.broad.values() for typed in group.phrases[:2]]
    offered = [topics & {m.entry.id for m in f.matches[: f.offered]} for topics, f in asked if f.outcome == "choices"]
    assert sum(map(bool, offered)) >= 0.95 * len(asked)


def test_thresholds_decide_between_answer_choices_and_none(tiny: Library) -> None:
    limits = [Thresholds(0.9, 0.06), Thresholds(1.1, 0.06), Thresholds(1.1, 1.1)]
    found = [replace(tiny, thresholds=limit).ask("đàn ong bỏ tổ").outcome for limit in limits]
    assert found == ["answer", "choices", "none"]


def test_fewer_matches_are_the_best_of_more(shipped: Library) -> None:
    for typed in ("làm hộ chiếu cho con đi Lào", "quên mật khẩu", "giấy tờ đất đai", FOREIGN):
        most = shipped.ask(typed, limit=9).matches
        assert len({match.entry.id for match in most}) == 9
        assert [shipped.ask(typed, limit=limit).matches for limit in (1, 2, 4)] == [most[:1], most[:2], most[:4]]


def test_how_many_matches_are_wanted_does_not_change_the_outcome(tiny: Library, shipped: Library) -> None:
    for library in (tiny, shipped):
        for typed in ("quên mật khẩu", "giấy tờ đất đai", "trồng chè", SHARED, "chào em", "nuôi ong lấy mật", FOREIGN):
            usual = library.ask(typed)
            for limit in (0, 1, 2, 9):
                found = library.ask(typed, limit=limit)
                assert (found.outcome, found.detail, found.confidence) == (
                    usual.outcome,
                    usual.detail,
                    usual.confidence,
                )
                assert found.offered == min(usual.offered, limit)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_whatever_is_asked_the_answer_is_well_formed(shipped: Library, data: st.DataObject) -> None:
    word = st.sampled_from(sorted(shipped.matcher.index.vocabulary.singles)) | st.text(max_size=12)
    typed = " ".join(data.draw(st.lists(word, max_size=12)))
    found = shipped.ask(typed)
    assert found.outcome != "answer" or len(words(typed)) > 2
    assert (found.small_talk is not None) == (found.outcome == "smalltalk")
    least, most = {"answer": (1, 1), "choices": (2, 4)}.get(found.outcome, (0, 0))
    assert least <= found.offered <= min(most, len(found.matches))
    assert len(found.matches) == (0 if found.outcome == "rejected" else 5)
    assert all(0 <= share <= 1 for share in (found.confidence, *(match.confidence for match in found.matches)))


def test_one_entry_with_three_phrasings_works_at_once(tmp_path: Path) -> None:
    put(tmp_path / "kho", "nuoi-ong", *TINY["nuoi-ong"])
    library = Library.load(tmp_path / "kho", tmp_path / "cache")
    assert [library.ask(text).outcome for text in (*TINY["nuoi-ong"][1], FOREIGN)] == ["answer"] * 3 + ["none"]
    put(tmp_path / "kho", "trong-che", *TINY["trong-che"])
    again = Library.load(tmp_path / "kho", tmp_path / "cache")
    assert first(again.ask("chè nhà bác bị rầy xanh ăn")) == "trong-che"


def test_own_folder_sees_nothing_of_the_shipped_entries(tiny: Library, shipped: Library) -> None:
    assert set(tiny.entries) == set(TINY) and tiny.broad == {}
    found = [tiny.ask(entry.questions[0]) for entry in list(shipped.entries.values())[::10]]
    assert {match.entry.id for answer in found for match in answer.matches} == set(TINY)
    assert {answer.outcome for answer in found} <= {"none", "choices"}


def test_own_words_are_read_from_a_lexicon_beside_the_folder(tmp_path: Path, tiny: Library) -> None:
    put(tmp_path / "kho", "nuoi-ong", *TINY["nuoi-ong"])
    (tmp_path / "lexicon.yaml").write_text('abbreviations:\n  "nolm": ["nuôi ong lấy mật"]\n', encoding="utf-8")
    assert Library.load(tmp_path / "kho", None).read("nolm").folded == "nuoi ong lay mat"
    assert tiny.read("nolm").folded != "nuoi ong lay mat"


def test_a_lexicon_inside_the_folder_is_no_entry(tmp_path: Path) -> None:
    put(tmp_path / "kho", "nuoi-ong", *TINY["nuoi-ong"])
    (tmp_path / "kho" / "lexicon.yaml").write_text('abbreviations:\n  "nolm": ["nuôi ong lấy mật"]\n', encoding="utf-8")
    library = Library.load(tmp_path / "kho", None)
    assert (list(library.entries), library.findings) == (["nuoi-ong"], ())
    assert library.ask("bác nolm").matches[0].entry.id == "nuoi-ong"
    assert [f for f in check(tmp_path / "kho", shipped=False, cache=None) if "lexicon" in f.file] == []


@pytest.mark.parametrize(
    ("name", "named"), [("mat-the.yaml", "mat-the.yaml"), ("_mau.yaml", "kho"), ("doc.txt", "kho")]
)
def test_a_folder_without_usable_entries_is_refused(tmp_path: Path, name: str, named: str) -> None:
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho" / name).write_text('title: "Mất thẻ\n', encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        Library.load(tmp_path / "kho", None)
    assert [(found.severity, Path(found.file).name) for found in caught.value.findings] == [("lỗi", named)]
