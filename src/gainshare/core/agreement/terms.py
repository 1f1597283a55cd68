"""The terms of an alliance agreement, as the file `agreement.yaml` holds them."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.agreement.variation import Variation
from gainshare.core.commercial.regime import Regime
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar, Month
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Day, ExactNumber, Id, Term, Words
from gainshare.core.openbook.entry import Vat
from gainshare.core.openbook.rules import OpenBookRules
from gainshare.core.parties.party import Party
from gainshare.core.performance.framework import Framework

SCHEMA = 1
"""The newest form of the file that this software writes; it reads every earlier one."""


class Extension(Term):
    """`{years: 2, notice_months: 12, exercised: false}`."""

    years: Annotated[int, Field(ge=1, le=30)]
    """By how many years the term may be extended."""
    notice_months: Annotated[int, Field(ge=0, le=60)] | None = None
    """Months of notice."""
    exercised: bool = False
    """Whether it has been used."""


class Objective(Term):
    """`{id: O1, text: ...}`; principles have the same form."""

    id: Id
    """What other terms call it."""
    text: Words
    """What it says."""


class Status(Term):
    """Whether the agreement binds in law: as a whole, and clause by clause where it differs."""

    whole: Literal["binding", "memorandum_of_understanding"]
    """What holds where no clause says otherwise."""
    binding: tuple[Words, ...] = ()
    """The clauses that bind although the whole does not."""
    not_binding: tuple[Words, ...] = ()
    """The clauses that do not bind although the whole does."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"whole": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _clauses(self) -> Status:
        if twice := set(self.binding) & set(self.not_binding):
            raise Fault(f"“{sorted(twice)[0]}” is said to bind and not to bind.", "Name each clause once.")
        if len(set(self.binding)) < len(self.binding) or len(set(self.not_binding)) < len(self.not_binding):
            raise Fault("A clause is named twice.", "Name each clause once.")
        return self


class Alliance(Term):
    """What the alliance is, and how long it lasts."""

    id: Id
    """A short reference."""
    name: Words
    """Its name."""
    status: Status
    """Whether the agreement binds in law."""
    vision: str = ""
    """What it is for, in a sentence."""
    service_area: Annotated[str, Field(max_length=100)] = ""
    """The services it is about in a few words, such as `Mental health rehabilitation`, by which alliances can be found."""
    objectives: tuple[Objective, ...] = ()
    """What it exists to achieve."""
    signed_on: Day | None = None
    """The day of signature."""
    starts_on: Day
    """The first day of the term; the first of a month."""
    ends_on: Day
    """The last day of the term, before any extension; the last of a month."""
    extension: Extension | None = None
    """By how much the term may be extended."""
    note: str = ""
    """Anything a reader should know."""

    @model_validator(mode="after")
    def _term(self) -> Alliance:
        if self.starts_on.day != 1:
            raise Fault("The term must start on the first of a month.", f"Write {self.starts_on:%Y-%m}-01.")
        if self.ends_on != Month.of(self.ends_on).last_day:
            raise Fault("The term must end on the last of a month.", f"Write {Month.of(self.ends_on).last_day}.")
        if self.ends_on < self.starts_on:
            raise Fault("The term ends before it starts.", "Check starts_on and ends_on.")
        return self

    @property
    def last_month(self) -> Month:
        """Return the last month of the term, with the extension if it has been used."""
        last = Month.of(self.ends_on)
        return last.plus(12 * self.extension.years) if self.extension and self.extension.exercised else last


class ProjectPeriod(Term):
    """`{first: 2025-07, last: 2027-06}`: a period longer than a year that is settled as a whole."""

    first: Words
    """The first month."""
    last: Words
    """The last month."""

    @model_validator(mode="after")
    def _months(self) -> ProjectPeriod:
        if Month.parse(self.last) < Month.parse(self.first):
            raise Fault("The project ends before it starts.", "Put `last` after `first`.")
        return self


class CalendarTerms(Term):
    """`{year_starts_in: 4}`: the month in which the financial year starts, and the project's months if there is a project."""

    year_starts_in: Annotated[int, Field(ge=1, le=12)] = 4
    """The first month of the financial year: 4 in England, 7 in Australia, 1 for the calendar year."""
    project: ProjectPeriod | None = None
    """The whole-project period."""


class ServiceContract(Term):
    """A bilateral contract beneath the agreement."""

    id: Id
    """Its reference."""
    funder: Id
    """The party that pays for it."""
    provider: Id
    """The party that delivers it; a council's internal agreement has the council on both sides."""
    form: str = ""
    """What sort of contract it is."""
    services: str = ""
    """What it is for."""
    starts_on: Day | None = None
    """Its first day."""
    ends_on: Day | None = None
    """Its last day."""
    values: dict[str, ExactNumber] = {}
    """Its value by year, in the main unit of the currency."""


class WorkPackage(Term):
    """`{id: homes, name: Homes not beds}`."""

    id: Id
    """What lines and measures call it."""
    name: Words
    """What it is called."""


def _read_currency(value: object) -> Currency:
    if isinstance(value, Currency):
        return value
    if not isinstance(value, str):
        raise Fault("This is not a currency.", "Write its three-letter code, such as GBP.")
    return Currency.of(value)


CurrencyTerm = Annotated[
    Currency,
    BeforeValidator(_read_currency),
    PlainSerializer(lambda currency: currency.code),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"}),
]


class Terms(Term):
    """Everything that the parties have agreed, in one file."""

    schema_version: Literal[1] = Field(alias="schema")
    """The form of the file."""
    alliance: Alliance
    """What the alliance is, and how long it lasts."""
    currency: CurrencyTerm
    """The one currency of the agreement."""
    vat: Vat = "net"
    """Whether amounts leave VAT out or include it; every line agrees."""
    calendar: CalendarTerms = CalendarTerms()
    """When the financial year starts."""
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    """Who has signed."""
    service_contracts: tuple[ServiceContract, ...] = ()
    """The contracts beneath the agreement."""
    principles: tuple[Objective, ...] = ()
    """The rules that every decision is tested against."""
    work_packages: tuple[WorkPackage, ...] = ()
    """The packages of services whose figures can be summed apart."""
    open_book: OpenBookRules = OpenBookRules()
    """What counts as cost, and how it is handed in."""
    performance: Framework
    """What performance is judged by."""
    regime: Regime
    """How gain and pain are shared."""
    variations: tuple[Variation, ...] = ()
    """Dated, agreed changes to these terms."""

    model_config = Term.model_config | {"populate_by_name": True, "serialize_by_alias": True}

    @property
    def months(self) -> Calendar:
        """Return the calendar that period words are read with."""
        project = self.calendar.project
        months = (Month.parse(project.first), Month.parse(project.last)) if project else None
        return Calendar(self.calendar.year_starts_in, months)

    def party(self, party: str) -> Party:
        """Return a party by id; KeyError if there is none."""
        for one in self.parties:
            if one.id == party:
                return one
        raise KeyError(party)

    def fundings(self, provider: str) -> dict[str, Fraction]:
        """Return which parties fund a provider's contracts, and in what proportion: by value, or equally where no values are given."""
        mine = [contract for contract in self.service_contracts if contract.provider == provider]
        weights: dict[str, Fraction] = {}
        for contract in mine:
            weights[contract.funder] = weights.get(contract.funder, Fraction(0)) + sum(contract.values.values(), Fraction(0))
        whole = sum(weights.values(), Fraction(0))
        return {funder: weight / whole if whole else Fraction(1, len(weights)) for funder, weight in weights.items()}
