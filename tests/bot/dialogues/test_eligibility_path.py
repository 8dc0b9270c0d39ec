from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogues import Dialogues
from bot.dialogues.speech import said
from bot.dialogues.talk import region_key
from bot.messages import texts
from retrieval import LANGUAGES, Knowledge, Language, load_knowledge
from retrieval.knowledge import Verdict
from tests.bot.dialogues.conftest import People, Person, dialogues_over
from tests.conftest import ROOT, TODAY

GOOD_RU = (
    *("Гражданин Казахстана", "Нет", "Нет", "Павлодарская область", "Ещё нет"),
    *("1 год и больше", "Туркестанская область", "Да", "Ничего из этого"),
)
GOOD_KK = (
    *("Қазақстан азаматымын", "Жоқ", "Жоқ", "Павлодар облысы", "Әлі көшкен жоқпын"),
    *("1 жыл және одан көп", "Түркістан облысы", "Иә, тіркелдім", "Ешқайсысы жоқ"),
)


def outcome(people: People, answers: tuple[str, ...], language: Language) -> Person:
    person = people.start("eligibility", language)
    person.tap(*answers)
    return person


def replaced(answers: tuple[str, ...], at: int, answer: str) -> tuple[str, ...]:
    return (*answers[:at], answer, *answers[at + 1 :])


def test_all_conditions_met(people: People) -> None:
    person = outcome(people, GOOD_RU, "ru")
    assert person.text.startswith("Скорее всего, да")
    assert "не решение и не обещание" in person.text
    assert "Мешает" not in person.text
    person = outcome(people, GOOD_KK, "kk")
    assert person.text.startswith("Қатыса алатын сияқтысыз")
    assert "уәде де емес" in person.text


@pytest.mark.parametrize(
    ("at", "answer", "head", "reason"),
    [
        (1, "Да", "Надо уточнить", "второй раз"),
        (3, "В другой регион", "Скорее всего, нет", "мест для переселенцев там нет"),
        (3, "Ещё не решили", "Скорее всего, да", "выбрать один из регионов"),
        (4, "Да, не больше 6 месяцев назад", "Скорее всего, да", "Не откладывайте"),
        (4, "Да, больше 6 месяцев назад", "Скорее всего, нет", "только в первые 6 месяцев"),
        (5, "Меньше 1 года", "Пока готово не всё", "лучше дождаться"),
        (5, "Только временная", "Скорее всего, нет", "временная для этого не названа"),
        (5, "Не знаю", "Надо уточнить", "проверьте, с какого дня"),
        (6, "Из другого региона", "Надо уточнить", "Полного списка регионов"),
        (7, "Нет, и работы нет", "Пока готово не всё", "зарегистрируйтесь ищущим работу"),
        (7, "Нет, я работаю", "Надо уточнить", "с работы не уходите"),
        (8, "Своё жильё (или у семьи)", "Скорее всего, да", "на новом месте есть своё жильё"),
        (8, "Коммунальное жильё > 6 мес.", "Скорее всего, да", "коммунальным жильём"),
        (8, "«С дипломом – в село»", "Скорее всего, да", "Участнику «С дипломом – в село»"),
    ],
)
def test_each_condition_in_russian(
    people: People, at: int, answer: str, head: str, reason: str
) -> None:
    person = outcome(people, replaced(GOOD_RU, at, answer), "ru")
    assert person.text.startswith(head)
    assert reason in person.text


@pytest.mark.parametrize(
    ("at", "answer", "head", "reason"),
    [
        (1, "Иә", "Нақтылау керек", "екінші рет"),
        (3, "Басқа өңірге", "Қатыса алмайтын", "қоныс аударушыларға орын жоқ"),
        (3, "Әлі шешпедім", "Қатыса алатын", "бірін таңдау керек"),
        (4, "Иә, 6 айдан аспады", "Қатыса алатын", "Кешіктірмеңіз"),
        (4, "Иә, 6 айдан асты", "Қатыса алмайтын", "6 айдан кейін жабылады"),
        (5, "1 жылға толмайды", "Әзірге бәрі дайын емес", "толғанша күткен дұрыс"),
        (5, "Тек уақытша тіркеу", "Қатыса алмайтын", "уақытша тіркеу ол үшін аталмаған"),
        (5, "Білмеймін", "Нақтылау керек", "тексеріп алыңыз"),
        (6, "Басқа өңірден", "Нақтылау керек", "толық тізімі"),
        (7, "Жоқ, жұмысым да жоқ", "Әзірге бәрі дайын емес", "жұмыс іздеуші болып тіркеліңіз"),
        (7, "Жоқ, жұмыс істеймін", "Нақтылау керек", "жұмыстан шықпаңыз"),
        (8, "Өзіміздің үйіміз", "Қатыса алатын", "меншік үйі бар отбасыға"),
        (8, "6 айдан астам коммуналдық үй", "Қатыса алатын", "коммуналдық қордағы"),
        (8, "«Дипломмен – ауылға»", "Қатыса алатын", "«Дипломмен – ауылға» қатысушысына"),
    ],
)
def test_each_condition_in_kazakh(
    people: People, at: int, answer: str, head: str, reason: str
) -> None:
    person = outcome(people, replaced(GOOD_KK, at, answer), "kk")
    assert person.text.startswith(head)
    assert reason in person.text


def test_help_that_is_not_given_is_said_at_once(people: People) -> None:
    person = outcome(people, replaced(GOOD_RU, 8, "Своё жильё (или у семьи)"), "ru")
    assert "Но часть помощи вам не дадут." in person.text
    assert "Что вам не дадут" in person.text


def test_too_short_registration_of_somebody_who_moved_can_not_be_mended(people: People) -> None:
    answers = replaced(GOOD_RU, 4, "Да, не больше 6 месяцев назад")
    person = outcome(people, replaced(answers, 5, "Меньше 1 года"), "ru")
    assert person.text.startswith("Скорее всего, нет")


@pytest.mark.parametrize(
    ("language", "answers", "head", "words"),
    [
        (
            "ru",
            ("Гражданин Казахстана", "Нет", "Да, за последние 6 месяцев", "область Абай", "Да",
             "Ничего из этого"),
            "Скорее всего, да",
            "из какого бы региона они ни были",
        ),
        (
            "kk",
            ("Қазақстан азаматымын", "Жоқ", "Иә, соңғы 6 айда", "Абай облысы", "Иә, тіркелдім",
             "Ешқайсысы жоқ"),
            "Қатыса алатын",
            "қай өңірден шыққанына қарамай",
        ),
    ],
)  # fmt: skip
def test_a_fresh_graduate_is_not_asked_for_registration(
    people: People, language: Language, answers: tuple[str, ...], head: str, words: str
) -> None:
    person = outcome(people, answers, language)
    assert person.text.startswith(head)
    assert words in person.text


def test_an_older_graduate_answers_the_common_questions(people: People) -> None:
    answers = replaced(GOOD_RU, 2, "Да, больше 6 месяцев назад")
    person = outcome(people, answers, "ru")
    assert person.text.startswith("Скорее всего, да")
    assert "этот срок прошёл" in person.text


@pytest.mark.parametrize(
    ("language", "answers", "head", "words"),
    [
        ("ru", ("У меня статус кандаса", "Нет", "Атырауская область", "Ничего из этого"),
         "Скорее всего, да", "есть места для кандасов"),
        ("ru", ("У меня статус кандаса", "Да", "Атырауская область", "Ничего из этого"),
         "Скорее всего, нет", "раньше в неё не включали"),
        ("ru", ("У меня статус кандаса", "Нет", "В другом регионе", "Ничего из этого"),
         "Скорее всего, нет", "мест для кандасов там нет"),
        ("kk", ("Қандас мәртебем бар", "Жоқ", "Атырау облысы", "Ешқайсысы жоқ"),
         "Қатыса алатын", "қандастарға орын бар"),
        ("kk", ("Қандас мәртебем бар", "Иә", "Атырау облысы", "Ешқайсысы жоқ"),
         "Қатыса алмайтын", "бұрын енгізілмегендер"),
        ("ru", ("Казах, статуса ещё нет",), "Надо уточнить", "Сначала получите статус кандаса"),
        ("kk", ("Қазақпын, мәртебем әлі жоқ",), "Нақтылау керек", "қандас мәртебесін алыңыз"),
        ("ru", ("Гражданин другой страны",), "Скорее всего, нет", "граждан Казахстана"),
        ("kk", ("Басқа елдің азаматымын",), "Қатыса алмайтын", "Қазақстан азаматтары"),
    ],
)  # fmt: skip
def test_those_who_are_no_citizens(
    people: People, language: Language, answers: tuple[str, ...], head: str, words: str
) -> None:
    person = outcome(people, answers, language)
    assert person.text.startswith(head)
    assert words in person.text


def test_every_condition_names_its_source_and_leads_to_its_section(
    people: People, knowledge: Knowledge
) -> None:
    person = outcome(people, GOOD_RU, "ru")
    assert person.text.count("Источник: ") == person.text.count("\n• ")
    rules = [each for row in person.step.reply.buttons for each in row if "s:" in (each.data or "")]
    assert len(rules) >= 6


def test_answers_in_words(people: People) -> None:
    person = people.start("eligibility", "ru")
    person.write("гражданка", "нет", "не училась", "в СКО", "нет", "больше года", "Шымкент",
                 "безработный", "нет")  # fmt: skip
    assert person.text.startswith("Скорее всего, да")
    assert "Северо-Казахстанская область" in person.text
    person = people.start("eligibility", "kk")
    person.write("қандаспын", "жоқ", "Павлодарға", "үйіміз бар")
    assert "Павлодар облысы" in person.text
    assert "Сізге берілмейтіні" in person.text


def test_a_region_without_places_is_an_answer_too(people: People) -> None:
    person = people.start("eligibility", "ru")
    person.tap(*GOOD_RU[:3])
    person.write("в Мангистау")
    person.tap(*GOOD_RU[4:])
    assert person.text.startswith("Скорее всего, нет")


@pytest.mark.parametrize("text", ["а сколько дадут денег?", "какие документы нужны в Павлодаре?"])
def test_another_question_is_no_answer(people: People, text: str) -> None:
    person = people.start("eligibility", "ru")
    assert person.refuses(text)
    person.tap(*GOOD_RU[:3])
    assert person.refuses(text)


def test_every_option_can_be_said_in_words_of_its_own(knowledge: Knowledge) -> None:
    for question in knowledge.tables.eligibility.questions:
        ways: dict[str, str] = {}
        for option in question.options:
            for way in {option.label.kk, option.label.ru, *option.words}:
                assert ways.setdefault(said(way), option.key) == option.key, way


def test_every_rule_rests_on_a_section_in_both_languages(knowledge: Knowledge) -> None:
    for section in knowledge.tables.eligibility.sections():
        if "{" in section:
            continue
        for language in LANGUAGES:
            assert knowledge.section(section, language) is not None, section


def test_a_condition_whose_section_is_gone_is_to_be_asked(knowledge: Knowledge) -> None:
    without = tuple(
        replace(
            document,
            sections=tuple(each for each in document.sections if each.anchor != "one-year"),
        )
        for document in knowledge.documents
    )
    dialogues = dialogues_over(replace(knowledge, documents=without))
    person = Person(dialogues, "ru", dialogues.start("eligibility", "ru"))
    person.tap(*GOOD_RU)
    assert person.text.startswith("Надо уточнить")


def test_a_button_to_a_region_that_lost_its_places(dialogues: Dialogues) -> None:
    step = dialogues.answer(None, f"d:p:ru:wc.pn.gn.t{region_key('akmola')}", "ru")
    assert step is not None
    assert "Вопрос 5" in step.reply.text.plain


def test_next_year_the_paths_still_work_and_say_what_is_old() -> None:
    assert date(2027, 1, 2) > TODAY
    knowledge = load_knowledge(ROOT / "knowledge", date(2027, 1, 2))
    dialogues = dialogues_over(knowledge)
    person = Person(dialogues, "ru", dialogues.start("eligibility", "ru"))
    person.tap(*GOOD_RU)
    # The quota of 2026 has ended and no later one is known: what fitted is to be asked.
    assert person.text.startswith("Надо уточнить")
    assert "В квоте 2026 года" in person.text
    money = Person(dialogues, "ru", dialogues.start("money", "ru"))
    money.tap("5", "В село")
    # No index of 2027 is known: the sums are those of 2026, and say so.
    assert "2026 году" in money.text


def test_verdicts_have_their_words_in_both_languages() -> None:
    for verdict in Verdict:
        for language in LANGUAGES:
            assert texts()[language].has(f"dialogue-verdict-{verdict}")
