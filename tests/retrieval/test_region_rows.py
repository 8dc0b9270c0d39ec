"""Who names a region gets its own number, never a list to be misread."""

from __future__ import annotations

import pytest

from bot.service import LiveAnswers


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("Сколько мест в Павлодаре?", "quota-2026#pavlodar"),
        ("Абай облысына биылғы квота қанша адамға?", "quota-2026#abai"),
        ("квота ШҚО 2025", "quota-2025#east-kazakhstan"),
        ("Сколько было мест в Костанайской области в 2024 году?", "quota-2024#kostanay"),
        ("Сколько всего мест по стране в 2026 году?", "quota-country-2026#total"),
        ("Хочу в Павлодар, какие регионы вообще принимают?", "arrival-regions#where-to-move"),
    ],
)
def test_region_gets_its_row(answers: LiveAnswers, question: str, section: str) -> None:
    found = answers.ask(question).answer.section
    assert found is not None
    assert found.id == section
