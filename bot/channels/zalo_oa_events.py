"""What Zalo tells of an Official Account's chats: whether it was Zalo, who did what, and the Message that makes.

Facts: the header X-ZEvent-Signature is "mac=" and the plain SHA-256 (no HMAC) of app id, raw body, timestamp and the
OA secret key; the timestamp is the header X-ZEvent-Timestamp, or the body's. follow and unfollow have no sender, but
oa_id and follower. A pressed button comes as user_send_text with the button's payload as its text. What is sent in an
account's name, by whomever, comes back as oa_send_….
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.masking import Masked, mask
from bot.messages import Kind, Message
from written.text import normal_form

BETWEEN = " | "
"""Between command and title in a button's payload."""
_LONGEST_TITLE = 100
_SENT = "user_send_"
_KINDS: dict[str, Kind] = {
    "user_send_text": "text",
    "user_send_link": "text",
    "user_send_image": "photo",
    "user_send_audio": "voice",
    "user_send_gif": "sticker",
    "user_send_sticker": "sticker",
    "user_send_location": "location",
    "user_send_video": "file",
    "user_send_file": "file",
    "user_send_business_card": "file",
    "follow": "follow",
    "unfollow": "blocked",
}
_WANTED_BACK = ("gap tro ly", "goi tro ly", "noi chuyen voi tro ly")


@dataclass(frozen=True)
class Echo:
    """What was sent in the account's name."""

    message: str
    text: str


@dataclass(frozen=True)
class Event:
    """``chat``: account and person, "OA:person"; ``at``: when it happened (s since the epoch).

    ``message``: what is to be answered; ``resumes``: the person asks for the bot instead of a human.
    """

    chat: str
    at: float
    message: Message | None = None
    echo: Echo | None = None
    resumes: bool = False


def authentic(raw: bytes, data: dict[str, Any], given: str, timestamp: str, app: str, secret: str) -> bool:
    """Tell whether Zalo signed ``raw``; ``given`` and ``timestamp`` are the headers."""
    if not secret or str(data.get("app_id", "")) != app:
        return False
    mac = given.rpartition("=")[2].strip().lower()
    times = {timestamp.strip(), str(data.get("timestamp", ""))} - {""}
    wanted = [hashlib.sha256(app.encode() + raw + time.encode() + secret.encode()).hexdigest() for time in times]
    return any(hmac.compare_digest(mac.encode("utf-8", "replace"), each.encode()) for each in wanted)


def read(data: dict[str, Any], now: float, seal: Callable[[str], str]) -> Event | None:
    """Return what happened, None where it does not matter to us; ``seal`` seals what masking changed."""
    name = str(data.get("event_name", ""))
    at = _seconds(data.get("timestamp"), now)
    if name.startswith("oa_send_"):
        return _echo(data, at)
    kind = _KINDS.get(name)
    if kind is None:
        return None
    if name.startswith(_SENT):
        oa, user, said = _id(data, "recipient"), _id(data, "sender"), _part(data, "message")
        update = str(said.get("msg_id") or f"{name} {data.get('timestamp', '')}")
    else:
        oa, user, said = str(data.get("oa_id") or ""), _id(data, "follower"), {}
        update = f"{name} {data.get('timestamp', '')}"
    if not oa or not user:
        return None
    chat = f"{oa}:{user}"
    return _message(chat, user, kind, str(said.get("text") or ""), update, at, seal)


def _message(
    chat: str, user: str, kind: Kind, text: str, update: str, at: float, seal: Callable[[str], str]
) -> Event | None:
    command, between, title = text.partition(BETWEEN)
    chosen = ""
    if kind == "text" and between and command.startswith("/"):
        kind, text, safe = "option", command[:64], Masked(command[:64], ())
        chosen = mask(title).text[:_LONGEST_TITLE].strip()
    else:
        safe = mask(text)
        if kind == "text":
            kind = "start" if text.split()[:1] == ["/start"] else "text" if text.strip() else "file"
        elif kind == "photo" and text.strip():
            kind = "text"
    sealed = seal(text) if safe.text != text else ""
    message = Message("zalo_oa", chat, user, safe.text, safe.found, update, kind, chosen=chosen, sealed=sealed)
    return Event(chat, at, message, resumes=kind == "text" and normal_form(text) in _WANTED_BACK)


def _echo(data: dict[str, Any], at: float) -> Event | None:
    oa, user, said = _id(data, "sender"), _id(data, "recipient"), _part(data, "message")
    name = str(said.get("msg_id") or "")
    return Event(f"{oa}:{user}", at, echo=Echo(name, str(said.get("text") or ""))) if oa and user and name else None


def _seconds(timestamp: object, now: float) -> float:
    """Return an event's time in seconds; ``now`` where it names none. The future is now: clocks differ."""
    text = str(timestamp or "")
    at = float(text) if text.isdigit() and len(text) < 17 else now * 1000
    return min(at / 1000 if at > 1e11 else at, now)


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _id(data: dict[str, Any], name: str) -> str:
    return str(_part(data, name).get("id") or "")
