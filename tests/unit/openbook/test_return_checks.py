"""What is told of a return: each rule with a return that breaks it, and returns of which nothing is told."""

from dataclasses import replace
from datetime import date

import pytest

from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.return_checks import ReturnContext, check_return, context_of, sums
from gainshare.core.openbook.returns import Return, ReturnLine, lines_of
from gainshare.core.openbook.rules import Category, Movement
from gainshare.files.folder import load_folder

OCTOBER = Month(2026, 10)
IN_TIME, LATE = date(2026, 11, 12), date(2026, 11, 17)
MOVEMENT = Movement(more_than="15%", and_amount=5000)


@pytest.fixture(scope="module")
def folder():
    return load_folder("examples/wexmoor")


@pytest.fixture(scope="module")
def terms(folder):
    terms = book_terms(folder.agreement)
    return replace(terms, rules=terms.rules.model_copy(update={"movement": MOVEMENT}))


def line(number, category="Drugs", pounds=100, cost_type="direct", **more):
    return ReturnLine(number, cost_type, category, pounds * 100, **more)


def handed_in(*lines, kind="full", **more):
    return Return("WX-MHT", OCTOBER, kind, lines, **more)


def check(return_, terms, **more):
    return check_return(return_, replace(ReturnContext(terms, IN_TIME, True, date(2026, 11, 14)), **more))


def keys(findings):
    return {
        "errors": {number: [one.key for one in found] for number, found in findings.errors.items()},
        "warnings": {number: [one.key for one in found] for number, found in findings.warnings.items()},
        "whole": [one.key for one in findings.whole],
    }


NOTHING = {"errors": {}, "warnings": {}, "whole": []}


def test_every_return_of_wexmoor_would_have_been_accepted_as_it_stood(folder):
    terms = book_terms(folder.agreement)
    told = []
    for one in folder.ledger.submissions:
        lines = lines_of(entry for entry in folder.ledger.entries if entry.submission == one.id)
        context = context_of(folder.ledger, terms, party=one.party, month=one.month, on=one.submitted_on, is_open=True)
        findings = check_return(Return(one.party, one.month, one.kind, lines, one.reason), context)
        assert findings.is_acceptable, one.id
        told += [(finding.key, one.id) for finding in findings.whole]
        assert findings.warnings == {}

    # README: 33 returns were late; nothing else is told of any.
    assert {key for key, _ in told} == {"late"}
    assert len(told) == 33


def test_ten_lines_of_a_small_charity_have_nothing_told_of_them(terms):
    names = ["Pay: support workers", "Pay: peer workers", "Premises and non-pay"]
    lines = tuple(ReturnLine(number, "direct", names[number % 3], 100000 + number * 1000, evidence=f"L{number}") for number in range(1, 11))
    last_month = tuple(replace(one, amount=one.amount * 9 // 10) for one in lines)

    findings = check_return(
        Return("WX-FRN", OCTOBER, "full", lines), ReturnContext(terms, IN_TIME, True, date(2026, 11, 14), last_month=last_month)
    )

    assert keys(findings) == NOTHING
    assert findings.is_acceptable
    assert findings.unanswered == ()


def test_a_category_must_be_known_and_the_partys_own(terms):
    findings = check(handed_in(line(1, "Pay: ward"), line(2, "External placements"), line(3)), terms)

    assert [(number, [one.problem.message for one in found]) for number, found in findings.errors.items()] == [
        (1, ["This is not a category of direct."]),
        (2, ["WX-MHT does not use this category."]),
    ]
    assert "Did you mean Pay: wards?" in findings.errors[1][0].problem.fix
    assert not findings.is_acceptable


def test_vat_and_work_package_are_those_of_the_agreement(terms):
    findings = check(handed_in(line(1, vat="gross"), line(2, work_package="POW-HOME"), line(3, work_package="POW-HOMES")), terms)

    assert keys(findings)["errors"] == {1: ["line/vat/direct/Drugs"], 2: ["line/work_package/direct/Drugs"]}


def test_what_is_not_allowable_is_said_to_be_left_out(terms):
    fines = Category(name="Fines", cost_type="direct", allowable=False, why="Schedule 3 paragraph 4")
    more = replace(terms, rules=terms.rules.model_copy(update={"categories": (*terms.rules.categories, fines)}))
    findings = check(handed_in(line(1, "Fines")), more)

    assert findings.warnings[1][0].problem.message == (
        "Fines is not allowable (Schedule 3 paragraph 4): the line will be left out of the actual outturn cost."
    )
    assert (findings.is_acceptable, findings.unanswered) == (True, ())


def test_a_negative_amount_needs_a_note(terms):
    findings = check(handed_in(line(1, pounds=-5), line(2, pounds=-6, note="credit from the agency")), terms)

    assert keys(findings) == {"errors": {1: ["negative/direct/Drugs/-500"]}, "warnings": {}, "whole": []}


def test_a_line_that_says_the_same_again_is_a_warning_and_a_note_tells_them_apart(terms):
    same = (line(1, evidence="J7"), line(2, evidence="J7"), line(3, evidence="J8"), line(4, evidence="J7", note="second delivery"))

    assert keys(check(handed_in(*same), terms)) == {"errors": {}, "warnings": {2: ["repeats/direct/Drugs/10000"]}, "whole": []}
    assert keys(check(handed_in(line(1, pounds=0), line(2, pounds=0)), terms)) == NOTHING


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        (40_000, 56_400, True),  # +41% and 16,400
        (40_000, 46_000, False),  # +15%, not more
        (40_000, 46_001, True),
        (10_000, 15_000, False),  # +50%, but 5,000 and not more
        (10_000, 15_001, True),
        (40_000, 33_000, True),  # −17.5%
        (40_000, 0, True),
        (0, 5_001, True),
        (0, 5_000, False),
    ],
)
def test_a_movement_beyond_the_rule_needs_a_sentence(terms, before, after, is_told):
    findings = check(handed_in(line(1, pounds=after)), terms, last_month=(line(1, pounds=before),))

    assert [one.key for one in findings.unanswered] == (["movement/direct/Drugs"] if is_told else [])
    assert findings.is_acceptable


def test_a_movement_is_told_in_money_and_per_cent_and_answered_under_its_key(terms):
    last = (line(1, "Pay: agency and bank", 40_000),)
    asked = check(handed_in(line(1, "Pay: agency and bank", 56_400)), terms, last_month=last)
    answers = {"movement/direct/Pay: agency and bank": "Two vacancies covered by agency staff."}
    answered = check(handed_in(line(1, "Pay: agency and bank", 56_400), explanations=answers), terms, last_month=last)
    noted = check(handed_in(line(1, "Pay: agency and bank", 56_400, note="two vacancies")), terms, last_month=last)

    assert asked.whole[0].problem.message == "Pay: agency and bank went from £40,000.00 to £56,400.00 (+41%) in a month."
    assert (answered.unanswered, answered.whole[0].answer) == ((), "Two vacancies covered by agency staff.")
    assert keys(noted) == NOTHING


def test_a_category_that_is_gone_is_a_movement_and_a_new_one_is_not(terms):
    last = (line(1, "Pay: wards", 300_000), line(2, "Drugs", 100))

    assert keys(check(handed_in(line(1), line(2, "Non-pay and estates", 50_000)), terms, last_month=last))["whole"] == [
        "movement/direct/Pay: wards"
    ]


def test_an_accrual_that_reverses_this_month_is_offered_ready_made(terms):
    due = line(1, pounds=-1200, note="Reverses an earlier accrual: pharmacy, unbilled", evidence="GRNI")
    findings = check(handed_in(line(1)), terms, reversals=(due, due))
    put_right = check(
        handed_in(line(1), findings.whole[0].offered, replace(due, number=3, note="and the second")), terms, reversals=(due, due)
    )

    assert [one.problem.message for one in findings.whole] == [
        "An accrual of £1,200.00 in Drugs reverses this month, and no line takes it back.",
    ] * 2
    assert findings.whole[0].offered == replace(due, number=2)
    assert not findings.is_acceptable
    assert keys(put_right) == NOTHING


def test_limb_2_is_what_its_schedule_says(terms):
    margin = "Margin (Limb 2, fixed)"
    target = {"direct": 10, "margin": 393940, "overhead": 0}
    without = check(handed_in(line(1)), terms, target=target)
    offered = without.whole[0].offered

    assert without.whole[0].problem.message == "Margin is fixed at £3,939.40 for October 2026; the return has £0.00."
    assert offered == ReturnLine(2, "margin", margin, 393940)
    assert keys(check(handed_in(line(1), offered), terms, target=target)) == NOTHING
    assert keys(check(handed_in(line(1), replace(offered, amount=393941)), terms, target=target))["whole"] == ["schedule/margin"]
    assert keys(check(handed_in(line(1)), terms, target={"direct": 10}))["whole"] == []


def test_lines_must_come_to_the_total_of_the_ledger_if_it_is_said(terms):
    findings = check(handed_in(line(1), line(2, "Pay: wards", 50), control_total=15100), terms)

    assert findings.whole[0].problem.message == "The lines come to £150.00, the ledger to £151.00: a difference of −£1.00."
    assert keys(check(handed_in(line(1), control_total=10000), terms)) == NOTHING


def test_a_closed_month_a_late_return_an_empty_one_and_a_change_without_reason(terms):
    assert keys(check(handed_in(line(1)), terms, is_open=False))["whole"] == ["closed"]
    assert keys(check(handed_in(line(1)), terms, on=LATE))["whole"] == ["late"]
    assert check(handed_in(line(1)), terms, on=LATE).whole[0].problem.message == (
        "The return is 3 days late: it was due on 14 November 2026."
    )
    assert keys(check(handed_in(line(1)), terms, on=date(2026, 11, 14)))["whole"] == []
    assert keys(check(handed_in(), terms))["whole"] == ["empty"]
    assert keys(check(handed_in(line(1), kind="change"), terms, on=LATE))["whole"] == ["reason"]


def test_a_change_is_not_held_against_the_whole_month(terms):
    change = handed_in(line(1, pounds=5, note="VAT recovered"), kind="change", reason="VAT recovered on ward minor works")
    due = line(1, pounds=-1200)

    assert keys(check(change, terms, target={"margin": 393940}, reversals=(due,), last_month=(line(1, pounds=90_000),))) == NOTHING


def test_an_accrual_must_reverse_later_and_only_an_accrual_reverses(terms):
    findings = check(
        handed_in(
            line(1, pounds=1, is_accrual=True),
            line(2, pounds=2, is_accrual=True, reverses_in=OCTOBER),
            line(3, pounds=3, reverses_in=Month(2026, 11)),
            line(4, pounds=4, is_accrual=True, reverses_in=Month(2026, 11)),
        ),
        terms,
    )

    assert keys(findings)["errors"] == {n: [f"accrual/direct/Drugs/{n}00"] for n in (1, 2, 3)}


def test_keys_do_not_change_when_lines_move(terms):
    lines = (line(1, "Fines"), line(2, pounds=-5), line(3, vat="gross"))
    moved = tuple(replace(one, number=place) for place, one in enumerate(reversed(lines), start=1))

    def every(findings):
        return sorted(one.key for found in (*findings.errors.values(), *findings.warnings.values()) for one in found)

    assert every(check(handed_in(*lines), terms)) == every(check(handed_in(*moved), terms))


def test_the_context_is_taken_from_the_open_book(folder, terms):
    context = context_of(folder.ledger, terms, party="WX-MHT", month=Month(2024, 5), on=date(2024, 6, 12), is_open=True)

    # costs.csv, lines 2 and 19 (April 2024); targets.csv, the trust's May lines
    assert sums(context.last_month)["direct", "Pay: wards"] == 30295719
    assert sums(context.last_month)["overhead", "Corporate overhead (Limb 2, fixed)"] == 3545455
    assert context.target["overhead"] == 3545455
    assert context.last_year == ()
    assert context.due_on == date(2024, 6, 14)


def test_an_accrual_of_the_open_book_is_taken_back_in_the_month_that_it_names(folder, terms):
    ledger = replace(
        folder.ledger,
        entries=tuple(replace(one, is_accrual=True, reverses_in=Month(2024, 5)) if one.line == 2 else one for one in folder.ledger.entries),
    )

    context = context_of(ledger, terms, party="WX-MHT", month=Month(2024, 5), on=date(2024, 6, 12), is_open=True)

    assert [(one.category, one.amount) for one in context.reversals] == [("Pay: wards", -30295719)]
