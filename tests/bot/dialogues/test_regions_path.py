from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.dialogues.chart import Bars, Chart, quota_chart
from retrieval import Language
from tests.bot.dialogues.conftest import People


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return image.size


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "ru",
            "сравни Павлодар и Костанай",
            ("Сравнение: квота 2026 года", "Павлодарская область", "Костанайская область",
             "мест для переселенцев – 1 655; для кандасов – 977",
             "мест для переселенцев – 485; для кандасов – 200",
             "в 2025 году: для переселенцев – 3 050",
             "Больше мест для переселенцев: Павлодарская область", "Участок в Костанае"),
        ),
        (
            "kk",
            "Павлодар мен СҚО салыстыр",
            ("Салыстыру: 2026 жылғы квота", "Павлодар облысы", "Солтүстік Қазақстан облысы",
             "қоныс аударушыларға орын – 1 655; қандастарға – 977",
             "қоныс аударушыларға орын – 2 820; қандастарға – 200",
             "Қоныс аударушыларға орын көбірек: Солтүстік Қазақстан облысы",
             "Қандастарға орын көбірек: Павлодар облысы"),
        ),
    ],
)  # fmt: skip
def test_two_regions_from_one_message(
    people: People, language: Language, text: str, words: tuple[str, ...]
) -> None:
    person = people.start("regions", language, text)
    for each in words:
        assert each in person.text
    (picture,) = person.step.attachments
    assert picture.kind == "photo"
    width, height = size_of(picture.content)
    assert width == 1080
    assert 600 < height < 2000
    # Whoever can't see the picture reads the same numbers.
    assert "1 655" in picture.caption


def test_regions_by_taps_and_a_third_one(people: People) -> None:
    person = people.start("regions", "ru")
    assert person.labels[0] == "Северо-Казахстанская область"
    person.tap("Павлодарская область")
    assert "Павлодарская область" not in person.labels
    person.tap("область Абай")
    assert len(person.step.attachments) == 1
    person.tap("Добавить третий регион", "Костанайская область")
    for name in ("Павлодарская", "Область Абай", "Костанайская"):
        assert name in person.text
    assert "Добавить третий регион" not in person.labels


def test_a_region_in_words(people: People) -> None:
    person = people.start("regions", "kk")
    person.write("Павлодар", "Қостанай")
    assert "Қостанай облысы" in person.text
    person.write("тағы Абай облысы")
    assert "Абай облысы" in person.text
    assert "Павлодар облысы" in person.text
    person.write("Ұлытау мен СҚО")
    assert "Павлодар облысы" not in person.text
    assert "Ұлытау облысы" in person.text


def test_what_is_not_known_is_not_zero(people: People) -> None:
    # The quota of 2025 for resettlers in Abai was not published; Karaganda has none for kandases.
    person = people.start("regions", "ru", "сравни Абай и Караганду")
    assert "в 2025 году: для переселенцев – не опубликовано; для кандасов – 244" in person.text
    assert "мест для переселенцев – 37; для кандасов – нет" in person.text
    person = people.start("regions", "kk", "Абай мен Қарағандыны салыстыр")
    assert "жарияланбаған" in person.text
    assert "қандастарға – жоқ" in person.text


def test_a_region_without_any_quota_can_be_compared(people: People) -> None:
    person = people.start("regions", "ru", "сравни Павлодар и Шымкент")
    assert "мест для переселенцев – нет; для кандасов – нет" in person.text


def test_what_is_told_of_a_region_alone_is_named(people: People) -> None:
    person = people.start("regions", "ru", "сравни Павлодар и Абай")
    assert "что ещё есть в текстах: " in person.text
    assert "о жилье и работе там в текстах ничего нет" in person.text


def test_the_same_chart_makes_the_same_bytes(people: People) -> None:
    first = people.start("regions", "ru", "сравни Павлодар и Костанай").step.attachments
    second = people.start("regions", "ru", "сравни Павлодар и Костанай").step.attachments
    assert first == second


def test_a_chart_of_nothing_and_of_the_unknown() -> None:
    chart = Chart(
        "Места " * 20,
        ("для переселенцев", "для кандасов"),
        (Bars("А", (None, 0), ("не опубликовано", "нет")), Bars("Б", (0, 0), ("нет", "нет"))),
        "Источник",
    )
    assert size_of(quota_chart(chart))[0] == 1080


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = (Bars("А", (400, 100), ("400", "100")),)
    png = quota_chart(Chart("Т", ("а", "б"), bars, "и"))
    with Image.open(io.BytesIO(png)) as image:
        pixels = image.convert("RGB")
        rows: dict[tuple[int, ...], int] = {}
        for y in range(300, pixels.height):
            row = [pixels.getpixel((x, y)) for x in range(60, pixels.width)]
            for colour in ((0, 95, 115), (238, 155, 0)):
                rows[colour] = max(rows.get(colour, 0), row.count(colour))
    assert rows[0, 95, 115] == pytest.approx(4 * rows[238, 155, 0], rel=0.03)


@pytest.mark.parametrize("text", ["какая квота в Павлодаре?", "сколько дают на переезд"])
def test_another_question_is_no_answer(people: People, text: str) -> None:
    person = people.start("regions", "ru")
    person.tap("область Абай")
    assert person.refuses(text)
