"""What the page of a settlement's statement shows, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.forms import BaseForm
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from gainshare import __version__
from gainshare.core.commercial.standing import SettlementFacts, may
from gainshare.core.kernel import formats
from gainshare.reports.content import NOT_APPLICABLE, Chart, NotDrawn, Opening, Section, Statement, Table
from gainshare.reports.render.html import NAMESPACES
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.settlements import forms
from gainshare.web.settlements.actions import APPROVE
from gainshare.web.settlements.decided import decision_of
from gainshare.web.settlements.figures import figure_link
from gainshare.web.settlements.held import Held, chart_of, held, holds_small_numbers
from gainshare.web.settlements.models import APPROVES, Asked, Settlement, Transfer
from gainshare.web.settlements.pages import WHO_READS, address, compared_with, list_crumb
from gainshare.web.settlements.queries import asked_of, transfers_of
from gainshare.web.settlements.standing import facts_of
from gainshare.web.settlements.yours import Yours, statements_of, yours_of
from gainshare.web.shared.behind import Behind
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Column, Link, Row


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table of a statement, with its figures as links."""

    caption: str
    """What it shows."""
    columns: Sequence[Column]
    """Its columns."""
    rows: Sequence[Row | Sequence[object]]
    """Its rows."""
    note: str
    """How to read the figures."""
    id: str
    """What an address may point at."""
    is_long: bool
    """Whether it is folded away until somebody asks."""


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A part of a statement."""

    id: str
    """What an address may point at."""
    heading: str
    """What stands above it."""
    paragraphs: Sequence[str]
    """What is said first."""
    tables: Sequence[TableShown]
    """Its tables."""
    passages: Sequence[object]
    """Answers with the sentences that lead to them."""
    has_chart: bool
    """Whether the picture stands here."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a party says of a settlement."""

    party: str
    """The party."""
    status: str
    """Its word: `approved`, `refused`, or `awaiting approval`."""
    words: str
    """Who said it, when, and why."""
    share: object
    """What the party gains or bears, as a link to its workings; empty if it shares nothing."""
    code: str
    """The party's code."""
    refusal: BaseForm | None
    """What is asked of whoever may approve or refuse for it now; None of everybody else."""
    can_take_back: bool
    """Whether they may take back what it says."""


@dataclass(frozen=True, slots=True)
class Payable:
    """A transfer of a settlement."""

    row: Transfer
    """The transfer."""
    payer: str
    """Who pays."""
    payee: str
    """Who is paid."""
    amount: object
    """How much, as a link to its workings."""
    status: str
    """`paid`, or `due`."""
    words: str
    """When it was paid, under what reference, and who recorded it."""
    form: BaseForm | None
    """What is asked to record its payment; None for those who may not, or if it is not due."""
    mistake: BaseForm | None
    """What is asked to take the record back; None for those who may not, or if there is none."""


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A settlement's statement, and what is done with it."""

    frame: Frame
    """What stands around it."""
    statement: Statement
    """What it says."""
    lede: str
    """What it is for, and when its figures had to be known."""
    sections: Sequence[SectionShown]
    """Its parts, with their figures as links."""
    others: Sequence[Link]
    """The alliance's statement and each party's; the one that is shown has no address."""
    yours: Sequence[Yours]
    """What it means for the parties of whoever looks."""
    facts: Sequence[Sequence[object]]
    """What it is: name and value."""
    voices: Sequence[Voice]
    """What each party says."""
    payables: Sequence[Payable]
    """What is to be paid."""
    chart: Chart | NotDrawn
    """The gain and pain curve."""
    picture: SafeString
    """The picture; empty if there is none."""
    points: TableShown | None
    """The points that it is drawn from."""
    is_same: bool
    """Whether this version of the software makes the same figures of the same inputs."""
    checked: Sequence[str]
    """Whether it follows from its inputs, and who can have the file that proves it, in sentences."""
    downloads: Sequence[Link]
    """The statement as files."""
    compare: Sequence[Link]
    """What it can be held against."""
    later: Link | None
    """The restatement of it, if there is one."""
    addresses: Mapping[str, str]
    """Where its forms are sent; empty for what may not be done."""
    withdrawal: BaseForm
    """Why it is withdrawn."""
    what_if: str
    """Where it is seen what it would be if something were otherwise."""
    unsent: Unsent
    """The form that was not taken."""
    behind: Behind
    """The decision behind it."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was not taken: what was typed stands in it again."""

    name: str = ""
    """Which form: `refuse`, `pay`, `withdraw` or `mistaken`; empty for none."""
    form: BaseForm | None = None
    """The form with its mistakes."""
    about: str = ""
    """The party or the transfer that it was about."""

    def form_for(self, name: str, about: str = "") -> BaseForm | None:
        """Return the form, if it is of that kind and about that party or transfer."""
        return self.form if (name, about) == (self.name, self.about) else None


def statement_page(seat: Seat, one: Settlement, statement: Statement, unsent: Unsent = Unsent(), party: str = "") -> StatementPage:
    """Return the page of a settlement's statement, or of a party's own."""
    mine, facts, transfers, chart = held(one), facts_of(one), transfers_of(one), chart_of(one)
    later = one.restated_by.exclude(standing="withdrawn").defer("bundle").first()
    period = formats.period_long(mine.assessment.period, mine.assessment.agreement.calendar)
    return StatementPage(
        frame=frame_of(
            seat, statement.title, place="settlements", period=period, status=one.standing, crumbs=[list_crumb(seat)],
            who_else=WHO_READS, help="statements",
        ),
        statement=statement,
        lede=statement.subtitle.removeprefix(f"{period}. "),
        sections=tuple(_section(seat, one, section) for section in statement.sections),
        yours=() if party else yours_of(seat, mine, transfers),
        others=statements_of(seat, one, mine, party),
        facts=_facts(seat, one),
        voices=[_voice(seat, one, each, mine, facts, unsent) for each in asked_of(one)],
        behind=decision_of(seat, one),
        payables=[_payable(seat, one, each, facts, unsent) for each in transfers],
        chart=chart,
        picture=mark_safe(NAMESPACES.sub("", chart.svg)) if isinstance(chart, Chart) else mark_safe(""),  # made by our own drawing
        points=table_shown(seat, one, chart.table, "curve-points", is_long=True) if isinstance(chart, Chart) else None,
        is_same=mine.is_same,
        downloads=_downloads(seat, one, party),
        checked=_checked(seat, one, mine),
        compare=compared_with(seat, one),
        later=Link(later.reference, address("settlement", seat, later)) if later else None,
        addresses=_addresses(seat, one, facts),
        withdrawal=unsent.form_for("withdraw") or forms.ReasonForm(auto_id="withdraw_%s"),
        what_if=address("settlement_what_if", seat, one),
        unsent=unsent,
    )  # fmt: skip


FORMS: Mapping[str, str] = {
    "say": "approve_settlement",
    "refuse": "refuse_settlement",
    "take_back": "take_back_approval",
    "pay": "pay_transfer",
    "take_back_payment": "take_back_payment",
}
"""Where the forms for parties and transfers are sent: the route of each."""


def _addresses(seat: Seat, one: Settlement, facts: SettlementFacts) -> Mapping[str, str]:
    """Return where the page's forms are sent; without what may not be done with the settlement as a whole."""
    can = {name: address(route, seat, one) for name, route in FORMS.items()}
    if seat.may("settlements.draft"):
        can |= {act: address(f"{act}_settlement", seat, one) for act in ("withdraw", "restate") if may(act, facts)}
    return can


def _section(seat: Seat, one: Settlement, section: Section) -> SectionShown:
    shown = [table_shown(seat, one, table, f"{section.id}-{number}", section.is_long) for number, table in enumerate(section.tables, 1)]
    plain = _names_of(one)
    passages = [replace(each, heading=plain.get(each.heading, each.heading)) for each in section.passages]
    return SectionShown(section.id, section.heading, section.paragraphs, shown, passages, section.has_chart)


def table_shown(seat: Seat, one: Settlement, table: Table, name: str, is_long: bool) -> TableShown:
    """Return a table of a statement with each figure as a link to what it can be opened to."""
    columns = [Column(column.heading, column.is_number) for column in table.columns]
    lines = [(row, False) for row in table.rows] + ([(table.total, True)] if table.total else [])
    plain = _names_of(one)
    rows: list[Row | Sequence[object]] = []
    for index, (row, is_total) in enumerate(lines):
        head, *cells = (plain.get(cell, cell) for cell in row)
        opens = table.opens[index] if table.opens else ((),) * len(cells)
        about = ", ".join(_naming(head, cells, opens, columns[1:]))
        figures = [
            cell if cell == NOT_APPLICABLE else figure_link(seat, one, cell, opening, f"{column.text}, {about}")
            for cell, opening, column in zip(cells, opens, columns[1:], strict=True)
        ]
        rows.append(Row((head, *figures), is_total=is_total))
    return TableShown(table.caption, columns, rows, table.note, name, is_long)


def _naming(head: str, cells: Sequence[str], opens: Sequence[Opening], columns: Sequence[Column]) -> Iterator[str]:
    """Yield what names a row: its first cell, and the words right beside it, such as a role or a payee."""
    yield head
    for cell, opening, column in zip(cells, opens, columns, strict=True):
        if opening or column.is_numeric:
            return
        yield cell


def _names_of(one: Settlement) -> Mapping[str, str]:
    """Return the name of each party of a settlement by its name with its code, which is too long for a table on a page."""
    words = held(one).assessment.explanation.words
    return {words.party(code): name for code, name in words.names.items()}


def _facts(seat: Seat, one: Settlement) -> list[Sequence[object]]:
    restated = Link(one.restates.reference, address("settlement", seat, one.restates)) if one.restates else None
    version = None
    if one.version is not None:
        version = Link(f"Version {one.version}", reverse("agreement_version", kwargs={"alliance": seat.alliance.pk, "number": one.version}))
    found: list[Sequence[object]] = [
        ("Reference", one.reference),
        (
            "Drafted",
            f"{formats.moment_short(_local(one.drafted_at))} by {one.drafted_by.name}" if one.drafted_by else "Brought in from files",
        ),
        *([("Reason", one.reason)] if one.reason else []),
        *([("Agreed", formats.moment_short(_local(one.agreed_at)))] if one.agreed_at else []),
        *([("Agreement", version)] if version else []),
        *([("Restates", restated)] if restated else []),
        ("Fingerprint of its JSON file (SHA-256)", one.sha256),
    ]
    return found


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _voice(seat: Seat, one: Settlement, asked: Asked, mine: Held, facts: SettlementFacts, unsent: Unsent) -> Voice:
    party = asked.party
    refusal = None
    shares = [share.total for share in mine.assessment.settlement.shares if share.party == party.code]
    speaks = seat.may(APPROVE, party) and one.drafted_by_id != seat.person.pk
    if speaks and may("approve", facts) and asked.says != APPROVES:
        refusal = unsent.form_for("refuse", party.code) or refuse_form(party)
    said = f"{asked.said_by.name}, {formats.moment_short(_local(asked.said_at))}" if asked.said_by and asked.said_at else ""
    return Voice(
        party=str(party),
        status={APPROVES: "approved", "": "awaiting approval"}.get(asked.says, "refused"),
        words=f"{said}. {asked.reason}" if asked.reason else said,
        share=_share(seat, one, party, mine) if shares else "",
        code=party.code,
        refusal=refusal,
        can_take_back=speaks and bool(asked.says) and may("take_back", facts),
    )


def refuse_form(party: Party, data: QueryDict | None = None) -> forms.RefuseForm:
    """Return what is asked of a party that refuses."""
    return forms.RefuseForm(data, auto_id=f"refuse-{party.code}_%s")


def pay_form(made: Transfer, data: QueryDict | None = None) -> forms.PayForm:
    """Return what is asked when a payment is recorded."""
    return forms.PayForm(data, initial={"transfer": made.pk}, auto_id=f"pay{made.number}_%s")


def mistake_form(made: Transfer, data: QueryDict | None = None) -> forms.ReasonForm:
    """Return what is asked when the record of a payment is taken back."""
    return forms.ReasonForm(data, auto_id=f"mistaken{made.number}_%s")


def _share(seat: Seat, one: Settlement, party: Party, mine: Held) -> object:
    """Return what a party has altogether, as a link to the steps that made it."""
    settlement = mine.assessment.settlement
    total = sum(share.total for share in settlement.shares if share.party == party.code)
    steps = tuple(step.name for step in settlement.steps if step.name.startswith("party.") and step.about[0] == party.code)
    return figure_link(seat, one, formats.money(total, settlement.currency), steps, f"the share of {party}")


def _payable(seat: Seat, one: Settlement, made: Transfer, facts: SettlementFacts, unsent: Unsent) -> Payable:
    may_pay = seat.may("settlements.pay") or seat.may("settlements.pay_own", made.payer)
    is_due = made.paid_on is None and may("pay", facts)
    opening = tuple(f"net.{code}" for code in (made.payer.code, made.payee.code))
    names = {step.name for step in held(one).assessment.settlement.steps}
    form, mistake = None, None
    if may_pay and is_due:
        form = unsent.form_for("pay", str(made.pk)) or pay_form(made)
    if may_pay and made.paid_on is not None and may("take_back_payment", facts):
        mistake = unsent.form_for("mistaken", str(made.pk)) or mistake_form(made)
    words = ""
    if made.paid_on:
        words = f"{formats.date_short(made.paid_on)}, {made.paid_reference}"
        words += f", recorded by {made.recorded_by.name}" if made.recorded_by else ""
    return Payable(
        row=made,
        payer=str(made.payer),
        payee=str(made.payee),
        amount=figure_link(
            seat,
            one,
            formats.money(made.amount, held(one).assessment.settlement.currency),
            tuple(name for name in opening if name in names),
            f"the payment of {made.payer} to {made.payee}",
        ),
        status="paid" if made.paid_on else "due" if may("pay", facts) else "not agreed yet",
        words=words,
        form=form,
        mistake=mistake,
    )


def _checked(seat: Seat, one: Settlement, mine: Held) -> list[str]:
    """Return whether a settlement follows from its inputs, and who can have the file that proves it."""
    said = (
        [f"Worked out again just now from its stored inputs, by version {__version__}: the same, figure by figure."] if mine.is_same else []
    )
    if holds_small_numbers(one) and not seat.may("measures.see_small"):
        said.append("The file with everything it rests on (JSON) holds small numbers of the measures. An alliance manager can take it.")
    return said


def _downloads(seat: Seat, one: Settlement, party: str) -> list[Link]:
    kinds = [("Statement as PDF", "pdf"), ("Statement as a web page (HTML)", "html"), ("Tables as CSV", "csv")]
    place, asked = {"alliance": seat.alliance.pk, "of": one.pk}, f"?party={party}" if party else ""
    found = [Link(text, f"{reverse('statement_file', kwargs={**place, 'form': form})}{asked}") for text, form in kinds]
    if seat.may("measures.see_small") or not holds_small_numbers(one):
        found.append(Link("Everything it rests on, to verify it (JSON)", address("settlement_bundle", seat, one)))
    return found
