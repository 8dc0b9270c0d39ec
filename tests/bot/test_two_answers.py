"""Two answers in one message: both are read, both are sourced, nothing is said twice."""

from __future__ import annotations

from bot.answer_json import answer_json
from bot.replies import CALLBACK_LIMIT, Said
from bot.service import LiveAnswers


def test_both_answers_with_heading_and_source(answers: LiveAnswers) -> None:
    turn = answers.ask("Көшу ақшасы қанша? Ал үй жалдауға ақша бере ме?")
    also = turn.answer.also
    assert also is not None
    assert also.section is not None
    section = turn.answer.section
    assert section is not None
    text = turn.reply.text.plain
    assert text.index(section.heading) < text.index("302 750") < text.index(also.section.heading)
    data = answer_json(turn, "1", 1.0)
    assert {each["document"] for each in data["sources"]} == {
        section.document,
        also.section.document,
    }
    assert data["text"] == text


def test_what_both_rest_on_is_said_once(answers: LiveAnswers) -> None:
    text = answers.ask("Квота СКО и Павлодара 2026").reply.text.plain
    assert "2 820" in text
    assert "1 655" in text
    assert text.count("Kazinform") == 1


def test_one_answer_has_no_heading(answers: LiveAnswers) -> None:
    turn = answers.ask("Көшу ақшасы қанша?")
    section = turn.answer.section
    assert section is not None
    assert section.heading not in turn.reply.text.plain


def test_the_other_language_has_both_too(answers: LiveAnswers) -> None:
    turn = answers.ask("Көшу ақшасы қанша? Ал үй жалдауға ақша бере ме?")
    [data] = [
        each.data
        for row in turn.reply.buttons
        for each in row
        if each.data is not None and each.data.startswith("o:")
    ]
    assert len(data.encode()) <= CALLBACK_LIMIT
    _, key, language, said = data.split(":")
    assert language == "ru"
    other = answers.section(key, "ru", said=Said.read(said))
    assert other is not None
    assert "302 750" in other.reply.text.plain
    assert "15–30 МРП" in other.reply.text.plain
