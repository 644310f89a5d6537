"""Prints how well questions are answered: ``python -m knowledge.evaluate [tests/data]``.

Each file of DATA and what counts as right in it is told in tests/data/README.md. A question that equals a phrasing
in normal form is left out, and how many is printed.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.ask import Asker
from bot.content import Content
from bot.settings import load as load_settings
from knowledge.library import Library, Thresholds
from written.text import normal_form

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """Return the JSON lines of ``path``."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def share(part: int, whole: int) -> str:
    """Return a percentage with one decimal."""
    return f"{100 * part / whole:5.1f} %" if whole else "  –"


class Evaluation:
    """Asks every question of a folder through the whole conversation, and counts."""

    def __init__(self, library: Library, asker: Asker, data: Path) -> None:
        self.asker = asker
        self.data = data
        self.known = {normal_form(text) for entry in library.entries.values() for text in entry.questions}
        self.details = {entry.id: set(entry.details) for entry in library.entries.values()}

    def unseen(self, name: str) -> list[Row]:
        """Return the questions of a file that equal no phrasing."""
        found = rows(self.data / f"{name}.jsonl")
        kept = [row for row in found if normal_form(row["text"]) not in self.known]
        print(f"{name}: {len(kept)} questions, {len(found) - len(kept)} left out (equal a phrasing)")
        return kept

    def in_scope(self) -> None:
        """dev.jsonl: right answers, right within one tap, wrong answers, by style; and the details asked for."""
        styles: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
        shown: list[int] = []
        details: list[bool] = []
        for row in self.unseen("dev"):
            found = self.asker.ask(row["text"])
            right = {row["topic"], *row.get("also", ())}
            answered = found["outcome"] == "answer"
            first = bool(found["topics"]) and found["topics"][0] in right
            near = found["outcome"] == "choices" and bool(right.intersection(found["topics"][: found["offered"]]))
            if found["outcome"] == "choices":
                shown.append(found["offered"])
            marks = (answered and first, (answered and first) or near, answered and not first)
            styles[row["style"]].append(marks)
            styles["all"].append(marks)
            if answered and first and row.get("detail") in self.details.get(found["topics"][0], ()):
                details.append(found["detail"] == row["detail"])
        print(f"  {'style':10} {'n':>4}  answer right  within one tap  answer wrong")
        for style, marks_of in sorted(styles.items(), key=lambda item: item[0] == "all"):
            n = len(marks_of)
            counts = [sum(mark[i] for mark in marks_of) for i in range(3)]
            print(
                f"  {style:10} {n:4}  {share(counts[0], n):>12}  {share(counts[1], n):>14}  {share(counts[2], n):>12}"
            )
        mean = sum(shown) / max(1, len(shown))
        print(f"  choices show {mean:.2f} on average; detail led with {share(sum(details), len(details))}")

    def out_of_scope(self) -> None:
        """foreign.jsonl and chitchat.jsonl: what is answered though it should not be."""
        for name in ("foreign", "chitchat"):
            found = self.unseen(name)
            wrong = choices = 0
            for row in found:
                reply = self.asker.ask(row["text"])
                fair = reply["outcome"] == "answer" and reply["topics"][0] in row.get("also", ())
                wrong += reply["outcome"] == "answer" and not fair
                choices += reply["outcome"] == "choices"
            print(f"  answer {share(wrong, len(found))}, choices {share(choices, len(found))}")

    def ambiguous(self) -> None:
        """ambiguous.jsonl: a right choice is offered."""
        found = self.unseen("ambiguous")
        offered = choices = 0
        for row in found:
            reply = self.asker.ask(row["text"])
            hit = bool(set(row["topics"]).intersection(reply["topics"][: max(1, reply["offered"])]))
            offered += reply["outcome"] in ("choices", "answer") and hit
            choices += reply["outcome"] == "choices" and hit
        print(f"  right one offered {share(offered, len(found))}, as a choice {share(choices, len(found))}")

    def conversations(self) -> None:
        """conversations.jsonl: the right topic and detail, turn by turn."""
        turns = right = asked = led = 0
        for number, row in enumerate(rows(self.data / "conversations.jsonl")):
            for position, turn in enumerate(row["turns"]):
                reply = self.asker.ask(turn["text"], f"conversation-{number}")
                if turn["topic"] is None:
                    continue
                turns += 1
                on_topic = reply["outcome"] != "none" and reply["topics"][:1] == [turn["topic"]]
                right += on_topic
                if position and turn["detail"] and turn["detail"] in self.details.get(turn["topic"], ()):
                    asked += 1
                    led += reply["detail"] == turn["detail"]
        print(f"conversations: {turns} turns\n  right topic {share(right, turns)}, right detail {share(led, asked)}")


def main() -> None:
    """Print all figures."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "tests/data")
    settings = load_settings()
    thresholds = Thresholds(settings.knowledge.answer_from, settings.knowledge.choices_from)
    library = Library.load(settings.entries, thresholds=thresholds)
    evaluation = Evaluation(library, Asker(Content(library), settings), data)
    evaluation.in_scope()
    evaluation.out_of_scope()
    evaluation.ambiguous()
    evaluation.conversations()


if __name__ == "__main__":
    main()
