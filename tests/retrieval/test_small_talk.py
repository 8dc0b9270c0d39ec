"""Messages too vague to answer, whatever search finds for them."""

from __future__ import annotations

import pytest

from bot.service import LiveAnswers
from retrieval.answers import Status
from retrieval.language import identify


def status(answers: LiveAnswers, text: str) -> Status:
    return answers.ask(text, default=identify(text).answer_language or "kk").answer.status


@pytest.mark.parametrize(
    "text",
    [
        "справку",
        "какие нужны справки?",
        "список",
        "тізімі",
        "как оформить?",
        "қалай рәсімдейміз",
        "что делать дальше",
        "толығырақ айтыңызшы",
    ],
)
def test_what_names_no_matter_is_asked_back(answers: LiveAnswers, text: str) -> None:
    assert status(answers, text) is Status.CLARIFICATION


@pytest.mark.parametrize(
    "text",
    [
        "көшу ақшасы",
        "подъёмные",
        "справка о разводе",
        "сайт migration.enbek.kz",
        "список принимающих областей",
        "сертификатқа құжаттар",
        "что положено переселенцу",
    ],
)
def test_what_names_one_is_answered(answers: LiveAnswers, text: str) -> None:
    assert status(answers, text) is Status.ANSWERED
