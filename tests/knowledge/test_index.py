"""The index: learned the same everywhere and every time, kept whole, learned again where it is not."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge import Library, training
from knowledge.features import SIZE
from knowledge.index import BROAD, ELSEWHERE, Index, build, key
from knowledge.kept import forget_others, load, save
from knowledge.learner import learn
from knowledge.lexicon import Lexicon
from knowledge.matcher import Matcher, load_coefficients
from knowledge.repair import Repairer
from knowledge.weights import packed

PHRASINGS = {
    "can-cuoc-mat": ["mất thẻ căn cước", "rơi căn cước ở chợ", "làm lại thẻ căn cước bị mất"],
    "ho-chieu-cap-moi": ["làm hộ chiếu lần đầu", "xin hộ chiếu đi Lào", "làm lại hộ chiếu bị mất"],
    "~greet": ["xin chào", "chào em", "xin chào em"],
    ELSEWHERE: ["giá lợn hơi hôm nay", "lợn bỏ ăn", "hôm nay có mưa không"],
    f"{BROAD}:giay": ["làm giấy tờ", "bị mất giấy tờ", "làm lại cái giấy"],
}
GROUPS = {f"{BROAD}:giay": ["can-cuoc-mat", "ho-chieu-cap-moi"]}
QUESTIONS = ["mất thẻ căn cước", "làm hộ chiếu đi Lào cho con", "xin chào bác", "giấy tờ", "mưa", "qwx"]


@pytest.fixture(scope="module")
def index() -> Index:
    return build(PHRASINGS, GROUPS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one entry."""
    folder = tmp_path / "kho"
    folder.mkdir()
    text = 'title: "Nuôi ong"\nquestions:\n  - "nuôi ong lấy mật"\n  - "đàn ong bỏ tổ"\nanswer: "Câu trả lời."\n'
    (folder / "nuoi-ong.yaml").write_text(text, encoding="utf-8")
    return folder


def score(index: Index, question: str, name: str) -> float:
    return float(index.scores(index.read(question.split(), True))[index.classes.index(name)])


def assert_same(one: Index | None, other: Index) -> None:
    """Check that two indexes are equal in all they hold."""
    assert one is not None
    assert (one.classes, one.phrasings, one.others) == (other.classes, other.phrasings, other.others)
    assert one.vocabulary == other.vocabulary
    assert np.array_equal(one.rarity, other.rarity)
    for mine, yours in ((one.weights, other.weights), (one.nearness, other.nearness)):
        for name in ("rows", "whole", "starts", "entries", "values", "bias"):
            assert np.array_equal(getattr(mine, name), getattr(yours, name)), name


def test_likeness_is_whole_for_the_same_text_and_none_for_strange_words(index: Index) -> None:
    own = index.likeness(index.read(["lợn", "bỏ", "ăn"], True))
    assert own.max() == pytest.approx(1, abs=1e-4)
    assert (len(own), index.others[int(own.argmax())]) == (9, ELSEWHERE)
    assert index.likeness(index.read(["qwx"], False)).max() == 0


def test_coverage_is_the_share_of_known_words(index: Index) -> None:
    matcher = Matcher(index, Repairer(Lexicon(), index.vocabulary), load_coefficients())
    found = {text: matcher.rank(matcher.repairer.read(text)) for text in ("mat the", "the qwx", "qwx qwy")}
    assert {index.classes[ranking.order[0]] for text, ranking in found.items() if "the" in text} == {"can-cuoc-mat"}
    whole, part, none = (ranking.signs.coverage for ranking in found.values())
    assert (whole, none) == (1, 0)
    assert 0 < part < 0.5  # a word that nobody uses is rarer


def test_common_ngrams_have_whole_rows_and_score_as_the_rest_does() -> None:
    chance = np.random.default_rng(1)
    table = chance.normal(size=(SIZE, 5)).astype(np.float32) * (
        chance.random((SIZE, 5)) < chance.random((SIZE, 1)) ** 4
    )
    row, column = np.nonzero(table)
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=SIZE)))).astype(np.int32)
    found = packed(starts, column.astype(np.int16), table[row, column], np.arange(5, dtype=np.float32))
    assert 0 < len(found.whole) - 1 == np.count_nonzero(found.rows) < np.count_nonzero(np.diff(found.starts))
    for count in (0, 1, 2, 300):
        buckets = chance.choice(SIZE, count, replace=False)
        values = chance.normal(size=count).astype(np.float32)
        assert np.allclose(found.scores(buckets, values), values @ table[buckets] + np.arange(5), atol=1e-4)


def test_a_saved_index_scores_the_same(index: Index, tmp_path: Path) -> None:
    save(index, tmp_path / "index" / "a")
    kept = load(tmp_path / "index" / "a")
    assert_same(kept, index)
    for question in QUESTIONS:
        read = index.read(question.split(), True)
        assert kept and np.array_equal(index.scores(read), kept.scores(read))


def test_learning_twice_gives_the_same_and_so_does_another_process(index: Index, tmp_path: Path) -> None:
    assert_same(build(PHRASINGS, GROUPS), index)
    assert_same(learn(tmp_path / "index" / "a", PHRASINGS, GROUPS), index)
    assert [path.name for path in (tmp_path / "index").iterdir()] == ["a"]  # nothing else is left lying about


def test_classes_learned_a_few_at_a_time_are_the_same(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FLOATS_AT_ONCE", 1)
    shares: list[float] = []
    parts = build(PHRASINGS, GROUPS, shares.append)
    assert shares == [(number + 1) / len(index.classes) for number in range(len(index.classes))]
    for question in QUESTIONS:
        read = index.read(question.split(), True)
        assert np.allclose(parts.scores(read), index.scores(read), atol=1e-5)


def test_an_index_that_another_process_kept_first_stays(index: Index, tmp_path: Path) -> None:
    save(index, tmp_path / "index" / "a")
    save(build({"khac": ["một việc khác"] * 2}), tmp_path / "index" / "a")
    assert_same(load(tmp_path / "index" / "a"), index)
    assert [path.name for path in (tmp_path / "index").iterdir()] == ["a"]


def test_a_lock_that_a_killed_learner_left_long_ago_holds_nobody_up(tmp_path: Path) -> None:
    (lock := tmp_path / ".lock-a").touch()
    os.utime(lock, (1, 1))
    started = time.monotonic()
    assert learn(tmp_path / "a", PHRASINGS, GROUPS) is not None
    assert time.monotonic() - started < 100  # a hang, not a speed: it would wait for five minutes
    assert not lock.exists()


@pytest.mark.parametrize(
    "damage", [None, lambda raw: raw[: len(raw) // 2], lambda raw: bytes(len(raw)), lambda _: b"", lambda _: b"{}"]
)
def test_a_damaged_index_is_not_used(index: Index, tmp_path: Path, damage: Callable[[bytes], bytes] | None) -> None:
    save(index, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        path.unlink()
        if damage:
            path.write_bytes(damage(whole))
        assert load(tmp_path) is None, path.name
        path.write_bytes(whole)
    assert_same(load(tmp_path), index)


def test_parts_of_different_indexes_are_not_put_together(index: Index, tmp_path: Path) -> None:
    save(index, tmp_path / "a")
    save(build({"khac": ["một việc khác"] * 2}), tmp_path / "b")
    for path in sorted((tmp_path / "a").iterdir()):
        whole, other = path.read_bytes(), tmp_path / "b" / path.name
        if path.suffix == ".json" or np.load(path).shape != np.load(other).shape:
            path.write_bytes(other.read_bytes())
            assert load(tmp_path / "a") is None, path.name
            path.write_bytes(whole)
    assert_same(load(tmp_path / "a"), index)


@pytest.mark.parametrize("by", ["this process", "another one"])
def test_a_damaged_index_is_replaced(index: Index, tmp_path: Path, by: str) -> None:
    for damaged in (False, True):
        if damaged:
            (tmp_path / "a" / "rest.json").write_text("{}", encoding="utf-8")
            assert load(tmp_path / "a") is None
        if by == "this process":
            save(index, tmp_path / "a")
        else:
            learn(tmp_path / "a", PHRASINGS, GROUPS)
        assert_same(load(tmp_path / "a"), index)
        assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_library_is_learned_once_and_again_where_its_index_is_damaged(folder: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    first = Library.load(folder, tmp_path / "cache", progress=shares.append)
    assert shares == sorted(shares) and 0 < shares[0] < shares[-1] == 1
    shares.clear()
    Library.load(folder, tmp_path / "cache", progress=shares.append)
    assert shares == []
    (place,) = (tmp_path / "cache" / "index").iterdir()
    (place / "rest.json").unlink()
    assert_same(Library.load(folder, tmp_path / "cache").matcher.index, first.matcher.index)
    Library.load(folder, tmp_path / "cache", progress=shares.append)
    assert shares == []  # and not at every start


@pytest.mark.parametrize("why", ["a file is in the way", "no process can be started"])
def test_where_nothing_can_be_kept_the_library_answers_all_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "a file is in the way":
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache" / "index").write_text("một tệp", encoding="utf-8")
    else:
        monkeypatch.setattr(sys, "executable", str(tmp_path / "không có python"))
    assert learn(tmp_path / "cache" / "index" / "a", PHRASINGS, GROUPS) is None
    assert Library.load(folder, tmp_path / "cache").ask("đàn ong bỏ tổ").outcome == "answer"


def test_the_key_changes_with_all_that_is_learned_from() -> None:
    name = f"{BROAD}:giay"
    changed = [
        ({**PHRASINGS, "can-cuoc-mat": [*PHRASINGS["can-cuoc-mat"], "đánh rơi thẻ"]}, GROUPS),
        ({**PHRASINGS, "can-cuoc-mat": ["mất the căn cước", *PHRASINGS["can-cuoc-mat"][1:]]}, GROUPS),
        ({**PHRASINGS, "can-cuoc-doi": ["đổi thẻ"]}, GROUPS),
        (dict(reversed(PHRASINGS.items())), GROUPS),
        (PHRASINGS, {name: GROUPS[name][:1]}),
        (PHRASINGS, {name: GROUPS[name][::-1]}),
        (PHRASINGS, {}),
    ]
    words = [Lexicon(abbreviations={"cc": ("căn cước",)}), Lexicon(spoken={"cc": "căn cước"})]
    keys = [key(PHRASINGS, GROUPS), *(key(*given) for given in changed), *(key(PHRASINGS, GROUPS, w) for w in words)]
    assert len(set(keys)) == len(keys)
    assert key({name: list(texts) for name, texts in PHRASINGS.items()}, dict(GROUPS)) == keys[0]


def test_only_the_newest_indexes_are_kept(tmp_path: Path) -> None:
    for age, name in enumerate(["e", "a", "d", "b", "c", ".new-x"]):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    forget_others(tmp_path / "c", keep=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new-x", "c", "e"]


@pytest.mark.parametrize("phrasings", [{"a": ["x"]}, {"a": ["một việc"], "b": ["khác hẳn"]}, {"a": [], "b": []}])
def test_phrasings_that_have_nothing_in_common_are_learned(phrasings: dict[str, list[str]]) -> None:
    found = build(phrasings)
    assert np.isfinite(found.scores(found.read(["một", "việc"], True))).all()


def test_phrasings_are_read_with_the_lexicon_here_and_in_another_process(tmp_path: Path) -> None:
    lexicon = Lexicon(abbreviations={"cc": ("căn cước", "công chứng")}, spoken={"pát po": "hộ chiếu"})
    texts = {"can-cuoc": ["mất cc", "làm căn cước"], "ho-chieu": ["mất pát po", "làm hộ chiếu"]}
    found = build(texts, lexicon=lexicon)
    assert found.phrasings == [["mat can cuoc", "lam can cuoc"], ["mat ho chieu", "lam ho chieu"]]
    assert_same(learn(tmp_path / "a", texts, {}, None, lexicon), found)


@pytest.mark.parametrize("texts", [[], ["?!"]])
def test_a_class_without_words_does_no_harm(texts: list[str]) -> None:
    more = {"khong-co-gi": texts, **PHRASINGS, f"{BROAD}:trong": texts}
    found = build(more, {**GROUPS, f"{BROAD}:trong": ["khong-co-gi", "can-cuoc-mat"]})
    assert score(found, "mất thẻ căn cước", "can-cuoc-mat") > 0 > score(found, "mất thẻ căn cước", "khong-co-gi")


def test_a_phrasing_of_a_broad_group_says_nothing_against_its_own_entries(index: Index) -> None:
    against = build(PHRASINGS, {f"{BROAD}:giay": ["can-cuoc-mat"]})
    for question in PHRASINGS[f"{BROAD}:giay"]:
        assert score(index, question, "ho-chieu-cap-moi") > score(against, question, "ho-chieu-cap-moi") + 0.1
        assert score(index, question, "can-cuoc-mat") == score(against, question, "can-cuoc-mat")
        assert score(index, question, "~greet") < 0 < score(index, question, BROAD)
