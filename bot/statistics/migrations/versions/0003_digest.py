"""Weeks whose digest has been sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    only_days = [sa.CheckConstraint("week IS date(week)", name="week_only")] if sqlite else []
    op.create_table("digest", sa.Column("week", sa.Date, primary_key=True), *only_days)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("digest")
