from __future__ import annotations

import re

import pypdfium2
import pytest

from bot.dialogues import Dialogues
from bot.dialogues.pdf import Page, PagePaper, checklist_pdf
from retrieval import LANGUAGES, Knowledge, Language
from tests.bot.dialogues.conftest import People
from tests.conftest import TODAY

#: Trails to every list: each service in each of its cases.
LISTS = ("sj", "sq", "ss", "sk", "sr.vn", "sr.vy", "sa.vn", "sa.vy",
         "sc.pb.vn", "sc.pb.vy", "sc.pm.vn", "sc.pm.vy", "sc.ps.vn", "sc.ps.vy")  # fmt: skip


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def test_papers_for_building_with_a_certificate_in_russian(people: People) -> None:
    person = people.start("papers", "ru")
    person.tap("Сертификат на жильё", "Строительство дома", "Да")
    for paper in (
        "приложения 7",
        "право собственности на земельный участок",
        "личного счёта в банке",
        "расторжения брака",
    ):
        assert paper in person.text
    assert "купли-продажи" not in person.text
    assert "Куда подать: Карьерный центр по новому месту жительства" in person.text
    assert "редакции правил 2024 года" in person.text


def test_papers_for_buying_with_a_certificate_in_kazakh(people: People) -> None:
    person = people.start("papers", "kk")
    person.tap("Үйге сертификат", "Дайын үй сатып алуға", "Жоқ")
    assert "сатып алу-сату шарты" in person.text
    assert "Үйдің құнын бағалау" in person.text
    assert "Некенің" not in person.text
    assert "45 күнтізбелік күн" in person.text


@pytest.mark.parametrize(
    ("language", "service", "paper"),
    [
        ("ru", "Регистрация ищущим работу", "документ о трудовом стаже"),
        ("ru", "Включение в квоту", "членов семьи, которые переезжают"),
        ("ru", "Если уже переехали сами", "приложения 1"),
        ("ru", "Статус кандаса", "Автобиография"),
        ("kk", "Жұмыс іздеуші болып тіркелу", "еңбек өтілін растайтын"),
        ("kk", "Өңірлік квотаға енгізілу", "бірге көшетін отбасы мүшелерінің"),
        ("kk", "Өз бетімен көшіп келгендер", "1-қосымшасындағы"),
        ("kk", "Қандас мәртебесі", "өмірбаян"),
    ],
)
def test_services_without_cases(
    people: People, language: Language, service: str, paper: str
) -> None:
    person = people.start("papers", language)
    person.tap(service)
    assert paper in person.text


@pytest.mark.parametrize(
    ("language", "service", "no", "yes", "annex", "divorce"),
    [
        ("ru", "Деньги на переезд", "Нет", "Да", "приложения 8", "расторжения брака"),
        ("ru", "Деньги на аренду", "Нет", "Да", "приложения 9", "расторжения брака"),
        ("kk", "Көшу ақшасы", "Жоқ", "Иә", "8-қосымшасындағы", "Некенің бұзылғанын"),
        ("kk", "Жалдау ақшасы", "Жоқ", "Иә", "9-қосымшасындағы", "Некенің бұзылғанын"),
    ],
)
def test_the_divorce_paper_is_for_the_divorced(
    people: People, language: Language, service: str, no: str, yes: str, annex: str, divorce: str
) -> None:
    person = people.start("papers", language)
    person.tap(service, no)
    assert annex in person.text
    assert divorce not in person.text
    person = people.start("papers", language)
    person.tap(service, yes)
    assert divorce in person.text


def test_an_unconfirmed_list_says_so(people: People) -> None:
    person = people.start("papers", "ru")
    person.tap("Включение в квоту")
    assert "Этот список не подтверждён" in person.text
    person.tap("Қазақша оқу")
    assert "Бұл тізім расталмаған" in person.text


def test_ticking_and_unticking(people: People) -> None:
    person = people.start("papers", "ru")
    person.tap("Деньги на переезд", "Да", "1. Отметить: Заявление (приложение 8)")
    assert "Готово 1 из 2" in person.text
    assert "1. Есть: Заявление" in person.text
    assert "2. Нужно: Свидетельство" in person.text
    person.tap("2. Отметить: Свидетельство о разводе")
    assert "Всё готово: 2 из 2" in person.text
    person.tap("1. ✓ Снять: Заявление (приложение 8)")
    assert "Готово 1 из 2" in person.text
    assert "1. Нужно: Заявление" in person.text


def test_ticking_in_words(people: People) -> None:
    person = people.start("papers", "kk")
    person.write("қандас", "2")
    assert "Дайыны – 1, барлығы – 4" in person.text
    assert "2. Бар: Еркін түрде" in person.text
    step = person.write("pdf")
    assert len(step.attachments) == 1


def test_ticks_survive_the_change_of_language(people: People) -> None:
    person = people.start("papers", "ru")
    person.tap("Статус кандаса", "2. Отметить: Автобиография", "Қазақша оқу")
    assert "2. Бар: Еркін түрде" in person.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", LISTS)
def test_every_list_is_printed_on_one_page(
    dialogues: Dialogues, language: Language, code: str
) -> None:
    shown = dialogues.answer(None, f"d:d:{language}:{code}", language)
    step = dialogues.answer(None, f"d:d:{language}:{code}.zp", language)
    assert shown is not None
    assert step is not None
    assert shown.attachments == ()
    (file,) = step.attachments
    assert file.kind == "document"
    assert file.name.endswith(".pdf")
    assert file.name.isascii()
    (page,) = pages_of(file.content)
    words = re.sub(r"\s+", " ", page)
    title = step.reply.text.plain.splitlines()[0]
    assert title in words
    assert "1414" in words
    assert step.reply == shown.reply


def test_the_page_has_all_kazakh_letters(dialogues: Dialogues) -> None:
    letters = "Ә Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і ₸ №"
    page = Page("kk", letters, (), (PagePaper(letters, ticked=True),), letters, letters,
                (letters,), letters, (), letters)  # fmt: skip
    (text,) = pages_of(checklist_pdf(page, TODAY))
    for letter in letters.split():
        assert text.count(letter) >= 6, letter


def test_a_long_list_is_made_smaller_until_it_fits() -> None:
    papers = tuple(PagePaper("Документ, удостоверяющий личность. " * 3, False) for _ in range(14))
    page = Page("ru", "Список", ("Случай",), papers, "Куда", "Имейте в виду",
                ("Примечание. " * 20,) * 3, "Источники", (), "Внизу")  # fmt: skip
    assert len(pages_of(checklist_pdf(page, TODAY))) == 1


def test_the_same_page_makes_the_same_bytes() -> None:
    page = Page("ru", "Список", (), (PagePaper("Заявление", True),), "", "", (), "", (), "")
    assert checklist_pdf(page, TODAY) == checklist_pdf(page, TODAY)


def test_every_list_and_paper_rests_on_a_section_in_both_languages(knowledge: Knowledge) -> None:
    for section in knowledge.tables.checklists.sections():
        for language in LANGUAGES:
            assert knowledge.section(section, language) is not None, section


def test_papers_of_every_list_stand_in_their_section(knowledge: Knowledge) -> None:
    """The lists are the sections' own: an item that a section doesn't name would be invented."""
    service = knowledge.tables.checklists.service("c")
    assert service is not None
    for paper in service.papers:
        section = knowledge.section(paper.section or service.section, "ru")
        assert section is not None
        stem = paper.text.ru.lower().split()[-1][:6]
        assert stem in section.body.lower(), paper.text.ru


def test_another_question_is_no_answer(people: People) -> None:
    person = people.start("papers", "ru")
    assert person.refuses("сколько дают на аренду?")
    person.tap("Сертификат на жильё")
    assert person.refuses("какая сумма сертификата")
    person.tap("Ипотека", "Нет")
    assert person.refuses("сколько ждать")
    assert person.refuses("99")
