"""Alembic migrations of the statistics tables; `bot.statistics.database` runs them."""
