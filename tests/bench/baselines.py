"""Simple ways to find an entry, over the same phrasings: what ours is held against."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np
from rapidfuzz import fuzz, process
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from written.text import canonical, clean, has_marks, normal_form, words

Rank = Callable[[str], list[str]]
"""A question in, the four best entries out."""


def _best(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda name: -scores[name])[:4]


def by_rapidfuzz(texts: list[str], labels: list[str], scorer: Callable[..., float] = fuzz.token_sort_ratio) -> Rank:
    """The nearest phrasings by a rapidfuzz scorer."""
    folded = [normal_form(text) for text in texts]

    def rank(question: str) -> list[str]:
        found = process.extract(normal_form(question), folded, scorer=scorer, limit=40)
        return list(dict.fromkeys(labels[index] for _, _, index in found))[:4]

    return rank


def by_bm25(texts: list[str], labels: list[str]) -> Rank:
    """Okapi BM25 (k1 1.5, b 0.75) over folded words; an entry counts by its best phrasing."""
    documents = [words(normal_form(text)) for text in texts]
    mean = sum(map(len, documents)) / len(documents)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, found in enumerate(documents):
        for word, count in Counter(found).items():
            postings[word].append((number, count * 2.5 / (count + 1.5 * (0.25 + 0.75 * len(found) / mean))))

    def rank(question: str) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for word in set(words(normal_form(question))):
            rarity = math.log(1 + (len(documents) - len(postings[word]) + 0.5) / (len(postings[word]) + 0.5))
            for number, weight in postings[word]:
                scores[number] += rarity * weight
        best: dict[str, float] = {}
        for number, score in scores.items():
            best[labels[number]] = max(score, best.get(labels[number], 0.0))
        return _best(best)

    return rank


def by_tfidf(texts: list[str], labels: list[str]) -> Rank:
    """TF-IDF of 2 to 4 folded characters; an entry counts by its nearest phrasing."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True)
    known = vectors.fit_transform([normal_form(text) for text in texts])

    def rank(question: str) -> list[str]:
        near = (vectors.transform([normal_form(question)]) @ known.T).toarray()[0]
        order = np.argsort(-near)[:80]
        return list(dict.fromkeys(labels[index] for index in order))[:4]

    return rank


def by_svm(texts: list[str], labels: list[str]) -> Rank:
    """scikit-learn's LinearSVC over folded words, folded characters and words as typed."""
    word, character, typed = (
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"),
        TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True),
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"),
    )

    def marked(text: str) -> str:
        text = clean(text)
        return " ".join(map(canonical, words(text))) if has_marks(text) else ""

    folded = [normal_form(text) for text in texts]
    rows = hstack(
        [word.fit_transform(folded), character.fit_transform(folded), typed.fit_transform(map(marked, texts))]
    )
    model = LinearSVC(C=0.3).fit(rows.tocsr(), labels)

    def rank(question: str) -> list[str]:
        plain = [normal_form(question)]
        row = hstack([word.transform(plain), character.transform(plain), typed.transform([marked(question)])])
        order = np.argsort(-model.decision_function(row.tocsr())[0])[:4]
        return [str(model.classes_[index]) for index in order]

    return rank
