"""A call-off is described, checked by somebody else, and decided by the leadership team; until then nothing is called off."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.web.packages.described import HOUSE, checked, described

from gainshare.core.governance.call_off import call_off_standing
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.governance import proposing
from gainshare.web.governance.bindable import bindable
from gainshare.web.packages import acting
from gainshare.web.packages.models import CallOff
from gainshare.web.packages.queries import facts_of
from gainshare.web.packages.tasks import tasks_of
from gainshare.web.shared.models import Message

pytestmark = pytest.mark.usefixtures("governed")
AS_PROPOSED = {"put_to": "AMT", "amount": 240_000_00}


def stands(row):
    return call_off_standing(facts_of(CallOff.objects.get(pk=row.pk)))


def binds(row):
    return bindable(row.alliance, f"call_off:{row.pk}")


def test_what_is_checked_and_agreed_is_called_off(governed, small):
    row = described(small)
    assert stands(row) == "to_check"
    checked(small, row)
    assert stands(row) == "ready"
    made = governed.called(binds=binds(row), **AS_PROPOSED)
    assert stands(row) == "put_forward"

    done = governed.shown(governed.all_say(made))

    # It exceeds what two members may commit, so it waits for their organisations.
    assert (done.standing, stands(row)) == ("awaiting_authority", "put_forward")


def test_within_everybodys_authority_it_is_called_off_at_once(governed, small):
    row = described(small, given=replace(HOUSE, value=40_000_00))
    checked(small, row)

    done = governed.adopted(binds=binds(row), amount=40_000_00)

    assert (done.standing, stands(row)) == ("adopted", "called_off")
    assert done.bindings.get().label == "CO-01: call-off of Crisis house"


def test_the_leadership_team_decides_it_however_little_it_costs(governed, small):
    row = described(small, given=replace(HOUSE, value=1_000_00))
    checked(small, row)

    made = governed.proposed(put_to="AMT", amount=1_000_00, binds=binds(row))

    assert made.body == "ALT"


def test_a_decision_that_is_not_agreed_calls_nothing_off(governed, small):
    row = described(small, given=replace(HOUSE, value=40_000_00))
    checked(small, row)
    made = governed.called(binds=binds(row), amount=40_000_00)
    governed.says(made, "BRD")
    governed.says(made, "TRU")
    governed.says(made, "CHA", "cannot_agree")

    shown = governed.shown(made)

    assert (shown.standing, stands(row)) == ("not_agreed", "put_forward")
    proposing.withdraw(by=governed.seat("manager"), of=made.pk, reason="Not now.")
    assert stands(row) == "ready"


@pytest.mark.parametrize("finding", [None, "no_go"])
def test_what_is_unchecked_or_not_allowed_cannot_be_put_forward(small, finding):
    row = described(small)
    if finding:
        checked(small, row, finding)

    assert binds(row) == []


def test_what_was_bound_and_is_no_longer_ready_is_refused_as_it_is_proposed(governed, small):
    row = described(small)
    checked(small, row)
    bound = binds(row)
    checked(small, row, "no_go")  # between the page and the form

    with pytest.raises(Refused, match="CO-01 cannot be put forward any more"):
        governed.proposed(binds=bound, amount=240_000_00)


@pytest.mark.parametrize("amount", [None, 239_999_99])
def test_a_decision_on_it_commits_what_it_is_worth_at_least(governed, small, amount):
    row = described(small)
    checked(small, row)

    with pytest.raises(Refused, match="£240,000"):
        governed.proposed(binds=binds(row), amount=amount)


def test_whoever_described_it_does_not_check_it(small):
    row = described(small, by="manager")

    with pytest.raises(Refused, match="Somebody else checks it"):
        checked(small, row, by="manager")
    checked(small, described(small, by="finance"), by="manager")


def test_who_changed_it_does_not_check_it_either(small):
    row = described(small, by="finance")
    acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=replace(HOUSE, value=1_00))

    with pytest.raises(Refused, match="You described"):
        checked(small, row, by="manager", version=2)


def test_a_change_has_to_be_checked_again(small):
    row = described(small)
    checked(small, row)

    acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=replace(HOUSE, value=300_000_00))

    assert stands(row) == "to_check"
    assert [(one.version, one.value) for one in row.descriptions.all()] == [(1, 240_000_00), (2, 300_000_00)]
    with pytest.raises(Refused, match="has been changed since you opened the page"):
        checked(small, row, version=1)


def test_the_same_words_again_are_no_change(small):
    row = described(small)
    checked(small, row)

    acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=HOUSE)

    assert (stands(row), row.descriptions.count()) == ("ready", 1)


def test_two_who_change_at_once_do_not_overwrite_one_another(small):
    row = described(small)
    acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=replace(HOUSE, title="Crisis home"))

    with pytest.raises(Refused, match="Somebody else has changed it"):
        acting.change(by=small.seat("finance"), of=row.pk, seen=1, given=replace(HOUSE, title="Crisis flat"))


def test_nothing_moves_while_the_leadership_team_has_it(governed, small):
    row = described(small)
    checked(small, row)
    governed.proposed(binds=binds(row), amount=240_000_00)

    for act in (
        lambda: acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=replace(HOUSE, value=1_00)),
        lambda: checked(small, row, "no_go"),
        lambda: acting.withdraw(by=small.seat("manager"), of=row.pk, reason="No."),
    ):
        with pytest.raises(Refused, match="Withdraw the decision first"):
            act()


def test_a_check_of_tomorrow_is_refused(small):
    from datetime import date

    with pytest.raises(Refused, match="not come"):
        checked(small, described(small), checked_on=date(2026, 11, 11))


def test_the_same_form_twice_is_one_call_off(small):
    token = uuid4()
    made = [acting.describe(by=small.seat("manager"), package="HOMES", given=HOUSE, token=token) for _ in range(2)]

    assert made[0] == made[1]


def test_a_package_that_the_agreement_does_not_have_is_refused(small):
    with pytest.raises(Refused, match="no such package"):
        acting.describe(by=small.seat("manager"), package="WARD", given=HOUSE, token=uuid4())


def test_only_those_with_the_right_describe_and_check(small):
    row = described(small)

    with pytest.raises(PermissionDenied):
        described(small, by="analyst")
    with pytest.raises(PermissionDenied):
        checked(small, row, by="finance")
    with pytest.raises(PermissionDenied):
        acting.withdraw(by=small.seat("lawyer"), of=row.pk, reason="No.")


def test_each_step_is_in_the_journal(small):
    row = described(small)
    checked(small, row)
    acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=replace(HOUSE, value=1_00))
    acting.withdraw(by=small.seat("manager"), of=row.pk, reason="Not needed.")

    found = Entry.objects.filter(action__startswith="call_off.").order_by("number").values_list("action", flat=True)
    assert list(found) == [f"call_off.{done}" for done in ("described", "checked", "changed", "withdrawn")]


def test_it_stands_on_the_desk_of_whoever_has_to_see_to_it(governed, small):
    row = described(small)

    def words(who):
        return [one.words for one in tasks_of(small.seat(who))]

    assert words("lawyer") == ["CO-01, Crisis house: check it against procurement law"]
    assert words("manager") == []  # who described it waits
    checked(small, row)
    assert words("lawyer") == []
    assert words("manager") == ["CO-01, Crisis house: put it to the leadership team"]
    governed.proposed(binds=binds(row), amount=240_000_00)
    assert words("manager") == []


def test_those_who_may_check_it_are_written_to_and_those_who_described_it_once_it_is_checked(small):
    def link(row):
        return f"https://example.org/{row}"

    def told():
        found = sorted((one.to.partition("@")[0], one.subject) for one in Message.objects.all())
        Message.objects.all().delete()
        return found

    row = acting.describe(by=small.seat("finance"), package="HOMES", given=HOUSE, token=uuid4(), link=link)
    assert told() == [("lawyer", "CO-01 waits for a check"), ("manager", "CO-01 waits for a check")]
    acting.change(by=small.seat("manager"), of=row.pk, seen=1, given=replace(HOUSE, value=1_00), link=link)
    assert told() == [("lawyer", "CO-01 waits for a check")]  # the manager has described it now

    checked(small, row, version=2, link=link)

    assert told() == [("finance", "CO-01 is checked"), ("manager", "CO-01 is checked")]
