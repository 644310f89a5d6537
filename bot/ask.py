"""``ask`` and ``mask``: one question or a file of them, answered as a citizen would see it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.plain import numbered
from bot.content import Content
from bot.conversation import Conversation
from bot.masking import mask
from bot.messages import Message, Reply
from bot.session import Session
from bot.settings import Settings
from bot.store import Store
from bot.turn import Turn

_SHOWN = 5


def masked(channel: str, chat: str, text: str, **more: Any) -> Message:
    """Return a message whose text holds no secret."""
    safe = mask(text)
    return Message(channel, chat, chat, safe.text, safe.found, **more)


class Asker:
    """Asks questions one by one, each in a fresh chat unless they name a session."""

    def __init__(self, content: Content, settings: Settings) -> None:
        self._store = Store("sqlite://", "ask")
        self._conversation = Conversation(lambda: content, self._store, settings)
        self._sessions: dict[str, Session] = {}

    def ask(self, text: str, session: str = "") -> dict[str, Any]:
        """Return the reply to ``text`` as data (the contract of ``ask --batch``, without "id")."""
        message = masked("ask", session or "-", text)
        kept = self._sessions.setdefault(session, Session(greeted=True)) if session else Session(greeted=True)
        now = time.time()
        with self._store.transaction(now) as records:
            turn, reply = self._conversation.turn(message, kept, records, now)
        return _described(turn, reply)

    def close(self) -> None:
        """Let go of what was opened."""
        self._store.close()


def ask_batch(asker: Asker, lines: Iterable[str]) -> Iterator[str]:
    """Return for each JSON line {"id", "text", "session"?} a JSON line with the answer, in order."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            found = asker.ask(str(row["text"]), str(row.get("session") or ""))
            yield (json.dumps({"id": row.get("id"), **found}, ensure_ascii=False).encode("utf-8", "replace").decode())


def mask_batch(lines: Iterable[str]) -> Iterator[str]:
    """Return for each JSON line {"id", "text"} a JSON line {"id", "text", "found"}."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            safe = mask(str(row["text"]))
            found = {"id": row.get("id"), "text": safe.text, "found": list(safe.found)}
            yield json.dumps(found, ensure_ascii=False).encode("utf-8", "replace").decode()


def _described(turn: Turn, reply: Reply | None) -> dict[str, Any]:
    found = turn.answer
    topics = [match.entry.id for match in found.matches[:_SHOWN]] if found else []
    if not topics and reply and reply.topic:
        topics = [reply.topic]
    offered = (
        sum(option.command.startswith("/xem ") and " " not in option.command[5:] for option in reply.options)
        if reply
        else 0
    )
    return {
        "outcome": turn.outcome,
        "topics": topics,
        "offered": 1 if turn.outcome == "answer" else offered if turn.outcome == "choices" else 0,
        "detail": found.detail if found and turn.outcome == "answer" else None,
        "secrets": list(turn.message.secrets),
        "confidence": round(found.confidence, 4) if found else 0.0,
        "text": numbered(reply) if reply else "",
    }
