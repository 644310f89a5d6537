"""The knowledge base and the matcher: usable without the bot.

>>> from knowledge import Library
>>> Library.load().ask("làm hộ chiếu ở đâu").matches[0].entry.id  # doctest: +SKIP
'ho-chieu-cap-moi'
"""

from knowledge.entry import Detail, Entry, Link
from knowledge.library import Answer, Library, Match, Thresholds
from written.reading import Finding, Unreadable

__all__ = ["Answer", "Detail", "Entry", "Finding", "Library", "Link", "Match", "Thresholds", "Unreadable"]
