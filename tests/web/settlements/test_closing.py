"""A closed month or year is frozen with a fingerprint; what comes later is a restatement, and is seen."""

import pytest
from tests.web.settlements.reading import tables, text_of
from tests.web.small import OCTOBER, make_small

from gainshare.core.kernel.period import Month
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs import actions, reviewing
from gainshare.web.periods.models import ClosedPeriod


@pytest.fixture
def small(db, monkeypatch):
    from django.utils import timezone
    from tests.web.small import NOW

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make_small()


def close(small, word="2026-09"):
    return small.client("manager").post(small.address("close_period", period=word), follow=True)


def changed(small, word="2026-09"):
    page = small.client("manager").get(small.address("closing", period=word)).content.decode()
    return {row[0] for row in tables(page)["What is frozen"] if row[2] == "Changed since"}


def test_a_month_whose_returns_are_all_accepted_is_closed_with_a_fingerprint(small):
    before = small.client("manager").get(small.address("closing", period="2026-09")).content.decode()
    assert f'action="{small.address("close_period", period="2026-09")}"' in before
    page = text_of(close(small).content.decode())

    closed = ClosedPeriod.objects.get()
    assert f"Its fingerprint is {closed.sha256[:16]}." in page
    assert "Closed on 10 November 2026" in page
    assert "Nothing has changed since." in page
    assert changed(small) == set()


def test_a_month_with_a_return_that_is_not_accepted_is_not_closed_and_the_page_says_which(small):
    small.submitted()

    page = text_of(close(small, "2026-10").content.decode())

    assert not ClosedPeriod.objects.exists()
    assert "Small Trust has no accepted return for M7 2026/27 (October 2026)." in page
    assert "Small Charity has no accepted return for M7 2026/27 (October 2026)." in page


def test_a_month_that_has_not_ended_is_not_closed(small):
    assert "It has not ended." in text_of(close(small, "2026-11").content.decode())


def test_a_year_is_closed_when_its_final_settlement_is_agreed(small):
    page = text_of(close(small, "2025-26").content.decode())

    assert "Its final settlement is not agreed." in page
    assert not ClosedPeriod.objects.exists()


def test_a_restatement_of_a_closed_month_counts_and_is_seen(small):
    close(small)

    made = small.submitted(month=OCTOBER - 1, change="An invoice came late.")
    assert changed(small) == set()  # it counts from its acceptance
    reviewing.accept(by=small.seat("finance"), of=made.pk, seen=made.row_version)

    assert changed(small) == {"Which returns count", "Lines of cost"}


def test_a_full_return_of_a_closed_month_is_refused(small):
    from gainshare.web.costs.models import Return

    close(small)
    Return.objects.filter(month=OCTOBER - 1, party=small.parties["TRU"]).update(status="discarded")  # as if it had never come

    with pytest.raises(Refused, match="2026/27 M6 is closed"):
        actions.start_return(by=small.seat("lead"), party=small.parties["TRU"], month=Month(2026, 9), due_on=None)


def test_it_is_opened_again_with_a_reason_and_closed_anew(small):
    close(small)
    client = small.client("manager")

    without = client.post(small.address("reopen_period", period="2026-09"), {"reason": ""})
    assert without.status_code == 422
    client.post(small.address("reopen_period", period="2026-09"), {"reason": "A return was forgotten."})
    assert ClosedPeriod.objects.get().reopened_reason == "A return was forgotten."

    close(small)
    assert ClosedPeriod.objects.filter(reopened_at__isnull=True).count() == 1
    assert ClosedPeriod.objects.count() == 2


def test_the_same_books_have_the_same_fingerprint_and_others_have_another(small):
    close(small)
    small.client("manager").post(small.address("reopen_period", period="2026-09"), {"reason": "To look."})
    close(small)
    close(small, "2026-08")

    first, second, august = ClosedPeriod.objects.order_by("closed_at", "period").values_list("sha256", flat=True)

    assert len({first, second, august}) == 2


@pytest.mark.parametrize("word", ["2019-04", "2026-13", "x", "2040-41", "2026-27-M7"])
def test_a_period_that_the_alliance_has_not_is_not_found(small, word):
    assert small.client("manager").get(small.address("closing", period=word)).status_code == 404


def test_the_month_and_the_desk_lead_to_the_closing(small):
    manager = small.client("manager")
    assert "Close M6 2026/27 (September 2026): every return is accepted" in manager.get("/").content.decode()
    assert "Open: close it" in manager.get(small.address("month", month="2026-09")).content.decode()

    close(small)

    assert "every return is accepted" not in manager.get("/").content.decode()
    assert "Closed on 10 November 2026" in small.client("lead").get(small.address("month", month="2026-09")).content.decode()
