"""The tokenizer of the encoder: one spelling for all the ways a word is typed, then subwords.

People write «көшу», «кошу», «koshu» and «kóshý» for one word. The normaliser maps them all to one
form, so the encoder needs no training data for them and the model folder needs no code of ours:

- upper case, accents and the letters that only the Kazakh alphabet has are folded (ә→а, ғ→г, қ→к,
  ң→н, ө→о, ұ/ү→у, һ→х);
- и, й, ы, і, y are one letter, because people who type in Latin or on a Russian keyboard swap them;
- Latin letters and digraphs become Cyrillic ones (sh→ш, gh→г, q→к …), ю→иу, я→иа, ц→тс, щ→ш, э→е,
  ъ and ь vanish;
- groups of digits are joined (302 750 → 302750).
"""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram
from tokenizers.trainers import UnigramTrainer

__all__ = ["UNKNOWN", "folding", "splitting", "train_tokenizer"]

UNKNOWN = "<unk>"

_BEFORE_DECOMPOSITION = {"ş": "ш", "ç": "ч", "ı": "и", "ŋ": "н", "ý": "у"}

_AFTER_DECOMPOSITION = {
    # Digraphs first, then single letters.
    "shch": "ш",
    "sch": "ш",
    "sh": "ш",
    "ch": "ч",
    "zh": "ж",
    "kh": "х",
    "gh": "г",
    "ъ": "",
    "ь": "",
    "'": "",
    "ʼ": "",
    "’": "",
    "`": "",
}

_LETTERS = {
    "ә": "а",
    "ғ": "г",
    "қ": "к",
    "ң": "н",
    "ө": "о",
    "һ": "х",
    "щ": "ш",
    "э": "е",
    "ю": "иу",
    "я": "иа",
    "ц": "тс",
    "a": "а",
    "b": "б",
    "c": "тс",
    "d": "д",
    "e": "е",
    "f": "ф",
    "g": "г",
    "j": "ж",
    "k": "к",
    "l": "л",
    "m": "м",
    "n": "н",
    "o": "о",
    "p": "п",
    "q": "к",
    "r": "р",
    "s": "с",
    "t": "т",
    "v": "в",
    "z": "з",
}

_CLASSES = {"и": "[йыіiy]", "у": "[ұүuw]", "х": "[hx]"}


def folding() -> normalizers.Normalizer:
    """The normaliser described at the top of the module."""
    replace = normalizers.Replace
    steps: list[normalizers.Normalizer] = [
        replace("№", " "),
        normalizers.NFKC(),
        normalizers.Lowercase(),
    ]
    steps += [replace(old, new) for old, new in _BEFORE_DECOMPOSITION.items()]
    steps += [normalizers.NFD(), normalizers.StripAccents()]
    steps += [replace(old, new) for old, new in _AFTER_DECOMPOSITION.items()]
    steps += [replace(Regex(letters), new) for new, letters in _CLASSES.items()]
    steps += [replace(old, new) for old, new in _LETTERS.items()]
    steps += [replace(Regex("и{2,}"), "и")]
    steps += [replace(Regex(r"(?<=\d) (?=\d{3}(?!\d))"), "")]
    return normalizers.Sequence(steps)


def splitting() -> pre_tokenizers.PreTokenizer:
    """Words with a mark at their start, numbers apart from letters, punctuation dropped."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), behavior="removed"),
            pre_tokenizers.Split(Regex(r"\p{N}+"), behavior="isolated"),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False),
        ]
    )


def train_tokenizer(texts: Iterable[str], *, vocabulary: int) -> Tokenizer:
    """Learns a unigram subword vocabulary of at most ``vocabulary`` tokens."""
    tokenizer = Tokenizer(Unigram())
    tokenizer.normalizer = folding()
    tokenizer.pre_tokenizer = splitting()
    trainer = UnigramTrainer(
        vocab_size=vocabulary,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=20,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer=trainer)
    return tokenizer
