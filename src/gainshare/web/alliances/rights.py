"""Who may do what: one table of rights by role, and nothing else decides.

A right ending in `own` holds for the party of the role alone. This table is reviewed; tests read it against every address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A part that somebody plays in an alliance."""

    id: str
    """What the database calls it."""
    name: str
    """What it is called on screen."""
    is_of_party: bool
    """Whether it is played for one party; otherwise for the alliance as a whole."""
    about: str
    """What somebody in it does, in a sentence."""
    has_last_day: bool = False
    """Whether it is given for a time only."""


ROLES = (
    Role("alliance_manager", "Alliance manager", False, "Runs the alliance: chases, invites, reads everything; accepts no costs."),
    Role("alliance_finance_lead", "Alliance finance lead", False, "Reads all costs, queries and accepts returns, drafts settlements."),
    Role("owner_finance_lead", "Owner finance lead", True, "Looks after an owner's money: reads party totals and its own lines."),
    Role("provider_finance_lead", "Provider finance lead", True, "Hands in a provider's costs, answers queries, declares returns."),
    Role("contributor", "Contributor", True, "Prepares a party's return; somebody else declares it."),
    Role("analyst", "Analyst", False, "Looks after measures and their data; sees no money line by line."),
    Role("leadership_member", "Leadership team member", True, "Speaks for a party in the leadership team; approves the agreement for it."),
    Role("leadership_deputy", "Leadership team deputy", True, "Stands in for a party's member of the leadership team."),
    Role("chair", "Independent chair", False, "Leads the meetings of the leadership team; has no voice and no casting vote."),
    Role("lawyer", "Lawyer", False, "Writes the agreement's versions."),
    Role("lived_experience_partner", "Lived-experience partner", False, "Brings the view of people who use the service."),
    Role("wider_team", "Wider team reader", False, "Reads goals and results."),
    Role("auditor", "Observer or auditor", False, "Reads everything, for a time; changes nothing.", has_last_day=True),
)
ROLE_BY_ID = {role.id: role for role in ROLES}

_ALL = frozenset(ROLE_BY_ID)
_MANAGERS = frozenset({"alliance_manager"})
_FINANCE = frozenset({"alliance_finance_lead"})
_READERS = frozenset({"alliance_manager", "alliance_finance_lead", "auditor"})
_PARTY_FINANCE = frozenset({"owner_finance_lead", "provider_finance_lead"})
_LEADERS = frozenset({"leadership_member", "leadership_deputy"})
_CHAIRS = frozenset({"alliance_manager", "chair"})

RIGHTS: dict[str, frozenset[str]] = {
    # the alliance
    "alliance.read": _ALL,
    "alliance.export": _READERS,
    "people.read": _ALL - {"wider_team", "lived_experience_partner"},
    "people.invite": _MANAGERS,
    "people.remove": _MANAGERS,
    "journal.read": _READERS | {"lawyer"},
    # the agreement
    "agreement.read": _ALL,
    "agreement.propose": frozenset({"alliance_manager", "lawyer"}),
    "agreement.approve_own": _LEADERS,
    # the open book
    "costs.read_totals": _READERS | _PARTY_FINANCE | _LEADERS | {"contributor", "chair"},
    "costs.read_lines": _READERS,
    "costs.read_lines_own": _PARTY_FINANCE | _LEADERS | {"contributor"},
    "costs.prepare_own": frozenset({"provider_finance_lead", "contributor"}),
    "costs.submit_own": frozenset({"provider_finance_lead"}),
    "costs.answer_own": frozenset({"provider_finance_lead", "contributor"}),
    "costs.query": _FINANCE,
    "costs.return": _FINANCE | _MANAGERS,
    "costs.accept": _FINANCE,
    "costs.remind": _MANAGERS | _FINANCE,
    "costs.see_evidence": _FINANCE | {"auditor"},
    "costs.see_evidence_own": frozenset({"provider_finance_lead", "contributor"}),
    # periods
    "periods.close": _MANAGERS,
    # measures
    "measures.read": _ALL,
    "measures.see_small": _MANAGERS | {"analyst"},
    "measures.enter": frozenset({"analyst"}),
    # settlements
    "settlements.read": _READERS | _PARTY_FINANCE | _LEADERS | {"chair"},
    "settlements.draft": _FINANCE,
    "settlements.approve_own": _LEADERS,
    "settlements.pay": _FINANCE,
    "settlements.pay_own": _PARTY_FINANCE,
    # governance
    "governance.read": _ALL,
    "governance.manage": _MANAGERS,
    "governance.propose": frozenset({"alliance_manager", "lawyer"}),
    "meetings.run": _CHAIRS,
    "interests.declare": _ALL - {"wider_team", "auditor"},
    # decisions: papers and what was said in rounds are for those who work in the alliance
    "decisions.read_journey": _ALL - {"wider_team"},
    "decisions.propose": _MANAGERS | _FINANCE | _LEADERS | {"analyst", "lawyer"},
    "decisions.withdraw": _CHAIRS | _FINANCE | _LEADERS | {"analyst", "lawyer"},
    "decisions.test": _CHAIRS | _LEADERS,
    "decisions.call": _CHAIRS,
    "decisions.speak_own": _LEADERS,
    "decisions.approve_own": _LEADERS,
    "targets.adjust": _FINANCE,
    # registers
    "registers.read": _ALL,
    "registers.keep": _MANAGERS | _FINANCE | _LEADERS | {"analyst", "chair"},
    "registers.suggest": _ALL - {"auditor"},
    # disputes, and what leads in or out of the alliance
    "disputes.read": _ALL - {"wider_team"},
    "disputes.raise_own": _LEADERS | _PARTY_FINANCE,
    "disputes.keep": _CHAIRS,
    "processes.read": _ALL - {"wider_team"},
    "processes.keep": frozenset({"alliance_manager", "lawyer"}),
    # packages of works, and what is called off under them
    "packages.read": _ALL - {"wider_team"},
    "packages.describe": _MANAGERS | _FINANCE | _LEADERS,
    "packages.check": frozenset({"alliance_manager", "lawyer"}),
}
"""Each right, and the roles that have it."""

SITE_RIGHTS: dict[str, str] = {
    "anyone": "nobody need be signed in",
    "signed_in": "whoever is signed in",
    "site.alliances": "site administrators: start an alliance",
    "site.people": "site administrators: people and their accounts",
}
"""What does not depend on an alliance."""


def roles_with(right: str) -> frozenset[str]:
    """Return the roles that have a right."""
    return RIGHTS[right]


def has_right(roles: Iterable[tuple[str, str | None]], right: str, party: str | None = None) -> bool:
    """Return whether somebody with some roles has a right.

    Args:
        roles: each role with the id of the party that it is for, or None.
        right: the right. For one that ends in `_own`, the role must be for the party.
        party: the id of the party that the thing belongs to; None for any of one's own.
    """
    holders = RIGHTS[right]
    if right.endswith("_own"):
        return any(role in holders and of is not None and party in (None, of) for role, of in roles)
    return any(role in holders for role, _ in roles)
