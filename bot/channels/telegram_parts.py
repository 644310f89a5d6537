"""A reply as Telegram's messages: texts within its limits, a picture with a caption, a paper as a file."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import telegram as api
from telegram import error as errors

from bot.channels.plain import split, units
from bot.messages import Reply
from bot.painter import BusyError

log = logging.getLogger("bot")

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
    if rows and found:
        found[-1] = replace(found[-1], keyboard=api.InlineKeyboardMarkup(rows))
    return found


async def send(bot: api.Bot, draw: Draw, chat: str, topic: int | None, part: Part) -> None:
    """Send one message; where its picture cannot be had or is refused, its text alone. Raises TelegramError."""
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
            return
        except errors.BadRequest as error:
            log.warning("telegram: picture refused: %s", type(error).__name__)
    if part.text:
        await bot.send_message(
            chat, part.text, reply_markup=part.keyboard, message_thread_id=topic, link_preview_options=_PLAIN
        )


async def _drawn(draw: Draw, path: str) -> bytes | None:
    try:
        return await draw(path)
    except (LookupError, TypeError, BusyError) as error:
        log.error("telegram: picture not drawn: %s", type(error).__name__)
        return None
