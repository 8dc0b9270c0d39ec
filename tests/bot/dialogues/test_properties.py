"""Whatever a person taps or writes: a well-formed step, or none, and never an exception."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogues import PATHS, Dialogues, State, Step
from bot.dialogues.steps import Data, Trail
from bot.dialogues.talk import LETTERS, region_key
from bot.rendering import utf16_length
from bot.replies import CALLBACK_LIMIT, section_key
from retrieval import LANGUAGES, Knowledge, Language
from tests.bot.dialogues.conftest import People, buttons

DIALOGUE_WORDS = st.sampled_from(
    [
        *("пятеро", "бесеу", "нас", "5", "0", "999", "город", "село", "қала", "ауыл", "назад"),
        *("стоп", "да", "нет", "иә", "жоқ", "Павлодар", "СҚО", "Шымкент", "сертификат", "pdf"),
        *("не", "знаю", "2025", "2027", "а", "и", "?", "мен", "d:", "сравни", "қандас"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(DIALOGUE_WORDS, max_size=6).map(" ".join),
    st.integers(0, 10**9).map(str),
    st.integers(300, 6000).map(lambda length: "9" * length),
)
VALUES = st.one_of(
    st.sampled_from([*"abcdefklnoprstuvwxyz", "ac", "5", "99", "2025", "2024", "1999"]),
    st.sampled_from([region_key(slug) for slug in ("pavlodar", "abai", "shymkent", "akmola")]),
    st.text("abcdef0123456789", max_size=6),
)
TRAILS = st.lists(
    st.tuples(st.sampled_from(list("abcdfghjkmnprstvwxyz")), VALUES),
    max_size=11,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: ".".join(key + value for key, value in pairs))


def well_formed(step: Step) -> None:
    assert step.reply.text.plain.strip()
    for part in step.reply.text.messages():
        assert utf16_length(part.plain) <= 4096
    assert step.reply.buttons
    for row in step.reply.buttons:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button.label.strip()
            assert len(button.label) <= 64
            assert button.data is not None
            assert len(button.data.encode()) <= CALLBACK_LIMIT
            kind = button.data.split(":")[0]
            assert kind in {"d", "s"}
    if step.state is not None:
        assert State.read(str(step.state)) == step.state
    for file in step.attachments:
        assert file.content
        assert 0 < len(file.caption) <= 1024


@given(text=TEXTS, language=st.sampled_from(LANGUAGES), path=st.sampled_from(PATHS), code=TRAILS)
@settings(max_examples=300, deadline=None)
def test_any_text_in_any_state(
    dialogues: Dialogues, text: str, language: Language, path: str, code: str
) -> None:
    step = dialogues.answer(State(LETTERS[path], code), text, language)
    if step is not None:
        well_formed(step)


@given(path=st.sampled_from([*LETTERS.values(), "x", "h", "q"]), code=TRAILS,
       language=st.sampled_from(LANGUAGES))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_any_trail_in_a_button(
    dialogues: Dialogues, path: str, code: str, language: Language
) -> None:
    step = dialogues.answer(None, f"d:{path}:{language}:{code}", "kk")
    assert step is not None
    well_formed(step)


@given(data=st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_button_data(dialogues: Dialogues, data: str) -> None:
    step = dialogues.answer(None, f"d:{data}", "ru")
    if step is None:
        assert any(char.isspace() for char in data)
    else:
        well_formed(step)


@given(text=TEXTS, path=st.sampled_from(PATHS), language=st.sampled_from(LANGUAGES))
@settings(max_examples=200, deadline=None)
def test_any_message_as_a_wish_and_as_hints(
    dialogues: Dialogues,
    people: People,
    text: str,
    path: str,
    language: Language,
) -> None:
    entities = people.entities(text)
    assert dialogues.wanted(text, entities) in {None, *PATHS}
    well_formed(dialogues.start(path, language, entities))


@given(path=st.sampled_from(PATHS), language=st.sampled_from(LANGUAGES), choices=st.data())
@settings(max_examples=30, deadline=None)
def test_any_walk_over_the_buttons(
    dialogues: Dialogues,
    path: str,
    language: Language,
    choices: st.DataObject,
) -> None:
    step = dialogues.start(path, language)
    gone = {dialogues.gone(each).reply.text.plain for each in LANGUAGES}
    for _ in range(12):
        well_formed(step)
        assert step.reply.text.plain not in gone
        offered = [each.data for each in buttons(step) if (each.data or "").startswith("d:")]
        data = choices.draw(st.sampled_from(offered))
        answered = dialogues.answer(None, data or "", language)
        assert answered is not None
        step = answered


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["money", "papers", "contacts"])
def test_every_button_of_the_short_paths_leads_on(
    dialogues: Dialogues, path: str, language: Language
) -> None:
    """All that can be reached, but for ticks: one ticked paper stands for the others."""
    gone = {dialogues.gone(each).reply.text.plain for each in LANGUAGES}
    seen: set[str] = set()
    waiting = deque([f"d:{LETTERS[path]}:{language}:"])
    while waiting:
        data = waiting.popleft()
        step = dialogues.answer(None, data, language)
        assert step is not None
        assert step.reply.text.plain not in gone, data
        well_formed(step)
        for button in buttons(step):
            read = Data.read(button.data or "")
            if read is None or read.path != LETTERS[path] or read.language != language:
                continue
            ticked = read.trail.get("x") or ""
            if len(ticked) <= 1 and "z" not in set(read.trail) and button.data not in seen:
                seen.add(button.data or "")
                waiting.append(button.data or "")
    assert len(seen) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_button_leads_to_a_section(
    dialogues: Dialogues, knowledge: Knowledge, language: Language
) -> None:
    keys = {section_key(each.id) for each in knowledge.sections}
    kostanay, pavlodar = region_key("kostanay"), region_key("pavlodar")
    for data in (
        f"d:m:{language}:n5.sv",
        f"d:m:{language}:n5.st.y2024",
        f"d:p:{language}:wc.pn.gn.t{pavlodar}.mn.ry.fo.jy.ho",
        f"d:d:{language}:sc.pb.vy",
        f"d:c:{language}:a{pavlodar}.b{kostanay}",
        f"d:w:{language}:r{pavlodar}",
    ):
        step = dialogues.answer(None, data, language)
        assert step is not None
        named = [each.data or "" for each in buttons(step) if (each.data or "").startswith("s:")]
        assert named, data
        for section in named:
            kind, key, spoken = section.split(":")
            assert (kind, spoken) == ("s", language)
            assert key in keys


@given(code=TRAILS)
def test_trails_are_written_as_they_were_read(code: str) -> None:
    trail = Trail.read(code)
    assert trail is not None
    assert str(trail) == code
    assert Trail.read(str(trail)) == trail


@given(code=st.text(max_size=30))
def test_what_is_no_trail_is_none(code: str) -> None:
    trail = Trail.read(code)
    assert trail is None or str(trail) == code


def test_back_takes_one_answer_at_a_time() -> None:
    trail = Trail.read("wc.pn.gn")
    assert trail is not None
    steps = [trail]
    while steps[-1]:
        steps.append(steps[-1].back())
    assert [str(each) for each in steps] == ["wc.pn.gn", "wc.pn", "wc", ""]
    assert all(len(list(a)) == len(list(b)) + 1 for a, b in pairwise(steps))
