"""What the app lends to a channel: the whole contract of ``mount(app, host)``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.content import Content
from bot.messages import Respond
from bot.sender import Sender
from bot.settings import Settings
from bot.store import Store


async def _no_picture(path: str, base: str = "") -> bytes:
    raise LookupError(path)


@dataclass
class Host:
    """``state``: each channel's condition in one word, for the start-up report and /readyz.

    ``sender``: sends what push channels put into the outbox; ``worker``: this process (machine/number, 0: alone).
    ``chats``: how a channel finds the chat of a person by the person's id ("" where it cannot); else they are the same.
    ``names``: the bots' public names, which each channel adds; ``picture``: see ``bot.gallery.Gallery.picture``.
    """

    respond: Respond
    settings: Settings
    content: Callable[[], Content]
    store: Store
    secret: str
    sender: Sender
    worker: str = "here/0"
    state: dict[str, str] = field(default_factory=dict)
    chats: dict[str, Callable[[str], Awaitable[str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    picture: Callable[..., Awaitable[bytes]] = _no_picture
