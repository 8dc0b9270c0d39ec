"""Counters by day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATUS = (
    "answered",
    "clarification",
    "not_in_texts",
    "out_of_scope",
    "personal_data",
    "greeting",
    "error",
)
_GAP = ("not_in_texts", "clarification", "not_helpful")
_REASON = ("none", "wrong", "unclear", "region", "outdated")
_LATENCY = ("le_15_ms", "le_50_ms", "le_200_ms", "le_1000_ms", "more")
_KIND = ("topic", "section", "region", "term", "version", "centre")


def upgrade() -> None:
    """Make the tables."""
    _table(
        "word",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        *_closed("kind", _KIND, "word_kind", key=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.UniqueConstraint("kind", "slug"),
        sa.CheckConstraint("length(slug) <= 64", name="slug_length"),
        sa.CheckConstraint(
            {
                "sqlite": "slug NOT GLOB '*[^a-z0-9#-]*' AND slug GLOB '[a-z]*'",
                "postgresql": "slug ~ '^[a-z][a-z0-9#-]*$'",
            }[_dialect()],
            name="slug_letters",
        ),
    )
    _counter("questions_by_language", *_status(), *_closed("language", ("kk", "ru"), "language"))
    scripts = ("standard", "no_kazakh_letters", "latin", "mixed")
    _counter("questions_by_script", *_status(), *_closed("script", scripts, "script"))
    _counter("questions_by_topic", *_status(), *_word("topic_id"))
    _counter("questions_by_region", *_status(), *_word("region_id"))
    _counter("questions_by_latency", *_status(), *_closed("latency", _LATENCY, "latency"))
    _counter("questions_by_version", *_status(), *_word("version_id"))
    _counter(
        "gap_sections", *_closed("gap", _GAP, "gap_kind"), *_word("topic_id"), *_word("section_id")
    )
    _counter("gap_terms", *_gap(), *_word("term_id"))
    votes = ("up", "down")
    _counter(
        "feedback", *_closed("vote", votes, "vote"), *_closed("reason", _REASON, "feedback_reason")
    )
    _counter("feedback_by_topic", *_closed("vote", votes, "vote"), *_word("topic_id"))
    _counter("centre_visits", *_word("centre_id"))
    _counter("losses", *_closed("reason", ("full", "late", "refused"), "loss_reason"))
    _table("people", *_day("day"), *_whole("at_least"), *_whole("at_most"))
    _table(
        "writer",
        *_whole("writer", key=True),
        *_whole("sequence"),
        *_day("day", key=False),
    )
    _table("publication", *_day("week"), *_whole("threshold", 5, kind=sa.SmallInteger))
    _table("public_release", *_day("week"), *_whole("milli_epsilon", 1))


def downgrade() -> None:
    """Drop them."""
    inspector = sa.inspect(op.get_bind())
    for name in inspector.get_table_names():
        if name not in {"alembic_version", "word"}:
            op.drop_table(name)
    op.drop_table("word")


def _dialect() -> str:
    return op.get_bind().dialect.name


def _table(name: str, *parts: Any) -> None:
    op.create_table(name, *parts)


def _counter(name: str, *parts: Any) -> None:
    _table(name, *_day("day"), *parts, *_whole("count"))


def _day(name: str, *, key: bool = True) -> list[Any]:
    parts: list[Any] = [sa.Column(name, sa.Date, primary_key=key, nullable=False)]
    if _dialect() == "sqlite":
        parts.append(sa.CheckConstraint(f"{name} IS date({name})", name=f"{name}_only"))
    return parts


def _closed(name: str, values: tuple[str, ...], check: str, *, key: bool = True) -> list[Any]:
    kind = sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=24)
    return [sa.Column(name, kind, primary_key=key, nullable=False)]


def _status() -> list[Any]:
    return _closed("status", _STATUS, "status")


def _gap() -> list[Any]:
    return _closed("gap", _GAP, "gap_kind")


def _vote() -> list[Any]:
    return _closed("vote", ("up", "down"), "vote")


def _word(name: str) -> list[Any]:
    return [sa.Column(name, sa.Integer, sa.ForeignKey("word.id"), primary_key=True)]


def _whole(
    name: str, least: int = 0, *, key: bool = False, kind: type[Any] = sa.Integer
) -> list[Any]:
    column = sa.Column(name, kind, primary_key=key, autoincrement=False, nullable=False)
    parts: list[Any] = [column, sa.CheckConstraint(f"{name} >= {least}", name=f"{name}_range")]
    if _dialect() == "sqlite":
        check = f"typeof({name}) = 'integer'"
        parts.append(sa.CheckConstraint(check, name=f"{name}_whole"))
    return parts
