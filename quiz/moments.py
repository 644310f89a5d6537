"""Moments as contest rules write them ("24:00 ngày 30/9/2026"), in Vietnam's time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FORMS = '"00:00 10/9/2026" hoặc "24:00 30/9/2026" (giờ:phút ngày/tháng/năm)'
"""How a moment is written, for who wrote it differently."""
_HOUR = r"(?P<hour>\d{1,2})\s*(?::|h|giờ)\s*(?P<minute>\d{2})?(?::00)?(?:\s*phút)?"
_DAY = r"(?:ngày\s*)?(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}))"
_SHAPES = tuple(re.compile(shape) for shape in (rf"{_HOUR}[\s,]*{_DAY}", rf"{_DAY}[\s,T]*{_HOUR}"))


def read_moment(text: str) -> datetime:
    """Return the moment in ``text``, aware, in Vietnam's time; 24:00 is the end of the day. Raises ValueError."""
    text = " ".join(text.split()).strip(" .")
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(text))), None)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(found[name] or found[name[0]]) for name in ("year", "month", "day"))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    start = datetime.combine(date(year, month, day), datetime.min.time(), ZONE)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise ValueError(text)
    return start + timedelta(hours=hour, minutes=minute)


def shown(moment: datetime, end: bool = False) -> str:
    """Return ``moment`` as people write it; ``end``: midnight is 24:00 of the day before."""
    moment = moment.astimezone(ZONE)
    if end and (moment.hour, moment.minute) == (0, 0):
        before = moment.date() - timedelta(days=1)
        return f"24:00 ngày {before.day}/{before.month}/{before.year}"
    return f"{moment:%H:%M} ngày {moment.day}/{moment.month}/{moment.year}"
