"""What an agreement says, in short: a list of facts, and its parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_long, list_in_words, plural, share
from gainshare.core.parties.party import Party as AgreedParty
from gainshare.core.performance.framework import measures_of
from gainshare.web.agreements.parties import agreed_parties

ROLE_WORDS = {
    "owner": "owner",
    "non_owner_participant": "non-owner participant",
    "provider": "provider",
    "commissioner": "commissioner",
    "host": "host",
    "associate": "associate",
}
"""What a party is, in words."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an agreement says, in short."""

    lines: Sequence[tuple[str, str]]
    """What is said of, and what is said."""
    parties: Sequence[Sequence[object]]
    """Each party: its name, its code, what it is, its share."""


def facts_of(agreement: Agreement) -> Facts:
    """Return what an agreement says, in short."""
    terms, latest = agreement.terms, agreement.latest
    alliance = terms.alliance
    measures = [measure for _, measure in measures_of(latest.performance)]
    lines = (
        ("Alliance", f"{alliance.name} ({alliance.id})"),
        ("Legal standing", alliance.status.whole.replace("_", " ").capitalize()),
        ("Signed", date_long(alliance.signed_on) if alliance.signed_on else "Not yet"),
        ("Term", f"{date_long(alliance.starts_on)} to {date_long(alliance.last_month.last_day)}"),
        ("Money", f"{terms.currency.code}, {terms.vat} of VAT"),
        ("How gain and pain are shared", latest.regime.title or list_in_words([_stage(stage) for stage in latest.regime.stages])),
        ("Performance", f"{plural(len(measures), 'measure')} in {plural(len(latest.performance.areas), 'area')}"),
        ("Contracts beneath it", plural(len(latest.service_contracts), "contract")),
        ("Variations", list_in_words([f"{one.id}, from {date_long(one.effective_on)}" for one in terms.variations]) or "None"),
    )
    return Facts(lines, [_party_row(party) for party in agreed_parties(agreement)])


def _stage(stage: object) -> str:
    return type(stage).__name__.lower()


def _party_row(party: AgreedParty) -> Sequence[object]:
    roles = [words for role, words in ROLE_WORDS.items() if role in party.roles]
    shares = [
        f"{share(part)} of what falls to the {side}"
        for part, side in ((party.owner_share, "owners"), (party.non_owner_share, "non-owner participants"))
        if part is not None
    ]
    return (party.name, party.id, list_in_words(roles).capitalize(), list_in_words(shares).capitalize() or "No share")
