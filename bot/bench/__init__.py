"""``qonys bench``: how long answers take, how search grows, what load and changes cost.

A benchmark measures and compares with the budgets of the design; no test asserts a time.
"""

from bot.bench.cli import app

__all__ = ["app"]
