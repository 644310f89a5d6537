"""What the Zalo Bot Platform sends as a Message, and a Reply as what can be sent there: texts and pictures, no buttons.

Facts: an update is {"event_name", "message"}, bare or in {"ok", "result"}; ids are opaque strings; the only name of an
update is its message_id; texts and captions have 1 to 2,000 characters; groups send only what calls the bot.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.plain import numbered, split, units
from bot.masking import mask
from bot.messages import Kind, Message, Reply
from bot.texts import say

LONGEST = 1950  # UTF-16 units, a little below the limit
_KINDS: dict[str, Kind] = {
    "message.text.received": "text",
    "message.image.received": "photo",
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    "message.unsupported.received": "sticker",  # sent instead of what protected people send: a friendly word
}


@dataclass(frozen=True)
class Part:
    """One message; ``picture``: the public address of a picture, the text being its caption."""

    text: str
    picture: str = ""


def read(update: Any, name: str, seal: Callable[[str], str]) -> Message | None:
    """Return what an update says, None where it is none or of a kind that we do not know.

    ``name``: the bot's own, which stands before what is said in a group; ``seal`` seals what masking changed.
    """
    inner = update.get("result", update) if isinstance(update, dict) else None
    if not isinstance(inner, dict) or not isinstance(message := inner.get("message"), dict):
        return None
    kind = _KINDS.get(str(inner.get("event_name", "")))
    sender, chat = _part(message, "from"), _part(message, "chat")
    if kind is None or not sender.get("id") or not chat.get("id") or sender.get("is_bot") is True:
        return None
    text = str(message.get("text") or message.get("caption") or "")
    group = chat.get("chat_type") == "GROUP"
    if group and name:
        text = re.sub(rf"@{re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE).strip()
    if text:
        kind = "start" if re.match(r"/start(\s|$)", text) else "text"
    safe = mask(text)
    sealed = seal(text) if safe.text != text else ""
    update_id = str(message.get("message_id") or message.get("date") or "")
    return Message(
        "zalo_bot", str(chat["id"]), str(sender["id"]), safe.text, safe.found, update_id, kind, group, sealed=sealed
    )


def parts(reply: Reply, public_url: str) -> list[Part]:
    """Return ``reply`` as messages: options as numbered lines, pictures by their public address where there is one."""
    if reply.document and public_url:
        reply = replace(reply, text=f"{reply.text}\n{say('zalo.document', address=public_url + reply.document)}")
    text = numbered(reply).encode("utf-8", "replace").decode()
    picture = f"{public_url}{reply.picture}" if reply.picture and public_url else ""
    if picture and units(text) <= LONGEST:
        return [Part(text, picture)]
    texts = [Part(part) for part in split(text, LONGEST) if part.strip()]
    return [Part("", picture), *texts] if picture else texts


def _part(message: dict[str, Any], name: str) -> dict[str, Any]:
    found = message.get(name)
    return found if isinstance(found, dict) else {}
