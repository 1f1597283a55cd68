"""What becomes of a settlement: approved, refused, taken back, paid, restated, withdrawn; by whom, and in which order it may be."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests.web.settlements.conftest import FIRST, LEADERS, RESTATED, SECOND
from tests.web.settlements.reading import tables, text_of

from gainshare.web.alliances.models import Membership
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.settlements import actions
from gainshare.web.settlements.models import APPROVES, REFUSES, Settlement
from gainshare.web.shared.models import Message


def standing(one):
    return Settlement.objects.get(pk=one.pk).standing


def test_a_shadow_settlement_asks_nobody_and_nothing_is_payable(wexmoor):
    one = wexmoor.settle("2026/27 Q1", "shadow", date(2026, 11, 1))

    assert standing(one) == "shadow"
    assert not one.asked.exists()
    assert not one.transfers.exists()


def test_it_is_agreed_with_the_last_partys_approval_and_not_before(wexmoor):
    one = wexmoor.settle()
    *most, last = LEADERS

    wexmoor.approve(one, *most)
    assert standing(one) == "draft"

    wexmoor.approve(one, last)
    assert standing(one) == "agreed"
    assert Settlement.objects.get(pk=one.pk).agreed_at is not None


def test_a_refusal_gives_its_reason_and_keeps_it_from_being_agreed_until_it_becomes_an_approval(wexmoor):
    one = wexmoor.settle()
    wexmoor.approve(one, *[code for code in LEADERS if code != "WX-FRN"])
    client = wexmoor.client("fernway")

    answer = client.post(wexmoor.address("refuse_settlement", one), {"party": "WX-FRN", "reason": "Our August return was restated."})

    assert answer.status_code == 302
    assert standing(one) == "draft"
    page = text_of(wexmoor.client("icb").get(wexmoor.address("settlement", one)).content.decode())
    assert "Our August return was restated." in page
    client.post(wexmoor.address("approve_settlement", one), {"party": "WX-FRN"})
    assert standing(one) == "agreed"


def test_a_refusal_without_a_reason_is_asked_for_it_and_nothing_is_changed(wexmoor):
    one = wexmoor.settle()

    answer = wexmoor.client("fernway").post(wexmoor.address("refuse_settlement", one), {"party": "WX-FRN", "reason": "  "})

    assert answer.status_code == 422
    assert "Say why, and what would change it" in answer.content.decode()
    assert not one.asked.exclude(says="").exists()


def test_nobody_speaks_for_a_party_on_a_settlement_that_they_drafted(wexmoor):
    finance = wexmoor.person("finance")
    Membership.objects.create(
        alliance=wexmoor.alliance, person=finance, party=wexmoor.parties["WX-MHT"], role="leadership_member", begins_on=date(2024, 4, 1)
    )
    one = wexmoor.settle()

    with pytest.raises(Refused, match="You drafted this settlement"):
        actions.say(by=wexmoor.seat("finance"), of=one.pk, party=wexmoor.parties["WX-MHT"], says=APPROVES, link=str)


@pytest.mark.parametrize("who", ["gps", "manager", "finance", "trust", "lawyer", "auditor"])
def test_nobody_speaks_for_a_party_that_is_not_theirs(wexmoor, who):
    one = wexmoor.settle()

    answer = wexmoor.client(who).post(wexmoor.address("approve_settlement", one), {"party": "WX-FRN"})

    assert answer.status_code == 403
    assert standing(one) == "draft"


def test_an_approval_is_taken_back_until_something_is_paid(wexmoor):
    one = wexmoor.agreed()
    seat, party = wexmoor.seat("fernway"), wexmoor.parties["WX-FRN"]
    actions.take_back(by=seat, of=one.pk, party=party)
    assert standing(one) == "draft"
    wexmoor.approve(one, "WX-FRN")

    pay(wexmoor, one, one.transfers.first())

    with pytest.raises(Refused, match="has been paid"):
        actions.take_back(by=seat, of=one.pk, party=party)
    assert standing(one) == "agreed"


def pay(wexmoor, one, transfer, who="finance", on=date(2026, 8, 31), reference="CN-1"):
    return actions.pay(by=wexmoor.seat(who), of=one.pk, transfer=transfer.pk, paid_on=on, reference=reference)


def test_it_is_paid_with_its_last_transfer_and_agreed_again_when_a_record_is_taken_back(wexmoor):
    one = wexmoor.agreed()
    transfers = list(one.transfers.all())

    for transfer in transfers[:-1]:
        pay(wexmoor, one, transfer)
    assert standing(one) == "agreed"
    pay(wexmoor, one, transfers[-1])
    assert standing(one) == "paid"

    actions.take_back_payment(by=wexmoor.seat("finance"), of=one.pk, transfer=transfers[0].pk, reason="Another invoice.")
    assert standing(one) == "agreed"


def test_the_payers_finance_lead_records_its_payment_and_no_other_partys(wexmoor):
    one = wexmoor.agreed()  # a gain: the owners pay
    of_board = one.transfers.filter(payer__code="WX-ICB").first()
    of_council = one.transfers.filter(payer__code="WX-CNC").first()

    pay(wexmoor, one, of_board, who="icb")

    with pytest.raises(PermissionDenied):
        pay(wexmoor, one, of_council, who="icb")
    answer = wexmoor.client("icb").post(wexmoor.address("pay_transfer", one), {"transfer": of_council.pk})
    assert answer.status_code == 403


@pytest.mark.parametrize(("on", "why"), [(date(2026, 7, 29), "cannot have been paid before"), (date(2199, 1, 1), "has not come")])
def test_a_payment_is_made_after_the_figures_were_known_and_not_in_days_to_come(wexmoor, on, why):
    one = wexmoor.agreed()

    with pytest.raises(Refused, match=why):
        pay(wexmoor, one, one.transfers.first(), on=on)


def test_a_draft_cannot_be_paid(wexmoor):
    one = wexmoor.settle()

    with pytest.raises(Refused, match="waits for the approval"):
        pay(wexmoor, one, one.transfers.first())


def test_what_was_paid_counts_as_settled_before_in_a_restatement_and_the_rest_moves(wexmoor):
    first = wexmoor.agreed("2024/25", as_of=FIRST)
    for transfer in first.transfers.all():
        pay(wexmoor, first, transfer, on=date(2025, 8, 29))

    again = wexmoor.restate(first)

    page = tables(wexmoor.client("gps").get(wexmoor.address("settlement", again)).content.decode())
    moved = {row[0].partition(" (WX")[0]: row[1] for row in page["Difference of each net payment"]}
    assert moved["Wexmoor Vale Mental Health NHS Foundation Trust"] == "£5,401.04"
    assert standing(first) == "paid"
    wexmoor.approve(again)
    assert standing(first) == "restated"
    assert standing(again) == "agreed"


def test_a_restatement_whose_approval_is_taken_back_gives_the_first_its_place_again(wexmoor):
    first = wexmoor.agreed("2024/25", as_of=FIRST)
    again = wexmoor.approve(wexmoor.restate(first))

    actions.take_back(by=wexmoor.seat("fernway"), of=again.pk, party=wexmoor.parties["WX-FRN"])

    assert standing(again) == "draft"
    assert standing(first) == "agreed"


def test_one_restatement_waits_at_a_time_and_nothing_new_is_none(wexmoor):
    first = wexmoor.agreed("2024/25", as_of=FIRST)
    wexmoor.restate(first)

    with pytest.raises(Refused, match="waits for approval"):
        wexmoor.restate(first)
    second = wexmoor.agreed("2025/26", as_of=SECOND)
    with pytest.raises(Refused, match="Nothing has changed"):
        wexmoor.restate(second, as_of=SECOND)
    with pytest.raises(Refused, match="Choose that day or a later one"):
        wexmoor.restate(second, as_of=RESTATED)


def test_a_period_is_settled_once_and_a_withdrawn_draft_leaves_its_place(wexmoor):
    one = wexmoor.settle()
    with pytest.raises(Refused, match="A draft waits"):
        wexmoor.settle()

    actions.withdraw(by=wexmoor.seat("finance"), of=one.pk, reason="Too early.")
    two = wexmoor.agreed()

    assert (standing(one), two.reference) == ("withdrawn", "2025-26.final.2")
    with pytest.raises(Refused, match="never overwritten"):
        wexmoor.settle()


def test_the_same_form_again_is_the_same_settlement(wexmoor):
    token = uuid.uuid4()

    assert wexmoor.settle(token=token).pk == wexmoor.settle(token=token).pk
    assert Settlement.objects.count() == 1


def test_what_is_done_is_in_the_journal_in_words_and_the_parties_are_told_without_a_figure(wexmoor):
    one = wexmoor.settle()
    actions.say(by=wexmoor.seat("gps"), of=one.pk, party=wexmoor.parties["WX-GPF"], says=REFUSES, reason="Not yet.", link=str)

    done = Entry.objects.filter(action__startswith="settlement.").order_by("number").values_list("action", flat=True)
    assert list(done) == ["settlement.drafted", "settlement.refused"]
    mails = Message.objects.filter(kind="settlement")
    assert {mail.to.partition("@")[0] for mail in mails} == {*LEADERS.values(), "openhand-chief"}
    assert not any("£" in mail.body or "97,267" in mail.body for mail in mails)
    page = text_of(wexmoor.client("manager").get(wexmoor.address("journal")).content.decode())
    assert "refused 2025-26.final.1 for Wexmoor GP Federation Ltd" in page


def test_the_desk_says_what_waits_for_a_word_and_for_a_payment(wexmoor):
    one = wexmoor.settle()
    assert "Approve the settlement of 2025/26 for Fernway Recovery" in wexmoor.client("fernway").get("/").content.decode()
    assert "Approve the settlement" not in wexmoor.client("finance").get("/").content.decode()

    wexmoor.approve(one)

    assert "Approve the settlement" not in wexmoor.client("fernway").get("/").content.decode()
    payees = {str(transfer.payee) for transfer in one.transfers.filter(payer__code="WX-ICB")}
    desk = text_of(wexmoor.client("icb").get("/").content.decode())
    assert {payee for payee in payees if f"Pay {payee} by the settlement of 2025/26" in desk} == payees != set()


def test_a_statement_says_first_what_it_means_for_ones_own_party(wexmoor):
    one = wexmoor.settle()

    page = text_of(wexmoor.client("fernway").get(wexmoor.address("settlement", one)).content.decode())

    assert "receives £29,613.10 (£23,344.30 of the variance and £6,268.80 for performance)." in page
    paid = page.index("Fernway Recovery (registered charity) receives £29,613.10 from Wexmoor Council.")
    assert paid < page.index("What each party says")
    assert "The share of the variance of the non-owner participants is £97,267.92" in page


def test_an_owner_reads_how_what_it_pays_goes_with_what_it_is_left_with(wexmoor):
    one = wexmoor.settle()  # 55% of 194,535.84 stay with the board, 106,994.71, and the odd penny of the split

    page = text_of(wexmoor.client("icb").get(wexmoor.address("settlement", one)).content.decode())

    assert "pays £67,863.36 in all: £61,693.96 to Wexmoor Vale Mental Health NHS Foundation Trust and £6,169.40 to" in page
    assert (
        "It has kept £106,994.72 already, by reimbursing less than the target; of that it pays £67,863.36, and is left better off by"
        in page
    )


@pytest.mark.parametrize("who", ["fernway", "icb", "finance", "manager", "gps"])
def test_no_remark_on_another_partys_line_of_cost_stands_on_a_statement(wexmoor, who):
    one = wexmoor.settle()
    client = wexmoor.client(who)

    for address in (wexmoor.address("settlement", one), wexmoor.address("statement_file", one, form="html")):
        text = text_of(client.get(address).content.decode())
        assert "movement without a word" not in text
        assert "Pay: wards" not in text


def test_a_settlement_of_a_period_with_returns_missing_says_so_first(wexmoor):
    one = wexmoor.settle("2026/27 to M7", "shadow", date(2026, 11, 28))

    page = text_of(wexmoor.client("icb").get(wexmoor.address("settlement", one)).content.decode())

    assert page.index("Incomplete. WX-CNC has no accepted return for 2026-10.") < page.index("The alliance spent")
    assert "every figure here looks better than it is" in page


def test_a_statement_says_what_it_is_good_for_where_it_stands(wexmoor):
    one = wexmoor.settle()
    client, place = wexmoor.client("fernway"), wexmoor.address("settlement", one)
    file = wexmoor.address("statement_file", one, form="html")
    for address in (place, file):
        assert "A draft: payable once every party has approved it" in text_of(client.get(address).content.decode())

    wexmoor.approve(one)

    for address in (place, file):
        assert "Approved by every party: payable, less what was settled before" in text_of(client.get(address).content.decode())
    assert "Leadership team member (trust)" in text_of(client.get(file).content.decode())


def test_a_restatement_of_a_settled_month_says_before_it_is_handed_in_what_it_moves_for_the_party(wexmoor):
    from tests.web.small import lines_of

    from gainshare.core.kernel.period import Month
    from gainshare.web.costs import actions as costs

    wexmoor.agreed()
    seat = wexmoor.seat("trust")
    reason = "An invoice came late."
    made = costs.start_restatement(by=seat, party=wexmoor.parties["WX-MHT"], month=Month(2025, 9), reason=reason)
    costs.save_lines(by=seat, of=made.pk, seen=made.row_version, lines=lines_of(("direct", "Pay: wards", 1_000_00, {"note": reason})))

    page = text_of(wexmoor.client("trust").get(wexmoor.address("check_return", made)).content.decode())

    assert "The cost of the month changes by £1,000.00. The month is settled already" in page
    assert "£61,693.96 £61," in page  # K5.1 moves too, so that it is not 250.00 alone
    before, after = page.partition("£61,693.96 ")[2].split(" ")[0], 61_693.96
    assert 250 <= after - float(before.strip("£").replace(",", "")) < 260


def test_a_settlement_that_this_version_cannot_read_says_so_and_stands(wexmoor):
    import hashlib
    import json

    one = wexmoor.settle()
    plain = json.loads(one.bundle)
    plain["inputs"]["agreement"]["schema"] = 99
    text = json.dumps(plain)
    Settlement.objects.filter(pk=one.pk).update(bundle=text, sha256=hashlib.sha256(text.encode()).hexdigest())

    answer = wexmoor.client("manager").get(wexmoor.address("settlement", one))

    assert answer.status_code == 200
    assert "What was stored and approved stands." in answer.content.decode()
    assert "schema 99" in answer.content.decode()


def test_a_settlement_that_this_version_works_out_otherwise_says_so(wexmoor):
    import hashlib
    import json

    one = wexmoor.settle()
    plain = json.loads(one.bundle)
    plain["result"]["shares"][0]["cost"] += 1
    text = json.dumps(plain)
    Settlement.objects.filter(pk=one.pk).update(bundle=text, sha256=hashlib.sha256(text.encode()).hexdigest())

    page = wexmoor.client("manager").get(wexmoor.address("settlement", one)).content.decode()

    assert "This version of the software makes other figures of the same inputs." in page
