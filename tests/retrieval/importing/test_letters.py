"""Look-alike letters, invisible characters, bullets of symbol fonts."""

from __future__ import annotations

import pytest

from retrieval.importing.letters import LetterRepair, strange_letters


def repaired(text: str, words: frozenset[str] = frozenset()) -> str:
    return LetterRepair(words.__contains__).line(text)[0]


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("кӛші-қон ӛңірлік ӛтініш", "көші-қон өңірлік өтініш"),
        ("əлеуметтік жəне", "әлеуметтік және"),
        ("негiзгi ұғымдар", "негізгі ұғымдар"),  # Latin i
        ("Kөшіп келу", "Көшіп келу"),  # Latin K
        ("h" + "а" + "һ", "һаһ"),
        ("коныс аyдару", "коныс аудару"),  # Latin y
        ("Еxcel бағдарламасы", "Еxcel бағдарламасы".replace("Е", "E")),  # Cyrillic Е
        ("VІ бөлім", "VI бөлім"),  # Cyrillic І in a Roman number
        ("Қ А З А Қ С Т А Н", "ҚАЗАҚСТАН"),
        ("қо\u00adныс\u200b аудару", "қоныс аудару"),
        ("и\u0306од", "йод"),
        ("\uf0b7 бірінші", "• бірінші"),
        ("70\u00a0АЕК", "70 АЕК"),
    ],
)
def test_mends_what_only_looks_right(broken: str, right: str) -> None:
    assert repaired(broken) == right


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 пандемиясы",
        "IT-экспорт және Astana Hub",
        "XIX ғасыр, ІІ тарау",
        "Мекенжайы: https://egov.kz/cms/kk және nazar@mail.ru",
        "Azərbaycan dili",
        "migration policy in Kazakhstan",
    ],
)
def test_leaves_right_letters_alone(text: str) -> None:
    assert repaired(text) == text


def test_an_address_in_latin_letters_within_cyrillic_text_keeps_its_letters() -> None:
    assert repaired("порталы: www.enbek.kz/aca") == "порталы: www.enbek.kz/aca"


def test_a_word_of_letters_that_both_scripts_draw_alike_follows_the_words_of_the_text() -> None:
    latin = "acap"  # Cyrillic асар, a common effort
    assert repaired(f"бұл {latin} болды", frozenset({"асар"})) == "бұл асар болды"
    assert repaired(f"бұл {latin} болды") == f"бұл {latin} болды"


def test_says_which_word_it_could_not_decide() -> None:
    _, doubts = LetterRepair(lambda word: False).line("Бұл қазaqша сөз емес")  # noqa: ARG005
    assert [(each.code, each.params) for each in doubts] == [("mixed-word", {"word": "қазaqша"})]


def test_says_where_a_digit_stands_in_a_word() -> None:
    _, doubts = LetterRepair(lambda word: False).line("Жамбыл 0блысы мен 0ңірі, ба3асы")  # noqa: ARG005
    assert [each.params["word"] for each in doubts] == ["ба3асы"]


def test_counts_its_repairs() -> None:
    letters = LetterRepair(lambda word: False)  # noqa: ARG005
    letters.line("кӛші ӛңір")
    letters.line("негiзгi")
    assert letters.counts["kazakh-letter"] == 2
    assert letters.counts["mixed-scripts"] == 1


def test_names_letters_of_an_old_font() -> None:
    assert strange_letters("ќазаќ тілі") == ("ќ",)
    assert strange_letters("қазақ тілі, русский язык, English") == ()
