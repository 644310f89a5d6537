"""What all channels of messengers share: how much one person may send, their state, and telling the admins."""

from __future__ import annotations

import json
import logging
from typing import Any

from aiohttp import web

from bot import metrics
from bot.channels.host import Host
from bot.channels.limits import Buckets
from bot.messages import Message, Reply
from bot.texts import say

log = logging.getLogger("bot")
LONGEST_UPDATE = 1024 * 1024
"""Bytes of a webhook's body."""


class Gate:
    """Lets through what a person sends within the limits; who sends more is told so once."""

    def __init__(self, host: Host, channel: str) -> None:
        limits = host.settings.limits
        self._host = host
        self._channel = channel
        self._persons = Buckets(limits.person_a_minute, limits.person_burst)
        self._told: set[str] = set()

    async def too_many(self, message: Message) -> bool:
        """Tell whether the person sends too much."""
        if not self._persons.wait(message.user):
            self._told.discard(message.user)
            return False
        metrics.REFUSED.labels(self._channel).inc()
        if message.user not in self._told:
            self._told.add(message.user)
            await self._host.sender.post(self._channel, message.chat, Reply(say("slow_down")))
        return True


async def answer(host: Host, message: Message) -> None:
    """Have a message answered, and begin to send what that put into the outbox. Raises where nothing can be stored."""
    await host.respond(message)
    host.sender.deliver(message.channel, message.chat)
    await host.sender.catch_up()


def set_state(host: Host, channel: str, state: str, why: str = "") -> None:
    """Say how the channel is, for the start-up report, /readyz and the log; ``why``: it is not well."""
    if host.state.get(channel) != state:
        log.log(logging.WARNING if why else logging.INFO, "%s: %s %s", channel, state, why)
    host.state[channel] = state


async def body(request: web.Request) -> bytes:
    """Return the raw body of a webhook's request, which may be longer than a page's."""
    return await request.clone(client_max_size=LONGEST_UPDATE).read()


def parsed(raw: bytes) -> Any:
    """Return the JSON in ``raw``. Raises ValueError where it is none."""
    try:
        return json.loads(raw)
    except RecursionError:
        raise ValueError("too deep") from None


async def tell_admins(host: Host, text: str) -> None:
    """Send ``text`` to every admin on a messenger that runs."""
    for name in host.settings.admins:
        channel, _, user = name.partition(":")
        if not user or channel not in host.sender.carriers:
            continue
        chat = await host.chats[channel](user) if channel in host.chats else user
        if chat:
            await host.sender.post(channel, chat, Reply(text))
        else:
            log.warning("%s: an admin cannot be told: they have not written to the bot for a week", channel)
