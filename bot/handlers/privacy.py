"""Tells a person at once that they typed something secret; what else they asked is still answered."""

import re

from bot.messages import Reply
from bot.texts import say
from bot.turn import Turn
from written.text import fold, words

_GRAVE = ("otp", "password", "card")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]")
_FRAME = frozenset(
    [
        "ma",
        "otp",
        "mat",
        "khau",
        "la",
        "cua",
        "toi",
        "em",
        "minh",
        "so",
        "the",
        "day",
        "nay",
        "a",
        "anh",
        "chi",
        "bac",
        "oi",
        "day",
        "pass",
        "mk",
        "pin",
        "gui",
        "cho",
        "nhe",
        "ne",
        "ban",
        "ad",
        "nha",
        "va",
        "passcode",
        "zalo",
        "facebook",
        "gmail",
        "vneid",
        "ngan",
        "hang",
        "tai",
        "khoan",
        "xac",
        "nhan",
        "xac",
        "thuc",
    ]
)


def answer(turn: Turn) -> Reply | None:
    """Put a notice before the reply, or return it alone where nothing else was asked."""
    grave = [kind for kind in turn.message.secrets if kind in _GRAVE]
    if not grave:
        return None
    notice = say("secret", kinds=", ".join(say(f"secret_kinds.{kind}") for kind in grave)) + " " + say("secret_shared")
    rest = [word for word in words(fold(_PLACEHOLDER.sub(" ", turn.text))) if word not in _FRAME]
    if len(rest) < 2:
        turn.outcome = "warning"
        return Reply(f"{notice}\n\n{say('secret_only')}")
    turn.notices.append(notice)
    return None
