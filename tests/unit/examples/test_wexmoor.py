"""The Wexmoor alliance: every expected figure, to the penny and to 0.01 of a score."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.unit.examples.figures import EXAMPLES, pence, rows, scores

import gainshare as gs
from gainshare.core.assess import assess
from gainshare.core.commercial.restatement import amounts_of, restate
from gainshare.core.performance.framework import LEVEL_WORDS
from gainshare.files.folder import load_folder

WEXMOOR = EXAMPLES / "wexmoor"
# Each settlement counts what was handed in by the day of the decision on it: DEC-010, DEC-013, DEC-016.
FIRST, RESTATED, SECOND = "2024/25 settlement (July 2025)", "2024/25 restated (October 2025)", "2025/26 settlement (July 2026)"
DECIDED_ON = {FIRST: "2025-07-31", RESTATED: "2025-10-30", SECOND: "2026-07-30"}
PERIODS = {"2024/25": FIRST, "2025/26": SECOND}


@pytest.fixture(scope="module")
def folder():
    return load_folder(WEXMOOR)


@pytest.fixture(scope="module")
def assessed(folder):
    first = gs.assess_folder(WEXMOOR, "2024/25", as_of=DECIDED_ON[FIRST], kind="final")
    return {
        FIRST: first,
        RESTATED: again(folder, overall=first.settlement.overall),
        SECOND: gs.assess_folder(WEXMOOR, "2025/26", as_of=DECIDED_ON[SECOND], kind="final"),
    }


@pytest.fixture(scope="module")
def to_month_7():
    return gs.assess_folder(WEXMOOR, "2026/27 to M7")


def again(folder, *, overall):
    """Return 2024/25 worked again in October 2025, with the score that it was settled with (or, without one, scored afresh)."""
    period, day = folder.agreement.period("2024/25"), date.fromisoformat(DECIDED_ON[RESTATED])
    return assess(folder.agreement, folder.ledger, folder.observations, (), period, "final", as_of=day, overall=overall)


@pytest.mark.parametrize("settlement", [FIRST, RESTATED, SECOND])
def test_every_party_has_what_the_table_says(assessed, settlement):
    expected = {row["party"]: row for row in rows("wexmoor", "expected", "expected_settlement.csv") if row["settlement"] == settlement}
    result = assessed[settlement]

    found = {owner_row(share): (share.cost, share.performance, share.total) for share in result.settlement.shares}

    columns = ("cost_share_gbp", "performance_payment_gbp", "total_gbp")
    assert found == {party: tuple(pence(row[column]) for column in columns) for party, row in expected.items() if party != "ALLIANCE"}


@pytest.mark.parametrize("settlement", [FIRST, RESTATED, SECOND])
def test_target_and_actual_of_every_participant_are_what_the_table_says(assessed, settlement):
    expected = [row for row in rows("wexmoor", "expected", "expected_settlement.csv") if row["settlement"] == settlement]
    outturn = assessed[settlement].outturn

    participants = {row["party"]: row for row in expected if row["adjusted_toc_gbp"] and row["party"] != "ALLIANCE"}

    assert {party: outturn.target[party] for party in participants} == {
        party: pence(row["adjusted_toc_gbp"]) for party, row in participants.items()
    }
    assert {party: outturn.actual[party] for party in participants} == {
        party: pence(row["actual_outturn_gbp"]) for party, row in participants.items()
    }


@pytest.mark.parametrize("settlement", [FIRST, RESTATED, SECOND])
def test_the_alliance_as_a_whole_is_what_the_table_says(assessed, settlement):
    (row,) = (
        row
        for row in rows("wexmoor", "expected", "expected_settlement.csv")
        if row["settlement"] == settlement and row["party"] == "ALLIANCE"
    )

    result = assessed[settlement].settlement
    participants = [share for share in result.shares if share.role == "non_owner_participant"]

    assert (result.target, result.actual, result.variance) == tuple(
        pence(row[column]) for column in ("adjusted_toc_gbp", "actual_outturn_gbp", "variance_gbp")
    )
    assert f"{Decimal(100 * result.variance) / result.target:.3f}" == row["variance_percent"]
    assert result.overall == Fraction(row["ops"])
    assert sum(share.cost for share in participants) == pence(row["cost_share_gbp"])
    assert sum(share.performance for share in participants) == pence(row["performance_payment_gbp"])
    assert result.non_owners_total == pence(row["total_gbp"])


@pytest.mark.parametrize(
    ("settlement", "target", "actual"),
    [(FIRST, 2_225_000_00, 2_405_078_06), (RESTATED, 2_225_000_00, 2_405_078_06), (SECOND, 1_850_000_00, 1_953_255_23)],
)
def test_the_council_is_counted_as_a_provider_and_has_no_participants_share(assessed, settlement, target, actual):
    result = assessed[settlement]

    assert (result.outturn.target["WX-CNC"], result.outturn.actual["WX-CNC"]) == (target, actual)
    assert [share.side for share in result.settlement.shares if share.party == "WX-CNC"] == ["owner"]


@pytest.mark.parametrize("settlement", [FIRST, RESTATED, SECOND])
def test_shares_add_up_to_the_variance_and_payments_to_nothing(assessed, settlement):
    result = assessed[settlement].settlement

    assert sum(share.cost for share in result.shares) == result.variance
    assert sum(share.performance for share in result.shares) == 0
    assert sum(payment.entitlement for payment in result.payments) == 0


def test_a_restatement_moves_new_less_old_for_every_party(assessed):
    expected = {row["party"]: row for row in rows("wexmoor", "expected", "expected_restatement.csv")}

    restatement = restate(assessed[RESTATED].settlement, amounts_of(assessed[FIRST].settlement))

    moved = {owner_row(one): (one.old, one.new, one.to_move) for one in restatement.moved}
    columns = ("first_gbp", "restated_gbp", "to_move_gbp")
    assert moved == {party: tuple(pence(row[column]) for column in columns) for party, row in expected.items() if party != "ALLIANCE"}
    assert restatement.returned == pence(expected["ALLIANCE"]["to_move_gbp"]) == 10_802_09
    assert sum(restatement.payments.values()) == 0


def test_scored_afresh_the_restated_year_would_have_another_score(folder):
    result = again(folder, overall=None)

    assert result.settlement.overall == Fraction("-2.89")


@pytest.mark.parametrize(
    ("year", "basis"), [("2024/25", "year end"), ("2025/26", "year end"), ("2026/27", "year to date M07")], ids=["2024/25", "2025/26", "M7"]
)
def test_every_score_is_what_the_table_says(assessed, to_month_7, year, basis):
    expected = {row["kpi"]: row for row in rows("wexmoor", "expected", "expected_kpi_scores.csv") if row["financial_year"] == year}
    result = assessed[PERIODS[year]] if year in PERIODS else to_month_7

    lines, overall, level = scores(result, LEVEL_WORDS)

    ops = expected.pop("OPS")
    assert {row["basis"] for row in expected.values()} == {basis}
    assert lines == {kpi: (row["value"], row["score"], row["level"], row["weighted_score"]) for kpi, row in expected.items()}
    assert {line.measure: line.weight for line in result.scorecard.lines} == {
        kpi: Fraction(row["weight_percent"]) / 100 for kpi, row in expected.items()
    }
    assert (overall, level) == (Fraction(ops["score"]), ops["level"])


def test_seven_months_of_the_third_year_are_under_target(to_month_7):
    result = to_month_7.settlement

    assert (result.variance, result.target, result.actual) == (71_451_55, 4_815_291_38, 4_743_839_83)
    assert result.is_indicative


def cases():
    table = rows("wexmoor", "expected", "expected_settlement_cases.csv")
    return list(dict.fromkeys(row["case"] for row in table)), table


@pytest.mark.parametrize("case", cases()[0], ids=lambda name: name.split(" ")[0])
def test_every_invented_case_comes_out(folder, case):
    expected = [row for row in cases()[1] if row["case"] == case]
    names = {"toc": "adjusted_toc_gbp", "aoc": "actual_outturn_gbp", "limb2": "non_owner_limb2_gbp", "ops": "ops"}

    outcome = gs.settle(folder.agreement.regime, {name: Fraction(expected[0][column]) for name, column in names.items()})

    for row in expected:
        amounts = [amount_in(outcome, row["party"], component) for component in ("cost", "performance")]
        columns = ("cost_share_gbp", "performance_payment_gbp", "total_gbp")
        assert [*amounts, sum(amounts)] == [Fraction(row[column]) for column in columns], row["party"]


def amount_in(outcome, party, component):
    sides = {"NON-OWNERS": "nop", "OWNERS": "owner"}
    if party in sides:
        return outcome.components[sides[party], component]
    side = "owner" if party.endswith(" (owner)") else "nop"
    return outcome.party_components[side, party.removesuffix(" (owner)"), component]


def test_the_first_target_of_every_provider_is_the_value_of_its_contract(folder):
    terms = folder.agreement.terms

    for contract in terms.service_contracts:
        for year in ("2024/25", "2025/26", "2026/27"):
            months = folder.agreement.period(year).months()
            first = sum(line.amount for line in folder.ledger.targets if line.party == contract.provider and line.month in months)
            assert first == contract.values[year] * 100, (contract.id, year)


def test_every_adjustment_of_the_target_comes_from_a_decision_and_adds_up(folder):
    sums = {}
    for line in folder.ledger.adjustments:
        key = (line.id, line.party, line.decision)
        sums[key] = sums.get(key, 0) + line.amount

    assert sums == {
        ("ADJ-001", "WX-FRN", "DEC-007"): 45_000_00,
        ("ADJ-002", "WX-MHT", "DEC-011"): 92_000_00,
        ("ADJ-003", "WX-FRN", "DEC-011"): 12_000_00,
        ("ADJ-004", "WX-OPH", "DEC-011"): 8_000_00,
        ("ADJ-005", "WX-MHT", "DEC-015"): 77_700_00,
        ("ADJ-006", "WX-GPF", "DEC-015"): 4_305_00,
        ("ADJ-007", "WX-FRN", "DEC-015"): 28_980_00,
        ("ADJ-008", "WX-OPH", "DEC-015"): 26_250_00,
        ("ADJ-009", "WX-CNC", "DEC-015"): 32_550_00,
    }


def test_the_open_book_holds_every_line(folder):
    ledger = folder.ledger

    assert (len(ledger.entries), len(ledger.submissions), len(ledger.payments)) == (808, 157, 155)
    assert sum(one.due_on is not None and one.submitted_on > one.due_on for one in ledger.submissions) == 33
    assert [(one.id, one.kind) for one in ledger.submissions if one.kind == "change"] == [
        ("SUB-2024-12-WX-FRN-v2", "change"),
        ("SUB-2024-09-WX-MHT-v2", "change"),
    ]
    assert len(folder.observations) == 455 + 44


def owner_row(share):
    """Return how the tables name a party: an owner by its role."""
    return f"{share.party} (owner)" if share.side == "owner" else share.party
