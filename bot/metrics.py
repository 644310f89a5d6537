"""What is counted for Prometheus: no text, no id. Several workers of one machine are summed (see bot.workers)."""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

MESSAGES = Counter("congdanso_messages", "Messages answered", ["channel", "outcome"])
SECONDS = Histogram(
    "congdanso_message_seconds",
    "Time to answer a message, stored and all",
    ["channel"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0),
)
FAILED = Counter("congdanso_messages_failed", "Messages answered with an apology", ["channel"])
REFUSED = Counter("congdanso_messages_refused", "Messages refused because somebody sent too many", ["channel"])
MAY_NOT = Counter("congdanso_may_not_send", "Messages kept back by a messenger's rules", ["channel", "why"])
UNSIGNED = Counter("congdanso_webhook_unsigned", "Webhooks with a wrong signature", ["channel"])
QUOTA = Gauge(
    "congdanso_zalo_quota", "Messages left, as Zalo last said", ["oa", "kind"], multiprocess_mode="mostrecent"
)
SENT = Counter("congdanso_sent", "Messages that left the outbox", ["channel", "how"])
_WAITING = """# HELP congdanso_outbox_waiting Messages still to be sent
# TYPE congdanso_outbox_waiting gauge
congdanso_outbox_waiting {}
"""


def text(waiting: int | None, summed: bool) -> bytes:
    """Return all figures as Prometheus reads them; ``summed``: of all workers.

    ``waiting``: messages in the outbox, which all workers share, so it is no worker's own; None where nobody can tell.
    """
    outbox = _WAITING.format(float(waiting)).encode() if waiting is not None else b""
    registry = REGISTRY
    if summed:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return outbox + generate_latest(registry)
