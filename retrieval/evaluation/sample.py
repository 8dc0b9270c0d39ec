"""``python -m retrieval.evaluation.sample``: makes BEIR folders from texts for measuring.

Five ways to a query and its passages:

``heading``
    the heading of an article or chapter asks, the passages below it (without the heading) answer;
``title``
    the title of a regulation asks, the passages cut from its text answer;
``cloze``
    a sentence taken out of a passage asks, the passage without it answers (inverse cloze, Lee et
    al. 2019): related in meaning rather than in words, so much harder;
``keywords``
    three telling words of a passage ask, that passage answers: what people type into a search box;
``questions``
    the project's own questions ask, the bodies of its sections (without headings and questions)
    answer, among passages of the texts: nearest to what people do.

``--spelling`` retypes the queries as people without Kazakh letters, in Latin or with slips would.
``--half`` takes one half of the texts, so that what is learned on one can be measured on the other.
Nothing of it is shipped.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer

from retrieval.errors import EvaluationError
from retrieval.evaluation.questions import Question, Split, load_split
from retrieval.index import plain_text
from retrieval.knowledge import Language, Section, load_knowledge
from retrieval.language import HABITS, Habit, apply_habit

__all__ = [
    "Kind",
    "Sample",
    "Text",
    "build_question_sample",
    "build_sample",
    "half_of",
    "read_texts",
    "respelled",
    "write_sample",
]

_KNOWLEDGE: Final = Path(__file__).resolve().parents[2] / "knowledge"
_SENTENCE_END: Final = re.compile(r"(?<=[.!?;:])\s+|\n+")
_HEADING: Final = re.compile(
    r"^\s*(?:\d+[-‑–]?\s?(?:тарау|бөлім|параграф|бап)|(?:Глава|Статья|Раздел)\s\d+)"
    r"[. ]+(\S.{14,200}?)\s*$",
    re.MULTILINE,
)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_KEYWORD: Final = re.compile(r"[^\W\d_]{3,}")
_KEYWORDS: Final = 3
_SHORTEST_QUERY_WORDS: Final = 6
_SHORTEST_PASSAGE: Final = 120
_PASSAGES_OF_A_LABEL: Final = 3
"""More are dropped, or long chapters would fill a small sample."""
_SENTENCES_OF_A_TEXT: Final = 20
_SHARE_OF_LETTERS: Final = 0.75
"""Below it a passage is a table of numbers."""


class Kind(StrEnum):
    """How queries are made; the module says how each works."""

    HEADING = "heading"
    TITLE = "title"
    CLOZE = "cloze"
    KEYWORDS = "keywords"
    QUESTIONS = "questions"


@dataclass(frozen=True)
class Text:
    """A text to cut into passages."""

    title: str
    text: str


@dataclass(frozen=True)
class Sample:
    """A retrieval task: ``(id, text)`` of passages and queries, ``(query, passage)`` that fit."""

    passages: Sequence[tuple[str, str]]
    queries: Sequence[tuple[str, str]]
    judgements: Sequence[tuple[str, str]]


def read_texts(path: Path, field: str | None = None) -> Iterator[Text]:
    """Texts of a JSON-lines file, plain or ``.xz``.

    Args:
        path: lines with ``title`` and ``text``, or with ``field``.
        field: if given, each run of twenty lines is one text made of the sentences of this field;
            for files of sentences.

    Raises:
        EvaluationError: names file and line of what is not such a record.
    """
    run: list[str] = []
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                record = json.loads(line)
                if field is None:
                    yield Text(record["title"], record["text"])
                else:
                    run.append(record[field])
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise EvaluationError(f"{path}:{number}: no text here: {error!r}") from error
            if len(run) == _SENTENCES_OF_A_TEXT:
                yield Text("", "\n".join(run))
                run = []
    if run:
        yield Text("", "\n".join(run))


def build_sample(
    texts: Iterable[Text],
    kind: Kind,
    passages: int,
    queries: int,
    characters: int = 400,
    query_words: int = 10,
    seed: int = 0,
) -> Sample:
    """Cut ``texts`` into different passages of about ``characters`` and make queries.

    With the same texts and seed a larger sample holds the passages and queries of a smaller one,
    so that growth can be measured on the same queries.

    Args:
        texts: where passages and queries come from.
        kind: how queries are made.
        passages: how many; fewer if the texts do not give as many.
        queries: how many.
        characters: length at which a passage ends, with its sentence.
        query_words: how many words of its sentence a cloze query keeps.
        seed: chooses passages and queries.

    Raises:
        EvaluationError: the texts yield fewer queries than asked for.
    """
    chance = random.Random(seed)  # noqa: S311
    pieces = list(_cut(texts, kind, characters))
    chance.shuffle(pieces)
    if kind is Kind.KEYWORDS:
        sample = _keywords(pieces[:passages], queries, chance)
    elif kind is Kind.CLOZE:
        sample = _cloze(pieces[:passages], _repeated(pieces), queries, query_words, chance)
    else:
        sample = _labelled(pieces, passages, queries)
    if len(sample.queries) < queries:
        raise EvaluationError(
            f"the texts give {len(sample.queries)} queries of this kind, not {queries}"
        )
    return sample


def build_question_sample(
    questions: Sequence[Question],
    sections: Sequence[Section],
    language: Language,
    texts: Iterable[Text],
    passages: int,
    characters: int = 400,
    seed: int = 0,
) -> Sample:
    """The standard-spelling questions of ``language``, the sections' bodies, and other passages.

    Args:
        questions: those to be answered are taken.
        sections: those of ``language`` are taken.
        language: of queries and sections.
        texts: where the other passages come from; none of them is judged relevant.
        passages: how many in all, sections included.
        characters: as in `build_sample`.
        seed: chooses the other passages.
    """
    bodies = {
        section.id: (plain_text(section.body), frozenset(section.facts))
        for section in sections
        if section.language == language
    }
    asked = [
        question
        for question in questions
        if question.answerable
        and question.language == language
        and question.spelling == "standard"
        and any(not facts.isdisjoint(question.facts) for _, facts in bodies.values())
    ]
    pieces = list(_cut(texts, Kind.QUESTIONS, characters))
    random.Random(seed).shuffle(pieces)  # noqa: S311
    others = pieces[: max(0, passages - len(bodies))]
    return Sample(
        passages=[
            *((name, text) for name, (text, _) in bodies.items()),
            *((f"p{number}", " ".join(piece.sentences)) for number, piece in enumerate(others)),
        ],
        queries=[(question.id, question.question) for question in asked],
        judgements=[
            (question.id, name)
            for question in asked
            for name, (_, facts) in bodies.items()
            if not facts.isdisjoint(question.facts)
        ],
    )


def write_sample(sample: Sample, folder: Path) -> None:
    """Write ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv`` below ``folder``."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for name, text in sample.passages:
            record = {"_id": name, "title": "", "text": text}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as file:
        for name, text in sample.queries:
            file.write(json.dumps({"_id": name, "text": text}, ensure_ascii=False) + "\n")
    with (folder / "qrels" / "test.tsv").open("w", encoding="utf-8") as file:
        file.write("query-id\tcorpus-id\tscore\n")
        for query, passage in sample.judgements:
            file.write(f"{query}\t{passage}\t1\n")


@dataclass(frozen=True)
class _Piece:
    """A passage as its sentences, and the heading or title it belongs to; empty if none."""

    label: str
    sentences: Sequence[str]


def _cut(texts: Iterable[Text], kind: Kind, characters: int) -> Iterator[_Piece]:
    """Every passage once; a label that stands over several texts is no label."""
    pieces: list[_Piece] = []
    places: Counter[str] = Counter()
    seen: set[str] = set()
    for text in texts:
        for label, part in _parts(text, kind):
            places[label.casefold()] += 1
            for sentences in _passages(part, characters):
                passage = " ".join(sentences)
                exact = passage.casefold()
                if exact not in seen and len(_letters(passage)) >= _SHARE_OF_LETTERS * len(passage):
                    seen.add(exact)
                    pieces.append(_Piece(label, sentences))
    for piece in pieces:
        unique = places[piece.label.casefold()] == 1
        yield piece if unique else _Piece("", piece.sentences)


def _parts(text: Text, kind: Kind) -> Iterator[tuple[str, str]]:
    if kind is not Kind.HEADING:
        yield text.title.strip(), text.text
        return
    label, start = "", 0
    for heading in _HEADING.finditer(text.text):
        yield label, text.text[start : heading.start()]
        label, start = heading.group(1), heading.end()
    yield label, text.text[start:]


def _labelled(pieces: Sequence[_Piece], passages: int, queries: int) -> Sample:
    """Labels ask. Their passages come first, so that a small sample holds the same queries."""
    chosen: dict[str, list[_Piece]] = {}
    for piece in pieces:
        if piece.label and (piece.label in chosen or len(chosen) < queries):
            chosen.setdefault(piece.label, []).append(piece)
    answers = [piece for part in chosen.values() for piece in part[:_PASSAGES_OF_A_LABEL]]
    if len(answers) > passages:
        raise EvaluationError(f"{queries} queries have {len(answers)} passages; ask for as many")
    others = [piece for piece in pieces if piece.label not in chosen]
    kept = (*answers, *others[: passages - len(answers)])
    return Sample(
        [(f"p{number}", " ".join(piece.sentences)) for number, piece in enumerate(kept)],
        [(f"q{number}", label) for number, label in enumerate(chosen)],
        [
            (f"q{list(chosen).index(piece.label)}", f"p{number}")
            for number, piece in enumerate(answers)
        ],
    )


def _cloze(
    pieces: Sequence[_Piece],
    repeated: frozenset[str],
    queries: int,
    query_words: int,
    chance: random.Random,
) -> Sample:
    passages: list[tuple[str, str]] = []
    asked: list[tuple[str, str]] = []
    judgements: list[tuple[str, str]] = []
    for number, piece in enumerate(pieces):
        name, kept = f"p{number}", piece.sentences
        fitting = [
            at
            for at, sentence in enumerate(kept)
            if len(_WORD.findall(sentence)) >= _SHORTEST_QUERY_WORDS
            and sentence.casefold() not in repeated
        ]
        if len(asked) < queries and len(kept) >= 3 and fitting:
            at = chance.choice(fitting)
            query = f"q{number}"
            asked.append((query, " ".join(kept[at].split()[:query_words])))
            judgements.append((query, name))
            kept = (*kept[:at], *kept[at + 1 :])
        passages.append((name, " ".join(kept)))
    return Sample(passages, asked, judgements)


def _keywords(pieces: Sequence[_Piece], queries: int, chance: random.Random) -> Sample:
    passages = [(f"p{number}", " ".join(piece.sentences)) for number, piece in enumerate(pieces)]
    words = {name: dict.fromkeys(_KEYWORD.findall(text.lower())) for name, text in passages}
    places = Counter(word for found in words.values() for word in found)
    # A word of one passage alone gives it away, a word of every twentieth tells nothing.
    most = max(12, len(passages) // 20)
    asked: list[tuple[str, str]] = []
    judgements: list[tuple[str, str]] = []
    for name, found in words.items():
        telling = [word for word in found if 2 <= places[word] <= most]
        if len(asked) < queries and len(telling) >= _KEYWORDS:
            query = f"q{name}"
            asked.append((query, " ".join(chance.sample(telling, _KEYWORDS))))
            judgements.append((query, name))
    return Sample(passages, asked, judgements)


def respelled(sample: Sample, habit: Habit) -> Sample:
    """The same task with the queries typed in another habit."""
    queries = [(name, apply_habit(query, habit, 1)) for name, query in sample.queries]
    return Sample(sample.passages, queries, sample.judgements)


def half_of(texts: Iterable[Text], half: int) -> Iterator[Text]:
    """The texts of one half, 0 or 1; a hash of title and beginning decides."""
    for text in texts:
        key = f"{text.title}\n{text.text[:200]}".encode()
        if hashlib.blake2b(key, digest_size=1).digest()[0] % 2 == half:
            yield text


def _repeated(pieces: Sequence[_Piece]) -> frozenset[str]:
    """Sentences that stand in several passages: as a query they would have several answers."""
    places = Counter(sentence.casefold() for piece in pieces for sentence in piece.sentences)
    return frozenset(key for key, count in places.items() if count > 1)


def _passages(text: str, characters: int) -> Iterator[tuple[str, ...]]:
    """Runs of sentences of at least ``characters``; a short rest is dropped."""
    run: list[str] = []
    length = 0
    for sentence in _SENTENCE_END.split(text):
        trimmed = " ".join(sentence.split())
        if not trimmed:
            continue
        run.append(trimmed)
        length += len(trimmed)
        if length >= characters:
            yield tuple(run)
            run, length = [], 0
    if length >= _SHORTEST_PASSAGE:
        yield tuple(run)


def _letters(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _open(path: Path) -> TextIO:
    try:
        if path.suffix == ".xz":
            return lzma.open(path, "rt", encoding="utf-8")
        return path.open(encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error


def main(
    source: Annotated[Path, typer.Argument(help="JSON lines with title and text; may be .xz.")],
    out: Annotated[Path, typer.Argument(help="Folder to write.")],
    kind: Annotated[Kind, typer.Option(help="How queries are made.")] = Kind.HEADING,
    passages: Annotated[int, typer.Option(min=1)] = 10_000,
    queries: Annotated[int, typer.Option(min=1)] = 500,
    characters: Annotated[int, typer.Option(min=50, help="Length of a passage.")] = 400,
    query_words: Annotated[int, typer.Option(min=3, help="Words a cloze query keeps.")] = 10,
    field: Annotated[
        str | None, typer.Option(help="Field of a file of sentences, such as ru.")
    ] = None,
    split: Annotated[Split, typer.Option(help="Whose questions ask.")] = "test",
    language: Annotated[Language, typer.Option(help="Language of the questions.")] = "kk",
    knowledge: Annotated[Path, typer.Option(help="Folder whose sections answer.")] = _KNOWLEDGE,
    seed: Annotated[int, typer.Option()] = 0,
    spelling: Annotated[
        str, typer.Option(help=f"How the queries are typed: {', '.join(HABITS)}.")
    ] = "standard",
    half: Annotated[
        int | None, typer.Option(min=0, max=1, help="Only one half of the texts, 0 or 1.")
    ] = None,
) -> None:
    """Make a BEIR folder for measuring."""
    habit = next((each for each in HABITS if each == spelling), None)
    if habit is None:
        raise typer.BadParameter(f"{spelling!r} is none of {', '.join(HABITS)}")
    texts = read_texts(source, field)
    if half is not None:
        texts = half_of(texts, half)
    try:
        if kind is Kind.QUESTIONS:
            sections = load_knowledge(knowledge, date.today()).sections  # noqa: DTZ011
            sample = build_question_sample(
                load_split(split), sections, language, texts, passages, characters, seed
            )
        else:
            sample = build_sample(texts, kind, passages, queries, characters, query_words, seed)
    except EvaluationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    write_sample(respelled(sample, habit), out)
    typer.echo(f"{out}: {len(sample.passages)} passages, {len(sample.queries)} queries")


if __name__ == "__main__":
    typer.run(main)
