"""What a round in a group needs of Telegram: whose poll an answer belongs to, and who leads the group."""

from __future__ import annotations

import time
from dataclasses import replace

import telegram as api
from telegram import error as errors

from bot.channels.host import Host
from bot.masking import mask
from bot.messages import Message
from bot.messages import Poll as Asked
from bot.store.groups import Poll

_LEADERS = ("creator", "administrator")
STOPPING = ("/dung", "/nghi", "/stop")


async def answered(host: Host, answer: api.PollAnswer, update: str) -> Message | None:
    """Return an answer to one of our polls as a message of its group; None for a vote taken back, or not ours."""
    if answer.user is None or len(answer.option_ids) != 1:
        return None
    poll = await host.store.run(host.store.find_poll, "telegram", answer.poll_id)
    if poll is None:
        return None
    text = f"{poll.position} {answer.option_ids[0]}"
    name = mask(answer.user.full_name).text  # some call themselves by their telephone number
    return Message(
        "telegram", poll.chat, str(answer.user.id), text, update_id=update, kind="poll_answer", group=True,
        thread=poll.thread, name=name,
    )  # fmt: skip


async def asked(host: Host, sent: api.Message, chat: str, thread: str, poll: Asked) -> None:
    """Remember which question of which group the poll that was just sent asks."""
    if sent.poll:
        where = Poll(chat, thread, poll.position)
        await host.store.run(host.store.note_poll, "telegram", sent.poll.id, where, time.time())


async def with_leader(bot: api.Bot, message: Message) -> Message:
    """Return ``message``, which would stop a round, with whether its sender leads the group."""
    try:
        member = await bot.get_chat_member(message.chat, int(message.user))
    except (errors.TelegramError, ValueError):
        return message  # then only who began the round may stop it
    return replace(message, leads=member.status in _LEADERS)
