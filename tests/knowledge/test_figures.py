"""The shipped knowledge answers the questions of tests/data about as well as it did when it was last measured."""

from __future__ import annotations

from bot.ask import Asker
from bot.content import Content
from bot.settings import Settings
from knowledge.evaluate import Evaluation
from tests.conftest import DATA

AT_LEAST = {"right": 0.80, "within one tap": 0.94, "ambiguous as choices": 0.88}
AT_MOST = {"wrong": 0.04, "foreign answered": 0.03, "foreign as choices": 0.25, "chitchat answered": 0.02}


def test_the_figures_hold(content: Content, settings: Settings) -> None:
    asker = Asker(content, settings)
    evaluation = Evaluation(content.library, asker, DATA)

    def ask(name: str) -> list[tuple[str, bool]]:
        """Return for each question of a file the outcome, and whether something right is shown."""
        found = []
        for row in evaluation.unseen(name):
            reply = asker.ask(row["text"])
            right = {row.get("topic"), *row.get("topics", ()), *row.get("also", ())}
            found.append((reply["outcome"], bool(right.intersection(reply["topics"][: reply["offered"]]))))
        return found

    def share(found: list[tuple[str, bool]], *wanted: tuple[str, bool]) -> float:
        return sum(mark in wanted for mark in found) / len(found)

    dev, foreign, chitchat, ambiguous = map(ask, ("dev", "foreign", "chitchat", "ambiguous"))
    asker.close()
    assert len(dev) > 500 and (len(foreign), len(chitchat), len(ambiguous)) == (120, 40, 60)
    figures = {
        "right": share(dev, ("answer", True)),
        "within one tap": share(dev, ("answer", True), ("choices", True)),
        "wrong": share(dev, ("answer", False)),
        "foreign answered": share(foreign, ("answer", False)),
        "foreign as choices": share(foreign, ("choices", True), ("choices", False)),
        "chitchat answered": share(chitchat, ("answer", False)),
        "ambiguous as choices": share(ambiguous, ("choices", True)),
    }
    assert figures.keys() == AT_LEAST.keys() | AT_MOST.keys()
    missed = [name for name, least in AT_LEAST.items() if figures[name] < least]
    missed += [name for name, most in AT_MOST.items() if figures[name] > most]
    assert missed == [], figures
