"""The cross-checks of an agreement: what must hold between its terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from gainshare.core.agreement.measure_checks import check_measures
from gainshare.core.agreement.partial import Partial, Readable, Where, sound_items
from gainshare.core.agreement.variation import clashes
from gainshare.core.commercial.run import DERIVED
from gainshare.core.commercial.stages.allocate import AGREED_SHARES, Allocate
from gainshare.core.commercial.stages.output import Output
from gainshare.core.kernel.formats import date_long, percent
from gainshare.core.kernel.period import Month, parse_period
from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.parties.party import Party, members_on, shares_of

Check = Callable[[Readable, Where], Iterator[Problem]]
"""A cross-check: from the terms (whole, or partial) and the finder of places to the problems found."""


def _unique(items: Iterable[Any], what: str, path: tuple[str | int, ...], where: Where, *, name: str = "id") -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        key = getattr(item, name)
        if key in seen:
            message = f"Two {what} are called “{key}” (items {seen[key] + 1} and {index + 1})."
            yield Problem(message, "Give each its own.", where((*path, index, name)), str(key))
        seen.setdefault(key, index)


def check_ids(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield identifiers that are used twice."""
    yield from _unique(terms.parties, "parties", ("parties",), where)
    yield from _unique(terms.service_contracts, "service contracts", ("service_contracts",), where)
    yield from _unique(terms.principles, "principles", ("principles",), where)
    yield from _unique(terms.work_packages, "work packages", ("work_packages",), where)
    yield from _unique(terms.variations, "variations", ("variations",), where)
    yield from _unique(terms.alliance.objectives, "objectives", ("alliance", "objectives"), where)


def check_measure_ids(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield key result areas and measures that share an identifier."""
    yield from _unique(terms.performance.areas, "key result areas", ("performance", "areas"), where)
    seen: set[str] = set()
    for index, area in enumerate(terms.performance.areas):
        for number, measure in enumerate(area.measures):
            if measure.id in seen:
                place = where(("performance", "areas", index, "measures", number, "id"))
                yield Problem(f"Two measures are called “{measure.id}”.", "Give each its own id.", place, measure.id)
            seen.add(measure.id)


def check_roles(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield a missing owner or a missing non-owner participant."""
    for role, words in (("owner", "an owner"), ("non_owner_participant", "a non-owner participant")):
        if not any(role in party.roles for party in terms.parties):
            yield Problem(f"No party is {words}.", f"Give at least one party the role {role}.", where(("parties",)))


def check_shares(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield shares that do not add up to 100% on some day of the term."""
    for role in ("owner", "non_owner_participant"):
        if any(shares_of(terms.parties, role)):
            yield from _check_shares_in_time(terms, role, where)


def _check_shares_in_time(terms: Readable, role: Literal["owner", "non_owner_participant"], where: Where) -> Iterator[Problem]:
    starts = terms.alliance.starts_on
    days: set[date] = {starts}
    days |= {day for party in terms.parties for day in (party.member_from, party.member_until) if day is not None and day > starts}
    reported: set[Fraction] = set()
    for day in sorted(days):
        shares = shares_of(members_on(terms.parties, day), role)
        total = sum(shares.values(), Fraction(0))
        if total != 1 and total not in reported:
            reported.add(total)
            field = "owner_share" if role == "owner" else "non_owner_share"
            message = f"The {field.replace('_', ' ')}s of the parties add up to {percent(total)} from {date_long(day)}, not to 100%."
            fix = f"Change {field} of {', '.join(shares) or 'the parties'} so that they add up to 100%."
            yield Problem(message, fix, where(("parties",)))


def check_memberships(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield successions that name no party, or that the two parties tell differently."""
    known = {party.id: party for party in terms.parties}
    for index, party in enumerate(terms.parties):
        for field, back in (("succeeds", "succeeded_by"), ("succeeded_by", "succeeds")):
            other = getattr(party, field)
            place = where(("parties", index, field))
            if other is not None and other not in known:
                yield Problem(f"{party.id} {field.replace('_', ' ')} a party that is not there.", _one_of(known), place, other)
            elif other is not None and getattr(known[other], back) != party.id:
                yield Problem(
                    f"{party.id} {field.replace('_', ' ')} {other}, but {other} does not say so.",
                    f"Add `{back}: {party.id}` to {other}.",
                    place,
                )
        yield from _check_handover(index, party, known, where)


def _check_handover(index: int, party: Party, known: dict[str, Party], where: Where) -> Iterator[Problem]:
    heir = known.get(party.succeeded_by or "")
    if heir is not None and (party.member_until is None or heir.member_from != party.member_until):
        fix = f"Give {party.id} a member_until, and {heir.id} a member_from of the same day."
        yield Problem(f"{party.id} is succeeded by {heir.id}, but not on one day.", fix, where(("parties", index, "succeeded_by")))


def check_contracts(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield service contracts whose funder or provider is not a party in that role, and values of no year."""
    known = {party.id: party for party in terms.parties}
    for index, contract in enumerate(terms.service_contracts):
        for field in ("funder", "provider"):
            name = getattr(contract, field)
            if name not in known:
                place = where(("service_contracts", index, field))
                yield Problem(f"The {field} of {contract.id} is not a party.", _one_of(known), place, name)
        if contract.provider in known and not known[contract.provider].is_provider:
            fix = f"Give {contract.provider} the role provider or non_owner_participant."
            place = where(("service_contracts", index, "provider"))
            yield Problem(f"{contract.provider} delivers {contract.id}, but is no provider.", fix, place, contract.provider)
        for word in contract.values:
            try:
                parse_period(word, terms.months)
            except Fault as fault:
                yield Problem(fault.message, fault.fix, where(("service_contracts", index, "values", word)), word)


def check_weights(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield weights that do not add up."""
    total = Fraction(0)
    for index, area in enumerate(terms.performance.areas):
        mine = sum((measure.weight for measure in area.measures), Fraction(0))
        total += mine
        if area.weight is not None and area.weight != mine:
            message = f"The weight of {area.id} is {percent(area.weight)}, but those of its measures add up to {percent(mine)}."
            yield Problem(message, "Change the one or the other.", where(("performance", "areas", index, "weight")), percent(area.weight))
    if total != 1:
        message = f"The weights of the measures add up to {percent(total)}, not to 100%."
        yield Problem(message, "Change the weights so that they add up to 100%.", where(("performance", "areas")))


def check_framework_references(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield objectives and work packages that the framework names and that are not there."""
    objectives = [objective.id for objective in terms.alliance.objectives]
    packages = [package.id for package in terms.work_packages]
    for index, area in enumerate(terms.performance.areas):
        for name in area.objectives:
            if name not in objectives:
                place = where(("performance", "areas", index, "objectives"))
                yield Problem(f"{area.id} serves an objective that is not there.", _one_of(objectives), place, name)
        for number, measure in enumerate(area.measures):
            if measure.work_package is not None and measure.work_package not in packages:
                place = where(("performance", "areas", index, "measures", number, "work_package"))
                yield Problem(f"{measure.id} names a work package that is not there.", _one_of(packages), place, measure.work_package)


def check_categories(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield cost types and categories that are named twice, or that refer to what is not there."""
    types = [kind.id for kind in terms.open_book.cost_types]
    parties = [party.id for party in terms.parties]
    yield from _unique(terms.open_book.cost_types, "cost types", ("open_book", "cost_types"), where)
    seen: set[tuple[str, str]] = set()
    for index, category in enumerate(terms.open_book.categories):
        place = ("open_book", "categories", index)
        if category.cost_type not in types:
            yield Problem(
                f"“{category.name}” belongs to a cost type that is not there.",
                _one_of(types),
                where((*place, "cost_type")),
                category.cost_type,
            )
        if (category.cost_type, category.name) in seen:
            yield Problem(f"The category “{category.name}” is named twice.", "Name it once.", where((*place, "name")), category.name)
        seen.add((category.cost_type, category.name))
        for party in category.parties:
            if party not in parties:
                yield Problem(f"“{category.name}” names a party that is not there.", _one_of(parties), where((*place, "parties")), party)


def check_regime_references(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield what the regime's inputs name and that is not there: parties, scores, work packages."""
    parties = [party.id for party in terms.parties]
    packages = [package.id for package in terms.work_packages]
    scores = ["overall"]
    for area in terms.performance.areas:
        scores += [area.id, *(measure.id for measure in area.measures)]
    for name, binding in terms.regime.inputs.items():
        place = ("regime", "inputs", name)
        if binding.score is not None and binding.score not in scores:
            yield Problem(f"“{name}” is a score that is not there.", _one_of(scores), where((*place, "score")), binding.score)
        if binding.work_package is not None and binding.work_package not in packages:
            yield Problem(
                f"“{name}” selects a work package that is not there.",
                _one_of(packages),
                where((*place, "work_package")),
                binding.work_package,
            )
        for party in binding.parties:
            if party not in parties:
                yield Problem(f"“{name}” selects a party that is not there.", _one_of(parties), where((*place, "parties")), party)


def check_regime_inputs(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield names that the regime uses without saying what figures they are, and what an agreement's regime must state."""
    regime = terms.regime
    if not regime.inputs:
        names = ", ".join(regime.names)
        yield Problem("The regime does not say what its names stand for.", f"Add `inputs` with {names}.", where(("regime",)))
    if regime.round is None:
        yield Problem("The regime does not say how pennies are rounded.", "Add `round: {places: 2, ...}`.", where(("regime",)))
    elif regime.round.side is not None:
        fix = "Remove `side`: an agreement rounds every side and party; `order` says who has the odd penny."
        yield Problem("The regime rounds one side only.", fix, where(("regime", "round", "side")), regime.round.side)
    elif regime.round.places > terms.currency.places:
        message = f"The regime rounds to {regime.round.places} places, but {terms.currency.code} has {terms.currency.places}."
        yield Problem(
            message, f"Write `places: {terms.currency.places}` or fewer.", where(("regime", "round", "places")), str(regime.round.places)
        )
    if regime.settle is None:
        fix = "Add `settle: {basis: annual, payment: actual_cost, part_year: whole}`, or what was agreed."
        yield Problem("The regime does not say whether it is settled by the year or cumulatively.", fix, where(("regime",)))


def check_names_of_sound_stages(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield names that a stage uses and that are no input, where the regime as a whole could not be read; a whole one checks itself."""
    if not isinstance(terms.regime, Partial):
        return
    known = {*terms.regime.inputs, *DERIVED}
    for index, entry in sound_items(terms.regime.entries):
        for word, stage in dict(entry).items():
            used = {name for _, amount in stage.amounts() for name in amount.names} if word != Output.word else set()
            for name in sorted(used - known):
                place = where(("regime", "stages", index, word))
                yield Problem(f"“{name}” is not one of the regime's inputs.", _one_of(sorted(known)), place, name)


def check_allocation(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield sides without a role, and keys that name what is no party, or that contradict the parties' shares."""
    parties = {party.id: party for party in terms.parties}
    roles = terms.regime.roles
    if not roles:
        fix = "Add `sides: {owner: owner, nop: non_owner_participant}` to the regime, with a line for every side (`other` for a pool)."
        yield Problem("The regime does not say which parties stand behind its sides.", fix, where(("regime",)))
    elif not {"owner", "non_owner_participant"} <= set(roles.values()):
        yield Problem(
            "The regime needs a side of owners and a side of non-owner participants.",
            "Give the sides their roles.",
            where(("regime", "sides")),
        )
    yield from _check_unallocated(terms, where)
    for index, stage in enumerate(terms.regime.stages):
        if isinstance(stage, Allocate):
            place = ("regime", "stages", index, "allocate", "key")
            yield from _check_key(stage, roles.get(stage.side, "other"), parties, where, place)


def _check_unallocated(terms: Readable, where: Where) -> Iterator[Problem]:
    allocated = {stage.side for stage in terms.regime.stages if isinstance(stage, Allocate)}
    for side, role in terms.regime.roles.items():
        members = [party.id for party in terms.parties if role in party.roles]
        if role != "other" and side not in allocated and len(members) > 1:
            message = f"{side} stands for {', '.join(members)}, and no stage says how it is split between them."
            fix = f"Add `- allocate: {{side: {side}, key: agreed_shares}}` at the end of the stages."
            yield Problem(message, fix, where(("regime", "stages")))


def _check_key(stage: Allocate, role: str, parties: dict[str, Party], where: Where, place: tuple[str | int, ...]) -> Iterator[Problem]:
    shares = shares_of(parties.values(), role) if role in {"owner", "non_owner_participant"} else {}  # type: ignore[arg-type]
    if stage.key == AGREED_SHARES:
        if not shares:
            yield Problem(
                f"{stage.side} is allocated by the agreed shares, but no party has one.", "Give the parties shares.", where(place)
            )
        return
    assert isinstance(stage.key, dict), "a key is a table or the word for the agreed shares"
    for party, part in stage.key.items():
        if party not in parties:
            yield Problem(f"The key of {stage.side} names what is not a party.", _one_of(parties), where((*place, party)), party)
        elif role not in {"other", *parties[party].roles}:
            yield Problem(
                f"{party} is not {role.replace('_', ' ')}, but has a part of {stage.side}.",
                "Check its roles.",
                where((*place, party)),
                party,
            )
        constant = part.constant
        if party in shares and constant is not None and constant not in {shares[party], shares[party] * 100}:
            message = f"{party} has {percent(shares[party])} as a party, but another part in the key of {stage.side}."
            yield Problem(message, "Write `key: agreed_shares`, so that there is one figure.", where((*place, party)), part.text)


def check_fundings(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield providers whose target nobody funds, where payment on account needs a funder."""
    settle = terms.regime.settle
    if settle is None or settle.payment != "on_account":
        return
    funded = {contract.provider for contract in terms.service_contracts}
    for index, party in enumerate(terms.parties):
        if party.is_provider and party.id not in funded:
            message = f"Payment is on account, but no service contract says who funds {party.id}."
            yield Problem(message, "Add a service contract with its funder.", where(("parties", index)))


def check_variations(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield variations that clash, and those that take effect outside the term."""
    for first, second, term in clashes(terms.variations):
        index = next(number for number, one in enumerate(terms.variations) if one.id == second)
        message = f"{first} and {second} change the same term ({term}) on the same date."
        yield Problem(message, "Put both changes into one variation, or give them different dates.", where(("variations", index)))
    for index, one in enumerate(terms.variations):
        if not terms.alliance.starts_on <= one.effective_on <= terms.alliance.last_month.last_day:
            place = where(("variations", index, "effective_on"))
            yield Problem(
                f"{one.id} takes effect outside the alliance's term.", "Check the date, or the term.", place, str(one.effective_on)
            )
        carries = terms.regime.settle is not None and terms.regime.settle.carry_forward is not None
        if one.applies == "split" and carries:
            message = f"{one.id} splits a year, and the result of a year may be carried forward: of which part is not said."
            fix = "Let it apply from_period_start or next_period."
            yield Problem(message, fix, where(("variations", index, "applies")), one.applies)
        if one.applies == "split" and one.effective_on.day != 1:
            place = where(("variations", index, "effective_on"))
            fix = f"Write {one.effective_on:%Y-%m}-01, or apply it otherwise."
            yield Problem(f"{one.id} splits a period in the middle of a month.", fix, place, str(one.effective_on))


def check_project(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield a project period that lies outside the term, or a project where none is stated."""
    project = terms.calendar.project
    alliance = terms.alliance
    if project is not None:
        first, last = Month.parse(project.first), Month.parse(project.last)
        if first.first_day < alliance.starts_on or last > alliance.last_month:
            fix = f"It lies between {alliance.starts_on} and {alliance.last_month.last_day}."
            yield Problem("The project period is not within the alliance's term.", fix, where(("calendar", "project")))


def check_binding(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield a warning where money is to be paid under an agreement that does not bind."""
    settle = terms.regime.settle
    if settle is not None and settle.payment is not None and terms.alliance.status.whole == "memorandum_of_understanding":
        message = "Payments are to be made, but the agreement does not bind in law as a whole."
        fix = "Name the clauses that bind under alliance/status/binding, or settle in shadow only."
        if not terms.alliance.status.binding:
            yield Problem(message, fix, where(("alliance", "status")), severity="warning")


def _one_of(known: Iterable[str]) -> str:
    names = list(known)
    return f"Use one of: {', '.join(names)}." if names else "None is defined yet: define it first."


CHECKS: tuple[Check, ...] = (
    check_ids,
    check_measure_ids,
    check_roles,
    check_shares,
    check_memberships,
    check_contracts,
    check_weights,
    check_framework_references,
    check_measures,
    check_categories,
    check_regime_references,
    check_regime_inputs,
    check_names_of_sound_stages,
    check_allocation,
    check_fundings,
    check_variations,
    check_project,
    check_binding,
)
"""Every cross-check. Source: BRIEF §3.4, column “Checks”, for the terms that this version models."""
