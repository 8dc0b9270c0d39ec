import math
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.answering import Answerer
from retrieval.answers import Answer, Status
from retrieval.encoder import Encoder
from retrieval.evaluation.passages import HybridPassages
from retrieval.evaluation.protocols import Passage
from retrieval.evaluation.systems import catalogue_of, section_text, system_of
from retrieval.index import IndexStore
from retrieval.knowledge import Knowledge, load_knowledge
from retrieval.language import analyze

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
TODAY = date(2026, 11, 20)


class HashedGrams(Encoder):
    """A vector of the character 4-grams of a text: small, quick and always the same."""

    @property
    def fingerprint(self) -> str:
        return "hashed-grams"

    @property
    def dimension(self) -> int:
        return 64

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:  # noqa: ARG002
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for gram in analyze(text).grams:
                vectors[row, zlib.crc32(gram.encode()) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, 1e-6)
        return vectors


def knowledge() -> Knowledge:
    return load_knowledge(KNOWLEDGE, TODAY)


def test_the_catalogue_joins_both_languages_of_a_section() -> None:
    sections = knowledge().sections
    catalogue = catalogue_of(sections)
    assert len(catalogue) == len({section.id for section in sections})
    by_id = {section.id: section for section in catalogue}
    assert by_id["quota-2026#pavlodar"].regions == {"pavlodar"}
    assert by_id["quota-2026#pavlodar"].year == 2026
    assert by_id["relocation-subsidy#amount"].facts >= {"SUP-001"}


def test_only_a_section_that_answers_is_text() -> None:
    [section] = [
        item
        for item in knowledge().sections
        if item.id == "pension#moving" and item.language == "ru"
    ]
    text = section_text(Answer(Status.ANSWERED, "ru", section))
    assert text.startswith(section.heading)
    assert "**" not in text
    assert section_text(Answer(Status.NOT_IN_TEXTS, "ru", section)) == ""


def test_passages_are_found_by_words_typed_without_kazakh_letters() -> None:
    passages = [
        Passage("subsidy", "Субсидия", "Көшуге берілетін ақша отбасының әр мүшесіне төленеді"),
        Passage("kindergarten", "", "Балабақша кезегіне тұру тәртібі"),
        Passage("clinic", "", "Емханаға тіркелу үшін құжат керек"),
    ]
    index = HybridPassages(iter(passages), HashedGrams())
    assert index.search("кошуге берилетин акша", 2)[0] == "subsidy"
    assert index.search("балабакша кезеги", 1) == ["kindergarten"]


def test_the_product_is_measured_through_its_own_answers(tmp_path: Path) -> None:
    encoder = HashedGrams()
    version = IndexStore(tmp_path, encoder).build(KNOWLEDGE, TODAY)
    system = system_of(Answerer(version), encoder)
    hits = system.ranker.rank("2026 жылы Павлодар облысының квотасы қанша?", None, 5)
    assert hits[0].id == "quota-2026#pavlodar"
    assert [found.score for found in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert system.responder is not None
    answer = system.responder.respond("2026 жылы Павлодар облысының квотасы қанша?")
    assert answer.status in {"answered", "not_in_texts"}
    assert answer.language == "kk"
    assert answer.section_ids == ("quota-2026#pavlodar",)
    assert answer.took_ms > 0
    secret = system.responder.respond("ЖСН 821213309888")
    assert secret.status == "personal_data"
    assert "821213309888" not in secret.text
    assert math.isclose(secret.confidence, 0)
