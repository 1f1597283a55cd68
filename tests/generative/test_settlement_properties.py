"""What must hold for every small alliance, every ledger and every file: nothing is lost, order is immaterial, and nothing falls over."""

import json
import random
from dataclasses import fields
from datetime import date
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import MONTHS, Alliance, gainshare

from gainshare.api import assess_folder
from gainshare.core.commercial.net_payment import fewest_transfers
from gainshare.core.commercial.restatement import amounts_of, restate
from gainshare.core.kernel.period import Calendar, Month, parse_period
from gainshare.core.openbook.entry import CostEntry, Fact, OwnForecast, Payment, Submission, TargetAdjustment, TargetLine
from gainshare.core.performance.observation import Observation
from gainshare.files.encoding import canonical, decode, encode

SLOW = settings(max_examples=max(20, settings.default.max_examples // 2), suppress_health_check=[HealthCheck.too_slow])
CENTS = st.integers(0, 20_000_000)
PARTIES = ("PX", "PY", "PZ", "OB")
CALENDAR = Calendar()


def pounds(pence):
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def percents(draw, count):
    """Return shares of whole percent that add up to 100%."""
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True)))
    return [f"{later - earlier}%" for earlier, later in zip([0, *cuts], [*cuts, 100], strict=True)]


@st.composite
def alliances(draw, *, basis=("actual_cost", "on_account"), carry=True):
    """A small alliance with random shares, bands, stages and books."""
    alliance = Alliance()
    for party, share in zip(("PX", "PY", "PZ"), percents(draw, 3), strict=True):
        alliance.set(f"parties/{party}/non_owner_share", share)
    for party, share in zip(("OA", "OB"), percents(draw, 2), strict=True):
        alliance.set(f"parties/{party}/owner_share", share)
    for arm in ("gain", "pain"):
        owner, nop = percents(draw, 2)
        last = percents(draw, 2)
        to = draw(st.integers(1, 30))
        bands = [{"to": f"{to}%", "owner": owner, "nop": nop}, {"owner": last[0], "nop": last[1]}]
        alliance.set(f"regime/stages/share/{arm}", {"basis": "target", "bands": bands})
    if draw(st.booleans()):
        cap = {"arm": "pain", "side": "nop", "component": "cost", "max": str(draw(st.integers(0, 50_000))), "excess_to": "owner"}
        alliance.terms["regime"]["stages"].insert(3, {"limit": cap})
    if draw(st.booleans()):
        fund = {"amount": f"{draw(st.integers(0, 5))}% of T", "from": "owner", "to": "nop", "release": "ops/100"}
        alliance.terms["regime"]["stages"].insert(3, {"fund": fund})
    if carry and draw(st.booleans()):
        arm = draw(st.sampled_from(["gain", "pain", "both"]))
        alliance.set("regime/settle/carry_forward", {"arm": arm, "limit": f"{draw(st.integers(0, 5))}% of T", "years": 2})
    alliance.set("regime/settle/payment", draw(st.sampled_from(basis)))
    alliance.set("regime/round/odd_penny", draw(st.sampled_from(["first_in_order", "largest_remainder"])))
    alliance.rows["targets.csv"] = [
        {"party": party, "period": "2024/25", "cost_type": "direct", "amount": pounds(draw(CENTS) + 100)} for party in PARTIES
    ]
    alliance.rows["costs.csv"] = [
        {
            "party": party,
            "period": draw(st.sampled_from(MONTHS)),
            "cost_type": "direct",
            "category": category,
            "amount": pounds(draw(CENTS)),
        }
        for party in PARTIES
        for category in draw(st.lists(st.sampled_from(["Pay", "Fees", "Fines"]), min_size=1, max_size=3, unique=True))
    ]
    for row in alliance.rows["observations.csv"]:
        row["numerator"] = str(draw(st.integers(0, 100)))
    return alliance


def assessed(alliance, period="2024/25", kind="position"):
    with TemporaryDirectory() as folder:
        return assess_folder(alliance.write(folder), period, kind=kind)


def without_steps(settlement):
    """Return the figures of a settlement."""
    shares = {(one.party, one.side): (one.cost, one.performance) for one in settlement.shares}
    return shares, {one.party: one.due for one in settlement.payments}, settlement.variance, settlement.overall


# Settlements


@SLOW
@given(alliances())
def test_shares_add_up_to_what_is_settled_and_net_payments_to_zero(alliance):
    settlement = assessed(alliance, kind="shadow").settlement

    assert sum(one.cost for one in settlement.shares) == settlement.settled_variance
    assert sum(one.performance for one in settlement.shares) == 0
    assert sum(one.due for one in settlement.payments) == 0


@SLOW
@given(alliances(carry=False))
def test_the_transfers_pay_everybody_what_is_due(alliance):
    alliance.rows["costs.csv"] += [
        {"party": party, "period": month, "cost_type": "direct", "category": "Pay", "amount": "0.00"}
        for party in PARTIES
        for month in MONTHS
    ]

    settlement = assessed(alliance, kind="final").settlement

    paid = dict.fromkeys((one.party for one in settlement.payments), 0)
    for transfer in settlement.transfers:
        assert transfer.amount > 0
        paid[transfer.payer] -= transfer.amount
        paid[transfer.payee] += transfer.amount
    assert paid == {one.party: one.due for one in settlement.payments}


@SLOW
@given(alliances())
def test_restating_with_nothing_changed_moves_nothing(alliance):
    settlement = assessed(alliance).settlement

    again = restate(assessed(alliance).settlement, amounts_of(settlement))

    assert all(one.to_move == 0 for one in again.moved)
    assert not any(again.payments.values())
    assert again.transfers == ()


@SLOW
@given(alliances(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_of_a_table_is_immaterial(alliance, order):
    before = without_steps(assessed(alliance).settlement)
    for rows in alliance.rows.values():
        order.shuffle(rows)

    after = without_steps(assessed(alliance).settlement)

    assert after == before


@SLOW
@given(st.permutations(range(4)), st.sampled_from(["from_period_start", "next_period", "split"]))
def test_the_order_in_which_variations_are_written_is_immaterial(order, applies):
    def varied(numbers):
        alliance = Alliance()
        changes = [
            ((("parties/PX/non_owner_share", "40%"), ("parties/PY/non_owner_share", "40%")), "2024-07-01"),
            ((("performance/missing", "carry_last"),), "2024-10-01"),
            ((("regime/stages/modify/cases", [{"otherwise": "1/2"}]),), "2024-10-01"),
            ((("parties/PX/non_owner_share", "60%"), ("parties/PY/non_owner_share", "20%")), "2025-01-01"),
        ]
        for number in numbers:
            terms, day = changes[number]
            alliance.vary(*terms, id=f"V{number}", effective_on=day, applies=applies)
        return without_steps(assessed(alliance).settlement)

    assert varied(order) == varied(range(4))


@pytest.mark.slow
@SLOW
@given(alliances())
def test_a_stored_settlement_is_replayed_to_the_same_result(alliance):
    with TemporaryDirectory() as name:
        folder = alliance.write(name)
        stored = gainshare("settle", folder, "--period", "2024/25", "--kind", "shadow")

        ended = gainshare("verify", folder / "settlements" / "2024-25.shadow.1.json")

    assert stored.status == 0
    assert ended.out.startswith("same: ")


# Transfers


def fewest_by_trying(net):
    """Return the least number of transfers: parties less the most groups that cancel out, found by trying every order."""
    amounts = [amount for amount in net if amount]
    most = 0
    for order in permutations(amounts):
        total = groups = 0
        for amount in order:
            total += amount
            groups += total == 0
        most = max(most, groups)
    return len(amounts) - most


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=6))
def test_no_payments_could_be_made_with_fewer_transfers(amounts):
    net = {f"P{number}": amount for number, amount in enumerate([*amounts, -sum(amounts)])}

    transfers = fewest_transfers(net)

    assert len(transfers) == fewest_by_trying(net.values())


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30))
def test_transfers_of_any_number_of_parties_pay_what_is_due(amounts):
    net = {f"P{number}": amount for number, amount in enumerate([*amounts, -sum(amounts)])}

    transfers = fewest_transfers(net)

    paid = dict.fromkeys(net, 0)
    for transfer in transfers:
        paid[transfer.payer] -= transfer.amount
        paid[transfer.payee] += transfer.amount
    assert paid == net


# Rows


words = st.text(max_size=20)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
months = st.builds(Month, st.integers(1990, 2100), st.integers(1, 12))
periods = st.sampled_from(["2024/25", "2024/25 Q2", "2024/25 M7", "2024/25 to M7"]).map(lambda word: parse_period(word, CALENDAR))
FIELDS = {
    "Month": months,
    "Month | None": st.none() | months,
    "date": days,
    "date | None": st.none() | days,
    "Fraction": st.fractions(),
    "Fraction | None": st.none() | st.fractions(),
    "Period": periods,
    "int": st.integers(-(10**15), 10**15),
    "bool": st.booleans(),
    "str": words,
    "Vat": st.sampled_from(["net", "gross"]),
    "SubmissionKind": st.sampled_from(["full", "change"]),
    "SubmissionStatus": st.sampled_from(["draft", "accepted"]),
    "PaymentKind": st.sampled_from(["on_account", "gain_or_pain"]),
    "Status": st.sampled_from(["provisional", "final", "revised"]),
}
LEFT_OUT = frozenset({"line", "source"})


@pytest.mark.parametrize("row", [Submission, CostEntry, TargetLine, TargetAdjustment, Payment, OwnForecast, Fact, Observation])
@given(st.data())
def test_every_row_is_read_back_from_its_plain_data(row, data):
    given_values = {one.name: data.draw(FIELDS[str(one.type)], label=one.name) for one in fields(row) if one.name not in LEFT_OUT}
    rest = {} if row is Observation else {"line": 7}
    value = row(**given_values, **rest)

    plain = json.loads(canonical(encode(value, leave_out=LEFT_OUT)))
    again = decode(row, plain, CALENDAR, line=7, source=value.source if row is Observation else None)

    assert again == value


@given(st.fractions())
def test_a_fraction_is_read_back_exactly(number):
    row = Fact("x", "2024/25", number, None, "", 1)

    assert decode(Fact, json.loads(canonical(encode(row))), CALENDAR).value == Fraction(number)


# Files that nobody meant


SPOILS = [
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xa3",
    "£".encode(),
    b'"',
    b"'",
    b",,",
    b":",
    b"- ",
    b"&a *a",
    b"!!x ",
    b"[",
    b"}",
    b"\t",
    b"\r",
    b"\n\n",
    b"%",
    b"0",
    b"-",
    b"1/0",
    b"9" * 50,
    b"T/0",
    b"null",
    b"~",
    b"#",
    b"2024-13",
]


def spoilt(data, order):
    """Return the bytes with a few of them, or a few lines, changed."""
    for _ in range(order.choice([1, 1, 2, 5])):
        way = order.randrange(7)
        at = order.randrange(len(data) + 1) if data else 0
        lines = data.split(b"\n")
        if way == 0:
            data = data[:at] + order.choice(SPOILS) + data[at:]
        elif way == 1:
            data = data[:at] + data[at + order.choice([1, 3, 20]) :]
        elif way == 2:
            data = data[:at] + bytes([order.randrange(256)]) + data[at + 1 :]
        elif way == 3:
            data = data[:at]
        elif way == 4:
            lines.insert(order.randrange(len(lines)), order.choice(lines))
            data = b"\n".join(lines)
        elif way == 5:
            del lines[order.randrange(len(lines))]
            data = b"\n".join(lines)
        else:
            first, second = order.randrange(len(lines)), order.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            data = b"\n".join(lines)
    return data


def full_alliance():
    """An alliance that has every table, a variation and a carry-forward."""
    alliance = Alliance().vary(("performance/missing", "carry_last"))
    alliance.set("regime/settle/carry_forward", {"arm": "both", "limit": "2% of T", "years": 2})
    alliance.set("regime/inputs/flag", {"fact": "ready"}).set("regime/inputs/outlook", {"forecast": "own"})
    handed_in = {"id": "S1", "party": "PX", "period": "2024-04", "kind": "full", "submitted_on": "2024-05-10", "status": "accepted"}
    alliance.add("submissions.csv", handed_in)
    alliance.change("costs.csv", 0, submission="S1").change("costs.csv", 1, submission="S1")
    adjustment = {"id": "A1", "party": "PX", "period": "2024/25", "cost_type": "direct", "amount": "1200.00"}
    alliance.add("target_adjustments.csv", {**adjustment, "reason": "Scope", "decision": "D1", "decided_on": "2024-06-01"})
    paid = {"id": "Y1", "kind": "gain_or_pain", "payer": "OA", "payee": "PX", "period": "2024/25", "amount": "10.00"}
    alliance.add("payments.csv", {**paid, "paid_on": "2025-05-01"})
    alliance.add("forecasts.csv", {"party": "PX", "period": "2025-03", "cost_type": "direct", "amount": "1.00", "made_on": "2025-01-01"})
    return alliance.add("facts.csv", {"name": "ready", "period": "2024/25", "value": "yes"})


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = full_alliance().write(tmp_path_factory.mktemp("template"))
    assert gainshare("check", folder).status == 0
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**64))
def test_spoilt_files_end_with_problems_or_figures_and_never_otherwise(template, seed):
    order = random.Random(seed)
    name = order.choice(sorted(template))
    with TemporaryDirectory() as place:
        folder = Path(place)
        for file, data in template.items():
            (folder / file).write_bytes(spoilt(data, order) if file == name else data)

        endings = [gainshare("check", folder), gainshare("assess", folder, "--period", "2024/25")]

    assert all(one.status in {0, 1} for one in endings)
    assert all(one.out or one.err for one in endings)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 100))
def test_random_bytes_as_any_file_end_with_problems_or_figures_and_never_otherwise(template, data, number):
    name = sorted(template)[number % len(template)]
    with TemporaryDirectory() as place:
        folder = Path(place)
        for file, kept in template.items():
            (folder / file).write_bytes(data if file == name else kept)

        ended = gainshare("check", folder)

    assert ended.status in {0, 1}
