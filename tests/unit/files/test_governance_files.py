"""A folder of governance: every problem of every file at once, and what was read written again without loss."""

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gainshare.core.governance.dispute import StepTaken
from gainshare.core.governance.register import RiskScore, rescore
from gainshare.core.kernel.problem import Invalid
from gainshare.files.governance import load_governance, write_governance
from gainshare.files.text_file import Unwritable

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
    ("risks.csv", ",4,4,16,", ",4,6,24,", "risks.csv, line 2, impact_1_5: This is no whole number from 1 to 5."),
    ("actions.csv", "closed,2024-05-02", "closed,", "actions.csv, line 2: It is closed, but has no day."),
    (
        "actions.csv",
        "overdue,\nA-014",
        "overdue,2026-11-01\nA-014",
        "actions.csv, line 14: It is overdue, but has a day on which it was closed.",
    ),
    ("disputes.csv", "2 ALT", "2 AMT", "disputes.csv, line 3: There is no step “2 AMT”."),
    ("disputes.csv", "2026-11-26", "2026-11-27", "disputes.csv, line 3: The step is due on 2026-11-27, but its last day is 2026-11-26"),
    ("disputes.csv", "agreed as DEC-006,2024-10-31", "agreed as DEC-006,31/10/2024", "disputes.csv, line 2, closed: A date is written"),
    ("conflicts_register.csv", "WX-GPF", "GPF", "conflicts_register.csv, line 3, party: There is no party of this name. Found: “GPF”."),
    ("notices.csv", "N-02", "N-01", "notices.csv, line 3, notice_id: N-01 is on line 2 too."),
    ("governance.yaml", "reports_to: AMT", "reports_to: AMD", "governance.yaml: FIN reports to AMD, which is no body."),
    ("governance.yaml", "id: R4, party: WX-MHT", "id: R4, party: MHT", "governance.yaml: R4 is reserved to MHT, which has no voice."),
    ("governance.yaml", "{step: 2,", "{step: 3,", "governance.yaml: The steps of escalation are not numbered from 1 up."),
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
