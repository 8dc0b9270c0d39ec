"""Guided paths: how much will I get, can I take part, which papers, compare regions, whom to ask.

Plug it in so:

- ``dialogues = Dialogues(live)``; buttons with data ``d:…`` go to ``answer(None, data, language)``;
- a text goes to ``answer(state, text, language)`` while a state is remembered, and if that gives
  ``None`` it is a question; ``wanted(text, entities)`` names the path that a question asks for;
- ``str(state)`` and ``State.read(…)`` carry the state, which holds nothing about a person.
"""

from bot.dialogues.guide import PATHS, Dialogues
from bot.dialogues.speech import people_in
from bot.dialogues.steps import Attachment, State, Step

__all__ = ["PATHS", "Attachment", "Dialogues", "State", "Step", "people_in"]
