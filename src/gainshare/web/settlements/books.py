"""What a settlement is worked out from: the agreement that held, the open book with what was paid, the values, what was settled before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement, last_day
from gainshare.core.agreement.case import Case
from gainshare.core.commercial.restatement import Settled
from gainshare.core.commercial.settlement import Kind
from gainshare.core.kernel.period import Period
from gainshare.core.openbook.entry import Ledger, Payment
from gainshare.core.performance.observation import Observation, known_at
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.book import registers_of
from gainshare.web.costs.convert import TAKEN, ledger_with
from gainshare.web.settlements.held import settled_before
from gainshare.web.settlements.models import Transfer


@dataclass(frozen=True)
class Books:
    """Everything that a settlement of an alliance is worked out from."""

    version: AgreementVersion
    """The version of the agreement."""
    agreement: Agreement
    """The agreement."""
    ledger: Ledger
    """The open book, with the gain and pain that has been paid."""
    observations: tuple[Observation, ...]
    """The measures' values."""
    settled: tuple[Settled, ...]
    """What was settled before and agreed, oldest first."""

    def case(self, period: Period, kind: Kind, as_of: date | None) -> Case:
        """Return a period as the core works it out."""
        return Case(self.agreement, self.ledger, known_at(self.observations, as_of), self.settled, period, kind, as_of)


def version_for(alliance: Alliance, period: Period | None, as_of: date | None) -> AgreementVersion:
    """Return the version of the agreement by which a period is settled: the one in force on its last day, as far as that has come.

    Raises:
        LookupError: the alliance has no approved agreement.
    """
    today = as_of or timezone.localdate()
    found = version_in_force(alliance, today if period is None else min(last_day(period), today))
    if found is None:
        raise LookupError(f"alliance {alliance.pk} has no approved agreement")
    return found


def books_of(alliance: Alliance, version: AgreementVersion) -> Books:
    """Return what a settlement by a version of the agreement is worked out from."""
    agreement = agreement_in(version)
    kept = registers_of(alliance, agreement)
    ledger = replace(
        ledger_with(alliance, TAKEN),
        targets=tuple(kept["targets.csv"]),
        adjustments=tuple(kept["target_adjustments.csv"]),
        payments=(*kept["payments.csv"], *payments_made(alliance)),
        forecasts=tuple(kept["forecasts.csv"]),
        facts=tuple(kept["facts.csv"]),
    )
    return Books(version, agreement, ledger, tuple(kept["observations.csv"]), settled_before(alliance, agreement))


def payments_made(alliance: Alliance) -> Iterator[Payment]:
    """Yield what was paid by the settlements of an alliance, as the open book holds payments, in the order in which it was paid."""
    found = Transfer.objects.filter(settlement__alliance=alliance, paid_on__isnull=False).order_by(
        "paid_on", "settlement__drafted_at", "number"
    )
    columns = ("settlement__reference", "number", "payer__code", "payee__code", "settlement__period", "amount", "paid_on", "paid_reference")
    for reference, number, payer, payee, period, amount, paid_on, note in found.values_list(*columns):
        yield Payment(
            id=f"{reference}/{number}",
            kind="gain_or_pain",
            payer=payer,
            payee=payee,
            period=period,
            amount=amount,
            due_on=None,
            paid_on=paid_on,
            contract="",
            instalment="",
            note=note,
            line=0,
        )
