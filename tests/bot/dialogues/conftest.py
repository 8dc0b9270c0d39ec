"""A person who talks with the guided paths."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from bot.dialogues import Dialogues, State, Step
from bot.replies import Button
from retrieval import Knowledge, Language, gazetteer_of
from retrieval.language import Entities, Gazetteer, extract


def dialogues_over(knowledge: Knowledge) -> Dialogues:
    return Dialogues(SimpleNamespace(version=SimpleNamespace(knowledge=knowledge)))


def buttons(step: Step) -> list[Button]:
    return [button for row in step.reply.buttons for button in row]


def data_of(step: Step, label: str) -> str:
    for button in buttons(step):
        if button.label == label:
            assert button.data is not None
            return button.data
    raise AssertionError(f"no button {label!r} in {[each.label for each in buttons(step)]}")


@dataclass
class Person:
    """Taps buttons and writes answers, and remembers the state as the bot would."""

    dialogues: Dialogues
    language: Language
    step: Step

    def tap(self, *labels: str) -> Step:
        for label in labels:
            answered = self.dialogues.answer(None, data_of(self.step, label), self.language)
            assert answered is not None
            self.step = answered
        return self.step

    def write(self, *texts: str) -> Step:
        for text in texts:
            answered = self.dialogues.answer(self.state, text, self.language)
            assert answered is not None, f"{text!r} was not taken for an answer"
            self.step = answered
        return self.step

    def refuses(self, text: str) -> bool:
        return self.dialogues.answer(self.state, text, self.language) is None

    @property
    def state(self) -> State | None:
        return self.step.state

    @property
    def text(self) -> str:
        return self.step.reply.text.plain

    @property
    def labels(self) -> list[str]:
        return [each.label for each in buttons(self.step)]


class People:
    """Makes persons who start a path."""

    def __init__(self, dialogues: Dialogues, gazetteer: Gazetteer, knowledge: Knowledge) -> None:
        self._dialogues = dialogues
        self._gazetteer = gazetteer
        self._knowledge = knowledge

    def start(self, path: str, language: Language, text: str | None = None) -> Person:
        hints = None if text is None else self.entities(text)
        return Person(self._dialogues, language, self._dialogues.start(path, language, hints))

    def entities(self, text: str) -> Entities:
        return extract(text, self._gazetteer, self._knowledge.today)


@pytest.fixture(scope="session")
def dialogues(knowledge: Knowledge) -> Dialogues:
    return dialogues_over(knowledge)


@pytest.fixture(scope="session")
def people(dialogues: Dialogues, knowledge: Knowledge) -> People:
    return People(dialogues, gazetteer_of(knowledge), knowledge)
