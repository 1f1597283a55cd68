"""A folder of governance: every problem of every file at once, and what was read written again without loss."""

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gainshare.core.governance.body import authorised_people
from gainshare.core.governance.dispute import StepTaken
from gainshare.core.governance.register import RiskScore, rescore
from gainshare.core.kernel.problem import Invalid
from gainshare.files.governance import load_governance, write_governance
from gainshare.files.governance_schedule import POUND
from gainshare.files.text_file import Unwritable
from gainshare.reports.governance_report import plain_governance

WEXMOOR = Path("examples/wexmoor/governance")
TODAY = date(2026, 11, 21)
SAME_BYTES = ["meetings.csv", "risks.csv", "actions.csv", "disputes.csv", "conflicts_register.csv", "notices.csv"]


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(WEXMOOR, tmp_path / "governance"))


@pytest.mark.parametrize("file", SAME_BYTES)
def test_a_table_is_written_as_the_same_bytes(file):
    written = write_governance(load_governance(WEXMOOR), today=TODAY)

    assert written[file].encode() == (WEXMOOR / file).read_bytes()


def test_decisions_are_written_as_the_same_cells_without_quotation_marks_that_no_cell_needs():
    written = write_governance(load_governance(WEXMOOR), today=TODAY)["decisions.csv"]
    given = (WEXMOOR / "decisions.csv").read_text(encoding="utf-8")

    assert list(csv.reader(io.StringIO(written))) == list(csv.reader(io.StringIO(given)))
    assert written == given.replace('"Publish with counts below 5 suppressed"', "Publish with counts below 5 suppressed")


def test_what_is_written_reads_back_as_the_same_values(folder):
    first = load_governance(folder)

    for file, text in write_governance(first, today=TODAY).items():
        (folder / file).write_text(text, encoding="utf-8", newline="")

    again = load_governance(folder)
    assert again == first
    assert list(again.schedule.plain) == list(first.schedule.plain)
    assert write_governance(again, today=TODAY) == write_governance(first, today=TODAY)


def test_amounts_have_a_column_once_a_decision_has_one(folder):
    first = load_governance(folder)
    training = next(one for one in first.decisions if one.id == "DEC-004")
    changed = replace(first, decisions=(replace(training, amount_pence=1_800_005),))

    text = write_governance(changed, today=TODAY)["decisions.csv"]
    (folder / "decisions.csv").write_text(text, encoding="utf-8")

    assert text.splitlines()[1].endswith(",18000.05")
    assert load_governance(folder).decisions == changed.decisions


def test_a_table_that_is_not_there_is_empty(folder):
    for file in [*SAME_BYTES, "decisions.csv"]:
        (folder / file).unlink()

    assert load_governance(folder).decisions == ()


BREAKS = [
    # file                  what stands there       what somebody wrote      the message
    ("decisions.csv", ",D2,Fund", ",D9,Fund", "decisions.csv, line 5, class: There is no class of this name. Found: “D9”."),
    (
        "decisions.csv",
        ",P1;P8,",
        ",P1;P9,",
        "decisions.csv, line 5, principles_tested: There is no principle of this name. Found: “P1;P9”.",
    ),
    ("decisions.csv", "AMT consensus noted", "fine", "decisions.csv, line 5, outcome: This outcome is not known. Found: “fine”."),
    ("decisions.csv", "ALT-2024-09,D1", "ALT-2024-99,D1", "decisions.csv, line 6, meeting_id: There is no meeting of this name."),
    ("decisions.csv", "pass,5,1,0", "pass,five,1,0", "decisions.csv, line 6, votes_for: This is no whole number from 0 to 99."),
    ("decisions.csv", "DEC-002,", "DEC-001,", "decisions.csv, line 3, decision_id: DEC-001 is on line 2 too."),
    ("meetings.csv", "2025-06-26,no,", "2025-06-26,maybe,", "meetings.csv, line 16, quorate: There is no value of this name."),
    ("meetings.csv", "WX-OPH,WX-GPF,yes", "WX-OPH,WX-XYZ,yes", "meetings.csv, line 16, apologies: There is no party of this name."),
    ("risks.csv", ",4,4,16,", ",4,4,12,", "risks.csv, line 2: The score is 12, but 4 × 4 is 16."),
    (
        "risks.csv",
        "open,2026-11-26,12",
        "open,2026-11-26,13",
        "risks.csv, line 2: No likelihood and impact come to a residual score of 13.",
    ),
    ("risks.csv", ",4,4,16,", ",4,6,24,", "risks.csv, line 2, impact_1_5: This is no whole number from 1 to 5."),
    ("actions.csv", "closed,2024-05-02", "closed,", "actions.csv, line 2: It is closed, but has no day."),
    (
        "actions.csv",
        "overdue,\nA-014",
        "overdue,2026-11-01\nA-014",
        "actions.csv, line 14: It is overdue, but has a day on which it was closed.",
    ),
    (
        "meetings.csv",
        "WX-FRN;WX-OPH;WX-GPF,,",
        "WX-FRN;WX-OPH;WX-GPF,WX-GPF,",
        "meetings.csv, line 2: WX-GPF was there and sent apologies.",
    ),
    ("disputes.csv", "WX-CNC,WX-MHT,", "WX-CNC,WX-CNC,", "disputes.csv, line 3: WX-CNC raised it, and it is about WX-CNC."),
    ("disputes.csv", "DEC-006,2024-10-31", "DEC-006,2023-10-31", "disputes.csv, line 2: It was closed before its step began."),
    ("disputes.csv", "2 ALT", "2 AMT", "disputes.csv, line 3: There is no step “2 AMT”."),
    ("disputes.csv", "2026-11-26", "2026-11-27", "disputes.csv, line 3: The step is due on 2026-11-27, but its last day is 2026-11-26"),
    ("disputes.csv", "agreed as DEC-006,2024-10-31", "agreed as DEC-006,31/10/2024", "disputes.csv, line 2, closed: A date is written"),
    ("conflicts_register.csv", "WX-GPF", "GPF", "conflicts_register.csv, line 3, party: There is no party of this name. Found: “GPF”."),
    ("notices.csv", "N-02", "N-01", "notices.csv, line 3, notice_id: N-01 is on line 2 too."),
    (
        "governance.yaml",
        "reports_to: AMT",
        "reports_to: AMD",
        "line 21, bodies/FIN/reports_to: FIN reports to AMD, which is no body.",
    ),
    (
        "governance.yaml",
        "id: R4, party: WX-MHT",
        "id: R4, party: MHT",
        "line 70, reserved_matters/R4/party: R4 is reserved to MHT, which is no party.",
    ),
    (
        "governance.yaml",
        "{step: 2,",
        "{step: 3,",
        "line 79, escalation: The steps of escalation are not numbered from 1 up.",
    ),
    (
        "governance.yaml",
        "body: FIN, party: WX-MHT",
        "body: FUN, party: WX-MHT",
        "The provider finance lead is a member of FUN, which is no body.",
    ),
    (
        "governance.yaml",
        "limit_gbp: 25000",
        "limit_gbp: lots",
        "governance.yaml, line 76, decision_classes/D2/limit_gbp: This is not a number.",
    ),
    ("governance.yaml", "limit_gbp: 25000", "limit_gbp: 0.001", "1/1000 is no limit in GBP."),
    ("governance.yaml", "voting: true, authority_gbp: 50000}", "voting: true}", "has a vote, but no authority to commit its party."),
    ("governance.yaml", "id: WIT\n", "id: FIN\n", "The body FIN is there twice."),
    (
        "governance.yaml",
        "ALT recommendation, board",
        "ALT vote, board",
        "0 steps of the admission are a recommendation of",
    ),
    ("governance.yaml", ", TOC and share re-basing]", "]", "0 steps of the admission are the re-basing of the shares."),
    (
        "governance.yaml",
        "deed of accession, TOC and share re-basing",
        "TOC and share re-basing, deed of accession",
        "The re-basing of the shares is not the last step of the admission.",
    ),
    (
        "governance.yaml",
        "board approvals, deed",
        "board approvals, further approvals, deed",
        "Approvals are a step of the admission more than",
    ),
    (
        "governance.yaml",
        "notice_working_days: 10",
        "notice_working_days: soon",
        "governance.yaml, line 88, exclusion_and_termination/rectification/notice_working_days: A whole number is expected here.",
    ),
    ("governance.yaml", "plan_working_days: 10, ", "", "exclusion_and_termination/rectification: “plan_working_days” is missing."),
    ("governance.yaml", "notice_months: 12", "notice_months: 99", "voluntary_withdrawal_notice_months: The value is too large."),
    ("governance.yaml", "  default_events:", "  default_event:", "“default_event” is not a field here."),
]


@pytest.mark.parametrize(("file", "given", "written", "message"), BREAKS)
def test_a_mistake_is_told_with_its_place_and_what_to_do(folder, file, given, written, message):
    text = (folder / file).read_text(encoding="utf-8")
    assert given in text
    (folder / file).write_text(text.replace(given, written, 1), encoding="utf-8")

    with pytest.raises(Invalid) as caught:
        load_governance(folder)

    assert message in str(caught.value)
    assert all(problem.fix for problem in caught.value.problems)


def test_the_problems_of_every_file_are_told_at_once(folder):
    for file, given, written in [
        ("governance.yaml", "limit_gbp: 25000", "limit_gbp: lots"),
        ("meetings.csv", "2025-06-26,no,", "2025-06-26,maybe,"),
        ("decisions.csv", "AMT consensus noted", "fine"),
        ("risks.csv", ",4,4,16,", ",4,4,12,"),
        ("notices.csv", "2024-02-05", "5 February"),
    ]:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(given, written, 1), encoding="utf-8")

    with pytest.raises(Invalid) as caught:
        load_governance(folder)

    files = [problem.source.file for problem in caught.value.problems]
    assert sorted(files) == ["decisions.csv", "governance.yaml", "meetings.csv", "notices.csv", "risks.csv"]


def test_without_its_notation_a_folder_says_so(tmp_path):
    with pytest.raises(Invalid, match=r"governance\.yaml"):
        load_governance(tmp_path)


def test_what_the_tables_have_no_column_for_is_not_lost_in_silence():
    first = load_governance(WEXMOOR)
    scored = rescore(first.risks[0], RiskScore(1, 1), "Gone.", day=TODAY)
    escalated = replace(first.disputes[1], taken=(StepTaken(1, date(2026, 9, 3)), *first.disputes[1].taken))
    recused = replace(first.interests[0], recused_from=frozenset({"DEC-017"}))

    for changed in (replace(first, risks=(scored,)), replace(first, disputes=(escalated,)), replace(first, interests=(recused,))):
        with pytest.raises(Unwritable, match="no column for"):
            write_governance(changed, today=TODAY)


def test_governance_yaml_is_written_as_the_same_text_with_its_comments():
    written = write_governance(load_governance(WEXMOOR))["governance.yaml"]

    assert written.encode() == (WEXMOOR / "governance.yaml").read_bytes()
    assert "# outside ALT power" in written


def test_without_a_day_an_action_is_overdue_if_its_record_called_it_so():
    given = (WEXMOOR / "actions.csv").read_text(encoding="utf-8")

    assert write_governance(load_governance(WEXMOOR))["actions.csv"] == given
    assert write_governance(load_governance(WEXMOOR), today=date(2027, 6, 1))["actions.csv"] != given


UNQUOTED = [
    "written resolution, every voting member",
    "owners decide on continuation, exclusion or termination under clause 20",
    "Ward closures and re-provision (Alder, Beech)",
]


def test_a_text_with_a_comma_but_without_quotation_marks_is_read_whole_and_told(folder):
    text = quoted = (folder / "governance.yaml").read_text(encoding="utf-8")
    for one in UNQUOTED:
        assert f'"{one}"' in text
        text = text.replace(f'"{one}"', one)
    (folder / "governance.yaml").write_text(text, encoding="utf-8")

    read = load_governance(folder)

    assert [(one.severity, one.source.line) for one in read.problems] == [("warning", 78), ("warning", 85), ("warning", 99)]
    assert "Put quotation marks around it." in str(read.problems[0])
    assert read.schedule.plain == load_governance(WEXMOOR).schedule.plain
    assert read.schedule.terms == load_governance(WEXMOOR).schedule.terms
    assert write_governance(read)["governance.yaml"] == text != quoted


def test_a_single_word_after_a_comma_may_be_a_field_and_is_not_guessed(folder):
    text = (folder / "governance.yaml").read_text(encoding="utf-8")
    (folder / "governance.yaml").write_text(text.replace("rule: unanimous ALT}", "rule: unanimous ALT, always}"), encoding="utf-8")

    with pytest.raises(Invalid, match="“always” is not a field here"):
        load_governance(folder)


def test_everything_that_does_not_fit_together_in_governance_yaml_is_told_at_once_with_its_line(folder):
    text = (folder / "governance.yaml").read_text(encoding="utf-8")
    for given, written in [
        ("decision_rule: unanimous\n", "decision_rule: simple majority\n"),
        ("votes: one per party, however many people attend", "votes: two per owner"),
        ("reports_to: AMT\n    meets: monthly, working day 10", "reports_to: AMD\n    meets: monthly, working day 10"),
        ("chair: independent, non-voting", "chair: independent, with a casting vote"),
        ("voting: true, authority_gbp: 50000}", "voting: true}"),
        ("id: R4, party: WX-MHT", "id: R4, party: MHT"),
        ("rule: AMT consensus, limit_gbp: 25000", "rule: ATM consensus, limit_gbp: 25000"),
        ("window_working_days: 3, ratified", "ratified"),
        ("{step: 2,", "{step: 3,"),
    ]:
        assert given in text, given
        text = text.replace(given, written, 1)
    (folder / "governance.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Invalid) as caught:
        load_governance(folder)

    told = {(one.source.line, one.message) for one in caught.value.problems if one.source.file == "governance.yaml"}
    assert told == {
        (7, "“independent, with a casting vote” is not how ALT decides here."),
        (8, "“simple majority” is not how ALT decides here."),
        (10, "“two per owner” is not how votes are counted here."),
        (21, "FIN reports to AMD, which is no body."),
        (45, "The clinical director has a vote, but no authority to commit its party."),
        (70, "R4 is reserved to MHT, which is no party."),
        (76, "ATM, to which something is delegated, is no body."),
        (78, "D4 does not say how long a decision in writing is open."),
        (79, "The steps of escalation are not numbered from 1 up."),
    }
    assert all(one.fix for one in caught.value.problems)


OTHER_ALLIANCE = """
parties: [HA, CO, TR, CH]
bodies:
  - id: ALT
    name: Leadership team
    chair: independent, without a casting vote
    decision_rule: unanimous
    quorum: {one_authorised_member_from_every_party: true, at_least_one_owner_representative: true, party_with_nobody_left: inquorate}
  - {id: AMT, name: Management team, reports_to: ALT, decision_rule: consensus}
members:
  - {role: "director, health & care", body: ALT, party: CO, voting: true, owner_representative: true, authority_gbp: none}
  - role: chief executive
    body: ALT
    party: TR
    voting: true
    authority_gbp: 300000
    authority_begins: 2026-04-01
    authority_expires: 2027-04-01
    deputy: {role: deputy chief executive, deed: Deed of 2 April 2026, expires: 2026-10-01, limit_gbp: 50000}
  - {role: chief executive, body: ALT, party: CH, voting: true, authority_gbp: 20000, begins: 2026-07-01}
  - {role: Lived experience partner, body: ALT, party: null, voting: false}
  - {role: Lived experience partner, body: ALT, party: null, voting: false}
  - {role: commissioner, body: ALT, party: HA, voting: false}
  - {role: service manager, body: AMT, party: TR, voting: true, authority_gbp: 10000}
  - {role: service manager, body: AMT, party: CH, voting: true, authority_gbp: 10000}
abstention: consents
kept_subjects: [target]
reserved_matters:
  - {id: R1, party: HA, text: Total amount of money}
decision_classes:
  - {id: C1, name: alliance decision, rule: unanimous ALT}
  - {id: C2, name: delegated decision, rule: AMT consensus, limit_gbp: 10000}
"""


def test_authority_deputies_and_seats_have_their_days_and_other_rules_are_as_the_file_says(tmp_path):
    (tmp_path / "governance.yaml").write_text(OTHER_ALLIANCE, encoding="utf-8")

    schedule = load_governance(tmp_path).schedule
    body = schedule.terms.body("ALT", POUND)

    assert schedule.parties == ("HA", "CO", "TR", "CH")
    assert body.voting_parties(date(2026, 6, 30)) == ("CO", "TR")
    assert body.voting_parties(date(2026, 7, 1)) == ("CO", "TR", "CH")
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2027, 4, 1))
    assert [[(one.person, one.limit_pence) for one in authorised_people(body, "TR", day)] for day in days] == [
        [("chief executive, TR", 30_000_000), ("deputy chief executive, TR", 5_000_000)],
        [("chief executive, TR", 30_000_000)],
        [],
    ]
    assert [one.limit_pence for one in authorised_people(body, "CO", date(2026, 7, 1))] == [None]
    lived = [seat.id for seat in body.seats if seat.has_lived_experience]
    assert lived == ["ALT-Lived-experience-partner", "ALT-Lived-experience-partner-2"]
    assert body.seats[0].id == "ALT-CO-director-health-care"
    rules = schedule.decision_rules("ALT")
    assert (rules.abstention, rules.quorum.when_nobody_is_left, rules.matters.kept_subjects) == ("consents", "inquorate", {"target"})
    # The management team has no quorum of its own: one member of each party with a vote on it is needed.
    assert schedule.decision_rules("AMT").quorum.owner_needed is False


def test_without_classes_of_decisions_their_codes_are_refused(folder):
    text = (folder / "governance.yaml").read_text(encoding="utf-8")
    begin, end = text.index("decision_classes:"), text.index("escalation:")
    (folder / "governance.yaml").write_text(text[:begin] + text[end:], encoding="utf-8")

    with pytest.raises(Invalid, match="Add `decision_classes` there"):
        load_governance(folder)


def test_money_given_back_is_written_with_its_sign(folder):
    first = load_governance(folder)
    training = next(one for one in first.decisions if one.id == "DEC-004")
    for pence, text in ((-4_500_050, "-45000.50"), (-1, "-0.01"), (0, "0.00")):
        changed = replace(first, decisions=(replace(training, amount_pence=pence),))
        assert write_governance(changed)["decisions.csv"].splitlines()[1].endswith(f",{text}")


OUTCOMES = [
    # what the record says                           what the rules doubt
    ({}, ()),
    ({"service_result": "fail"}, ("It had not passed the best-for-service test.",)),
    ({"meeting": "ALT-2025-06"}, ("Its meeting had no quorum.",)),
    ({"meeting": "ALT-2026-11"}, ("Its meeting is still to come.",)),
    ({"votes_for": 50}, ("Its votes do not bear that out.",)),
    ({"outcome": "agreed, awaiting reserved approval"}, ()),
    ({"outcome": "withdrawn", "votes_for": 0, "service_result": "fail"}, ()),
    ({"outcome": "superseded by DEC-016"}, ()),
]


@pytest.mark.parametrize(("change", "doubted"), OUTCOMES)
def test_an_outcome_that_does_not_follow_from_its_record_is_doubted_with_the_reason(change, doubted):
    folder = load_governance(WEXMOOR)
    agreed = next(one for one in folder.decisions if one.id == "DEC-001")

    plain = plain_governance(replace(folder, decisions=(replace(agreed, **change),)), TODAY)

    assert tuple(plain["decisions"][0]["doubts"]) == doubted


def test_an_old_dispute_without_a_day_for_its_step_is_shown_and_written(folder):
    text = (folder / "disputes.csv").read_text(encoding="utf-8")
    row = "DIS-03,2012-03-01,WX-CNC,WX-MHT,Whether rent is allowable,1 AMT,2012-03-01,,agreed,2012-04-01\n"
    (folder / "disputes.csv").write_text(text + row, encoding="utf-8")
    read = load_governance(folder)

    assert plain_governance(read, TODAY)["disputes"][2]["due_on"] is None
    assert ",2012-03-01,,agreed," in write_governance(read)["disputes.csv"]
