"""The open book: which lines count, on which day, and what is told about them. All through the small alliance's files."""

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import Alliance

from gainshare.api import Invalid, assess_folder, load_folder
from gainshare.core.kernel.period import Calendar, Month, parse_period
from gainshare.core.openbook.checks import missing_returns
from gainshare.core.openbook.entry import OwnForecast, Payment
from gainshare.core.openbook.forecast import forecast_outturn, own_by_month
from gainshare.core.openbook.outturn import Select, actual_cells, book_cells, by_work_package, total
from gainshare.core.openbook.payment import on_account, settled_before
from gainshare.files.checking import check_folder

CALENDAR = Calendar()
APRIL = Month(2024, 4)


def month(word):
    return Month.parse(word)


def line(amount, submission="", category="Pay", party="PX", period="2024-04", **cells):
    kind = "margin" if category == "Margin" else "direct"
    return {"submission": submission, "party": party, "period": period, "cost_type": kind, "category": category, "amount": amount, **cells}


def handed_in(name, kind="full", on="2024-05-10", status="accepted", period="2024-04", reason="", party="PX"):
    return {"id": name, "party": party, "period": period, "kind": kind, "submitted_on": on, "status": status, "reason": reason}


def target(amount, period="2024-04"):
    return {"party": "PX", "period": period, "cost_type": "direct", "amount": amount}


def book(tmp_path, *lines, submissions=(), **files):
    """Return the folder of an alliance whose open book is these lines alone."""
    alliance = Alliance(rows={"costs.csv": list(lines), "targets.csv": [target("0.00")], **files})
    if submissions:
        alliance.add("submissions.csv", *submissions)
    return load_folder(alliance.write(tmp_path / "a"))


def cost(folder, *, standing="accepted", as_of=None, **select):
    rules = folder.agreement.terms.open_book
    return total(actual_cells(folder.ledger, standing=standing, as_of=as_of), Select(frozenset({APRIL}), **select), rules)


def told(folder):
    return check_folder(folder.path)


# Submissions


def test_a_full_submission_replaces_the_earlier_one(tmp_path):
    folder = book(tmp_path, line("10.00", "S1"), line("7.00", "S2"), submissions=[handed_in("S1"), handed_in("S2", on="2024-05-20")])

    assert cost(folder) == 700


def test_a_change_adds_to_what_was_handed_in(tmp_path):
    change = handed_in("S2", "change", "2024-05-20", reason="Agency invoice")
    folder = book(tmp_path, line("10.00", "S1"), line("7.00", "S2"), submissions=[handed_in("S1"), change])

    assert cost(folder) == 1700


def test_a_change_before_a_new_full_submission_is_replaced_with_it(tmp_path):
    change = handed_in("S2", "change", "2024-05-20", reason="Agency invoice")
    lines = (line("10.00", "S1"), line("7.00", "S2"), line("4.00", "S3"))
    folder = book(tmp_path, *lines, submissions=[handed_in("S1"), change, handed_in("S3", on="2024-06-01")])

    assert cost(folder) == 400


def test_of_two_full_submissions_of_one_day_the_one_written_later_counts(tmp_path):
    folder = book(tmp_path, line("10.00", "S1"), line("7.00", "S2"), submissions=[handed_in("S1"), handed_in("S2")])

    assert cost(folder) == 700


def test_a_submission_replaces_those_of_its_own_party_and_month_alone(tmp_path):
    lines = (line("10.00", "S1"), line("7.00", "S2", party="PY"), line("3.00", "S3", period="2024-05"))
    submissions = [handed_in("S1"), handed_in("S2", party="PY", on="2024-05-20"), handed_in("S3", period="2024-05", on="2024-06-20")]
    folder = book(tmp_path, *lines, submissions=submissions)

    assert cost(folder) == 1700


@pytest.mark.parametrize(
    ("day", "pence"), [(date(2024, 5, 9), 0), (date(2024, 5, 10), 1000), (date(2024, 5, 19), 1000), (date(2024, 5, 20), 700)]
)
def test_a_submission_counts_from_the_day_it_was_handed_in(tmp_path, day, pence):
    folder = book(tmp_path, line("10.00", "S1"), line("7.00", "S2"), submissions=[handed_in("S1"), handed_in("S2", on="2024-05-20")])

    assert cost(folder, as_of=day) == pence


@pytest.mark.parametrize(
    ("status", "accepted", "submitted"), [("draft", 0, 0), ("submitted", 0, 1000), ("queried", 0, 1000), ("accepted", 1000, 1000)]
)
def test_what_counts_depends_on_where_a_submission_stands(tmp_path, status, accepted, submitted):
    folder = book(tmp_path, line("10.00", "S1"), submissions=[handed_in("S1", status=status)])

    assert (cost(folder), cost(folder, standing="submitted")) == (accepted, submitted)


def test_a_later_full_submission_that_is_not_accepted_yet_leaves_the_accepted_one_standing(tmp_path):
    submissions = [handed_in("S1"), handed_in("S2", on="2024-05-20", status="queried")]
    folder = book(tmp_path, line("10.00", "S1"), line("7.00", "S2"), submissions=submissions)

    assert (cost(folder), cost(folder, standing="submitted")) == (1000, 700)


def test_lines_without_a_submission_count_until_a_full_one_replaces_them(tmp_path):
    alone = book(tmp_path / "alone", line("10.00"))
    replaced = book(tmp_path / "replaced", line("10.00"), line("7.00", "S1"), submissions=[handed_in("S1")])
    added = book(tmp_path / "added", line("10.00"), line("7.00", "S1"), submissions=[handed_in("S1", "change", reason="More")])

    assert (cost(alone), cost(replaced), cost(added)) == (1000, 700, 1700)


def test_a_month_without_an_accepted_return_is_missing(tmp_path):
    submissions = [handed_in("S1", status="queried"), handed_in("S2", period="2024-06")]
    folder = book(tmp_path, line("1.00", period="2024-05"), submissions=submissions)

    missing = missing_returns(folder.ledger, [APRIL, month("2024-05"), month("2024-06")], ["PX"], as_of=None)

    assert missing == (("PX", APRIL),)


def test_a_return_of_nothing_is_a_return(tmp_path):
    folder = book(tmp_path, line("1.00", party="PY"), submissions=[handed_in("S1")])

    assert missing_returns(folder.ledger, [APRIL], ["PX"], as_of=None) == ()


# What is told


@pytest.mark.parametrize(
    ("lines", "submissions", "message", "field", "severity"),
    [
        ([line("-1.00")], (), "A negative amount needs a note", "note", "error"),
        ([line("1.00", accrual="yes", reverses_in="2024-04")], (), "in a later month than its own", "reverses_in", "error"),
        ([line("1.00", reverses_in="2024-05")], (), "Only an accrual reverses", "reverses_in", "error"),
        ([line("1.00"), line("1.00")], (), "The line repeats line 2", "amount", "warning"),
        ([line("1.00", "S9")], (), "a submission that is not there", "submission", "error"),
        ([line("1.00", "S1", period="2024-05")], [handed_in("S1")], "another party or month", "submission", "error"),
        ([line("1.00", "S1", party="PY")], [handed_in("S1")], "another party or month", "submission", "error"),
        ([line("1.00")], [handed_in("S1", "change")], "A change needs a reason", "reason", "error"),
        ([line("1.00")], [handed_in("S1"), handed_in("S1")], "Two submissions are called S1", "id", "error"),
        ([line("1.00")], [handed_in("S1", party="PW")], "This is not a party", "party", "error"),
        ([line("1.00")], [handed_in("S1", period="2023-04")], "outside the alliance's term", "period", "error"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path, lines, submissions, message, field, severity):
    (problem,) = told(book(tmp_path, *lines, submissions=submissions))

    assert message in str(problem)
    assert (problem.source.field, problem.severity) == (field, severity)
    assert problem.source.line >= 2


@pytest.mark.parametrize(
    "lines",
    [
        [line("-1.00", note="Credit of an invoice")],
        [line("1.00", note="first van"), line("1.00", note="second van")],
        [line("1.00"), line("1.00", category="Fees")],
        [line("0.00"), line("0.00")],
        [line("1.00", accrual="yes")],
        [line("1.00", accrual="yes", reverses_in="2024/25 M2"), line("1.00", accrual="no", category="Fees")],
    ],
)
def test_what_fits_is_not_told(tmp_path, lines):
    assert told(book(tmp_path, *lines)) == ()


@pytest.mark.parametrize(
    ("before", "after", "note", "warned"),
    [
        # More than 15% and more than 1,000.00, both.
        ("10000.00", "11500.00", "", False),
        ("10000.00", "11500.01", "", True),
        ("1000.00", "2000.00", "", False),
        ("1000.00", "2000.01", "", True),
        ("10000.00", "2000.00", "", True),
        ("10000.00", "20000.00", "New ward", False),
        ("0.00", "5000.00", "", True),
    ],
)
def test_a_movement_beyond_the_agreed_size_needs_a_word(tmp_path, before, after, note, warned):
    alliance = Alliance(rows={"targets.csv": [target("0.00")]})
    alliance.set("open_book/movement", {"more_than": "15%", "and_amount": 1000})
    alliance.add("costs.csv", line(before), line(after, period="2024-05", note=note))

    problems = told(load_folder(alliance.write(tmp_path / "a")))

    assert [problem.severity for problem in problems] == ["warning"] * warned


# Sums


def test_cost_that_is_not_allowable_does_not_count(tmp_path):
    assert cost(book(tmp_path, line("10.00"), line("3.00", category="Fines"))) == 1000


@pytest.mark.parametrize(("pass_through", "pence"), [("include", 1200), ("exclude", 1000), ("only", 200)])
def test_pass_through_cost_counts_as_the_rule_says(tmp_path, pass_through, pence):
    folder = book(tmp_path, line("10.00"), line("2.00", category="Fees"), line("3.00", category="Fines"))

    assert cost(folder, pass_through=pass_through) == pence


def test_a_limb_selects_its_cost_types(tmp_path):
    folder = book(tmp_path, line("10.00"), line("2.00", category="Margin"))

    assert (cost(folder, limbs=frozenset({1})), cost(folder, limbs=frozenset({2}))) == (1000, 200)


def test_figures_add_up_by_work_package(tmp_path):
    folder = book(tmp_path, line("10.00", work_package="HOMES"), line("2.00", work_package="WARDS"), line("1.00", category="Fees"))
    cells = actual_cells(folder.ledger, standing="accepted", as_of=None)

    assert by_work_package(cells, [APRIL], folder.agreement.terms.open_book) == {"": 100, "HOMES": 1000, "WARDS": 200}
    assert cost(folder, work_package="HOMES") == 1000


# Targets


def test_a_target_of_a_year_is_spread_over_its_months_with_the_odd_pennies_first(tmp_path):
    # 100.00 over twelve months is 8.33 each and four pennies over.
    folder = book(tmp_path, line("0.00"), **{"targets.csv": [target("100.00", "2024/25")]})

    assert [one.amount for one in folder.ledger.targets] == [834, 834, 834, 834, 833, 833, 833, 833, 833, 833, 833, 833]


def test_a_negative_target_of_a_quarter_is_spread_too(tmp_path):
    folder = book(tmp_path, line("0.00"), **{"targets.csv": [target("-1.00", "2024/25 Q1")]})

    assert sorted(one.amount for one in folder.ledger.targets) == [-34, -33, -33]


def test_an_adjustment_is_known_from_the_day_of_its_decision_and_stands_apart(tmp_path):
    change = {"id": "A1", "party": "PX", "period": "2024-04", "cost_type": "direct", "amount": "-2.50", "reason": "Scope", "decision": "D1"}
    files = {"targets.csv": [target("10.00")], "target_adjustments.csv": [{**change, "decided_on": "2024-06-01"}]}
    folder = book(tmp_path, line("0.00"), **files)
    chosen, rules = Select(frozenset({APRIL})), folder.agreement.terms.open_book

    before, after = (book_cells(folder.ledger, as_of=day) for day in (date(2024, 5, 31), date(2024, 6, 1)))

    assert (total(before.adjusted, chosen, rules), total(after.adjusted, chosen, rules)) == (1000, 750)
    assert total(after.original, chosen, rules) == 1000


def test_an_adjustment_names_the_decision_behind_it(tmp_path):
    change = {"id": "A1", "party": "PX", "period": "2024-04", "cost_type": "direct", "amount": "1.00", "reason": "Scope", "decision": ""}

    with pytest.raises(Invalid) as refused:
        book(tmp_path, line("0.00"), **{"target_adjustments.csv": [{**change, "decided_on": "2024-06-01"}]})

    (problem,) = refused.value.problems
    assert (problem.source.file, problem.source.line, problem.source.field) == ("target_adjustments.csv", 2, "decision")


# Forecasts


YEAR = parse_period("2024/25", CALENDAR)
TARGET = dict.fromkeys(YEAR.months(), 1000)
OWN = dict.fromkeys(YEAR.months(), 1500)


@pytest.mark.parametrize(
    ("method", "forecast"),
    [
        # Three months cost 2,700 in all; nine are to come: 9,000 by the target, 900 a month by the run rate, 13,500 by the parties.
        ("remaining_target", 11_700),
        ("run_rate", 10_800),
        ("own", 16_200),
    ],
)
def test_a_forecast_is_what_was_spent_and_what_is_to_come(method, forecast):
    actual = dict(zip(YEAR.months(), (1000, 800, 900), strict=False))

    assert forecast_outturn(method, YEAR, actual=actual, target=TARGET, own=OWN) == forecast


@pytest.mark.parametrize(("method", "forecast"), [("remaining_target", 12_000), ("run_rate", 12_000), ("own", 18_000)])
def test_before_anything_is_spent_a_forecast_is_the_target_or_the_parties_own(method, forecast):
    assert forecast_outturn(method, YEAR, actual={}, target=TARGET, own=OWN) == forecast


def test_a_run_rate_need_not_be_whole():
    # 1,000 in the first month and nothing in the next two: 1,000 ÷ 3 in each of nine months to come.
    actual = {YEAR.months()[0]: 1000, YEAR.months()[2]: 0}

    assert forecast_outturn("run_rate", YEAR, actual=actual, target=TARGET, own={}) == Fraction(4000)


def test_the_last_own_forecast_that_was_known_counts():
    first = OwnForecast("PX", APRIL, "direct", 100, date(2024, 1, 1), 2)
    second = OwnForecast("PX", APRIL, "direct", 300, date(2024, 3, 1), 3)
    other = OwnForecast("PY", APRIL, "direct", 50, date(2024, 1, 1), 4)

    assert own_by_month((second, first, other), as_of=None) == {APRIL: 350}
    assert own_by_month((second, first, other), as_of=date(2024, 2, 1)) == {APRIL: 150}
    assert own_by_month((second, first, other), as_of=None, parties=frozenset({"PY"})) == {APRIL: 50}


# Payments


def payment(name, kind, period, pence, paid_on=date(2024, 6, 1), payer="OA", payee="PX", instalment=""):
    return Payment(name, kind, payer, payee, period, pence, None, paid_on, "", instalment, "", 2)


def test_payments_on_account_add_up_by_payer_and_payee_once_they_are_paid():
    payments = [
        payment("Y1", "on_account", "2024-04", 500),
        payment("Y2", "on_account", "2024-05", 300),
        payment("Y3", "on_account", "2024-05", 900, paid_on=None),
        payment("Y4", "on_account", "2025-04", 900),
        payment("Y5", "gain_or_pain", "2024/25", 900),
        payment("Y6", "on_account", "2024-05", -100),
    ]

    assert on_account(payments, YEAR.months(), CALENDAR, as_of=None) == {("OA", "PX"): 700}
    assert on_account(payments, YEAR.months(), CALENDAR, as_of=date(2024, 5, 31)) == {}


def test_instalments_of_gain_or_pain_add_up_for_the_period_and_its_parts():
    payments = [
        payment("Y1", "gain_or_pain", "2024/25", 500, instalment="1 of 2"),
        payment("Y2", "gain_or_pain", "2024/25", 500, instalment="2 of 2", paid_on=None),
        payment("Y3", "gain_or_pain", "2024/25 Q1", 40),
        payment("Y4", "gain_or_pain", "2025/26", 900),
        payment("Y5", "gain_or_pain", "2024/25", 100, payer="PX", payee="OA"),
    ]

    assert settled_before(payments, YEAR, CALENDAR, as_of=None) == {"PX": 440, "OA": -440}


@pytest.mark.parametrize(
    ("cells", "field"),
    [({"payer": "PW"}, "payer"), ({"payee": "PW"}, "payee"), ({"kind": "gain_or_pain", "payer": "PX", "payee": "PX"}, "payee")],
)
def test_a_payment_is_between_two_parties(tmp_path, cells, field):
    paid = {"id": "Y1", "kind": "on_account", "payer": "OA", "payee": "PX", "period": "2024-04", "amount": "1.00", "paid_on": "2024-05-01"}

    problems = told(book(tmp_path, line("1.00"), **{"payments.csv": [{**paid, **cells}]}))

    assert [problem.source.field for problem in problems] == [field]


def test_a_measure_is_made_from_the_open_book(tmp_path):
    # 1,140,000 ÷ 1,200,000 is 95%, which is Stretch: 60.
    line_of_cost = assess_folder(Alliance().write(tmp_path / "a"), "2024/25").scorecard.line("M3")

    assert (line_of_cost.value, line_of_cost.score) == (95, 60)


def test_target_and_actual_stand_by_work_package_in_an_assessment(tmp_path):
    folder = Alliance().change("costs.csv", 0, work_package="HOMES").change("targets.csv", 0, work_package="HOMES").write(tmp_path / "a")

    outturn = assess_folder(folder, "2024/25").outturn

    assert outturn.target_by_work_package == {"": 115_500_000, "HOMES": 4_500_000}
    assert outturn.actual_by_work_package == {"": 110_000_000, "HOMES": 4_000_000}
