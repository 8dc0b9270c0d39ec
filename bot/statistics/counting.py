"""Turns what happens in a chat into events; here ends everything that is known of a person."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from bot.centres import Centres
from bot.conversation import Asked
from bot.statistics.buffer import Recorder
from bot.statistics.events import (
    NONE,
    FeedbackEvent,
    FeedbackReason,
    LatencyBucket,
    QuestionEvent,
    Script,
    VisitEvent,
    Vote,
    region_of,
    version_slug,
)
from bot.statistics.metrics import Metrics
from retrieval import Answer, IndexVersion, Language, Section, Status

__all__ = ["Counting"]

#: Presses that are remembered in memory so that a press counts once.
_REMEMBERED: Final = 10_000
_SCRIPTS: Final = {str(script): script for script in Script}


class Counting:
    """What the handlers tell the statistics.

    Args:
        recorder: where events go; ``None`` counts nothing.
        metrics: of the process.
        centres: gives those whose codes count now; any other payload of /start counts as none.
    """

    def __init__(
        self,
        recorder: Recorder | None = None,
        metrics: Metrics | None = None,
        centres: Callable[[], Centres] = Centres,
    ) -> None:
        self._recorder = recorder
        self._metrics = metrics or Metrics()
        self._centres = centres
        self._pressed: OrderedDict[tuple[int, int, bool], None] = OrderedDict()

    def question(self, answer: Answer, seconds: float, version: IndexVersion, person: int) -> None:
        """A question was answered.

        Args:
            answer: what it got.
            seconds: that finding it took.
            version: of the knowledge that answered.
            person: Telegram id of who asked; only for the estimate of today's people.
        """
        self._metrics.question(answer.status, seconds)
        if self._recorder is None:
            return
        section = answer.section
        event = QuestionEvent(
            status=answer.status,
            language=answer.language,
            script=_SCRIPTS.get(answer.script, Script.STANDARD),
            latency=LatencyBucket.of(seconds),
            topic=NONE if section is None else section.topic,
            section=NONE if section is None else section.id,
            region=region_of(answer.regions),
            version=version_slug(version.manifest.name),
            terms=answer.terms,
        )
        self._recorder.record(event, person)

    def error(self, language: Language) -> None:
        """A question got the message that something broke."""
        self._metrics.error()
        if self._recorder is not None:
            self._recorder.record(
                QuestionEvent(Status.ERROR, language, Script.STANDARD, LatencyBucket.MORE)
            )

    def visit(self, payload: str) -> None:
        """Somebody pressed Start; ``payload`` is what the link carried."""
        if self._recorder is not None:
            self._recorder.record(VisitEvent(self._centres().code(payload) or NONE))

    def vote(
        self,
        vote: Vote,
        section: Section,
        message: tuple[int, int],
        reason: FeedbackReason | None = None,
        asked: Asked | None = None,
    ) -> None:
        """A button under an answer was pressed; pressing again counts no more.

        Args:
            vote: which button.
            section: the answer.
            message: chat and number of the message, to know a second press; kept in memory only.
            reason: why it did not help, when that is what was pressed.
            asked: what the conversation's memory still has of the question, if it is that of
                this message.
        """
        if not self._is_first((*message, reason is None)):
            return
        if reason is None:
            self._metrics.vote(vote)
        if self._recorder is None:
            return
        known = asked if asked is not None and asked.message == message[1] else None
        event = FeedbackEvent(
            vote=vote,
            language=section.language,
            reason=reason,
            topic=section.topic,
            section=section.id,
            region=NONE if known is None else region_of(known.regions),
            terms=() if known is None else known.terms,
        )
        self._recorder.record(event)

    def _is_first(self, press: tuple[int, int, bool]) -> bool:
        if press in self._pressed:
            return False
        self._pressed[press] = None
        if len(self._pressed) > _REMEMBERED:
            self._pressed.popitem(last=False)
        return True
