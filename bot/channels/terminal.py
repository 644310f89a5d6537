"""A conversation in the terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from bot.channels.plain import numbered
from bot.messages import Message, Respond
from bot.texts import say


async def chat(respond: Respond, message: Callable[..., Message]) -> None:
    """Read lines from standard input until it ends or "/thoat"; ``message`` makes a masked Message of a line."""
    await _say(respond, message("/start", kind="start"))
    while True:
        line = await asyncio.to_thread(_read)
        if line is None or line.strip().lower() in ("/thoat", "/quit", "/exit"):
            print("Chào bác/anh/chị ạ.")
            return
        await _say(respond, message(line.strip()))


def _read() -> str | None:
    sys.stdout.write("\nBạn: ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line if line else None


async def _say(respond: Respond, message: Message) -> None:
    reply = await respond(message)
    if reply is not None:
        print(f"\n{numbered(reply)}")
        if reply.picture or reply.document:
            print(f"\n{say('share.elsewhere')}")
