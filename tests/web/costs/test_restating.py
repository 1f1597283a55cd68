"""A month that stands is restated by a version that holds the difference alone."""

from tests.web.costs.test_states import amounts, confirmed, said

from gainshare.web.costs.models import Return


def test_a_restatement_keeps_the_difference_alone(small, lead, finance):
    lead.post(small.address("restate_month", month="2026-09"), {"party": "TRU", "reason": "A drugs invoice came late."})
    change = Return.objects.get(kind="change")
    rows = {
        "r1-kind": "direct|Pay",
        "r1-amount": "6000",
        "r2-kind": "direct|Drugs",
        "r2-amount": "2150",
        "r3-kind": "margin|Margin",
        "r3-amount": "500",
    }

    lead.post(small.address("edit_return", of=change.pk), {"seen": 1, "reason": change.reason, **rows})

    assert amounts(change) == [("direct", "Drugs", 150_00)]
    assert change.lines.get().note == "A drugs invoice came late."
    again = lead.get(small.address("edit_return", of=change.pk)).content.decode()
    assert 'value="2150.00"' in again
    first = Return.objects.get(reference="S-2026-09-TRU")
    assert amounts(first) == [("direct", "Pay", 6_000_00), ("direct", "Drugs", 2_000_00), ("margin", "Margin", 500_00)]

    change.refresh_from_db()
    lead.post(small.address("declare_return", of=change.pk), confirmed(change.row_version))
    change.refresh_from_db()
    finance.post(small.address("accept_return", of=change.pk), {"seen": change.row_version})
    assert "£8,650.00" in lead.get(small.address("month", month="2026-09")).content.decode()  # 6,000 + 2,000 + 500 + 150


def test_a_restatement_of_what_never_stood_is_refused(small, lead):
    answer = lead.post(small.address("restate_month", month="2026-10"), {"party": "TRU", "reason": "x"})

    assert "Only a month whose return was accepted can be restated." in said(answer)


def test_a_restatement_without_a_reason_is_not_begun(small, lead):
    answer = lead.post(small.address("restate_month", month="2026-09"), {"party": "TRU", "reason": " "})

    assert answer.status_code == 422
    assert "Say what changed and why." in answer.content.decode()


def test_a_restatement_without_a_difference_cannot_be_declared(small, lead):
    lead.post(small.address("restate_month", month="2026-09"), {"party": "TRU", "reason": "Nothing."})
    change = Return.objects.get(kind="change")

    answer = lead.post(small.address("declare_return", of=change.pk), confirmed(change.row_version))

    assert "Something is wrong with the return" in said(answer)
