"""The guided paths in a chat: asked for in words or by button, left at any time."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Final

from telegram import CallbackQuery, Message
from telegram.error import BadRequest

from bot.conversation import Memory, MemoryStore
from bot.dialogues import Dialogues, State, Step, people_in
from bot.replies import Button, Reply
from bot.service import LiveAnswers
from bot.telegram.sending import attach, edit, seen, send, send_anew
from retrieval import Language, find_personal_data, identify

__all__ = ["GuidedPaths"]

_log = logging.getLogger(__name__)

_MARK: Final = "d:"
#: Paths that /start offers by a button.
_FIRST: Final = ("money", "eligibility")


class GuidedPaths:
    """Shows the steps of guided paths and remembers where one waits for words.

    Args:
        answers: where the live knowledge is found.
        memory: what conversations were about.
    """

    def __init__(self, answers: LiveAnswers, memory: MemoryStore) -> None:
        self._answers = answers
        self._memory = memory
        self._dialogues = Dialogues(answers)

    @staticmethod
    def owns(data: str) -> bool:
        """Whether button data are those of a guided path."""
        return data.startswith(_MARK)

    def menu(self, language: Language) -> Reply:
        """All paths as buttons."""
        return self._dialogues.menu(language).reply

    def first_row(self, language: Language) -> tuple[Button, ...]:
        """Buttons of the paths that /start offers."""
        return tuple(self._dialogues.button(path, language) for path in _FIRST)

    async def text(self, message: Message, text: str, memory: Memory, default: Language) -> bool:
        """Take a text that answers the step shown last, or asks for a path in words.

        Returns:
            Whether it was one; otherwise it is an ordinary question.
        """
        if find_personal_data(text):
            return False
        language = identify(text).answer_language or memory.language or default
        step = await self._step(text, memory, language)
        if step is None:
            if memory.dialogue is not None:
                await self._memory.put(message.chat_id, replace(memory, dialogue=None))
            return False
        await send(message, step.reply)
        await attach(message, step.attachments)
        await self._remember(message.chat_id, step)
        return True

    async def button(self, query: CallbackQuery, data: str, language: Language) -> None:
        """Take a button of a path; its message becomes the next step."""
        step = await asyncio.to_thread(self._dialogues.answer, None, data, language)
        try:
            await query.answer()
        except BadRequest:
            _log.info("button answered too late")
        if step is None or query.message is None:
            return
        message = seen(query)
        if message is None:
            # The path goes on in a new message.
            await send_anew(query.message.chat, query.get_bot(), step.reply)
            await self._remember(query.message.chat.id, step)
            return
        if _is_answer(message):
            await send(message, step.reply)
        else:
            await edit(message, step.reply)
        await attach(message, step.attachments)
        await self._remember(message.chat_id, step)

    async def _step(self, text: str, memory: Memory, language: Language) -> Step | None:
        state = State.read(memory.dialogue) if memory.dialogue is not None else None
        if not self.owns(text):
            step = await asyncio.to_thread(self._dialogues.answer, state, text, language)
            if step is not None:
                return step
        entities = self._answers.entities(text)
        if entities.family_size is None:
            entities = replace(entities, family_size=people_in(text))
        path = self._dialogues.wanted(text, entities, first=memory.section is None)
        if path is None:
            return None
        return await asyncio.to_thread(self._dialogues.start, path, language, entities)

    async def _remember(self, chat_id: int, step: Step) -> None:
        memory = await self._memory.get(chat_id)
        state = None if step.state is None else str(step.state)
        await self._memory.put(
            chat_id,
            replace(
                memory,
                dialogue=state,
                language=step.reply.language,
                family_size=step.family_size or memory.family_size,
            ),
        )


def _is_answer(message: Message) -> bool:
    """Whether a message is the answer to a question: it stays when sums are counted for it."""
    markup = message.reply_markup
    buttons = () if markup is None else (each for row in markup.inline_keyboard for each in row)
    return any(str(each.callback_data or "").startswith(("f:", "o:")) for each in buttons)
