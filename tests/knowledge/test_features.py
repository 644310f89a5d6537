"""The n-grams of texts as numbers: the same alone or among others, marks only where typed, all texts equally long."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.features import LENGTH, SIZE, WEIGHTS, Grams, grams, single, values
from written.text import fold, words

BLOCKS = {block: number for number, block in enumerate(WEIGHTS)}
EVEN = np.ones(SIZE, np.float32)
RARITY = np.random.default_rng(1).uniform(0.5, 8, SIZE).astype(np.float32)

Row = dict[tuple[int, int], float]

word = st.one_of(
    st.sampled_from(["đăng", "ký", "hộ", "chiếu", "hoà", "hòa", "o", "ở", "06", "vneid", "2", "ß"]),
    st.text(min_size=1, max_size=8).map(lambda text: "".join(words(text))).filter(bool),
)
texts = st.lists(st.lists(word, max_size=6), max_size=6)
checked = settings(max_examples=100, deadline=None)


def rows(found: Grams) -> list[Row]:
    """Return for each text how often each n-gram, (block, bucket), occurs."""
    return [
        {(int(found.blocks[i]), int(found.buckets[i])): float(found.counts[i]) for i in range(start, end)}
        for start, end in zip(found.starts, found.starts[1:], strict=False)
    ]


def alone(text: str, marked: bool = True) -> Row:
    return rows(grams([text.split()], marked))[0]


def block(row: Row, name: str) -> Row:
    return {key: count for key, count in row.items() if key[0] == BLOCKS[name]}


def squares(found: Grams, rarity: np.ndarray) -> list[float]:
    """Return the squared length of each text."""
    parts = np.split(values(found, rarity).astype(np.float64), found.starts[1:-1])
    return [float((part**2).sum()) for part in parts]


@given(texts, st.booleans())
@checked
def test_a_text_has_the_same_ngrams_alone_and_among_others(many: list[list[str]], marked: bool) -> None:
    together = rows(grams(many, marked))
    assert together == [rows(grams([text], marked))[0] for text in many]


@given(texts, st.booleans())
@checked
def test_a_text_has_the_same_values_alone_and_among_others(many: list[list[str]], marked: bool) -> None:
    together = values(grams(many, marked), RARITY)
    one_by_one = [values(grams([text], marked), RARITY) for text in many]
    assert np.allclose(together, np.concatenate([*one_by_one, np.zeros(0)]), rtol=1e-5)


@given(texts.filter(bool), st.booleans())
@checked
def test_every_text_has_the_same_length(many: list[list[str]], marked: bool) -> None:
    found = squares(grams(many, marked), RARITY)
    assert found == pytest.approx([float(LENGTH) ** 2 if text else 0.0 for text in many], rel=1e-4)


@given(st.lists(word, max_size=8))
@checked
def test_words_and_pairs_are_counted_each_time(text: list[str]) -> None:
    row = alone(" ".join(text))
    once = Counter(single(fold(item)) for item in text)
    for bucket, count in once.items():
        assert row[BLOCKS["w"], bucket] >= count
    assert sum(block(row, "w").values()) == max(0, 2 * len(text) - 1)
    assert all(0 <= key[1] < SIZE for key in row)


@given(word)
@checked
def test_the_bucket_of_a_single_word_is_that_of_the_ngrams(item: str) -> None:
    assert list(block(alone(item), "w")) == [(BLOCKS["w"], single(fold(item)))]


@given(texts)
@checked
def test_without_typed_marks_only_the_marks_are_missing(many: list[list[str]]) -> None:
    for marked, bare in zip(rows(grams(many, True)), rows(grams(many, False)), strict=True):
        assert {key: count for key, count in marked.items() if key[0] != BLOCKS["m"]} == bare


def test_marks_count_only_where_they_were_typed() -> None:
    assert alone("hộ chiếu", marked=False) == alone("ho chieu", marked=False)
    assert block(alone("hộ chiếu"), "m").keys().isdisjoint(block(alone("ho chieu"), "m"))
    assert alone("hòa giải thủy lợi") == alone("hoà giải thuỷ lợi")


def test_the_order_of_words_counts_but_not_much() -> None:
    one, other = alone("đổi thẻ căn cước"), alone("căn cước thẻ đổi")
    assert one != other
    shared = block(one, "w").keys() & block(other, "w").keys()
    assert len(shared) == 5  # four words and one pair


def test_words_by_sound_are_alike_where_the_letters_differ() -> None:
    heard, written = alone("nấy ló xinh ra"), alone("lấy nó sinh da")
    assert block(heard, "s") == block(written, "s")
    assert block(heard, "w").keys().isdisjoint(block(written, "w"))


def test_runs_of_letters_keep_slips_alike() -> None:
    chieu, slip, other = (block(alone(text), "c").keys() for text in ("hộ chiếu", "hộ chiếuu", "lệ phí"))
    assert len(chieu & slip) > len(chieu) / 2
    assert not chieu & other


def test_runs_of_letters_begin_and_end_with_the_words() -> None:
    assert sum(block(alone("xe"), "c").values()) == 3  # " xe", "xe ", " xe "
    assert sum(block(alone("xe ô tô"), "c").values()) == len(" xe o to ") * 2 - 5
    assert block(alone("o to"), "c").keys() & block(alone("oto"), "c").keys() != set()


def test_blocks_weigh_in_their_ratio_and_what_is_missing_is_made_up() -> None:
    for marked in (True, False):
        found = grams([["đổi", "thẻ", "căn", "cước"]], marked)
        weighed = values(found, RARITY).astype(np.float64)
        lengths = {name: float((weighed[found.blocks == n] ** 2).sum()) ** 0.5 for name, n in BLOCKS.items()}
        assert lengths["s"] / lengths["w"] == pytest.approx(WEIGHTS["s"] / WEIGHTS["w"], rel=1e-4)
        assert lengths["c"] / lengths["w"] == pytest.approx(WEIGHTS["c"] / WEIGHTS["w"], rel=1e-4)
        assert lengths["m"] / lengths["w"] == pytest.approx(WEIGHTS["m"] if marked else 0.0, rel=1e-4)


def test_a_rare_word_counts_more_and_a_repeated_one_less_than_twice() -> None:
    rarity = EVEN.copy()
    rarity[single("mat")] = 4
    common, rare = (_value("mất thẻ", item, rarity) for item in ("the", "mat"))
    assert rare == pytest.approx(4 * common, rel=1e-4)
    once, twice = (_value("thẻ mất mất", item, EVEN) for item in ("the", "mat"))
    assert once < twice < 2 * once


def _value(text: str, item: str, rarity: np.ndarray) -> float:
    found = grams([text.split()], True)
    at = (found.blocks == BLOCKS["w"]) & (found.buckets == single(item))
    return float(values(found, rarity)[at].sum())


@pytest.mark.parametrize("marked", [True, False])
def test_no_text_and_an_empty_text_have_no_ngrams(marked: bool) -> None:
    cases: list[list[list[str]]] = [[], [[]], [[], [], []]]
    for many in cases:
        found = grams(many, marked)
        assert found.starts.tolist() == [0] * (len(many) + 1)
        assert len(found.buckets) == len(found.counts) == len(found.blocks) == len(values(found, EVEN)) == 0
