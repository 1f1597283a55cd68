"""A year is settled: drafted, read to its rows, approved, refused, restated, paid; a month is closed; and what if."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.web.settlements.reading import NAMES, expected, pounds

from gainshare.files.bundle import parse_bundle
from gainshare.files.replay import verify
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import seat_of
from gainshare.web.exchange.demonstration import APPROVERS
from gainshare.web.settlements import actions
from gainshare.web.settlements.models import APPROVES, Settlement
from gainshare.web.shared.models import Message

BOTH = pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without"])
SECOND = {row["party"].partition(" ")[0]: row for row in expected("expected_settlement.csv") if row["settlement"].startswith("2025/26")}
"""What 2025/26 comes to for each party, from the figures that were made outside gainshare."""
COST = {row["period"]: row for row in expected("kpi_values_monthly.csv") if row["kpi"] == "K5.1"}
"""Cost (numerator) and target (denominator) of the year up to each month, from the same place."""


def seat(alliance, who):
    return seat_of(Person.objects.get(email=f"{who}@wexmoor.example"), alliance)


def agreed(alliance, of="2025-26.final.1"):
    """Return a settlement that every party has approved."""
    one = Settlement.objects.get(alliance=alliance, reference=of)
    for asked in one.asked.exclude(says=APPROVES).select_related("party__organisation"):
        by = seat(alliance, APPROVERS[asked.party.code])
        actions.say(by=by, of=one.pk, party=asked.party, says=APPROVES, link=None)
    return one


def statement(alliance, one):
    return f"/a/{alliance.pk}/settlements/{one.pk}/"


def approves(visitor, who, is_scripted, period="2025/26"):
    leader = visitor(f"{who}@wexmoor.example", is_scripted=is_scripted)
    leader.follows(f"Approve the settlement of {period}")
    leader.presses("Approve for")
    leader.reads("Approved for")
    return leader


def restates_drugs(visitor, alliance, month, amount, is_scripted):
    """Let the trust restate what drugs cost in a month, and the alliance's finance lead accept it."""
    trust = visitor("trust@wexmoor.example", is_scripted=is_scripted)
    trust.opens(f"/a/{alliance.pk}/costs/{month}/")
    trust.follows("Open the return of Wexmoor Vale Mental Health")
    trust.presses("Restate this month")
    trust.types("What changed, and why", "A credit note from the wholesaler came late.")
    trust.presses("Go on to the amounts")
    trust.types("Amount of Drugs", amount)
    trust.presses("Save and check")
    trust.types("Your post", "Finance director")
    trust.page.get_by_label("I confirm").check()
    trust.presses("Hand it in", exact=True)
    finance = visitor("finance@wexmoor.example", is_scripted=is_scripted)
    finance.follows("Check the return of Wexmoor Vale Mental Health")
    finance.presses("Accept", exact=True)
    finance.reads("The return is accepted.")
    return finance


@BOTH
def test_a_shadow_settlement_pays_nothing_and_a_year_that_has_not_ended_has_no_final_one(visitor, is_scripted):
    # given the alliance's finance lead, who asks for a shadow settlement of the first quarter
    finance = visitor("finance@wexmoor.example", is_scripted=is_scripted)
    finance.follows("Wexmoor Living Well Rehabilitation Alliance")
    finance.follows("Settlements", exact=True)
    finance.presses("Settle a period")
    finance.page.get_by_label("Period", exact=True).select_option("2026/27 Q1")
    finance.types("Why it is settled now", "To see where the quarter stands.")

    # when it is worked out
    finance.presses("Work it out")

    # then its target and its cost are those of April to June, and nobody is asked to approve or to pay
    finance.reads("It is worked out, and nothing is payable by it.")
    finance.reads("Shadow settlement: 2026/27 Q1")
    assert pounds(COST["2026-06"]["denominator"]) in finance.row("Target outturn cost")
    assert pounds(COST["2026-06"]["numerator"]) in finance.row("Actual outturn cost")
    finance.does_not_read("What each party says")
    assert finance.page.get_by_role("table", name="Payments between parties, and what has been paid").count() == 0

    # when a final settlement of the whole year is asked for
    finance.follows("Settlements", exact=True)
    finance.presses("Settle a period")
    finance.page.get_by_label("Period", exact=True).select_option("2026/27")
    finance.page.get_by_label("Final: payable").check()
    finance.types("Why it is settled now", "The board asked.")
    finance.presses("Work it out")

    # then it is said why not, and what was typed stands there still
    finance.reads("2026/27 has not ended on that day. A final settlement is made after its end; choose a shadow one.")
    assert finance.page.get_by_label("Period", exact=True).input_value() == "2026/27"
    assert finance.page.get_by_label("Final: payable").is_checked()
    assert finance.page.get_by_label("Why it is settled now").input_value() == "The board asked."


@BOTH
def test_a_leader_reads_its_partys_figure_down_to_the_return_and_approves_and_with_the_last_approval_it_is_agreed(visitor, is_scripted):
    # given Fernway's leader, who opens the settlement of 2025/26 from the desk and reads what Fernway receives
    total = pounds(SECOND["WX-FRN"]["total_gbp"])
    fernway = visitor("fernway@wexmoor.example", is_scripted=is_scripted)
    fernway.follows("Approve the settlement of 2025/26 for Fernway Recovery")
    address = fernway.page.url.removeprefix(fernway.address)
    fernway.reads(f"receives {total} ({pounds(SECOND['WX-FRN']['cost_share_gbp'])} of the variance")
    fernway.reads(f"Fernway Recovery (registered charity) receives {total} from Wexmoor Council.")

    # when the figure is opened: its workings, the rows behind it, and one of the returns
    fernway.follows(f"{total} : workings of the share of Fernway Recovery")
    fernway.reads(f"24% of {pounds(SECOND['ALLIANCE']['cost_share_gbp'])}")
    fernway.follows("Costs handed in for 2025/26")
    fernway.reads("Brought in from files")
    assert pounds(SECOND["ALLIANCE"]["actual_outturn_gbp"]) in fernway.row("Together")
    fernway.follows("SUB-2025-04-WX-FRN")

    # then the third click has led to what was handed in, by whom and when
    fernway.reads("Cost return: Fernway Recovery (registered charity)")
    fernway.reads("18 May 2025")
    assert fernway.opens(address) == 200

    # when Fernway, the council and the deputy of Openhand approve
    fernway.presses("Approve for")
    fernway.reads("Others have still to approve it.")
    assert "Approved" in fernway.row("Fernway Recovery (registered charity)")
    approves(visitor, "council", is_scripted)
    deputy = approves(visitor, "deputy", is_scripted)

    # then it is agreed, there is something to pay, and the parties are told in words and a link without a figure
    deputy.reads("Every party has approved it: it is agreed.")
    assert deputy.page.locator(".app-status").inner_text().endswith("Agreed")
    assert "Due" in deputy.row("Wexmoor Council Fernway Recovery")
    told = Message.objects.filter(subject__contains="has been approved by every party")
    assert "fernway@wexmoor.example" in {message.to for message in told}
    assert not any("£" in message.body for message in told)


@BOTH
def test_a_leader_does_not_approve_says_why_and_approves_after_all(visitor, is_scripted):
    # given Openhand's deputy, who does not approve and gives no reason
    deputy = visitor("deputy@wexmoor.example", is_scripted=is_scripted)
    deputy.follows("Approve the settlement of 2025/26 for Openhand Homes")
    deputy.unfolds("Do not approve")
    deputy.presses("Say so")

    # then the reason is asked for beside its box and in the summary, and nothing was said
    assert deputy.page.locator(".nhsuk-error-summary a").inner_text() == "Say why, and what would change it"
    assert deputy.page.get_by_label("Why your party does not approve").is_visible()
    assert "Awaiting approval" in deputy.row("Openhand Homes (registered charity)")

    # when the reason is given
    deputy.types("Why your party does not approve", "Our voids of March are missing.")
    deputy.presses("Say so")

    # then everybody can read it, and the finance lead finds it on the desk
    deputy.reads("does not approve it, and everybody can read why.")
    finance = visitor("finance@wexmoor.example", is_scripted=is_scripted)
    finance.follows("The settlement of 2025/26 is not approved by a party")
    assert "Refused" in finance.row("Openhand Homes (registered charity)")
    assert "Our voids of March are missing." in finance.row("Openhand Homes (registered charity)")

    # when the deputy approves after all
    deputy.presses("Approve for")

    # then the reason is gone from the statement, and so is the task
    assert "Approved" in deputy.row("Openhand Homes (registered charity)")
    deputy.does_not_read("Our voids of March are missing.")
    finance.opens("/")
    finance.does_not_read("is not approved by a party")


@BOTH
def test_a_month_that_was_wrong_is_restated_and_only_the_difference_moves(visitor, alliance, is_scripted):
    # given 2025/26, agreed, and drugs of January 2026 that cost £5,113.62 instead of £6,113.63
    first = agreed(alliance)
    finance = restates_drugs(visitor, alliance, "2026-01", "5,113.62", is_scripted)

    # when the finance lead restates the year
    finance.opens(statement(alliance, first))
    finance.presses("Restate this period")
    finance.types("Why it is restated", "The trust corrected January 2026.")
    finance.presses("Work out the difference")

    # then the variance of £194,535.84 is £1,000.01 more; the non-owners' half is £97,767.92 (down to the penny: it is a gain), the owners'
    # £97,767.93; by 50, 5, 24 and 21% that is 48,883.96, 4,888.396, 23,464.3008 and 20,531.2632, and the penny that is left goes to the
    # largest remainder, the GP federation; by 55 and 45% it is 53,772.3615 and 43,995.5685, and the penny goes to the council
    finance.reads("The difference is worked out. Every party is asked to approve it.")
    moves = finance.page.get_by_role("table", name="Share of each party, as settled and as restated")
    shares = {
        "WX-MHT": ("£48,883.96", "£250.00"),
        "WX-GPF": ("£4,888.40", "£25.00"),
        "WX-FRN": ("£23,464.30", "£120.00"),
        "WX-OPH": ("£20,531.26", "£105.00"),
        "WX-ICB": ("£53,772.36", "£275.00"),
        "WX-CNC": ("£43,995.57", "£225.01"),
    }
    for code, (share, moved) in shares.items():
        cells = moves.get_by_role("row", name=NAMES[code]).get_by_role("cell").all_inner_texts()
        assert [pounds_in(cell) for cell in cells[1:]] == [pounds(SECOND[code]["total_gbp"]), restated(code, share), moved], code
    finance.reads("The trust corrected January 2026.")

    # and who pays whom is the difference alone: 55% of the £500.00 by the care board, 45% by the council
    for payer, payee, amount in (
        ("WX-ICB", "WX-MHT", "£250.00"),
        ("WX-ICB", "WX-GPF", "£25.00"),
        ("WX-CNC", "WX-FRN", "£120.00"),
        ("WX-CNC", "WX-OPH", "£105.00"),
    ):
        assert amount in finance.row(f"{NAMES[payer]} {NAMES[payee]}")

    # when every party approves it
    for who in APPROVERS.values():
        leader = approves(visitor, who, is_scripted)

    # then it is agreed, and the first has been restated
    leader.reads("Every party has approved it: it is agreed.")
    leader.opens(statement(alliance, first))
    assert leader.page.locator(".app-status").inner_text().endswith("Restated")
    leader.follows("2025-26.final.2")
    leader.reads("2025-26.final.1")


def restated(code, cost):
    """Return the restated total of a party: its new share of the cost, and the performance payment as it was, for scores are kept."""
    pence = round(float(SECOND[code]["performance_payment_gbp"]) * 100) + int(re.sub(r"\D", "", cost))
    return pounds(f"{pence // 100}.{pence % 100:02}")


def pounds_in(cell):
    return re.match(r"−?£[\d,.]+", cell)[0]


@BOTH
def test_a_payment_is_recorded_taken_back_and_when_all_are_paid_so_is_the_settlement(visitor, alliance, is_scripted):
    # given a settlement that is agreed, and the care board's finance lead, who finds on the desk what to pay
    one = agreed(alliance)
    amount = pounds(SECOND["WX-MHT"]["total_gbp"])
    owner = visitor("icb@wexmoor.example", is_scripted=is_scripted)
    owner.follows("Pay Wexmoor Vale Mental Health NHS Foundation Trust by the settlement of 2025/26")
    between = f"{NAMES['WX-ICB']} {NAMES['WX-MHT']}"
    assert amount in owner.row(between)
    payment = "the payment of NHS Wexmoor and Vale Integrated Care Board to Wexmoor Vale Mental Health NHS Foundation Trust"

    # when the payment is recorded on a day that does not exist
    owner.unfolds(f"Record {payment}")
    pays(owner, payment, ("31", "9", "2026"), "INV-7701")

    # then the day is asked for again, and the three boxes and the reference hold what was typed
    owner.reads("The day on which it was paid must be a real date, such as 26 11 2026")
    form = owner.page.locator("details[open] form")
    typed = [form.get_by_label(label, exact=True).input_value() for label in ("Day", "Month", "Year", "Reference of the payment")]
    assert typed == ["31", "9", "2026", "INV-7701"]
    assert "Not paid" in owner.row(between)

    # when the day is put right
    pays(owner, payment, ("30", "9", "2026"), "INV-7701")

    # then the transfer is paid, and the settlement is not yet
    assert "Paid" in owner.row(between)
    assert "30 Sep 2026, INV-7701" in owner.row(between)
    assert owner.page.locator(".app-status").inner_text().endswith("Agreed")

    # when it turns out to have been recorded by mistake, first without a reason
    owner.unfolds(f"Recorded by mistake: {payment}")
    owner.presses(f"Take the record back : {payment}")
    assert owner.page.locator(".nhsuk-error-summary a").inner_text() == "Say why"
    owner.types("Why", "The bank returned it.")
    owner.presses(f"Take the record back : {payment}")

    # then it is due again
    owner.reads("is taken back.")
    assert "Due" in owner.row(between)

    # when the alliance's finance lead records all four
    finance = visitor("finance@wexmoor.example", is_scripted=is_scripted)
    finance.opens(statement(alliance, one))
    for transfer in one.transfers.select_related("payer__organisation", "payee__organisation"):
        each = f"the payment of {transfer.payer} to {transfer.payee}"
        finance.unfolds(f"Record {each}")
        pays(finance, each, ("30", "10", "2026"), f"CN-2026-{transfer.number}")

    # then the settlement is paid
    assert finance.page.locator(".app-status").inner_text().endswith("Paid")
    assert set(one.transfers.values_list("paid_on", flat=True)) == {date(2026, 10, 30)}


def pays(person, payment, day, reference):
    form = person.page.locator("details", has_text=payment).locator("form")
    for label, typed in zip(("Day", "Month", "Year"), day, strict=True):
        form.get_by_label(label, exact=True).fill(typed)
    form.get_by_label("Reference of the payment").fill(reference)
    person.presses(f"Record it : {payment}")


@BOTH
def test_a_month_is_closed_a_late_change_shows_and_it_is_opened_again_with_a_reason(visitor, alliance, is_scripted):
    # given the manager, who closes September from the desk
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.follows("Close M6 2026/27 (September 2026): every return is accepted")
    manager.presses("Close it")
    address = f"/a/{alliance.pk}/periods/2026-09"

    # then the fingerprint of each table is there, and nothing has changed
    manager.reads("Closed. Its fingerprint is")
    manager.reads("Nothing has changed since.")
    assert re.search(r"[0-9a-f]{16}\tAs it was closed", manager.row("Lines of cost"))

    # when the trust restates September
    restates_drugs(visitor, alliance, "2026-09", "5,084.98", is_scripted)
    manager.opens(address)

    # then what has changed since it was closed is named, and the rest is as it was
    assert "Changed since" in manager.row("Lines of cost")
    assert "Changed since" in manager.row("Which returns count")
    assert "As it was closed" in manager.row("Target as first agreed")
    manager.does_not_read("Nothing has changed since.")

    # and October cannot be closed, and it is said why
    manager.opens(address.replace("2026-09", "2026-10"))
    for code in ("WX-CNC", "WX-MHT", "WX-OPH"):
        manager.reads(f"{NAMES[code]} has no accepted return for M7 2026/27 (October 2026).")
    assert manager.page.get_by_role("button", name="Close it").count() == 0

    # when September is opened again, first without a reason
    manager.opens(address)
    manager.unfolds("Open it again")
    manager.presses("Open it again")
    assert manager.page.locator(".nhsuk-error-summary a").inner_text() == "Say why"
    manager.types("Why", "The trust's change belongs to September.")
    manager.presses("Open it again")

    # then it is open, and the journal says why
    manager.reads("It is open again.")
    if is_scripted:  # the manager has more places than fit in one row
        manager.presses("Browse More")
    manager.follows("Journal")
    manager.page.locator("summary", has_text="What it says").first.click()
    manager.reads("The trust's change belongs to September.")


@BOTH
def test_what_if_stands_in_the_address_for_another_to_see_and_is_never_kept(visitor, alliance, is_scripted):
    # given the GP federation's leader, who tries a cost of £4,000,000 and no pool for performance
    leader = visitor("gps@wexmoor.example", is_scripted=is_scripted)
    leader.opens(f"/a/{alliance.pk}/position/")
    leader.types("Actual outturn cost, £", "4,000,000")
    leader.unfolds("Numbers of the regime")
    leader.types("Stage 5, pool, source 2, money", "0")
    before = Settlement.objects.count()
    leader.presses("Work it out")

    # then, of a target of £4,127,392.63, half of £127,392.63 is £63,696.31 (down to the penny: it is a gain); 24% of it is 15,287.1144
    assert COST["2026-09"]["denominator"] == "4127392.63"
    leader.reads("The non-owner participants together would have £63,696.31 instead of")
    assert leader.row("Fernway Recovery (registered charity) (non-owner participant)").split("\t")[2] == "£15,287.11"
    assert "£127,392.63" in leader.row("Variance")
    address = leader.page.url.removeprefix(leader.address)
    assert "outturn=4%2C000%2C000" in address

    # and another person sees the same at the same address; nothing is kept
    council = visitor("council@wexmoor.example", is_scripted=is_scripted)
    assert council.opens(address) == 200
    council.reads("The non-owner participants together would have £63,696.31 instead of")
    assert Settlement.objects.count() == before

    # when a number makes no sense
    council.types("Actual outturn cost, £", "four million")
    council.presses("Work it out")

    # then it is said beside its box and in the summary, which leads to it, and what was typed stays
    summary = council.page.locator(".nhsuk-error-summary a")
    assert summary.inner_text().startswith("Actual outturn cost, £: “four million” is not an amount.")
    box = council.page.get_by_label("Actual outturn cost, £")
    assert summary.get_attribute("href") == f"#{box.get_attribute('id')}"
    assert "is not an amount" in council.page.locator(f"#{box.get_attribute('aria-describedby')}").inner_text()
    assert box.input_value() == "four million"

    # when a settlement is tried with a cost of £9,000,000 and no pool
    council.opens(statement(alliance, Settlement.objects.get(reference="2025-26.final.1")))
    council.follows("What if it were otherwise?")
    council.types("Actual outturn cost, £", "9,000,000")
    council.unfolds("Numbers of the regime")
    council.types("Stage 5, pool, source 2, money", "0")
    council.presses("Work it out")

    # then half of £142,000.00 is the owners', 45% of it the council's, beside what it has in truth
    cells = council.row("Wexmoor Council (owner)").split("\t")
    assert cells[1:3] == [pounds(SECOND["WX-CNC"]["total_gbp"]), "£31,950.00"]


@BOTH
def test_who_is_doing_what_is_reached_from_the_desk_and_narrowed_in_the_address(visitor, is_scripted):
    lead = visitor("finance@wexmoor.example", is_scripted=is_scripted)

    lead.follows("Your alliances side by side: who is doing what")
    lead.reads("You have a role in 1 alliance: 1 live.")
    assert "favourable, to M7 2026/27" in lead.row("Wexmoor Living Well Rehabilitation Alliance")

    lead.page.get_by_label("Provider").select_option("Openhand Homes (registered charity)")
    lead.presses("Apply filters")
    assert "provider=Openhand" in lead.page.url
    assert lead.page.get_by_role("row").count() == 2

    lead.page.get_by_label("Stage").select_option("ended")
    lead.presses("Apply filters")
    lead.reads("Nothing matches")
    lead.follows("Clear filters")
    lead.follows("Wexmoor Living Well Rehabilitation Alliance")
    lead.reads("Agreement: Version 1, in force since 1 April 2024.")


@BOTH
def test_a_statement_is_taken_away_and_verified_and_small_numbers_only_by_those_who_may_see_them(visitor, alliance, is_scripted):
    # given Fernway's leader at the statement of 2025/26
    one = Settlement.objects.get(reference="2025-26.final.1")
    fernway = visitor("fernway@wexmoor.example", is_scripted=is_scripted)
    fernway.opens(statement(alliance, one))

    # when it is taken away as a PDF, as a page and as tables
    found = {kind: takes_away(fernway, words) for kind, words in (("pdf", "PDF"), ("html", "web page"), ("csv", "Tables as CSV"))}

    # then each is named after the settlement, and Fernway's figure stands in it
    assert {kind: name for kind, (name, _) in found.items()} == {kind: f"2025-26.final.1.{kind}" for kind in found}
    assert found["pdf"][1].startswith(b"%PDF-")
    assert pounds(SECOND["WX-FRN"]["total_gbp"]) in found["html"][1].decode()
    assert pounds(SECOND["WX-FRN"]["total_gbp"]) in found["csv"][1].decode()

    # and what it rests on is not offered, because there are small numbers in it
    assert fernway.page.get_by_role("link", name="Everything it rests on").count() == 0
    assert fernway.opens(f"{statement(alliance, one)}bundle.json") == 403

    # when the manager, who may see them, takes it away
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.opens(statement(alliance, one))
    name, data = takes_away(manager, "Everything it rests on")

    # then anybody can verify that the figures follow from it
    assert verify(parse_bundle(data, name), None).answer == "same"


def takes_away(person, words):
    """Return the name and the bytes of a file that a link leads to."""
    with person.page.expect_download() as found:
        person.page.get_by_role("link", name=words).first.click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()
