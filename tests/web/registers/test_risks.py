"""Risks: raised, scored anew with a reason that stays on file, reviewed, warned of, closed and opened again; never removed."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests.web.registers.reading import mistakes_of, rows_of, text_of

from gainshare.core.governance.register import RiskScore
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.registers import risk_actions
from gainshare.web.registers.models import Item, Risk
from gainshare.web.registers.taking import risks_of

NEW = {
    "title": "Fees rise",
    "category": "finance",
    "description": "Because the market is thin, fees may rise, so that costs exceed the target",
    "likelihood": "4",
    "impact": "3",
    "mitigation": "Joint brokerage",
    "residual_value": "8",
    "owner_party": "TRU",
    "owner_post": "director",
    "review_on_day": "26",
    "review_on_month": "11",
    "review_on_year": "2026",
    "token": "0f9f4f52-9b0b-4a8e-9f2c-0b5c1f3f6a11",
}
REVIEW = {"review_on_day": "26", "review_on_month": "1", "review_on_year": "2027"}


@pytest.fixture
def risk(brought):
    return Risk.objects.get(alliance=brought.alliance, reference="R-14")


def told(row, **changed):
    names = risk_actions.Told.__dataclass_fields__
    return risk_actions.Told(**{**{name: getattr(row, name) for name in names}, **changed})


def said_last(small):
    entry = Entry.objects.filter(chain=str(small.alliance.pk)).order_by("-number").first()
    return entry.action, json.loads(entry.content.text)


def test_a_risk_is_scored_anew_with_a_reason_and_the_score_before_stays(brought, risk):
    manager = brought.client("manager")
    address = brought.address("rescore_risk", of=risk.pk)

    answer = manager.post(address, {"likelihood": "4", "impact": "2", "reason": "Six beds are let.", "seen": "1"}, follow=True)

    assert "R-14 is scored 8 now." in text_of(answer)
    assert rows_of(answer, "history") == [
        ["10 Nov 2026", "Scored anew: 12 became 8.", "Six beds are let.", "Manager of Small"],
        ["28 May 2026", "Raised with a score of 12.", "Not applicable", "Brought in from files"],
    ]
    assert "Down from 12" in text_of(answer)
    kept = next(one for one in risks_of(brought.alliance) if one.id == "R-14")
    assert (kept.score, kept.history[0].score, kept.history[0].changed_on) == (RiskScore(4, 2), RiskScore(4, 3), date(2026, 11, 10))


def test_a_new_score_is_in_the_journal_with_the_one_before_and_the_reason(brought, risk):
    risk_actions.rescore(by=brought.seat("manager"), of=risk.pk, seen=1, score=RiskScore(4, 2), reason="Six beds are let.")

    action, content = said_last(brought)

    assert action == "risk.rescored"
    assert content["before"] == {"likelihood": 4, "impact": 3, "score": 12}
    assert content["after"] == {"likelihood": 4, "impact": 2, "score": 8, "reason": "Six beds are let."}


WITHOUT = [
    ({"likelihood": "4", "impact": "2", "reason": " "}, "Say why the score is another now"),
    ({"likelihood": "", "impact": "2", "reason": "x"}, "Choose the likelihood, from 1 to 5"),
    ({"likelihood": "6", "impact": "2", "reason": "x"}, "Choose the likelihood of the list"),
    ({"likelihood": "4", "impact": "3", "reason": "Looked at"}, "R-14 has this score already."),
    ({"likelihood": "4", "impact": "2", "reason": "x", "seen": "0"}, "Somebody else has changed R-14 since you opened it."),
]


@pytest.mark.parametrize(("typed", "said"), WITHOUT)
def test_a_score_that_is_not_taken_says_what_to_do_and_keeps_what_was_typed(brought, risk, typed, said):
    answer = brought.client("manager").post(brought.address("rescore_risk", of=risk.pk), {"seen": "1", **typed})

    assert answer.status_code == 422
    assert [one for one in mistakes_of(answer) if said in one]
    assert not risk.scorings.exists()
    assert typed["reason"].strip() in answer.content.decode()


def test_a_form_that_was_made_before_somebody_elses_change_is_not_taken_and_the_next_one_is(brought, risk):
    address = brought.address("rescore_risk", of=risk.pk)
    brought.client("leader").post(address, {"likelihood": "3", "impact": "3", "reason": "First.", "seen": "1"})
    manager, typed = brought.client("manager"), {"likelihood": "4", "impact": "2", "reason": "Second."}

    stale = manager.post(address, {**typed, "seen": "1"})

    assert "Somebody else has changed R-14" in text_of(stale)
    assert 'name="seen" value="2"' in stale.content.decode()
    assert manager.post(address, {**typed, "seen": "2"}).status_code == 302
    assert [one.number for one in risk.scorings.all()] == [1, 2]


def test_a_risk_is_raised_under_the_next_reference_and_once_for_each_form(brought):
    manager, address = brought.client("manager"), brought.address("new_risk")

    assert manager.post(address, {**NEW, "money_low": "£20,000", "money_high": "60000.50", "probability": "40"}).status_code == 302
    manager.post(address, NEW)

    made = Risk.objects.get(alliance=brought.alliance, reference="R-16")
    assert (made.likelihood, made.impact, made.residual_value, made.review_on) == (4, 3, 8, date(2026, 11, 26))
    assert (made.money_low, made.money_high, made.probability) == (20_000_00, 60_000_50, 40)
    assert Risk.objects.filter(alliance=brought.alliance).count() == 16
    assert said_last(brought)[0] == "risk.raised"
    page = text_of(manager.get(brought.address("risk", of=made.pk)))
    assert "£20,000.00 to £60,000.50" in page
    assert "Small Trust, director" in page


def test_the_first_risk_of_an_alliance_is_r_01(small):
    small.client("manager").post(small.address("new_risk"), NEW)

    assert [one.reference for one in Risk.objects.all()] == ["R-01"]


WRONG = [
    ({"title": ""}, "Say what the risk is called"),
    ({"residual_value": "26"}, "The score that is left is 25 or less"),
    (
        {"residual_value": "13"},
        "No likelihood × impact comes to 13, so it cannot be the score that is left. Enter one of 1, 2, 3,",
    ),
    ({"review_on_day": "", "review_on_month": "", "review_on_year": ""}, "Enter the day of the next review"),
    ({"owner_party": "XYZ"}, "Choose a party or a body of the list"),
    ({"review_on_day": "31"}, "The day of the next review must be a real date"),
    ({"review_on_year": "2025"}, "The next review cannot be on a day that has passed."),
    ({"money_low": "5"}, "Enter both the least and the most it would cost, or neither"),
    ({"money_low": "9", "money_high": "5"}, "The most it would cost is at least the least"),
    ({"money_low": "NaN", "money_high": "5"}, "Least it would cost must be an amount in pounds"),
    ({"probability": "101"}, "The probability is 100 or less"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_a_risk_that_cannot_be_says_what_is_wrong_and_is_not_raised(small, typed, said):
    answer = small.client("manager").post(small.address("new_risk"), {**NEW, **typed})

    assert answer.status_code == 422
    assert [one for one in mistakes_of(answer) if said in one], mistakes_of(answer)
    assert not Risk.objects.exists()


def test_a_review_sets_the_day_of_the_next_and_says_what_came_of_it(brought, risk):
    manager = brought.client("manager")
    typed = {"mitigation": risk.mitigation, "residual_value": "6", "owner_party": "TRU", "owner_post": "director"}
    typed |= {"remark": "Looked at by the team.", "seen": "1", **REVIEW}

    answer = manager.post(brought.address("change_risk", of=risk.pk), typed, follow=True)

    risk.refresh_from_db()
    assert (risk.residual_value, risk.owner_party, risk.review_on) == (6, "TRU", date(2027, 1, 26))
    told_first = rows_of(answer, "history")[0]
    assert "Next review: 26 November 2026 became 26 January 2027." in told_first[1]
    assert told_first[2] == "Looked at by the team."
    assert said_last(brought)[1]["before"]["owner_party"] == "WX-MHT"


def test_what_is_said_already_is_not_kept_again(brought, risk):
    with pytest.raises(Refused, match="Nothing is different"):
        risk_actions.change_risk(by=brought.seat("manager"), of=risk.pk, seen=1, told=told(risk), remark="")


def test_a_risk_is_closed_and_opened_again_with_reasons_and_stays_on_the_register(brought, risk):
    manager = brought.client("manager")

    assert manager.post(brought.address("close_risk", of=risk.pk), {"reason": "", "seen": "1"}).status_code == 422
    manager.post(brought.address("close_risk", of=risk.pk), {"reason": "The ward is let.", "seen": "1"})
    risk.refresh_from_db()
    assert risk.is_closed

    with pytest.raises(Refused, match="R-14 is closed"):
        risk_actions.rescore(by=brought.seat("manager"), of=risk.pk, seen=2, score=RiskScore(1, 1), reason="Gone.")
    manager.post(brought.address("reopen_risk", of=risk.pk), {"reason": "The tenant left.", "seen": "2", **REVIEW})

    risk.refresh_from_db()
    assert (risk.is_closed, risk.review_on) == (False, date(2027, 1, 26))
    history = rows_of(manager.get(brought.address("risk", of=risk.pk)), "history")
    assert [row[1:3] for row in history[:2]] == [
        ["Opened again. Next review 26 January 2027.", "The tenant left."],
        ["Closed.", "The ward is let."],
    ]


def test_an_early_warning_becomes_an_action_that_names_the_risk(brought, risk):
    typed = {"text": "Offer six beds", "owner_party": "TRU", "owner_post": "director", "seen": "1"}
    typed |= {"due_on_day": "20", "due_on_month": "11", "due_on_year": "2026"}

    answer = brought.client("manager").post(brought.address("warn_of_risk", of=risk.pk), typed, follow=True)

    made = Item.objects.get(alliance=brought.alliance, text="Offer six beds")
    assert (made.kind, made.source, made.due_on) == ("action", "R-14", date(2026, 11, 20))
    assert made.reference in [row[0] for row in rows_of(answer, "from-it")]
    assert rows_of(answer, "history")[0][1:3] == ["Early warning: A-021, due 20 November 2026.", "Offer six beds"]
    action, content = said_last(brought)
    assert (action, content["after"]["source"]) == ("item.added", "R-14")


@pytest.mark.parametrize("who", ["lead", "contributor", "owner", "auditor", "lawyer"])
def test_who_does_not_keep_the_registers_reads_a_risk_and_changes_nothing(brought, risk, who):
    client = brought.client(who)

    page = client.get(brought.address("risk", of=risk.pk))

    assert page.status_code == 200
    assert "Score it anew" not in text_of(page)
    for name in ("rescore_risk", "change_risk", "warn_of_risk", "close_risk", "reopen_risk"):
        assert client.post(brought.address(name, of=risk.pk), {"seen": "1"}).status_code == 403
    with pytest.raises(PermissionDenied):
        risk_actions.close(by=brought.seat(who), of=risk.pk, seen=1, reason="x")


def test_the_list_stands_by_score_and_is_narrowed_in_the_address(brought):
    client, here = brought.client("auditor"), brought.address("risks")

    page = client.get(here)

    scores = [int(row[1].partition(",")[0]) for row in rows_of(page, "risks")]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 13
    assert "13 open risks, 0 due for review; 2 closed." in text_of(page)
    for query, expected in {
        "status=closed": ["R-02", "R-03"],
        "category=property": ["R-09"],
        "owner=ALT": ["R-08", "R-15"],
        "likelihood=4&impact=3": ["R-05", "R-07", "R-14"],
        "due=due": [],
        "status=nonsense": [],
    }.items():
        assert sorted(row[0] for row in rows_of(client.get(f"{here}?{query}"), "risks")) == expected, query
    assert "No risk passes these filters." in text_of(client.get(f"{here}?due=due"))


def test_a_risk_is_due_for_review_on_its_day(brought, clock):
    clock.now = clock.now.replace(day=26)

    page = brought.client("auditor").get(f"{brought.address('risks')}?due=due")

    assert sorted(row[0] for row in rows_of(page, "risks")) == ["R-01", "R-04", "R-09", "R-11", "R-14"]
    assert {row[-1] for row in rows_of(page, "risks")} == {"26 Nov 2026, due"}


def test_the_square_counts_open_risks_and_leads_to_them(brought):
    page = brought.client("auditor").get(brought.address("risks"))

    rows = rows_of(page, "by-score")

    assert [row[0] for row in rows] == ["5 almost certain", "4 likely", "3 possible", "2 unlikely", "1 rare"]
    assert rows[1][3] == "3 risks with likelihood 4 and impact 3 High"
    assert rows[1][5] == "0 Extreme"  # R-02 is closed
    assert sum(int(cell.split()[0]) for row in rows for cell in row[1:]) == 13
    assert "?likelihood=4&amp;impact=3" in page.content.decode()


def test_the_register_is_taken_away_with_the_columns_of_risks_csv(brought, folder):
    from tests.web.registers.conftest import FOLDER

    answer = brought.client("auditor").get(brought.address("risks_file"))

    assert answer.content == (FOLDER / "risks.csv").read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="risks.csv"'


def test_an_alliance_without_risks_says_what_a_risk_is(small):
    assert "No risk is on the register yet" in text_of(small.client("auditor").get(small.address("risks")))
    assert "Raise a risk" not in text_of(small.client("auditor").get(small.address("risks")))
    assert "Raise a risk" in text_of(small.client("manager").get(small.address("risks")))


def test_a_risk_of_another_alliance_is_not_there(brought, risk):
    from tests.web.small import make_small

    elsewhere = make_small("Elsewhere", "ELSE")
    client = elsewhere.client("manager")

    assert client.get(elsewhere.address("risk", of=risk.pk)).status_code == 404
    assert client.get(brought.address("risk", of=risk.pk)).status_code == 404
    assert client.post(elsewhere.address("close_risk", of=risk.pk), {"reason": "x", "seen": "1"}).status_code == 404
    assert rows_of(client.get(elsewhere.address("risks")), "risks") == []
    with pytest.raises(PermissionDenied):
        risk_actions.close(by=elsewhere.seat("manager"), of=risk.pk, seen=1, reason="x")
