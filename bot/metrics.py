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
SENT = Counter("congdanso_sent", "Messages that left the outbox", ["channel", "how"])


def text(waiting: int, summed: bool) -> bytes:
    """Return all figures as Prometheus reads them; ``waiting``: messages in the outbox, ``summed``: of all workers."""
    registry = CollectorRegistry()
    Gauge("congdanso_outbox_waiting", "Messages still to be sent", registry=registry).set(waiting)
    if summed:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)
