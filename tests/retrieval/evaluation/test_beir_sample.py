import json
import lzma
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import EvaluationError
from retrieval.evaluation.baselines import baseline_index
from retrieval.evaluation.beir import evaluate_folder
from retrieval.evaluation.questions import Question
from retrieval.evaluation.sample import (
    Kind,
    Text,
    build_question_sample,
    build_sample,
    half_of,
    read_texts,
    respelled,
    write_sample,
)
from retrieval.knowledge import load_knowledge

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"


def regulation(number: int) -> Text:
    topic = ["жайлау", "көпір", "кітапхана", "мектеп", "аурухана", "бақша"][number % 6]
    sentences = [
        f"{topic} {number} бойынша {word} туралы бұл ереже барлық ауылдарға бірдей қолданылады."
        for word in ("бірінші", "екінші", "үшінші", "төртінші", "бесінші", "алтыншы")
    ]
    text = f"1-тарау. {topic} туралы {number} санды қағидалар\n" + " ".join(sentences)
    return Text(f"{topic} туралы {number} санды бұйрық", text)


TEXTS = [regulation(number) for number in range(12)]


@pytest.mark.parametrize("kind", [Kind.HEADING, Kind.TITLE, Kind.CLOZE, Kind.KEYWORDS])
def test_a_sample_is_a_readable_folder_whose_answers_exist(kind: Kind, tmp_path: Path) -> None:
    sample = build_sample(TEXTS, kind, passages=40, queries=5, characters=150)
    write_sample(sample, tmp_path)
    report = evaluate_folder(tmp_path, baseline_index("grams"))
    assert not report.notes
    assert report.sets[tmp_path.name]["queries"] == 5
    assert report.sets[tmp_path.name]["passages"] == len(sample.passages) <= 40


def test_a_cloze_query_is_no_longer_in_its_passage() -> None:
    sample = build_sample(TEXTS, Kind.CLOZE, passages=40, queries=5, characters=150, query_words=9)
    texts, queries = dict(sample.passages), dict(sample.queries)
    for query, passage in sample.judgements:
        assert queries[query] not in texts[passage]
        assert len(queries[query].split()) <= 9


def test_a_heading_asks_for_the_passages_below_it_which_do_not_hold_it() -> None:
    sample = build_sample(TEXTS, Kind.HEADING, passages=40, queries=5, characters=150)
    texts, queries = dict(sample.passages), dict(sample.queries)
    for query, passage in sample.judgements:
        topic, _, number, *_ = queries[query].split()
        assert texts[passage].startswith(f"{topic} {number} ")
        assert queries[query] not in texts[passage]


def test_a_heading_that_stands_over_two_texts_is_no_query() -> None:
    twice = [Text("", "1-тарау. Жалпы ережелер туралы\n" + item.text) for item in TEXTS]
    sample = build_sample(twice, Kind.HEADING, passages=40, queries=5, characters=150)
    assert "Жалпы ережелер туралы" not in dict(sample.queries).values()


def test_a_larger_sample_holds_the_smaller_one() -> None:
    small = build_sample(TEXTS, Kind.CLOZE, passages=12, queries=4, characters=150)
    large = build_sample(TEXTS, Kind.CLOZE, passages=20, queries=4, characters=150)
    assert set(small.queries) == set(large.queries)
    assert set(small.passages) <= set(large.passages)


def test_equal_passages_are_kept_once() -> None:
    sample = build_sample([*TEXTS, *TEXTS], Kind.CLOZE, passages=1000, queries=1, characters=150)
    texts = [text for _, text in sample.passages]
    assert len(texts) == len(set(texts))


def test_tables_of_numbers_are_left_out() -> None:
    table = Text("", "\n".join("1 | 2 306,6 | 68 382 | 157 867 | теңге |" for _ in range(20)))
    sample = build_sample([*TEXTS, table], Kind.CLOZE, passages=1000, queries=1, characters=150)
    assert not [text for _, text in sample.passages if "|" in text]


def test_too_few_texts_are_said() -> None:
    with pytest.raises(EvaluationError, match="give 0 queries"):
        build_sample([], Kind.CLOZE, passages=10, queries=3)


def test_own_questions_ask_for_the_bodies_of_sections_among_other_passages(
    ask: Callable[..., Question],
) -> None:
    sections = load_knowledge(KNOWLEDGE, date(2026, 11, 20)).sections
    questions = [
        ask("көшсем қанша ақша береді", facts=["SUP-001"]),
        ask("сколько дают на переезд", facts=["SUP-001"], language="ru"),
        ask("жауабы жоқ", facts=[], expect="not_in_texts"),
    ]
    sample = build_question_sample(questions, sections, "kk", TEXTS, passages=500, characters=150)
    assert [text for _, text in sample.queries] == ["көшсем қанша ақша береді"]
    assert "relocation-subsidy#amount" in {passage for _, passage in sample.judgements}
    names = {name for name, _ in sample.passages}
    assert len(names) == len(sample.passages)
    assert {section.id for section in sections} <= names
    assert any(name.startswith("p") and "#" not in name for name in names)


def test_reads_compressed_files_and_files_of_sentences(tmp_path: Path) -> None:
    packed = tmp_path / "a.jsonl.xz"
    record = {"title": "Т", "text": "Мәтін"}
    packed.write_bytes(lzma.compress(json.dumps(record).encode()))
    assert list(read_texts(packed)) == [Text("Т", "Мәтін")]
    sentences = tmp_path / "b.jsonl"
    sentences.write_text("".join('{"ru": "Раз."}\n' for _ in range(21)), encoding="utf-8")
    assert [item.text.count("Раз.") for item in read_texts(sentences, "ru")] == [20, 1]


def test_a_line_without_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "a", "text": "b"}\n{"title": "a"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"a\.jsonl:2"):
        list(read_texts(path))


def test_keywords_are_words_of_their_passage_and_of_some_other() -> None:
    sample = build_sample(TEXTS, Kind.KEYWORDS, passages=60, queries=5, characters=150)
    texts, queries = dict(sample.passages), dict(sample.queries)
    for query, passage in sample.judgements:
        words = queries[query].split()
        assert len(words) == 3
        assert all(word in texts[passage].lower() for word in words)
        assert all(sum(word in text.lower() for text in texts.values()) > 1 for word in words)


def test_retyped_queries_ask_for_the_same_passages() -> None:
    sample = build_sample(TEXTS, Kind.HEADING, passages=40, queries=5, characters=150)
    retyped = respelled(sample, "no_kazakh_letters")
    assert retyped.passages == sample.passages
    assert retyped.judgements == sample.judgements
    assert retyped.queries != sample.queries
    assert not any(letter in text for _, text in retyped.queries for letter in "әғқңөұүһі")


def test_each_text_is_in_one_half_whatever_stands_beside_it() -> None:
    first, second = list(half_of(TEXTS, 0)), list(half_of(TEXTS, 1))
    assert first
    assert second
    assert sorted(text.title for text in (*first, *second)) == sorted(t.title for t in TEXTS)
    assert list(half_of(reversed(TEXTS), 0)) == first[::-1]
