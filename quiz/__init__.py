"""Quiz banks, rounds and contests: usable without the bot, and without a clock, a database or a channel."""

from quiz.bank import Bank, Question
from quiz.round import Round

__all__ = ["Bank", "Question", "Round"]
