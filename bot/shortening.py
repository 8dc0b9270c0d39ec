"""What of a long answer may wait behind «more»: never an amount, a date or a condition.

A person who reads the first part alone must not be misled. So a paragraph waits only if it has no
number and no word that binds («если», «кроме», «шарты», «берілмейді»); where too little is left
to wait, the answer stays whole. A word too many in the lists keeps a paragraph, and does no harm.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ANSWER_LIMIT", "binds", "shortened"]

#: About so many characters are read on a phone without scrolling back.
ANSWER_LIMIT: Final = 900
#: An answer that can't be made much shorter than this stays whole.
_NEARLY: Final = 1000


def shortened(body: str, excess: int) -> str | None:
    """The Markdown of a section without paragraphs that may wait.

    Args:
        body: paragraphs and lists, with blank lines between them.
        excess: characters by which the whole message is longer than `ANSWER_LIMIT`.

    Returns:
        The rest, in order, with its first paragraph; ``None`` where the answer is short enough or
        would stay too long without all that may wait.
    """
    if excess <= 0:
        return None
    blocks = _blocks(body)
    waiting = set()
    for place in range(len(blocks) - 1, 0, -1):
        if excess > 0 and not binds(blocks[place]):
            waiting.add(place)
            excess -= len(blocks[place]) + 2
    if not waiting or excess > _NEARLY - ANSWER_LIMIT:
        return None
    return "\n\n".join(block for place, block in enumerate(blocks) if place not in waiting)


def binds(block: str) -> bool:
    """Whether a paragraph holds a number, or may hold a condition, an exception or a duty."""
    return _BINDING.search(block.casefold()) is not None


def _blocks(body: str) -> list[str]:
    """Paragraphs; one that ends in a colon goes with the list that it announces."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        if blocks and blocks[-1].rstrip("*").endswith(":"):
            blocks[-1] += "\n\n" + block
        else:
            blocks.append(block)
    return blocks


_BINDING: Final = re.compile(
    r"""\d
    # Russian
    | \b(?: если | только | лишь | кроме | помимо | не | ни | нет | без | до | после | при | пока
        | когда | кто | кому | тем | тех | тому | надо | нельзя | но | однако | хотя | либо
        | (?: услови | долж | нуж | обяза | необходим | запре | исключ | возвра | верн | срок
            | раньше | позже | завис | подтвержд | подтверд | уточн | провер | участник | отказ
            ) \w*
        ) \b
    # Kazakh: words, verbs in the negative, and the conditional mood
    | \b(?: егер | тек | ғана | бірақ | алайда | емес | жоқ | дейін | кейін | бұрын
        | (?: шарт | керек | тиіс | қажет | міндет | болма | қайтар | мерзім | раста | нақтыла
            | тексер | байланыст | өзге | басқа | кім ) \w*
        | \w+ (?: м[ае]йды | [бп][ае]йды | м[ае]йді | [бп][ае]йді | м[ае]с | м[ае]ған | м[ае]ген
            | [бп][ае]ған | [бп][ае]ген | м[ае]у\w* | [бп][ае]у\w* )
        | \w+ (?: са | се ) (?: м | ң | қ | к | ңыз | ңіз )?
        ) \b
    """,
    re.VERBOSE,
)
