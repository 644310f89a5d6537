"""A reply as Telegram's messages: texts within its limits, a picture with a caption, a paper as a file."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import telegram as api
from telegram import error as errors

from bot.channels.plain import split, units
from bot.messages import Poll, Reply
from bot.painter import BusyError

log = logging.getLogger("bot")

LONGEST_QUESTION, LONGEST_CHOICE, LONGEST_EXPLANATION = 300, 100, 200  # of a poll
LONGEST_TEXT, LONGEST_CAPTION, LONGEST_LABEL, MOST_OPTIONS = 4096, 1024, 64, 100
_PLAIN = api.LinkPreviewOptions(is_disabled=True)
Draw = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True)
class Part:
    """One message; ``picture`` or ``document``: the path of what goes with it, the text being its caption then."""

    text: str
    keyboard: api.InlineKeyboardMarkup | None = None
    picture: str = ""
    document: str = ""
    poll: Poll | None = None


def parts(reply: Reply) -> list[Part]:
    """Return ``reply`` as messages, the buttons under the last; a text too long for a caption follows its picture."""
    text = reply.text.encode("utf-8", "replace").decode()
    attached = [Part("", picture=reply.picture or "")] if reply.picture else []
    attached += [Part("", document=reply.document or "")] if reply.document else []
    if attached and units(text) <= LONGEST_CAPTION:
        found = [*attached[:-1], replace(attached[-1], text=text)]
    else:
        found = [*attached, *(Part(part) for part in split(text, LONGEST_TEXT) if part.strip())]
    options = reply.options[:MOST_OPTIONS]
    rows = [[api.InlineKeyboardButton(o.label[:LONGEST_LABEL], callback_data=o.command)] for o in options]
    if reply.poll:
        found.append(Part("", poll=reply.poll))
    if rows and found:
        found[-1] = replace(found[-1], keyboard=api.InlineKeyboardMarkup(rows))
    return found


async def send(bot: api.Bot, draw: Draw, chat: str, topic: int | None, part: Part) -> api.Message | None:
    """Send one message; where its picture cannot be had or is refused, its text alone. Raises TelegramError.

    Returns the message of a poll.
    """
    if part.poll:
        return await _send_poll(bot, chat, topic, part.poll)
    path = part.picture or part.document
    body = await _drawn(draw, path) if path else None
    name = path.rpartition("/")[2][-40:]
    if body is not None:
        try:
            if part.picture:
                await bot.send_photo(
                    chat,
                    body,
                    caption=part.text or None,
                    reply_markup=part.keyboard,
                    message_thread_id=topic,
                    filename=name,
                )
            else:
                await bot.send_document(
                    chat,
                    body,
                    caption=part.text or None,
                    reply_markup=part.keyboard,
                    message_thread_id=topic,
                    filename=name,
                )
            return None
        except errors.BadRequest as error:
            log.warning("telegram: picture refused: %s", type(error).__name__)
    if part.text:
        await bot.send_message(
            chat, part.text, reply_markup=part.keyboard, message_thread_id=topic, link_preview_options=_PLAIN
        )
    return None


async def _send_poll(bot: api.Bot, chat: str, topic: int | None, poll: Poll) -> api.Message:
    return await bot.send_poll(
        chat,
        poll.question[:LONGEST_QUESTION],
        [choice[:LONGEST_CHOICE] for choice in poll.choices],
        is_anonymous=False,
        type="quiz",
        correct_option_ids=[cast(Any, poll.right)],
        explanation=poll.explanation[:LONGEST_EXPLANATION] or None,
        open_period=poll.seconds,
        message_thread_id=topic,
    )


async def _drawn(draw: Draw, path: str) -> bytes | None:
    try:
        return await draw(path)
    except (LookupError, TypeError, BusyError) as error:
        log.error("telegram: picture not drawn: %s", type(error).__name__)
        return None
