"""What the page of a decision shows: where it stands and why, its tests, its rounds, what each party may see and do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.forms import BaseForm
from django.urls import NoReverseMatch, reverse

from gainshare.core.governance import decision as core
from gainshare.core.governance.standing import ALLOWED, Act, Standing, outcome_of, standing_of
from gainshare.core.kernel.formats import date_long, list_in_words, money
from gainshare.files.governance_schedule import POUND, GovernanceSchedule
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.queries import parties_of
from gainshare.web.governance import forms
from gainshare.web.governance.binding import bound_by
from gainshare.web.governance.calling import may_rejoin
from gainshare.web.governance.effect import EffectOfProposal, effect_of
from gainshare.web.governance.facts import decision_of, recusals_now
from gainshare.web.governance.models import Decision, Meeting, Paper
from gainshare.web.governance.next_step import next_in_words, next_step, quorum_in_words, warnings_of
from gainshare.web.governance.parts_view import Endorsing, Following, Speaking, endorsing, following, people_to_recuse, speaking
from gainshare.web.governance.rounds_view import RoundShown, rounds_of, wording_alone
from gainshare.web.governance.schedules import read
from gainshare.web.governance.words import CLASS_WORDS, STANDING_SENTENCES, STANDING_WORDS
from gainshare.web.registers.queries import items_from
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A decision."""

    frame: Frame
    """What stands around it."""
    row: Decision
    """The row."""
    standing: Standing
    """Where it stands."""
    sentence: str
    """Where it stands, in a sentence."""
    next: str
    """What it needs next, in a sentence; empty if nothing."""
    facts: Sequence[tuple[str, object]]
    """What there is to know, in short."""
    sees_all: bool
    """Whether who looks sees papers and rounds."""
    options: Sequence[Mapping[str, str]]
    """The options that were looked at."""
    effect: EffectOfProposal | None
    """What it means in money."""
    quorum: Sequence[str]
    """Why the meeting could not decide it now; empty if it could."""
    quorum_is_held: bool | None
    """Whether the meeting could decide it now; None if no meeting is open."""
    rounds: Sequence[RoundShown]
    """Its rounds, the current one first."""
    speaking: Sequence[Speaking]
    """The parties for which who looks may speak now."""
    endorsing: Sequence[Endorsing]
    """The endorsements that it needs."""
    following: Sequence[Following]
    """What it leads to; empty until it is adopted."""
    papers: Sequence[Paper]
    """Its papers."""
    paper_form: BaseForm | None
    """For whoever may add one."""
    reword_form: BaseForm | None
    """For whoever may put it to another round."""
    withdraw_form: BaseForm | None
    """For whoever may take it back."""
    recuse_form: BaseForm | None
    """For whoever may write down that somebody takes no part."""
    meetings: Sequence[Meeting]
    """The meetings on whose agenda it could be put."""
    may: frozenset[str]
    """What who looks may do now."""
    step: str
    """What is the next thing to be done, as `next_step` says."""
    open_first: Link | None
    """The meeting of today that has to be opened first, for whoever may open it."""
    warnings: Sequence[str]
    """Why showing what all have said would decide nothing now."""
    has_steps: bool
    """Whether that takes it further."""
    declining: Sequence[tuple[Party, BaseForm]]
    """The parties for which who looks may say that they do not ratify it, each with the form for it."""
    recused: Sequence[tuple[str, str]]
    """Who takes no part, and may be let in again by who looks: the id and the name."""
    bound: Sequence[Link | str]
    """What it binds."""
    actions: Sequence[tuple[str, str, str]]
    """The actions that came of it: what, whose, and where it stands."""
    escalate: str
    """Where a difference is raised as a dispute; empty if it cannot be, or not by who looks."""
    propose_anew: str
    """Where it is proposed anew, with what it said; empty if it cannot be, or not by who looks."""
    add_action: str
    """Where an action that comes of it is added; empty for those who may not."""
    unsent: BaseForm | None = None
    """A form that was sent with mistakes."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Where forms are sent."""


def decision_page(seat: Seat, row: Decision, today: date, unsent: Mapping[str, BaseForm] | None = None) -> DecisionPage:
    """Return the page of a decision.

    Args:
        seat: who looks at it.
        row: the decision, as `facts.decisions_of` reads it.
        today: the day.
        unsent: forms that were sent with mistakes, by what they are for; a party's own by `voice CODE` and the like.
    """
    wrong = unsent or {}
    decision, schedule = decision_of(row), read(row.schedule)
    standing = standing_of(decision, today)
    outcome = outcome_of(decision, today)
    parties = parties_of(seat.alliance)
    names = {party.code: str(party) for party in parties}
    sees_all = seat.may("decisions.read_journey")
    step = next_step(row, decision, standing, outcome)
    may = _may(seat, row, standing) - (frozenset() if step in {"call", "quorum"} else {"call"})
    is_live = row.meeting is not None and row.meeting.opened_at is not None and row.meeting.ended_at is None
    asks = standing in {"draft", "in_round"} and is_live
    return DecisionPage(
        frame=_frame(seat, row, standing),
        row=row,
        standing=standing,
        sentence=_sentence(standing, len(decision.rounds)),
        next=next_in_words(row, decision, standing, outcome, names, schedule) if sees_all else "",
        facts=_facts(seat, row, decision, names, schedule),
        sees_all=sees_all,
        options=row.options,
        effect=effect_of(seat.alliance, row.effects) if sees_all else None,
        quorum=quorum_in_words(outcome, names) if asks else (),
        quorum_is_held=outcome.quorum.is_held if asks else None,
        rounds=rounds_of(seat, row, decision, names, schedule) if sees_all else wording_alone(row),
        speaking=speaking(seat, row, decision, standing, parties, today, wrong),
        endorsing=endorsing(seat, row, decision, standing, outcome, parties, wrong),
        following=following(seat, row, standing, wrong),
        papers=list(row.papers.select_related("added_by")) if sees_all else (),
        paper_form=wrong.get("paper", forms.PaperForm()) if "paper" in may else None,
        reword_form=_reword_form(row, parties, wrong) if "reword" in may else None,
        withdraw_form=wrong.get("withdraw") or forms.ReasonForm(auto_id="withdraw-%s") if "withdraw" in may else None,
        recuse_form=wrong.get("recuse") or _recuse_form(seat, decision, today) if "recuse" in may else None,
        meetings=_meetings(row) if "table" in may else (),
        may=may,
        step=step,
        open_first=_open_first(seat, row, today) if step == "open" else None,
        warnings=warnings_of(row, outcome, names) if "show" in may else (),
        has_steps=bool(may & STEPS),
        declining=_declining(seat, parties, wrong) if standing == "awaiting_ratification" else (),
        recused=_recused(seat, row) if "recuse" in ALLOWED[standing] else (),
        bound=bound_by(seat, row),
        actions=[(one.text, one.owner_party, one.status) for one in items_from(seat.alliance, row.reference)],
        escalate=_address("raise_dispute", seat, about=row.reference) if "escalate" in may else "",
        propose_anew=_address("propose_decision", seat, takes_up=row.reference) if _is_over(seat, standing) else "",
        add_action=_address("new_item", seat, kind="action", source=row.reference) if seat.may("registers.keep") else "",
        unsent=next(iter(wrong.values()), None),
        addresses={act: address(act, seat, row) for act in ADDRESSES},
    )


def _frame(seat: Seat, row: Decision, standing: Standing) -> Frame:
    title = f"{row.reference}: {row.title}"
    crumbs = [Crumb("Decisions", reverse("decisions", kwargs={"alliance": seat.alliance.pk}))]
    who = "Everybody in the alliance sees what was decided; papers and rounds only those who work in it."
    return frame_of(seat, title, place="decisions", crumbs=crumbs, status=STANDING_WORDS[standing], who_else=who, help="decisions")


ADDRESSES = (
    "say_decision",
    "take_back_voice",
    "call_decision",
    "show_decision",
    "reword_decision",
    "recuse_decision",
    "endorse_decision",
    "ratify_decision",
    "withdraw_decision",
    "decline_decision",
    "rejoin_decision",
    "follow_decision",
    "table_decision",
    "test_decision",
    "add_decision_paper",
)
"""The routes of what is done on the page."""


def address(route: str, seat: Seat, row: Decision) -> str:
    """Return the address of a page about a decision."""
    return reverse(route, kwargs={"alliance": seat.alliance.pk, "of": row.pk})


STEPS = frozenset({"table", "open", "test", "call", "show", "reword", "escalate", "ratify"})
"""What takes a decision further."""


def _address(route: str, seat: Seat, **asked: str) -> str:
    """Return the address of a page of another part of the application; empty if there is none."""
    try:
        return f"{reverse(route, kwargs={'alliance': seat.alliance.pk})}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""


def _sentence(standing: Standing, rounds: int) -> str:
    if standing == "draft" and rounds > 1:
        return f"It is put again, in round {rounds}: nobody has been asked to agree to that yet. What became of the rounds before is below."
    return STANDING_SENTENCES[standing]


def _is_over(seat: Seat, standing: Standing) -> bool:
    """Return whether a decision has come to nothing, and somebody may propose it anew."""
    return standing in {"refused", "lapsed", "withdrawn"} and seat.may("decisions.propose")


def _may(seat: Seat, row: Decision, standing: Standing) -> frozenset[str]:
    """Return what somebody may do with a decision where it stands."""
    rights: dict[str, tuple[Act, str]] = {
        "table": ("attend", "meetings.run"),
        "test": ("test", "decisions.test"),
        "call": ("open_call", "decisions.call"),
        "show": ("show", "decisions.call"),
        "reword": ("new_round", "decisions.call"),
        "recuse": ("recuse", "interests.declare"),
        "withdraw": ("withdraw", "meetings.run"),
        "ratify": ("ratify", "decisions.call"),
        "escalate": ("escalate", "disputes.raise_own"),
    }
    found = {name for name, (act, right) in rights.items() if act in ALLOWED[standing] and seat.may(right)}
    if "withdraw" in ALLOWED[standing] and row.proposed_by_id == seat.person.pk and seat.may("decisions.propose"):
        found.add("withdraw")
    if standing == "in_round" or row.is_written:
        found.discard("table")
    if seat.may("decisions.propose") and standing in {"draft", "in_round", "awaiting_approval", "awaiting_authority"}:
        found.add("paper")
    return frozenset(found)


def _open_first(seat: Seat, row: Decision, today: date) -> Link | None:
    if row.meeting is None or row.meeting.day != today or not seat.may("meetings.run"):
        return None
    return Link(f"Open {row.meeting.reference} first", reverse("meeting", kwargs={"alliance": seat.alliance.pk, "of": row.meeting.pk}))


def _recused(seat: Seat, row: Decision) -> Sequence[tuple[str, str]]:
    """Return who takes no part and may be let in again by who looks."""
    found = [one for one in recusals_now(row) if may_rejoin(seat, one)]
    return [(str(one.person_id), one.person.name) for one in found]


def _reword_form(row: Decision, parties: Sequence[Party], wrong: Mapping[str, BaseForm]) -> BaseForm:
    now = list(row.rounds.all())[-1]
    return wrong.get("reword") or forms.wording_form(row, now.wording, now.number, read(row.schedule), parties)


def _declining(seat: Seat, parties: Sequence[Party], wrong: Mapping[str, BaseForm]) -> Sequence[tuple[Party, BaseForm]]:
    mine = [party for party in parties if seat.may("decisions.speak_own", party)]
    return [(one, wrong.get(f"decline {one.code}") or forms.ReasonForm(auto_id=f"decline-{one.code}-%s")) for one in mine]


def _recuse_form(seat: Seat, decision: core.Decision, today: date) -> BaseForm | None:
    people = people_to_recuse(seat, decision, today)
    return forms.RecuseForm(people=people, auto_id="recuse-%s") if people else None


def _facts(
    seat: Seat, row: Decision, decision: core.Decision, names: Mapping[str, str], schedule: GovernanceSchedule
) -> Sequence[tuple[str, object]]:
    found = decision.classification
    bodies = {body.id: body.name for body in schedule.terms.bodies}
    commits = [f"{names.get(code, code)} {money(amount, POUND)}" for code, amount in row.commitments.items()]
    later = row.superseded_by
    lines: tuple[tuple[str, object], ...] = (
        ("Class", f"{CLASS_WORDS[found.kind].capitalize()}. {_named(' '.join(found.reasons), names)}"),
        ("Decided by", f"{bodies.get(row.body, row.body)}{', in writing' if row.is_written else ''}"),
        ("Meeting", _meeting(seat, row)),
        ("Proposed", f"{row.proposed_by.name}, {date_long(row.proposed_on)}"),
        ("Money it commits", None if row.amount is None else money(row.amount, POUND)),
        ("Of which", list_in_words(commits)),
        ("Would exclude", f"{names.get(row.excludes, row.excludes)}, which has no voice in it" if row.excludes else ""),
        ("Takes up", row.takes_up),
        ("Seen through by", row.owner),
        ("Looked at again", _day(row.review_on)),
        ("Decided", _day(row.decided_on)),
        ("In its place", None if later is None else Link(str(later), address("decision", seat, later))),
        ("Taken back", f"{date_long(row.withdrawn_on)}: {row.withdrawn_why}" if row.withdrawn_on else None),
    )
    return [(name, value) for name, value in lines if value]


def _named(words: str, names: Mapping[str, str]) -> str:
    """Return a sentence of the core with the parties called by their names."""
    for code, name in names.items():
        words = words.replace(code, name)
    return words


def _day(day: date | None) -> str:
    return "" if day is None else date_long(day)


def _meeting(seat: Seat, row: Decision) -> object:
    if row.meeting is not None:
        return Link(row.meeting.reference, reverse("meeting", kwargs={"alliance": seat.alliance.pk, "of": row.meeting.pk}))
    return "None: it is decided in writing" if row.is_written else "Not on an agenda yet"


def _meetings(row: Decision) -> Sequence[Meeting]:
    there = Meeting.objects.filter(
        alliance=row.alliance_id, body=row.body, ended_at__isnull=True, cancelled_on__isnull=True, stated_quorum=""
    )
    return list((there.exclude(pk=row.meeting_id) if row.meeting_id else there).filter(day__gte=row.proposed_on).order_by("day")[:6])
