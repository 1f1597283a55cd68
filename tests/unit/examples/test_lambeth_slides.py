"""The alliance of the founding slides: the settlement worked by hand in its README, and what the slides say."""

from fractions import Fraction

import pytest
from tests.unit.examples.figures import EXAMPLES, pence, rows, scores

import gainshare as gs
from gainshare.core.lint.worked_examples import check_examples
from gainshare.core.performance.framework import LEVEL_WORDS

SLIDES = EXAMPLES / "lambeth_slides"


@pytest.fixture(scope="module")
def assessed():
    return gs.assess_folder(SLIDES, "2015/16", kind="final")


@pytest.fixture(scope="module")
def expected():
    return {row["party"]: row for row in rows("lambeth_slides", "expected", "expected_settlement.csv")}


def test_the_new_budget_is_the_old_cost_less_23_per_cent(assessed):
    contracts = assessed.terms.service_contracts

    before = sum(contract.values["2014/15"] for contract in contracts)
    budget = sum(contract.values["2015/16"] for contract in contracts)

    assert (before, budget) == (10_500_000, 8_085_000)
    assert budget == before * (1 - Fraction(23, 100))
    assert assessed.settlement.target == budget * 100


def test_the_trusts_part_was_5_5_million_and_the_placements_5_0(assessed):
    before = {contract.provider: contract.values["2014/15"] for contract in assessed.terms.service_contracts}

    assert before.pop("MHT") == 5_500_000
    assert sum(before.values()) == 5_000_000


def test_every_party_has_what_was_worked_by_hand(assessed, expected):
    found = {share.party: (share.side, share.cost, share.performance, share.total) for share in assessed.settlement.shares}

    assert found == {
        party: (row["side"], *(pence(row[column]) for column in ("cost_share", "performance", "total")))
        for party, row in expected.items()
        if party != "ALLIANCE"
    }


def test_net_payments_are_what_was_worked_by_hand(assessed, expected):
    found = {payment.party: payment.due for payment in assessed.settlement.payments}

    assert found == {party: pence(row["net_payment"]) for party, row in expected.items() if party != "ALLIANCE"}


def test_the_whole_is_what_was_worked_by_hand(assessed, expected):
    row, result = expected["ALLIANCE"], assessed.settlement

    assert (result.target, result.actual, result.variance) == tuple(pence(row[column]) for column in ("target", "actual", "variance"))
    assert result.non_owners_total == pence(row["total"])
    assert {party: (assessed.outturn.target[party], assessed.outturn.actual[party]) for party in assessed.outturn.target} == {
        party: (pence(one["target"]), pence(one["actual"])) for party, one in expected.items() if one["side"] == "nop"
    }


def test_scores_are_what_was_worked_by_hand(assessed):
    table = {row["measure"]: row for row in rows("lambeth_slides", "expected", "expected_scores.csv")}
    whole = table.pop("overall")

    lines, overall, level = scores(assessed, LEVEL_WORDS)

    assert lines == {name: (row["value"], row["score"], row["level"], row["weighted_score"]) for name, row in table.items()}
    assert (overall, level) == (Fraction(whole["score"]), whole["level"])


def test_stretch_scores_50_in_this_reading_of_the_slides(assessed):
    assert assessed.terms.performance.scale["stretch"] == 50


def test_the_agreements_own_examples_come_out(assessed):
    assert len(assessed.terms.regime.examples) == 2
    assert list(check_examples(assessed.agreement.regime, "agreement.yaml")) == []
    assert assessed.problems == ()
