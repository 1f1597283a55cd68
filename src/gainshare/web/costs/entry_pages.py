"""What the pages show on which a return is typed, pasted, uploaded, checked and declared."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import money
from gainshare.core.openbook.return_checks import Finding, Findings
from gainshare.core.openbook.sheet import Field, Sheet
from gainshare.core.openbook.sheet_mapping import FIELDS, column_name
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.costs import months, seeing
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.effect import EffectShown
from gainshare.web.costs.entering import FormRow, accrual_in_words, categories_of
from gainshare.web.costs.models import Return
from gainshare.web.costs.queries import lines_in
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Row

FIELD_NAMES = {
    "category": "Category",
    "amount": "Amount",
    "note": "Note",
    "cost_type": "Cost type",
    "evidence": "Evidence reference",
    "accrual": "Accrual, yes or no",
    "reverses_in": "Month in which it reverses",
    "work_package": "Work package",
    "vat": "VAT",
}
"""What a column can hold, in words."""


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a return."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[FormRow]
    """Its rows."""
    kinds: Sequence[tuple[str, str]]
    """The categories that a spare row chooses among: the value, and what it is called."""
    is_change: bool
    """Whether it restates a month: then amounts are what they should be."""
    reason: str
    """Why, for a change."""
    control_total: str
    """What the ledger comes to, as typed."""
    seen: int
    """The row version that the form is made from."""
    faults: Sequence[tuple[str, str]]
    """What is wrong, each with where it leads."""
    stored: Sequence[Row]
    """What somebody else has saved meanwhile, if the form was stale."""
    save: str
    """Where it is saved."""
    paste: str
    """Where rows are pasted or uploaded."""
    discard: str
    """Where it is put aside."""
    target: str
    """The target of the month for direct cost, in words."""
    came_back: str
    """Why the version that it corrects came back; empty if it corrects none."""
    total_fault: str
    """What is wrong with the ledger's total."""


@dataclass(frozen=True, slots=True)
class PastePage:
    """Pasting or uploading rows, and saying which column is which."""

    frame: Frame
    """What stands around it."""
    text: str
    """What was pasted, or read from the file."""
    columns: Sequence[tuple[int, str, str, str]]
    """Each column: its place, what it is called, an example, and what it is taken for."""
    fields: Sequence[tuple[str, str]]
    """What a column can hold."""
    rows: Sequence[Row]
    """The rows as they were read, each with what is wrong with it."""
    faults: Sequence[str | tuple[str, str]]
    """What is wrong, with the row that it leads to if it is wrong with one."""
    notes: Sequence[str]
    """What to know about the reading."""
    total: str
    """What the rows that could be read come to."""
    can_use: bool
    """Whether every row could be read."""
    seen: int
    """The row version that the page is made from."""
    send: str
    """Where it goes."""
    back: str
    """The way back to the form."""


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as the page shows it."""

    key: str
    """Its key."""
    text: str
    """What is wrong, and what to do."""
    is_error: bool
    """Whether it stops the return."""
    line: int | None
    """The line it is about."""
    needs_sentence: bool
    """Whether a sentence is asked for."""
    answer: str
    """The sentence, once it is written."""
    is_offered: bool
    """Whether a line that puts it right can be added."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Sentences that could not be kept."""

    why: str
    """Why not; empty if something else was sent with them."""
    sentences: Mapping[str, str]
    """The sentences, by the key of what they explain."""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A draft before it is declared."""

    frame: Frame
    """What stands around it."""
    faults: Sequence[str]
    """Why something that was sent was not kept."""
    rows: Sequence[Row]
    """The lines, each with what is wrong with it."""
    total: str
    """What they come to."""
    whole: Sequence[Said]
    """What is told of the return, errors first."""
    files: Sequence[tuple[str, str]]
    """The evidence, each with where to take it off."""
    effect: EffectShown | None
    """What the return would do to the alliance and to the party; None if that cannot be told."""
    can_declare: bool
    """Whether nothing stops it."""
    may_declare: bool
    """Whether the person may declare it."""
    token: str
    """The token of the declaration."""
    seen: int
    """The row version that the forms are made from."""
    edit: str
    explain: str
    add_file: str
    declare: str


def _keys(seat: Seat, one: Return) -> dict[str, uuid.UUID]:
    return {"alliance": seat.alliance.pk, "of": one.pk}


def _frame(seat: Seat, agreement: Agreement, one: Return, title: str) -> Frame:
    month = month_of(one.month)
    words = months.month_in_words(month, agreement)
    crumbs = [
        Crumb("Costs", reverse("months", kwargs={"alliance": seat.alliance.pk})),
        Crumb(words, reverse("month", kwargs={"alliance": seat.alliance.pk, "month": months.word_of(month)})),
        Crumb("The return", reverse("return", kwargs=_keys(seat, one))),
    ]
    who = seeing.who_sees(agreement, one)
    return frame_of(seat, title, place="months", period=words, status="Draft", crumbs=crumbs, who_else=who, help="returns")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is in the form of a return."""

    rows: Sequence[FormRow]
    """Its rows."""
    control_total: str
    """What the ledger comes to, as typed."""
    reason: str
    """Why, for a change."""
    faults: Sequence[tuple[str, str]] = ()
    """What is wrong, each with where it leads."""
    stored: Sequence[Row] = ()
    """What somebody else has saved meanwhile."""


def edit_page(seat: Seat, agreement: Agreement, one: Return, typed: Typed, target: int | None) -> EditPage:
    """Return the form of a return."""
    keys = _keys(seat, one)
    is_change = one.kind == "change"
    title = f"{'Restate' if is_change else 'Cost return'}: {one.party.organisation.name}"
    names = {kind.id: kind.name or kind.id for kind in agreement.latest.open_book.cost_types}
    kinds = [(f"{kind}|{name}", f"{name} ({names.get(kind, kind)})") for kind, name in categories_of(agreement, one.party)]
    return EditPage(
        frame=_frame(seat, agreement, one, title),
        rows=typed.rows,
        kinds=kinds or [(f"{kind}|", name) for kind, name in names.items()],
        is_change=is_change,
        reason=typed.reason,
        control_total=typed.control_total,
        seen=one.row_version,
        faults=typed.faults,
        stored=typed.stored,
        save=reverse("edit_return", kwargs=keys),
        paste=reverse("paste_return", kwargs=keys),
        discard=reverse("discard_return", kwargs=keys),
        target="" if target is None else money(target, agreement.terms.currency),
        came_back=one.corrects.returned_reason if one.corrects else "",
        total_fault=next((words for words, place in typed.faults if place == "#control_total"), ""),
    )


def stored_rows(one: Return, agreement: Agreement) -> list[Row]:
    """Return the lines that are stored, for somebody whose form was stale."""
    currency = agreement.terms.currency
    return [Row((line.category or line.cost_type, money(line.amount, currency), line.note or "No note")) for line in lines_in(one)]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted or uploaded, as far as it could be read."""

    text: str = ""
    """The rows as text."""
    sheet: Sheet | None = None
    """The table that they make."""
    mapping: Mapping[Field, int] | None = None
    """Which column holds what."""
    rows: Sequence[Row] = ()
    """The rows as they were read."""
    faults: Sequence[str | tuple[str, str]] = ()
    """What is wrong, with the row that it leads to if it is wrong with one."""
    total: int | None = None
    """What the lines come to, in whole pence."""
    can_use: bool = False
    """Whether every row could be read."""


def paste_page(seat: Seat, agreement: Agreement, one: Return, pasted: Pasted) -> PastePage:
    """Return the page on which rows are pasted or uploaded."""
    keys = _keys(seat, one)
    sheet = pasted.sheet
    held = {column: field for field, column in (pasted.mapping or {}).items()}
    columns = []
    for column in range(sheet.width if sheet else 0):
        assert sheet is not None
        example = next((row.cells[column] for row in sheet.rows if row.cells[column]), "")
        columns.append((column, column_name(sheet, column), example, held.get(column, "")))
    return PastePage(
        frame=_frame(seat, agreement, one, f"Paste or upload: {one.party.organisation.name}"),
        text=pasted.text,
        columns=columns,
        fields=[(field, FIELD_NAMES[field]) for field in FIELDS],
        rows=pasted.rows,
        faults=pasted.faults,
        notes=[f"{note.message} {note.fix}" for note in sheet.notes] if sheet else [],
        total="" if pasted.total is None else money(pasted.total, agreement.terms.currency),
        can_use=pasted.can_use,
        seen=one.row_version,
        send=reverse("paste_return", kwargs=keys),
        back=reverse("edit_return", kwargs=keys),
    )


def check_page(
    seat: Seat, agreement: Agreement, one: Return, findings: Findings, effect: EffectShown | None, unsaved: Unsaved | None = None
) -> CheckPage:
    """Return the page on which a draft is checked and declared.

    Args:
        seat: who looks at it.
        agreement: the agreement.
        one: the draft.
        findings: what is told of it.
        effect: what it would do; None if that cannot be told.
        unsaved: sentences that could not be kept: they stand in the form again.
    """
    keys = _keys(seat, one)
    lines = lines_in(one)
    currency = agreement.terms.currency
    rows = [
        Row(
            (
                str(line.number),
                line.category or line.cost_type,
                money(line.amount, currency),
                accrual_in_words(line),
                line.note or "No note",
            ),
            errors=[_words(found) for found in (*findings.errors.get(line.number, ()), *findings.warnings.get(line.number, ()))],
        )
        for line in lines
    ]
    return CheckPage(
        frame=_frame(seat, agreement, one, f"Check and declare: {one.party.organisation.name}"),
        faults=[unsaved.why] if unsaved and unsaved.why else [],
        rows=rows,
        total=money(sum(line.amount for line in lines), currency),
        whole=[_said(found, unsaved.sentences.get(found.key, "") if unsaved else "") for found in findings.whole],
        files=[(file.name, reverse("remove_evidence", kwargs={**keys, "file": file.pk})) for file in one.files.all()],
        effect=effect,
        can_declare=findings.is_acceptable and not findings.unanswered,
        may_declare=seat.may("costs.submit_own", one.party),
        token=str(uuid.uuid4()),
        seen=one.row_version,
        edit=reverse("edit_return", kwargs=keys),
        explain=reverse("explain_return", kwargs=keys),
        add_file=reverse("add_evidence", kwargs=keys),
        declare=reverse("declare_return", kwargs=keys),
    )


def about(key: str) -> str:
    """Return what a finding is about, from its key."""
    kind, _, rest = key.partition("/")
    return f"{kind.replace('-', ' ').capitalize()}: {rest.rpartition('/')[2]}" if rest else kind.capitalize()


def _said(found: Finding, unsaved: str) -> Said:
    return Said(
        key=found.key,
        text=_words(found),
        is_error=found.problem.severity == "error",
        line=found.line,
        needs_sentence=found.needs_sentence,
        answer=unsaved or found.answer,
        is_offered=found.offered is not None,
    )


def _words(found: Finding) -> str:
    return f"{found.problem.message} {found.problem.fix}"
