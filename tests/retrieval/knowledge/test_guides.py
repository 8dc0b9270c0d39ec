from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Finding, Knowledge, read_knowledge
from tests.conftest import TODAY


def findings_after(folder: Path, name: str, change: Callable[[str], str]) -> list[Finding]:
    file = folder / "tables" / name
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the edit must change something"
    file.write_text(after, encoding="utf-8")
    return read_knowledge(folder, TODAY)[1]


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("payments.yaml", "relocation-subsidy#amount"),
        ("eligibility.yaml", "graduates#deadline"),
        ("checklists.yaml", "certificate-documents#final-contract"),
    ],
)
def test_a_section_that_is_not_there_is_a_warning(folder: Path, name: str, section: str) -> None:
    document, _, anchor = section.partition("#")
    findings = findings_after(
        folder, name, lambda text: text.replace(f"{document}#{anchor}", f"{document}#gone")
    )
    (finding,) = [each for each in findings if each.code == "unknown-section"]
    assert finding.path == Path("tables", name)
    assert finding.severity == "warning"
    assert finding.params["section"] == f"{document}#gone"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("eligibility.yaml", "  - key: p\n", "  - key: w\n"),
        ("eligibility.yaml", "when: {w: [c, k]}", "when: {h: [n]}"),
        ("eligibility.yaml", "verdict: against", "verdict: perhaps"),
        ("eligibility.yaml", "section: quota-{year}#{region}", "section: quota-{today}#{region}"),
        ("checklists.yaml", "  - key: q\n", "  - key: j\n"),
        ("checklists.yaml", "      - key: b\n", "      - key: m\n"),
        ("checklists.yaml", "      - key: b\n", "      - key: c\n"),
        (
            "checklists.yaml",
            '      - key: b\n        text: {kk: "Жеке',
            '      - key: a\n        text: {kk: "Жеке',
        ),
        ("eligibility.yaml", "when: {m: [n]}", "when: {m: [z]}"),
        ("checklists.yaml", "cases: [v]", "cases: [w]"),
        ("checklists.yaml", "  - key: v\n    ask", "  - key: x\n    ask"),
        ("checklists.yaml", 'kk: "Өмірбаян"', f'kk: "{"Ө" * 29}"'),
        ("payments.yaml", "settlement: town", "settlement: city"),
        ("payments.yaml", "section: relocation-subsidy#amount", "section: relocation-subsidy"),
    ],
)
def test_a_slip_in_a_table_is_an_error_with_its_line(
    folder: Path, name: str, old: str, new: str
) -> None:
    findings = findings_after(folder, name, lambda text: text.replace(old, new, 1))
    errors = [each for each in findings if each.severity == "error"]
    assert errors
    assert {each.path for each in errors} == {Path("tables", name)}


def test_every_amount_of_the_payments_is_in_the_support_table(knowledge: Knowledge) -> None:
    amounts = knowledge.tables.support.amounts
    for payment in knowledge.tables.payments.payments:
        assert payment.amount in amounts
        if payment.ladder is not None:
            assert {step.amount for step in payment.ladder.steps} <= set(amounts)


def test_the_steps_of_a_ladder_leave_no_gap_and_never_overlap(knowledge: Knowledge) -> None:
    for payment in knowledge.tables.payments.payments:
        if payment.ladder is None:
            continue
        for settlement in ("town", "village"):
            for people in range(1, 21):
                fitting = [s for s in payment.ladder.steps if s.fits(settlement, people)]
                assert len(fitting) == 1, (settlement, people)
