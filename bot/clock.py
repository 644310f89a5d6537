"""The day in Vietnam."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def day(now: float) -> date:
    """Return the day in Vietnam at ``now`` (seconds since the epoch)."""
    return datetime.fromtimestamp(now, ZONE).date()
