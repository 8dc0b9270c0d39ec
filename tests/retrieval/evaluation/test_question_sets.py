import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import EvaluationError
from retrieval.evaluation.questions import SPLITS, Question, load_questions, load_split
from retrieval.evaluation.spellings import respell
from retrieval.knowledge import load_knowledge

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
FULL = {
    "id": "q1",
    "question": "Квота қанша?",
    "language": "kk",
    "spelling": "standard",
    "facts": ["QUO-001"],
    "topic": "quotas",
    "must": ["8 278", ["адам", "орын"]],
    "must_not": [],
}


def write(path: Path, *records: object) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_reads_alternatives_and_fills_in_what_may_be_left_out(tmp_path: Path) -> None:
    [question] = load_questions([write(tmp_path / "a.dev.jsonl", FULL)])
    assert question.must == ("8 278", ("адам", "орын"))
    assert question.expect == "answered"
    assert question.answerable


def test_blank_lines_do_not_shift_the_line_number(tmp_path: Path) -> None:
    path = tmp_path / "a.dev.jsonl"
    path.write_text("\n\n{broken\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=rf"{re.escape(str(path))}:3: not JSON"):
        load_questions([path])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"language": "en"}, "language: "),
        ({"question": "  "}, "question: is empty"),
        ({"facts": []}, "at least one id in `facts`"),
        ({"expect": "not_in_texts"}, "`facts` must be empty"),
        ({"expcet": "answered"}, "expcet: "),
        ({"must": [1]}, "must.0"),
        ({"accept_sections": ["a#b"]}, "`accept_sections` is for questions"),
    ],
)
def test_says_file_line_and_what_is_wrong(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    path = write(tmp_path / "a.dev.jsonl", FULL, {**FULL, "id": "q2", **change})
    with pytest.raises(EvaluationError) as caught:
        load_questions([path])
    assert str(caught.value).startswith(f"{path}:2: ")
    assert message in str(caught.value)


def test_an_id_may_not_come_again_in_another_file(tmp_path: Path) -> None:
    first = write(tmp_path / "a.dev.jsonl", FULL)
    second = write(tmp_path / "b.dev.jsonl", FULL)
    with pytest.raises(EvaluationError) as caught:
        load_questions([first, second])
    assert f"{second}:1: id 'q1' is already used in {first}:1" in str(caught.value)


def test_a_folder_without_the_split_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no question set"):
        load_split("dev", tmp_path)


def test_a_split_takes_every_file_of_its_name(tmp_path: Path) -> None:
    write(tmp_path / "a.dev.jsonl", FULL)
    write(tmp_path / "b.dev.jsonl", {**FULL, "id": "q2"})
    write(tmp_path / "a.test.jsonl", {**FULL, "id": "q3"})
    assert [question.id for question in load_split("dev", tmp_path)] == ["q1", "q2"]


def test_shipped_splits_share_no_id_no_fact_and_no_question() -> None:
    dev, test = (load_split(split) for split in SPLITS)
    assert not {item.id for item in dev} & {item.id for item in test}
    assert not {item.question.lower() for item in dev} & {item.question.lower() for item in test}
    assert not facts(dev) & facts(test)


def facts(questions: list[Question]) -> set[str]:
    return {fact for question in questions for fact in question.facts}


def test_shipped_sets_are_large_enough_and_hold_both_languages_in_balance() -> None:
    questions = [question for split in SPLITS for question in load_split(split)]
    expected = Counter(question.expect for question in questions)
    assert expected["answered"] >= 400
    assert expected["not_in_texts"] >= 170
    assert expected["out_of_scope"] >= 110
    assert expected["clarification"] >= 30
    assert expected["greeting"] >= 20
    assert expected["personal_data"] >= 20
    for status in expected:
        languages = Counter(item.language for item in questions if item.expect == status)
        assert 0.6 <= languages["kk"] / languages["ru"] <= 1.7


def test_personal_data_in_the_shipped_sets_may_not_be_repeated_in_answers() -> None:
    for split in SPLITS:
        for question in load_split(split):
            if question.expect == "personal_data":
                assert question.must_not
                assert all(secret in question.question for secret in question.must_not)


def test_every_section_that_shipped_questions_name_exists() -> None:
    sections = load_knowledge(KNOWLEDGE, date(2026, 11, 20)).sections
    known_ids = {section.id for section in sections}
    known_facts = {fact for section in sections for fact in section.facts}
    for split in SPLITS:
        for question in load_split(split):
            assert set(question.accept_sections) <= known_ids, question.id
            assert not question.answerable or set(question.facts) & known_facts, question.id


def test_respelling_leaves_out_what_a_habit_does_not_change() -> None:
    russian = Question.model_validate({**FULL, "language": "ru", "question": "Какая квота?"})
    kazakh = Question.model_validate({**FULL, "id": "q2"})
    typed = Question.model_validate({**FULL, "id": "q3", "spelling": "typo"})
    variants = respell([russian, kazakh, typed])
    assert all(variant.text != variant.original.question for variant in variants)
    habits = {item.habit for item in variants if item.original is russian}
    assert "no_kazakh_letters" not in habits
    assert {"latin_2021", "typo"} <= habits
    assert "no_kazakh_letters" in {item.habit for item in variants if item.original is kazakh}
    assert not [item for item in variants if item.original is typed]


def test_respelling_is_repeatable() -> None:
    question = Question.model_validate(FULL)
    assert respell([question]) == respell([question])
