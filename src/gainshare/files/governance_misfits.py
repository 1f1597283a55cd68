"""What does not fit together in governance.yaml, each thing with its place; and who its parties are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gainshare.core.governance.body import BodyKind
from gainshare.core.governance.matters import EVERY_PARTY
from gainshare.core.governance.terms import LEADING
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance_notation import NotedBody, NotedClass, NotedGovernance, NotedMember

Path = tuple[str | int, ...]
"""Where something stands in the file."""
Finding = tuple[Path, Fault]
"""What is wrong, and where."""

KINDS_BY_ID: Mapping[str, BodyKind] = {
    "ALT": "alliance_leadership_team",
    "AMT": "alliance_management_team",
    "WIT": "wider_team",
    "POW": "package_team",
}
"""The kind of a body that names none, by how its id begins; every other is a group."""
HOSTED = "hosted by "
"""How the file begins the party of somebody who works for the whole alliance: they are there for no party."""
DELEGATED, URGENT = "delegated decision", "urgent decision between meetings"
"""What two of the classes are called in the file."""
OTHER_RULES = re.compile(
    r"majorit|per ?cent|%|two[- ]thirds|three[- ]quarters|(?<!no )(?<!without )(?<!without a )casting|(?<!un)weighted", re.IGNORECASE
)
"""Words of a way to decide that is not unanimity: read over, they would be overruled in silence."""
ONE_VOICE = re.compile(r"one per party\b", re.IGNORECASE)
"""How the only way to count votes is written."""
UNANIMITY = "Bodies decide by the agreement of every party with a voice: strike this out, or leave such decisions outside gainshare."


def parties_of_notation(noted: NotedGovernance) -> tuple[str, ...]:
    """Return the parties: those that the file lists, or else everybody with a seat on the leadership team, in the order of the members."""
    if noted.parties:
        return noted.parties
    leading = _leading(noted)
    seated = [one for one in noted.members if one.body in leading or (not leading and one.voting)]
    return tuple(dict.fromkeys(party for one in seated if (party := party_of(one)) is not None))


def kind_of(body: NotedBody) -> BodyKind:
    """Return what sort of body it is, told by its id if the file does not say."""
    return body.kind or KINDS_BY_ID.get(body.id[:3], "group")


def party_of(member: NotedMember) -> str | None:
    """Return the party that a member is there for; None for whoever works for the whole alliance, or is independent."""
    return None if member.party is None or member.party.startswith(HOSTED) else member.party


def delegations_of(noted: NotedGovernance) -> Iterator[tuple[int, NotedClass, str, Fraction]]:
    """Yield what is delegated: its place among the classes, the class, the body and the limit."""
    for at, one in enumerate(noted.decision_classes):
        if one.name == DELEGATED and one.limit_gbp is not None:
            yield at, one, one.rule.split()[0], one.limit_gbp


def findings(noted: NotedGovernance) -> Iterator[Finding]:
    """Yield everything that does not fit together."""
    yield from _bodies(noted)
    for at, one in enumerate(noted.members):
        yield from _seat(one, ("members", at), noted)
        yield from _voice(one, ("members", at))
    yield from _other_rules(noted)
    yield from _reserved(noted)
    for at, kind in enumerate(noted.decision_classes):
        yield from _class(kind, ("decision_classes", at), [body.id for body in noted.bodies])
    yield from _named_twice(noted)
    numbers = [one.step for one in noted.escalation]
    if numbers != list(range(1, len(numbers) + 1)):
        yield (
            ("escalation",),
            Fault("The steps of escalation are not numbered from 1 up.", "Number them 1, 2, 3 and so on, in their order."),
        )


def _leading(noted: NotedGovernance) -> list[str]:
    return [body.id for body in noted.bodies if kind_of(body) == LEADING]


def _bodies(noted: NotedGovernance) -> Iterator[Finding]:
    bodies = [body.id for body in noted.bodies]
    for at, body in enumerate(noted.bodies):
        if body.reports_to is not None and body.reports_to not in bodies:
            wrong = f"{body.id} reports to {body.reports_to}, which is no body."
            yield ("bodies", at, "reports_to"), _choose(wrong, bodies)
        owners = [one for one in noted.members if one.body == body.id and one.owner_representative]
        if body.quorum is not None and body.quorum.at_least_one_owner_representative and not owners:
            wrong = f"{body.id} needs an owner's representative to decide, but no member is one."
            yield ("bodies", at, "quorum"), Fault(wrong, "Mark a member with `owner_representative: true`.")


def _seat(one: NotedMember, path: Path, noted: NotedGovernance) -> Iterator[Finding]:
    """Yield what is wrong with where a member sits, and for whom."""
    bodies, parties = [body.id for body in noted.bodies], parties_of_notation(noted)
    if one.body not in bodies:
        yield (*path, "body"), _choose(f"The {one.role} is a member of {one.body}, which is no body.", bodies)
    host = (one.party or "").removeprefix(HOSTED)
    if host and host not in parties and (party_of(one) is None or one.body in _leading(noted)):
        wrong = f"The {one.role} is there for {host}, which is no party."
        yield (*path, "party"), Fault(wrong, f"Use one of: {', '.join(parties)}; or list every party under `parties`.")


def _voice(one: NotedMember, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a member's voice, their authority and their deputy."""
    party = party_of(one)
    if party is None and (one.voting or one.owner_representative):
        yield path, Fault(f"The {one.role} has a voice, but belongs to no party.", "Name the party: a chair of no party has no voice.")
    if one.voting and one.authority_gbp is None:
        wrong = f"The {one.role} has a vote, but no authority to commit its party."
        yield path, Fault(wrong, "Add `authority_gbp` with the limit, or `authority_gbp: none` if there is none.")
    if one.owner_representative and not one.voting:
        wrong = f"The {one.role} speaks for an owner, but has no vote, so no quorum counts them."
        yield path, Fault(wrong, "Write `voting: true`, or leave out `owner_representative`.")
    if one.deputy is not None and not one.voting:
        yield (*path, "deputy"), Fault(f"The {one.role} has no vote, so nobody can speak in their place.", "Leave out `deputy`.")
    for name, amount in (("authority_gbp", one.authority_gbp), ("deputy", one.deputy.limit_gbp if one.deputy else None)):
        if isinstance(amount, Fraction):
            yield from _limit(amount, (*path, name))


def _limit(amount: Fraction, path: Path) -> Iterator[Finding]:
    if amount < 0 or (amount * 100).denominator != 1:
        yield path, Fault(f"{amount} is no limit in GBP.", "Write an amount of 0 or more, in whole minor units.")


def _other_rules(noted: NotedGovernance) -> Iterator[Finding]:
    """Yield rules in words that say otherwise than what gainshare does."""
    for at, body in enumerate(noted.bodies):
        for name, words in (("chair", body.chair), ("decision_rule", body.decision_rule), ("votes", body.votes)):
            if OTHER_RULES.search(words):
                yield ("bodies", at, name), Fault(f"“{words}” is not how {body.id} decides here.", UNANIMITY)
            elif name == "votes" and words and not ONE_VOICE.search(words):
                fix = "Write `one per party`: several members of one party have one voice together."
                yield ("bodies", at, name), Fault(f"“{words}” is not how votes are counted here.", fix)
    for at, one in enumerate(noted.decision_classes):
        if OTHER_RULES.search(one.rule):
            yield ("decision_classes", at, "rule"), Fault(f"“{one.rule}” is not how a decision is taken here.", UNANIMITY)


def _reserved(noted: NotedGovernance) -> Iterator[Finding]:
    parties = parties_of_notation(noted)
    for at, one in enumerate(noted.reserved_matters):
        if one.party not in (EVERY_PARTY, *parties):
            wrong = f"{one.id} is reserved to {one.party}, which is no party."
            yield ("reserved_matters", at, "party"), _choose(wrong, [EVERY_PARTY, *parties])


def _class(one: NotedClass, path: Path, bodies: Sequence[str]) -> Iterator[Finding]:
    if one.limit_gbp is not None and one.name != DELEGATED:
        yield (*path, "limit_gbp"), Fault(f"{one.id} is no delegated decision, so it has no limit.", "Leave out `limit_gbp`.")
    elif one.limit_gbp is not None:
        yield from _limit(one.limit_gbp, (*path, "limit_gbp"))
        if (body := one.rule.split()[0]) not in bodies:
            fix = f"Begin the rule with one of: {', '.join(bodies)}."
            yield (*path, "rule"), Fault(f"{body}, to which something is delegated, is no body.", fix)
    if one.name == URGENT and one.window_working_days is None:
        wrong = f"{one.id} does not say how long a decision in writing is open."
        yield path, Fault(wrong, "Add `window_working_days`, such as 3.")


def _named_twice(noted: NotedGovernance) -> Iterator[Finding]:
    listed: tuple[tuple[str, str, list[str]], ...] = (
        ("bodies", "body", [one.id for one in noted.bodies]),
        ("principles", "principle", [one.id for one in noted.principles]),
        ("reserved_matters", "reserved matter", [one.id for one in noted.reserved_matters]),
        ("decision_classes", "class", [one.id for one in noted.decision_classes]),
        # Two codes for one class could not be told apart when decisions.csv is written again.
        ("decision_classes", "class", [one.name for one in noted.decision_classes]),
    )
    for path, what, names in listed:
        for name in (name for name, count in Counter(names).items() if count > 1):
            yield (path,), Fault(f"The {what} {name} is there twice.", "Give each its own id, once.")


def _choose(wrong: str, names: Sequence[str]) -> Fault:
    return Fault(wrong, f"Use one of: {', '.join(names)}.")
