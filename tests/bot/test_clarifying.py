from __future__ import annotations

import pytest

from bot.clarifying import choices, waiting_for
from bot.dialogues import Dialogues, State
from bot.replies import CALLBACK_LIMIT
from bot.service import LiveAnswers
from retrieval import LANGUAGES, Context, Knowledge, Section, Status

#: Question, what is asked back.
ASKED = [
    ("Сколько всего мест в квоте 2026 года?", "region"),
    ("2026 жылғы квотада барлығы неше орын бар?", "region"),
    ("Сколько дают за аренду жилья?", "settlement"),
    ("Пәтер жалдауға қанша ақша береді?", "settlement"),
    ("Сколько денег дают на переезд на всю семью?", "family"),
    ("Кто может участвовать в программе?", "audience"),
]
#: The same with what the answer differs by.
SAID = [
    "Сколько мест в квоте 2026 года в Павлодарской области?",
    "Сколько дают за аренду жилья в селе?",
    "Ауылда пәтер жалдауға қанша ақша береді?",
    "Сколько денег дают на переезд на семью из пяти человек?",
    "Куда подать заявление на переезд?",
]


def clarifying(knowledge: Knowledge) -> list[Section]:
    return [each for each in knowledge.sections if each.clarify is not None]


@pytest.mark.parametrize(("question", "clarify"), ASKED)
def test_general_answer_comes_with_one_question(
    answers: LiveAnswers, question: str, clarify: str
) -> None:
    turn = answers.ask(question)
    section = turn.answer.section
    assert section is not None
    assert turn.answer.clarify == clarify == section.clarify
    said = turn.reply.text.plain
    assert said.splitlines()[0] in section.body.replace("**", "").splitlines()[0]
    assert said.rstrip().splitlines()[-1].count("?") == 1
    shown = [button.label for row in turn.reply.buttons for button in row]
    assert shown[: len(choices(answers.version.knowledge, section)[0])] == [
        each.label for each in choices(answers.version.knowledge, section)[0]
    ]


@pytest.mark.parametrize("question", SAID)
def test_what_was_said_is_not_asked_again(answers: LiveAnswers, question: str) -> None:
    assert answers.ask(question).answer.clarify is None


def test_what_the_conversation_knows_is_not_asked_again(answers: LiveAnswers) -> None:
    context = Context("relocation-subsidy#amount", family_size=4)
    question = "Сколько денег дают на переезд на всю семью?"
    assert answers.ask(question, context=context).answer.clarify is None


def test_nothing_is_asked_back_when_it_must_not_be(answers: LiveAnswers) -> None:
    for question, _ in ASKED:
        assert answers.ask(question, ask_back=False).answer.clarify is None
    vague = answers.ask("какие документы", ask_back=False)
    assert not vague.answer.options


def test_every_choice_opens_something(knowledge: Knowledge, answers: LiveAnswers) -> None:
    dialogues = Dialogues(answers)
    found = clarifying(knowledge)
    assert {each.clarify for each in found} == {"region", "settlement", "family", "audience"}
    for section in found:
        offered = [each for row in choices(knowledge, section) for each in row]
        assert len(offered) > 1
        for each in offered:
            if each.section is not None:
                assert each.section.language == section.language
                assert each.section.id != section.id
                continue
            assert each.data is not None
            assert len(each.data.encode()) <= CALLBACK_LIMIT
            step = dialogues.answer(None, each.data, section.language)
            assert step is not None
            assert step.state is not None, "the path goes on with the next question"


def test_both_languages_ask_for_the_same(knowledge: Knowledge) -> None:
    for section in clarifying(knowledge):
        for language in LANGUAGES:
            twin = knowledge.section(section.id, language)
            assert twin is not None
            assert (twin.clarify, twin.choices) == (section.clarify, section.choices)


def test_a_region_is_asked_only_where_it_has_places(knowledge: Knowledge) -> None:
    section = knowledge.section("quota-country-2026#kandas-by-region", "ru")
    assert section is not None
    opened = {
        each.section.id for row in choices(knowledge, section) for each in row if each.section
    }
    # Ұлытау and Karaganda have no places for kandases, Atyrau has.
    assert "quota-2026#atyrau" in opened
    assert not opened & {"quota-2026#ulytau", "quota-2026#karaganda", "quota-2026#astana"}


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("Сколько дают за аренду жилья?", "в село, нас пятеро", "m:n5.sv"),
        ("Пәтер жалдауға қанша ақша береді?", "ауылға", "m:sv"),
    ],
)
def test_the_choice_may_be_made_in_words(
    answers: LiveAnswers, question: str, words: str, expected: str
) -> None:
    waiting = waiting_for(answers.ask(question).answer)
    assert waiting is not None
    step = Dialogues(answers).answer(State.read(waiting), words, "ru")
    assert step is not None
    assert str(step.state) == expected


@pytest.mark.parametrize(
    ("last", "then", "expected"),
    [
        ("quota-2026#north-kazakhstan", "а в Костанае?", "quota-2026#kostanay"),
        ("quota-2026#north-kazakhstan", "ал Павлодарға ше?", "quota-2026#pavlodar"),
        ("quota-2026#pavlodar", "а в 2025 году?", "quota-2025#pavlodar"),
        ("quota-2026#pavlodar", "былтыр ше", "quota-2025#pavlodar"),
        ("quota-country-2026#total", "Павлодар", "quota-2026#pavlodar"),
        ("pavlodar#overview", "а в Костанайскую?", "kostanay#overview"),
        # No page of its own: the row of the quota says that there are no places.
        ("ulytau#overview", "ал Ақтауға ше?", "quota-2026#mangystau"),
        ("kostanay#overview", "а в Мангистау?", "quota-2026#mangystau"),
    ],
)
def test_a_place_or_year_alone_gets_the_same_section_of_it(
    answers: LiveAnswers, last: str, then: str, expected: str
) -> None:
    answer = answers.ask(then, default="ru", context=Context(last)).answer
    assert answer.section is not None
    assert (answer.section.id, answer.followed) == (expected, True)


def test_a_place_with_another_matter_is_no_such_follow_up(answers: LiveAnswers) -> None:
    context = Context("quota-2026#north-kazakhstan")
    answer = answers.ask("какие документы нужны для сертификата в Костанае?", context=context)
    assert answer.answer.section is not None
    assert answer.answer.section.topic == "documents"


@pytest.mark.parametrize(
    ("then", "people", "total"),
    [
        ("а на двоих?", 2, "140 МРП (605 500 ₸)"),  # 70 × 2 × 4 325
        ("нас пятеро", 5, "350 МРП (1 513 750 ₸)"),
        ("екі адамға ше?", 2, "140 АЕК (605 500 ₸)"),
        ("біз жеті адамбыз", 7, "490 АЕК (2 119 250 ₸)"),
    ],
)
def test_a_number_of_people_alone_is_counted_for_them(
    answers: LiveAnswers, then: str, people: int, total: str
) -> None:
    turn = answers.ask(then, default="ru", context=Context("relocation-subsidy#amount"))
    assert (turn.answer.family_size, turn.answer.clarify) == (people, None)
    assert total in turn.reply.text.plain.splitlines()[0]
    assert "70" in turn.reply.text.plain.split("\n\n")[1]


def test_a_family_named_in_the_question_is_counted_first(answers: LiveAnswers) -> None:
    turn = answers.ask("сколько дадут подъёмных на семью из 4 человек")
    assert "280 МРП (1 211 000 ₸)" in turn.reply.text.plain.splitlines()[0]


@pytest.mark.parametrize(
    ("last", "then", "expected"),
    [
        ("relocation-subsidy#amount", "а аренда?", "rent-subsidy#amount"),
        ("relocation-subsidy#amount", "ал пәтерге ше?", "rent-subsidy#amount"),
        ("relocation-subsidy#amount", "ал сертификат ше?", "economic-mobility-certificate#amount"),
        ("relocation-subsidy#amount", "а на ребёнка?", "relocation-subsidy#children"),
        ("relocation-subsidy#amount", "ал балаларға ше?", "relocation-subsidy#children"),
        ("economic-mobility-certificate#amount", "отбасы банк", "contact-numbers#otbasy-300"),
        ("steps#all-steps", "а сколько денег дадут", "relocation-subsidy#amount"),
        ("state-housing-queue#who", "жұмысты қалай табамын", "job-search#subsidised-jobs"),
    ],
)
def test_a_fragment_on_another_matter_does_not_get_the_last_answer_again(
    answers: LiveAnswers, last: str, then: str, expected: str
) -> None:
    answer = answers.ask(then, default="ru", context=Context(last)).answer
    assert answer.section is not None
    assert answer.section.id != last
    assert answer.section.id.partition("#")[0] == expected.partition("#")[0]


@pytest.mark.parametrize(
    ("last", "then"),
    [
        ("rent-subsidy#amount", "а в городе?"),
        ("rent-subsidy#amount", "ал ауылда ше?"),
    ],
)
def test_a_fragment_that_the_last_section_speaks_of_gets_it_again(
    answers: LiveAnswers, last: str, then: str
) -> None:
    answer = answers.ask(then, default="ru", context=Context(last)).answer
    assert answer.section is not None
    assert (answer.section.id, answer.followed) == (last, True)


@pytest.mark.parametrize(
    ("last", "then"),
    [
        ("support-measures#list", "а если я буду работать удалённо"),
        ("relocation-subsidy#amount", "ал зейнеткерлерге ше?"),
    ],
)
def test_a_fragment_that_no_text_speaks_of_is_said_not_to_be_there(
    answers: LiveAnswers, last: str, then: str
) -> None:
    answer = answers.ask(then, default="ru", context=Context(last)).answer
    assert answer.status is Status.NOT_IN_TEXTS


def test_vague_words_with_another_intent_are_asked_about(answers: LiveAnswers) -> None:
    context = Context("kostanay#overview")
    answer = answers.ask("кандай кужат керек", context=context).answer
    assert answer.status is Status.CLARIFICATION
