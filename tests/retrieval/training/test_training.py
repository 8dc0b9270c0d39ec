"""From texts to a model folder, in small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.encoder import load_encoder
from retrieval.training.__main__ import SHARES
from retrieval.training.corpora import AskedSection, Pair, Passage
from retrieval.training.data import Sources, TrainingData, assemble, read_data, write_data
from retrieval.training.evaluation import translation_recall
from retrieval.training.export import write_model
from retrieval.training.static import Recipe, Task, train_table
from retrieval.training.teacher import read_teacher, write_teacher
from retrieval.training.tokenizer import train_tokenizer

KK = ["үй", "жол", "су", "нан", "ай", "күн", "тау", "көл", "орман", "қала", "ауыл", "мектеп"]
RU = [
    "дом",
    "путь",
    "вода",
    "хлеб",
    "луна",
    "солнце",
    "гора",
    "озеро",
    "лес",
    "город",
    "село",
    "школа",
]
SMALL = Recipe(
    vocabulary=120, dimension=32, ngram_buckets=512, steps=120, batch=32, token_dropout=0.0
)


def _pairs() -> list[Pair]:
    """Word-by-word translations of all pairs of different words."""
    return [
        Pair(f"{KK[a]} {KK[b]}", f"{RU[a]} {RU[b]}", "toy")
        for a in range(len(KK))
        for b in range(len(KK))
        if a != b
    ]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(
        [text for pair in _pairs() for text in (pair.kk, pair.ru)], vocabulary=120
    )


def _train(tokenizer: Tokenizer, recipe: Recipe) -> NDArray[np.float32]:
    pairs = [(pair.kk, pair.ru) for pair in _pairs()[::2]]
    return train_table(tokenizer, [Task("toy", pairs, 1.0)], recipe)


def test_training_finds_the_translations_of_unseen_combinations(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    unseen = _pairs()[1::2]
    found = {}
    for steps in (1, 120):
        write_model(
            tmp_path / str(steps), tokenizer, _train(tokenizer, replace(SMALL, steps=steps))
        )
        encoder = load_encoder(tmp_path / str(steps))
        found[steps] = translation_recall(encoder.encode, unseen)[0].at_10
    assert found[120] > 0.9 > found[1]


def test_same_seed_gives_the_same_table(tokenizer: Tokenizer) -> None:
    recipe = replace(SMALL, steps=5)
    first, again = _train(tokenizer, recipe), _train(tokenizer, recipe)
    np.testing.assert_array_equal(first, again)
    other = _train(tokenizer, replace(recipe, seed=7))
    assert np.abs(first - other).max() > 0.01


def test_teacher_draws_alike_texts_together(tokenizer: Tokenizer) -> None:
    pairs = [(kk, ru) for kk, ru in zip(KK, RU, strict=True)]
    # The teacher holds words 0 and 1 for the same, and every other word for unlike.
    teacher = np.eye(len(RU), dtype=np.float32)
    teacher[1] = teacher[0]
    tables = [
        train_table(
            tokenizer,
            [Task("toy", pairs, 1.0, teacher=teacher)],
            replace(SMALL, steps=60, teacher_weight=weight),
        )
        for weight in (0.0, 5.0)
    ]

    def alike(table: NDArray[np.float32]) -> float:
        left, right = (
            table[tokenizer.encode(word, add_special_tokens=False).ids].mean(axis=0)
            for word in RU[:2]
        )
        return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))

    assert alike(tables[1]) > alike(tables[0]) + 0.1


def test_progress_is_reported_by_task(tokenizer: Tokenizer) -> None:
    reports: list[tuple[int, dict[str, float]]] = []
    train_table(
        tokenizer,
        [Task("toy", [(pair.kk, pair.ru) for pair in _pairs()], 1.0)],
        replace(SMALL, steps=4),
        report=lambda step, losses, _table: reports.append((step, losses)),
        report_every=2,
    )
    assert [step for step, _ in reports] == [2, 4]
    assert all(losses.keys() == {"toy"} for _, losses in reports)


def test_recall_counts_ties_as_failures_and_groups_by_source() -> None:
    vectors = {"a": [1, 0], "b": [0, 1], "x": [1, 0], "y": [0, 1], "z": [0, 1], "c": [0, 1]}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    pairs = [Pair("a", "x", "one"), Pair("b", "y", "two"), Pair("c", "z", "two")]
    figures = {
        (row.asked, row.group): row.at_1
        for row in translation_recall(encode, pairs, {"swapped": lambda _: "b"})
    }
    assert figures["kk→ru", "one"] == 1.0
    assert figures["kk→ru", "two"] == 0.0
    assert figures["kk→ru", "all"] == pytest.approx(1 / 3)
    assert figures["kk→ru, swapped", "all"] == 0.0


def test_interval_lies_around_the_recall() -> None:
    row = translation_recall(
        lambda texts: np.eye(len(texts), dtype=np.float32),
        [Pair(f"{n}", f"{n}", "s") for n in "abc"],
    )[0]
    low, high = row.interval
    assert 0 < low < row.at_1 <= high + 1e-9


def _sources() -> Sources:
    sentences = [
        Pair(f"{a} {b} {c} туралы ұзақ сөйлем {number}", f"длинная фраза {number} {c} {b} {a}", "s")
        for number, (a, b, c) in enumerate(zip(KK, KK[3:] + KK[:3], KK[5:] + KK[:5], strict=True))
    ]
    leak = Pair(sentences[0].kk, "утечка отложенной фразы в другие пары", "terms")
    return Sources(
        parallel=sentences,
        others=[leak, Pair("үй", "дом", "terms")],
        passages=[Passage("Тақырып", " ".join(KK * 2), "regulations")],
        sections=[
            AskedSection("money#sum", "kk", ("Қанша?", "Неше теңге?"), "Ақша. Қанша? Көп."),
            AskedSection("money#sum", "ru", ("Сколько?",), "Деньги. Сколько? Много."),
        ],
    )


def _assembled() -> TrainingData:
    return assemble(_sources(), lambda text, number: f"{text}{number}", seed=1, held_out=12)


def test_nothing_held_out_is_in_any_task() -> None:
    data = _assembled()
    held = {side for pair in data.held_out for side in (pair.kk, pair.ru)}
    trained = {side for pairs in data.tasks.values() for pair in pairs for side in pair}
    assert len(data.held_out) >= 10
    assert not held & trained
    assert not held & set(data.texts)


def test_questions_meet_each_other_their_section_and_the_other_language() -> None:
    tasks = _assembled().tasks
    assert tasks["rephrased"] == [("Қанша?", "Неше теңге?")]
    assert ("Неше теңге?", "Деньги. Сколько? Много.") in tasks["section"]
    assert ("Қанша?", "Сколько?") in tasks["translated"]
    assert ("Қанша?0", "Қанша?") in tasks["typed-questions"]


def test_every_task_has_a_share() -> None:
    assert _assembled().tasks.keys() <= SHARES.keys()


def test_data_come_back_as_written_and_byte_for_byte(tmp_path: Path) -> None:
    data = _assembled()
    for name in ("one", "two"):
        write_data(tmp_path / name, data)
    assert read_data(tmp_path / "one") == data
    for path in (tmp_path / "one").rglob("*.gz"):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == twin.read_bytes()


def test_missing_data_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="build-data"):
        read_data(tmp_path)


def test_teacher_keeps_the_likeness_of_its_texts(tmp_path: Path) -> None:
    texts = [f"фраза {number}" for number in range(200)]
    vectors = np.random.default_rng(0).normal(size=(200, 160)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    row = dict(zip(texts, vectors, strict=True))
    tasks = {"parallel": [("сөйлем", text) for text in texts]}
    write_teacher(tmp_path, tasks, lambda some: np.array([row[text] for text in some]), seed=1)
    kept = read_teacher(tmp_path)["parallel"]
    np.testing.assert_allclose(kept @ kept.T, vectors @ vectors.T, atol=0.1)
