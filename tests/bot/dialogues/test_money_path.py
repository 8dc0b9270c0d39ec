from __future__ import annotations

import pytest

from retrieval import Language
from tests.bot.dialogues.conftest import People, buttons


def test_three_taps_lead_to_the_sums_in_russian(people: People) -> None:
    person = people.start("money", "ru")
    assert person.text.startswith("Сколько человек переезжает?")
    person.tap("5", "В село")
    # 5 × 70 × 4 325; 15 and 30 × 4 325; the same × 12; 21 × 4 325 × 12; 1 625 × 4 325.
    for expected in (
        "Сколько вы можете получить в 2026 году",
        "5 человек, переезд в село",
        "Субсидия на переезд: 1 513 750 ₸",
        "от 64 875 ₸ до 129 750 ₸ в месяц",
        "от 778 500 ₸ до 1 557 000 ₸",
        "90 825 ₸ в месяц и 1 089 900 ₸ за 12 месяцев",
        "до 7 028 125 ₸",
        "Точно известно: на переезд и аренду всего от 2 292 250 ₸ до 3 070 750 ₸",
        "Надо подтвердить: с обычным размером аренды вышло бы 2 603 650 ₸",
        "включён в региональную квоту",
        "нужно вернуть в бюджет",
        "не обещание",
        "Источник: ",
    ):
        assert expected in person.text


def test_three_taps_lead_to_the_sums_in_kazakh(people: People) -> None:
    person = people.start("money", "kk")
    assert person.text.startswith("Неше адам көшесіз?")
    person.tap("3", "Қалаға")
    # 3 × 302 750 = 908 250; 25 × 4 325 = 108 125; × 12 = 1 297 500.
    # 908 250 + 778 500 = 1 686 750; 908 250 + 1 557 000 = 2 465 250; 908 250 + 1 297 500.
    for expected in (
        "2026 жылы қанша алуыңыз мүмкін",
        "3 адам, қалаға көшесіз",
        "Көшуге берілетін субсидия: 908 250 ₸",
        "айына 64 875 ₸-ден 129 750 ₸-ге дейін",
        "айына 108 125 ₸, 12 айда 1 297 500 ₸",
        "ең көбі 7 028 125 ₸",
        "1 686 750 ₸-ден 2 465 250 ₸-ге дейін",
        "2 205 750 ₸ шығар еді",
        "өңірлік квотаға енгізілгендерге",
        "уәде емес",
        "Дереккөз: ",
    ):
        assert expected in person.text


@pytest.mark.parametrize(
    ("language", "text", "head", "total"),
    [
        ("ru", "нас пятеро, переезжаем в село", "5 человек, переезд в село", "1 513 750 ₸"),
        ("kk", "бесеуміз, ауылға көшеміз", "5 адам, ауылға көшесіз", "1 513 750 ₸"),
        ("ru", "переезжаем вдвоём в город", "2 человека, переезд в город", "605 500 ₸"),
    ],
)
def test_one_message_is_enough(
    people: People, language: Language, text: str, head: str, total: str
) -> None:
    person = people.start("money", language, text)
    assert head in person.text
    assert total in person.text


def test_what_a_message_leaves_open_is_asked(people: People) -> None:
    assert people.start("money", "ru", "нас четверо").text.startswith("Куда переезжаете")
    assert people.start("money", "kk", "ауылға көшеміз").text.startswith("Неше адам")


def test_answers_in_words(people: People) -> None:
    person = people.start("money", "ru")
    person.write("четверо", "в город")
    assert "4 человека, переезд в город" in person.text
    person = people.start("money", "kk")
    person.write("алтау", "ауылға")
    assert "6 адам, ауылға көшесіз" in person.text


def test_a_follow_up_changes_one_answer(people: People) -> None:
    person = people.start("money", "ru", "нас пятеро, переезжаем в село")
    person.write("а в город")
    assert "5 человек, переезд в город" in person.text
    person.write("а если нас двое")
    assert "2 человека, переезд в город" in person.text
    person.write("2024")
    # 2 × 70 × 3 692 = 516 880.
    assert "Сколько давали в 2024 году" in person.text
    assert "516 880 ₸" in person.text


def test_the_certificate_of_2025_is_half_of_the_price(people: People) -> None:
    person = people.start("money", "ru", "нас трое, переезжаем в город")
    person.tap("За 2025 год")
    # 1 160 × 3 932 = 4 561 120.
    assert "до 4 561 120 ₸" in person.text
    assert "50 % цены жилья, но не больше 1 160 МРП" in person.text
    person = people.start("money", "kk", "үшеуміз, қалаға көшеміз")
    person.tap("2025 жылғы сома")
    assert "Үй бағасының 50 пайызы, бірақ 1 160 АЕК-тен аспайды" in person.text


@pytest.mark.parametrize(("language", "label"), [("ru", "Ещё не знаю"), ("kk", "Әлі білмеймін")])
def test_without_a_settlement_only_the_range_is_told(
    people: People, language: Language, label: str
) -> None:
    person = people.start("money", language)
    person.tap("4", label)
    assert "Надо подтвердить" not in person.text
    assert "Растау керек" not in person.text
    # 4 × 302 750 + 778 500 = 1 989 500.
    assert "1 989 500 ₸" in person.text


@pytest.mark.parametrize(("language", "text"), [("ru", "не знаю"), ("kk", "білмеймін")])
def test_not_knowing_is_an_answer(people: People, language: Language, text: str) -> None:
    person = people.start("money", language)
    person.tap("2")
    person.write(text)
    # 2 × 302 750 + 778 500 = 1 384 000.
    assert "1 384 000 ₸" in person.text


@pytest.mark.parametrize("number", ["0", "21", "1000"])
def test_an_impossible_number_is_asked_again(people: People, number: str) -> None:
    person = people.start("money", "ru")
    person.write(number)
    assert "от 1 до 20" in person.text
    person.write("3")
    assert person.text.startswith("Куда переезжаете")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "какие документы нужны для сертификата?"),
        ("ru", "когда платят деньги на аренду"),
        ("kk", "сертификатқа қандай құжат керек"),
        ("kk", "Павлодар облысының квотасы қанша"),
    ],
)
def test_another_question_is_no_answer(people: People, language: Language, text: str) -> None:
    person = people.start("money", language)
    assert person.refuses(text)
    person.tap("3")
    assert person.refuses(text)
    person.tap({"ru": "В город", "kk": "Қалаға"}[language])
    assert person.refuses(text)


@pytest.mark.parametrize(
    ("people_moving", "form"),
    [(1, "1 человек,"), (2, "2 человека,"), (5, "5 человек,")],
)
def test_russian_plural_forms(people: People, people_moving: int, form: str) -> None:
    person = people.start("money", "ru")
    person.tap(str(people_moving), "В город")
    assert form in person.text


def test_back_goes_to_the_question_before(people: People) -> None:
    person = people.start("money", "ru")
    person.tap("4", "В город", "Назад")
    assert person.text.startswith("Куда переезжаете")
    person.tap("Назад")
    assert person.text.startswith("Сколько человек")
    assert "Назад" not in person.labels


def test_the_same_sums_in_the_other_language(people: People) -> None:
    person = people.start("money", "ru", "нас пятеро, переезжаем в село")
    step = person.tap("Қазақша оқу")
    assert step.reply.language == "kk"
    assert "1 513 750 ₸" in person.text


def test_every_payment_has_a_button_to_its_rule(people: People) -> None:
    step = people.start("money", "ru", "нас пятеро, переезжаем в село").step
    rules = [each.label for each in buttons(step) if (each.data or "").startswith("s:")]
    assert rules == ["Деньги на переезд", "Деньги на аренду", "В городе и в селе",
                     "Сумма сертификата"]  # fmt: skip
