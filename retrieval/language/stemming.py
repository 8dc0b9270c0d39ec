"""Stems of Kazakh and Russian words.

Kazakh is agglutinative: a root takes suffixes in a fixed order, each in the variant that vowel
harmony (back а ы, front е і) and the sound before it ask for. The order and the variants follow
the usual descriptions of the language (noun: plural, possessive, case, person; verb: voice,
negation, tense or participle, person). A tail of a word is cut when it can be read as such a
chain and what remains can be a root. Russian stems are Snowball's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import snowballstemmer

from retrieval.language.spelling import fold_word
from retrieval.language.wordlists import KAZAKH_ROOTS

_CACHED_WORDS: Final = 32_768
_SHORTEST_ROOT: Final = 3


@lru_cache(maxsize=_CACHED_WORDS)
def stem_kk(word: str) -> str:
    """The stem of a Kazakh word, in lower case.

    ``word`` may be in standard spelling or in the folded form; the stem is in the spelling given.
    Loan words keep their root («субсидиясын» gives «субсидия»); a word without a readable tail
    comes back whole.
    """
    word = word.lower()
    return (_FOLDED if fold_word(word) == word else _STANDARD).stem(word)


@lru_cache(maxsize=_CACHED_WORDS)
def stem_ru(word: str) -> str:
    """The Snowball stem of a Russian word, in lower case, ё read as е."""
    stem: str = _SNOWBALL.stemWord(word.lower().replace("ё", "е"))
    return stem


@lru_cache(maxsize=_CACHED_WORDS)
def stem_ru_folded(folded: str) -> str:
    """The stem of a folded Russian word: the same in whatever spelling the word was typed.

    Snowball wants Russian orthography, which a folded word has not: ы and й are и in it, я is иа.
    This cuts the longest inflectional ending and keeps at least three letters with a vowel.
    Measured equal to Snowball on standard spelling, and unlike it unchanged on Latin.
    """
    stem = next(
        (
            folded[: -len(ending)]
            for ending in _RUSSIAN_ENDINGS.get(folded[-1:], ())
            if folded.endswith(ending) and _is_russian_root(folded[: -len(ending)])
        ),
        folded,
    )
    if stem.endswith("ост") and len(stem) > 6:
        stem = stem[:-3]
    if stem.endswith("нн"):
        stem = stem[:-1]
    return stem[:-1] if stem.endswith("и") and len(stem) > _SHORTEST_ROOT else stem


def _is_russian_root(root: str) -> bool:
    return len(root) >= _SHORTEST_ROOT and not _FOLDED_VOWELS.isdisjoint(root)


def _folded_endings(endings: str) -> dict[str, tuple[str, ...]]:
    """Endings by their last letter, the longest first, with and without the reflexive -ся."""
    folded = {fold_word(ending) for ending in endings.split()}
    folded |= {ending + fold_word("ся") for ending in folded}
    by_last: dict[str, list[str]] = {}
    for ending in sorted(folded, key=lambda ending: (-len(ending), ending)):
        by_last.setdefault(ending[-1], []).append(ending)
    return {last: tuple(group) for last, group in by_last.items()}


_FOLDED_VOWELS: Final = frozenset("аеиоу")
_RUSSIAN_ENDINGS: Final = _folded_endings(
    """
    а я о е и ы у ю й ам ям ом ем ой ей ою ею ах ях ами ями ов ев ий ья ье ью ьи ия ие ии ию
    ией иям ием иями иях ьям ьями ьях ый ая яя ое ее ые ого его ому ему ым им ых их ыми ими ую юю
    ла ло ли л ешь ет ете ут ют ат ят ит ите ишь ал ала ало али ил ила или ыл ыла ыли ел ела ели ял
    яла яли ать ять ить еть ыть уть аю аешь ает аем аете ают яю яет яем яют ует уем уют уй уйте ай
    айте ейте енный нный нная нное нные нного нному нным нных нной нную ющий ющая ющие ющих
    ющего ющей щий щая щие щих щего щей щим вший вшая вшие вших вшего емый емая емые емых ен ена ено
    ены ан ана ано аны в вши вшись ив ившись
    """
)


@lru_cache(maxsize=_CACHED_WORDS)
def noun_readings(folded: str) -> tuple[tuple[str, str], ...]:
    """Every way to read a folded word as a name with a case ending, as (name, ending) pairs.

    The word itself comes first, with an empty ending. For names of places and terms, which take
    case, «-дағы» and «-лық», but no verb endings.
    """
    return ((folded, ""), *_FOLDED.noun_readings(folded))


_SNOWBALL: Final = snowballstemmer.stemmer("russian")

# Grammar of tails. In it a capital stands for a sound that changes:
#   A а/е   I ы/і   G ғ/г, after voiceless қ/к   D д, after voiceless т
#   L л or д, after voiceless т   N н or д, after voiceless т   M м or б, after voiceless п
#   V «after a vowel»   C «after a consonant»
_PLURAL: Final = "LAр"
_POSSESSIVE_12: Final = "(?:V|CI)(?:м|ң)"
_POSSESSIVE_POLITE: Final = "(?:V|CI)(?:ңIз|мIз)"
_POSSESSIVE_3: Final = "(?:Vс|C)I"
_CASE: Final = "(?:NIң|GA|NI|DAн|нAн|DA|Mен|Mенен|DAй|нIкI|дIкI|тIкI)"
_CASE_AFTER_12: Final = "(?:A|нIң|дIң|дI|нI|дA|нAн|дAн|мен|дAй)"
_CASE_AFTER_3: Final = "(?:нIң|нA|нAн|ндA|мен|ндAй|н)"
_LOCATIVE_ADJECTIVE: Final = "(?:н?DAғI)"
_OF_TIME: Final = "GI"
_PERSON: Final = "(?:MIн|сIң|сIз|MIз|сIздAр|сIңдAр)"

_POSSESSED: Final = (
    f"(?:{_POSSESSIVE_12}{_CASE_AFTER_12}?|{_POSSESSIVE_POLITE}{_CASE}?"
    f"|{_POSSESSIVE_3}(?:{_CASE_AFTER_3}|{_LOCATIVE_ADJECTIVE})?)"
)
_INFLECTED: Final = (
    f"(?:{_PLURAL})?(?:{_POSSESSED}|{_CASE}|{_LOCATIVE_ADJECTIVE})?(?:{_PLURAL}{_POSSESSED}?)?"
)
_NOUN: Final = f"(?:{_INFLECTED}{_PERSON}?|{_LOCATIVE_ADJECTIVE}{_INFLECTED}|{_OF_TIME})"
# Names that end like a possessive («облысы») take these too; not the bare -н: «алматын» is a verb.
_NAME_CASE_AFTER_3: Final = "(?:нA|ндA|ндAй)"
_NAME_ENDING: Final = (
    f"(?:LIқ(?:{_PLURAL})?)?(?:{_CASE}|{_LOCATIVE_ADJECTIVE}|{_NAME_CASE_AFTER_3})?"
)
_DERIVED: Final = f"(?:(?:LIқ|шIлIқ|сIз|шI|LI){_INFLECTED}{_PERSON}?)"

_PARTICIPLE: Final = "(?:GAн|VйтIн|CAтIн|Vр|CAр|MAқшI|MAқ|MAс|Vс)"
_FINITE: Final = (
    "(?:(?:CA|Vй)(?:мIн|сIң|сIз|мIз|дI|сIздAр|сIңдAр)"
    "|DI(?:м|ң|ңIз|қ|ңдAр|ңIздAр)?"
    "|сA(?:м|ң|ңIз|қ|ңдAр|ңIздAр)?"
    "|(?:CI|V)п(?:пIн|сIң|сIз|пIз|тI)?"
    "|сIн|(?:C|Vй?)(?:AйIн|AйIқ|йIн|йIқ)|(?:V|CI)ңIз(?:дAр)?"
    "|GI(?:м|сI|ң|ңIз|мIз)|GAлI|GAншA|GAндAй|(?:CA|Vй))"
)
_INFINITIVE: Final = "у"
_NEGATION: Final = "MA"
_VOICE: Final = "(?:Vл|CIл|CIн|Vн)"
_VERB: Final = (
    f"(?:{_VOICE})?(?:{_NEGATION})?(?:{_INFINITIVE}(?:шI)?{_INFLECTED}{_PERSON}?"
    f"|{_PARTICIPLE}{_INFLECTED}{_PERSON}?|{_FINITE})"
)
_TAIL: Final = f"(?:{_NOUN}|{_DERIVED}|{_VERB})"


class _Stemmer:
    """The grammar of tails in one spelling, standard or folded."""

    def __init__(self, *, folded: bool) -> None:
        self._folded = folded
        self._back = re.compile(_spell(_TAIL, back=True, folded=folded))
        self._front = re.compile(_spell(_TAIL, back=False, folded=folded))
        self._back_name = re.compile(_spell(_NAME_ENDING, back=True, folded=folded))
        self._front_name = re.compile(_spell(_NAME_ENDING, back=False, folded=folded))
        self._roots = frozenset(map(fold_word, KAZAKH_ROOTS)) if folded else KAZAKH_ROOTS

    def stem(self, word: str) -> str:
        if word in self._roots:
            return word
        readings = [root for cut in range(2, len(word)) if (root := self._cut(word, cut))]
        known = [root for root in readings if root in self._roots]
        if known:
            return known[-1]
        # Without a known root the longest tail that leaves a whole syllable is the best guess.
        return next((root for root in readings if len(root) >= _SHORTEST_ROOT), word)

    def noun_readings(self, word: str) -> list[tuple[str, str]]:
        readings: list[tuple[str, str]] = []
        for cut in range(len(word) - 1, 1, -1):
            # Names may be compounds («Жетісу-дан»): only their last vowel counts.
            harmony = self._harmony(word[:cut], compound=True)
            back = harmony != "front" and self._back_name.fullmatch(word, cut)
            if back or (harmony != "back" and self._front_name.fullmatch(word, cut)):
                readings.append((word[:cut], word[cut:]))
        return readings

    def _cut(self, word: str, cut: int) -> str | None:
        root = word[:cut]
        harmony = self._harmony(root)
        if harmony is None:
            return None
        if harmony != "front" and self._back.fullmatch(word, cut):
            return self._unvoiced(root, word[cut])
        if harmony != "back" and self._front.fullmatch(word, cut):
            return self._unvoiced(root, word[cut])
        return None

    def _harmony(self, root: str, *, compound: bool = False) -> str | None:
        """What suffixes the root asks for: back, front, any; None without a vowel.

        A vowel that is neither back nor front leaves it to the vowel before, but in a compound
        that may be of the other kind.
        """
        seen = None
        for letter in reversed(root):
            kind = (_FOLDED_HARMONY if self._folded else _HARMONY).get(letter)
            if kind in {"back", "front"} or (kind and compound):
                return kind
            seen = kind or seen
        return seen

    def _unvoiced(self, root: str, after: str) -> str:
        """«мектеб-і» is «мектеп»: a voiceless end sounds before a vowel."""
        if after not in _VOWELS or root in self._roots:
            return root
        voiceless = root[:-1] + (_FOLDED_UNVOICED if self._folded else _UNVOICED).get(
            root[-1], root[-1]
        )
        # Only г and ғ are never the true end of a native root before ы and і; б may be.
        return voiceless if root[-1] in "гғ" or voiceless in self._roots else root


_VOWELS: Final = frozenset("аәеиоөуұүыіэюя")
_HARMONY: Final[dict[str, str]] = (
    dict.fromkeys("аоұыюяё", "back") | dict.fromkeys("әөүіеэ", "front") | dict.fromkeys("уи", "any")
)
_FOLDED_HARMONY: Final[dict[str, str]] = {"е": "front", "а": "back"} | dict.fromkeys("оуи", "any")
_UNVOICED: Final = {"б": "п", "г": "к", "ғ": "қ"}
_FOLDED_UNVOICED: Final = {"б": "п", "г": "к"}
_VOICELESS: Final = "пткқсшщчцфхһбвгд"


def _spell(grammar: str, *, back: bool, folded: bool) -> str:
    """Write the grammar out as a regular expression in one harmony and one spelling."""
    a = "а" if back else "е"
    i = "и" if folded else ("ы" if back else "і")
    voiced_g, voiceless_g = ("г", "к") if folded or not back else ("ғ", "қ")
    after_vowel = "(?<=[аеио])" if folded else "(?<=[аәеиоөұүыіэюя])"
    after_consonant = after_vowel.replace("?<=", "?<!")
    after_voiceless, after_voiced = f"(?<=[{_VOICELESS}])", f"(?<![{_VOICELESS}])"
    meaning = {
        "A": a,
        "I": i,
        "G": f"(?:{after_voiceless}{voiceless_g}|{after_voiced}{voiced_g})",
        "D": f"(?:{after_voiceless}т|{after_voiced}д)",
        "L": f"(?:{after_voiceless}т|{after_voiced}[лд])",
        "N": f"(?:{after_voiceless}т|{after_voiced}[нд])",
        "M": f"(?:{after_voiceless}п|{after_voiced}[мб])",
        "V": after_vowel,
        "C": after_consonant,
    }
    letters = {
        "ғ": voiced_g, "қ": voiceless_g, "ң": "н" if folded else "ң", "й": "и" if folded else "й",
    }  # fmt: skip
    return "".join(meaning.get(sign) or letters.get(sign) or sign for sign in grammar)


_STANDARD: Final = _Stemmer(folded=False)
_FOLDED: Final = _Stemmer(folded=True)
