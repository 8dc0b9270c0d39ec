"""Words at line ends: own hyphen or division."""

from __future__ import annotations

import pytest

from retrieval.importing.hyphens import LineEnds

TYPED = [
    "Бұл көші-қон саясаты мен көші-қонды басқару туралы іс-шаралар жоспары болып",
    "табылады және халықтың көші-қоны өсуде, сондай-ақ әлеуметтік-экономикалық даму",
    "туралы теориялық мәселелер мен әдістемелік нұсқаулар да осында қаралады деген",
]
TYPESET = [
    "халықтың бағдарламасы туралы мемлекеттік бағдарлама қабылданды деген сөз бар",
    "олар тұрғындардың саны мен тұрғындар туралы деректер өсіп келеді деген сөз де бар",
    "қамтамасыз ету мен қамтамасыз етілген адамдар туралы деректер осында жазылған",
]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("көші", "қонның"),
        ("іс", "шараларды"),
        ("сондай", "ақ"),
        ("әлеуметтік", "экономикалық"),
        ("теориялық", "әдістемелік"),
        ("1", "жартыжылдық"),
        ("2014", "2020"),
        ("Нұр", "Сұлтан"),
        ("егжей", "тегжейлі"),
        ("t", "статистика"),
        ("какой", "либо"),
    ],
)
def test_keeps_a_hyphen_that_belongs_to_the_word(first: str, second: str) -> None:
    assert LineEnds(TYPED).verdict(first, second) == "hyphen"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("бағдар", "ламасы"),
        ("бағдарла", "маны"),  # another form of the word stands in the text
        ("тұрғын", "дардың"),
        ("мемлекет", "тік"),
        ("қам", "тамасыз"),
        ("перес", "еление"),
        ("объ", "ъект"),
    ],
)
def test_drops_the_hyphen_of_a_division(first: str, second: str) -> None:
    assert LineEnds(TYPESET).verdict(first, second) == "joined"


def test_says_that_it_is_unsure_where_nothing_tells() -> None:
    ends = LineEnds(["бұл қарым деген сөз мұнда бар"])
    assert ends.verdict("қарым", "жоралғысыз").endswith("?")


def test_finds_a_hyphen_left_within_a_line() -> None:
    lines = [*TYPESET, "ал енді тұрғын-дардың пікірі басқа болды деген сөз осында да айтылған"]
    assert LineEnds(lines).broken_inside(lines[-1]) == ("тұрғын-дардың",)


def test_own_hyphens_within_a_line_are_not_suspicious() -> None:
    assert LineEnds(TYPED).broken_inside(" ".join(TYPED)) == ()
