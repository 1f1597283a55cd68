"""From shares to net payments, transfers, carried amounts and restatements: figures worked by hand."""

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import MONTHS, Alliance

from gainshare.api import assess_folder
from gainshare.core.commercial.carry import Carried, carry_forward
from gainshare.core.commercial.net_payment import Transfer, fewest_transfers
from gainshare.core.commercial.restatement import Amounts, amounts_of, check_window, restate
from gainshare.core.commercial.terms import CarryForward, RestatementTerms
from gainshare.core.kernel.period import Calendar, parse_period

YEAR = parse_period("2024/25", Calendar())


def settlement_of(tmp_path, alliance, period="2024/25", kind="final", **options):
    return assess_folder(alliance.write(tmp_path / "a"), period, kind=kind, **options).settlement


def due(settlement):
    return {one.party: one.due for one in settlement.payments}


# Payment bases


def test_at_actual_cost_the_owners_pay_what_the_participants_have(tmp_path):
    # The participants have 30,000 together; OA pays 60% of it and OB 40%.
    settlement = settlement_of(tmp_path, Alliance())

    assert due(settlement) == {"PX": 1_500_000, "PY": 900_000, "PZ": 600_000, "OA": -1_800_000, "OB": -1_200_000}


def test_in_an_overrun_the_participants_pay_the_owners(tmp_path):
    # 90,000 more cost: an overrun of 30,000, half of it 15,000.
    settlement = settlement_of(tmp_path, Alliance().change("costs.csv", 0, amount="130000.00"))

    assert due(settlement) == {"PX": -750_000, "PY": -450_000, "PZ": -300_000, "OA": 900_000, "OB": 600_000}


@pytest.fixture
def on_account():
    """Each funder pays its contract's value by twelve: OA 50,000 to PX and 25,000 to PY a month, OB 15,000 to PZ."""
    alliance = Alliance().set("regime/settle/payment", "on_account")
    for payer, payee, amount in (("OA", "PX", "50000.00"), ("OA", "PY", "25000.00"), ("OB", "PZ", "15000.00")):
        for month in MONTHS:
            paid = {"id": f"{payee}-{month}", "kind": "on_account", "payer": payer, "payee": payee, "period": month, "amount": amount}
            alliance.add("payments.csv", {**paid, "paid_on": f"{month}-15"})
    return alliance


def test_on_account_each_party_is_brought_from_what_was_paid_to_what_it_is_to_have(tmp_path, on_account):
    # PX: incurred 540,000 + share 15,000 − received 600,000 = −45,000.   PY: 288,000 + 9,000 − 300,000 = −3,000.
    # PZ: 192,000 + 6,000 − 180,000 = +18,000.   OA: share 18,000 − funds 900,000 + paid 900,000 = +18,000.
    # OB: incurred 120,000 + share 12,000 − funds 300,000 (its own 120,000 with PZ's 180,000) + paid 180,000 = +12,000.
    settlement = settlement_of(tmp_path, on_account)

    assert due(settlement) == {"PX": -4_500_000, "PY": -300_000, "PZ": 1_800_000, "OA": 1_800_000, "OB": 1_200_000}


def test_a_provider_with_two_funders_is_funded_in_proportion_to_its_contracts(tmp_path, on_account):
    # PX's target of 600,000: OA's contract 300,000 and OB's 100,000 make 450,000 and 150,000.
    on_account.set("service_contracts/C1/values", {"2024/25": 300000})
    on_account.set("service_contracts/+", {"id": "C5", "funder": "OB", "provider": "PX", "values": {"2024/25": 100000}})

    settlement = settlement_of(tmp_path, on_account)

    funded = {one.party: one.on_account.funded for one in settlement.payments}
    assert (funded["OA"], funded["OB"]) == (75_000_000, 45_000_000)
    assert sum(due(settlement).values()) == 0


def test_without_a_payment_basis_the_statement_says_so(tmp_path):
    settlement = settlement_of(tmp_path, Alliance().drop("regime/settle/payment"))

    assert (settlement.payments, settlement.transfers) == ((), ())
    assert [problem.message for problem in settlement.problems] == ["Share only: no payment basis is stated."]


@pytest.mark.parametrize("kind", ["shadow", "position"])
def test_nothing_is_payable_on_a_shadow_settlement_or_a_position(tmp_path, kind):
    settlement = settlement_of(tmp_path, Alliance(), kind=kind)

    assert settlement.is_indicative
    assert settlement.transfers == ()


@pytest.mark.parametrize("payment", ["actual_cost", "on_account"])
def test_a_levy_leaves_the_alliance_and_net_payments_still_add_up(tmp_path, on_account, payment):
    on_account.set("regime/settle/payment", payment)
    levy = {"levy": {"arm": "gain", "side": "nop", "rate": "10%", "to": "treasury"}}
    on_account.terms["regime"]["stages"].insert(3, levy)

    settlement = settlement_of(tmp_path, on_account)

    assert settlement.levies == {"treasury": 300_000}
    assert sum(due(settlement).values()) == 0


# Transfers


@pytest.mark.parametrize(
    ("net", "count"),
    [
        ({}, 0),
        ({"a": 0, "b": 0}, 0),
        ({"a": -5, "b": 5}, 1),
        ({"a": -5, "b": 3, "c": 2}, 2),
        ({"a": -5, "b": 5, "c": -3, "d": 3}, 2),
        # Two groups that cancel out, 7 = 4 + 3 and 6 = 5 + 1, need four payments; without them it would be five.
        ({"a": -7, "b": -6, "c": 5, "d": 4, "e": 3, "f": 1}, 4),
    ],
)
def test_there_are_no_more_transfers_than_needed(net, count):
    assert len(fewest_transfers(net)) == count


def test_a_transfer_goes_from_who_owes_to_who_is_owed():
    assert fewest_transfers({"a": -5, "b": 5}) == (Transfer("a", "b", 5),)


# Carry-forward


def rule(arm="pain", years=2):
    return CarryForward.model_validate({"arm": arm, "limit": "1", "years": years})


def carried(*items):
    return tuple(Carried(year, Fraction(amount)) for year, amount in items)


@pytest.mark.parametrize(
    ("variance", "limit", "brought", "settled", "waiting"),
    [
        # An overrun within the limit waits; beyond it, what is beyond is settled.
        (-10, 24, (), 0, [(2024, -10)]),
        (-30, 24, (), -6, [(2024, -24)]),
        (-24, 24, (), 0, [(2024, -24)]),
        (-10, 0, (), -10, []),
        # A gain is not carried here, and is first set against what was carried.
        (10, 24, (), 10, []),
        (10, 24, [(2023, -4)], 6, []),
        (10, 24, [(2023, -15)], 0, [(2023, -5)]),
        (0, 24, (), 0, []),
        # The limit is for all that waits; the oldest is settled first.
        (-10, 12, [(2023, -10)], -8, [(2023, -2), (2024, -10)]),
        # After two years it is settled.
        (0, 24, [(2022, -10)], -10, []),
        (-5, 24, [(2022, -10)], -10, [(2024, -5)]),
        (0, 24, [(2023, -10)], 0, [(2023, -10)]),
    ],
)
def test_a_year_settles_what_may_not_wait(variance, limit, brought, settled, waiting):
    result = carry_forward(rule(), year=2024, variance=Fraction(variance), limit=Fraction(limit), brought=carried(*brought))

    assert (result.settled, result.carried) == (settled, carried(*waiting))


def test_both_arms_can_be_carried():
    gain = carry_forward(rule("both"), year=2024, variance=Fraction(10), limit=Fraction(24), brought=())
    pain = carry_forward(rule("both"), year=2025, variance=Fraction(-4), limit=Fraction(24), brought=gain.carried)

    assert (gain.settled, gain.carried) == (0, carried((2024, 10)))
    assert (pain.settled, pain.carried) == (0, carried((2024, 6)))


def test_over_three_years_what_is_settled_is_what_arose():
    # −10 waits, −20 takes it over 24 by 6, so 6 of the oldest are settled; then +9 is set against the 4 and 5 of the 20; 15 wait.
    waiting, settled = (), []
    for year, variance in ((2024, -10), (2025, -20), (2026, 9)):
        result = carry_forward(rule(), year=year, variance=Fraction(variance), limit=Fraction(24), brought=waiting)
        waiting = result.carried
        settled.append(result.settled)

    assert settled == [0, -6, 0]
    assert waiting == carried((2025, -15))


# Restatement


def test_what_moves_is_new_less_old_for_each_party(tmp_path):
    # 100,000 more cost: −40,000 instead of +60,000. PX −10,000 instead of +15,000, OA −12,000 instead of +18,000.
    old = settlement_of(tmp_path, Alliance())
    new = settlement_of(tmp_path, Alliance().change("costs.csv", 0, amount="140000.00"))

    restated = restate(new, amounts_of(old))

    assert {one.party: one.to_move for one in restated.moved} == {
        "PX": -2_500_000,
        "PY": -1_500_000,
        "PZ": -1_000_000,
        "OA": -3_000_000,
        "OB": -2_000_000,
    }
    assert restated.payments == {"PX": -2_500_000, "PY": -1_500_000, "PZ": -1_000_000, "OA": 3_000_000, "OB": 2_000_000}
    assert restated.returned == -5_000_000


def test_a_party_that_had_a_share_and_has_none_gives_it_back(tmp_path):
    new = settlement_of(tmp_path, Alliance())
    old = amounts_of(new)
    stranger = Amounts({**old.shares, ("PQ", "nop"): (500, 0)}, {**old.payments, "PQ": 500, "OA": old.payments["OA"] - 500})

    restated = restate(new, stranger)

    assert {one.party: one.to_move for one in restated.moved if one.to_move} == {"PQ": -500}
    assert restated.transfers == (Transfer("PQ", "OA", 500),)


@pytest.mark.parametrize(
    ("months", "day", "is_open"),
    [
        (24, date(2027, 3, 31), True),
        (24, date(2027, 4, 1), False),
        (0, date(2025, 3, 31), True),
        (0, date(2025, 4, 1), False),
        (24, None, True),
    ],
)
def test_a_window_of_months_is_counted_from_the_end_of_the_period(months, day, is_open):
    problems = check_window(RestatementTerms(window_months=months, scores="kept"), YEAR, day)

    assert (problems == ()) == is_open


# Several owners and participants, each with its own cap


CAPPED = {"side": "nop", "key": {"PX": 50, "PY": 30, "PZ": 20}}


@pytest.mark.parametrize(
    ("caps", "spill", "shares"),
    [
        # An overrun of 30,000: 15,000 for the participants by key 7,500, 4,500, 3,000.
        ({"PX": 5000}, "owner", {"PX": -500_000, "PY": -450_000, "PZ": -300_000, "OA": -1_050_000, "OB": -700_000}),
        # The 2,500 beyond PX's cap go to PY and PZ, 3 to 2: 1,500 and 1,000.
        ({"PX": 5000}, ["parties", "owner"], {"PX": -500_000, "PY": -600_000, "PZ": -400_000, "OA": -900_000, "OB": -600_000}),
        # PY is full at 5,000 after 500 of its 1,500; PZ takes the rest: 3,000 + 2,000.
        ({"PX": 5000, "PY": 5000}, ["parties", "owner"], {"PX": -500_000, "PY": -500_000, "PZ": -500_000, "OA": -900_000, "OB": -600_000}),
        # All are full at 5,000, 5,000 and 4,000; the owners have the last 1,000: 600 and 400.
        (
            {"PX": 5000, "PY": 5000, "PZ": 4000},
            ["parties", "owner"],
            {"PX": -500_000, "PY": -500_000, "PZ": -400_000, "OA": -960_000, "OB": -640_000},
        ),
        # A cap of nothing bears nothing.
        ({"PX": 0, "PY": 0, "PZ": 0}, "owner", {"PX": 0, "PY": 0, "PZ": 0, "OA": -1_800_000, "OB": -1_200_000}),
    ],
)
def test_what_is_beyond_a_partys_own_cap_goes_where_the_agreement_says(tmp_path, caps, spill, shares):
    alliance = Alliance().set("regime/stages/3/allocate", {**CAPPED, "pain_cap": caps, "spill_to": spill})

    settlement = settlement_of(tmp_path, alliance.change("costs.csv", 0, amount="130000.00"))

    assert {one.party: one.cost for one in settlement.shares} == shares
    assert sum(due(settlement).values()) == 0


def test_an_odd_penny_goes_to_the_side_and_then_the_party_named_first(tmp_path):
    # A variance of 59,999.99: the owners, first in a gain, have 30,000.00 and the participants 29,999.99, of which
    # PX 14,999.995, PY 8,999.997, PZ 5,999.998: the two pennies over go to the largest remainders, PZ's and PY's.
    settlement = settlement_of(tmp_path, Alliance().change("costs.csv", 0, amount="40000.01"))

    assert {one.party: one.cost for one in settlement.shares} == {
        "OA": 1_800_000,
        "OB": 1_200_000,
        "PX": 1_499_999,
        "PY": 900_000,
        "PZ": 600_000,
    }
