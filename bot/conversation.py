"""The one road: every message of every channel goes through ``respond``."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from bot import metrics
from bot.content import Content
from bot.handlers import EVENTS, HANDLERS, contest_attempt, quiz
from bot.messages import Message, Reply
from bot.session import Session
from bot.settings import Settings
from bot.store import Store
from bot.texts import say
from bot.turn import Turn
from written.text import normal_form

log = logging.getLogger("bot")
_LETTERS = "abcdefghij"
_ANSWERED_AT_ONCE = ("web", "terminal", "ask")  # the others' replies go through the outbox


class Conversation:
    """Answers messages; those of one chat one after the other, in the order in which they arrive."""

    def __init__(
        self,
        content: Callable[[], Content],
        store: Store,
        settings: Settings,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``content`` returns the knowledge in use now; ``clock`` the seconds since the epoch."""
        self.content = content
        self.store = store
        self.settings = settings
        self.names: dict[str, str] = {}  # of the bots, by channel: each channel adds its own
        self._clock = clock
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def respond(self, message: Message) -> Reply | None:
        """Return the reply to ``message``, everything it changed being stored.

        Never raises for what people send; raises on a push channel where nothing can be stored, so that the update
        is not acknowledged and comes again.
        """
        arrived = self._clock()  # a contest's answer that came in time counts, however long it waits
        key = (message.channel, message.chat)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            return await self.store.run(self.handle, message, arrived)

    def handle(self, message: Message, arrived: float | None = None) -> Reply | None:
        """Answer ``message``, which came at ``arrived`` (s; None: now), in this thread."""
        started = time.perf_counter()
        try:
            now = self._clock() if arrived is None else arrived
            turn, reply = self._turn(replace(message, text=_encodable(message.text)), now)
        except Exception as error:
            log.error(
                "message failed: channel=%s error=%s",
                message.channel,
                type(error).__name__,
                exc_info=_silent(error),
            )
            metrics.FAILED.labels(message.channel).inc()
            return self._apologise(message) if message.kind not in EVENTS else None
        if turn is not None:
            _log(turn, time.perf_counter() - started)
        return reply

    def _apologise(self, message: Message) -> Reply:
        reply = Reply(say("apology"))
        if message.channel not in _ANSWERED_AT_ONCE:
            message = replace(message, text="")
            with self.store.transaction(self._clock(), self.store.hashed(message.channel, message.chat)) as records:
                records.finish(message, records.session(message), reply, post=True)
        return reply

    def turn(self, message: Message, session: Session, records: object, now: float) -> tuple[Turn, Reply | None]:
        """Let the handlers answer ``message``; return the turn with what they found, and the reply."""
        turn = Turn(
            message, chosen(message, session), session, self.content(), records, self.settings, now,  # type: ignore[arg-type]
            names=self.names, signer=self.store.hashed, unseal=self.store.sealer.unseal,
        )  # fmt: skip
        handlers = (EVENTS[message.kind],) if message.kind in EVENTS else HANDLERS
        reply = next((reply for handler in handlers if (reply := handler(turn)) is not None), None)
        if reply is None:
            return turn, None
        reply = contest_attempt.way_back(turn, quiz.way_back(turn, reply))
        session.offer(reply.options)
        if not session.greeted:
            session.greeted = True
            if message.channel not in ("web", "terminal") and turn.outcome != "emergency":
                turn.notices.append(say("never_ask"))
        if turn.notices:
            reply = replace(reply, text="\n\n".join([*turn.notices, reply.text]))
        if message.chosen:
            reply = replace(reply, text=f"“{message.chosen}”\n\n{reply.text}")
        return turn, reply

    def _turn(self, message: Message, now: float) -> tuple[Turn | None, Reply | None]:
        with self.store.transaction(now, self.store.hashed(message.channel, message.chat)) as records:
            seen, earlier = records.answered(message)
            if seen:
                return None, earlier
            session = records.session(message)
            turn, reply = self.turn(message, session, records, now)
            at_once = message.channel in _ANSWERED_AT_ONCE and message.kind not in EVENTS
            records.finish(message, session, reply, post=not at_once)
        return turn, reply


def chosen(message: Message, session: Session) -> str:
    """Return the command behind a typed number, letter or label of the last reply's options, else the text."""
    if message.kind == "option" or message.text.startswith("/"):
        return message.text
    said = normal_form(message.text)
    for number, (label, command) in enumerate(session.offered):
        letter = _LETTERS[number] if number < len(_LETTERS) else ""
        if said in (str(number + 1), f"so {number + 1}", f"chon {number + 1}", normal_form(label)):
            return command
        if said == letter and len(message.text.strip(". )")) == 1:
            return command
    return message.text


def _encodable(text: str) -> str:
    """Return ``text`` with lone surrogates, which no database or network takes, as question marks."""
    return text.encode("utf-8", "replace").decode()


def _silent(error: Exception) -> Exception:
    """Return the error without its message, which could quote what a person wrote."""
    return Exception(type(error).__name__).with_traceback(error.__traceback__)


def _log(turn: Turn, seconds: float) -> None:
    found, channel = turn.answer, turn.message.channel
    metrics.MESSAGES.labels(channel, turn.outcome or "-").inc()
    metrics.SECONDS.labels(channel).observe(seconds)
    topic = found.matches[0].entry.id if found and found.matches and turn.outcome == "answer" else "-"
    log.info(
        "channel=%s outcome=%s topic=%s confidence=%.2f ms=%.1f",
        channel, turn.outcome or "-", topic, found.confidence if found else 0.0, seconds * 1000,
    )  # fmt: skip
