"""One line of the open book, and the lines of target, payment, forecast and fact that stand beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.period import Month

Vat = Literal["net", "gross"]
"""Whether VAT is left out of an amount (`net`) or included (`gross`)."""
SubmissionKind = Literal["full", "change"]
"""`full` replaces everything the party handed in before for the month; `change` adds to it."""
PaymentKind = Literal["on_account", "gain_or_pain"]
"""A payment on account of a service contract, or of a settlement."""
SubmissionStatus = Literal["draft", "submitted", "queried", "accepted"]
"""Where a submission stands."""


@dataclass(frozen=True, slots=True)
class CostEntry:
    """One line of cost that a party incurred."""

    submission: str
    """The submission it belongs to; empty for the party's only one of that month."""
    party: str
    """The party that incurred it."""
    month: Month
    """The month in which it was incurred."""
    cost_type: str
    """The cost type, which decides its limb."""
    category: str
    """The category within the cost type; empty if the agreement has none."""
    amount: int
    """Minor units; negative for a credit."""
    vat: Vat
    """Whether VAT is included."""
    work_package: str
    """The work package; empty if none."""
    evidence: str
    """A reference to what proves it."""
    note: str
    """A remark; a negative amount needs one."""
    line: int
    """The line of the file it stands in."""
    is_accrual: bool = False
    """Whether it is an estimate of what has not been billed."""
    reverses_in: Month | None = None
    """The month in which an accrual is taken back; None if it does not say, or is none."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a party handed in for a month."""

    id: str
    """Its reference."""
    party: str
    """The party that handed it in."""
    month: Month
    """The month it is for."""
    kind: SubmissionKind
    """Whether it replaces what was handed in before, or adds to it."""
    submitted_on: date
    """The day it was handed in."""
    status: SubmissionStatus
    """Where it stands."""
    due_on: date | None
    """The day it was due."""
    reason: str
    """Why, for a change."""
    line: int
    """The line of the file it stands in."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One line of the original target outturn cost."""

    party: str
    """The party whose cost it is the target of."""
    month: Month
    """The month."""
    cost_type: str
    """The cost type, which decides its limb."""
    amount: int
    """Minor units."""
    category: str
    """The category, where the target is set by category."""
    vat: Vat
    """Whether VAT is included."""
    work_package: str
    """The work package; empty if none."""
    line: int
    """The line of the file it stands in."""


@dataclass(frozen=True, slots=True)
class TargetAdjustment:
    """One month's line of an agreed change to the target."""

    id: str
    """The reference of the adjustment; its lines share it."""
    party: str
    """The party whose target changes."""
    month: Month
    """The month whose target changes."""
    cost_type: str
    """The cost type."""
    amount: int
    """Minor units; negative lowers the target."""
    kind: str
    """What sort of change it is, such as scope, law or indexation."""
    reason: str
    """Why."""
    decision: str
    """The decision behind it."""
    decided_on: date
    """The day of the decision; the adjustment is known from then."""
    work_package: str
    """The work package; empty if none."""
    line: int
    """The line of the file it stands in."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money paid, or due, between two parties."""

    id: str
    """The reference of the document."""
    kind: PaymentKind
    """A payment on account of a service contract, or of a settlement."""
    payer: str
    """The party that pays."""
    payee: str
    """The party that is paid."""
    period: str
    """The period that it is for, as a period word: the month of a payment on account, the settled period of gain or pain."""
    amount: int
    """Minor units, zero or more; negative for a credit note."""
    due_on: date | None
    """The day it is due."""
    paid_on: date | None
    """The day it was paid; None while it is not."""
    contract: str
    """The service contract."""
    instalment: str
    """Which instalment of how many, such as `2 of 6`."""
    note: str
    """A remark."""
    line: int
    """The line of the file it stands in."""


@dataclass(frozen=True, slots=True)
class OwnForecast:
    """A party's own forecast of its cost in a month."""

    party: str
    """The party."""
    month: Month
    """The month forecast."""
    cost_type: str
    """The cost type."""
    amount: int
    """Minor units."""
    made_on: date
    """The day it was made; the last one known counts."""
    line: int
    """The line of the file it stands in."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, or a yes (1) or no (0), that the alliance records for a period."""

    name: str
    """What a regime calls it."""
    period: str
    """The period word."""
    value: Fraction
    """The figure; 1 for yes, 0 for no."""
    recorded_on: date | None
    """The day from which it was known."""
    origin: str
    """Where it comes from, in words."""
    line: int
    """The line of the file it stands in."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole open book, as handed in; nothing in it is ever overwritten."""

    submissions: tuple[Submission, ...] = ()
    """What parties handed in, in the order of the file."""
    entries: tuple[CostEntry, ...] = ()
    """The lines of cost."""
    targets: tuple[TargetLine, ...] = ()
    """The original target."""
    adjustments: tuple[TargetAdjustment, ...] = ()
    """The agreed changes to it."""
    payments: tuple[Payment, ...] = ()
    """Payments on account, and of gain and pain."""
    forecasts: tuple[OwnForecast, ...] = ()
    """The parties' own forecasts."""
    facts: tuple[Fact, ...] = ()
    """Figures and yes/no answers that a regime uses."""
