"""What is wrong with a text as an alliance's agreement: as YAML, as terms, for the rows, and for the registers beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import Model

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.problem import Fault, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.checks import check_ledger
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.observation import Observation
from gainshare.files.checking import check_folder
from gainshare.files.folder import AGREEMENT, check_observations
from gainshare.files.tables import tables
from gainshare.web.agreements.convert import read_data
from gainshare.web.agreements.models import Register
from gainshare.web.agreements.parties import agreed_parties
from gainshare.web.alliances.models import Alliance, Organisation, Party


def _nothing_handed_in(_: Alliance) -> Ledger:
    return Ledger()


read_handed_in: Callable[[Alliance], Ledger] = _nothing_handed_in
"""How the costs that were handed in are read; the open book, which stands above the agreement, puts its own way here when it starts."""


def _nothing_entered(_: Alliance, __: Agreement) -> tuple[Observation, ...]:
    return ()


read_entered: Callable[[Alliance, Agreement], tuple[Observation, ...]] = _nothing_entered
"""How the measures' values that were entered here are read, by the calendar of an agreement; the measures put their own way here."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a text is, and everything that is to be said of it."""

    agreement: Agreement | None
    """The agreement; None if it cannot be used."""
    problems: Sequence[Problem]
    """Errors, which stop it, and what the lint finds, which does not."""


def review(data: bytes, alliance: Alliance) -> Review:
    """Return what a text is as the next version of an alliance's agreement, with all problems at once."""
    agreement, problems = read_data(data)
    if agreement is None:
        return Review(None, problems)
    stops = (*_is_ours(agreement, alliance), *misfits(agreement), *_what_is_on_file_fits(agreement, alliance))
    if errors(stops):
        return Review(None, (*stops, *problems))
    return Review(agreement, findings(data))


def findings(data: bytes) -> Sequence[Problem]:
    """Return what the lint finds in an agreement that can be read, and worked examples that do not come out."""
    with TemporaryDirectory() as made:
        file = Path(made) / AGREEMENT
        file.write_bytes(data)
        return check_folder(file)


def misfits(agreement: Agreement) -> Iterator[Problem]:
    """Yield what the rows of an alliance and its parties could not hold."""
    alliance = agreement.terms.alliance
    yield from too_long(alliance.id, Alliance, "reference", Source(AGREEMENT, field="alliance/id"))
    yield from too_long(alliance.name, Alliance, "name", Source(AGREEMENT, field="alliance/name"))
    seen: dict[str, str] = {}
    for party in agreed_parties(agreement):
        place = Source(AGREEMENT, field=f"parties/{party.id}/name")
        yield from too_long(party.id, Party, "code", Source(AGREEMENT, field=f"parties/{party.id}/id"))
        yield from too_long(party.name, Organisation, "name", place)
        other = seen.setdefault(party.name.lower(), party.id)
        if other != party.id:
            yield Problem(f"{other} and {party.id} have the same name.", "Give each party its own name.", place, party.name)


def too_long(text: str, model: type[Model], field: str, place: Source) -> Iterator[Problem]:
    """Yield a problem if a text is longer than its field holds."""
    limit = getattr(model._meta.get_field(field), "max_length", None)
    if limit is not None and len(text) > limit:
        yield Problem(f"This has {len(text)} characters; at most {limit} are kept.", "Shorten it.", place, text)


def _is_ours(agreement: Agreement, alliance: Alliance) -> Iterator[Problem]:
    """Yield why a text is not the next version of this alliance's agreement."""
    found = agreement.terms.alliance.id
    if found != alliance.reference:
        fix = f"Upload the agreement of {alliance.reference}, or put its id right."
        yield Problem(f"This is the agreement of another alliance, not of {alliance.reference}.", fix, _at("alliance/id"), found)
    named = {party.id for party in agreed_parties(agreement)}
    taken: dict[str, str] = {}
    for party in Party.objects.filter(alliance=alliance).select_related("organisation"):
        taken[party.organisation.name.lower()] = party.code
        if party.code not in named:
            fix = "Keep it, and give it `member_until` if it leaves: its returns stay on file."
            yield Problem(f"{party.code} is a party of the alliance and is not in the text.", fix, _at("parties"))
    for agreed in agreed_parties(agreement):
        other = taken.get(agreed.name.lower(), agreed.id)
        if other != agreed.id:
            fix = f"Call the party {other}, or give it another name."
            yield Problem(f"{agreed.name} is {other} in this alliance.", fix, _at(f"parties/{agreed.id}/id"), agreed.id)


def _what_is_on_file_fits(agreement: Agreement, alliance: Alliance) -> Sequence[Problem]:
    """Return what would be wrong with what is on file under an agreement: costs or targets of a cost type that is gone, and the like."""
    newest = dict(Register.objects.filter(alliance=alliance).order_by("number").values_list("name", "text"))
    rows: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for table in tables(agreement.calendar, agreement.terms.currency):
        built, found = table.read(newest[table.file].encode("utf-8")) if table.file in newest else ([], [])
        rows[table.file] = tuple(row for item in built for row in item) if built and isinstance(built[0], list) else tuple(built)
        problems += found
    problems += check_ledger(_ledger(rows, read_handed_in(alliance)), book_terms(agreement))
    try:
        observations = (*rows["observations.csv"], *read_entered(alliance, agreement))
        problems += check_observations((agreement.terms.performance, agreement.latest.performance), observations)
    except Fault as fault:  # a calendar that has no such period
        problems.append(fault.problem(Source("values entered here", field="period")))
    first = {(problem.source.file, problem.source.field, problem.message): problem for problem in reversed(errors(problems))}
    return tuple(reversed(first.values()))  # a thousand lines of a cost type that is gone are one thing to put right


def _ledger(rows: Mapping[str, tuple[Any, ...]], handed_in: Ledger) -> Ledger:
    return replace(
        handed_in,
        targets=rows["targets.csv"],
        adjustments=rows["target_adjustments.csv"],
        payments=rows["payments.csv"],
        forecasts=rows["forecasts.csv"],
        facts=rows["facts.csv"],
    )


def _at(field: str) -> Source:
    return Source(AGREEMENT, field=field)
