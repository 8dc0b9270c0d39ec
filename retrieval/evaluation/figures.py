"""The report of an evaluation and its JSON.

::

    {"sets": {"test": {"kind": "questions", "questions": 611, "answerable": 403, …}},
     "figures": {"test": {"hit@1": 0.93, "mrr@10": 0.95, "ms_per_query": 4.1, …}},
     "intervals": {"test": {"hit@1": [0.9, 0.95], …}},
     "groups": [{"set": "test", "language": "kk", "spelling": "typo", "topic": null,
                 "questions": 31, "answerable": 20, "figures": {…}, "intervals": {…}}],
     "robustness": [{"set": "test-respelled", "language": "kk", "habit": "latin_2021",
                     "questions": 160, "metric": "hit@1", "standard": 0.93, "respelled": 0.9,
                     "lost": 0.03, "interval": [0.0, 0.06]}],
     "failures": [{"set": "test", "id": "…", "question": "…", "problem": "…"}],
     "notes": ["…"]}

Shares run from 0 to 1 and have an interval (Wilson for shares of yes and no, bootstrap for means);
``ms_per_query`` is the mean and ``ms_p50``, ``ms_p95`` the percentiles in milliseconds;
``wrong_region``, ``wrong_year`` and ``forbidden`` are counts. Names are never renamed, only added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from retrieval.evaluation.metrics import (
    RANKING_METRICS,
    Interval,
    bootstrap_interval,
    mean,
    percentile,
    wilson_interval,
)

__all__ = [
    "COUNTS",
    "Failure",
    "Figure",
    "Figures",
    "Group",
    "Labelled",
    "Report",
    "Robustness",
    "group",
    "ranking_figures",
    "share",
    "timing_figures",
]

COUNTS = ("wrong_region", "wrong_year", "forbidden")
"""Figures that count answers; every other one but the milliseconds is a share."""


@dataclass(frozen=True)
class Figure:
    """A measured value and, for a share, its 95 % interval."""

    value: float
    interval: Interval | None = None


Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Group:
    """The figures of the questions that share language, spelling and topic; None means all.

    ``answerable`` is how many of the ``questions`` the figures of ranking are over.
    """

    set: str
    language: str | None
    spelling: str | None
    topic: str | None
    questions: int
    answerable: int
    figures: Figures


@dataclass(frozen=True)
class Robustness:
    """What a habit of typing costs, measured on the same questions in both spellings."""

    set: str
    language: str
    habit: str
    questions: int
    metric: str
    standard: float
    respelled: float
    lost: Interval

    @property
    def difference(self) -> float:
        """Standard less respelled: positive if the habit costs something."""
        return self.standard - self.respelled


@dataclass(frozen=True)
class Failure:
    """A question that went wrong, and how, for people who look into it."""

    set: str
    id: str
    question: str
    problem: str


@dataclass(frozen=True)
class Report:
    """Everything that one run of an evaluation found."""

    sets: Mapping[str, Mapping[str, Any]]
    figures: Mapping[str, Figures]
    groups: Sequence[Group] = ()
    robustness: Sequence[Robustness] = ()
    failures: Sequence[Failure] = ()
    notes: Sequence[str] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        """The report in the shape that the module describes, ready for `json.dumps`."""
        return {
            "sets": {name: dict(about) for name, about in self.sets.items()},
            "figures": {name: _values(figures) for name, figures in self.figures.items()},
            "intervals": {name: _intervals(figures) for name, figures in self.figures.items()},
            "groups": [
                {
                    "set": item.set,
                    "language": item.language,
                    "spelling": item.spelling,
                    "topic": item.topic,
                    "questions": item.questions,
                    "answerable": item.answerable,
                    "figures": _values(item.figures),
                    "intervals": _intervals(item.figures),
                }
                for item in self.groups
            ],
            "robustness": [
                {
                    "set": item.set,
                    "language": item.language,
                    "habit": item.habit,
                    "questions": item.questions,
                    "metric": item.metric,
                    "standard": _rounded(item.standard),
                    "respelled": _rounded(item.respelled),
                    "lost": _rounded(item.difference),
                    "interval": [_rounded(item.lost.low), _rounded(item.lost.high)],
                }
                for item in self.robustness
            ],
            "failures": [vars(item) for item in self.failures],
            "notes": list(self.notes),
        }


def _values(figures: Figures) -> dict[str, float | int]:
    return {
        name: int(figure.value) if name in COUNTS else _rounded(figure.value)
        for name, figure in figures.items()
    }


def _intervals(figures: Figures) -> dict[str, list[float]]:
    return {
        name: [_rounded(figure.interval.low), _rounded(figure.interval.high)]
        for name, figure in figures.items()
        if figure.interval is not None
    }


def _rounded(value: float) -> float:
    return round(value, 4)


class Labelled(Protocol):
    """An item that can be grouped."""

    @property
    def language(self) -> str:
        """Language of the question."""
        ...

    @property
    def spelling(self) -> str:
        """Spelling, by hand or by program."""
        ...

    @property
    def topic(self) -> str:
        """Topic of the question."""
        ...

    @property
    def answerable(self) -> bool:
        """Whether the texts hold the answer."""
        ...


_Item = TypeVar("_Item", bound=Labelled)

_CUTS = (
    ("language",),
    ("spelling",),
    ("topic",),
    ("language", "spelling"),
    ("language", "spelling", "topic"),
)


def group(
    set_name: str, items: Sequence[_Item], figures_of: Callable[[Sequence[_Item]], Figures]
) -> list[Group]:
    """The figures by language, by spelling, by topic, by the first two and by all three."""
    groups: list[Group] = []
    for cut in _CUTS:
        members: dict[tuple[str | None, str | None, str | None], list[_Item]] = {}
        for item in items:
            key = (
                item.language if "language" in cut else None,
                item.spelling if "spelling" in cut else None,
                item.topic if "topic" in cut else None,
            )
            members.setdefault(key, []).append(item)
        groups += [
            Group(
                set_name, language, spelling, topic, len(part), _answerable(part), figures_of(part)
            )
            for (language, spelling, topic), part in sorted(
                members.items(), key=lambda entry: str(entry[0])
            )
        ]
    return groups


def _answerable(part: Sequence[Labelled]) -> int:
    return sum(item.answerable for item in part)


def share(right: Iterable[bool]) -> Figure:
    """The share of what is true, with its interval."""
    values = list(right)
    return Figure(
        mean([float(value) for value in values]), wilson_interval(sum(values), len(values))
    )


def ranking_figures(scores: Sequence[Mapping[str, float]]) -> dict[str, Figure]:
    """Means of `RANKING_METRICS` over queries, each with its interval."""
    figures: dict[str, Figure] = {}
    for name in RANKING_METRICS:
        values = [score[name] for score in scores]
        interval = (
            wilson_interval(sum(values), len(values))
            if name.startswith("hit@")
            else bootstrap_interval(values)
        )
        figures[name] = Figure(mean(values), interval)
    return figures


def timing_figures(milliseconds: Sequence[float]) -> dict[str, Figure]:
    """Mean, median and 95th percentile of the milliseconds that queries took."""
    return {
        "ms_per_query": Figure(mean(milliseconds)),
        "ms_p50": Figure(percentile(milliseconds, 0.5)),
        "ms_p95": Figure(percentile(milliseconds, 0.95)),
    }
