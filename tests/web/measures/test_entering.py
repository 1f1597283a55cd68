"""Entering one value: it is kept once, newer ones take its place, and what cannot be is refused with what to do."""

import uuid

import pytest
from tests.web.measures.values import cells, close, enter, form, value, words

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Content, Entry
from gainshare.web.audit.wordings import sentence
from gainshare.web.measures import actions
from gainshare.web.measures.models import Observation


@pytest.fixture
def analyst(small):
    return small.client("analyst")


def send(small, client, **changed):
    return client.post(small.address("enter_observation"), form(**changed))


def kept(small):
    return list(Observation.objects.filter(alliance=small.alliance).values_list("measure", "period", "numerator", "denominator", "status"))


def test_a_value_is_kept_with_its_counts_and_who_entered_it(small, analyst):
    answer = send(small, analyst, origin="EPR, run of 9 November")

    assert answer.status_code == 302
    assert kept(small) == [("M1", "2026/27 M6", "24", "60", "final")]
    row = Observation.objects.get()
    assert (row.entered_by, row.recorded_on.isoformat(), row.origin) == (small.people["analyst"], "2026-11-10", "EPR, run of 9 November")
    shown = analyst.get(small.address("measure", measure="M1"))
    assert cells(shown, "Values that stand") == [
        ["2026/27 M6", "24", "60", "40.00", "Final", "EPR, run of 9 November", "Analyst of Small, 10 Nov 2026"]
    ]


def test_looking_shows_what_the_value_makes_beside_what_stands_and_keeps_nothing(small, analyst):
    """18 of 60 is 30%, which is MCOS: 0. 27 of 60 is 45%, half-way from 40 (30) to 50 (60): 45."""
    enter(small, numerator=18, status="provisional")

    looked = analyst.post(small.address("enter_observation"), {name: word for name, word in form(numerator="27").items() if name != "keep"})

    assert cells(looked, "What the value makes") == [
        ["Would be", "45.00%", "Final", "45", "Above MCOS"],
        ["Stands now", "30.00%", "Provisional", "0", "MCOS"],
    ]
    assert len(kept(small)) == 1


def test_a_newer_value_takes_the_place_of_an_older_one_which_stays(small, analyst):
    enter(small, numerator=18, status="provisional")

    send(small, analyst, numerator="24", status="final")

    shown = analyst.get(small.address("measure", measure="M1"))
    assert [row[1] for row in cells(shown, "Values that stand")] == ["24"]
    assert [row[1] for row in cells(shown, "Earlier values, whose place others took")] == ["18"]


def test_exactly_what_stands_changes_nothing(small, analyst):
    enter(small)
    entries = Entry.objects.count()

    answer = analyst.post(small.address("enter_observation"), form(origin="elsewhere"), follow=True)

    assert "stands already, exactly so. Nothing changed." in words(answer)
    assert len(kept(small)) == 1
    assert Entry.objects.count() == entries


def test_the_same_form_again_is_the_same_value(small, analyst):
    token = uuid.uuid4()
    send(small, analyst, token=token)
    send(small, analyst, numerator="30", status="revised", note="Late records.")

    again = analyst.post(small.address("enter_observation"), form(numerator="31", status="revised", note="x", token=token), follow=True)

    assert "was kept already. Nothing changed." in words(again)
    assert [row[2] for row in kept(small)] == ["24", "30"]


def test_a_final_value_is_changed_only_by_a_revised_one_with_its_reason(small, analyst):
    enter(small)

    final = send(small, analyst, numerator="25")
    silent = send(small, analyst, numerator="25", status="revised", note=" ")
    revised = send(small, analyst, numerator="25", status="revised", note="A ward sent its records late.")

    assert "M1 has a final value for 2026/27 M6 already. Give it the status revised, and say why." in words(final)
    assert "A revised value needs a reason. Say in the note why it was revised." in words(silent)
    assert revised.status_code == 302
    assert [row[2] for row in kept(small)] == ["24", "25"]
    assert "A ward sent its records late." in words(analyst.get(small.address("measure", measure="M1")))


def test_nothing_is_revised_that_was_never_final(small, analyst):
    enter(small, status="provisional")

    answer = send(small, analyst, numerator="25", status="revised", note="x")

    assert "M1 has no final value for 2026/27 M6 that could be revised." in words(answer)
    assert len(kept(small)) == 1


def test_after_a_revised_value_there_are_only_revised_ones(small, analyst):
    enter(small)
    enter(small, numerator=25, status="revised", note="x")

    assert "already. Give it the status revised" in words(send(small, analyst, numerator="26"))
    assert send(small, analyst, numerator="26", status="revised", note="y").status_code == 302


@pytest.mark.parametrize("status", ["provisional", "final"])
def test_in_a_closed_period_a_value_can_only_be_revised(small, analyst, status):
    close(small, "2026/27")

    answer = send(small, analyst, status=status)
    revised = send(small, analyst, status="revised", note="Known only now.")

    assert "2026/27 is closed, so that a value of 2026/27 M6 can only be revised. Give it the status revised, and say why." in words(answer)
    assert revised.status_code == 302
    assert [row[4] for row in kept(small)] == ["revised"]


def test_a_period_around_a_closed_one_and_one_that_was_opened_again_are_open(small, analyst, clock):
    closed = close(small, "2026/27 M6")
    closed.reopened_at, closed.reopened_by = clock.now, small.people["manager"]
    closed.save()
    close(small, "2026/27 M5")

    assert send(small, analyst).status_code == 302
    assert send(small, analyst, period="2026/27 Q2").status_code == 302


REFUSED = [
    ({"measure": "M9"}, "Select a valid choice."),
    ({"measure": "M3"}, "Select a valid choice."),
    ({"period": "next month"}, "“next month” is not a period."),
    ({"period": "2024-03"}, "2023/24 M12 is not within the alliance's term. Give a period of 2024-04 to 2036-03."),
    ({"period": "2036-04"}, "2036/37 M1 is not within the alliance's term."),
    ({"period": "2026-11"}, "2026/27 M8 has not ended yet. Enter its value when it has."),
    ({"period": "2026/27"}, "2026/27 has not ended yet."),
    ({"numerator": "-1"}, "The numerator is below zero. Correct it."),
    ({"denominator": "-60"}, "The denominator is below zero. Correct it."),
    ({"denominator": ""}, "The denominator is missing. Give both counts, or only a value."),
    ({"numerator": "", "denominator": ""}, "There is neither a value nor counts."),
    ({"numerator": "", "denominator": "", "value": "-3"}, "The value is below zero."),
    ({"numerator": "NaN"}, "This is not a number."),
    ({"numerator": "inf"}, "This is not a number."),
    ({"numerator": "1" * 41}, "The number has more than 40 digits."),
    ({"numerator": "1e40"}, "The number has more than 40 digits."),
    ({"numerator": "1e-40"}, "The number has more than 40 digits."),
    ({"numerator": "1e999999"}, "The exponent of the number is beyond 40."),
    ({"numerator": "2/0"}, "Nothing can be divided by 0."),
    ({"numerator": "=1+1"}, "Write digits with a decimal point"),
    ({"numerator": "24\0"}, "Null characters are not allowed."),
    ({"status": "certain"}, "Select a valid choice."),
    ({"origin": "x" * 2_001}, "at most 2000 characters"),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED, ids=[str(changed)[:40] for changed, _ in REFUSED])
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(small, analyst, changed, said):
    answer = send(small, analyst, **changed)

    assert answer.status_code == 422
    assert said in words(answer).replace("&#x27;", "'").replace("&#39;", "'")
    assert kept(small) == []


@pytest.mark.parametrize(("measure", "said"), [("M9", "not a measure of the framework"), ("M3", "made from the open book")])
def test_the_action_itself_refuses_what_the_form_does_not_offer(small, measure, said):
    with pytest.raises(Refused, match=said):
        enter(small, measure)


def test_nobody_but_the_analyst_enters_a_value_whatever_the_page(small):
    for who in small.people:
        if who != "analyst":
            with pytest.raises(Exception, match=r"measures\.enter"):
                actions.enter(by=small.seat(who), given=value(), note="", token=uuid.uuid4())
    assert kept(small) == []


def test_a_value_put_right_on_its_day_counts_once_and_both_are_on_file(small, analyst):
    from gainshare.web.agreements.queries import agreement_of
    from gainshare.web.measures.queries import observations_of

    enter(small, numerator=18, status="provisional")
    enter(small, numerator=19, status="provisional")

    found = observations_of(small.alliance, agreement_of(small.alliance))

    assert [one.numerator for one in found] == [19]
    assert [row[2] for row in kept(small)] == ["18", "19"]
    shown = analyst.get(small.address("measure", measure="M1"))
    assert [row[1] for row in cells(shown, "Earlier values, whose place others took")] == ["18"]


def test_the_journal_says_who_entered_what_for_which_period_and_no_figure(small, analyst):
    send(small, analyst, numerator="3", denominator="61")

    entry = Entry.objects.get(action="observation.entered")
    content = Content.objects.get(entry=entry).text

    names = {"measure": "M1", "period": "2026/27 M6"}
    assert sentence("observation.entered", who="Ann Abel", names=names) == "Ann Abel entered a value of M1 for 2026/27 M6"
    assert '"3"' not in content
    assert "61" not in content.replace(str(small.alliance.pk), "")
    assert '"measure":"M1"' in content.replace(" ", "")


def test_the_form_comes_filled_from_the_gap_that_leads_to_it(small, analyst):
    page = analyst.get(small.address("enter_observation"), {"measure": "M2", "period": "2026-10"}).content.decode()

    assert '<option value="M2" selected>' in page
    assert 'name="period" type="text" value="2026-10"' in page


def test_a_measure_that_is_not_there_has_no_page(small, analyst):
    for name in ("measure", "measure_chart", "measure_csv"):
        assert analyst.get(small.address(name, measure="M9")).status_code == 404
