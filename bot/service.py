"""The answers of one process: the index version that is live now, and its replies."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.clock import today_in_kazakhstan
from bot.replies import Replies, Reply, Said, section_key
from bot.settings import Settings
from retrieval import (
    Acceptor,
    Answer,
    Answerer,
    Context,
    Entities,
    IndexStore,
    IndexVersion,
    IndexVersionError,
    KnowledgeError,
    Language,
    Status,
    load_encoder,
    nearest_region,
)

__all__ = [
    "LiveAnswers",
    "Turn",
    "open_answers",
    "open_store",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A question's outcome: what it got, and the message that says so."""

    answer: Answer
    reply: Reply


@dataclass(frozen=True)
class _Live:
    answerer: Answerer
    replies: Replies


class LiveAnswers:
    """Answers from the live version; a new one takes its place between two questions.

    Args:
        version: the version to begin with.
        store: where it comes from, so that newer ones can be built; ``None`` for good.
        answerer: of the version, where one was made already to judge it.
    """

    def __init__(
        self,
        version: IndexVersion,
        store: IndexStore | None = None,
        answerer: Answerer | None = None,
    ) -> None:
        self._live = _make_live(version, answerer)
        self.store = store

    def replace(self, version: IndexVersion, answerer: Answerer | None = None) -> None:
        """Serve ``version`` from the next question on.

        Args:
            version: the new one.
            answerer: of that version, where one was made already to judge it.
        """
        # One assignment: a question sees the old pair or the new one, never a mix.
        self._live = _make_live(version, answerer)

    @property
    def version(self) -> IndexVersion:
        """The version that is live."""
        return self._live.answerer.version

    @property
    def replies(self) -> Replies:
        """The replies of the live version."""
        return self._live.replies

    def ask(
        self,
        text: str,
        *,
        default: Language = "kk",
        language: Language | None = None,
        region: str | None = None,
        context: Context | None = None,
        ask_back: bool = True,
        family_size: int | None = None,
    ) -> Turn:
        """Answer ``text``; the arguments are those of `Answerer.answer`.

        ``family_size`` are the people of whom the conversation has told: who has said once how
        many they are gets each sum for all of them.
        """
        live = self._live
        answer = live.answerer.answer(
            text,
            default=default,
            language=language,
            region=region,
            context=context,
            ask_back=ask_back,
        )
        if answer.family_size is None and family_size is not None and _counted(answer):
            answer = replace(answer, family_size=family_size, clarify=None)
        return Turn(answer, live.replies.answer(answer))

    def entities(self, text: str) -> Entities:
        """Places, people, years and sums in ``text``."""
        return self._live.answerer.searcher.understand(text, "kk").entities

    def place(self, latitude: float, longitude: float, language: Language) -> Reply | None:
        """Asks whether the region around a place is meant; ``None`` where it can't be told."""
        live = self._live
        regions = live.answerer.knowledge.tables.regions
        slug = nearest_region(regions, latitude, longitude)
        return None if slug is None else live.replies.place(slug, language)

    def region(self, slug: str, language: Language) -> Turn | None:
        """What there is to say of a region; ``None`` for an unknown one."""
        live = self._live
        section_id = live.replies.region_section(slug, language)
        return None if section_id is None else self.section(section_key(section_id), language)

    def section(
        self, key: str, language: Language, *, said: Said | None = None, ask_back: bool = False
    ) -> Turn | None:
        """The section that a button names; ``None`` when it is gone.

        Args:
            key: of the section, as `bot.replies.section_key` makes it.
            language: to answer in.
            said: what the message said beside the section.
            ask_back: whether the person may be asked what the answer differs by.
        """
        live = self._live
        section_id = live.replies.section_id(key)
        if section_id is None:
            return None
        answer = live.answerer.section_answer(section_id, language)
        if answer is None:
            return None
        if said is not None:
            second = None if said.also is None else live.replies.section_id(said.also)
            also = None if second is None else live.answerer.section_answer(second, language)
            answer = replace(answer, family_size=said.family_size, concern=said.concern, also=also)
        if ask_back and answer.section is not None and not answer.borrowed:
            known = answer.section.clarify == "family" and answer.family_size is not None
            answer = replace(answer, clarify=None if known else answer.section.clarify)
        return Turn(answer, live.replies.answer(answer))


def _counted(answer: Answer) -> bool:
    """Whether an answer is a sum that a family's size decides."""
    section = answer.section
    answered = answer.status is Status.ANSWERED and section is not None
    return answered and section is not None and section.clarify == "family"


def open_store(settings: Settings) -> IndexStore:
    """The index store that the settings name, with its encoder loaded."""
    encoder = load_encoder(settings.embedding_model)
    return IndexStore(settings.index_folder, encoder, settings.chroma_url)


def open_answers(
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    today: Callable[[], date] = today_in_kazakhstan,
) -> LiveAnswers:
    """The live version, built first where there is none or the folder has changed since.

    Raises:
        KnowledgeError: the folder has errors and there is no version to serve meanwhile.
        EncoderError: the model can't be loaded.
    """
    store = open_store(settings)
    day = today()
    version = store.open_current(day)
    held = store.is_held(settings.qonys_knowledge)
    if held:
        _log.info(
            "the knowledge folder was rolled back from: version %s goes on until it is changed, "
            "or `qonys index` or /reload ask for it",
            store.current_name(),
        )
    if version is not None and (held or store.is_current(settings.qonys_knowledge)):
        return LiveAnswers(version, store)
    acceptor = Acceptor(None if held else version)
    try:
        if held:
            version = store.rebuild(day, progress, acceptor)
        else:
            version = store.build(settings.qonys_knowledge, day, progress, acceptor)
    except (KnowledgeError, IndexVersionError) as error:
        # Neither a broken folder nor a full disk may keep the bot from starting with what worked
        # before.
        if version is None:
            raise
        _log.error("no new version, version %s goes on: %s", version.manifest.name, error)
        return LiveAnswers(version, store)
    return LiveAnswers(version, store, acceptor.answerer)


def _make_live(version: IndexVersion, answerer: Answerer | None = None) -> _Live:
    answerer = answerer or Answerer(version)
    # The first question would pay for filling caches; here nobody waits for it yet.
    for section in version.knowledge.sections[:1] + version.knowledge.sections[-1:]:
        answerer.answer(section.heading)
    return _Live(answerer, Replies(version.knowledge))
