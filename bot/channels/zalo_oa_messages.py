"""A reply as an Official Account's messages: as few as possible, since Zalo counts them.

Facts: a text has at most 2,000 characters; a message has one attachment: up to 5 buttons (titles of 100 characters,
payloads of 1,000), or a list of up to 5 elements (title 100, subtitle 500) with buttons, or a picture, or a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.plain import numbered, split, units
from bot.channels.zalo_oa_events import BETWEEN
from bot.messages import Option, Reply
from bot.texts import say

LONGEST, LONGEST_TITLE, LONGEST_SUBTITLE, MOST_BUTTONS, MOST_ELEMENTS = 1950, 100, 500, 5, 5


@dataclass(frozen=True)
class Part:
    """One message; ``plain``: the text that says all of it where Zalo refuses the attachment.

    ``picture`` or ``document``: the path of what must be uploaded first and is attached then.
    """

    text: str
    attachment: Mapping[str, Any] | None = None
    plain: str = ""
    picture: str = ""
    document: str = ""


def parts(reply: Reply, public_url: str, template: str = "") -> list[Part]:
    """Return ``reply`` as messages. ``public_url``: where Zalo finds our pictures, "" where it cannot."""
    reply = replace(reply, text=reply.text.encode("utf-8", "replace").decode())
    if reply.picture:
        return _with_picture(reply, reply.picture, public_url, template)
    document = reply.document or ""
    link = Option(say("zalo.document_button"), "") if document and public_url else None
    buttons = [_open(link.label, public_url + document)] if link else []
    found = _with_options(reply, buttons, template)
    return [*found, Part("", document=document)] if document and not public_url else found


def body(user: str, text: str, attachment: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is posted to send a message."""
    message = {**({"text": text} if text else {}), **({"attachment": attachment} if attachment else {})}
    return {"recipient": {"user_id": user}, "message": message}


def picture(**where: str) -> dict[str, Any]:
    """Return the attachment for a picture; ``where``: its url, or the attachment_id of what was uploaded."""
    elements = [{"media_type": "image", **where}]
    return {"type": "template", "payload": {"template_type": "media", "elements": elements}}


def file(token: str) -> dict[str, Any]:
    """Return the attachment for an uploaded file."""
    return {"type": "file", "payload": {"token": token}}


def _with_picture(reply: Reply, path: str, public_url: str, template: str) -> list[Part]:
    text = numbered(reply)
    shown = {"attachment": picture(url=public_url + path)} if public_url else {"picture": path}
    if units(text) <= LONGEST:
        return [Part(text, plain=text, **shown)]
    alone = Part("", **shown)
    return [alone, *_with_options(reply, [], template)]


def _with_options(reply: Reply, before: list[dict[str, Any]], template: str) -> list[Part]:
    """Return the text with buttons under its end, ``before`` first; options as numbers where buttons cannot be."""
    buttons = [*before, *map(_button, reply.options)]
    fit = all(0 < len(option.label) <= LONGEST_TITLE for option in reply.options)
    if fit and (listed := _list(reply, before)):
        return [Part("", listed, plain=numbered(reply))]
    if not fit or len(buttons) > MOST_BUTTONS:
        addresses = [f"{button['title']}: {button['payload']['url']}" for button in before]
        return [Part(part) for part in split("\n".join([numbered(reply), *addresses]), LONGEST) if part.strip()]
    texts = [part for part in split(reply.text, LONGEST) if part.strip()]
    if not buttons or not texts:
        return [Part(text) for text in texts]
    payload = {**({"template_type": template} if template else {}), "buttons": buttons}
    plain = numbered(replace(reply, text=texts[-1]))
    last = Part(texts[-1], {"type": "template", "payload": payload}, plain=split(plain, LONGEST)[0])
    return [*(Part(text) for text in texts[:-1]), last]


def _list(reply: Reply, before: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return 6 to 9 options as a list, whose first element is the text; None where that does not fit."""
    options = reply.options
    heading, _, more = reply.text.partition("\n")
    count = MOST_ELEMENTS - 1
    if before or not MOST_BUTTONS < len(options) <= count + MOST_BUTTONS:
        return None
    if not 0 < len(heading) <= LONGEST_TITLE or len(more) > LONGEST_SUBTITLE:
        return None
    first = {"title": heading, "subtitle": more.strip() or say("zalo.list_title")}
    elements = [{"title": o.label, "default_action": _action(o)} for o in options[:count]]
    buttons = [_button(option) for option in options[count:]]
    payload = {"template_type": "list", "elements": [first, *elements], "buttons": buttons}
    return {"type": "template", "payload": payload}


def _button(option: Option) -> dict[str, Any]:
    return {"title": option.label, **_action(option)}


def _action(option: Option) -> dict[str, Any]:
    return {"type": "oa.query.hide", "payload": f"{option.command}{BETWEEN}{option.label}"}


def _open(title: str, url: str) -> dict[str, Any]:
    return {"title": title, "type": "oa.open.url", "payload": {"url": url}}
