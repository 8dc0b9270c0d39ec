from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.statistics import FeedbackReason, Vote
from bot.statistics.buffer import BufferState
from bot.statistics.counting import Counting
from bot.statistics.metrics import Metrics, metrics_route
from retrieval import Knowledge, Status


async def _get(metrics: Metrics, address: str) -> httpx.Response:
    app = Starlette(routes=[metrics_route(metrics)])
    transport = httpx.ASGITransport(app, client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return await client.get("/metrics")


async def test_every_status_is_there_from_the_start_and_nothing_but_statuses() -> None:
    metrics = Metrics()
    metrics.question(Status.ANSWERED, 0.004)
    metrics.error()
    metrics.watch(lambda: BufferState(waiting=2, events=5, lost=3, failures=1))
    text = (await _get(metrics, "127.0.0.1")).text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    counts = {
        sample.labels["status"]: sample.value
        for sample in families["qonys_questions"].samples
        if sample.name.endswith("_total")
    }
    assert counts == dict.fromkeys(Status, 0.0) | {"answered": 1.0, "error": 1.0}
    labels = {name for family in families.values() for s in family.samples for name in s.labels}
    assert labels == {"status", "vote", "le"}
    assert families["qonys_statistics_waiting_events"].samples[0].value == 5
    assert families["qonys_statistics_lost_events"].samples[0].value == 3
    assert families["qonys_statistics_failed_writes"].samples[0].value == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("127.0.0.1", 200),
        ("10.42.0.7", 200),
        ("fd00::1", 200),
        ("91.108.4.5", 404),
        ("2001:67c:4e8::1", 404),
        # As a socket for both kinds of addresses shows them.
        ("::ffff:10.42.0.7", 200),
        ("::ffff:91.108.4.5", 404),
        ("testclient", 404),
    ],
)
async def test_metrics_are_for_the_inside_only(address: str, status: int) -> None:
    assert (await _get(Metrics(), address)).status_code == status


def test_a_second_press_under_a_message_does_not_count(knowledge: Knowledge) -> None:
    metrics = Metrics()
    counting = Counting(None, metrics)
    section = knowledge.sections[0]
    counting.vote(Vote.DOWN, section, (1, 2))
    counting.vote(Vote.DOWN, section, (1, 2), FeedbackReason.UNCLEAR)
    counting.vote(Vote.UP, section, (1, 2))
    counting.vote(Vote.UP, section, (1, 3))
    text = metrics.render().decode()
    assert 'qonys_feedback_total{vote="down"} 1.0' in text
    assert 'qonys_feedback_total{vote="up"} 1.0' in text
