"""Pasting rows from a spreadsheet, or uploading a file: read, shown with what is wrong, and then put into the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.problem import Invalid, Problem, Severity
from gainshare.core.openbook.returns import ReadLines, ReturnLine, lines_from_sheet
from gainshare.core.openbook.sheet import Field, Sheet
from gainshare.core.openbook.sheet_mapping import FIELDS, guess_mapping, mapping_key, to_remember
from gainshare.files.spreadsheets import read_pasted, read_upload
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs import actions, entering
from gainshare.web.costs.book import agreement_of, registers_of
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.entry_pages import Pasted, paste_page
from gainshare.web.costs.models import ColumnMapping, Return
from gainshare.web.costs.restating import as_differences
from gainshare.web.costs.views.entering import once_handed_in, own_return, seen_in
from gainshare.web.costs.writing import Stale
from gainshare.web.shared.pages import render
from gainshare.web.shared.tables import Row

MOST_BYTES = 10 * 2**20
"""The largest spreadsheet."""

SHOWN: tuple[Field, ...] = ("category", "amount", "note")
"""What the page shows of each row."""
NOTHING: Mapping[Field, str | None] = {"category": None, "amount": None, "note": "No note"}
"""What stands in place of an empty cell; None for a missing value."""


@require_http_methods(["GET", "POST"])
@within("costs.prepare_own")
def paste(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Read pasted rows or a file, say which column is which, and put the lines into the draft."""
    one = own_return(request, of)
    if away := once_handed_in(request, one):
        return away
    agreement = agreement_of(request.seat.alliance)
    if request.method == "GET":
        return render(request, "costs/paste.html", paste_page(request.seat, agreement, one, Pasted()))
    text = request.POST.get("text", "")
    try:
        sheet = _sheet(request, text)
    except Invalid as invalid:
        faults = [
            f"{problem.source.file + ': ' if problem.source.file else ''}{problem.message} {problem.fix}" for problem in invalid.problems
        ]
        page = paste_page(request.seat, agreement, one, Pasted(text=text, faults=faults))
        return render(request, "costs/paste.html", page, status=422)
    mapping = _mapping(request, sheet, one, agreement)
    try:
        read = lines_from_sheet(sheet, mapping, book_terms(agreement), party=one.party.code, month=month_of(one.month))
    except Invalid as invalid:
        faults = [_said(problem) for problem in invalid.problems]
        page = paste_page(request.seat, agreement, one, Pasted(_text_of(sheet), sheet, mapping, (), faults))
        return render(request, "costs/paste.html", page, status=422)
    is_sound = not any(problem.severity == "error" for found in read.problems.values() for problem in found)
    unsaved: Sequence[str] = ()
    if "use" in request.POST and is_sound:
        try:
            return _used(request, one, agreement, sheet, mapping, read)
        except Refused as fault:
            unsaved = [f"{fault} These rows are still here, and none of them was kept."]
        except Stale as stale:
            one.refresh_from_db()
            unsaved = [f"{stale} These rows are still here: use them again to put them in the place of what is stored now."]
    rows = _rows(sheet, mapping, read)
    wrong = [(f"Row {row.id.removeprefix('row-')}: {error}", f"#{row.id}") for row in rows for error in row.errors]
    total = sum(line.amount for line in read.lines)
    shown = Pasted(_text_of(sheet), sheet, mapping, rows, [*unsaved, *wrong], total, is_sound and bool(read.lines))
    status = 200 if is_sound and not unsaved else 422
    return render(request, "costs/paste.html", paste_page(request.seat, agreement, one, shown), status=status)


def _sheet(request: SeatRequest, text: str) -> Sheet:
    upload = request.FILES.get("file")
    if upload is None:
        return read_pasted(text)
    return read_upload(upload.name or "", upload.read(MOST_BYTES + 1))


def _mapping(request: SeatRequest, sheet: Sheet, one: Return, agreement: Agreement) -> Mapping[Field, int]:
    """Return which column holds what: as was chosen on the page, or else as remembered and guessed."""
    chosen: dict[Field, int] = {}
    for column in range(sheet.width):
        word = request.POST.get(f"column-{column}", "")
        if word in FIELDS:
            chosen.setdefault(word, column)
    if chosen and "file" not in request.FILES:
        return chosen
    kept = ColumnMapping.objects.filter(party=one.party, heading_key=mapping_key(sheet.header)).first()
    categories = [name for _, name in entering.categories_of(agreement, one.party)]
    return guess_mapping(sheet, kept.columns if kept else {}, categories=categories, currency=agreement.terms.currency)


def _used(
    request: SeatRequest, one: Return, agreement: Agreement, sheet: Sheet, mapping: Mapping[Field, int], read: ReadLines
) -> HttpResponseBase:
    """Put the lines into the draft, remember the columns, and go on to the check.

    Raises:
        Stale: somebody else has saved it since the page was made.
        Refused: it is no draft any more.
    """
    lines = as_differences(one, read.lines, one.reason) if one.kind == "change" else _with_fixed(one, agreement, read.lines)
    total = read.control_total if read.control_total is not None else one.control_total
    actions.save_lines(by=request.seat, of=one.pk, seen=seen_in(request), lines=lines, control_total=total)
    actions.remember_columns(by=request.seat, party=one.party, heading_key=mapping_key(sheet.header), columns=to_remember(sheet, mapping))
    messages.success(request, f"{len(read.lines)} lines are in the draft. Check them, and declare the return when it is complete.")
    return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)


def _with_fixed(one: Return, agreement: Agreement, lines: tuple[ReturnLine, ...]) -> tuple[ReturnLine, ...]:
    """Return lines with those that the agreement fixes, where a spreadsheet has none of that cost type."""
    month = month_of(one.month)
    known = entering.beside(one.party, agreement, registers_of(one.alliance, agreement), month)
    there = {line.cost_type for line in lines}
    added = list(lines)
    for cost_type, amount in entering.fixed_types(agreement, one.party, known).items():
        names = [name for kind, name in entering.categories_of(agreement, one.party) if kind == cost_type]
        if cost_type not in there and len(names) == 1:
            added.append(ReturnLine(len(added) + 1, cost_type, names[0], amount))
    added += [line for line in entering.accruals_to_reverse(one.party, month) if not any(_is_same(line, other) for other in lines)]
    return tuple(added)


def _is_same(line: ReturnLine, other: ReturnLine) -> bool:
    return (line.cost_type, line.category, line.amount) == (other.cost_type, other.category, other.amount)


def _rows(sheet: Sheet, mapping: Mapping[Field, int], read: ReadLines) -> list[Row]:
    """Return the rows of the sheet as they were read, each with what is wrong with it."""
    shown = [field for field in SHOWN if field in mapping]
    rows = []
    for row in sheet.rows:
        cells = [str(row.number), *(row.cells[mapping[field]] or NOTHING[field] for field in shown)]
        if told := [words for severity in ("warning", "info") for words in _said_beside(read, row.number, severity)]:
            cells[0] = f"{row.number}: {' '.join(told)}"
        rows.append(Row(cells, id=f"row-{row.number}", errors=_said_beside(read, row.number, "error")))
    return rows


def _text_of(sheet: Sheet) -> str:
    """Return a sheet as text that reads back as the same: cells between tabs."""
    rows = [*([sheet.header] if sheet.header is not None else []), *(row.cells for row in sheet.rows)]
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)


def _said(problem: Problem) -> str:
    """Return a problem in a sentence, with the place in the file if it has one."""
    place = f"{problem.source.file}{f', {problem.source.field}' if problem.source.field else ''}: " if problem.source.file else ""
    return f"{place}{problem.message} {problem.fix}"


def _said_beside(read: ReadLines, row: int, severity: Severity) -> list[str]:
    return [_beside(problem) for problem in read.problems.get(row, ()) if problem.severity == severity]


def _beside(problem: Problem) -> str:
    """Return a problem as it stands beside its row: the column, what is wrong, and what to do."""
    return f"{f'{problem.source.field}: ' if problem.source.field else ''}{problem.message} {problem.fix}"


def _cell(text: str) -> str:
    needs_quotes = any(sign in text for sign in '"\t\n\r')
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text
