"""What governance.yaml means: the terms that its notation says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Literal, TypeVar

from pydantic import ValidationError

from gainshare.core.governance.process_terms import AdmissionStepTerms, AdmissionTerms
from gainshare.core.governance.terms import (
    AuthorityTerms,
    BodyTerms,
    DelegationTerms,
    DeputyTerms,
    GovernanceTerms,
    Question,
    QuorumTerms,
    ReservedTerms,
    SeatTerms,
    StepTerms,
    UrgentTerms,
)
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance_misfits import Finding, Path, delegations_of, findings, kind_of, party_of
from gainshare.files.governance_notation import (
    NotedAdmission,
    NotedBody,
    NotedDeputy,
    NotedGovernance,
    NotedMember,
    NotedQuorum,
    person_of,
)

Made = TypeVar("Made")

NEEDS_BY_WORD: Mapping[str, Literal["decision", "approvals", "version"]] = {
    "recommendation": "decision",
    "approval": "approvals",
    "re-basing": "version",
    "rebasing": "version",
}
"""What a step of an admission takes, by a word in what it is called."""
NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_ID = 80
"""Characters of the longest id of a seat."""


def terms_of_notation(noted: NotedGovernance) -> tuple[GovernanceTerms | None, list[Finding]]:
    """Return the terms that a file says, if they fit together, and everything that does not.

    Where the file is silent: an abstention is no consent; a party all of whose people are recused is outside the matter; a body that has
    something delegated and members with a vote, but no quorum, needs one member of each of their parties.
    """
    found = list(findings(noted))
    admission = None if noted.admission is None else _attempt(partial(_admission, noted.admission), ("admission",), found)
    bodies = [] if found else [_attempt(partial(_body, body, noted), ("bodies", at), found) for at, body in enumerate(noted.bodies)]
    if found:
        return None, found
    windows = [one.window_working_days for one in noted.decision_classes if one.window_working_days is not None]
    make = partial(
        GovernanceTerms,
        bodies=tuple(body for body in bodies if body is not None),
        best_for_service=tuple(Question(id=f"Q{number}", text=text) for number, text in enumerate(noted.best_for_service_test, start=1)),
        abstention=noted.abstention,
        reserved_matters=tuple(ReservedTerms(id=one.id, party=one.party, text=one.text) for one in noted.reserved_matters),
        delegations=tuple(DelegationTerms(body=body, limit=limit) for _, _, body, limit in delegations_of(noted)),
        kept_subjects=noted.kept_subjects,
        urgent=UrgentTerms(window_working_days=windows[0]) if windows else None,
        escalation=tuple(StepTerms(holder=one.who, working_days=one.working_days) for one in noted.escalation),
        leaving=noted.exclusion_and_termination,
        admission=admission,
    )
    return _attempt(make, (), found), found


def _attempt(make: Callable[[], Made], path: Path, found: list[Finding]) -> Made | None:
    """Return what is made; if it cannot be, note why."""
    try:
        return make()
    except Fault as fault:
        found.append((path, fault))
    except ValidationError as error:
        faults = [details.get("ctx", {}).get("error") for details in error.errors()]
        said = [fault for fault in faults if isinstance(fault, Fault)]
        found += [(path, fault) for fault in said or [Fault("This does not fit together.", "Check what it says.")]]
    return None


def _body(body: NotedBody, noted: NotedGovernance) -> BodyTerms:
    members = [member for member in noted.members if member.body == body.id]
    quorum = body.quorum
    has_delegation = body.id in {of for _, _, of, _ in delegations_of(noted)}
    if quorum is None and has_delegation and any(member.voting for member in members):
        quorum = NotedQuorum(one_authorised_member_from_every_party=True, at_least_one_owner_representative=False)
    return BodyTerms(
        id=body.id,
        name=body.name,
        kind=kind_of(body),
        reports_to=body.reports_to,
        seats=tuple(_seats(members)),
        quorum=None if quorum is None else _quorum(quorum),
        papers_due_working_days=body.papers_due_working_days_before,
        minutes_due_working_days=body.minutes_due_working_days_after,
    )


def _admission(noted: NotedAdmission) -> AdmissionTerms:
    """Return the steps of an admission, each with what it takes, as its words tell; any other is written down when it is done."""
    return AdmissionTerms(
        steps=tuple(
            AdmissionStepTerms(text=text, needs=next((need for word, need in NEEDS_BY_WORD.items() if word in text.lower()), "record"))
            for text in noted.steps
        )
    )


def _quorum(noted: NotedQuorum) -> QuorumTerms:
    return QuorumTerms(
        owner_needed=noted.at_least_one_owner_representative,
        lived_experience=noted.lived_experience_member_present,
        when_nobody_is_left=noted.party_with_nobody_left,
    )


def _seats(members: Sequence[NotedMember]) -> Iterator[SeatTerms]:
    """Yield the seats of a body; where several members have one role for one party, all but the first are numbered."""
    seen: Counter[str] = Counter()
    for member in members:
        party = party_of(member)
        post = NOT_IN_ID.sub("-", member.role).strip("-.") or "member"
        seat = f"{member.body}-{party}-{post}" if party else f"{member.body}-{post}"
        seen[seat] += 1
        number = seen[seat]
        role = member.role if number == 1 else f"{member.role} {number}"
        ending = "" if number == 1 else f"-{number}"
        yield _seat(member, party, f"{seat[: LONGEST_ID - len(ending)]}{ending}", role)


def _seat(member: NotedMember, party: str | None, seat: str, role: str) -> SeatTerms:
    limit = member.authority_gbp
    words = member.role.casefold()
    return SeatTerms(
        id=seat,
        person=person_of(role, party),
        party=party,
        has_vote=member.voting,
        authority=None
        if limit is None
        else AuthorityTerms(limit=limit, valid_from=member.authority_begins, valid_until=member.authority_expires),
        deputy=None if member.deputy is None else _deputy(member.deputy, party),
        is_owner_representative=member.owner_representative,
        is_chair="chair" in words.split(),
        has_lived_experience=words.startswith("lived experience"),
        held_from=member.begins,
        held_until=member.ends,
    )


def _deputy(noted: NotedDeputy, party: str | None) -> DeputyTerms:
    return DeputyTerms(
        person=person_of(noted.role, party), deed=noted.deed, valid_from=noted.begins, valid_until=noted.expires, limit=noted.limit_gbp
    )
