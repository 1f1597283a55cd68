"""What a return would change: figures of the small alliance by hand, and of Wexmoor from its expected files."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.builders import Alliance, cost_rows
from tests.unit.examples.figures import pence, rows

from gainshare.core.agreement.outlook import outlook_of
from gainshare.core.agreement.preview import last_payable, preview_effect, restatement_effect
from gainshare.core.commercial.restatement import Amounts, Settled
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import CostEntry, Submission
from gainshare.core.openbook.forecast import forecast_outturn
from gainshare.core.openbook.outturn import Select, actual_cells, target_cells, total
from gainshare.files.folder import load_folder

SEPTEMBER = Month(2024, 9)
REFUND, AGENCY = "SUB-2024-09-WX-MHT-v2", "SUB-2024-12-WX-FRN-v2"


@pytest.fixture(scope="module")
def wexmoor():
    return load_folder("examples/wexmoor")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small alliance half-way through its year; provider X has not handed in September."""
    held = [row for row in cost_rows() if row["period"] < "2024-10" and (row["party"], row["period"]) != ("PX", "2024-09")]
    alliance = Alliance()
    alliance.rows["costs.csv"] = held
    return load_folder(alliance.write(tmp_path_factory.mktemp("small")))


def entry(pounds, submission, party="PX", month=SEPTEMBER, category="Pay", cost_type="direct"):
    return CostEntry(submission, party, month, cost_type, category, pounds * 100, "net", "", "", "", 1)


def submission(name="P1", kind="full", party="PX", month=SEPTEMBER, status="draft", on=date(2024, 10, 12)):
    return Submission(name, party, month, kind, on, status, None, "because", 0)


def effect(folder, proposed, lines, month=SEPTEMBER, as_of=None):
    return preview_effect(folder.agreement, folder.ledger, folder.observations, (), month, proposed, lines, as_of=as_of)


def without(folder, *names):
    """Return the open book of a folder without some submissions, and those with their lines."""
    ledger = folder.ledger
    left = replace(
        ledger,
        submissions=tuple(one for one in ledger.submissions if one.id not in names),
        entries=tuple(line for line in ledger.entries if line.submission not in names),
    )
    taken = [one for one in ledger.submissions if one.id in names]
    return left, taken, [line for line in ledger.entries if line.submission in names]


# At the forecast


def test_a_return_is_seen_before_and_after_to_the_penny(small):
    # Target of a month 100,000; six months 600,000; the year 1,200,000. In a month X is 5,000 under, Y 1,000 under, Z 1,000 over.
    # Before: X has 5 months in and September at its target of 50,000: 25,000 under. After: 30,000 under.
    # Half is the participants', of which X has half: 6,250 before, 7,500 after. What is to come costs its target.
    found = effect(small, submission(), [entry(40_000, "P1"), entry(5_000, "P1", category="Margin", cost_type="margin")])
    before, after = found.before, found.after

    assert (before.target_to_date, before.actual_to_date, before.not_handed_in) == (60_000_000, 52_500_000, 5_000_000)
    assert before.missing == (("PX", SEPTEMBER),)
    assert (before.variance_to_date, before.target, before.forecast, before.variance) == (2_500_000, 120_000_000, 117_500_000, 2_500_000)
    assert (after.actual_to_date, after.not_handed_in, after.missing) == (57_000_000, 0, ())
    assert (after.variance_to_date, after.forecast, after.variance) == (3_000_000, 117_000_000, 3_000_000)
    assert (found.share_before, found.share_after) == (625_000, 750_000)


def test_a_penny_of_cost_is_a_penny_of_variance(small):
    lines = [entry(50_000, "P1"), replace(entry(0, "P1"), amount=1)]
    found = effect(small, submission(), lines)

    # 1p over the target: the variance is 24,999.99 and not 25,000.00.
    assert (found.before.variance, found.after.variance) == (2_500_000, 2_499_999)


def test_pain_is_shown_as_pain(small):
    # X hands in 150,000 against 50,000: 100,000 over, with 25,000 under so far: 75,000 over. Half of it is 37,500; X has half: 18,750.
    found = effect(small, submission(), [entry(150_000, "P1")])

    assert (found.after.variance, found.share_after) == (-7_500_000, -1_875_000)


def test_a_full_return_replaces_an_earlier_one_and_a_draft_of_itself_is_not_counted_twice(small):
    earlier = submission("P0", status="accepted")
    book = replace(
        small.ledger,
        submissions=(earlier, submission("P1")),
        entries=(*small.ledger.entries, entry(45_000, "P0"), entry(44_000, "P1")),
    )
    found = effect(replace(small, ledger=book), submission("P1"), [entry(44_000, "P1")])

    # With the earlier one 30,000 under, with the new one 31,000.
    assert (found.before.variance, found.after.variance) == (3_000_000, 3_100_000)


def test_a_return_that_is_only_handed_in_counts_as_well(small):
    book = replace(small.ledger, submissions=(submission("P1", status="queried"),), entries=(*small.ledger.entries, entry(45_000, "P1")))

    assert outlook_of(small.agreement, book, small.observations, (), SEPTEMBER, as_of=None).variance == 3_000_000


def test_what_was_handed_in_after_the_day_is_not_known(small):
    book = replace(small.ledger, submissions=(submission("P1", status="accepted"),), entries=(*small.ledger.entries, entry(45_000, "P1")))

    found = outlook_of(small.agreement, book, small.observations, (), SEPTEMBER, as_of=date(2024, 10, 11))

    assert (found.variance, found.missing) == (2_500_000, (("PX", SEPTEMBER),))


def test_at_month_7_wexmoor_is_heading_for_what_its_running_position_says(wexmoor):
    # expected/statement-2026-27-to-M7.txt: all returns are in, so that what is to come at its target adds nothing to the variance.
    found = outlook_of(wexmoor.agreement, wexmoor.ledger, wexmoor.observations, (), Month(2026, 10), as_of=None)

    assert (found.target_to_date, found.actual_to_date, found.variance_to_date) == (481_529_138, 474_383_983, 7_145_155)
    assert (found.overall, found.missing, found.not_handed_in) == (Fraction("50.18"), (), 0)
    # README: the adjusted target of 2026/27 is 8,254,785.
    assert (found.target, found.forecast) == (825_478_500, 825_478_500 - 7_145_155)
    assert {share.party: share.total for share in found.settlement.shares} == {
        "WX-MHT": 3_793_489,
        "WX-GPF": 379_349,
        "WX-FRN": 1_820_874,
        "WX-OPH": 1_593_265,
        "WX-ICB": -243_002,
        "WX-CNC": -198_820,
    }


@pytest.mark.parametrize("month", [Month(2024, 4), Month(2025, 1), Month(2025, 3), Month(2026, 10)])
def test_the_forecast_is_that_of_the_remaining_target(wexmoor, month):
    found = outlook_of(wexmoor.agreement, wexmoor.ledger, wexmoor.observations, (), month, as_of=None)
    year, rules = wexmoor.agreement.period(found.settlement.period.word), wexmoor.agreement.terms.open_book

    def by_month(cells, months):
        return {one: total(cells, Select(frozenset({one})), rules) for one in months}

    actual = by_month(actual_cells(wexmoor.ledger, standing="submitted", as_of=None), [one for one in year.months() if one <= month])
    target = by_month(target_cells(wexmoor.ledger, adjusted=True, as_of=None), year.months())

    assert found.forecast == forecast_outturn("remaining_target", year, actual=actual, target=target, own={})


def test_the_trusts_return_of_month_7_is_its_own_under_run(wexmoor):
    name = "SUB-2026-10-WX-MHT"
    book, (proposed,), lines = without(wexmoor, name)
    found = effect(replace(wexmoor, ledger=book), proposed, lines, Month(2026, 10))
    own = found.before.not_handed_in - sum(line.amount for line in lines)

    assert found.before.missing == (("WX-MHT", Month(2026, 10)),)
    assert found.after.variance == 7_145_155
    assert found.after.variance - found.before.variance == own
    assert found.share_after == 3_793_489


# Restatements


def settled_in_july_2025(folder):
    """Return the first settlement of 2024/25 as its expected file has it."""
    sides = {"WX-ICB": "owner", "WX-CNC": "owner"}
    shares = {
        (party, sides.get(party, "nop")): (pence(row["cost_share_gbp"]), pence(row["performance_payment_gbp"]))
        for row in rows("wexmoor", "expected", "expected_settlement.csv")
        if row["settlement"].startswith("2024/25 settlement") and (party := row["party"].removesuffix(" (owner)")) != "ALLIANCE"
    }
    return Settled("2024-25.final.1", folder.agreement.period("2024/25"), "final", Fraction("-3.28"), Amounts(shares, {}))


def test_the_trusts_refund_restates_2024_25_as_expected(wexmoor):
    book, (proposed,), lines = without(wexmoor, REFUND)
    found = restatement_effect(
        wexmoor.agreement, book, wexmoor.observations, (settled_in_july_2025(wexmoor),), proposed, lines, as_of=date(2025, 10, 30)
    )
    expected = {
        row["party"].removesuffix(" (owner)"): pence(row["to_move_gbp"])
        for row in rows("wexmoor", "expected", "expected_restatement.csv")
        if row["party"] != "ALLIANCE"
    }

    assert found.delta == -2_160_418  # README: the trust's September refund, −21,604.18
    assert (found.period.word, found.settled.id, found.problems) == ("2024/25", "2024-25.final.1", ())
    assert {one.party: one.to_move for one in found.moved} == expected
    assert {one.party: one.to_move for one in found.to_move} == expected


def test_what_came_since_the_settlement_is_told_apart_from_the_correction_itself(wexmoor):
    # Without the charity's December invoice (8,412.37) among what was settled: it came since, so it is in what a restatement moves.
    book, proposed, lines = without(wexmoor, REFUND, AGENCY)
    agency = next(one for one in proposed if one.id == AGENCY)
    refund = next(one for one in wexmoor.ledger.submissions if one.id == REFUND)
    with_refund = replace(
        book,
        submissions=(*book.submissions, refund),
        entries=(*book.entries, *(line for line in lines if line.submission == REFUND)),
    )
    found = restatement_effect(
        wexmoor.agreement,
        with_refund,
        wexmoor.observations,
        (settled_in_july_2025(wexmoor),),
        agency,
        [line for line in lines if line.submission == AGENCY],
        as_of=date(2025, 10, 30),
    )

    assert found.delta == 841_237
    # 8,412.37 more pain: participants bear half. Together the two differences are those of the expected restatement.
    assert sum(one.to_move for one in found.moved if one.side == "nop") in (-420_618, -420_619)
    assert sum(one.to_move for one in found.moved) == -841_237
    assert {one.party: one.to_move for one in found.to_move}["WX-MHT"] == 540_104


def test_beyond_the_window_it_is_said_that_the_settlement_may_no_longer_be_restated(wexmoor):
    book, (proposed,), lines = without(wexmoor, REFUND)
    found = restatement_effect(
        wexmoor.agreement, book, wexmoor.observations, (settled_in_july_2025(wexmoor),), proposed, lines, as_of=date(2027, 4, 1)
    )

    assert [one.message for one in found.problems] == ["2024/25 may be restated for 24 months after its end, until 2027-03-31."]


def test_a_month_that_is_not_settled_changes_the_year_under_way(small):
    change = submission("P2", kind="change", party="PY", month=Month(2024, 5))
    found = restatement_effect(
        small.agreement, small.ledger, small.observations, (), change, [entry(-2_000, "P2", "PY", Month(2024, 5))], as_of=None
    )

    # 2,000 less cost: half to the participants, of which X has 50%, Y 30%, Z 20%; the owners 60% and 40% of the other half.
    assert (found.delta, found.settled, found.to_move) == (-200_000, None, ())
    assert {one.party: one.to_move for one in found.moved} == {"PX": 50_000, "PY": 30_000, "PZ": 20_000, "OA": 60_000, "OB": 40_000}


def test_of_several_settlements_the_last_final_one_counts(wexmoor):
    first = settled_in_july_2025(wexmoor)
    again, interim = replace(first, id="2024-25.final.2"), replace(first, id="2024-25.interim.1", kind="interim")
    shadow = replace(first, id="2024-25.shadow.1", kind="shadow")

    assert last_payable((first, again, interim, shadow), SEPTEMBER).id == "2024-25.final.2"
    assert last_payable((interim, shadow), SEPTEMBER).id == "2024-25.interim.1"
    assert last_payable((shadow,), SEPTEMBER) is None
    assert last_payable((first,), Month(2025, 4)) is None
