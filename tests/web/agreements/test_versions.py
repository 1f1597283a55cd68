"""A version of the agreement: proposed, approved by every party, withdrawn; and which one holds on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.web.agreements.conftest import AT, FILES
from tests.web.making import give, person

from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Invalid
from gainshare.web.agreements import actions
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion, Approval
from gainshare.web.agreements.queries import last_version, newest_version, parties_to_approve, version_in_force
from gainshare.web.alliances.access import seat_of
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.shared.models import Message

OLD = FILES["agreement.yaml"]
NEW = OLD + b"\n# A remark.\n"


def next_month():
    return Month.of(timezone.localdate()).next().first_day


def proposed(seats, data=NEW, by="lawyer", on=None):
    return actions.propose(
        by=seats[by], data=data, takes_effect_on=on or next_month(), reason="A remark.", link=lambda number: f"https://example.org/{number}"
    )


def approved(seats, alliance, number):
    for party in alliance.parties.all():
        found = actions.approve(by=seats[party.code], number=number, party=party)
    return found


def journal(alliance):
    return list(Entry.objects.filter(chain=str(alliance.pk)).order_by("number").values_list("action", flat=True))[1:]


def test_a_proposal_waits_and_changes_nothing(seats, alliance):
    made = proposed(seats)

    assert (made.number, made.text.encode(), made.approved_at) == (2, NEW, None)
    assert version_in_force(alliance, timezone.localdate() + timedelta(days=400)).number == 1
    assert journal(alliance) == ["agreement.proposed"]


def test_those_who_approve_are_told_without_a_figure(seats, alliance, people):
    proposed(seats)

    assert {message.to for message in Message.objects.all()} == {f"{party.code.lower()}@example.org" for party in alliance.parties.all()}
    body = Message.objects.first().body
    assert "https://example.org/2" in body
    assert "£" not in body


def test_with_the_last_approval_it_holds_from_its_day(seats, alliance):
    made = proposed(seats)
    parties = list(alliance.parties.all())
    for party in parties[:-1]:
        assert actions.approve(by=seats[party.code], number=2, party=party).approved_at is None

    found = actions.approve(by=seats[parties[-1].code], number=2, party=parties[-1])

    assert found.approved_at is not None
    assert version_in_force(alliance, made.takes_effect_on - timedelta(days=1)).number == 1
    assert version_in_force(alliance, made.takes_effect_on).number == 2
    assert (newest_version(alliance).number, last_version(alliance).number) == (1, 2)
    assert journal(alliance) == ["agreement.proposed", *["agreement.approved"] * len(parties)]


def test_before_the_first_takes_effect_the_first_holds(alliance):
    assert version_in_force(alliance, date(1999, 1, 1)).number == 1


def test_an_agreement_that_is_not_signed_waits_for_the_parties(db):
    text = b"\n".join(line for line in OLD.splitlines() if not line.strip().startswith(b"signed_on"))
    alliance = bring_in({**FILES, "agreement.yaml": text}, by=None, at=AT)

    assert version_in_force(alliance, timezone.localdate()) is None
    assert newest_version(alliance).number == 1
    assert len(parties_to_approve(newest_version(alliance))) == alliance.parties.count()
    for party in alliance.parties.all():
        who = person(f"{party.code}@example.org")
        give(alliance, who, "leadership_member", party)
        actions.approve(by=seat_of(who, alliance), number=1, party=party)
    assert version_in_force(alliance, timezone.localdate()).number == 1


def test_nobody_approves_what_they_proposed(seats, alliance, people):
    party = alliance.parties.first()
    give(alliance, people["lawyer"], "leadership_member", party)
    proposed(seats)

    with pytest.raises(Refused, match="Somebody else"):
        actions.approve(by=seat_of(people["lawyer"], alliance), number=2, party=party)
    actions.approve(by=seats[party.code], number=2, party=party)
    assert Approval.objects.count() == 1


def test_a_party_is_spoken_for_by_its_own_and_once(seats, alliance):
    proposed(seats)
    first, second = alliance.parties.all()[:2]

    for name in (second.code, "manager", "lawyer"):
        with pytest.raises(PermissionDenied):
            actions.approve(by=seats[name], number=2, party=first)
    actions.approve(by=seats[first.code], number=2, party=first)
    with pytest.raises(Refused, match="already"):
        actions.approve(by=seats[first.code], number=2, party=first)


@pytest.mark.parametrize("who", ["MHT", "ASC"])
def test_parties_do_not_propose_or_withdraw(seats, alliance, who):
    with pytest.raises(PermissionDenied):
        proposed(seats, by=who)
    proposed(seats)
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=seats[who], number=2, reason="x")


def test_one_version_waits_at_a_time_and_can_be_withdrawn(seats, alliance):
    proposed(seats)
    with pytest.raises(Refused, match="waits for approval"):
        proposed(seats, data=NEW + b"# More.\n")

    actions.withdraw(by=seats["manager"], number=2, reason="A mistake.")

    with pytest.raises(Refused, match="withdrawn"):
        actions.approve(by=seats["MHT"], number=2, party=Party.objects.get(alliance=alliance, code="MHT"))
    with pytest.raises(Refused, match="withdrawn"):
        actions.withdraw(by=seats["manager"], number=2, reason="Again.")
    assert proposed(seats).number == 3
    assert journal(alliance) == ["agreement.proposed", "agreement.withdrawn", "agreement.proposed"]


def test_what_every_party_approved_is_not_withdrawn(seats, alliance):
    proposed(seats)
    approved(seats, alliance, 2)

    with pytest.raises(Refused, match="approved this version already"):
        actions.withdraw(by=seats["manager"], number=2, reason="x")


def test_days_that_do_not_do_are_refused(seats, alliance):
    today = timezone.localdate()
    with pytest.raises(Refused, match="first of a month"):
        proposed(seats, on=next_month() + timedelta(days=1))
    with pytest.raises(Refused, match="in the past"):
        proposed(seats, on=Month.of(today).plus(-1).first_day)
    proposed(seats, on=Month.of(today).plus(3).first_day)
    approved(seats, alliance, 2)
    with pytest.raises(Refused, match="Version 2 takes effect"):
        proposed(seats, data=NEW + b"# More.\n")


def test_approval_that_comes_too_late_is_refused(seats, alliance):
    made = proposed(seats)
    AgreementVersion.objects.filter(pk=made.pk).update(takes_effect_on=Month.of(timezone.localdate()).plus(-1).first_day)

    with pytest.raises(Refused, match="has gone by"):
        actions.approve(by=seats["MHT"], number=2, party=alliance.parties.get(code="MHT"))


def test_the_same_text_again_is_no_version(seats):
    with pytest.raises(Refused, match="letter for letter"):
        proposed(seats, data=OLD)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace(b"  id: ", b"  id: X", 1), "another alliance"),
        (lambda text: text.replace(b"parties:", b"partis:", 1), "parties"),
        (lambda text: text.replace(b"id: direct", b"id: straight", 1), "direct"),
        (lambda text: text + b"\xff", "UTF-8"),
        (lambda text: text + b"#" * 1_000_000, "at most"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused_with_everything_that_is_wrong(seats, alliance, change, words):
    with pytest.raises(Invalid) as caught:
        proposed(seats, data=change(OLD))

    assert words in str(caught.value)
    assert AgreementVersion.objects.count() == 1
    assert journal(alliance) == []


def test_a_party_that_a_version_brings_in_is_there_once_it_is_approved(seats, alliance):
    at = OLD.index(b"parties:\n") + len(b"parties:\n")
    text = OLD[:at] + b"  - {id: NEW, name: A new friend, roles: [associate]}\n" + OLD[at:]

    proposed(seats, data=text)
    assert not Party.objects.filter(code="NEW").exists()
    approved(seats, alliance, 2)

    assert Party.objects.get(alliance=alliance, code="NEW").organisation.name == "A new friend"


def test_the_book_reads_the_version_in_force(seats, alliance):
    from gainshare.web.costs.book import agreement_of

    proposed(seats)
    approved(seats, alliance, 2)

    for day in (timezone.localdate(), next_month()):
        assert agreement_of(alliance, day) == agreement_in(version_in_force(alliance, day))
