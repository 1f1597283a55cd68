"""What the agreement fixes, accruals that are taken back, and warnings that want a sentence: on the pages of a return."""

import re

import pytest
from tests.web.costs.test_states import amounts, confirmed, said
from tests.web.small import OCTOBER, lines_of

from gainshare.web.costs import actions, reviewing
from gainshare.web.costs.models import Return

SOUND = {"r1-kind": "direct|Pay", "r1-amount": "6,100.00", "r2-kind": "direct|Drugs", "r2-amount": "1,900.00"}


def checked(client, small, one):
    return client.get(small.address("check_return", of=one.pk)).content.decode()


def test_the_margin_is_shown_and_cannot_be_typed(small, lead):
    one = small.draft(lines=())
    page = lead.get(small.address("edit_return", of=one.pk)).content.decode()
    assert "Fixed by the agreement" in page
    assert 'id="r4-amount"' not in page

    lead.post(small.address("edit_return", of=one.pk), {"seen": 1, **SOUND, "r4-kind": "margin|Margin", "r4-amount": "99,999.00"})

    assert ("margin", "Margin", 500_00) in amounts(one)


def test_another_margin_than_the_schedules_stops_the_return(small, lead):
    one = small.draft(lines=(("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00), ("margin", "Margin", 600_00)))

    assert "Margin is fixed at £500.00 for October 2026; the return has £600.00." in checked(lead, small, one)
    assert "Something is wrong with the return" in said(lead.post(small.address("declare_return", of=one.pk), confirmed(one.row_version)))


def test_a_missing_margin_is_offered_and_added(small, lead):
    one = small.draft(lines=(("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00)))

    lead.post(small.address("explain_return", of=one.pk), {"seen": one.row_version, "add": "schedule/margin"})

    assert amounts(one)[-1] == ("margin", "Margin", 500_00)


def test_a_line_that_was_not_offered_is_not_added(small, lead):
    one = small.draft()

    lead.post(small.address("explain_return", of=one.pk), {"seen": one.row_version, "add": "schedule/direct"})

    assert len(amounts(one)) == 3


def test_an_accrual_is_taken_back_in_the_month_that_it_names(small, lead):
    typed = {
        **SOUND,
        "r2-amount": "1,500.00",
        "r5-kind": "direct|Drugs",
        "r5-amount": "400",
        "r5-accrual": "on",
        "r5-note": "October's drugs",
    }
    one = small.draft(lines=())
    lead.post(small.address("edit_return", of=one.pk), {"seen": 1, **typed, "r4-kind": "margin|Margin"})
    one.refresh_from_db()
    accrual = one.lines.get(is_accrual=True)
    assert (accrual.amount, accrual.reverses_in) == (400_00, OCTOBER + 1)  # left empty, it is the next month
    lead.post(small.address("declare_return", of=one.pk), confirmed(one.row_version))
    one.refresh_from_db()
    reviewing.accept(by=small.seat("finance"), of=one.pk, seen=one.row_version)

    november = small.draft(
        month=OCTOBER + 1, lines=(("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00), ("margin", "Margin", 500_00))
    )
    page = checked(lead, small, november)
    assert "An accrual of £400.00 in Drugs reverses this month, and no line takes it back." in page

    lead.post(small.address("explain_return", of=november.pk), {"seen": november.row_version, "add": "reversal/direct/Drugs/-40000"})

    taken_back = november.lines.last()
    assert (taken_back.category, taken_back.amount, taken_back.is_accrual) == ("Drugs", -400_00, False)
    assert taken_back.note == "Reverses an earlier accrual: October's drugs"
    assert "reverses this month" not in checked(lead, small, november)


def test_pasted_rows_get_what_the_agreement_fixes_and_what_is_to_be_taken_back(small, lead):
    accrued = lines_of(("direct", "Drugs", 400_00, {"is_accrual": True, "reverses_in": month_after()}))
    one = small.draft(lines=())
    actions.save_lines(by=small.seat("lead"), of=one.pk, seen=1, lines=accrued)
    Return.objects.filter(pk=one.pk).update(status="accepted", submitted_on="2026-11-10")

    november = small.draft(month=OCTOBER + 1, lines=())
    lead.post(small.address("paste_return", of=november.pk), {"text": "Category\tAmount\nPay\t6100\n", "use": "1", "seen": 1})

    assert amounts(november) == [("direct", "Pay", 6_100_00), ("margin", "Margin", 500_00), ("direct", "Drugs", -400_00)]


def month_after():
    from gainshare.web.costs.convert import month_of

    return month_of(OCTOBER + 1)


MOVED = (("direct", "Pay", 7_200_00), ("direct", "Drugs", 2_000_00), ("margin", "Margin", 500_00))
"""Pay 6,000 a month before: 20% and £1,200 more, where the agreement asks for a word on more than 15% and £500."""


def test_a_warning_that_wants_a_sentence_holds_the_return_until_it_is_written(small, lead):
    one = small.draft(lines=MOVED)
    page = checked(lead, small, one)
    assert "Pay went from £6,000.00 to £7,200.00 (+20%) in a month. Say in a sentence why." in page
    assert "Your post" not in page
    refused = lead.post(small.address("declare_return", of=one.pk), confirmed(one.row_version))
    assert "A warning waits for a sentence: write it beside the warning." in said(refused)

    lead.post(small.address("explain_return", of=one.pk), {"seen": one.row_version, "say-movement/direct/Pay": "  Two nurses more.  "})
    one.refresh_from_db()
    assert one.explanations == {"movement/direct/Pay": "Two nurses more."}
    assert "Your post" in checked(lead, small, one)
    lead.post(small.address("declare_return", of=one.pk), confirmed(one.row_version))

    one.refresh_from_db()
    assert one.status == "submitted"
    assert "Two nurses more." in small.client("finance").get(small.address("return", of=one.pk)).content.decode()


@pytest.mark.parametrize(("pay", "asks"), [(6_900_00, False), (6_900_01, True), (5_100_00, False), (5_099_99, True)])
def test_fifteen_percent_is_no_movement_and_a_penny_more_is(small, lead, pay, asks):
    one = small.draft(lines=(("direct", "Pay", pay), *MOVED[1:]))

    assert ("Say in a sentence why." in checked(lead, small, one)) == asks


def test_a_sentence_of_nothing_is_no_sentence(small, lead):
    one = small.draft(lines=MOVED)

    lead.post(small.address("explain_return", of=one.pk), {"seen": one.row_version, "say-movement/direct/Pay": " \0 "})

    one.refresh_from_db()
    assert one.explanations == {}


@pytest.mark.parametrize("seen", ["", "0", "two", "9" * 40, "1"])
def test_a_sentence_from_a_stale_form_changes_nothing(small, lead, seen):
    one = small.draft(lines=MOVED)

    answer = lead.post(small.address("explain_return", of=one.pk), {"seen": seen, "say-movement/direct/Pay": "Two nurses more."})

    assert answer.status_code == 422
    assert "Somebody else has changed this return since you opened it." in answer.content.decode()
    assert ">Two nurses more.</textarea>" in answer.content.decode(), "what was written is not lost"
    one.refresh_from_db()
    assert one.explanations == {}


def test_a_ledger_that_comes_to_something_else_stops_the_return(small, lead):
    one = small.draft(lines=())
    lead.post(small.address("edit_return", of=one.pk), {"seen": 1, **SOUND, "r4-kind": "margin|Margin", "control_total": "8,500.01"})

    one.refresh_from_db()
    assert one.control_total == 8_500_01
    assert "The lines come to £8,500.00, the ledger to £8,500.01: a difference of -£0.01." in checked(lead, small, one).replace("−", "-")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"r1-amount": "12.345"}, "The amount has 3 decimal places; an amount in GBP has at most 2 decimal places."),
        ({"r1-amount": "=1+1"}, "The cell holds a formula, not an amount."),
        ({"r1-amount": "1e5"}, "“1e5” is written with an exponent."),
        ({"r1-amount": "9" * 16}, "The amount has more than 15 digits."),
        ({"r1-note": "x" * 2_001}, "at most 2,000 are allowed"),
        ({"r1-kind": "direct|Nothing of ours"}, "This is not a category of the agreement."),
        ({"r1-accrual": "on", "r1-reverses": "2026-09"}, "An accrual reverses in a later month than its own."),
        ({"control_total": "much"}, "The ledger&#39;s total"),
    ],
)
def test_what_is_typed_wrongly_is_said_beside_it_and_stays_in_the_form(small, lead, typed, words):
    one = small.draft(lines=())
    body = {"seen": 1, **SOUND, **typed}

    answer = lead.post(small.address("edit_return", of=one.pk), body)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="1,900.00"' in page
    assert amounts(one) == []


@pytest.mark.parametrize("name", ["r²-amount", "r1", "r-amount", "r99999999-amount", "rx-amount", "r\u0661-amount"])
def test_fields_that_are_no_rows_are_left_alone(small, lead, name):
    one = small.draft(lines=())

    lead.post(small.address("edit_return", of=one.pk), {"seen": 1, **SOUND, name: "5"})

    assert amounts(one) == [("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00)]


def test_a_long_return_keeps_every_line_in_the_form(small, lead):
    one = small.draft(lines=[("direct", "Pay", number) for number in range(1, 451)])
    page = lead.get(small.address("edit_return", of=one.pk)).content.decode()
    assert 'value="4.50"' in page
    typed = {"seen": one.row_version}
    for number in range(1, 451):
        typed |= {f"r{number}-kind": "direct|Pay", f"r{number}-amount": f"{number}.00"}

    lead.post(small.address("edit_return", of=one.pk), typed)

    assert sum(amount for *_, amount in amounts(one)) == 450 * 451 // 2 * 100


def test_the_effect_is_told_beside_what_others_have_handed_in_by_now(small, lead):
    one = small.draft()
    # August and September: 12,000 of both parties each; October of the trust 8,500, of the charity 3,500.
    assert to_date(checked(lead, small, one)) == ("£24,000.00", "£32,500.00")

    small.submitted("other_lead", "other_lead", lines=(("direct", "Pay", 3_500_00),))

    assert to_date(checked(lead, small, one)) == ("£27,500.00", "£36,000.00")


def to_date(page):
    return re.search(r"Alliance: cost handed in to date.*?(£[0-9,.]+).*?(£[0-9,.]+)", page, re.S).groups()
