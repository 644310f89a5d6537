"""What the bot can do, in the order in which each is tried; ``faq`` always answers, so it is last."""

from bot.handlers import (
    admin,
    daily,
    emergency,
    faq,
    feedback,
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
from bot.turn import Handler

HANDLERS: tuple[Handler, ...] = (
    media.answer,
    privacy.answer,
    emergency.answer,
    share.answer,
    welcome.answer,
    mydata.answer,
    daily.answer,
    quiz.answer,
    room.answer,
    topics.answer,
    handoff.answer,
    feedback.answer,
    admin.answer,
    faq.answer,
)
