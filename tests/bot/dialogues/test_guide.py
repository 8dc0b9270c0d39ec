from __future__ import annotations

from dataclasses import replace
from importlib import resources
from types import SimpleNamespace

import pytest
from fluent.syntax import FluentParser, ast

from bot.dialogues import PATHS, Dialogues, State
from bot.dialogues.talk import LETTERS, region_key
from bot.messages import texts
from retrieval import LANGUAGES, Knowledge, Language
from tests.bot.dialogues.conftest import People, buttons, data_of


def test_the_menu_leads_to_every_path(dialogues: Dialogues) -> None:
    for language in LANGUAGES:
        menu = dialogues.menu(language)
        assert menu.state is None
        assert [row[0] for row in dialogues.menu_rows(language)] == buttons(menu)
        for button in buttons(menu):
            assert button.data is not None
            step = dialogues.answer(None, button.data, "kk")
            assert step is not None
            assert step.reply.language == language
            assert step.state is not None


def test_menu_rows_stand_in_the_order_of_the_paths(dialogues: Dialogues) -> None:
    letters = [row[0].data for row in dialogues.menu_rows("ru")]
    assert letters == [f"d:{LETTERS[name]}:ru:" for name in PATHS]


@pytest.mark.parametrize(("language", "word"), [("ru", "стоп"), ("ru", "Хватит!"), ("kk", "тоқта"),
                                                ("kk", "Жетер")])  # fmt: skip
@pytest.mark.parametrize("path", PATHS)
def test_a_word_stops_every_path(people: People, path: str, language: Language, word: str) -> None:
    person = people.start(path, language)
    person.write(word)
    assert person.state is None
    assert person.text == texts()[language]("dialogue-stopped")


@pytest.mark.parametrize("path", PATHS)
def test_the_stop_button_ends_every_path(people: People, path: str) -> None:
    person = people.start(path, "ru")
    person.tap("Остановить")
    assert person.state is None
    # And each can be started anew from there.
    person.tap(texts()["ru"](f"dialogue-{path}-button"))
    assert person.state is not None


@pytest.mark.parametrize(("language", "word"), [("ru", "назад"), ("kk", "артқа"), ("kk", "кері")])
def test_back_in_words(people: People, language: Language, word: str) -> None:
    person = people.start("money", language)
    first = person.text
    person.tap("3")
    person.write(word)
    assert person.text == first


@pytest.mark.parametrize("path", PATHS)
def test_every_first_question_has_stop_and_no_back(people: People, path: str) -> None:
    labels = people.start(path, "ru").labels
    assert "Остановить" in labels
    assert "Назад" not in labels


@pytest.mark.parametrize(
    "data",
    [
        "d:", "d:m", "d:m:en:", "d:m:ru:n0", "d:m:ru:n99", "d:m:ru:sq", "d:m:ru:y1999", "d:m:ru:q1",
        "d:m:ru:n1.n2", "d:p:ru:h1", "d:p:ru:wc.zz", "d:p:ru:wz", "d:d:ru:s9", "d:d:ru:sc.px",
        "d:d:ru:xabc", "d:c:ru:bffff", "d:c:ru:affff", "d:w:ru:rffff", "d:y:ru:", "d:m:ru:n1..",
        "d:c:ru:a{0}.b{0}", "d:x", "d:ж:ru:", "d:m:ru:" + "n" * 500,
    ],
)  # fmt: skip
def test_a_button_that_means_nothing_any_more_says_so_kindly(
    dialogues: Dialogues, data: str
) -> None:
    data = data.format(region_key("pavlodar"))
    step = dialogues.answer(None, data, "ru")
    assert step is not None
    assert step.reply.text.plain == texts()["ru"]("dialogue-gone")
    assert step.state is None
    assert buttons(step)


def test_old_buttons_need_no_state(dialogues: Dialogues) -> None:
    # Another process, no memory at all: the button carries everything.
    step = dialogues.answer(None, "d:m:kk:n5.sv", "ru")
    assert step is not None
    assert step.reply.language == "kk"
    assert "1 513 750 ₸" in step.reply.text.plain


def test_data_of_buttons_is_not_read_from_a_message_with_blanks(dialogues: Dialogues) -> None:
    assert dialogues.answer(None, "d: сколько дают", "ru") is None


def test_a_text_without_a_state_is_a_question(dialogues: Dialogues) -> None:
    assert dialogues.answer(None, "пятеро", "ru") is None
    # Whoever says «stop» thinks that there is something to stop.
    stopped = dialogues.answer(None, "стоп", "ru")
    assert stopped is not None
    assert stopped.state is None


@pytest.mark.parametrize("written", ["", "m", "m:n5.sv", "p:wc", "c:a1234", "x:y:z", "1:", "m:!"])
def test_states_are_written_and_read(written: str) -> None:
    state = State.read(written)
    if state is not None:
        assert str(state) == written


def test_a_state_goes_on_after_it_was_written_and_read(people: People) -> None:
    person = people.start("money", "ru")
    person.tap("4")
    again = State.read(str(person.state))
    assert again == person.state
    assert again is not None


def test_a_foreign_state_is_no_dialogue(dialogues: Dialogues) -> None:
    assert dialogues.answer(State("q", ""), "пятеро", "ru") is None
    assert dialogues.answer(State("m", "n5..s"), "город", "ru") is None


def test_an_unknown_path_is_a_programmer_s_mistake(dialogues: Dialogues) -> None:
    with pytest.raises(KeyError):
        dialogues.start("weather", "ru")


def test_new_knowledge_is_taken_at_once(knowledge: Knowledge) -> None:
    live = SimpleNamespace(version=SimpleNamespace(knowledge=knowledge))
    dialogues = Dialogues(live)
    assert len(buttons(dialogues.start("contacts", "ru"))) > 10
    regions = {"pavlodar": knowledge.tables.regions["pavlodar"]}
    fewer = replace(
        knowledge,
        tables=replace(
            knowledge.tables,
            regions=knowledge.tables.regions.model_copy(update={"root": regions}),
        ),
    )
    live.version = SimpleNamespace(knowledge=fewer)
    step = dialogues.start("contacts", "ru")
    assert data_of(step, "Павлодарская область")
    assert len(buttons(step)) == 3


def test_short_names_of_regions_are_unique(knowledge: Knowledge) -> None:
    slugs = [slug for slug, _ in knowledge.tables.regions.items()]
    assert len({region_key(slug) for slug in slugs}) == len(slugs)


def test_both_languages_have_the_same_texts() -> None:
    ids: dict[str, list[str]] = {}
    for language in LANGUAGES:
        file = resources.files("bot.messages") / f"dialogues.{language}.ftl"
        body = FluentParser().parse(file.read_text(encoding="utf-8")).body
        assert not [each.content for each in body if isinstance(each, ast.Junk)]
        ids[language] = [each.id.name for each in body if isinstance(each, ast.Message)]
        assert len(set(ids[language])) == len(ids[language])
    assert ids["kk"] == ids["ru"]
