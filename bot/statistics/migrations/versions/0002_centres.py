"""The list of centres, and feedback by the region asked about."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _centre()
    _feedback_by_region()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("feedback_by_region")
    op.drop_table("centre")


def _centre() -> None:
    code, region = {
        "sqlite": (
            "code NOT GLOB '*[^a-z0-9-]*' AND code GLOB '[a-z]?*' AND length(code) <= 32",
            "region NOT GLOB '*[^a-z0-9-]*' AND region GLOB '[a-z]*'",
        ),
        "postgresql": ("code ~ '^[a-z][a-z0-9-]{1,31}$'", "region ~ '^[a-z][a-z0-9-]*$'"),
    }[_dialect()]
    op.create_table(
        "centre",
        sa.Column("code", sa.String(32), primary_key=True),
        *_office("name_kk"),
        *_office("name_ru"),
        sa.Column("region", sa.String(64), nullable=False),
        sa.CheckConstraint(code, name="code_letters"),
        sa.CheckConstraint(region, name="region_letters"),
    )


def _office(name: str) -> list[Any]:
    office = {
        "sqlite": f"{name} NOT GLOB '*[0-9][0-9][0-9][0-9][0-9]*' AND {name} NOT GLOB '*@*'",
        "postgresql": f"{name} !~ '[0-9]{{5}}|@'",
    }[_dialect()]
    return [
        sa.Column(name, sa.String(120), nullable=False),
        sa.CheckConstraint(f"length({name}) BETWEEN 1 AND 120", name=f"{name}_length"),
        sa.CheckConstraint(office, name=f"{name}_office"),
    ]


def _feedback_by_region() -> None:
    vote = sa.Enum("up", "down", name="vote", native_enum=False, create_constraint=True, length=24)
    checks = [sa.CheckConstraint("count >= 0", name="count_range")]
    if _dialect() == "sqlite":
        checks += [
            sa.CheckConstraint("day IS date(day)", name="day_only"),
            sa.CheckConstraint("typeof(count) = 'integer'", name="count_whole"),
        ]
    op.create_table(
        "feedback_by_region",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("vote", vote, primary_key=True),
        sa.Column("region_id", sa.Integer, sa.ForeignKey("word.id"), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        *checks,
    )


def _dialect() -> str:
    return op.get_bind().dialect.name
