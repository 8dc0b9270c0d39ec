"""Kazakh and Russian as people write them: language, spelling, word forms, entities, terms."""

from retrieval.language.analysis import Analysis, Keys, analyze, character_grams
from retrieval.language.entities import Amount, Audience, Entities, Settlement, extract
from retrieval.language.identification import (
    AnswerLanguage,
    Identification,
    Language,
    Script,
    identify,
    word_evidence,
)
from retrieval.language.lexicon import Lexicon, TermRow
from retrieval.language.numerals import numeral
from retrieval.language.places import (
    Gazetteer,
    PlaceKind,
    RegionMention,
    RegionName,
    Role,
    TownName,
)
from retrieval.language.spelling import fold, fold_word
from retrieval.language.stemming import stem_kk, stem_ru, stem_ru_folded
from retrieval.language.tokens import Token, TokenKind, tokenize
from retrieval.language.typos import Mender, Vocabulary, correct
from retrieval.language.variants import HABITS, Habit, apply_habit

__all__ = [
    "HABITS",
    "Amount",
    "Analysis",
    "AnswerLanguage",
    "Audience",
    "Entities",
    "Gazetteer",
    "Habit",
    "Identification",
    "Keys",
    "Language",
    "Lexicon",
    "Mender",
    "PlaceKind",
    "RegionMention",
    "RegionName",
    "Role",
    "Script",
    "Settlement",
    "TermRow",
    "Token",
    "TokenKind",
    "TownName",
    "Vocabulary",
    "analyze",
    "apply_habit",
    "character_grams",
    "correct",
    "extract",
    "fold",
    "fold_word",
    "identify",
    "numeral",
    "stem_kk",
    "stem_ru",
    "stem_ru_folded",
    "tokenize",
    "word_evidence",
]
