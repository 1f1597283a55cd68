"""The construction alliance: an interim settlement, a position and the whole project, as worked by hand in its README."""

from fractions import Fraction

import pytest
from tests.unit.examples.figures import EXAMPLES, pence, rows, scores

import gainshare as gs
from gainshare.core.lint.worked_examples import check_examples
from gainshare.core.performance.framework import LEVEL_WORDS

PROJECT = EXAMPLES / "capital_works"
KINDS = {"project to M12": "interim", "project to M15": "position", "project": "final"}


@pytest.fixture(scope="module")
def expected():
    table = {}
    for row in rows("capital_works", "expected", "expected_settlement.csv"):
        table.setdefault(row["period"], {})[row["party"]] = row
    return table


@pytest.fixture(scope="module")
def assessed(expected):
    days = {period: table["ALLIANCE"]["as_of"] for period, table in expected.items()}
    return {period: gs.assess_folder(PROJECT, period, as_of=days[period], kind=kind) for period, kind in KINDS.items()}


@pytest.mark.parametrize("period", KINDS)
def test_every_party_has_what_was_worked_by_hand(assessed, expected, period):
    found = {share.party: (share.side, share.cost, share.performance, share.total) for share in assessed[period].settlement.shares}

    columns = ("cost_share", "performance", "total")
    assert found == {
        party: (row["side"], *(pence(row[column]) for column in columns)) for party, row in expected[period].items() if party != "ALLIANCE"
    }


@pytest.mark.parametrize("period", KINDS)
def test_net_payments_on_account_are_what_was_worked_by_hand(assessed, expected, period):
    found = {
        payment.party: (
            payment.on_account.incurred,
            payment.on_account.funded,
            payment.on_account.received,
            payment.on_account.paid,
            payment.entitlement,
            payment.settled_before,
            payment.due,
        )
        for payment in assessed[period].settlement.payments
    }

    columns = ("incurred", "target_funded", "received", "paid", "net_payment", "settled_before", "due")
    assert found == {
        party: tuple(pence(row[column]) for column in columns) for party, row in expected[period].items() if party != "ALLIANCE"
    }
    assert sum(payment.due for payment in assessed[period].settlement.payments) == 0


@pytest.mark.parametrize("period", KINDS)
def test_target_actual_and_variance_are_what_was_worked_by_hand(assessed, expected, period):
    row, result = expected[period]["ALLIANCE"], assessed[period].settlement

    assert (result.target, result.actual, result.variance) == tuple(pence(row[column]) for column in ("target", "actual", "variance"))
    assert result.overall == Fraction(row["overall_score"])
    assert result.non_owners_total == pence(row["total"])
    assert {
        party: (assessed[period].outturn.target[party], assessed[period].outturn.actual[party]) for party in ("CON", "DES", "OPR", "OWN")
    } == {party: (pence(one["target"]), pence(one["actual"])) for party, one in expected[period].items() if party != "ALLIANCE"}


@pytest.mark.parametrize("period", KINDS)
def test_scores_are_what_was_worked_by_hand(assessed, period):
    table = {row["measure"]: row for row in rows("capital_works", "expected", "expected_scores.csv") if row["period"] == period}
    whole = table.pop("overall")

    lines, overall, level = scores(assessed[period], LEVEL_WORDS)

    assert lines == {name: (row["value"], row["score"], row["level"], row["weighted_score"]) for name, row in table.items()}
    assert (overall, level) == (Fraction(whole["score"]), whole["level"])


def test_a_measure_without_a_value_keeps_its_last_score(assessed):
    carried = [line.measure for line in assessed["project to M15"].scorecard.lines if line.basis == "carried"]

    assert carried == ["Q1", "C1", "E1"]


def test_a_variation_from_the_periods_start_counts_for_the_whole_period_and_only_once_agreed():
    before = gs.assess_folder(PROJECT, "project to M9", as_of="2026-02-18").terms
    after = gs.assess_folder(PROJECT, "project to M9", as_of="2026-04-30").terms
    earlier = gs.assess_folder(PROJECT, "project to M8", as_of="2026-04-30").terms

    stakes = [terms.regime.stages[2].amount.text for terms in (before, after, earlier)]

    assert stakes == ["1% of T", "1.25% of T", "1% of T"]


def test_a_variation_that_splits_leaves_each_part_its_own_shares(assessed):
    result = assessed["project"].settlement

    keys = {step.name: step.result for step in result.steps if ".key.CON" in step.name}

    assert [part for part, _ in sorted(keys.items())] == ["part 1: 5.allocate.key.CON", "part 2: 5.allocate.key.CON"]
    assert [share for _, share in sorted(keys.items())] == [Fraction(60, 100), Fraction(66, 100)]


def test_work_packages_are_summed_apart(assessed):
    outturn = assessed["project"].outturn

    assert outturn.target_by_work_package == {"": 11_490_000_00, "BRIDGE": 43_440_000_00, "ROADS": 28_440_000_00}
    assert outturn.actual_by_work_package == {"": 11_405_191_87, "BRIDGE": 43_148_454_41, "ROADS": 27_472_719_11}


def test_a_full_return_replaces_the_earlier_one_of_its_month():
    wrong = gs.assess_folder(PROJECT, "2025/26 M9", as_of="2026-05-07").outturn
    right = gs.assess_folder(PROJECT, "2025/26 M9", as_of="2026-05-08").outturn

    moved = right.actual_by_work_package["ROADS"] - wrong.actual_by_work_package["ROADS"]

    assert moved == 186_240_55
    assert sum(right.actual.values()) == sum(wrong.actual.values())


def test_the_final_settlement_needs_three_transfers(assessed):
    transfers = {(one.payer, one.payee): one.amount for one in assessed["project"].settlement.transfers}

    assert transfers == {("CON", "DES"): 146_298_88, ("OWN", "DES"): 130_931_59, ("OWN", "OPR"): 90_855_97}


def test_the_agreements_own_examples_come_out(assessed):
    agreement = assessed["project"].agreement

    assert len(agreement.terms.regime.examples) == 2
    assert list(check_examples(agreement.regime, "agreement.yaml")) == []
    assert assessed["project"].problems == ()
