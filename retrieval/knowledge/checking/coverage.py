"""Which of the collected facts the texts answer, in which sections, and why others are left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from retrieval.errors import RetrievalError
from retrieval.knowledge.checking.pages import FolderTexts
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import Language, Verification
from retrieval.knowledge.yaml_text import YamlText

__all__ = ["Coverage", "FactCoverage", "FactsError", "check_coverage", "read_facts"]

Confidence = Literal["high", "medium", "low"]
_CONFIDENCES = frozenset({"high", "medium", "low"})
#: Facts that citizens must be able to rely on: these are what the share is counted over.
_COUNTED = frozenset({"high", "medium"})

LEFT_OUT = Path("facts_left_out.yaml")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FactsError(RetrievalError):
    """The folder of facts cannot be read; the message names the file and the reason."""


@dataclass(frozen=True)
class FactCoverage:
    """A fact and where it is answered.

    Attributes:
        sections: ids of the sections that cite it, by language.
        reason: why it is left out, as ``facts_left_out.yaml`` says; ``None`` where it says nothing.
    """

    id: str
    confidence: Confidence
    sections: Mapping[Language, tuple[str, ...]]
    reason: str | None = None

    @property
    def answered(self) -> bool:
        """Whether a section of each language cites it."""
        return all(self.sections[language] for language in self.sections)


@dataclass(frozen=True)
class Coverage:
    """How much of what is known the texts answer."""

    facts: tuple[FactCoverage, ...]

    def counted(self) -> tuple[FactCoverage, ...]:
        """The facts of high and medium confidence."""
        return tuple(fact for fact in self.facts if fact.confidence in _COUNTED)

    @property
    def share(self) -> float:
        """Share of the facts of high and medium confidence answered in both languages, 0 to 1."""
        counted = self.counted()
        return sum(fact.answered for fact in counted) / len(counted) if counted else 0.0

    @property
    def unexplained(self) -> tuple[FactCoverage, ...]:
        """Counted facts that are neither answered in both languages nor left out with a reason."""
        return tuple(fact for fact in self.counted() if not fact.answered and fact.reason is None)


def read_facts(folder: Path) -> Mapping[str, Confidence]:
    """Confidence of every fact in the YAML files of ``folder``, by id, in reading order.

    A file is a list of mappings; an entry without ``confidence`` is no fact (a term, an act).

    Raises:
        FactsError: there is no such folder, no fact in it, or a file is no YAML.
    """
    facts: dict[str, Confidence] = {}
    if not folder.is_dir():
        raise FactsError(f"{folder}: there is no such folder")
    for path in sorted(folder.glob("*.yaml")):
        try:
            rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise FactsError(f"{path}: {error}") from error
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and row.get("confidence") in _CONFIDENCES:
                facts[str(row.get("id"))] = row["confidence"]
    if not facts:
        raise FactsError(f"{folder}: no facts in it (YAML lists with id and confidence)")
    return facts


def check_coverage(
    texts: FolderTexts, facts: Mapping[str, Confidence] | None
) -> tuple[Coverage | None, list[Finding]]:
    """The coverage (when ``facts`` are given), and what is wrong with the reasons left out."""
    sections = (
        *(section for document in texts.reading.documents for section in document.sections),
        *texts.reading.quota_sections,
    )
    reasons, findings = _reasons(texts.folder, facts)
    if facts is None:
        return None, findings
    cited: dict[tuple[str, Language], list[str]] = defaultdict(list)
    for section in sections:
        for fact in section.facts:
            cited[fact, section.language].append(section.id)
    findings += _unsure(texts, facts)
    coverage = Coverage(
        tuple(
            FactCoverage(
                fact,
                confidence,
                {
                    "kk": tuple(dict.fromkeys(cited[fact, "kk"])),
                    "ru": tuple(dict.fromkeys(cited[fact, "ru"])),
                },
                reasons.get(fact),
            )
            for fact, confidence in facts.items()
        )
    )
    return coverage, findings


def _reasons(
    folder: Path, facts: Mapping[str, Confidence] | None
) -> tuple[Mapping[str, str], list[Finding]]:
    # A note for admins, which no citizen reads: whatever is wrong with it keeps nothing back.
    path = folder / LEFT_OUT
    if not path.is_file():
        return {}, []
    try:
        text = YamlText(path.read_text(encoding="utf-8"), LEFT_OUT)
    except UnicodeDecodeError:
        return {}, [Finding(LEFT_OUT, 1, "not-utf8", "warning")]
    if text.findings:
        return {}, [replace(each, severity="warning") for each in text.findings]
    if text.data is None:
        return {}, []
    if not isinstance(text.data, dict):
        return {}, [Finding(LEFT_OUT, 1, "left-out-invalid", "warning", {"fact": "…"})]
    reasons: dict[str, str] = {}
    findings: list[Finding] = []
    for key, reason in text.data.items():
        fact, line = str(key), text.line(str(key))
        if not isinstance(reason, str) or not reason.strip():
            params = {"fact": fact}
            findings.append(Finding(LEFT_OUT, line, "left-out-invalid", "warning", params))
            continue
        reasons[fact] = reason.strip()
        if facts is not None and fact not in facts:
            params = {"fact": fact}
            findings.append(Finding(LEFT_OUT, line, "left-out-unknown", "warning", params))
    return reasons, findings


def _unsure(texts: FolderTexts, facts: Mapping[str, Confidence]) -> Iterator[Finding]:
    """A section that rests on doubtful facts alone must say that it is unverified."""
    for page in texts.pages:
        if page.document is None:
            continue
        for section in page.document.sections:
            if section.verification is Verification.UNVERIFIED or not section.facts:
                continue
            if all(facts.get(fact) == "low" for fact in section.facts):
                line = page.line("sections", section.anchor, "facts")
                params = {"heading": section.heading, "facts": ", ".join(section.facts)}
                yield Finding(page.path, line, "fact-low-confidence", "warning", params)
