"""What the bot does with each kind of update."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    Update,
    User,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.clarifying import waiting_for
from bot.conversation import (
    ASKED_LIMIT,
    Asked,
    Memory,
    MemoryStore,
    RamMemory,
    after_answer,
)
from bot.messages import texts
from bot.rendering import RichText
from bot.replies import REASONS, Reply, section_key
from bot.service import LiveAnswers, Turn
from bot.statistics import FeedbackReason, Vote
from bot.statistics.counting import Counting
from bot.telegram.buttons import AnswerButtons, Pressed, as_language
from bot.telegram.guided import GuidedPaths
from bot.telegram.ordering import RecentIds
from bot.telegram.sending import (
    SHARED,
    deep_link,
    edit,
    edit_buttons,
    seen,
    send,
    send_anew,
    thread_of,
)
from retrieval import LANGUAGES, Language, Section, Status
from retrieval import Context as AnswerContext

__all__ = ["Handlers"]

_log = logging.getLogger(__name__)

#: Longer texts are no question; Telegram itself sends up to 4,096.
QUESTION_LIMIT: Final = 1000

_KINDS: Final = (
    ("photo", "kind-photo"),
    ("document", "kind-document"),
    ("voice", "kind-voice"),
    ("audio", "kind-voice"),
    ("video_note", "kind-video"),
    ("video", "kind-video"),
    ("animation", "kind-sticker"),
    ("sticker", "kind-sticker"),
    ("contact", "kind-contact"),
    ("location", "kind-location"),
    ("venue", "kind-location"),
)

Context = ContextTypes.DEFAULT_TYPE

#: When an answer takes longer, the person is told that it is being looked for.
_PATIENCE_SECONDS: Final = 1.0
#: What these messages say is no part of the conversation.
_NOT_REMEMBERED: Final = frozenset({Status.PERSONAL_DATA, Status.GREETING, Status.ERROR})


class ChosenLanguages:
    """The language each chat has chosen, in memory only and for a bounded number of chats.

    Args:
        size: how many chats are remembered; the ones silent longest are forgotten first.
    """

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._chosen: OrderedDict[int, Language] = OrderedDict()

    def choose(self, chat_id: int, language: Language) -> None:
        """Remember ``language`` for a chat."""
        self._chosen[chat_id] = language
        self._chosen.move_to_end(chat_id)
        if len(self._chosen) > self._size:
            self._chosen.popitem(last=False)

    def get(self, chat_id: int) -> Language | None:
        """The chat's choice, if it has made one."""
        if chat_id in self._chosen:
            self._chosen.move_to_end(chat_id)
        return self._chosen.get(chat_id)


class Handlers:
    """The handlers of one bot.

    Args:
        answers: what questions get.
        memory: what conversations were about.
        counting: counts what happens; by default nothing is counted.
    """

    def __init__(
        self,
        answers: LiveAnswers,
        memory: MemoryStore | None = None,
        counting: Counting | None = None,
    ) -> None:
        self._answers = answers
        self._counting = counting or Counting()
        self._memory: MemoryStore = memory or RamMemory()
        self._languages = ChosenLanguages()
        self._recent = RecentIds()
        self._guided = GuidedPaths(answers, self._memory)
        self._buttons = AnswerButtons(answers, self._welcome)

    async def start(self, update: Update, context: Context) -> None:
        """/start: who this is; with the payload of a shared answer, that answer."""
        language = self._chosen(update) or _client_language(update.effective_user)
        payload = context.args[0] if context.args else ""
        kind, _, rest = payload.partition("_")
        welcome = self._welcome(language)
        if kind == SHARED:
            key, _, wanted = rest.partition("_")
            turn = self._answers.section(key, as_language(wanted), ask_back=True)
            if turn is not None:
                await self._answer(update, turn)
                return
            gone = RichText.from_markdown(texts()[language]("share-gone"))
            welcome = replace(welcome, text=RichText.joined((gone, welcome.text)))
        if self._recent.is_new(update.update_id):
            self._counting.visit(payload)
        await self._forget(update)
        await self._reply(update, welcome)

    async def help(self, update: Update, context: Context) -> None:
        """/help: what can be asked, with examples."""
        await self._reply(update, self._answers.replies.text("help", await self._language(update)))

    async def privacy(self, update: Update, context: Context) -> None:
        """/privacy: what is kept of a person, which is nothing."""
        await self._reply(
            update, self._answers.replies.text("privacy", await self._language(update))
        )

    async def forget(self, update: Update, context: Context) -> None:
        """/forget: the conversation so far is forgotten at once."""
        language = await self._language(update)
        await self._forget(update)
        await self._reply(update, self._answers.replies.text("forgotten", language))

    async def guides(self, update: Update, context: Context) -> None:
        """/guide: the guided paths as buttons."""
        await self._reply(update, self._guided.menu(await self._language(update)))

    async def topics(self, update: Update, context: Context) -> None:
        """/topics: all topics as buttons."""
        await self._reply(update, self._answers.replies.topics(await self._language(update)))

    async def language(self, update: Update, context: Context) -> None:
        """/language: the choice of language."""
        await self._reply(update, self._answers.replies.languages(await self._language(update)))

    async def question(self, update: Update, context: Context) -> None:
        """Free text: the answer to it."""
        message = update.effective_message
        if message is None or message.text is None or not self._recent.is_new(update.update_id):
            return
        language = await self._language(update)
        text = _without_mention(message.text, context.bot.username)
        if not text or len(text) > QUESTION_LIMIT:
            key = "too-long" if text else "empty-question"
            await self._reply(update, self._answers.replies.text(key, language))
            return
        memory = await self._memory.get(message.chat_id)
        if await self._guided.text(message, text, memory, language):
            return
        await self._answer_to(update, message, text, memory.language or language)

    async def _answer_to(
        self,
        update: Update,
        message: Message,
        text: str,
        language: Language,
        note: str | None = None,
    ) -> None:
        """Answer a question; ``note`` goes before the answer."""
        # Read again: a guided path that the question has left is forgotten by now.
        memory = await self._memory.get(message.chat_id)
        turn, waiting = await self._ask(message, text, language, memory)
        if note is not None:
            turn = replace(turn, reply=turn.reply.after(texts()[turn.reply.language](note)))
        await self._answer(update, turn, waiting)

    async def other_kind(self, update: Update, context: Context) -> None:
        """A photo, voice message, place or the like: a friendly line, and nothing is fetched."""
        message = update.effective_message
        if message is None or not self._recent.is_new(update.update_id):
            return
        language = await self._language(update)
        place = message.location
        if place is not None:
            # The place itself goes no further than this line: neither into memory nor into logs.
            asked = self._answers.place(place.latitude, place.longitude, language)
            if asked is not None:
                await self._reply(update, asked)
                return
        caption = (message.caption or "").strip()
        if caption and len(caption) <= QUESTION_LIMIT:
            await self._answer_to(update, message, caption, language, "caption-only")
            return
        key = next((key for kind, key in _KINDS if getattr(message, kind)), "kind-other")
        await self._reply(update, self._answers.replies.text(key, language))

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that there isn't: what there is instead."""
        await self.help(update, context)

    async def button(self, update: Update, context: Context) -> None:
        """A button: its data says what it wants; the callback is always answered."""
        query = update.callback_query
        if query is None:
            return
        data = query.data or ""
        language = await self._language(update)
        if self._guided.owns(data):
            await self._guided.button(query, data, language)
            return
        message = seen(query)
        await self._count_vote(message, data.split(":"))
        memory = Memory() if message is None else await self._memory.get(message.chat_id)
        ask_back = memory.asked < ASKED_LIMIT
        pressed = self._buttons.pressed(data, language, message, ask_back=ask_back)
        try:
            await query.answer(pressed.note)
        except BadRequest:
            # Too old to be answered; the message itself still can be.
            _log.info("button answered too late")
        if pressed.chosen is not None and update.effective_chat is not None:
            await self._choose(update.effective_chat.id, pressed.chosen)
        if pressed.turn is not None:
            await self._remember(update, pressed.turn, in_place=pressed.in_place)
        if message is not None:
            await _show(message, pressed)
        elif query.message is not None and pressed.reply is not None:
            await send_anew(query.message.chat, query.get_bot(), pressed.reply)

    async def inline(self, update: Update, context: Context) -> None:
        """``@bot question`` in any chat: a short sourced answer to share."""
        query = update.inline_query
        if query is None:
            return
        language = _client_language(query.from_user)
        text = query.query.strip()[:QUESTION_LIMIT]
        results = []
        if text:
            ask = partial(self._answers.ask, text, default=language, ask_back=False)
            turn = await asyncio.to_thread(ask)
            section = turn.answer.section
            reply = turn.reply.first
            parts = reply.text.messages()
            if turn.answer.status is Status.ANSWERED and section is not None and len(parts) == 1:
                content = InputTextMessageContent(
                    parts[0].html(),
                    parse_mode=ParseMode.HTML,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
                results = [
                    InlineQueryResultArticle(
                        section_key(section.id),
                        section.heading,
                        content,
                        description=section.title,
                        reply_markup=_opening(section, context.bot.username),
                    )
                ]
        # Telegram keeps results for all people: what one asks must not be kept for another.
        await query.answer(results, cache_time=0, is_personal=True)

    async def failed(self, update: object, context: Context) -> None:
        """Something broke: the log gets the place, the person a kind line."""
        _log.error("update failed", exc_info=context.error)
        if not isinstance(update, Update) or isinstance(context.error, TelegramError):
            return
        # Whatever broke may break once more: the memory isn't asked.
        language = self._chosen(update) or _client_language(update.effective_user)
        if update.message is not None and update.message.text is not None:
            self._counting.error(language)
        try:
            if update.callback_query is not None:
                await update.callback_query.answer()
            await self._reply(update, self._answers.replies.error(language))
        except TelegramError:
            _log.warning("error message not delivered")

    def _welcome(self, language: Language) -> Reply:
        """The first message, with the guided paths that people want most."""
        reply = self._answers.replies.start(language)
        *rows, languages = reply.buttons
        return replace(reply, buttons=(*rows, self._guided.first_row(language), languages))

    async def _ask(
        self, message: Message, text: str, language: Language, memory: Memory
    ) -> tuple[Turn, Message | None]:
        """The answer, and the waiting line that was sent when it took long."""
        context = None
        if memory.section is not None:
            context = AnswerContext(memory.section, memory.region, memory.family_size)
        asking = asyncio.create_task(
            asyncio.to_thread(
                _timed,
                lambda: self._answers.ask(
                    text,
                    default=language,
                    context=context,
                    ask_back=memory.asked < ASKED_LIMIT,
                    family_size=memory.family_size,
                ),
            )
        )
        typing = asyncio.create_task(_show_typing(message))
        done, _ = await asyncio.wait({asking}, timeout=_PATIENCE_SECONDS)
        waiting = None
        if not done:
            line = RichText.from_text(texts()[language]("waiting"))
            waiting = await send(message, Reply(line, (), language))
        try:
            turn, seconds = await asking
        except Exception:
            if waiting is not None:
                # Nothing is looked for any more; the kind line about it comes after this.
                await waiting.delete()
            raise
        finally:
            await typing
        person = message.chat_id if message.from_user is None else message.from_user.id
        self._counting.question(turn.answer, seconds, self._answers.version, person)
        return turn, waiting

    async def _count_vote(self, message: Message | None, data: list[str]) -> None:
        """Count a button below an answer, if it is one."""
        vote, reason = Vote.DOWN, None
        match data:
            case ["f", "up", key, wanted] if wanted in LANGUAGES:
                vote = Vote.UP
            case ["f", "down", key, wanted] if wanted in LANGUAGES:
                pass
            case ["f", pressed, key, wanted] if pressed in REASONS and wanted in LANGUAGES:
                reason = FeedbackReason(pressed)
            case _:
                return
        turn = self._answers.section(key, as_language(wanted))
        if turn is None or turn.answer.section is None or message is None:
            return
        memory = await self._memory.get(message.chat_id)
        place = (message.chat_id, message.message_id)
        self._counting.vote(vote, turn.answer.section, place, reason, memory.last)

    async def _answer(self, update: Update, turn: Turn, waiting: Message | None = None) -> None:
        await self._remember(update, turn)
        if waiting is not None:
            sent = await edit(waiting, turn.reply.first)
        elif update.effective_message is not None:
            sent = await send(update.effective_message, turn.reply.first)
        else:
            return
        answer = turn.answer
        if answer.status is Status.ANSWERED and (answer.terms or answer.regions):
            # Only now the number of the message is known under which 👎 may be pressed.
            memory = await self._memory.get(sent.chat_id)
            last = Asked(sent.message_id, answer.terms, answer.regions)
            await self._memory.put(sent.chat_id, replace(memory, last=last))

    async def _remember(self, update: Update, turn: Turn, *, in_place: bool = False) -> None:
        """Remember what was answered; the same answer in another form asks nothing anew."""
        chat = update.effective_chat
        answer = turn.answer
        if chat is None or answer.status in _NOT_REMEMBERED:
            return
        before = await self._memory.get(chat.id)
        answered = answer.section if answer.status is Status.ANSWERED else None
        memory = after_answer(
            before,
            section=answered.id if answered is not None else None,
            language=answer.language,
            region=answer.regions[0] if len(answer.regions) == 1 else None,
            family_size=answer.family_size,
            asked=answer.status is Status.CLARIFICATION or answer.clarify is not None,
        )
        if in_place:
            memory = replace(memory, asked=before.asked)
        waiting = waiting_for(answer)
        await self._memory.put(chat.id, replace(memory, dialogue=waiting or memory.dialogue))

    async def _forget(self, update: Update) -> None:
        if update.effective_chat is not None:
            await self._memory.forget(update.effective_chat.id)

    async def _choose(self, chat_id: int, language: Language) -> None:
        """Remember the language that a person has chosen: here, and where other processes look."""
        self._languages.choose(chat_id, language)
        memory = await self._memory.get(chat_id)
        await self._memory.put(chat_id, replace(memory, language=language))

    def _chosen(self, update: Update) -> Language | None:
        chat = update.effective_chat
        return self._languages.get(chat.id) if chat is not None else None

    async def _language(self, update: Update) -> Language:
        """The chat's choice, else that of the last turns, else that of the Telegram client."""
        chosen, chat = self._chosen(update), update.effective_chat
        if chosen is None and chat is not None:
            chosen = (await self._memory.get(chat.id)).language
        return chosen or _client_language(update.effective_user)

    async def _reply(self, update: Update, reply: Reply) -> None:
        message = update.effective_message
        if message is not None:
            await send(message, reply)


async def _show(message: Message, pressed: Pressed) -> None:
    """Put what a button brings into the chat of its message."""
    if pressed.reply is None:
        if pressed.markup is not None:
            await edit_buttons(message, pressed.markup)
    elif pressed.in_place:
        await edit(message, pressed.reply, pressed.markup)
    else:
        await send(message, pressed.reply)


async def _show_typing(message: Message) -> None:
    try:
        await message.reply_chat_action(ChatAction.TYPING, message_thread_id=thread_of(message))
    except TelegramError:
        _log.info("typing action not delivered")


def _timed(ask: Callable[[], Turn]) -> tuple[Turn, float]:
    """A turn, and the seconds that it took."""
    started = time.perf_counter()
    return ask(), time.perf_counter() - started


def _without_mention(text: str, username: str) -> str:
    """The text without the bot's own name, which groups put before a question."""
    return re.sub(rf"@{re.escape(username)}\b", "", text, flags=re.IGNORECASE).strip()


def _opening(section: Section, username: str) -> InlineKeyboardMarkup:
    """A button that opens the bot at an answer, for those who find it in another chat."""
    words = texts()[section.language]
    url = deep_link(username, f"{section_key(section.id)}_{section.language}")
    return InlineKeyboardMarkup([[InlineKeyboardButton(words("button-open"), url=url)]])


def _client_language(user: User | None) -> Language:
    code = (user.language_code or "") if user is not None else ""
    return "ru" if code.split("-")[0] == "ru" else "kk"
