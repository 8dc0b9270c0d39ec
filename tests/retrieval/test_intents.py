"""What is asked for; above all, when somebody's own case is."""

from __future__ import annotations

import pytest

from retrieval.intents import Intent, asks_for, intents_of


@pytest.mark.parametrize(
    "text",
    [
        "почему нам отказали в субсидии",
        "стоит ли мне ехать в Кокшетау с двумя детьми?",
        "когда нам придут деньги",
        "одобрят ли сертификат, если есть кредит",
        "бізге неге ақша бермеді",
        "Менің өтінішім қай жерде тұр?",
        "Көкшетауға көшкен дұрыс па, қалай ойлайсыз?",
        "көшу ақшасы келер жылы көбейе ме",
    ],
)
def test_own_cases_advice_and_forecasts_are_told(text: str) -> None:
    assert Intent.OWN_CASE in intents_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "нам отказали в центре, куда жаловаться",
        "у меня очередь на жильё в Таразе, пропадёт ли она после переезда",
        "будет ли субсидия, если мы переехали сами",
        "сертификат беріледі деген дұрыс па",
        "Өтінішімді порталдан қалай көремін?",
        "кезегім Таразда, Семейге көшсем сақтала ма",
        "как узнать статус заявления",
    ],
)
def test_what_the_texts_can_say_is_no_own_case(text: str) -> None:
    assert Intent.OWN_CASE not in intents_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "как менялся список областей",
        "былтыр минимальная пенсия канша еди",
        "АЕК жылдар бойынша",
        "Ақмола мен Қарағанды қашан қосылды?",
        "мрп по годам",
        "aek qalai ozgerdi",
    ],
)
def test_former_times_are_told(text: str) -> None:
    assert asks_for(Intent.PAST, text)


@pytest.mark.parametrize(
    "text",
    [
        "подъёмные сколько дают",
        "қай облысқа көшуге болады",
        "какие документы нужны сейчас",
        "биыл қанша береді",
        "единовременная выплата",
        "кредитная история плохая",
        "исключения есть?",
    ],
)
def test_today_is_no_former_time(text: str) -> None:
    assert not asks_for(Intent.PAST, text)


@pytest.mark.parametrize(
    "text",
    ["сколько подъёмных на троих", "көшу ақшасы қанша", "sertifikat qansha", "подъемный канша"],
)
def test_amounts_are_told(text: str) -> None:
    assert asks_for(Intent.AMOUNT, text)


def test_why_is_no_how_much() -> None:
    assert not asks_for(Intent.AMOUNT, "почему мне отказали")
    assert asks_for(Intent.AMOUNT, "почём нынче переезд")
    assert asks_for(Intent.AMOUNT, "аренда почём?")
    assert not asks_for(Intent.AMOUNT, "сколько всего переехало в Павлодар")
