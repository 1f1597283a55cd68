"""Every address that changes something adds exactly one entry to the journal; one that is not here fails."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.web.governed import govern
from tests.web.making import person
from tests.web.rights import governance_changes
from tests.web.rights.changes_of_packages import CHANGES as OF_PACKAGES
from tests.web.rights.changes_of_proceedings import CHANGES as OF_PROCEEDINGS
from tests.web.rights.changing_registers import CHANGES_OF_REGISTERS
from tests.web.rights.test_every_address import TABLE
from tests.web.rights.walking import patterns
from tests.web.small import NOW, OCTOBER, PASTED, terms_of

from gainshare.files.yaml_writer import write_yaml
from gainshare.web.alliances.models import Invitation, Membership
from gainshare.web.alliances.queries import digest_of
from gainshare.web.audit.models import Entry
from gainshare.web.costs import reviewing
from gainshare.web.costs.models import Evidence, Query
from gainshare.web.governance.models import Meeting

ASKS = {
    "account_login": "an attempt is one entry; tested with the sign-in",
    "account_logout": "one entry; tested with the sign-in",
    "account_reset_password": "only sends a message",
    "propose_agreement": "shows what a text changes, and keeps nothing",
    "help": "a page of words",
    "accessibility": "a page of words",
    "health": "a page of words",
}
"""What takes a form and changes nothing of an alliance, with the reason."""


def begin(small):
    return small.address("start_return", month="2026-10"), "lead", {"party": "TRU"}


def restate(small):
    return small.address("restate_month", month="2026-09"), "lead", {"party": "TRU", "reason": "An invoice came late."}


def edit(small):
    body = {"seen": 1, "r1-kind": "direct|Pay", "r1-amount": "6,100.00"}
    return small.address("edit_return", of=small.draft(lines=()).pk), "lead", body


def paste(small):
    return small.address("paste_return", of=small.draft(lines=()).pk), "lead", {"text": PASTED, "use": "1", "seen": 1}


def explain(small):
    made = small.draft(lines=(("direct", "Pay", 9_000_00), ("margin", "Margin", 500_00)))
    return small.address("explain_return", of=made.pk), "lead", {"seen": made.row_version, "say-movement/direct/Pay": "New staff."}


def declare(small):
    made = small.draft()
    body = {"seen": made.row_version, "token": uuid.uuid4(), "declared_as": "Director", "confirmed": "on"}
    return small.address("declare_return", of=made.pk), "lead", body


def discard(small):
    made = small.draft()
    return small.address("discard_return", of=made.pk), "lead", {"seen": made.row_version}


def query(small):
    return small.address("query_return", of=small.submitted().pk), "finance", {"line": "1", "question": "Why?"}


def answer(small):
    made = small.submitted()
    reviewing.ask(by=small.seat("finance"), of=made.pk, line_number=1, question="Why?")
    return small.address("answer_query", of=made.pk, query=Query.objects.get(of=made).pk), "lead", {"answer": "New staff."}


def accept(small):
    made = small.submitted()
    return small.address("accept_return", of=made.pk), "finance", {"seen": made.row_version}


def give_back(small):
    made = small.submitted()
    return small.address("give_back_return", of=made.pk), "finance", {"seen": made.row_version, "reason": "Drugs look low.", "lines": "2"}


def add_evidence(small):
    return small.address("add_evidence", of=small.draft().pk), "lead", {"file": SimpleUploadedFile("ledger.pdf", b"%PDF-1.7")}


def remove_evidence(small):
    made = small.draft()
    by = small.people["lead"]
    Evidence.objects.create(of=made, name="a.csv", kind="csv", size=1, sha256="0" * 64, added_by=by, added_at=timezone.now())
    return small.address("remove_evidence", of=made.pk, file=made.files.get().pk), "lead", {}


def remind(small):
    return small.address("remind_party", month="2026-10"), "manager", {"party": "TRU"}


def invite(small):
    return small.address("invite"), "manager", {"email": "new@example.org", "role": "analyst", "party": ""}


def invited(small, email):
    at = timezone.now() + timedelta(days=1)
    made = {"alliance": small.alliance, "role": "analyst", "email": email, "invited_by": small.people["manager"], "expires_at": at}
    return Invitation.objects.create(**made, token_digest=digest_of("token"))


def withdraw_invitation(small):
    return small.address("withdraw_invitation", invitation=invited(small, "new@example.org").pk), "manager", {}


def take_up_invitation(small):
    small.people["invited"] = person("invited@example.org")
    invited(small, "invited@example.org")
    return "/invitation/token", "invited", {}


def end_role(small):
    role = Membership.objects.get(person=small.people["lawyer"])
    return small.address("end_role", membership=role.pk), "manager", {"reason": "Moved on."}


def change_profile(small):
    return "/me", "lead", {"name": "Another Name", "mails": "daily"}


def text_of_version_two():
    terms = terms_of()
    terms["principles"].append({"id": "P2", "text": "We share what we learn"})
    return write_yaml(terms).encode()


def propose(small):
    from base64 import b64encode

    day = {"takes_effect_on_day": "1", "takes_effect_on_month": "4", "takes_effect_on_year": "2027"}
    return small.address("send_proposal"), "lawyer", {"text": b64encode(text_of_version_two()).decode(), "reason": "A principle.", **day}


def proposed(small):
    client = small.client("lawyer")
    address, _, body = propose(small)
    client.post(address, body)


def approve(small):
    proposed(small)
    return small.address("approve_agreement", number=2), "leader", {"party": "TRU"}


def withdraw(small):
    proposed(small)
    return small.address("withdraw_agreement", number=2), "lawyer", {"reason": "Not yet."}


def enter_observation(small):
    body = {"measure": "M1", "period": "2026-10", "numerator": "24", "denominator": "60", "status": "final", "token": uuid.uuid4()}
    return small.address("enter_observation"), "analyst", {**body, "keep": "1"}


def upload_observations(small):
    text = "measure\tperiod\tnumerator\tdenominator\nM1\t2026-09\t22\t60\nM1\t2026-10\t24\t60\n"
    return small.address("upload_observations"), "analyst", {"text": text, "use": "1", "token": uuid.uuid4()}


def export(small):
    return small.address("export"), "manager", {}


DAY = {"as_of_day": "10", "as_of_month": "11", "as_of_year": "2026"}


def draft_settlement(small):
    return small.address("draft_settlement"), "finance", {"period": "2026/27 Q2", "kind": "shadow", **DAY, "token": uuid.uuid4()}


def restate_settlement(small):
    one = small.agreed()
    made = small.submitted("lead", "lead", month=OCTOBER - 1, change="An invoice came late.")
    reviewing.accept(by=small.seat("finance"), of=made.pk, seen=made.row_version)
    return small.address("restate_settlement", of=one.pk), "finance", {**DAY, "reason": "A late invoice.", "token": uuid.uuid4()}


def approve_settlement(small):
    return small.address("approve_settlement", of=small.settlement().pk), "leader", {"party": "TRU"}


def refuse_settlement(small):
    return small.address("refuse_settlement", of=small.settlement().pk), "leader", {"party": "TRU", "reason": "Not yet."}


def take_back_approval(small):
    return small.address("take_back_approval", of=small.agreed().pk), "leader", {"party": "TRU"}


def withdraw_settlement(small):
    return small.address("withdraw_settlement", of=small.settlement().pk), "finance", {"reason": "Too early."}


PAID_ON = {"paid_on_day": "10", "paid_on_month": "11", "paid_on_year": "2026"}


def pay_transfer(small):
    one = small.agreed()
    body = {"transfer": one.transfers.first().pk, **PAID_ON, "reference": "INV-1"}
    return small.address("pay_transfer", of=one.pk), "finance", body


def take_back_payment(small):
    one = small.agreed()
    one.transfers.update(paid_on="2026-11-10", paid_reference="INV-1")
    return small.address("take_back_payment", of=one.pk), "finance", {"transfer": one.transfers.first().pk, "reason": "Another invoice."}


def close_period(small):
    return small.address("close_period", period="2026-09"), "manager", {}


def reopen_period(small):
    small.client("manager").post(small.address("close_period", period="2026-09"))
    return small.address("reopen_period", period="2026-09"), "manager", {"reason": "A return was forgotten."}


def record_duty(small):
    govern(small)
    held = {"day": NOW.date(), "stated_quorum": "yes", "made_at": NOW}
    Meeting.objects.create(alliance=small.alliance, reference="ALT-2026-11", body="ALT", **held)
    return small.address("record_duty"), "manager", {"what": "outcome_assurance|ALT-2026-11", "evidence": "The statement."}


def keep_duty(small):
    govern(small)
    return small.address("keep_duty"), "manager", {"act": "keep", "code": "risks", "owner": "TRU, finance director"}


def record_understanding(small):
    return small.address("record_understanding"), "leader", {"party": "TRU", "version": "1", "areas": ["A1"]}


CHANGES = {
    "record_duty": record_duty,
    "keep_duty": keep_duty,
    "record_understanding": record_understanding,
    "draft_settlement": draft_settlement,
    "restate_settlement": restate_settlement,
    "approve_settlement": approve_settlement,
    "refuse_settlement": refuse_settlement,
    "take_back_approval": take_back_approval,
    "withdraw_settlement": withdraw_settlement,
    "pay_transfer": pay_transfer,
    "take_back_payment": take_back_payment,
    "close_period": close_period,
    "reopen_period": reopen_period,
    "start_return": begin,
    "restate_month": restate,
    "edit_return": edit,
    "paste_return": paste,
    "explain_return": explain,
    "declare_return": declare,
    "discard_return": discard,
    "query_return": query,
    "answer_query": answer,
    "accept_return": accept,
    "give_back_return": give_back,
    "add_evidence": add_evidence,
    "remove_evidence": remove_evidence,
    "remind_party": remind,
    "invite": invite,
    "withdraw_invitation": withdraw_invitation,
    "invitation": take_up_invitation,
    "end_role": end_role,
    "profile": change_profile,
    "send_proposal": propose,
    "approve_agreement": approve,
    "withdraw_agreement": withdraw,
    "export": export,
    "enter_observation": enter_observation,
    "upload_observations": upload_observations,
    **governance_changes.CHANGES,
    **CHANGES_OF_REGISTERS,
    **OF_PROCEEDINGS,
    **OF_PACKAGES,
}
"""What to do so that each address changes something: the address, who asks, and the form."""


def test_every_address_that_takes_a_form_is_here():
    takes = {route for (route, method), row in TABLE.items() if method == "POST" and set(row.values()) - {"hidden", "unknown method"}}
    of_sign_in = {one.name for one, route in patterns() if route.startswith("sign-in/")}

    assert takes - of_sign_in - {"start_alliance"} - set(ASKS) == set(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_one_entry(name, small):
    address, who, body = CHANGES[name](small)
    client = small.client(who)
    before = set(Entry.objects.values_list("pk", flat=True))

    reply = client.post(address, body)

    added = list(Entry.objects.exclude(pk__in=before).values_list("action", flat=True))
    assert reply.status_code in {200, 302}, reply.content.decode()[:3000]
    assert len(added) == 1, added


def test_joining_with_a_new_account_is_one_entry_beside_the_sign_in(small, client):
    made = Invitation.objects.create(
        alliance=small.alliance,
        role="lawyer",
        email="quite.new@example.org",
        token_digest=digest_of("quite-new"),
        invited_by=small.people["manager"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    before = set(Entry.objects.values_list("pk", flat=True))

    client.post("/invitation/quite-new", {"name": "N New", "password": "correct horse battery", "again": "correct horse battery"})

    made.refresh_from_db()
    assert made.accepted_at is not None
    added = Entry.objects.exclude(pk__in=before).values_list("action", flat=True)
    assert sorted(added) == ["invitation.accepted", "session.started"]


@pytest.mark.parametrize("name", CHANGES)
def test_a_form_that_says_nothing_changes_nothing(name, small):
    address, who, _ = CHANGES[name](small)
    client = small.client(who)
    needs_nothing = {"close_period", "remove_evidence", "withdraw_invitation", "export", "invitation"}
    needs_nothing |= governance_changes.NEED_NOTHING
    before = Entry.objects.exclude(action__startswith="session.").count()

    reply = client.post(address, {})

    added = Entry.objects.exclude(action__startswith="session.").count() - before
    assert reply.status_code in {200, 302, 404, 422}
    assert added == (1 if name in needs_nothing else 0)


def test_starting_an_alliance_with_its_first_manager_is_one_entry(small):
    small.people["site"] = person("site@example.org", is_site_administrator=True)
    chains = set(Entry.objects.values_list("chain", flat=True))

    small.client("site").post("/alliances/start", {"example": "lambeth_slides", "manager": "new@example.org"})

    new = Entry.objects.exclude(chain__in={*chains, "site"})
    assert list(new.values_list("action", flat=True)) == ["alliance.started"]
    assert "new@example.org" in new.get().content.text
