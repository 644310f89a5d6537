"""Replies as plain text: options numbered, long texts split at line ends."""

from __future__ import annotations

from bot.messages import Reply


def numbered(reply: Reply) -> str:
    """Return the reply's text with its options as numbered lines below."""
    if not reply.options:
        return reply.text
    lines = [f"  {number}. {option.label}" for number, option in enumerate(reply.options, 1)]
    return f"{reply.text}\n\nGõ số để chọn:\n" + "\n".join(lines)


def split(text: str, most: int) -> list[str]:
    """Return ``text`` in parts of at most ``most`` UTF-16 units, cut at paragraph, line or word ends where possible."""
    parts: list[str] = []
    while units(text) > most:
        head = _head(text, most)
        for mark in ("\n\n", "\n", " "):
            cut = head.rfind(mark)
            if cut > len(head) // 3:
                break
        else:
            cut = len(head)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text or not parts else parts


def units(text: str) -> int:
    """Return how long ``text`` is in UTF-16 units, which is how messengers count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, most: int) -> str:
    end = min(len(text), most)
    while units(text[:end]) > most:
        end -= max(1, (units(text[:end]) - most) // 2)
    return text[:end]
