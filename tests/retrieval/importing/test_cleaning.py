"""Whole texts: what an admin gets of a page that was copied out of a PDF."""

from __future__ import annotations

import pytest

from retrieval.importing.cleaning import clean, slug
from retrieval.importing.model import Draft
from retrieval.importing.text import read_text

PAGE = """
                МАЗМҰНЫ

КІРІСПЕ ........................................ 3
1.1 Субсидия ................................... 4
2 ҚОРЫТЫНДЫ .................................... 9


2


КІРІСПЕ

Көші-қон процестерін реттеу мемлекеттік саясаттың маңызды бағыты [1]. Көші-
қонның себептері көп, сондықтан ӛңірлердің мүддесі ескеріледі. Қоныс аудару-
шыларға әлеуметтік-экономикалық қолдау көрсетіледі [2, 15 б.].


3


1.1 Субсидия кімге беріледі

Субсидия мына адамдарға беріледі:
- қоныс аударушыларға, олар негiзгi талаптарға сай болса және өңірлік
квотаға енгізілсе;
- қандастарға;
Қоныс аударушылар құжаттарын портал арқылы тапсырады, ал қоныс аударушылар-
дың отбасы мүшелері де есепке алынады.


4


2 ҚОРЫТЫНДЫ

Қорытынды мәтіні осында жазылған, ол бір сөйлемнен тұрады және ұзақ емес.
"""


@pytest.fixture(scope="module")
def draft() -> Draft:
    return clean(read_text(PAGE.encode()), "page")


def texts(draft: Draft, kind: str) -> list[str]:
    return [block.text for block in draft.blocks if block.kind == kind]


def test_headings_stay_headings(draft: Draft) -> None:
    assert texts(draft, "heading") == ["КІРІСПЕ", "1.1 Субсидия кімге беріледі", "2 ҚОРЫТЫНДЫ"]


def test_lines_become_paragraphs_with_their_words_whole(draft: Draft) -> None:
    assert texts(draft, "paragraph")[0] == (
        "Көші-қон процестерін реттеу мемлекеттік саясаттың маңызды бағыты. Көші-қонның себептері "
        "көп, сондықтан өңірлердің мүддесі ескеріледі. Қоныс аударушыларға әлеуметтік-экономикалық "
        "қолдау көрсетіледі."
    )


def test_lists_stay_lists(draft: Draft) -> None:
    assert texts(draft, "item") == [
        "қоныс аударушыларға, олар негізгі талаптарға сай болса және өңірлік квотаға енгізілсе;",
        "қандастарға;",
    ]
    assert texts(draft, "paragraph")[2].startswith("Қоныс аударушылар құжаттарын")
    assert "қоныс аударушылардың отбасы" in texts(draft, "paragraph")[2]


def test_page_numbers_and_contents_are_left_out_and_named(draft: Draft) -> None:
    left = {(each.reason, each.text) for each in draft.left_out}
    assert ("page-number", "3") in left
    assert ("contents", "МАЗМҰНЫ") in left
    assert any(reason == "contents" and "Субсидия ...." in text for reason, text in left)
    assert not any(block.text in {"2", "3", "4", "МАЗМҰНЫ"} for block in draft.blocks)


def test_repairs_are_counted(draft: Draft) -> None:
    assert draft.repairs["joined"] == 2
    assert draft.repairs["hyphen"] == 1
    assert draft.repairs["reference"] == 2
    assert draft.repairs["kazakh-letter"] == 1


def test_language_title_and_id_are_proposed(draft: Draft) -> None:
    assert draft.language == "kk"
    assert draft.title == "1.1 Субсидия кімге беріледі"  # «Кіріспе» names no text
    assert draft.slug == "1-1-subsidiya-kimge-beriledi"


def test_a_russian_text_is_russian() -> None:
    text = (
        "Как получить субсидию\n\nПереселенцу выплачивается субсидия на переезд, если он включён "
    )
    assert clean(read_text((text + "в региональную квоту приёма.").encode()), "x").language == "ru"


def test_a_passage_in_another_language_is_marked_once() -> None:
    kazakh = (
        "Қоныс аударушыларға мемлекет көмек көрсетеді, бұл көмек өңірлік квота бойынша беріледі."
    )
    russian = (
        "Переселенцам государство оказывает помощь, эта помощь выдаётся по региональной квоте."
    )
    made = clean(read_text(f"{kazakh}\n\n{kazakh}\n\n{russian}\n\n{russian}\n".encode()), "x")
    marked = [
        (i, p) for i, b in enumerate(made.blocks) for c, p in b.doubts if c == "other-language"
    ]
    assert marked == [(2, {"language": "ru"})]


def test_running_heads_between_pages_of_a_text_file_are_left_out() -> None:
    towns = ["Абай", "Ақтөбе", "Павлодар", "Қостанай", "Тараз", "Шымкент"]
    page = "Журнал № {n}, 2026 ж.\n{town} қаласына көшкендер туралы мәтін осы бетте жазылған.\n"
    text = "\f".join(page.format(n=n, town=town) for n, town in enumerate(towns, start=1))
    made = clean(read_text(text.encode()), "x")
    assert [each.reason for each in made.left_out] == ["running-head"] * 6


def test_numbers_of_a_table_are_not_taken_for_page_numbers() -> None:
    rows = "\n\n\n".join(["Облысы", "120", "Қаласы", "45", "Ауданы", "300"])
    made = clean(read_text(rows.encode()), "x")
    assert "120" in " ".join(block.text for block in made.blocks)


def test_a_table_that_lost_its_rules_stays_line_by_line_with_a_doubt() -> None:
    text = "2 кесте – Квота\n\nОблысы Квота Келгені\nАбай 100 200 300\nПавлодар 120 400 500\n"
    text += "Қостанай 90 80 70\n\nБұдан кейін әдеттегі сөйлем жазылып, мәтін әрі қарай жалғасады.\n"
    made = clean(read_text(text.encode()), "x")
    table = next(block for block in made.blocks if block.kind == "table")
    assert "Павлодар 120 400 500" in table.text.split("\n")
    assert ("fragments", {}) in table.doubts
    caption = next(block for block in made.blocks if block.text.startswith("2 кесте"))
    assert ("table-caption", {}) in caption.doubts


def test_a_table_set_with_tabs_becomes_a_table() -> None:
    text = "Кесте\n\nОблысы\tКвота\nАбай\t100\nПавлодар\t120\nҚостанай\t90\n"
    made = clean(read_text(text.encode()), "x")
    table = next(block for block in made.blocks if block.kind == "table")
    assert table.text.split("\n")[1] == "| Абай | 100 |"


def test_a_dash_of_the_sentence_that_begins_a_line_makes_no_list() -> None:
    text = "Алматы қаласы елдің барлық салық түсімдерінің отыз екі пайызын, яғни 32%\n"
    text += "- ын құрады және елдің белсенді халқының он бес пайызын жұмыспен қамтиды.\n"
    made = clean(read_text(text.encode()), "x")
    assert [block.kind for block in made.blocks] == ["paragraph"]


def test_markdown_keeps_its_marks() -> None:
    text = "# Бірінші\n\nМәтін **қалың** сөзімен.\n\n1. бір\n2. екі\n\n## Екінші\n"
    text += "\n| а | б |\n|---|---|\n| 1 | 2 |\n"
    made = clean(read_text(text.encode()), "x")
    assert [(b.kind, b.level, b.mark) for b in made.blocks if b.kind in ("heading", "item")] == [
        ("heading", 1, ""),
        ("item", 1, "1."),
        ("item", 1, "2."),
        ("heading", 2, ""),
    ]


def test_somebodys_address_is_pointed_out() -> None:
    made = clean(read_text("Авторы: Бота, e-mail: bota.example@mail.ru".encode()), "x")
    assert ("personal-data", {}) in made.blocks[0].doubts


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Көшуге берілетін субсидия", "koshuge-beriletin-subsidiya"),
        ("Что такое квота?", "chto-takoe-kvota"),
        ("2026", "draft-2026"),
        ("«…»", "draft"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_an_id_is_latin_letters_digits_and_hyphens(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_a_long_title_makes_an_id_of_whole_words() -> None:
    made = slug("қоныс " * 40)
    assert len(made) <= 60
    assert set(made.split("-")) == {"qonys"}
