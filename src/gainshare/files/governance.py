"""A folder of governance: governance.yaml and the registers beside it in, values out, and the values as the same files again.

What was read is written again without loss: the tables as the same bytes, but for quotation marks that no cell needs; governance.yaml
as the same values in the same order, without its comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from gainshare.core.governance.dispute import Dispute, step_due_on
from gainshare.core.governance.matters import DecisionClass
from gainshare.core.governance.meeting import Interest
from gainshare.core.governance.record import Notice, RecordedDecision, RecordedMeeting
from gainshare.core.governance.register import Item, Risk, is_overdue
from gainshare.core.governance.terms import GovernanceTerms
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.csv_reader import CSV_BYTES_LIMIT
from gainshare.files.csv_writer import write_table
from gainshare.files.governance_notation import NotedGovernance, class_codes, parties_of_notation, person_of
from gainshare.files.governance_schedule import GOVERNANCE, GovernanceSchedule, read_schedule_file
from gainshare.files.governance_tables import Known, governance_tables, meetings_table, step_label
from gainshare.files.tables import Table
from gainshare.files.text_file import Unwritable, read_file
from gainshare.files.yaml_writer import write_yaml

PENCE = 100
"""Pence in a pound."""


@dataclass(frozen=True)
class GovernanceFolder:
    """Everything that a folder of governance holds."""

    schedule: GovernanceSchedule
    """What governance.yaml says."""
    meetings: tuple[RecordedMeeting, ...] = ()
    """The meetings."""
    decisions: tuple[RecordedDecision, ...] = ()
    """The decisions as recorded."""
    risks: tuple[Risk, ...] = ()
    """The risks."""
    actions: tuple[Item, ...] = ()
    """The actions."""
    disputes: tuple[Dispute, ...] = ()
    """The disputes."""
    interests: tuple[Interest, ...] = ()
    """The interests that were declared."""
    notices: tuple[Notice, ...] = ()
    """The notices that were published."""
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """Warnings: errors would have stopped the reading."""


def load_governance(path: str | Path) -> GovernanceFolder:
    """Return everything that a folder of governance holds; a table that is not there is empty.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong with any of its files.
    """
    folder = Path(path)
    schedule, noted, problems = read_schedule_file(folder / GOVERNANCE)
    known = _known(noted, None if schedule is None else schedule.terms)
    meetings, found = _read(folder, meetings_table(known))
    problems += found
    is_sure = meetings and not errors(found)
    known = replace(known, meetings=tuple(one.id for one in meetings) if is_sure else ())
    rows: dict[str, tuple[Any, ...]] = {"meetings.csv": meetings}
    for table in governance_tables(known)[1:]:
        rows[table.file], found = _read(folder, table)
        problems += found
    if errors(problems) or schedule is None:
        raise Invalid(problems)
    return GovernanceFolder(
        schedule=schedule,
        meetings=rows["meetings.csv"],
        decisions=rows["decisions.csv"],
        risks=rows["risks.csv"],
        actions=rows["actions.csv"],
        disputes=rows["disputes.csv"],
        interests=rows["conflicts_register.csv"],
        notices=rows["notices.csv"],
        problems=tuple(problems),
    )


def _known(noted: NotedGovernance | None, terms: GovernanceTerms | None) -> Known:
    """Return what the tables may name, as far as the file that says so could be read."""
    if noted is None:
        return Known()
    return Known(
        parties=parties_of_notation(noted),
        bodies=tuple(body.id for body in noted.bodies),
        principles=tuple(one.id for one in noted.principles),
        reserved=tuple(one.id for one in noted.reserved_matters),
        classes=class_codes(noted),
        steps=terms.steps() if terms is not None else None,
    )


def _read(folder: Path, table: Table) -> tuple[tuple[Any, ...], list[Problem]]:
    """Return the values of a table's rows and everything that is wrong with it, ids given twice among it."""
    file = folder / table.file
    if not file.exists():
        return (), []
    content = read_file(file, CSV_BYTES_LIMIT)
    if isinstance(content, Problem):
        return (), [content]
    read, problems = replace(table, build=lambda *cells: (table.build(*cells), cells[-1])).read(content)
    return tuple(row for row, _ in read), [*problems, *_check_once(table, read)]


def _check_once(table: Table, rows: Iterable[tuple[Any, int]]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row, line in rows:
        # An interest has no id: somebody may declare several.
        one = getattr(row, "id", None)
        if one in first:
            yield Problem(
                f"{one} is on line {first[one]} too.", "Give each row its own id.", Source(table.file, line, table.columns[0].name), one
            )
        elif one is not None:
            first[one] = line


def write_governance(folder: GovernanceFolder, *, today: date) -> Mapping[str, str]:
    """Return the files of a folder of governance by their names.

    Args:
        folder: what it holds.
        today: the day by which actions are shown as overdue.

    Raises:
        Unwritable: an entry has what these tables have no column for: a risk that was scored anew, a dispute with several steps, was
            withdrawn or went to the end, an action that was dropped, an interest with decisions.
    """
    _check_writable(folder)
    rows: dict[str, tuple[Sequence[str], list[list[object]]]] = {
        "meetings.csv": (_columns("meetings.csv"), [_meeting(one) for one in folder.meetings]),
        "decisions.csv": _decisions(folder),
        "risks.csv": (_columns("risks.csv"), [_risk(one) for one in folder.risks]),
        "actions.csv": (_columns("actions.csv"), [_action(one, today) for one in folder.actions]),
        "disputes.csv": (_columns("disputes.csv"), [_dispute(one, folder.schedule.terms) for one in folder.disputes]),
        "conflicts_register.csv": (_columns("conflicts_register.csv"), [_interest(one) for one in folder.interests]),
        "notices.csv": (_columns("notices.csv"), [_notice(one) for one in folder.notices]),
    }
    texts = {file: write_table(columns, lines) for file, (columns, lines) in rows.items()}
    return {GOVERNANCE: write_yaml(folder.schedule.plain), **texts}


def _check_writable(folder: GovernanceFolder) -> None:
    beyond = [
        *(one.id for one in folder.risks if one.history),
        *(one.id for one in folder.disputes if len(one.taken) > 1 or one.withdrawn_on or one.ended_on),
        *(one.id for one in folder.actions if one.kind != "action" or one.status == "dropped"),
        *(one.person for one in folder.interests if one.recused_from),
    ]
    if beyond:
        raise Unwritable(f"{beyond[0]} has what the table has no column for.")


def _columns(file: str) -> tuple[str, ...]:
    return next(tuple(column.name for column in table.columns) for table in governance_tables(Known()) if table.file == file)


def _decisions(folder: GovernanceFolder) -> tuple[Sequence[str], list[list[object]]]:
    codes = {kind: code for code, kind in folder.schedule.codes.items()}
    rows = [_decision(one, codes) for one in folder.decisions]
    columns = _columns("decisions.csv")
    # The column of amounts is written only if some decision has one.
    if all(one.amount_pence is None for one in folder.decisions):
        return columns[:-1], [row[:-1] for row in rows]
    return columns, rows


def _decision(one: RecordedDecision, codes: Mapping[DecisionClass, str]) -> list[object]:
    amount = None if one.amount_pence is None else POUND_TEXT.format(*divmod(one.amount_pence, PENCE))
    tests = [_joined(one.principles), one.service_result, one.votes_for, one.votes_against, one.abstained]
    head = [one.id, one.decided_on, one.meeting, codes[one.stated_class], one.title, one.proposal]
    return [*head, *tests, one.outcome, _joined(one.reserved), _joined(one.linked), one.note or None, amount]


POUND_TEXT = "{}.{:02d}"
"""How an amount is written: pounds, point, pence."""


def _meeting(one: RecordedMeeting) -> list[object]:
    papers = None if one.are_papers_on_time is None else _yes(one.are_papers_on_time)
    return [one.id, one.body, one.day, one.stated, _joined(one.attending), _joined(one.apologies), papers]


def _risk(one: Risk) -> list[object]:
    scores = [one.score.likelihood, one.score.impact, one.score.value]
    head = [one.id, one.raised_on, one.category, one.title, one.description]
    status = "closed" if one.is_closed else "open"
    return [*head, *scores, one.mitigation, one.owner_party, one.owner_post, status, one.review_on, one.residual_value]


def _action(one: Item, today: date) -> list[object]:
    status = "closed" if one.status == "done" else "overdue" if is_overdue(one, today) else "open"
    return [one.id, one.raised_on, one.source, one.text, one.owner_party, one.owner_post, one.due_on, status, one.closed_on]


def _dispute(one: Dispute, terms: GovernanceTerms) -> list[object]:
    steps, at = terms.steps(), one.taken[-1]
    head = [one.id, one.raised_on, one.raised_by, one.about, one.question]
    return [*head, step_label(at.number, steps), at.started_on, step_due_on(one, steps), one.outcome or None, one.resolved_on]


def _interest(one: Interest) -> list[object]:
    role = one.person.removesuffix(person_of("", one.party))
    return [one.declared_on, role, one.party, one.what, one.kind, one.management, one.reviewed_on]


def _notice(one: Notice) -> list[object]:
    return [one.id, one.regime, one.kind, one.published_on, one.reference, one.relates_to]


def _joined(parts: Iterable[str]) -> str | None:
    return ";".join(parts) or None


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
