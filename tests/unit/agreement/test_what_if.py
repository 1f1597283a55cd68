"""What if: with nothing otherwise it is the position; another outturn is met to the penny; each change moves no more than it should."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.examples.figures import EXAMPLES

from gainshare.core.agreement.what_if import Changes, term_numbers, what_if, with_terms
from gainshare.core.assess import assess
from gainshare.core.kernel.problem import Invalid
from gainshare.core.openbook.outturn import Select, actual_cells, total, with_total
from gainshare.files.folder import load_folder

WEXMOOR = load_folder(EXAMPLES / "wexmoor")
PERIOD = WEXMOOR.agreement.period("2026/27 to M7")


def tried(**changes):
    return what_if(WEXMOOR.agreement, WEXMOOR.ledger, WEXMOOR.observations, (), PERIOD, Changes(**changes), as_of=None)


def test_with_nothing_otherwise_it_is_the_position():
    real = assess(WEXMOOR.agreement, WEXMOOR.ledger, WEXMOOR.observations, (), PERIOD, "position")

    assert tried().settlement == real.settlement
    assert tried().settlement.variance == 71_451_55  # expected_settlement.csv: 2026/27 to M7


@given(st.integers(0, 2_000_000_000))
def test_another_outturn_is_met_to_the_penny_and_the_shares_add_up_to_the_variance(outturn):
    made = tried(outturn=outturn).settlement

    assert made.actual == outturn
    assert made.variance == made.target - outturn
    assert sum(share.cost for share in made.shares) == made.variance


@given(st.integers(-1_000_000_000, 1_000_000_000))
def test_cost_is_spread_over_the_parties_and_over_nothing_else(wanted):
    rules = WEXMOOR.agreement.terms.open_book
    cells = actual_cells(WEXMOOR.ledger, standing="accepted", as_of=None)
    chosen = Select(frozenset(PERIOD.months()))

    made = with_total(cells, chosen, rules, wanted)

    assert total(made, chosen, rules) == wanted
    assert {cell: amount for cell, amount in made.items() if cell.month not in chosen.months} == {
        cell: amount for cell, amount in cells.items() if cell.month not in chosen.months
    }


@given(st.sampled_from(["K1.1", "K2.1", "K6.2"]), st.fractions(0, 100))
def test_a_value_moves_its_own_score_alone(measure, value):
    real, made = tried(), tried(values={measure: value})

    scores = {line.measure: line.score for line in made.scorecard.lines}
    assert {name for name, score in scores.items() if score != real.scorecard.line(name).score} <= {measure}
    assert made.scorecard.line(measure).value == value
    assert made.settlement.variance == real.settlement.variance


def test_every_number_of_the_regime_can_be_said_again_and_changes_nothing():
    numbers = term_numbers(WEXMOOR.agreement)

    again = with_terms(WEXMOOR.agreement, {one.path: one.text for one in numbers})

    assert len(numbers) > 15
    made = what_if(again, WEXMOOR.ledger, WEXMOOR.observations, (), PERIOD, Changes(), as_of=None).settlement
    assert [(share.party, share.total) for share in made.shares] == [(share.party, share.total) for share in tried().settlement.shares]


@pytest.mark.parametrize("path", ["alliance/name", "regime/stages/99/share", "regime/title", "parties/WX-ICB/name", "", "regime"])
def test_what_is_no_number_of_the_regime_is_refused(path):
    with pytest.raises(Invalid, match="no number of the regime"):
        with_terms(WEXMOOR.agreement, {path: "1"})


def test_cost_that_is_not_there_cannot_be_spread():
    with pytest.raises(Invalid, match="no cost yet"):
        with_total({}, Select(frozenset(PERIOD.months())), WEXMOOR.agreement.terms.open_book, 1_00)


def test_a_share_of_the_parties_is_changed_with_the_others():
    made = with_terms(WEXMOOR.agreement, {"parties/WX-ICB/owner_share": "60%", "parties/WX-CNC/owner_share": "40%"})

    shares = {party.id: party.owner_share for party in made.parties if party.owner_share}
    assert shares == {"WX-ICB": Fraction(60, 100), "WX-CNC": Fraction(40, 100)}
    with pytest.raises(Invalid):
        with_terms(WEXMOOR.agreement, {"parties/WX-ICB/owner_share": "60%"})
