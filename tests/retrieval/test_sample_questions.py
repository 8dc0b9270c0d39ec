"""The questions that are learned from: well formed, and none of the test set."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from retrieval.evaluation.questions import load_split
from retrieval.knowledge import Knowledge
from retrieval.language import fold
from retrieval.sample_questions import Unanswered, Written, read_unanswered, read_written


def _bare(text: str) -> str:
    return fold(text.strip(" ?!."))


@pytest.fixture(scope="module")
def questions() -> list[Unanswered | Written]:
    return [*read_unanswered(), *read_written()]


def test_hardly_any_stands_there_twice(questions: list[Unanswered | Written]) -> None:
    assert len({_bare(each.text) for each in questions}) > 0.99 * len(questions)
    assert len({each.id for each in questions}) == len(questions)
    counts = Counter(each.language for each in questions)
    assert min(counts.values()) > 0.45 * len(questions)


def test_they_are_not_those_of_the_evaluation(questions: list[Unanswered | Written]) -> None:
    for split in ("dev", "test"):
        known = {_bare(each.question) for each in load_split(split)}
        same = [each.text for each in questions if _bare(each.text) in known]
        assert len(same) <= 0.01 * len(questions), same


def test_every_section_that_is_named_exists(knowledge: Knowledge) -> None:
    """Who takes a section out of the texts takes its questions out of written.tsv, too."""
    ids = {section.id for section in knowledge.sections}
    lost = {name for each in read_written() for name in each.sections if name not in ids}
    assert not lost


def test_a_line_of_another_shape_is_told(tmp_path: Path) -> None:
    path = tmp_path / "written.tsv"
    path.write_text("kk\tanswered\ta#b\tсұрақ\nru\tвопрос\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"written\.tsv:2: 2 columns, not 4"):
        list(read_written(path))
