"""Commands for the chats that the owner has named: /status, /check, /reload, /rollback."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Bot, LinkPreviewOptions, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.messages import texts
from bot.messages.admin import finding_texts
from bot.rendering import RichText
from bot.service import LiveAnswers
from bot.upkeep import Outcome, Upkeep
from retrieval import Finding, Language

__all__ = ["AdminCommands", "notify_admins", "tell_admins"]

_log = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE

#: Findings that are written out in a chat; the rest is counted, `qonys check` has them all.
_SHOWN = 8


class AdminCommands:
    """The admin's commands; the application lets only the chats of the settings use them.

    Args:
        upkeep: brings versions live.
        answers: what is live.
    """

    def __init__(self, upkeep: Upkeep, answers: LiveAnswers) -> None:
        self._upkeep = upkeep
        self._answers = answers

    async def status(self, update: Update, context: Context) -> None:
        """/status: the live version, how much it holds, what ends soon."""
        words = texts()[_language(update)]
        version = self._answers.version
        lines = [
            words(
                "admin-status",
                version=version.manifest.name,
                built=version.manifest.built_at,
                documents=len(version.knowledge.documents),
                sections=len(version.knowledge.sections),
            )
        ]
        if self._upkeep.is_held():
            lines.append(words("admin-held"))
        lines += [
            words("admin-expiring", path=str(path), day=day.isoformat())
            for path, day in self._upkeep.expiring()
        ]
        await _say(update, "\n".join(lines))

    async def check(self, update: Update, context: Context) -> None:
        """/check: what is wrong with the folder as it is now; nothing goes live."""
        language = _language(update)
        findings = await self._upkeep.check()
        await _say(update, findings_text(findings, language))

    async def reload(self, update: Update, context: Context) -> None:
        """/reload: the folder as it is now goes live, if nothing is wrong with it."""
        language = _language(update)
        await _say(update, outcome_text(await self._upkeep.reload(), language))

    async def rollback(self, update: Update, context: Context) -> None:
        """/rollback: back to the version before."""
        words = texts()[_language(update)]
        outcome = await self._upkeep.rollback()
        if outcome is None:
            await _say(update, words("admin-no-older"))
        else:
            await _say(update, words("admin-rolled-back", version=outcome.version.manifest.name))


async def notify_admins(bot: Bot, chats: Sequence[int], outcome: Outcome) -> None:
    """Tell the admins' chats what became of a change of the folder, in both languages."""
    text = "\n\n".join(outcome_text(outcome, language) for language in texts())
    await tell_admins(bot, chats, text)


async def tell_admins(bot: Bot, chats: Sequence[int], text: str) -> None:
    """Send a plain text to the admins' chats; one that can't be reached keeps no other from it."""
    for chat_id in chats:
        try:
            for part in RichText.from_text(text).messages():
                await bot.send_message(
                    chat_id=chat_id,
                    text=part.plain,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
        except TelegramError:
            _log.warning("an admin chat could not be told")


def outcome_text(outcome: Outcome, language: Language) -> str:
    """What became of a reload, in words."""
    words = texts()[language]
    name = outcome.version.manifest.name
    if outcome.findings:
        refused = words("admin-refused", version=name)
        return f"{refused}\n\n{findings_text(outcome.findings, language)}"
    if outcome.failure is not None:
        return words("admin-failed", version=name, reason=outcome.failure)
    if not outcome.changed:
        return words("admin-unchanged", version=name)
    files = outcome.version.manifest.changed_files
    return words("admin-live", version=name, files=", ".join(files[:_SHOWN]), count=len(files))


def findings_text(findings: Sequence[Finding], language: Language) -> str:
    """Findings in plain words, each with its file, line and what to do."""
    words = texts()[language]
    if not findings:
        return words("admin-clean")
    speak = finding_texts(language)
    shown = [
        f"{finding.path}:{finding.line}\n{speak.message(finding)} {speak.remedy(finding)}"
        for finding in findings[:_SHOWN]
    ]
    if len(findings) > _SHOWN:
        shown.append(words("admin-more", count=len(findings) - _SHOWN))
    return "\n\n".join(shown)


async def _say(update: Update, text: str) -> None:
    if update.effective_message is not None:
        for part in RichText.from_text(text).messages():
            await update.effective_message.reply_text(part.plain)


def _language(update: Update) -> Language:
    user = update.effective_user
    return "ru" if user is not None and (user.language_code or "").startswith("ru") else "kk"
