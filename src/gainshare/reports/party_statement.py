"""A statement for one party: what it has, what it pays or is paid, and how that comes about, in the figures of the whole statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gainshare.core.kernel import formats
from gainshare.reports.content import Passage, Section, Statement, Table
from gainshare.reports.teller import Teller

KEPT = ("summary", "moved", "shares", "payments", "transfers")
"""The sections of which a party's statement keeps what is about the party; the summary is kept whole."""


def party_statement(whole: Statement, teller: Teller, party: str) -> Statement:
    """Return a party's own statement.

    Args:
        whole: the statement of the settlement, or of the restatement.
        teller: how its figures are spoken of.
        party: the party's id.

    Raises:
        KeyError: the party has no share in it.
    """
    answer, *sentences = teller.explanation.sentences(party)
    name = teller.party(party)
    about = _is_about(name)
    sections = [section if section.id == "summary" else _only(section, about) for section in whole.sections if section.id in KEPT]
    why = Section("explanations", f"Why {name} has what it has", (), (), (Passage(name, answer, tuple(sentences)),))
    return Statement(
        alliance=whole.alliance,
        title=f"{whole.title}, {teller.words.names.get(party, party)}",
        subtitle=whole.subtitle,
        in_words=(answer, *_paid(teller, party)),
        sections=(*(section for section in sections if section.tables), why),
        warnings=whole.warnings,
    )


def _is_about(name: str) -> Callable[[tuple[str, ...]], bool]:
    return lambda row: name in row[:2]


def _only(section: Section, about: Callable[[tuple[str, ...]], bool]) -> Section:
    """Return a section with the rows that are about a party alone; a table without any is left out."""
    return replace(section, tables=tuple(kept for table in section.tables if (kept := _rows_of(table, about)).rows), passages=())


def _rows_of(table: Table, about: Callable[[tuple[str, ...]], bool]) -> Table:
    chosen = [index for index, row in enumerate(table.rows) if about(row)]
    opens = tuple(table.opens[index] for index in chosen) if table.opens else ()
    return replace(table, rows=tuple(table.rows[index] for index in chosen), total=None, opens=opens)


def _paid(teller: Teller, party: str) -> Iterator[str]:
    """Yield what the party's net payment comes to, in a sentence, where there is one."""
    settlement = teller.assessment.settlement
    for payment in settlement.payments:
        if payment.party == party:
            due, would = payment.due, "would be " if settlement.is_indicative else ""
            what = f"{formats.money(abs(due), settlement.currency)}"
            if due:
                yield f"{what} {would or 'is '}{'to be paid to it' if due > 0 else 'to be paid by it'}."
            else:
                yield "Nothing is to be paid by it or to it."
