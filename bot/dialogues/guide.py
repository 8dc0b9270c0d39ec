"""The guided paths of the bot: starting one, going on, leaving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from bot.dialogues.contacts import ContactsPath
from bot.dialogues.eligibility import EligibilityPath
from bot.dialogues.money import MoneyPath
from bot.dialogues.papers import PapersPath
from bot.dialogues.regions import RegionsPath
from bot.dialogues.speech import asks_to_go_back, asks_to_stop
from bot.dialogues.steps import Data, State, Step, Trail
from bot.dialogues.talk import LETTERS, MENU, STOP, Path, Talk
from bot.dialogues.wishes import wanted_path
from bot.messages import texts
from bot.rendering import RichText
from bot.replies import Button, Reply, Rows
from retrieval import Knowledge, Language, gazetteer_of
from retrieval.language import Entities, Gazetteer

__all__ = ["PATHS", "Dialogues"]

_PATHS: Final[Mapping[str, Path]] = MappingProxyType(
    {
        "money": MoneyPath(),
        "eligibility": EligibilityPath(),
        "papers": PapersPath(),
        "regions": RegionsPath(),
        "contacts": ContactsPath(),
    }
)
#: Names of the paths, in the order of the menu.
PATHS: Final = tuple(_PATHS)
_NAMES: Final = {letter: name for name, letter in LETTERS.items()}
_MARK: Final = "d:"


class _Version(Protocol):
    @property
    def knowledge(self) -> Knowledge: ...


class Live(Protocol):
    """Where the knowledge of the moment is found; `bot.service.LiveAnswers` is one."""

    @property
    def version(self) -> _Version:
        """The version that is live."""


@dataclass(frozen=True)
class _Places:
    knowledge: Knowledge
    gazetteer: Gazetteer


class Dialogues:
    """Guided paths over the live knowledge. They keep nothing: a step follows from its trail.

    A step may draw a picture or a page, which takes tens of milliseconds: call it in a thread.

    Args:
        live: where the knowledge of the moment is found.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._places: _Places | None = None

    def start(self, path: str, language: Language, hints: Entities | None = None) -> Step:
        """The first step of a path, past the questions that ``hints`` have answered.

        Raises:
            KeyError: there is no such path; `PATHS` names them.
        """
        talk = self._talk(path, language)
        way = _PATHS[path]
        trail = Trail() if hints is None else way.hinted(talk, hints)
        return way.step(talk, trail) or way.step(talk, Trail()) or self.gone(language)

    def answer(self, state: State | None, data_or_text: str, language: Language) -> Step | None:
        """What comes after a button or an answer in words.

        Args:
            state: of the last step; button data need none.
            data_or_text: data of a button (``d:…``), or a message.
            language: of the chat. A button goes on in the language of its message.

        Returns:
            ``None`` for a text that is no answer to the dialogue: a new question. Button data
            always give a step.
        """
        if data_or_text.startswith(_MARK) and not any(char.isspace() for char in data_or_text):
            return self._button(data_or_text, language)
        if asks_to_stop(data_or_text):
            # Also where no dialogue is left to stop: the person thinks that there is one.
            return self.stopped(language)
        name = _NAMES.get(state.path) if state is not None else None
        trail = Trail.read(state.code) if state is not None else None
        if name is None or trail is None:
            return None
        way, talk = _PATHS[name], self._talk(name, language)
        if asks_to_go_back(data_or_text):
            return way.step(talk, trail.back()) or self.gone(language, name)
        return way.heard(talk, trail, data_or_text)

    def wanted(self, text: str, entities: Entities, *, first: bool = False) -> str | None:
        """The path that plain words ask for; ``None`` for every other message.

        ``first`` says whether nothing has been answered in the conversation yet.
        """
        now = self._now()
        path = wanted_path(text, entities, now.gazetteer, first=first)
        # Sums would be a promise: the answer says that this region has no quota.
        promised = path == "money" and _aims_at_no_quota(now.knowledge, entities)
        return None if promised else path

    def menu(self, language: Language) -> Step:
        """All paths as buttons."""
        text = RichText.from_markdown(texts()[language]("dialogue-menu"))
        return Step(Reply(text, self.menu_rows(language), language))

    def menu_rows(self, language: Language) -> Rows:
        """A button for each path, for a message of somebody else's."""
        return tuple((self.button(name, language),) for name in PATHS)

    def button(self, path: str, language: Language) -> Button:
        """The button that starts a path."""
        label = texts()[language](f"dialogue-{path}-button")
        return Button(label, str(Data(LETTERS[path], language, Trail())))

    def stopped(self, language: Language) -> Step:
        """A dialogue that was left; the next message is an ordinary question."""
        text = RichText.from_markdown(texts()[language]("dialogue-stopped"))
        return Step(Reply(text, self.menu_rows(language), language))

    def gone(self, language: Language, name: str | None = None) -> Step:
        """A button whose step isn't there any more: how to begin anew."""
        text = RichText.from_markdown(texts()[language]("dialogue-gone"))
        rows = self.menu_rows(language) if name is None else ((self.button(name, language),),)
        return Step(Reply(text, rows, language))

    def _button(self, written: str, language: Language) -> Step:
        data = Data.read(written)
        if data is None:
            return self.gone(language)
        if data.path == STOP:
            return self.stopped(data.language)
        if data.path == MENU:
            return self.menu(data.language)
        name = _NAMES.get(data.path)
        if name is None:
            return self.gone(data.language)
        step = _PATHS[name].step(self._talk(name, data.language), data.trail)
        return step or self.gone(data.language, name)

    def _talk(self, name: str, language: Language) -> Talk:
        if name not in _PATHS:
            raise KeyError(name)
        now = self._now()
        return Talk(now.knowledge, now.gazetteer, texts()[language], name)

    def _now(self) -> _Places:
        """The live knowledge with the names of its regions, which are read once for each."""
        knowledge, places = self._live.version.knowledge, self._places
        if places is None or places.knowledge is not knowledge:
            places = _Places(knowledge, gazetteer_of(knowledge))
            self._places = places
        return places


def _aims_at_no_quota(knowledge: Knowledge, entities: Entities) -> bool:
    """Whether a person moves to a region that has no places, and to no other."""
    aims = entities.aims
    kandas = entities.audience == "kandas"
    without = knowledge.tables.quotas.without_places(aims, knowledge.today.year, kandas=kandas)
    return bool(aims) and len(without) == len(aims)
