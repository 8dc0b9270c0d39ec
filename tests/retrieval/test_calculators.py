from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Knowledge
from retrieval.calculators import (
    LARGEST_FAMILY,
    FamilyPayments,
    Line,
    Money,
    Settlement,
    family_payments,
    years_told,
)
from tests.conftest import TODAY


def count(
    knowledge: Knowledge,
    people: int,
    settlement: Settlement | None,
    year: int,
    today: date = TODAY,
) -> FamilyPayments:
    return family_payments(knowledge.tables, people, settlement, year, today)


def line(counted: FamilyPayments, key: str) -> Line:
    return next(each for each in counted.lines if each.key == key)


def test_five_people_into_a_village_in_2026(knowledge: Knowledge) -> None:
    counted = count(knowledge, 5, "village", 2026)
    # МРП of 2026: 4 325 ₸.
    assert counted.index == 4325
    # Moving: 70 × 4 325 = 302 750 a person; × 5 = 1 513 750.
    assert line(counted, "relocation").unit == Money(Decimal(302_750), Decimal(302_750))
    assert line(counted, "relocation").total == Money(Decimal(1_513_750), Decimal(1_513_750))
    # Rent: 15 × 4 325 = 64 875 to 30 × 4 325 = 129 750 a month;
    # × 12 months = 778 500 to 1 557 000, for the family and not by head.
    assert line(counted, "rent").unit == Money(Decimal(64_875), Decimal(129_750))
    assert line(counted, "rent").total == Money(Decimal(778_500), Decimal(1_557_000))
    # Usual in a village for five and more: 21 × 4 325 = 90 825; × 12 = 1 089 900.
    usual = line(counted, "rent").usual
    assert usual is not None
    assert usual.mci == 21
    assert usual.month == 90_825
    assert usual.total == 1_089_900
    # Certificate: 1 625 × 4 325 = 7 028 125, whole price up to the ceiling.
    assert line(counted, "certificate").total.high == 7_028_125
    assert line(counted, "certificate").percent is None
    # Certain: 1 513 750 + 778 500 = 2 292 250 to 1 513 750 + 1 557 000 = 3 070 750.
    assert counted.certain == Money(Decimal(2_292_250), Decimal(3_070_750))
    # With the usual rent: 1 513 750 + 1 089 900 = 2 603 650.
    assert counted.expected == 2_603_650


def test_one_person_into_a_town_in_2025(knowledge: Knowledge) -> None:
    counted = count(knowledge, 1, "town", 2025)
    # МРП of 2025: 3 932 ₸. 70 × 3 932 = 275 240.
    assert line(counted, "relocation").total.high == 275_240
    # 15 × 3 932 = 58 980; 30 × 3 932 = 117 960; × 12 = 707 760 and 1 415 520.
    assert line(counted, "rent").total == Money(Decimal(707_760), Decimal(1_415_520))
    # Usual for one in a town: 20 × 3 932 = 78 640; × 12 = 943 680.
    usual = line(counted, "rent").usual
    assert usual is not None
    assert usual.month == 78_640
    assert usual.total == 943_680
    # Certificate to the end of 2025: half of the price, at most 1 160 × 3 932 = 4 561 120.
    assert line(counted, "certificate").percent == 50
    assert line(counted, "certificate").total.high == 4_561_120
    # 275 240 + 707 760 = 983 000; 275 240 + 1 415 520 = 1 690 760; 275 240 + 943 680 = 1 218 920.
    assert counted.certain == Money(Decimal(983_000), Decimal(1_690_760))
    assert counted.expected == 1_218_920


def test_three_people_into_a_town_in_2024(knowledge: Knowledge) -> None:
    counted = count(knowledge, 3, "town", 2024)
    # МРП of 2024: 3 692 ₸. 70 × 3 692 = 258 440; × 3 = 775 320.
    assert line(counted, "relocation").total.high == 775_320
    # 15 × 3 692 = 55 380; 30 × 3 692 = 110 760; × 12 = 664 560 and 1 329 120.
    assert line(counted, "rent").total == Money(Decimal(664_560), Decimal(1_329_120))
    # Usual for two to four in a town: 25 × 3 692 = 92 300; × 12 = 1 107 600.
    usual = line(counted, "rent").usual
    assert usual is not None
    assert usual.month == 92_300
    assert usual.total == 1_107_600
    # Half of the price, at most 1 160 × 3 692 = 4 282 720.
    assert line(counted, "certificate").percent == 50
    assert line(counted, "certificate").total.high == 4_282_720
    # 775 320 + 664 560 = 1 439 880; 775 320 + 1 329 120 = 2 104 440; + 1 107 600 = 1 882 920.
    assert counted.certain == Money(Decimal(1_439_880), Decimal(2_104_440))
    assert counted.expected == 1_882_920


@pytest.mark.parametrize(
    ("people", "settlement", "mci"),
    [
        (1, "town", 20),
        (2, "town", 25),
        (4, "town", 25),
        (5, "town", 30),
        (9, "town", 30),
        (1, "village", 15),
        (2, "village", 18),
        (4, "village", 18),
        (5, "village", 21),
        (12, "village", 21),
    ],
)
def test_usual_rent_has_its_step_for_every_family(
    knowledge: Knowledge, people: int, settlement: Settlement, mci: int
) -> None:
    usual = line(count(knowledge, people, settlement, 2026), "rent").usual
    assert usual is not None
    assert usual.mci == mci
    assert usual.month == mci * 4325


def test_no_usual_rent_is_told_while_the_settlement_is_open(knowledge: Knowledge) -> None:
    counted = count(knowledge, 4, None, 2026)
    assert line(counted, "rent").usual is None
    assert counted.expected is None
    # 4 × 302 750 = 1 211 000; + 778 500 = 1 989 500; + 1 557 000 = 2 768 000.
    assert counted.certain == Money(Decimal(1_989_500), Decimal(2_768_000))


def test_certificate_is_never_part_of_what_is_certain(knowledge: Knowledge) -> None:
    counted = count(knowledge, 2, "town", 2026)
    assert [each.key for each in counted.ceilings] == ["certificate"]
    parts = line(counted, "relocation").total + line(counted, "rent").total
    assert counted.certain == parts


def test_rent_does_not_grow_with_the_number_of_people(knowledge: Knowledge) -> None:
    totals = {line(count(knowledge, n, "town", 2026), "rent").total for n in range(1, 11)}
    assert len(totals) == 1


def test_past_years_rest_on_the_sections_of_past_rules(knowledge: Knowledge) -> None:
    now = {each.key: each.section for each in count(knowledge, 2, "town", 2026).lines}
    past = {each.key: each.section for each in count(knowledge, 2, "town", 2025).lines}
    assert now["certificate"] == "economic-mobility-certificate#amount"
    assert past["certificate"] == "certificate-history#why-different"
    assert past["relocation"] == "relocation-subsidy#old-sums"


def test_years_told_end_with_the_year_of_today(knowledge: Knowledge) -> None:
    assert years_told(knowledge.tables, TODAY) == (2026, 2025, 2024)
    assert years_told(knowledge.tables, date(2025, 6, 1)) == (2025, 2024)


def test_in_the_middle_of_2025_the_old_certificate_held(knowledge: Knowledge) -> None:
    counted = count(knowledge, 2, "town", 2025, today=date(2025, 6, 1))
    assert line(counted, "certificate").percent == 50


@pytest.mark.parametrize(("people", "year"), [(0, 2026), (-1, 2026), (21, 2026), (3, 2023)])
def test_what_is_out_of_range_is_refused(knowledge: Knowledge, people: int, year: int) -> None:
    with pytest.raises(ValueError, match=r"people|sums"):
        count(knowledge, people, "town", year)


def test_a_year_to_come_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="2027"):
        count(knowledge, 3, "town", 2027)


def test_a_usual_height_outside_of_the_range_is_not_told(knowledge: Knowledge) -> None:
    support = knowledge.tables.support
    too_much = support.amounts["rent-town-1"].model_copy(
        update={
            "rates": tuple(
                rate.model_copy(update={"mci": Decimal(31)})
                for rate in support.amounts["rent-town-1"].rates
            )
        }
    )
    amounts = {**support.amounts, "rent-town-1": too_much}
    tables = replace(knowledge.tables, support=support.model_copy(update={"amounts": amounts}))
    counted = family_payments(tables, 1, "town", 2026, TODAY)
    assert line(counted, "rent").usual is None


@given(
    people=st.integers(1, LARGEST_FAMILY),
    settlement=st.sampled_from(["town", "village", None]),
    year=st.sampled_from([2024, 2025, 2026]),
)
def test_every_sum_is_whole_tenge_and_expected_lies_within_certain(
    knowledge: Knowledge, people: int, settlement: Settlement | None, year: int
) -> None:
    counted = count(knowledge, people, settlement, year)
    for each in counted.lines:
        assert each.total.low == each.total.low.to_integral_value()
        assert each.total.low <= each.total.high
    if counted.expected is not None:
        assert counted.certain.low <= counted.expected <= counted.certain.high
