from collections.abc import Callable

import pytest

from retrieval.evaluation.protocols import CatalogueSection
from retrieval.evaluation.questions import Question
from tests.retrieval.evaluation.small_world import (
    KOSTANAY,
    PAVLODAR,
    PAVLODAR_2025,
    SUBSIDY,
    UNKNOWN,
)


@pytest.fixture
def catalogue() -> list[CatalogueSection]:
    return [PAVLODAR, KOSTANAY, PAVLODAR_2025, SUBSIDY, UNKNOWN]


@pytest.fixture
def ask() -> Callable[..., Question]:
    def make(question: str = "Квота қанша?", **fields: object) -> Question:
        record = {
            "id": f"{question}/{sorted(fields.items())}",
            "question": question,
            "language": "kk",
            "spelling": "standard",
            "facts": ["Q1"],
            "topic": "quotas",
            **fields,
        }
        return Question.model_validate(record)

    return make
