"""What the bot can do, in the order in which each is tried; ``faq`` always answers, so it is last."""

from bot.handlers import (
    admin,
    assistant,
    contest,
    contest_admin,
    daily,
    emergency,
    faq,
    feedback,
    group,
    handoff,
    media,
    mydata,
    privacy,
    quiz,
    room,
    share,
    topics,
    welcome,
)
from bot.messages import Kind
from bot.turn import Handler

HANDLERS: tuple[Handler, ...] = (
    media.answer,
    privacy.answer,
    emergency.answer,
    share.answer,
    contest.answer,
    contest_admin.answer,
    welcome.answer,
    mydata.answer,
    daily.answer,
    group.answer,
    quiz.answer,
    room.answer,
    topics.answer,
    assistant.answer,
    handoff.answer,
    feedback.answer,
    admin.answer,
    faq.answer,
)

EVENTS: dict[Kind, Handler] = {
    "daily": daily.due,
    "round_due": group.advance,
    "poll_answer": group.take,
    "blocked": daily.left,
}
"""What nobody wrote as a message goes to one handler only, and is answered only if that has something to say."""
