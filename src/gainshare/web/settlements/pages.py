"""What the pages of settlements show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.commercial.standing import SettlementFacts, may
from gainshare.core.kernel import formats
from gainshare.core.kernel.problem import Problem
from gainshare.reports.content import Chart, NotDrawn, Statement, Table
from gainshare.reports.render.html import NAMESPACES
from gainshare.reports.settlement_statement import TITLES
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.settlements import forms
from gainshare.web.settlements.actions import APPROVE
from gainshare.web.settlements.figures import figure_link
from gainshare.web.settlements.held import Held, chart_of, held, holds_small_numbers
from gainshare.web.settlements.models import APPROVES, STANDINGS, Asked, Settlement, Transfer
from gainshare.web.settlements.queries import asked_of, transfers_of
from gainshare.web.settlements.standing import facts_of
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Column, Link, Row

ON_A_PAGE = 30
"""Settlements on a page of the list."""
WHO_READS = "Everybody with a finance or leadership role in the alliance sees this page."


@dataclass(frozen=True, slots=True)
class ListPage:
    """The settlements of an alliance."""

    frame: Frame
    """What stands around it."""
    found: Page[Settlement]
    """The page of the list."""
    rows: Sequence[Sequence[object]]
    """Each settlement in a row."""
    filters: Sequence[Link]
    """Other views of the list; the one that is shown has no address."""
    query: str
    """What other pages of the list keep of the address."""
    can_draft: str
    """Where a settlement is drafted; empty for those who may not."""
    is_narrowed: bool
    """Whether the list is narrowed, so that an empty one says so."""


def list_page(seat: Seat, agreement: Agreement, asked: QueryDict, found: Sequence[Settlement]) -> ListPage:
    """Return the page of an alliance's settlements."""
    standing = asked.get("standing", "")
    page = Paginator(found, ON_A_PAGE).get_page(asked.get("page"))
    currency = agreement.terms.currency
    rows = [
        (
            Link(one.reference, address("settlement", seat, one)),
            formats.period_long(agreement.period(one.period), agreement.calendar) if one.period.count(" ") < 3 else one.period,
            f"{TITLES[one.kind]}{', a restatement' if one.restates_id else ''}",  # type: ignore[index]
            one.standing.capitalize(),
            f"{formats.money(one.variance, currency)} {formats.favourable(one.variance)}".strip(),
            formats.date_short(one.as_of) if one.as_of else "As on file",
            one.drafted_by.name if one.drafted_by else "Brought in from files",
        )
        for one in page.object_list
    ]
    here = reverse("settlements", kwargs={"alliance": seat.alliance.pk})
    filters = [Link("All but withdrawn", here if standing else "")]
    filters += [Link(name.capitalize(), "" if name == standing else f"{here}?standing={name}") for name, _ in STANDINGS]
    frame = frame_of(seat, "Settlements", place="settlements", who_else=WHO_READS, help="settlements")
    can = reverse("draft_settlement", kwargs={"alliance": seat.alliance.pk}) if seat.may("settlements.draft") else ""
    return ListPage(frame, page, rows, filters, f"standing={standing}" if standing else "", can, bool(standing))


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What is asked before a settlement is worked out."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    problems: Sequence[Problem]
    """Why the period cannot be settled."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""
    button: str
    """What the button says."""
    intro: str
    """What to know first."""


def draft_page(seat: Seat, form: BaseForm, problems: Sequence[Problem] = (), refusal: str = "") -> DraftPage:
    """Return the page on which a settlement is drafted."""
    frame = frame_of(seat, "Settle a period", place="settlements", crumbs=[_list_crumb(seat)], help="settlements")
    intro = (
        "The settlement is worked out at once and kept with everything that it rests on. A shadow settlement is only for looking. "
        "An interim or a final one is a draft until every party has approved it; you can withdraw it until then."
    )
    return DraftPage(frame, form, problems, refusal, "Work it out", intro)


def restate_page(seat: Seat, one: Settlement, form: BaseForm, problems: Sequence[Problem] = (), refusal: str = "") -> DraftPage:
    """Return the page on which a settled period is restated."""
    frame = frame_of(
        seat, f"Restate {one.reference}", place="settlements", period=one.period, crumbs=crumbs_to(seat, one), help="restatements"
    )
    intro = (
        "The period is worked out again with what is known on the day you choose. Only the difference for each party is paid: "
        "the new figure less the old. The settlement that stands is never changed."
    )
    return DraftPage(frame, form, problems, refusal, "Work out the difference", intro)


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
    can_say: bool
    """Whether whoever looks may approve or refuse for it now."""
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
    can_take_back: bool
    """Whether they may take the record back."""


@dataclass(frozen=True, slots=True)
class Yours:
    """What a settlement means for a party of whoever looks."""

    party: str
    """The party."""
    answer: str
    """What it has, in a sentence."""
    pays: Sequence[str]
    """What it pays or receives, and from whom."""
    why: Sequence[str]
    """How it comes about, sentence by sentence."""


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A settlement's statement, and what is done with it."""

    frame: Frame
    """What stands around it."""
    statement: Statement
    """What it says."""
    sections: Sequence[SectionShown]
    """Its parts, with their figures as links."""
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
    downloads: Sequence[Link]
    """The statement as files."""
    compare: Sequence[Link]
    """What it can be held against."""
    later: Link | None
    """The restatement of it, if there is one."""
    addresses: Mapping[str, str]
    """Where its forms are sent; empty for what may not be done."""
    refusal: BaseForm
    """Why a party refuses."""
    withdrawal: BaseForm
    """Why it is withdrawn."""
    mistaken: BaseForm
    """Why the record of a payment is taken back."""
    unsent: Unsent


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was not taken: what was typed stands in it again."""

    name: str = ""
    """Which form: `refuse`, `pay`, `withdraw` or `mistaken`; empty for none."""
    form: BaseForm | None = None
    """The form with its mistakes."""
    about: str = ""
    """The party or the transfer that it was about."""


def statement_page(seat: Seat, one: Settlement, statement: Statement, unsent: Unsent = Unsent()) -> StatementPage:
    """Return the page of a settlement's statement."""
    mine, facts = held(one), facts_of(one)
    asked, transfers, later = asked_of(one), transfers_of(one), one.restated_by.exclude(standing="withdrawn").defer("bundle").first()
    chart = chart_of(one)
    sections = tuple(_section(seat, one, section) for section in statement.sections)
    frame = frame_of(
        seat,
        statement.title,
        place="settlements",
        period=formats.period_long(mine.assessment.period, mine.assessment.agreement.calendar),
        status=one.standing,
        crumbs=[_list_crumb(seat)],
        who_else=WHO_READS,
        help="statements",
    )
    can: dict[str, str] = {}
    for act, right, route in (
        ("withdraw", "settlements.draft", "withdraw_settlement"),
        ("restate", "settlements.draft", "restate_settlement"),
    ):
        if seat.may(right) and may(act, facts):  # type: ignore[arg-type]
            can[act] = address(route, seat, one)
    for name, route in (
        ("say", "approve_settlement"),
        ("refuse", "refuse_settlement"),
        ("take_back", "take_back_approval"),
        ("pay", "pay_transfer"),
        ("take_back_payment", "take_back_payment"),
    ):
        can[name] = address(route, seat, one)
    return StatementPage(
        frame=frame,
        statement=statement,
        sections=sections,
        yours=_yours(seat, mine, transfers),
        facts=_facts(seat, one),
        voices=[_voice(seat, one, each, mine, facts) for each in asked],
        payables=[_payable(seat, one, each, facts, unsent) for each in transfers],
        chart=chart,
        picture=mark_safe(NAMESPACES.sub("", chart.svg)) if isinstance(chart, Chart) else mark_safe(""),  # made by our own drawing
        points=table_shown(seat, one, chart.table, "curve-points", is_long=True) if isinstance(chart, Chart) else None,
        is_same=mine.is_same,
        downloads=_downloads(seat, one),
        compare=_compare(seat, one),
        later=Link(later.reference, address("settlement", seat, later)) if later else None,
        addresses=can,
        refusal=unsent.form if unsent.name == "refuse" and unsent.form is not None else forms.RefuseForm(),
        withdrawal=unsent.form if unsent.name == "withdraw" and unsent.form is not None else forms.ReasonForm(auto_id="withdraw_%s"),
        mistaken=unsent.form if unsent.name == "mistaken" and unsent.form is not None else forms.ReasonForm(auto_id="mistaken_%s"),
        unsent=unsent,
    )


def _section(seat: Seat, one: Settlement, section: object) -> SectionShown:
    from gainshare.reports.content import Section

    assert isinstance(section, Section)
    shown = [table_shown(seat, one, table, f"{section.id}-{number}", section.is_long) for number, table in enumerate(section.tables, 1)]
    return SectionShown(section.id, section.heading, section.paragraphs, shown, section.passages, section.has_chart)


def table_shown(seat: Seat, one: Settlement, table: Table, name: str, is_long: bool) -> TableShown:
    """Return a table of a statement with each figure as a link to what it can be opened to."""
    columns = [Column(column.heading, column.is_number) for column in table.columns]
    lines = [(row, False) for row in table.rows] + ([(table.total, True)] if table.total else [])
    rows: list[Row | Sequence[object]] = []
    for index, (row, is_total) in enumerate(lines):
        head, *cells = row
        opens = table.opens[index] if table.opens else ((),) * len(cells)
        figures = [
            figure_link(seat, one, cell, opening, f"{column.text}, {head}")
            for cell, opening, column in zip(cells, opens, columns[1:], strict=True)
        ]
        rows.append(Row((head, *figures), is_total=is_total))
    return TableShown(table.caption, columns, rows, table.note, name, is_long)


def _yours(seat: Seat, mine: Held, transfers: Sequence[Transfer]) -> list[Yours]:
    """Return what a settlement means for each party that somebody acts for."""
    explanation, currency = mine.assessment.explanation, mine.assessment.settlement.currency
    sharing = {share.party for share in mine.assessment.settlement.shares}
    found = []
    for party in seat.parties:
        if party.code not in sharing:
            continue
        pays = [f"Pays {formats.money(one.amount, currency)} to {one.payee}." for one in transfers if one.payer_id == party.pk]
        pays += [f"Receives {formats.money(one.amount, currency)} from {one.payer}." for one in transfers if one.payee_id == party.pk]
        answer, *why = explanation.sentences(party.code)
        found.append(Yours(str(party), answer, pays or ["Nothing is to be paid by it or to it."], why))
    return found


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
        ("Fingerprint (SHA-256)", one.sha256),
    ]
    return found


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _voice(seat: Seat, one: Settlement, asked: Asked, mine: Held, facts: SettlementFacts) -> Voice:
    party = asked.party
    shares = [share.total for share in mine.assessment.settlement.shares if share.party == party.code]
    speaks = seat.may(APPROVE, party) and one.drafted_by_id != seat.person.pk
    said = f"{asked.said_by.name}, {formats.moment_short(_local(asked.said_at))}" if asked.said_by and asked.said_at else ""
    return Voice(
        party=str(party),
        status={APPROVES: "approved", "": "awaiting approval"}.get(asked.says, "refused"),
        words=f"{said}. {asked.reason}" if asked.reason else said,
        share=_share(seat, one, party, mine) if shares else "",
        code=party.code,
        can_say=speaks and may("approve", facts) and asked.says != APPROVES,
        can_take_back=speaks and bool(asked.says) and may("take_back", facts),
    )


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
    form = None
    if may_pay and is_due:
        mine = unsent.name == "pay" and unsent.about == str(made.pk)
        form = unsent.form if mine else forms.PayForm(initial={"transfer": made.pk}, auto_id=f"pay{made.number}_%s")
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
        can_take_back=may_pay and made.paid_on is not None and may("take_back_payment", facts),
    )


def _downloads(seat: Seat, one: Settlement) -> list[Link]:
    kinds = [("Statement as PDF", "pdf"), ("Statement as a web page (HTML)", "html"), ("Tables as CSV", "csv")]
    found = [
        Link(text, reverse("statement_file", kwargs={"alliance": seat.alliance.pk, "of": one.pk, "form": form})) for text, form in kinds
    ]
    if seat.may("measures.see_small") or not holds_small_numbers(one):
        found.append(Link("Everything it rests on, to verify it (JSON)", address("settlement_bundle", seat, one)))
    return found


def _compare(seat: Seat, one: Settlement) -> list[Link]:
    """Return what a settlement can be held against: other runs of its period, and other versions of the agreement."""
    here = address("compare_settlement", seat, one)
    others = Settlement.objects.filter(alliance=seat.alliance, period=one.period).exclude(pk=one.pk).exclude(standing="withdrawn")
    found = [Link(other.reference, f"{here}?with={other.pk}") for other in others.defer("bundle").order_by("-drafted_at")[:10]]
    numbers = (
        seat.alliance.agreement_versions.filter(withdrawn_at__isnull=True).exclude(number=one.version or 0).values_list("number", flat=True)
    )
    return found + [Link(f"Version {number} of the agreement", f"{here}?version={number}") for number in numbers]


def crumbs_to(seat: Seat, one: Settlement) -> list[Crumb]:
    """Return the way to a page beneath a settlement."""
    return [_list_crumb(seat), Crumb(one.reference, address("settlement", seat, one))]


def _list_crumb(seat: Seat) -> Crumb:
    return Crumb("Settlements", reverse("settlements", kwargs={"alliance": seat.alliance.pk}))


def address(route: str, seat: Seat, one: Settlement) -> str:
    """Return the address of a page about a settlement."""
    return reverse(route, kwargs={"alliance": seat.alliance.pk, "of": one.pk})


@dataclass(frozen=True, slots=True)
class FigurePage:
    """How a figure came about."""

    frame: Frame
    """What stands around it."""
    shown: Sequence[object]
    """Each Step that it is made of."""
    behind: Sequence[Link]
    """The rows behind it."""
    back: Link
    """The statement."""


def figure_page(seat: Seat, one: Settlement, shown: Sequence[object], behind: Sequence[Link]) -> FigurePage:
    """Return the page of a figure."""
    frame = frame_of(
        seat, "How this figure came about", place="settlements", period=one.period, status=one.standing, crumbs=crumbs_to(seat, one),
        who_else=WHO_READS, help="figures-opened",
    )  # fmt: skip
    return FigurePage(frame, shown, behind, Link("Back to the statement", address("settlement", seat, one)))


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two settlements of a period side by side."""

    frame: Frame
    """What stands around it."""
    sentence: str
    """What is compared, and what it comes to, in a sentence."""
    columns: Sequence[Column]
    """The columns: the figure, the one, the other, the difference."""
    figures: Sequence[Row | Sequence[object]]
    """The period's figures."""
    shares: Sequence[Row | Sequence[object]]
    """What each party has."""
    problems: Sequence[Problem]
    """Why the other cannot be worked out; empty if it can."""
    others: Sequence[Link] = field(default=())
    """What else it can be held against."""
