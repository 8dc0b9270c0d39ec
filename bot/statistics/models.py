"""The tables: numbers by day and closed sets, and nothing else.

No table has a row for a question or a person. A column is one of five things: a day, a member of
an enumeration (a CHECK holds it to its values), a reference to `Word`, a count, or bookkeeping of
the buffer. The only text is the slug of a word, which comes from the knowledge folder or from the
owner's list of centres, and a CHECK holds it to Latin letters, digits, ``#`` and ``-``.
What crosses with what is kept as small as the reports allow: each breakdown stands beside the
status alone, so that no row describes a question in full.

`CentreRow` is the one exception: the owner's list of centres has names. They are those of public
offices, from a list that is printed on posters; nothing that a person sends reaches that table.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, Date, Enum, ForeignKey, Integer, SmallInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem, UniqueConstraint

from bot.centres.registry import NAME_LIMIT
from bot.statistics.events import (
    FeedbackReason,
    GapKind,
    LatencyBucket,
    LossReason,
    Script,
    Vote,
    WordKind,
)
from retrieval import LANGUAGES, Status

__all__ = [
    "COUNTERS",
    "SLUG_LIMIT",
    "Base",
    "CentreRow",
    "CentreVisits",
    "DailyCounter",
    "Digest",
    "Feedback",
    "FeedbackByRegion",
    "FeedbackByTopic",
    "GapSections",
    "GapTerms",
    "Losses",
    "People",
    "PublicRelease",
    "Publication",
    "QuestionsByLanguage",
    "QuestionsByLatency",
    "QuestionsByRegion",
    "QuestionsByScript",
    "QuestionsByTopic",
    "QuestionsByVersion",
    "Word",
    "Writer",
]

SLUG_LIMIT: Final = 64
CODE_LIMIT: Final = 32
_NO_REASON: Final = "none"


class Base(DeclarativeBase):
    """All statistics tables."""


def _closed(values: type[StrEnum] | tuple[str, ...], name: str) -> Enum:
    """Text that a CHECK holds to ``values``; readable in SQL, and the same in every database."""
    members = tuple(str(each) for each in values)
    return Enum(*members, name=name, native_enum=False, create_constraint=True, length=24)


_language = _closed(LANGUAGES, "language")
_status = _closed(Status, "status")
_gap = _closed(GapKind, "gap_kind")


def _is_whole(column: str, least: int = 0) -> list[CheckConstraint]:
    """SQLite lets text into a column of numbers unless it is told not to."""
    return [
        CheckConstraint(f"{column} >= {least}", name=f"{column}_range"),
        CheckConstraint(f"typeof({column}) = 'integer'", name=f"{column}_whole").ddl_if(
            dialect="sqlite"
        ),
    ]


def _is_day(column: str) -> CheckConstraint:
    """A date without a time, which SQLite would take too."""
    return CheckConstraint(f"{column} IS date({column})", name=f"{column}_only").ddl_if(
        dialect="sqlite"
    )


def _word() -> Mapped[int]:
    return mapped_column(ForeignKey("word.id"), primary_key=True)


class Word(Base):
    """A slug of the vocabulary, so that counters hold numbers."""

    __tablename__ = "word"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint(f"length(slug) <= {SLUG_LIMIT}", name="slug_length"),
        CheckConstraint(
            "slug NOT GLOB '*[^a-z0-9#-]*' AND slug GLOB '[a-z]*'", name="slug_letters"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("slug ~ '^[a-z][a-z0-9#-]*$'", name="slug_letters").ddl_if(
            dialect="postgresql"
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(_closed(WordKind, "word_kind"))
    slug: Mapped[str] = mapped_column(String(SLUG_LIMIT))


class DailyCounter:
    """A day and how often; the columns between them say what was counted."""

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem | dict[str, Any], ...]:  # noqa: N805
        return (*_is_whole("count"), _is_day("day"))

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True, sort_order=-1)
    count: Mapped[int] = mapped_column(Integer, sort_order=1)


class QuestionsByLanguage(DailyCounter, Base):
    """Every question once, by the language of its answer."""

    __tablename__ = "questions_by_language"
    status: Mapped[str] = mapped_column(_status, primary_key=True)
    language: Mapped[str] = mapped_column(_language, primary_key=True)


class QuestionsByScript(DailyCounter, Base):
    """Every question once, by how it is spelled."""

    __tablename__ = "questions_by_script"
    status: Mapped[str] = mapped_column(_status, primary_key=True)
    script: Mapped[str] = mapped_column(_closed(Script, "script"), primary_key=True)


class QuestionsByTopic(DailyCounter, Base):
    """Every question once, by the topic of the section that answers or is nearest."""

    __tablename__ = "questions_by_topic"
    status: Mapped[str] = mapped_column(_status, primary_key=True)
    topic_id: Mapped[int] = _word()


class QuestionsByRegion(DailyCounter, Base):
    """Every question once, by the region that it asks about."""

    __tablename__ = "questions_by_region"
    status: Mapped[str] = mapped_column(_status, primary_key=True)
    region_id: Mapped[int] = _word()


class QuestionsByLatency(DailyCounter, Base):
    """Every question once, by how long finding the answer took."""

    __tablename__ = "questions_by_latency"
    status: Mapped[str] = mapped_column(_status, primary_key=True)
    latency: Mapped[str] = mapped_column(_closed(LatencyBucket, "latency"), primary_key=True)


class QuestionsByVersion(DailyCounter, Base):
    """Every question once, by the version of the knowledge that answered."""

    __tablename__ = "questions_by_version"
    status: Mapped[str] = mapped_column(_status, primary_key=True)
    version_id: Mapped[int] = _word()


class GapSections(DailyCounter, Base):
    """Every gap once, by the nearest section (and its topic)."""

    __tablename__ = "gap_sections"
    gap: Mapped[str] = mapped_column(_gap, primary_key=True)
    topic_id: Mapped[int] = _word()
    section_id: Mapped[int] = _word()


class GapTerms(DailyCounter, Base):
    """Gaps in which a glossary term occurred; one gap counts for each of its terms."""

    __tablename__ = "gap_terms"
    gap: Mapped[str] = mapped_column(_gap, primary_key=True)
    term_id: Mapped[int] = _word()


class Feedback(DailyCounter, Base):
    """Every press of 👍 or 👎 once (reason ``none``), and every reason given after 👎."""

    __tablename__ = "feedback"
    vote: Mapped[str] = mapped_column(_closed(Vote, "vote"), primary_key=True)
    reason: Mapped[str] = mapped_column(
        _closed((_NO_REASON, *FeedbackReason), "feedback_reason"), primary_key=True
    )


class FeedbackByTopic(DailyCounter, Base):
    """Every press of 👍 or 👎 once, by the topic of the section it stands under."""

    __tablename__ = "feedback_by_topic"
    vote: Mapped[str] = mapped_column(_closed(Vote, "vote"), primary_key=True)
    topic_id: Mapped[int] = _word()


class FeedbackByRegion(DailyCounter, Base):
    """Every press of 👍 or 👎 once, by the region that the question was about.

    The region is known for half an hour after the answer (`bot.conversation.Asked`); later it is
    counted as ``none``.
    """

    __tablename__ = "feedback_by_region"
    vote: Mapped[str] = mapped_column(_closed(Vote, "vote"), primary_key=True)
    region_id: Mapped[int] = _word()


class CentreVisits(DailyCounter, Base):
    """Conversations begun, by the centre whose link was opened."""

    __tablename__ = "centre_visits"
    centre_id: Mapped[int] = _word()


class Losses(DailyCounter, Base):
    """Events that were not counted, and why."""

    __tablename__ = "losses"
    reason: Mapped[str] = mapped_column(_closed(LossReason, "loss_reason"), primary_key=True)


class People(Base):
    """How many people wrote on a day, estimated.

    Attributes:
        at_least: the largest part of the day that was counted in one go.
        at_most: the sum of its parts; the same number unless the process was restarted.
    """

    __tablename__ = "people"
    __table_args__ = (*_is_whole("at_least"), *_is_whole("at_most"), _is_day("day"))

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    at_least: Mapped[int] = mapped_column(Integer)
    at_most: Mapped[int] = mapped_column(Integer)


class Writer(Base):
    """How far each running process has written, so that a batch is never counted twice.

    Attributes:
        writer: a number drawn at random when the process starts.
        sequence: its last batch that is in the counters.
        day: of that batch; rows of processes that ended without a goodbye are removed by it.
    """

    __tablename__ = "writer"
    __table_args__ = (*_is_whole("writer"), *_is_whole("sequence"), _is_day("day"))

    writer: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(Integer)
    day: Mapped[dt.date] = mapped_column(Date)


class Publication(Base):
    """The threshold with which a week was first published: it holds for good.

    Two reports of one week with different thresholds could be subtracted from each other.
    """

    __tablename__ = "publication"
    __table_args__ = (*_is_whole("threshold", 5), _is_day("week"))

    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    threshold: Mapped[int] = mapped_column(SmallInteger)


class Digest(Base):
    """A week whose digest has been sent, so that one of several processes sends it, and once."""

    __tablename__ = "digest"
    __table_args__ = (_is_day("week"),)

    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)


class PublicRelease(Base):
    """The privacy budget that public files of a week have used up, in thousandths of epsilon."""

    __tablename__ = "public_release"
    __table_args__ = (*_is_whole("milli_epsilon", 1), _is_day("week"))

    week: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    milli_epsilon: Mapped[int] = mapped_column(Integer)


def _is_office(column: str) -> list[CheckConstraint]:
    """The name of an office: no number as long as those of phones and papers, no address."""
    return [
        CheckConstraint(f"length({column}) BETWEEN 1 AND {NAME_LIMIT}", name=f"{column}_length"),
        CheckConstraint(
            f"{column} NOT GLOB '*[0-9][0-9][0-9][0-9][0-9]*' AND {column} NOT GLOB '*@*'",
            name=f"{column}_office",
        ).ddl_if(dialect="sqlite"),
        CheckConstraint(f"{column} !~ '[0-9]{{5}}|@'", name=f"{column}_office").ddl_if(
            dialect="postgresql"
        ),
    ]


class CentreRow(Base):
    """A centre of the owner's list; see `bot.centres.Centre`."""

    __tablename__ = "centre"
    __table_args__ = (
        CheckConstraint(
            "code NOT GLOB '*[^a-z0-9-]*' AND code GLOB '[a-z]?*' "
            f"AND length(code) <= {CODE_LIMIT}",
            name="code_letters",
        ).ddl_if(dialect="sqlite"),
        CheckConstraint(
            f"code ~ '^[a-z][a-z0-9-]{{1,{CODE_LIMIT - 1}}}$'", name="code_letters"
        ).ddl_if(dialect="postgresql"),
        *_is_office("name_kk"),
        *_is_office("name_ru"),
        CheckConstraint(
            "region NOT GLOB '*[^a-z0-9-]*' AND region GLOB '[a-z]*'", name="region_letters"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("region ~ '^[a-z][a-z0-9-]*$'", name="region_letters").ddl_if(
            dialect="postgresql"
        ),
    )

    code: Mapped[str] = mapped_column(String(CODE_LIMIT), primary_key=True)
    name_kk: Mapped[str] = mapped_column(String(NAME_LIMIT))
    name_ru: Mapped[str] = mapped_column(String(NAME_LIMIT))
    region: Mapped[str] = mapped_column(String(SLUG_LIMIT))


#: Tables that the buffer adds to.
COUNTERS: Final[tuple[type[Base], ...]] = (
    QuestionsByLanguage,
    QuestionsByScript,
    QuestionsByTopic,
    QuestionsByRegion,
    QuestionsByLatency,
    QuestionsByVersion,
    GapSections,
    GapTerms,
    Feedback,
    FeedbackByTopic,
    FeedbackByRegion,
    CentreVisits,
    Losses,
)
