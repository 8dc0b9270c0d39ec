from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import redis

from bot.clock import TIME_ZONE
from bot.statistics.people import STANDARD_ERROR, PeopleChange, PeopleCounter, PeopleSketch
from bot.statistics.replicas import PersistentRedisError, RedisDay
from tests.redis_server import RedisServer, redis_server

#: In the future: Redis drops what has expired by its own clock.
DAY = date(2099, 11, 20)
TOMORROW = DAY + timedelta(days=1)


@pytest.mark.parametrize("people", [0, 1, 10, 1000, 100_000])
def test_the_estimate_is_within_four_standard_errors(people: int) -> None:
    sketch = PeopleSketch(b"k" * 32)
    for person in range(people):
        sketch.add(5_000_000_000 + person)
        if person % 3 == 0:
            sketch.add(5_000_000_000 + person)
    assert sketch.estimate() == pytest.approx(people, rel=4 * STANDARD_ERROR, abs=1)


def test_people_are_counted_once_a_day_and_anew_the_next() -> None:
    counter = PeopleCounter()
    for person in (1, 2, 2, -100123):
        counter.add(person, DAY)
    assert counter.take(DAY) == {DAY: PeopleChange(3, 3)}
    assert counter.take(DAY) == {}
    counter.add(4, DAY)
    counter.add(1, TOMORROW)
    assert counter.take(TOMORROW) == {DAY: PeopleChange(4, 1), TOMORROW: PeopleChange(1, 1)}


def test_key_and_sketch_are_forgotten_at_midnight_even_when_nobody_writes() -> None:
    counter = PeopleCounter()
    counter.add(1, DAY)
    today = counter._today
    assert today is not None
    counter.take(TOMORROW)
    assert counter._today is None
    assert counter._ended == []
    with pytest.raises(RuntimeError, match="over"):
        today.sketch.add(1)


def test_a_day_that_is_over_is_not_opened_again() -> None:
    # A clock set back over midnight, or two threads that met there.
    counter = PeopleCounter()
    counter.add(1, TOMORROW)
    counter.add(2, DAY)
    counter.add(1, TOMORROW)
    assert counter.take(TOMORROW) == {TOMORROW: PeopleChange(2, 2)}


@pytest.mark.parametrize(
    ("utc", "day"),
    [("2026-11-20T18:59:59", DAY.replace(year=2026)), ("2026-11-20T19:00:00", date(2026, 11, 21))],
)
def test_midnight_is_that_of_kazakhstan(utc: str, day: date) -> None:
    # UTC+5 in the whole country since 2024; a server whose list of time zones is older says +6.
    assert datetime.fromisoformat(f"{utc}+00:00").astimezone(TIME_ZONE).date() == day


def test_sketches_under_different_keys_have_nothing_in_common() -> None:
    # Whoever has a sketch but not its key can't try out ids on it: under another key the same
    # people leave other marks.
    one, other = PeopleSketch(b"a" * 32), PeopleSketch(b"b" * 32)
    for person in range(500):
        one.add(person)
        other.add(person)
    pairs = zip(one.registers(), other.registers(), strict=True)
    assert sum(1 for a, b in pairs if a == b > 0) < 50


def test_replicas_count_each_person_once(redis_url: str) -> None:
    first, second = (PeopleCounter(RedisDay(redis_url)) for _ in range(2))
    for counter in (first, second):
        counter.prepare(DAY)
    for person in range(600):
        first.add(person, DAY)
        second.add(person + 300, DAY)
    first.take(DAY)
    merged = second.take(DAY)[DAY]
    assert merged.merged
    assert merged.now == pytest.approx(900, rel=4 * STANDARD_ERROR)
    assert first.take(DAY)[DAY].now == merged.now


def test_a_replica_that_comes_back_goes_on_with_the_day(redis_url: str) -> None:
    first = PeopleCounter(RedisDay(redis_url))
    first.prepare(DAY)
    for person in range(100):
        first.add(person, DAY)
    first.take(DAY)
    again = PeopleCounter(RedisDay(redis_url))
    again.prepare(DAY)
    for person in range(50, 120):
        again.add(person, DAY)
    assert again.take(DAY)[DAY].now == pytest.approx(120, abs=3)


def test_keys_and_sketches_expire_after_the_day(redis_url: str) -> None:
    counter = PeopleCounter(RedisDay(redis_url))
    counter.prepare(DAY)
    counter.add(1, DAY)
    counter.take(DAY)
    client = redis.Redis.from_url(redis_url)
    names = list(client.scan_iter("qonys:*"))
    assert len(names) == 3  # two keys, of today and tomorrow, and today's sketches
    midnight = datetime(2099, 11, 21, tzinfo=TIME_ZONE).timestamp()
    for name in names:
        assert client.expiretime(name) - midnight in {600, 600 + 86_400}
    client.close()


def test_without_redis_a_process_counts_by_itself(redis_url: str) -> None:
    shared = RedisDay(redis_url)
    counter = PeopleCounter(shared)
    client = redis.Redis.from_url(redis_url)
    client.config_set("maxclients", 1)
    client.client_kill_filter(skipme=True)
    try:
        counter.prepare(DAY)
        counter.add(1, DAY)
        assert counter.take(DAY) == {DAY: PeopleChange(1, 1)}
    finally:
        client.config_set("maxclients", 100)
        client.close()


def test_while_redis_is_away_the_own_part_of_the_day_counts(redis_url: str) -> None:
    shared = RedisDay(redis_url)
    counter = PeopleCounter(shared)
    counter.prepare(DAY)
    client = redis.Redis.from_url(redis_url)
    client.config_set("maxclients", 1)
    client.client_kill_filter(skipme=True)
    try:
        counter.add(1, DAY)
        # The day ends without Redis: what this process knows of it is not lost.
        assert counter.take(TOMORROW) == {DAY: PeopleChange(1, 1, merged=True)}
    finally:
        client.config_set("maxclients", 100)
        client.close()


def test_a_redis_that_writes_to_disk_is_refused(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    client.config_set("save", "60 1")
    try:
        with pytest.raises(PersistentRedisError, match="--save"):
            RedisDay(redis_url)
    finally:
        client.config_set("save", "")
        client.close()


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def redis_url(server: RedisServer) -> str:
    client = redis.Redis.from_url(server.url)
    client.flushall()
    client.close()
    return server.url
