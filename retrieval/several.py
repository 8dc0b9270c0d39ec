"""Tells apart the questions of one message: «Сколько дают на переезд и какие документы нужны?»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from retrieval.language import fold, tokenize

__all__ = ["Parts", "split_questions"]

#: More questions than this in one message are answered as one: two answers fill a phone's screen.
_MOST: Final = 2
_SHORTEST: Final = 2
_SHORTEST_LOOSE: Final = 3

# Words that ask, in both languages, all their forms; folded below.
_ASKING: Final = frozenset(
    fold(
        "сколько скока какой какая какое какие каких какую каким каком кто кому кого где куда"
        " откуда когда как почему зачем чем что"
        " қанша қаншадан неше нешеден қандай қай қайда қайдан қайсы қашан қалай кім кімге кімдер"
        " кімдерге неге не нені немен"
    ).split()
)
# Kazakh asks with a particle, too: «беріле ме», «болады ма», «керек пе».
_PARTICLES: Final = frozenset(fold("ма ме ба бе па пе").split())
# What goes on with the question before it: «…, если хозяин против?», «…, әлде тегін бе?».
_LEANS: Final = re.compile(
    rf"(?:{'|'.join(map(fold, ('если', 'или', 'чтобы', 'әлде', 'егер')))})\b"
)
_ENDS: Final = re.compile(r"(?<=[?？])\s*|\n+")
_JOINTS: Final = re.compile(
    r"(?:,\s*|\s+)"
    r"(?:и ещ[её]|а ещ[её]|а также|и также|а|и|және де|және|жане|әрі|тағы да|тағы|ал)\s+"
    r"|,\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parts:
    """Two questions of one message.

    Attributes:
        first: as the person wrote it.
        second: likewise; it may lean on the first («какие документы нужны?»).
        loose: only a comma parts them, which often stands within one question.
    """

    first: str
    second: str
    loose: bool = False


def split_questions(text: str) -> Parts | None:
    """The two questions of a message; ``None`` where there is one, or more than two.

    Sentences that don't ask («Нас пятеро.») belong to the question after them, or to the last one.
    Within one sentence a joint («и», «және», a comma) parts two questions only if both sides ask.
    """
    sentences = _with_their_setting([each.strip() for each in _ENDS.split(text) if each.strip()])
    if len(sentences) == 1:
        return _parted(sentences[0])
    if len(sentences) != _MOST or any(len(_words(each)) < _SHORTEST for each in sentences):
        return None
    first, second = sentences
    return Parts(first, second)


def _with_their_setting(sentences: list[str]) -> list[str]:
    """Questions, each with the plain sentences before it."""
    questions: list[str] = []
    setting: list[str] = []
    for each in sentences:
        setting.append(each)
        if each.endswith(("?", "？")):
            questions.append(" ".join(setting))
            setting = []
    if questions and setting:
        questions[-1] = " ".join((questions[-1], *setting))
    return questions or [" ".join(sentences)]


def _parted(sentence: str) -> Parts | None:
    for joint in _JOINTS.finditer(sentence):
        first, second = sentence[: joint.start()].strip(), sentence[joint.end() :].strip()
        loose = joint.group().strip() == ","
        shortest = _SHORTEST_LOOSE if loose else _SHORTEST
        if _asks(first, shortest) and _asks(second, shortest) and not _LEANS.match(fold(second)):
            return Parts(first, second, loose)
    return None


def _asks(text: str, shortest: int) -> bool:
    words = _words(text)
    return len(words) >= shortest and any(
        word in _ASKING or (word in _PARTICLES and at > 0) for at, word in enumerate(words)
    )


def _words(text: str) -> list[str]:
    return [fold(token.surface) for token in tokenize(text) if token.kind == "word"]
