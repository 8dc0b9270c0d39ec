from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import section_key
from bot.service import LiveAnswers
from bot.shortening import ANSWER_LIMIT, binds, shortened

DETAIL = {
    "kk": "Көшкеннен соң көршілермен танысып, ауылдың өмірін біле бересіз. " * 4,
    "ru": "Соседи помогают освоиться, а школа и магазин обычно рядом с домом. " * 4,
}
AMOUNT = {"kk": "Әр адамға 70 АЕК беріледі.", "ru": "На человека дают 70 МРП."}
CONDITION = {
    "kk": "Қызметтік үй берілсе, ақша төленбейді.",
    "ru": "Если дали служебное жильё, деньги не платят.",
}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_details_wait_and_the_condition_behind_them_stays(language: str) -> None:
    detail, amount, condition = DETAIL[language], AMOUNT[language], CONDITION[language]
    body = "\n\n".join((amount, detail, condition, detail))
    short = shortened(body, 2 * len(detail) - 20)
    assert short == f"{amount}\n\n{condition}"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_more_waits_than_must(language: str) -> None:
    body = "\n\n".join((AMOUNT[language], DETAIL[language], DETAIL[language] + "А."))
    assert shortened(body, 50) == f"{AMOUNT[language]}\n\n{DETAIL[language]}"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_binds_throughout_stays_whole(language: str) -> None:
    body = "\n\n".join([AMOUNT[language], *[CONDITION[language]] * 40])
    assert shortened(body, 500) is None


def test_a_short_answer_stays_whole() -> None:
    assert shortened("Бір.\n\nЕкі.", 0) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Только для тех, кто переехал.",
        "Жильё должно быть готовым.",
        "Кроме участников проекта.",
        "Потом деньги возвращают.",
        "Размер зависит от семьи.",
        "Бұл үшін тіркелу керек.",
        "Үйі бар адамға берілмейді.",
        "Көшіп кетсеңіз, ақшаны қайтарасыз.",
        "Мөлшері отбасыға байланысты.",
        "Тек ауылға көшкендерге.",
        "Жұмыс беруші төлесе, мемлекет төлемейді.",
        "Растау үшін орталыққа барыңыз.",
    ],
)
def test_conditions_exceptions_and_duties_bind(sentence: str) -> None:
    assert binds(sentence)


def test_a_line_before_a_list_goes_with_the_list() -> None:
    items = "\n".join(f"- {DETAIL['ru']}" for _ in range(2))
    body = f"Ответ таков.\n\nРядом есть:\n\n{items}"
    assert shortened(body, 200) == "Ответ таков."


def test_every_shipped_answer_keeps_its_numbers_and_bindings_in_the_first_part(
    answers: LiveAnswers,
) -> None:
    for section in answers.version.knowledge.sections:
        turn = answers.section(section_key(section.id), section.language, ask_back=True)
        assert turn is not None
        first = turn.reply.first.text.plain
        assert re.findall(r"\d+", first) == re.findall(r"\d+", turn.reply.text.plain)
        if turn.reply.short is not None:
            assert len(first) < len(turn.reply.text.plain)


@given(
    st.lists(st.sampled_from([*DETAIL.values(), *AMOUNT.values(), *CONDITION.values(), "1. а"]),
             min_size=1, max_size=12),
    st.integers(-100, 3000),
)  # fmt: skip
def test_no_binding_paragraph_ever_waits(blocks: list[str], excess: int) -> None:
    body = "\n\n".join(blocks)
    short = shortened(body, excess)
    if short is None:
        return
    left = short.split("\n\n")
    assert left[0].strip() == blocks[0].strip()
    # What is left out are details alone, and the order stays.
    rest = iter(left)
    gone = []
    current = next(rest, None)
    for block in blocks:
        if block.strip() == (current or "").strip():
            current = next(rest, None)
        else:
            gone.append(block)
    assert current is None
    assert gone
    assert not any(binds(block) for block in gone)
    assert len(body) - len(short) >= excess - (1000 - ANSWER_LIMIT)
