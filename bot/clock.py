"""The day in Vietnam."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def day(now: float) -> date:
    """Return the day in Vietnam at ``now`` (seconds since the epoch)."""
    return datetime.fromtimestamp(now, ZONE).date()


def day_number(now: float) -> int:
    """Return the day in Vietnam at ``now`` as a number, 20261125."""
    return int(f"{day(now):%Y%m%d}")
