"""The trust's finance lead hands month 7 in, the alliance's finance lead checks it, and September is restated."""

import pytest
from django.conf import settings
from tests.web.journeys.conftest import PASSWORD

PASTED = """Category\tAmount\tNote
Pay: wards\t£126,000.00\t
Pay: community rehabilitation team\t119,000.00\t
Pay: agency and bank\t9,400.00\t
Drugs\t5,700.10\t
Non-pay and estates\t27,163.71\t
"""
"""Month 7 of the trust as it comes out of a ledger; agency and bank went up from £5,263.32."""


def begins(trust):
    trust.follows("Hand in the return of Wexmoor Vale Mental Health")
    trust.presses("Begin the return of Wexmoor Vale Mental Health")


def pastes(trust, text):
    trust.follows("paste rows from a spreadsheet")
    trust.types("Paste rows from your spreadsheet", text)
    trust.presses("Read the rows")


@pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without"])
def test_a_month_is_pasted_explained_declared_queried_answered_and_accepted(visitor, is_scripted):
    # given the trust's finance lead, who sees last month, the target and a year ago beside each line, and limb 2 fixed
    trust = visitor("trust@wexmoor.example", is_scripted=is_scripted)
    begins(trust)
    assert "£126,838.36" in trust.row("Pay: wards")
    assert "£125,404.11" in trust.row("Pay: wards")
    assert "Fixed by the agreement" in trust.row("Corporate overhead")

    # when seven rows are pasted, one of them with a movement that needs a word
    pastes(trust, PASTED)
    trust.reads("The lines come to £287,263.81.")
    trust.presses("Use these lines")
    trust.reads("Pay: agency and bank went from £5,263.32 to £9,400.00 (+79%) in a month.")
    trust.reads("The return can be declared once nothing stops it")

    # and it is explained, and proven
    trust.types("Why", "Two vacancies on Cedar ward were covered by bank staff.")
    trust.presses("Keep these sentences")
    trust.page.set_input_files("#file", files=[{"name": "trial-balance.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 trial"}])
    trust.presses("Add the file")
    trust.reads("“trial-balance.pdf” is with the return.")

    # then the effect is shown on the alliance and on the trust's own share
    trust.reads("Your share at the forecast")
    trust.reads("£315,294.11")

    # when it is declared
    trust.types("Your post", "Finance director")
    trust.page.get_by_label("I confirm").check()
    trust.presses("Hand it in", exact=True)
    trust.reads("The return is handed in.")

    # and the alliance's finance lead finds it, opens the evidence, and queries line 4
    lead = visitor("finance@wexmoor.example", is_scripted=is_scripted)
    lead.follows("Check the return of Wexmoor Vale Mental Health")
    lead.reads("Two vacancies on Cedar ward were covered by bank staff.")
    lead.reads("trial-balance.pdf")
    lead.unfolds("Ask a question")
    lead.types("Line (leave empty", "4")
    lead.types("Your question", "Is the pharmacy bill for October in?")
    lead.presses("Send the question")
    lead.reads("It can be accepted once every query is answered.")

    # and the trust answers
    trust.opens("/")
    trust.follows("Answer a query on the return of Wexmoor Vale Mental Health")
    trust.types("Your answer", "Yes, invoice 4471.")
    trust.presses("Send the answer")

    # then it can be accepted, and the timeline says who did what
    lead.page.reload()
    lead.presses("Accept", exact=True)
    lead.reads("The return is accepted.")
    for done in ("Declared and handed in", "Queried", "Query answered", "Accepted"):
        lead.reads(done)


def test_every_wrong_row_is_said_at_once_and_nothing_typed_is_lost(visitor):
    trust = visitor("trust@wexmoor.example")
    begins(trust)

    pastes(trust, PASTED.replace("119,000.00", "abc").replace("Drugs", "Drugz"))

    trust.reads("“abc” is not an amount.")
    trust.reads("Did you mean Drugs?")
    assert "Drugz" in trust.page.input_value("#text")
    assert trust.page.get_by_role("button", name="Use these lines").count() == 0


def test_a_small_charity_types_its_lines(visitor):
    openhand = visitor("openhand@wexmoor.example", width=360)
    openhand.follows("Hand in the return of Openhand Homes")
    openhand.presses("Begin the return of Openhand Homes")

    openhand.types("Amount of Pay: support workers", "57,900")
    openhand.types("Amount of Housing management", "not known")
    openhand.presses("Save and check")

    openhand.reads("“not known” is not an amount.")
    assert openhand.page.get_by_label("Amount of Pay: support workers").input_value() == "57,900"

    openhand.types("Amount of Housing management", "19,831.94")
    openhand.types("Amount of Voids and repairs", "11,996.35")
    openhand.presses("Save and check")

    openhand.reads("£102,520.69")


def test_a_pharmacy_accrual_reverses_by_itself_the_month_after(visitor):
    trust = visitor("trust@wexmoor.example")
    begins(trust)
    pastes(trust, PASTED.replace("9,400.00", "5,400.00"))
    trust.presses("Use these lines")
    trust.follows("Change the lines")

    trust.page.locator("select").first.select_option(label="Drugs (Direct and service-specific cost)")
    spare = trust.page.locator("select").first.get_attribute("id").removesuffix("-kind")
    trust.page.fill(f"#{spare}-amount", "850.00")
    trust.page.fill(f"#{spare}-note", "Pharmacy, unbilled")
    trust.page.check(f"#{spare}-accrual")
    trust.presses("Save and check")

    trust.reads("£312,144.11")
    trust.types("Your post", "Finance director")
    trust.page.get_by_label("I confirm").check()
    trust.presses("Hand it in", exact=True)
    trust.reads("Yes, reverses in 2026-11")


@pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without"])
def test_september_is_restated_as_a_difference_with_its_effect(visitor, is_scripted):
    # given September of the trust, accepted, with drugs of £5,584.98
    trust = visitor("trust@wexmoor.example", is_scripted=is_scripted)
    trust.follows("Hand in the return of Wexmoor Vale Mental Health")
    trust.follows("Month before: M6 2026/27")
    trust.follows("Open the return of Wexmoor Vale Mental Health")
    trust.presses("Restate this month")

    # when drugs should have been £5,084.98
    trust.types("What changed, and why", "A credit note from the wholesaler came late.")
    trust.presses("Go on to the amounts")
    trust.types("Amount of Drugs", "5,084.98")
    trust.presses("Save and check")

    # then the difference alone is kept, with its reason and its effect
    trust.reads("−£500.00")
    trust.reads("A credit note from the wholesaler came late.")
    trust.reads("The cost of the month changes by −£500.00.")
    trust.types("Your post", "Finance director")
    trust.page.get_by_label("I confirm").check()
    trust.presses("Hand it in", exact=True)
    trust.reads("Change: adds to what was handed in before")


def test_two_people_who_edit_one_draft_lose_nothing(visitor):
    trust, ledger = visitor("trust@wexmoor.example"), visitor("trust-ledger@wexmoor.example")
    begins(trust)
    address = trust.page.url.removeprefix(trust.address)
    ledger.opens(address)

    trust.types("Amount of Drugs", "5,700.10")
    trust.presses("Save and check")
    ledger.types("Amount of Drugs", "5,800.20")
    ledger.presses("Save and check")

    ledger.reads("Somebody else has changed this return since you opened it.")
    ledger.reads("£5,700.10")
    assert ledger.page.get_by_label("Amount of Drugs").input_value() == "5,800.20"

    ledger.presses("Save and check")

    ledger.reads("£5,800.20")


def test_what_was_typed_comes_back_after_a_session_that_was_over_when_it_was_sent(visitor):
    trust = visitor("trust@wexmoor.example")
    begins(trust)
    address = trust.page.url
    trust.types("Amount of Drugs", "5,700.10")
    trust.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    trust.presses("Save and check")

    trust.reads("You were signed out before this was sent, so it was not carried out.")
    trust.page.locator("[name=login]").fill("trust@wexmoor.example")
    trust.page.locator("[name=password]").fill(PASSWORD)
    trust.page.get_by_role("button", name="Sign in").click()
    trust.page.wait_for_url(address)
    assert trust.page.get_by_label("Amount of Drugs").input_value() == "5,700.10"
    trust.presses("Save and check")
    trust.reads("£5,700.10")


def test_a_sentence_that_is_not_kept_yet_stays_when_a_file_is_added(visitor, tmp_path):
    file = tmp_path / "October.csv"
    file.write_text("a,b\n")
    trust = visitor("trust@wexmoor.example")
    begins(trust)
    trust.types("Amount of Pay: agency and bank", "11421.00")
    trust.presses("Save and check")
    trust.types("Why", "Two wards had sickness cover.")

    trust.page.get_by_label("Add a file").set_input_files(file)
    trust.presses("Add the file")

    trust.reads("“October.csv” is with the return.")
    assert trust.page.get_by_label("Why").first.input_value() == "Two wards had sickness cover."
    trust.presses("Keep these sentences")
    trust.reads("Explained:")
