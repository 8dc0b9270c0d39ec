"""Settings, all from the environment (or a ``.env`` file in the working folder)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = ["Settings"]

_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an owner may set. Every value has a default that works without a token or network.

    Attributes:
        telegram_bot_token: from @BotFather; without it the sandbox is opened instead.
        webhook_url: public https address of this server; without it the bot asks Telegram itself.
        telegram_api_url: Bot API server, for a local one of your own.
        qonys_knowledge: folder of the programme texts.
        qonys_data: folder for index versions and the statistics database.
        embedding_model: sentence-transformers folder or name; empty is the one in the repository.
        chroma_url: Chroma server; empty keeps the vectors in ``qonys_data``.
        http_host: address that /healthz, /metrics and the webhook listen on.
        http_port: port of the same; empty opens no port (unless a webhook needs it: then 8443).
        sandbox_port: port of the sandbox page; 0 takes a free one.
        log_level: DEBUG, INFO, WARNING or ERROR.
        admin_chat_ids: chats that may use admin commands and are told of broken files.
        database_url: PostgreSQL for the statistics; empty is ``statistics.db`` in ``qonys_data``.
        statistics_threshold: counts under it are never shown.
        statistics_epsilon: privacy budget of each week's public files; empty: no such files.
        statistics_redis_url: Redis without persistence, for several bot processes to count each
            person once among them.
        redis_url: Redis without persistence, for several bot processes to know of the same
            conversations; empty remembers them in each process alone.
        redis_key_secret: hides chat ids in that Redis; empty: made of the bot's token.
        dashboard_password_hash: made by ``qonys stats password``; empty: no dashboard.
        centres_file: list of centres; empty is ``centres.csv`` in ``qonys_data``.
        telegram_bot_username: for ``qonys link``; empty asks Telegram with the token.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True
    )

    telegram_bot_token: SecretStr | None = None
    webhook_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    webhook_secret: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    qonys_knowledge: Path = _ROOT / "knowledge"
    qonys_data: Path = Path("data")
    embedding_model: str = ""
    chroma_url: str | None = None
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, ge=0, le=65535)
    sandbox_port: int = Field(default=8080, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    admin_chat_ids: Annotated[tuple[int, ...], NoDecode] = ()
    database_url: SecretStr | None = None
    statistics_threshold: int = Field(default=10, ge=5)
    statistics_epsilon: float | None = Field(default=None, gt=0, le=10)
    statistics_redis_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    redis_key_secret: SecretStr | None = None
    dashboard_password_hash: SecretStr | None = None
    centres_file: Path | None = None
    telegram_bot_username: str | None = Field(default=None, pattern=r"^@?[A-Za-z]\w{4,31}$")

    @field_validator(
        "telegram_bot_token",
        "webhook_url",
        "webhook_secret",
        "chroma_url",
        "http_port",
        "database_url",
        "statistics_epsilon",
        "statistics_redis_url",
        "redis_url",
        "redis_key_secret",
        "dashboard_password_hash",
        "centres_file",
        "telegram_bot_username",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """``TELEGRAM_BOT_TOKEN=`` in an .env file means that there is none."""
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("admin_chat_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """``ADMIN_CHAT_IDS=123, -100456`` as people write lists."""
        if isinstance(value, str):
            return tuple(int(part) for part in value.replace(",", " ").split())
        return value

    @property
    def index_folder(self) -> Path:
        """Where the index versions are kept."""
        return self.qonys_data / "index"
