"""The trust check: figures by quarter from recorded and live decisions alike, and what the record does not say."""

import uuid
from datetime import UTC, date, datetime

import pytest
from tests.unit.examples.figures import EXAMPLES
from tests.web.making import give, person

from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.examples import files_below
from gainshare.web.governance.models import Decision, Meeting, Round
from gainshare.web.governance.schedules import schedule_in_force
from gainshare.web.governance.trust_numbers import trust_of

TODAY = date(2026, 11, 10)


@pytest.fixture
def wexmoor(db):
    return bring_in(files_below(EXAMPLES / "wexmoor"), by=None, at=datetime(2026, 11, 9, 9, tzinfo=UTC))


def quarter(alliance, word, today=TODAY):
    return next(one for one in trust_of(alliance, today).quarters if one.period.word == word)


# Wexmoor, by hand


def test_there_is_a_quarter_for_each_since_the_first_meeting(wexmoor):
    words = [one.period.word for one in trust_of(wexmoor, TODAY).quarters]

    assert (words[0], words[-1], len(words)) == ("2024/25 Q1", "2026/27 Q3", 11)


def test_a_decision_that_came_again_is_the_second_round_of_the_first(wexmoor):
    """DEC-005 was not agreed on 26 September 2024; DEC-006, on 31 October, is its second round. DEC-007 was agreed at once."""
    figures = quarter(wexmoor, "2024/25 Q3").figures

    assert figures.decisions_agreed == 2
    assert figures.rounds_to_agreement == (2 + 1) / 2
    assert figures.latency_working_days == 25 / 2  # 27 September to 31 October 2024: five weeks of five days


def test_meetings_without_a_quorum_and_late_papers_are_those_of_the_record(wexmoor):
    found = trust_of(wexmoor, TODAY).quarters

    assert {one.period.word: one.figures.meetings_inquorate for one in found if one.figures.meetings_inquorate} == {
        "2025/26 Q1": 1,
        "2026/27 Q1": 1,
    }
    assert {one.period.word: one.figures.meetings_papers_late for one in found if one.figures.meetings_papers_late} == {
        "2024/25 Q2": 1,
        "2026/27 Q3": 1,
    }


def test_disputes_are_open_at_the_end_of_a_quarter_and_not_after_they_ended(wexmoor):
    """DIS-01 ran from 27 September to 31 October 2024; DIS-02 was raised on 3 September 2026 and goes on."""
    found = {one.period.word: one.figures.disputes_open for one in trust_of(wexmoor, TODAY).quarters if one.figures.disputes_open}

    assert found == {"2024/25 Q2": 1, "2026/27 Q2": 1, "2026/27 Q3": 1}


def test_returns_that_came_after_their_day_are_late(wexmoor):
    """Of five providers, April's returns were due on 14 May and May's on 14 June 2024: the GP federation was late twice, Fernway once."""
    first = quarter(wexmoor, "2024/25 Q1")

    assert (first.returns_due, first.returns_late) == (10, 3)


def test_the_quarter_that_is_running_says_so_and_is_in_no_chart(wexmoor):
    assert quarter(wexmoor, "2026/27 Q3").is_running
    assert not quarter(wexmoor, "2026/27 Q2").is_running


# On the page


@pytest.fixture
def manager(wexmoor):
    found = person("manager@example.org", "Mo Manager")
    give(wexmoor, found, "alliance_manager")
    return found


def test_the_page_says_the_figures_and_what_is_not_known(client, wexmoor, manager):
    client.force_login(manager)

    said = client.get(f"/a/{wexmoor.pk}/governance/trust").content.decode()

    assert "2026/27 Q3, so far" in said
    assert "What is not known" in said
    assert "rounds before it was put are not on record" in said
    assert f"/a/{wexmoor.pk}/governance/trust/rounds.svg" in said


@pytest.mark.parametrize("figure", ["rounds", "latency", "papers", "returns", "disputes"])
def test_each_figure_has_its_chart(client, wexmoor, manager, figure):
    client.force_login(manager)

    answer = client.get(f"/a/{wexmoor.pk}/governance/trust/{figure}.svg")

    assert answer.status_code == 200
    assert answer.content.startswith(b"<svg")


def test_no_limit_of_a_count_or_of_days_is_below_zero(client, wexmoor, manager):
    client.force_login(manager)

    said = client.get(f"/a/{wexmoor.pk}/governance/trust").content.decode()

    assert "the limits are 0.0 working days and 9.7 working days" in said
    assert "limits are \N{MINUS SIGN}" not in said


def test_another_figure_has_none(client, wexmoor, manager):
    client.force_login(manager)

    assert client.get(f"/a/{wexmoor.pk}/governance/trust/blame.svg").status_code == 404


# What was decided here


def test_an_alliance_without_a_record_says_so(governed):
    said = governed.client("manager").get(governed.address("trust")).content.decode()

    assert "There are no decisions and no meetings on record yet." in said
    assert governed.client("manager").get(governed.address("trust_chart", figure="rounds")).status_code == 404


def live(governed, reference, *, opened, decided_on=None, standing="adopted", takes_up=""):
    row = Decision.objects.create(
        alliance=governed.alliance,
        reference=reference,
        title="Recovery house",
        schedule=schedule_in_force(governed.alliance),
        body="ALT",
        put_to="ALT",
        standing=standing,
        takes_up=takes_up,
        proposed_by=governed.people["manager"],
        proposed_on=opened[0],
        decided_on=decided_on,
        form_token=uuid.uuid4(),
    )
    for number, day in enumerate(opened, 1):
        Round.objects.create(decision=row, number=number, wording="W", opened_on=day, shown_on=day)
    return row


def test_a_decision_made_here_counts_as_one_of_the_record(governed):
    live(governed, "DEC-1", opened=[date(2026, 10, 1), date(2026, 10, 8)], decided_on=date(2026, 10, 8))

    figures = quarter(governed.alliance, "2026/27 Q3").figures
    assert (figures.decisions_agreed, figures.rounds_to_agreement, figures.latency_working_days) == (1, 2, 5)


def test_a_proposal_that_is_not_agreed_is_in_no_mean_and_is_told(governed):
    live(governed, "DEC-1", opened=[date(2026, 10, 1)], standing="not_agreed")

    found = trust_of(governed.alliance, TODAY)
    assert found.quarters[-1].figures.decisions_agreed == 0
    assert any("1 proposal has not been agreed" in one for one in found.not_known)


def test_one_that_takes_another_up_goes_on_from_where_that_began(governed):
    live(governed, "DEC-1", opened=[date(2026, 10, 1)], standing="not_agreed")
    live(governed, "DEC-2", opened=[date(2026, 10, 5), date(2026, 10, 8)], decided_on=date(2026, 10, 8), takes_up="DEC-1")

    figures = quarter(governed.alliance, "2026/27 Q3").figures
    assert (figures.decisions_agreed, figures.rounds_to_agreement, figures.latency_working_days) == (1, 3, 5)


def test_a_meeting_of_which_nobody_knows_whether_papers_were_in_time_is_told(governed):
    Meeting.objects.create(
        alliance=governed.alliance, reference="ALT-1", body="ALT", day=date(2026, 10, 1), stated_quorum="yes", made_at=datetime.now(UTC)
    )

    found = trust_of(governed.alliance, TODAY)
    assert found.quarters[-1].figures.meetings_papers_late == 0
    assert any("Of 1 meeting it is not known whether the papers were in time" in one for one in found.not_known)
