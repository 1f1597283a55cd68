"""The rows behind a figure add up to it, whatever is selected and whatever is left out by the open-book rules."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.examples.figures import EXAMPLES

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.behind import costs_behind, targets_behind
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission, TargetAdjustment, TargetLine
from gainshare.core.openbook.outturn import Select, actual_cells, target_cells, total
from gainshare.core.openbook.rules import OpenBookRules
from gainshare.files.folder import load_folder

APRIL = Month(2024, 4)
RULES = OpenBookRules.model_validate(
    {
        "cost_types": [{"id": "direct", "limb": 1}, {"id": "margin", "limb": 2}],
        "categories": [
            {"name": "Pay", "cost_type": "direct"},
            {"name": "Fees", "cost_type": "direct", "pass_through": True},
            {"name": "Fines", "cost_type": "direct", "allowable": False},
            {"name": "Margin", "cost_type": "margin"},
        ],
    }
)
KINDS = (("direct", "Pay"), ("direct", "Fees"), ("direct", "Fines"), ("margin", "Margin"))


@pytest.fixture(scope="module")
def wexmoor():
    return load_folder(EXAMPLES / "wexmoor")


@pytest.mark.parametrize("as_of", [None, date(2025, 7, 31), date(2025, 10, 30)])
def test_what_is_behind_each_figure_of_wexmoor_adds_up_to_it(wexmoor, as_of):
    ledger, rules = wexmoor.ledger, wexmoor.agreement.terms.open_book
    costs = actual_cells(ledger, standing="accepted", as_of=as_of)
    targets = target_cells(ledger, adjusted=True, as_of=as_of)
    parties = [None, *(frozenset({party.id}) for party in wexmoor.agreement.parties)]

    for word, party, limb in product(("2024/25", "2025/26 Q3", "2026/27 M7"), parties, ((), (1,), (2,))):
        chosen = Select(frozenset(wexmoor.agreement.period(word).months()), party, frozenset(limb))
        behind = costs_behind(ledger, chosen, rules, standing="accepted", as_of=as_of)
        assert sum(one.amount for one in behind) == total(costs, chosen, rules)
        assert sum(one.amount for one in targets_behind(ledger, chosen, rules, as_of=as_of)) == total(targets, chosen, rules)


def entry(number, of):
    party, back, kind, amount, package = of
    return CostEntry(f"S{number}", party, APRIL.plus(-back), *KINDS[kind], amount, "net", package, "", "", number)


def target(of):
    return TargetLine(of.party, of.month, of.cost_type, of.amount, of.category, "net", of.work_package, 1)


def change(of):
    return TargetAdjustment("A", of.party, of.month, of.cost_type, 7, "scope", "", "", date(2024, 4, 1), of.work_package, 1)


lines = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 2), st.integers(0, 3), st.integers(-500, 500), st.sampled_from(["", "W"])), max_size=12
)


@given(lines, st.sampled_from([None, frozenset("A")]), st.sampled_from([(), (1,), (2,)]), st.sampled_from(["include", "exclude", "only"]))
def test_what_is_behind_a_figure_adds_up_to_it_whatever_is_selected(found, parties, limbs, passing):
    entries = tuple(entry(number, of) for number, of in enumerate(found, 1))
    handed = tuple(Submission(one.submission, one.party, one.month, "change", date(2024, 5, 1), "accepted", None, "", 1) for one in entries)
    targets = tuple(
        TargetLine(one.party, one.month, one.cost_type, one.amount, one.category, "net", one.work_package, 1) for one in entries
    )
    changes = tuple(change(one) for one in entries)
    ledger = Ledger(submissions=handed, entries=entries, targets=targets, adjustments=changes)

    for package in ("", "W"):
        chosen = Select(frozenset({APRIL, APRIL.plus(-1)}), parties, frozenset(limbs), package, passing)
        behind = costs_behind(ledger, chosen, RULES, standing="accepted", as_of=None)
        assert sum(one.amount for one in behind) == total(actual_cells(ledger, standing="accepted", as_of=None), chosen, RULES)
        assert sum(one.lines for one in behind) <= len(entries)
        rows = targets_behind(ledger, chosen, RULES, as_of=None)
        assert sum(one.amount for one in rows) == total(target_cells(ledger, adjusted=True, as_of=None), chosen, RULES)
