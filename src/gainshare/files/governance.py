"""A folder of governance: governance.yaml and the registers beside it in, values out, and the values as the same files again.

What was read is written again without loss: governance.yaml as the same text; the tables as the same cells, without quotation marks that
no cell needs and spaces around semicolons, an amount with its pence, and a step of a dispute with its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from gainshare.core.governance.dispute import Dispute
from gainshare.core.governance.meeting import Interest
from gainshare.core.governance.record import Notice, RecordedDecision, RecordedMeeting
from gainshare.core.governance.register import Item, Risk
from gainshare.core.governance.terms import GovernanceTerms
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.csv_reader import CSV_BYTES_LIMIT
from gainshare.files.governance_misfits import parties_of_notation
from gainshare.files.governance_notation import NotedGovernance, class_codes
from gainshare.files.governance_rows import (
    ACTIONS,
    DECISIONS,
    DISPUTES,
    INTERESTS,
    MEETINGS,
    NOTICES,
    RISKS,
    actions_text,
    decisions_text,
    disputes_text,
    interests_text,
    meetings_text,
    notices_text,
    risks_text,
)
from gainshare.files.governance_schedule import GOVERNANCE, GovernanceSchedule, read_schedule_file
from gainshare.files.governance_tables import Known, governance_tables, meetings_table
from gainshare.files.tables import Table
from gainshare.files.text_file import Unwritable, read_file

SUBFOLDER = "governance"
"""Where governance lies in an alliance's folder."""


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
    rows: dict[str, tuple[Any, ...]] = {MEETINGS: meetings}
    for table in governance_tables(known)[1:]:
        rows[table.file], found = _read(folder, table)
        problems += found
    if errors(problems) or schedule is None:
        raise Invalid(problems)
    return GovernanceFolder(
        schedule=schedule,
        meetings=rows[MEETINGS],
        decisions=rows[DECISIONS],
        risks=rows[RISKS],
        actions=rows[ACTIONS],
        disputes=rows[DISPUTES],
        interests=rows[INTERESTS],
        notices=rows[NOTICES],
        problems=tuple(problems),
    )


def load_subfolder(folder: str | Path) -> GovernanceFolder | None:
    """Return what the subfolder of governance of an alliance's folder holds; None if there is none.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything, with the subfolder before the name of each file.
    """
    place = Path(folder) / SUBFOLDER
    if not place.is_dir():
        return None
    try:
        return load_governance(place)
    except Invalid as invalid:
        raise Invalid(in_subfolder(invalid.problems)) from None


def in_subfolder(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems of files of governance with the subfolder before the name of each file."""
    return [replace(one, source=replace(one.source, file=f"{SUBFOLDER}/{one.source.file}")) for one in problems]


def strangers(folder: GovernanceFolder, parties: Iterable[str]) -> Iterable[Problem]:
    """Yield who has a seat without being a party of the agreement.

    Args:
        folder: what the folder of governance holds.
        parties: the parties of the agreement.
    """
    known = tuple(parties)
    for party in dict.fromkeys(seat.party for body in folder.schedule.terms.bodies for seat in body.seats if seat.party is not None):
        if party not in known:
            fix = f"Use the agreement's own codes: {', '.join(known)}."
            yield Problem(f"{party} has a seat, but is no party of the agreement.", fix, Source(GOVERNANCE, field="members"), party)


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


def write_governance(folder: GovernanceFolder, *, today: date | None = None) -> Mapping[str, str]:
    """Return the files of a folder of governance by their names.

    Args:
        folder: what it holds.
        today: the day by which actions are shown as overdue; None to show those that the record called so.

    Raises:
        Unwritable: an entry has what these tables have no column for: a risk that was scored anew, a dispute with several steps, was
            withdrawn or went to the end, an action that was dropped, an interest with decisions.
    """
    _check_writable(folder)
    return {
        GOVERNANCE: folder.schedule.text,
        MEETINGS: meetings_text(folder.meetings),
        DECISIONS: decisions_text(folder.decisions, folder.schedule.codes),
        RISKS: risks_text(folder.risks),
        ACTIONS: actions_text(folder.actions, today),
        DISPUTES: disputes_text(folder.disputes, folder.schedule.terms),
        INTERESTS: interests_text(folder.interests),
        NOTICES: notices_text(folder.notices),
    }


def _check_writable(folder: GovernanceFolder) -> None:
    beyond = [
        *(one.id for one in folder.risks if one.history),
        *(one.id for one in folder.disputes if len(one.taken) > 1 or one.withdrawn_on or one.ended_on),
        *(one.id for one in folder.actions if one.kind != "action" or one.status == "dropped"),
        *(one.person for one in folder.interests if one.recused_from),
    ]
    if beyond:
        raise Unwritable(f"{beyond[0]} has what the table has no column for.")
