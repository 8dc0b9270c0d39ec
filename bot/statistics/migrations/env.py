"""Runs migrations on the connection that the caller opened, in the caller's transaction."""

from __future__ import annotations

from alembic import context

from bot.statistics.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
