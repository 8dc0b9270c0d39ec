"""The ground that every table stands on: strict rows, and the same text in both languages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from retrieval.knowledge.model import Language

__all__ = ["LocalText", "StrictRow"]


class StrictRow(BaseModel):
    """A row of a table: an unknown key is an error, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalText(StrictRow):
    """The same text in both languages."""

    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)

    def __getitem__(self, language: Language) -> str:
        return self.kk if language == "kk" else self.ru
