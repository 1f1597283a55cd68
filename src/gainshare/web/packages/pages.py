"""What the pages of packages show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from gainshare.core.agreement.terms import WorkPackage
from gainshare.core.governance import call_off as core
from gainshare.core.kernel import formats
from gainshare.core.kernel.problem import Problem
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import LEVEL_WORDS, measures_of
from gainshare.files.governance_notation import NotedBody
from gainshare.files.governance_schedule import POUND
from gainshare.reports.tables import WEIGHTED_PLACES, value_in_words
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.queries import parties_of
from gainshare.web.governance.schedules import names_of_bodies, schedule_of
from gainshare.web.packages.acting import DESCRIBE
from gainshare.web.packages.call_off_pages import STANDINGS, WHO_READS, list_crumb
from gainshare.web.packages.queries import call_offs_of, waiting
from gainshare.web.packages.roll_up import PackageSums, RollUp, roll_up
from gainshare.web.proceedings.links import address
from gainshare.web.settlements.held import small_measures
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Link, Row

NO_PACKAGE = "In no package"
"""What belongs to none."""


@dataclass(frozen=True, slots=True)
class PackagesPage:
    """The packages of works of an alliance, and what they come to together."""

    frame: Frame
    """What stands around it."""
    teams: Sequence[Sequence[object]]
    """Each package with its team and its call-offs."""
    sums: Sequence[Row | Sequence[object]]
    """What each package comes to, then what is in none, then all; none for those who may not see money."""
    notes: Sequence[str]
    """What to know about the figures, and what does not fit together."""
    problems: Sequence[Problem]
    """Why the figures cannot be told; none if they can, or if one may not see them."""


def packages_page(seat: Seat) -> PackagesPage:
    """Return the page of the packages."""
    packages = agreement_of(seat.alliance).latest.work_packages
    teams = _teams(seat)
    call_offs = call_offs_of(seat.alliance)
    sees_money = seat.may("settlements.read")
    found = roll_up(seat.alliance) if sees_money and packages else ()
    made = found if isinstance(found, RollUp) else None
    listed = [
        (_link(seat, one), teams[one.id].name if one.id in teams else "No team of this id in the schedule", waiting(call_offs, one.id))
        for one in packages
    ]
    sums: list[Row | Sequence[object]] = []
    if made is not None:
        sums = [(_link(seat, one), *_figures(made, made.of(one.id))) for one in packages]
        sums += [(one.package or NO_PACKAGE, *_figures(made, one)) for one in made.sums[len(packages) :]]
        sums.append(Row(("All", *_figures(made, made.together)), is_total=True))
    period = formats.period_long(made.period, made.assessment.agreement.calendar) if made else None
    frame = frame_of(
        seat,
        "Packages of works",
        place="governance",
        period=period,
        status="indicative" if made else None,
        who_else=WHO_READS,
        help="packages",
    )
    problems = found if not isinstance(found, RollUp) else ()
    return PackagesPage(frame, listed, sums, _notes(packages, teams, made), problems)


def _link(seat: Seat, package: WorkPackage) -> Link:
    return Link(package.name, address("package", seat, package=package.id))


def _figures(made: RollUp, one: PackageSums) -> Sequence[str]:
    currency = made.assessment.terms.currency
    money = [formats.money(amount, currency) for amount in (one.target_of_year, one.target, one.actual, one.variance)]
    return (*money, _points(one.points))


def _points(points: Fraction) -> str:
    return formats.number(points, WEIGHTED_PLACES)


def _notes(packages: Sequence[WorkPackage], teams: dict[str, NotedBody], made: RollUp | None) -> Sequence[str]:
    """Return what does not fit together, and what to do about it."""
    notes = []
    if made is not None:
        notes.append(
            "Variance is target less cost: above zero, the package costs less than its target. Points add up to the overall score."
        )
        named = [one for one in made.sums if one.package]
        if not any((one.target_of_year, one.target, one.actual, one.points.numerator) != (0, 0, 0, 0) for one in named):
            notes.append(
                "No target, cost or measure names a package yet, so all of it stands in none. Name the package in the column "
                "work_package of targets and returns, and in the measures of the agreement."
            )
    ids = {one.id for one in packages}
    orphans = [f"{one.name} ({one.id})" for one in teams.values() if one.id not in ids]
    if orphans:
        notes.append(
            f"The schedule has a team without a package in the agreement: {formats.list_in_words(orphans)}. "
            "Add a work package of the same id to the agreement."
        )
    return notes


def _teams(seat: Seat) -> dict[str, NotedBody]:
    """Return the teams of packages of the schedule in force, by their ids."""
    schedule = schedule_of(seat.alliance)
    if schedule is None:
        return {}
    of_packages = {one.id for one in schedule.terms.bodies if one.kind == "package_team"}
    return {one.id: one for one in schedule.noted.bodies if one.id in of_packages}


@dataclass(frozen=True, slots=True)
class PackagePage:
    """One package."""

    frame: Frame
    """What stands around it."""
    facts: Sequence[tuple[str, object]]
    """What it is for, its team, its money, in words."""
    measures: Sequence[Sequence[object]]
    """Its measures, each in a row."""
    call_offs: Sequence[Sequence[object]]
    """What is called off under it, the newest first."""
    describe: str
    """Where a call-off is described; empty for those who may not."""
    problems: Sequence[Problem]
    """Why its figures cannot be told."""


def package_page(seat: Seat, package: WorkPackage) -> PackagePage:
    """Return the page of a package."""
    found = roll_up(seat.alliance) if seat.may("settlements.read") else ()
    made = found if isinstance(found, RollUp) else None
    rows = [(row, value) for row, value in call_offs_of(seat.alliance) if row.package == package.id]
    period = formats.period_long(made.period, made.assessment.agreement.calendar) if made else None
    frame = frame_of(
        seat,
        package.name,
        place="governance",
        crumbs=[list_crumb(seat)],
        period=period,
        status="indicative" if made else None,
        who_else=WHO_READS,
        help="packages",
    )
    return PackagePage(
        frame,
        [*_scope(seat, package), *(_money(made, package.id) if made else ())],
        _measures(seat, made, package.id),
        [
            (
                Link(row.reference, address("call_off", seat, of=row.pk)),
                row.now.title,
                formats.money(row.now.value, POUND),
                STANDINGS[core.call_off_standing(value)],
            )
            for row, value in reversed(rows)
        ],
        address("describe_call_off", seat, package=package.id) if seat.may(DESCRIBE) else "",
        found if not isinstance(found, RollUp) else (),
    )


def _scope(seat: Seat, package: WorkPackage) -> Sequence[tuple[str, object]]:
    """Return the scope, the team and what is said before anything is called off."""
    team = _teams(seat).get(package.id)
    if team is None:
        return [("Team", "None: the governance schedule has no team of a package with the id " + package.id)]
    said = team.call_off if isinstance(team.call_off, dict) else {}
    contract = next((one for one in agreement_of(seat.alliance).latest.service_contracts if one.id == said.get("contract")), None)
    purpose = team.purpose if isinstance(team.purpose, str) else formats.list_in_words([str(one) for one in team.purpose or ()])
    scope = purpose or (contract.services if contract else "") or "The schedule names none: add `purpose` to the team there"
    facts: list[tuple[str, object]] = [("Scope", scope[:1].upper() + scope[1:])]
    facts.append(("Team", Link(team.name, f"{reverse('governance', kwargs={'alliance': seat.alliance.pk})}#body-{team.id}")))
    schedule = schedule_of(seat.alliance)
    above = names_of_bodies(schedule) if schedule else {}
    facts += [("Reports to", above.get(team.reports_to, team.reports_to))] if team.reports_to else []
    if contract is not None:
        names = {party.code: str(party) for party in parties_of(seat.alliance)}
        funder, provider = (names.get(code, code) for code in (contract.funder, contract.provider))
        facts.append(("Contract", f"{contract.id}: {funder} funds {provider}"))
    if check := said.get("procurement_check"):
        facts.append(("Procurement check", str(check)[:1].upper() + str(check)[1:]))
    return facts


def _money(made: RollUp, package: str) -> Sequence[tuple[str, object]]:
    one, currency = made.of(package), made.assessment.terms.currency
    together = made.together

    def shown(amount: int, whole: int) -> str:
        share = f", {formats.percent(Fraction(amount, whole))} of the alliance’s" if whole else ""
        return f"{formats.money(amount, currency)}{share}"

    return [
        ("Target of the year", shown(one.target_of_year, together.target_of_year)),
        ("Target so far", shown(one.target, together.target)),
        ("Cost so far", shown(one.actual, together.actual)),
        ("Variance so far", f"{formats.money(one.variance, currency)}, {formats.favourable(one.variance)}"),
        ("Points of the overall score", f"{_points(one.points)} of {_points(together.points)}"),
    ]


def _measures(seat: Seat, made: RollUp | None, package: str) -> Sequence[Sequence[object]]:
    """Return the measures of a package; with their value and score for those who see settlements."""
    framework = made.assessment.terms.performance if made else agreement_of(seat.alliance).latest.performance
    own = [one for _, one in measures_of(framework) if one.work_package == package]
    names = [Link(f"{one.id} {one.name}", reverse("measure", kwargs={"alliance": seat.alliance.pk, "measure": one.id})) for one in own]
    if made is None:
        return [(name, formats.percent(one.weight)) for name, one in zip(names, own, strict=True)]
    hidden = frozenset[str]() if seat.may("measures.see_small") else small_measures(made.assessment)
    rows = []
    for name, measure in zip(names, own, strict=True):
        line = made.assessment.scorecard.line(measure.id)
        value = CONFIDENTIAL if measure.id in hidden and line.value is not None else value_in_words(line, measure)
        score = None if line.score is None else formats.number(line.score, 2)
        level = None if line.level is None else LEVEL_WORDS[line.level]
        rows.append((name, formats.percent(measure.weight), value, score, level, _points(line.weighted)))
    return rows
