"""Prometheus metrics: statuses, durations and the state of the buffer; no other label.

Metrics are exact and of the moment, unlike everything that leaves the database. So they carry the
status alone: no language, topic, region or centre, whose small numbers could be watched growing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.statistics.buffer import BufferState
from bot.statistics.events import Vote
from retrieval import Status

__all__ = ["Metrics", "metrics_route"]

_CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS: Final = (0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "qonys_questions",
            "Questions by what became of them.",
            ["status"],
            registry=self._registry,
        )
        for status in Status:
            self._questions.labels(status)
        self._seconds = Histogram(
            "qonys_answer_seconds",
            "Time to find an answer, without Telegram.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._votes = Counter(
            "qonys_feedback", "Presses of the two buttons.", ["vote"], registry=self._registry
        )
        for vote in Vote:
            self._votes.labels(vote)

    def question(self, status: Status, seconds: float) -> None:
        """A question was answered."""
        self._questions.labels(status).inc()
        self._seconds.observe(seconds)

    def error(self) -> None:
        """A question got the message that something broke."""
        self._questions.labels(Status.ERROR).inc()

    def vote(self, vote: Vote) -> None:
        """A button under an answer was pressed."""
        self._votes.labels(vote).inc()

    def watch(self, state: Callable[[], BufferState]) -> None:
        """Show the state of the statistics buffer too."""
        self._registry.register(_BufferCollector(state))

    def render(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _BufferCollector(Collector):
    def __init__(self, state: Callable[[], BufferState]) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        state = self._state()
        yield GaugeMetricFamily(
            "qonys_statistics_waiting_events",
            "Events that are not in the database yet.",
            value=state.events,
        )
        yield GaugeMetricFamily(
            "qonys_statistics_failed_writes",
            "Writes in a row that failed; 0 when the database is well.",
            value=state.failures,
        )
        yield CounterMetricFamily(
            "qonys_statistics_lost_events", "Events that were not counted.", value=state.lost
        )


def metrics_route(metrics: Metrics) -> Route:
    """/metrics for a web server; there is no such page for whoever comes from the internet."""

    async def show(request: Request) -> Response:
        if not _is_inside(request):
            return Response(status_code=404)
        return Response(metrics.render(), media_type=_CONTENT_TYPE)

    return Route("/metrics", show)


def _is_inside(request: Request) -> bool:
    """Whether the request comes from this machine or a private network (RFC 1918, RFC 4193).

    Behind a proxy on this machine the address is the one that the proxy names.
    """
    try:
        return ip_address(request.client.host if request.client else "").is_private
    except ValueError:
        return False
