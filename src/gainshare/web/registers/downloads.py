"""The registers as tables to take away, with the columns of the files that an alliance's folder holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gainshare.core.governance.register import Item, Risk, is_overdue
from gainshare.files.csv_writer import write_table
from gainshare.files.governance_tables import Known, governance_tables
from gainshare.web.alliances.models import Alliance
from gainshare.web.registers.taking import actions_of, risks_of


def risks_csv(alliance: Alliance) -> str:
    """Return the risks of an alliance as risks.csv has them."""
    return write_table(_columns("risks.csv"), [_risk(one) for one in risks_of(alliance)])


def items_csv(alliance: Alliance, kind: str, today: date) -> str:
    """Return the items of an alliance: the actions as actions.csv has them; others in the same columns, then kind and reach.

    Args:
        alliance: the alliance.
        kind: of this kind alone; empty for every one.
        today: the day by which actions are shown as overdue.
    """
    found = [one for one in actions_of(alliance) if kind in ("", one.kind)]
    columns = _columns("actions.csv")
    if kind == "action":
        return write_table(columns, [_action(one, _as_a_file_says(one, today)) for one in found])
    return write_table([*columns, "kind", "reach"], [[*_action(one, one.status), one.kind, one.reach] for one in found])


def _columns(file: str) -> Sequence[str]:
    return next([column.name for column in table.columns] for table in governance_tables(Known()) if table.file == file)


def _risk(one: Risk) -> list[object]:
    scores = [one.score.likelihood, one.score.impact, one.score.value]
    status = "closed" if one.is_closed else "open"
    owner = [one.mitigation, one.owner_party, one.owner_post, status]
    return [one.id, one.raised_on, one.category, one.title, one.description, *scores, *owner, one.review_on, one.residual_value]


def _action(one: Item, status: str) -> list[object]:
    owner = [one.owner_party, one.owner_post]
    return [one.id, one.raised_on, one.source, one.text, *owner, one.due_on, status, one.closed_on]


def _as_a_file_says(one: Item, today: date) -> str:
    """Return the status of an action in the words of actions.csv, which has none for an action that was dropped."""
    return "closed" if one.status == "done" else "overdue" if is_overdue(one, today) else one.status
