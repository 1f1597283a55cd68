"""The covers of the decisions in a meeting's pack: what somebody has to have read before they decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gainshare.core.kernel.formats import list_in_words, money
from gainshare.files.governance_schedule import POUND
from gainshare.web.alliances.queries import parties_of
from gainshare.web.governance.effect import EffectOfProposal, effect_of
from gainshare.web.governance.facts import decisions_of
from gainshare.web.governance.models import Decision, Meeting, Paper, Round
from gainshare.web.governance.schedules import read


@dataclass(frozen=True, slots=True)
class CoverShown:
    """The cover of a decision in a meeting's pack."""

    reference: str
    """What it is called."""
    title: str
    """What it is about."""
    wording: str
    """What is to be agreed."""
    facts: Sequence[tuple[str, object]]
    """Its purpose, reserved matters, money, people and equality impact."""
    options: Sequence[Mapping[str, str]]
    """The options that were looked at, each with what speaks for and against it."""
    effect: EffectOfProposal | None
    """What it means in money, party by party."""
    held: Sequence[tuple[str, str]]
    """Each principle that was looked at, and how the wording stands against it."""
    answers: Sequence[tuple[str, str]]
    """The questions of the best-for-service test with their answers, and what they come to."""
    papers: Sequence[Paper]
    """Its papers."""


def covers_of(row: Meeting) -> Sequence[CoverShown]:
    """Return the covers of the decisions on the agenda of a meeting, in its order."""
    about = list(row.items.filter(kind__in=("decision", "ratification")).order_by("place").values_list("about", flat=True))
    found = {one.reference: one for one in decisions_of(row.alliance).filter(reference__in=about)}
    names = {party.code: str(party) for party in parties_of(row.alliance)}
    return [_cover(found[reference], names) for reference in about if reference in found]


def _cover(row: Decision, names: Mapping[str, str]) -> CoverShown:
    now = list(row.rounds.all())[-1]
    commits = [f"{names.get(code, code)} {money(amount, POUND)}" for code, amount in row.commitments.items()]
    lines: tuple[tuple[str, object], ...] = (
        ("Why", row.why),
        ("Reserved matters", list_in_words(row.reserved)),
        ("Money it commits", "" if row.amount is None else money(row.amount, POUND)),
        ("Of which", list_in_words(commits)),
        ("People affected", row.people),
        ("Equality impact", row.equality),
        ("Seen through by", row.owner),
    )
    return CoverShown(
        reference=row.reference,
        title=row.title,
        wording=now.wording,
        facts=[(name, said) for name, said in lines if said],
        options=row.options,
        effect=effect_of(row.alliance, row.effects),
        held=_held(row, now),
        answers=_answers(row, now),
        papers=list(row.papers.all()),
    )


def _held(row: Decision, now: Round) -> Sequence[tuple[str, str]]:
    principles = read(row.schedule).principles
    found = []
    for word, held in now.principles.items():
        said = "Met" if held["is_met"] else "Strained"
        found.append((f"{word}: {principles.get(word, '')}", f"{said}: {held['why']}" if held["why"] else said))
    return found


def _answers(row: Decision, now: Round) -> Sequence[tuple[str, str]]:
    questions = {one.id: one.text for one in read(row.schedule).terms.best_for_service}
    result = {"pass": "The test is passed", "fail": "The test is not passed"}.get(now.result, "Nobody has said yet")
    return [*((questions.get(word, word), answer) for word, answer in now.answers.items()), ("Is it the best for the service?", result)]
