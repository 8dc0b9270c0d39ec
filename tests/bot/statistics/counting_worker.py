"""A process that counts: ``python counting_worker.py URL EVENTS SEED``.

It takes some seconds to record its events, so that a database can go away and come back meanwhile.
It says so after a quarter and after half of them, and ends with 0 when all of them are written.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date

from bot.statistics import (
    CounterStore,
    LatencyBucket,
    QuestionEvent,
    Recorder,
    Script,
    Vocabulary,
    open_engine,
    upgrade,
)
from bot.statistics.events import WordKind
from retrieval import LANGUAGES, Status

SECONDS = 4.0
DAY = date(2026, 11, 20)
TOPICS = ("certificate", "housing", "quotas", "subsidies")
REGIONS = ("abai", "almaty", "pavlodar", "turkistan")
TERMS = ("t001", "t002", "t003")
VOCABULARY = Vocabulary(
    {
        WordKind.TOPIC: frozenset(TOPICS),
        WordKind.REGION: frozenset(REGIONS),
        WordKind.TERM: frozenset(TERMS),
        WordKind.SECTION: frozenset(f"{topic}#amount" for topic in TOPICS),
        WordKind.VERSION: frozenset({"v00001"}),
    }
)


def events(count: int, seed: int) -> list[QuestionEvent]:
    """The same events for the same seed."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        topic = rng.choice(TOPICS)
        made.append(
            QuestionEvent(
                status=rng.choice(list(Status)),
                language=rng.choice(LANGUAGES),
                script=rng.choice(list(Script)),
                latency=rng.choice(list(LatencyBucket)),
                topic=topic,
                section=f"{topic}#amount",
                region=rng.choice(REGIONS),
                version="v00001",
                terms=tuple(rng.sample(TERMS, 2)),
            )
        )
    return made


def main(url: str, count: int, seed: int) -> int:
    engine = open_engine(url)
    upgrade(engine)
    store = CounterStore(engine, lambda: VOCABULARY)
    with Recorder(store, lambda: DAY, interval=0.2) as recorder:
        _say("ready")
        sys.stdin.readline()
        for at, event in enumerate(events(count, seed)):
            recorder.record(event)
            if at in {count // 4, count // 2}:
                _say("mark")
            if at % 10 == 0:
                time.sleep(10 * SECONDS / count)
        # The end of the block writes once; a database that is away then must be waited for.
        while recorder.state.events:
            time.sleep(0.02)
    return int(recorder.state.lost > 0)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
