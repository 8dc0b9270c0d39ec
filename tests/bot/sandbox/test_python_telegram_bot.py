"""A small bot made with python-telegram-bot, which must not notice that this is no Telegram."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.sandbox import SandboxServer
from bot.sandbox.client import SandboxClient
from bot.sandbox.media import sample
from tests.bot.sandbox.conftest import TOKEN

KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Рақмет", callback_data="thanks")]],
)


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's new form of seconds; the old one warns, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def start(update: Update, context: Any) -> None:
    assert update.message is not None
    await update.message.reply_chat_action("typing")
    payload = " ".join(context.args)
    await update.message.reply_html(f"<b>Сәлем</b> {payload}", reply_markup=KEYBOARD)


async def thank(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Рақмет!", show_alert=True)
    await query.edit_message_text("Жауабыңыз қабылданды")


async def echo(update: Update, context: Any) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text(update.effective_message.text or "", do_quote=True)


async def document(update: Update, context: Any) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await update.message.reply_text(f"{len(content)} bytes")


def application(server: SandboxServer) -> Application[Any, Any, Any, Any, Any, Any]:
    made = (
        Application.builder()
        .token(TOKEN)
        .base_url(server.bot_api_url)
        .base_file_url(server.bot_file_url)
        .rate_limiter(AIORateLimiter(max_retries=2))
        .build()
    )
    made.add_handler(CommandHandler("start", start))
    made.add_handler(CallbackQueryHandler(thank))
    made.add_handler(MessageHandler(filters.TEXT, echo))
    made.add_handler(MessageHandler(filters.Document.ALL, document))
    return made


@asynccontextmanager
async def polling(server: SandboxServer) -> AsyncIterator[Bot]:
    running = application(server)
    async with running:
        assert running.updater is not None
        await running.updater.start_polling(poll_interval=0, drop_pending_updates=True)
        await running.start()
        try:
            yield running.bot
        finally:
            await running.updater.stop()
            await running.stop()


@asynccontextmanager
async def plain_bot(server: SandboxServer) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=server.bot_api_url, base_file_url=server.bot_file_url) as made:
        yield made


def conversation(people: SandboxClient) -> None:
    """The same talk whether updates are polled or come to a webhook."""
    chat = people.open_chat(language_code="kk")
    people.send_text(chat.id, "/start center-7")
    assert people.wait_action(chat.id) == "typing"
    reply = people.wait_reply(chat.id)
    assert reply.text == "Сәлем center-7"
    assert reply.covered(reply.entities[0]) == "Сәлем"
    assert reply.button_texts() == ["Рақмет"]
    answer = people.press(chat.id, reply.id, text="Рақмет")
    assert (answer.text, answer.show_alert) == ("Рақмет!", True)
    edited = people.wait_edit(chat.id)
    assert (edited.id, edited.text, edited.buttons) == (reply.id, "Жауабыңыз қабылданды", ())
    sent = people.send_text(chat.id, "қайталаңыз 👍🏽")
    echoed = people.wait_reply(chat.id)
    assert echoed.text == "қайталаңыз 👍🏽"
    assert echoed.raw["reply_to_message"]["message_id"] == sent.id
    people.send_document(chat.id, b"%PDF-1.4")
    assert people.wait_reply(chat.id).text == "8 bytes"


async def test_conversation_by_long_polling(server: SandboxServer, people: SandboxClient) -> None:
    async with polling(server):
        await asyncio.to_thread(conversation, people)
    assert people.bot()["pending_update_count"] == 0


async def test_conversation_by_webhook(server: SandboxServer, people: SandboxClient) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = application(server)
    async with running:
        assert running.updater is not None
        await running.updater.start_webhook(
            listen="127.0.0.1",
            port=port,
            url_path="hook",
            webhook_url=f"http://127.0.0.1:{port}/hook",
            secret_token="secret",
            drop_pending_updates=True,
        )
        await running.start()
        await asyncio.to_thread(conversation, people)
        await running.updater.stop()
        await running.stop()
        await running.bot.delete_webhook()


async def test_bot_survives_a_bad_day(server: SandboxServer, people: SandboxClient) -> None:
    """Lost polls, server errors, flood control and duplicates, and every question is answered."""
    async with polling(server):
        people.add_fault("drop", "getUpdates")
        people.add_fault("server_error", "getUpdates", count=1, skip=1)
        people.add_fault("too_many_requests", "sendMessage", retry_after=1)
        chat = await asyncio.to_thread(people.open_chat)
        for text in ("бір", "екі", "үш"):
            await asyncio.to_thread(people.send_text, chat.id, text)
            reply = await asyncio.to_thread(people.wait_reply, chat.id)
            assert reply.text == text
    assert people.calls()["sendmessage", 429] >= 1


async def test_errors_arrive_as_their_classes(server: SandboxServer, people: SandboxClient) -> None:
    chat = people.open_chat(started=True)
    stranger = people.open_chat()
    async with plain_bot(server) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "x")
        with pytest.raises(BadRequest, match="Message is too long"):
            await bot.send_message(chat.id, "x" * 4097)
        with pytest.raises(BadRequest, match="unsupported start tag"):
            await bot.send_message(chat.id, "<br>", parse_mode="HTML")
        long = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x" * 65)]])
        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await bot.send_message(chat.id, "x", reply_markup=long)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query("1")
        with pytest.raises(Forbidden, match="can't initiate conversation"):
            await bot.send_message(stranger.id, "x")
        message = await bot.send_message(chat.id, "x")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await message.edit_text("x")
        people.add_fault("too_many_requests", "sendMessage", retry_after=3)
        with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
            await bot.send_message(chat.id, "x")
        people.add_fault("server_error", "sendMessage")
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(chat.id, "x")
        people.add_fault("drop", "sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(chat.id, "x")
        people.add_fault("delay", "sendMessage", seconds=30)
        with pytest.raises(TimedOut):
            await bot.send_message(chat.id, "x", read_timeout=0.1)
        await bot.set_webhook("http://127.0.0.1:1/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook()
    broken = Bot("no-token", base_url=server.bot_api_url)
    with pytest.raises(InvalidToken):
        await broken.initialize()
    await broken.shutdown()


async def test_profile_is_set_and_read_back(server: SandboxServer, people: SandboxClient) -> None:
    async with plain_bot(server) as bot:
        assert (await bot.get_me()).username == "qonys_bot"
        private = BotCommandScopeAllPrivateChats()
        for language, text in ((None, "Начать"), ("kk", "Бастау")):
            command = [BotCommand("start", text)]
            await bot.set_my_commands(command, scope=private, language_code=language)
            await bot.set_my_description(text, language_code=language)
            await bot.set_my_short_description(text, language_code=language)
        assert (await bot.get_my_description("kk")).description == "Бастау"
        assert await bot.get_my_commands(private) == (BotCommand("start", "Начать"),)
        chat = people.open_chat(language_code="kk")
        assert people.commands(chat.id) == {"start": "Бастау"}
        people.set_language(chat.id, "en")
        assert people.commands(chat.id) == {"start": "Начать"}
        assert people.bot("kk")["description"] == "Бастау"
        assert (await bot.get_chat(chat.id)).first_name == "User"


async def test_media_and_keyboards(server: SandboxServer, people: SandboxClient) -> None:
    chat = people.open_chat(started=True)
    async with plain_bot(server) as bot:
        photo = await bot.send_photo(
            chat.id, sample("photo")[0], caption="<i>QR</i>", parse_mode="HTML"
        )
        assert (photo.photo[-1].width, photo.caption) == (320, "QR")
        file = await bot.get_file(photo.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == sample("photo")[0]
        await bot.edit_message_caption(chat.id, photo.message_id, caption="жаңа")
        sent = await bot.send_document(chat.id, b"a,b", filename="тізім.csv")
        assert sent.document is not None
        assert sent.document.file_name == "тізім.csv"
        await bot.send_message(
            chat.id,
            "Таңдаңыз",
            reply_markup=ReplyKeyboardMarkup([["Төлем", "Квота"]], resize_keyboard=True),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        await bot.set_message_reaction(chat.id, sent.message_id, "👍")
        await bot.delete_messages(chat.id, [photo.message_id, sent.message_id])
    assert people.chat(chat.id).reply_keyboard == (("Төлем", "Квота"),)
    assert [message.text for message in people.messages(chat.id)] == ["Таңдаңыз"]


async def test_inline_mode(server: SandboxServer, people: SandboxClient) -> None:
    from telegram import InlineQueryResultArticle, InputTextMessageContent
    from telegram.ext import InlineQueryHandler

    async def answer(update: Update, context: Any) -> None:
        assert update.inline_query is not None
        content = InputTextMessageContent(update.inline_query.query.upper())
        await update.inline_query.answer([InlineQueryResultArticle("1", "Төлем", content)])

    running = application(server)
    running.add_handler(InlineQueryHandler(answer))
    async with running:
        assert running.updater is not None
        await running.updater.start_polling(poll_interval=0, drop_pending_updates=True)
        await running.start()
        chat = people.open_chat()
        (result,) = await asyncio.to_thread(people.inline_query, chat.id, "төлем")
        await running.updater.stop()
        await running.stop()
    assert people.choose_inline(chat.id, "төлем", result).text == "ТӨЛЕМ"
