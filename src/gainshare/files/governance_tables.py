"""The tables of an alliance's registers: decisions, meetings, risks, actions, disputes, interests and notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from gainshare.core.governance.dispute import Dispute, EscalationStep, StepTaken, step_due_on
from gainshare.core.governance.matters import DecisionClass
from gainshare.core.governance.meeting import Interest
from gainshare.core.governance.record import Notice, RecordedDecision, RecordedMeeting, read_outcome
from gainshare.core.governance.register import HIGHEST, SCORES, Item, ItemStatus, Risk, RiskScore
from gainshare.core.kernel.problem import Fault
from gainshare.files.csv_cells import amount_parser, choice_parser, date_parser, id_parser, text_parser
from gainshare.files.csv_reader import Column
from gainshare.files.governance_notation import person_of
from gainshare.files.tables import Table

SHORT, LONG = text_parser(200), text_parser(2_000)
Cell = Any
"""The value of a cell, as its column's parser returns it."""
Parser = Callable[[str], Cell]
"""From the text of a cell to its value."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the tables may name; an empty set of names lets every id pass, because the file that has them could not be read."""

    parties: tuple[str, ...] = ()
    """The parties."""
    bodies: tuple[str, ...] = ()
    """The bodies."""
    principles: tuple[str, ...] = ()
    """The principles."""
    reserved: tuple[str, ...] = ()
    """The reserved matters."""
    classes: Mapping[str, DecisionClass] | None = None
    """The class behind each code; None if the file that has them could not be read."""
    steps: tuple[EscalationStep, ...] | None = None
    """The steps of escalation; None likewise."""
    meetings: tuple[str, ...] = ()
    """The meetings."""


def governance_tables(known: Known) -> tuple[Table, ...]:
    """Return the tables, each with how its rows are read."""
    return (meetings_table(known), _decisions(known), _risks(known), _actions(known), _disputes(known), _interests(known), _notices())


def meetings_table(known: Known) -> Table:
    """Return the table of meetings: decisions name them, so it is read first."""

    def build(*cells: Cell) -> RecordedMeeting:
        one, body, day, quorate, attending, apologies, papers, _ = cells
        if both := [party for party in attending if party in apologies]:
            raise Fault(f"{both[0]} was there and sent apologies.", "Leave it out of one of the two.")
        return RecordedMeeting(one, body, day, quorate, attending, apologies, None if papers is None else papers == "yes")

    parties = _many(_one_of(known.parties, "party"))
    columns = (
        Column("meeting_id", id_parser, doc="what decisions call the meeting"),
        Column("body", _one_of(known.bodies, "body"), doc="the body that met"),
        Column("date", date_parser, doc="the day"),
        Column("quorate", choice_parser(("yes", "no", "planned")), doc="whether it had a quorum"),
        Column("attending_parties", parties, needed=False, default=(), doc="the parties that were there, with semicolons between"),
        Column("apologies", parties, needed=False, default=(), doc="the parties that sent apologies"),
        Column("papers_on_time", choice_parser(("yes", "no")), needed=False, doc="whether the papers were in time"),
    )
    return Table("meetings.csv", "the meetings", needed=False, columns=columns, build=build)


def _decisions(known: Known) -> Table:
    classes = known.classes

    def build(*cells: Cell) -> RecordedDecision:
        values = dict(zip(DECISION_FIELDS, cells, strict=False))
        values["stated_class"] = classes[values["stated_class"]] if classes else "alliance"
        return RecordedDecision(**values)

    columns = (
        Column("decision_id", id_parser, doc="what others call the decision"),
        Column("date", date_parser, doc="the day"),
        Column("meeting_id", _one_of(known.meetings, "meeting"), doc="the meeting"),
        Column("class", _class_of(classes), doc="the class it was given"),
        Column("title", SHORT, doc="what it is about"),
        Column("proposal", LONG, doc="what was proposed"),
        Column("principles_tested", _many(_one_of(known.principles, "principle")), needed=False, default=(), doc="principles, by id"),
        Column("best_for_service_result", choice_parser(("pass", "fail", "pending")), doc="what came of the test"),
        *(Column(name, _count, doc="how many parties") for name in ("votes_for", "votes_against", "abstain")),
        Column("outcome", _outcome, doc="what became of it"),
        Column(
            "reserved_matter", _many(_one_of(known.reserved, "reserved matter")), needed=False, default=(), doc="reserved matters, by id"
        ),
        Column("linked", _many(SHORT), needed=False, default=(), doc="what else it has to do with"),
        Column("notes", LONG, needed=False, default="", doc="anything else"),
        Column("amount", amount_parser(2), needed=False, doc="the money that it committed"),
    )
    return Table("decisions.csv", "decisions as recorded", needed=False, columns=columns, build=build)


DECISION_FIELDS = (
    "id",
    "decided_on",
    "meeting",
    "stated_class",
    "title",
    "proposal",
    "principles",
    "service_result",
    "votes_for",
    "votes_against",
    "abstained",
    "outcome",
    "reserved",
    "linked",
    "note",
    "amount_pence",
)
"""The field that each column of decisions.csv becomes, in the order of the columns."""


def _risks(known: Known) -> Table:
    def build(*cells: Cell) -> Risk:
        one, raised, category, title, text, likelihood, impact, value, mitigation, party, post, status, review, residual, _ = cells
        score = RiskScore(likelihood, impact)
        if value != score.value:
            raise Fault(f"The score is {value}, but {likelihood} × {impact} is {score.value}.", "Correct one of them.")
        if residual not in SCORES:
            raise Fault(f"No likelihood and impact come to a residual score of {residual}.", f"Use one of: {', '.join(map(str, SCORES))}.")
        return Risk(one, raised, category, title, text, score, residual, mitigation, party, post, review, status == "closed")

    owner = _owner(known)
    scores = _whole(1, HIGHEST), _whole(1, HIGHEST * HIGHEST)
    columns = (
        Column("risk_id", id_parser, doc="what others call the risk"),
        Column("raised", date_parser, doc="the day on which it was raised"),
        Column("category", SHORT, doc="what sort of risk it is"),
        Column("title", SHORT, doc="what it is called"),
        Column("cause_event_consequence", LONG, doc="cause, event and consequence"),
        Column("likelihood_1_5", scores[0], doc="likelihood, from 1 to 5"),
        Column("impact_1_5", scores[0], doc="impact, from 1 to 5"),
        Column("score", scores[1], doc="likelihood × impact"),
        Column("mitigation", LONG, doc="what is done about it"),
        Column("owner_party", owner, doc="the party or body that looks after it"),
        Column("owner_role", SHORT, doc="whose post it is there"),
        Column("status", choice_parser(("open", "closed")), doc="whether it is closed"),
        Column("next_review", date_parser, doc="the day on which it is looked at next"),
        Column("residual_score", scores[1], doc="the score that is left"),
    )
    return Table("risks.csv", "the risks", needed=False, columns=columns, build=build)


def _actions(known: Known) -> Table:
    def build(*cells: Cell) -> Item:
        one, raised, source, text, party, post, due, status, closed, _ = cells
        is_done = status == "closed"
        if is_done != (closed is not None):
            wrong = "It is closed, but has no day." if is_done else f"It is {status}, but has a day on which it was closed."
            raise Fault(wrong, "Give both the status closed and the day, or neither.")
        becomes: ItemStatus = "done" if is_done else "open"
        return Item(one, "action", raised, source, text, party, post, becomes, due, closed, was_overdue=status == "overdue")

    owner = _owner(known)
    columns = (
        Column("action_id", id_parser, doc="what others call the action"),
        Column("raised", date_parser, doc="the day on which it was raised"),
        Column("source", id_parser, doc="the meeting, decision or risk it comes from"),
        Column("action", LONG, doc="what is to be done"),
        Column("owner_party", owner, doc="the party or body that does it"),
        Column("owner_role", SHORT, doc="whose post it is there"),
        Column("due", date_parser, doc="the day on which it is due"),
        Column("status", choice_parser(("open", "overdue", "closed")), doc="open, overdue or closed"),
        Column("closed", date_parser, needed=False, doc="the day on which it was closed"),
    )
    return Table("actions.csv", "the actions", needed=False, columns=columns, build=build)


def _disputes(known: Known) -> Table:
    steps = known.steps

    def build(*cells: Cell) -> Dispute:
        one, raised, by, about, question, step, started, due, outcome, closed, _ = cells
        if started < raised:
            raise Fault("The step began before the dispute was raised.", "Check both days.")
        if closed is not None and closed < started:
            raise Fault("It was closed before its step began.", "Check both days.")
        if by == about:
            raise Fault(f"{by} raised it, and it is about {by}.", "Write what or whom it concerns.")
        if closed is not None and not outcome:
            raise Fault("It is closed, but nothing is said of what was agreed.", "Write the outcome.")
        number = _step_number(step, steps)
        dispute = Dispute(one, raised, by, about, question, (StepTaken(number, started),), closed, outcome)
        _check_due(dispute, due, steps)
        return dispute

    columns = (
        Column("dispute_id", id_parser, doc="what others call the dispute"),
        Column("raised", date_parser, doc="the day on which it was raised"),
        Column("by", _one_of(known.parties, "party"), doc="the party that raised it"),
        Column("against", SHORT, doc="what or whom it concerns"),
        Column("issue", LONG, doc="what is to be settled"),
        Column("step", SHORT, doc="the step it is at: its number and its holder"),
        Column("step_started", date_parser, doc="the day on which the step began"),
        Column("step_due", date_parser, needed=False, doc="the last day of the step"),
        Column("outcome", LONG, needed=False, default="", doc="what was agreed"),
        Column("closed", date_parser, needed=False, doc="the day on which it was settled"),
    )
    return Table("disputes.csv", "the disputes", needed=False, columns=columns, build=build)


def step_label(number: int, steps: Iterable[EscalationStep]) -> str:
    """Return how disputes.csv writes a step: its number and its holder."""
    return next(f"{step.number} {step.holder}" for step in steps if step.number == number)


def _step_number(text: str, steps: Sequence[EscalationStep] | None) -> int:
    labels = {step_label(step.number, steps): step.number for step in steps} if steps is not None else None
    if labels is None:
        # The steps could not be read, which is reported where they stand.
        return 1
    if text not in labels:
        known = f"Write one of: {'; '.join(labels)}." if labels else "Add the steps to `escalation` in governance.yaml."
        raise Fault(f"There is no step “{text}”.", known)
    return labels[text]


def _check_due(dispute: Dispute, due: date | None, steps: tuple[EscalationStep, ...] | None) -> None:
    if steps is None or (due is None and dispute.resolved_on is not None):
        return
    computed = step_due_on(dispute, steps)
    if due is None:
        return
    if due != computed:
        said = "the step has no clock" if computed is None else f"its last day is {computed} by the working days of the step"
        raise Fault(f"The step is due on {due}, but {said}.", f"Write {computed or 'nothing'}, or check when the step began.")


def _interests(known: Known) -> Table:
    def build(*cells: Cell) -> Interest:
        declared, role, party, what, kind, management, reviewed, _ = cells
        return Interest(person_of(role, party or None), party, declared, what, kind, management, frozenset(), reviewed)

    columns = (
        Column("declared", date_parser, doc="the day on which it was declared"),
        Column("person", SHORT, doc="whose post it is"),
        Column("party", _one_of(known.parties, "party"), needed=False, default="", doc="their party; empty for an independent member"),
        Column("interest", LONG, doc="what the interest is"),
        Column("type", SHORT, doc="what kind of interest it is"),
        Column("management", LONG, doc="what is done about it"),
        Column("reviewed", date_parser, needed=False, doc="the day on which it was last looked at"),
    )
    return Table("conflicts_register.csv", "declared interests", needed=False, columns=columns, build=build)


def _notices() -> Table:
    def build(*cells: Cell) -> Notice:
        return Notice(*cells[:-1])

    columns = (
        Column("notice_id", id_parser, doc="what others call the notice"),
        Column("regime", SHORT, doc="the rules under which it was published"),
        Column("type", SHORT, doc="what sort of notice it is"),
        Column("published", date_parser, doc="the day"),
        Column("ocid_fictional", SHORT, doc="its reference"),
        Column("relates_to", SHORT, doc="the contracts it is about"),
    )
    return Table("notices.csv", "notices published", needed=False, columns=columns, build=build)


def _one_of(names: Sequence[str], what: str) -> Parser:
    return choice_parser(names, what=what) if names else id_parser


def _owner(known: Known) -> Parser:
    return _one_of((*known.parties, *known.bodies) if known.parties else (), "party or body")


def _class_of(classes: Mapping[str, DecisionClass] | None) -> Parser:
    def refuse(_: str) -> Cell:
        raise Fault("governance.yaml has no classes of decisions.", "Add `decision_classes` there.")

    return refuse if classes is not None and not classes else _one_of(tuple(classes or ()), "class")


def _many(parse: Parser) -> Parser:
    """Return the parser of several values with semicolons between."""
    return lambda text: tuple(parse(part) for part in text.split(";"))


def _outcome(text: str) -> str:
    stripped = LONG(text)
    read_outcome(stripped)
    return stripped


def _count(text: str) -> int:
    return cast(int, _whole(0, 99)(text))


def _whole(least: int, most: int) -> Parser:
    """Return the parser of a whole number between two others."""

    def parse(text: str) -> int:
        stripped = text.strip()
        if not (stripped.isascii() and stripped.isdigit() and len(stripped) < 5 and least <= int(stripped) <= most):
            raise Fault(f"This is no whole number from {least} to {most}.", "Write digits only.")
        return int(stripped)

    return parse
