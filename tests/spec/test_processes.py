"""Ways in and out: who is told, until when, what each step takes. Nobody is admitted or excluded without the decision that it takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.governance.process import (
    ALLOWED,
    BoardApproval,
    BoundDecision,
    NewVersion,
    Process,
    StepDone,
    approvals_awaited,
    current_step,
    due_on,
    may_in_process,
    notice_ends_on,
    rebased_from,
    stage_of,
    step_standing,
)
from gainshare.core.governance.process_acts import (
    NotNow,
    approve,
    bind_decision,
    bind_version,
    go_on_without,
    record_step,
    rectify,
    start_leaving,
    withdraw_process,
)
from gainshare.core.governance.process_terms import AdmissionTerms, LeavingTerms, steps_of
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.working_days import working_days_after

LEAVING = LeavingTerms.model_validate(
    {
        "rectification": {"notice_working_days": 10, "plan_working_days": 10, "review_working_days": 20},
        "voluntary_withdrawal_notice_months": 12,
        "termination_by_owner_notice_months": 6,
    }
)
ADMISSION = AdmissionTerms.model_validate(
    {
        "steps": [
            {"text": "expression of interest", "needs": "record"},
            {"text": "due diligence", "needs": "record"},
            {"text": "unanimous recommendation", "needs": "decision"},
            {"text": "board approvals", "needs": "approvals"},
            {"text": "deed of accession", "needs": "record"},
            {"text": "re-basing", "needs": "version"},
        ]
    }
)
DAY = date(2026, 11, 10)
PARTIES = ("BRD", "TRU", "CHA")
ADOPTED = BoundDecision("DEC-7", DAY, is_adopted=True, is_unanimous=True, is_reserved=True)
JANUARY = NewVersion(2, date(2027, 1, 1), is_in_force_then=True, is_member=True, has_share=True)
WITHOUT = replace(JANUARY, is_member=False, has_share=False)


def process(kind="admission", party="Fernway", started_on=DAY, **known):
    others = tuple(one for one in PARTIES if one != party)
    made = Process("P-01", kind, party, started_on, steps_of(kind, LEAVING, ADMISSION), others, **known)
    return start_leaving(made) if kind in {"withdrawal", "termination"} else made


def yes(party, on=DAY):
    return BoardApproval(party, True, on)


def everybody_approves(one):
    for party in approvals_awaited(one):
        one = approve(one, yes(party), day=day_after(one))
    return one


def day_after(one):
    """Return the first day on which a process can go on: after a review, the day after its last."""
    last = max((step.on for step in one.done), default=one.started_on)
    return due_on(one, current_step(one)) + timedelta(days=1) if stage_of(one) == "review" else last


def at_deciding(kind, party="CHA"):
    """Return an admission whose interest and diligence are recorded, or a rectification after its review."""
    one = process(kind, party if kind == "exclusion" else "Fernway")
    while stage_of(one) != "deciding":
        one = record_step(one, day=day_after(one))
    return one


# What may be done where it stands


def test_what_may_be_done_with_an_admission():
    assert {stage: sorted(acts) for stage, acts in ALLOWED["admission"].items()} == {
        "recording": ["record", "withdraw"],
        "deciding": ["bind_decision", "withdraw"],
        "approving": ["approve", "withdraw"],
        "rebasing": ["bind_version", "withdraw"],
        "admitted": [],
        "withdrawn": [],
    }


def test_what_may_be_done_with_a_rectification_and_an_exclusion():
    assert {stage: sorted(acts) for stage, acts in ALLOWED["exclusion"].items()} == {
        "notice": ["go_on_without", "record", "rectify", "withdraw"],
        "plan": ["go_on_without", "record", "rectify", "withdraw"],
        "review": ["propose_exclusion", "rectify", "withdraw"],
        "deciding": ["bind_decision", "withdraw"],
        "approving": ["approve", "withdraw"],
        "rebasing": ["bind_version", "withdraw"],
        "excluded": [],
        "rectified": [],
        "withdrawn": [],
    }


@pytest.mark.parametrize("kind", ["withdrawal", "termination"])
def test_what_may_be_done_with_a_notice_to_leave(kind):
    assert {stage: sorted(acts) for stage, acts in ALLOWED[kind].items()} == {
        "rebasing": ["bind_version", "withdraw"],
        "left": [],
        "withdrawn": [],
    }


# Admission


def test_a_party_is_admitted_step_by_step_and_the_last_is_the_version_that_gives_it_a_share():
    one = process()
    seen = [(stage_of(one), current_step(one).text)]
    for _ in range(2):
        one = record_step(one, day=DAY)
    seen.append((stage_of(one), current_step(one).text))
    one = bind_decision(one, ADOPTED, day=DAY)
    seen.append((stage_of(one), current_step(one).text))
    one = everybody_approves(one)
    seen.append((stage_of(one), current_step(one).text))
    one = record_step(one, day=DAY)
    seen.append((stage_of(one), current_step(one).text))
    one = bind_version(one, JANUARY, day=DAY)

    assert [*seen, stage_of(one)] == [
        ("recording", "expression of interest"),
        ("deciding", "unanimous recommendation"),
        ("approving", "board approvals"),
        ("recording", "deed of accession"),
        ("rebasing", "re-basing"),
        "admitted",
    ]
    assert one.ended_on == DAY


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"is_adopted": False}, "DEC-7 is not adopted"),
        ({"is_unanimous": False}, "not taken by the body that decides by unanimity"),
    ],
)
def test_an_admission_takes_an_adopted_unanimous_decision(wrong, why):
    with pytest.raises(NotNow, match=why):
        bind_decision(at_deciding("admission"), replace(ADOPTED, **wrong), day=DAY)


def test_every_partys_own_board_approves_an_admission():
    one = bind_decision(at_deciding("admission"), ADOPTED, day=DAY)
    one = approve(one, yes("BRD"), day=DAY)
    one = approve(one, BoardApproval("TRU", False, DAY), day=DAY)
    one = approve(one, yes("CHA"), day=DAY)

    assert stage_of(one) == "approving"
    assert approvals_awaited(one) == ("TRU",)
    assert stage_of(approve(one, yes("TRU"), day=DAY)) == "recording"
    with pytest.raises(NotNow, match="Fernway is not asked"):
        approve(one, yes("Fernway"), day=DAY)
    with pytest.raises(NotNow, match="a day that has not come"):
        approve(one, yes("TRU", DAY + timedelta(days=1)), day=DAY)
    with pytest.raises(NotNow, match="TRU cannot have decided before P-01 began on 10 November 2026"):
        approve(one, yes("TRU", DAY - timedelta(days=1)), day=DAY)


def test_what_a_board_said_of_one_decision_does_not_count_for_another():
    one = everybody_approves(bind_decision(at_deciding("admission"), ADOPTED, day=DAY))
    superseded = replace(one, decision=replace(ADOPTED, is_adopted=False))

    other = bind_decision(superseded, replace(ADOPTED, id="DEC-8"), day=DAY)

    assert approvals_awaited(other) == PARTIES
    assert approvals_awaited(bind_decision(superseded, ADOPTED, day=DAY)) == ()
    assert stage_of(everybody_approves(other)) == "recording"


def test_a_version_from_before_the_decision_completes_nothing():
    decided = replace(ADOPTED, bound_on=date(2027, 1, 4))
    one = record_step(everybody_approves(bind_decision(at_deciding("admission"), decided, day=DAY)), day=DAY)

    with pytest.raises(NotNow, match="Version 2 takes effect on 1 January 2027, before P-01 was bound to DEC-7 on 4 January 2027"):
        bind_version(one, JANUARY, day=DAY)
    assert bind_version(one, replace(JANUARY, takes_effect_on=date(2027, 2, 1)), day=DAY).ended_as == "complete"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"is_in_force_then": False}, "Version 2 is not the version in force on 1 January 2027"),
        ({"takes_effect_on": date(2027, 1, 15)}, "from the first of a month"),
        ({"takes_effect_on": date(2026, 10, 1)}, "not from 10 November 2026 on"),
        ({"has_share": False}, "Fernway has no share by version 2"),
    ],
)
def test_an_admission_is_complete_with_the_version_in_force_then_in_which_the_party_has_a_share(wrong, why):
    one = record_step(everybody_approves(bind_decision(at_deciding("admission"), ADOPTED, day=DAY)), day=DAY)

    with pytest.raises(NotNow, match=why):
        bind_version(one, replace(JANUARY, **wrong), day=DAY)
    assert stage_of(bind_version(one, JANUARY, day=DAY)) == "admitted"


def test_a_decision_that_no_longer_stands_opens_its_step_again():
    one = record_step(everybody_approves(bind_decision(at_deciding("admission"), ADOPTED, day=DAY)), day=DAY)
    superseded = replace(one, decision=replace(ADOPTED, is_adopted=False))

    assert stage_of(superseded) == "deciding"
    with pytest.raises(NotNow, match="“unanimous recommendation”: that comes first"):
        bind_version(superseded, JANUARY, day=DAY)


# Rectification and exclusion


def test_a_rectification_goes_from_notice_to_plan_to_review_and_is_put_right_at_any_of_them():
    one, seen = process("exclusion", "CHA"), []
    for _ in range(3):
        seen.append(stage_of(one))
        assert stage_of(rectify(one, day=day_after(one))) == "rectified"
        one = record_step(one, day=day_after(one))

    assert seen == ["notice", "plan", "review"]
    assert stage_of(one) == "deciding"
    with pytest.raises(NotNow, match="that comes first"):
        rectify(one, day=day_after(one))


def test_an_exclusion_is_proposed_once_the_last_day_of_the_review_has_gone_by():
    one = record_step(record_step(process("exclusion", "CHA"), day=DAY), day=DAY)
    last = date(2026, 12, 8)  # twenty working days after 10 November 2026

    assert due_on(one, current_step(one)) == last
    with pytest.raises(NotNow, match=r"has until 8 December 2026\. The exclusion can be proposed from 9 December 2026 on"):
        record_step(one, day=last)
    assert stage_of(rectify(one, day=last)) == "rectified"
    assert stage_of(record_step(one, day=last + timedelta(days=1))) == "deciding"


def test_without_an_answer_or_a_plan_a_rectification_goes_on_once_their_last_day_has_gone_by():
    one = process("exclusion", "CHA")
    with pytest.raises(NotNow, match=r"CHA has until 24 November 2026\. P-01 can go on without it from 25 November 2026 on"):
        go_on_without(one, day=date(2026, 11, 24))
    one = go_on_without(one, day=date(2026, 11, 25))
    with pytest.raises(NotNow, match="CHA has until 9 December 2026"):
        go_on_without(one, day=date(2026, 12, 9))

    one = go_on_without(one, day=date(2026, 12, 10))

    assert stage_of(one) == "review"
    assert [step.has_come for step in one.done] == [False, False]
    with pytest.raises(NotNow, match="that comes first"):
        go_on_without(one, day=date(2027, 6, 1))


def test_an_exclusion_takes_a_decision_of_the_others_the_approval_of_every_remaining_party_and_shares_without_it():
    one = at_deciding("exclusion")
    day = day_after(one)
    assert one.others == ("BRD", "TRU")
    with pytest.raises(NotNow, match="not on a reserved matter"):
        bind_decision(one, replace(ADOPTED, is_reserved=False), day=day)
    one = approve(bind_decision(one, ADOPTED, day=day), yes("BRD"), day=day)
    assert stage_of(one) == "approving"
    one = approve(one, yes("TRU"), day=day)
    with pytest.raises(NotNow, match="CHA is still a party by version 2"):
        bind_version(one, JANUARY, day=day)

    assert stage_of(bind_version(one, WITHOUT, day=day)) == "excluded"


CLOCKS = [
    # step     began                  its last day
    ("notice", date(2024, 3, 18), date(2024, 4, 3)),  # Good Friday and Easter Monday
    ("notice", date(2024, 12, 13), date(2024, 12, 31)),  # Christmas Day and Boxing Day
    ("review", date(2025, 4, 10), date(2025, 5, 13)),  # Good Friday, Easter Monday, the early May bank holiday
    ("plan", date(2025, 12, 19), date(2026, 1, 7)),  # Christmas Day, Boxing Day, New Year
    ("notice", date(2026, 3, 27), date(2026, 4, 14)),  # Good Friday and Easter Monday
    ("plan", date(2026, 12, 17), date(2027, 1, 5)),  # Christmas Day, the substitute for Boxing Day, New Year
    ("review", date(2027, 3, 22), date(2027, 4, 21)),  # Good Friday and Easter Monday
    ("notice", date(2027, 12, 13), date(2027, 12, 29)),  # both days of Christmas have substitutes
]


@pytest.mark.parametrize(("stage", "began_on", "last"), CLOCKS)
def test_each_step_of_a_rectification_has_its_working_days_from_the_day_on_which_the_one_before_was_done(stage, began_on, last):
    one = process("exclusion", "CHA", began_on)
    while stage_of(one) != stage:
        one = record_step(one, day=began_on)

    step = current_step(one)

    assert due_on(one, step) == last
    assert step_standing(one, step, last) == "due"
    assert step_standing(one, step, last + timedelta(days=1)) == "late"


def test_a_step_that_is_late_can_still_be_done_and_one_to_come_has_no_day_yet():
    one = process("exclusion", "CHA", date(2024, 3, 18))
    plan = one.steps[1]

    assert due_on(one, plan) is None
    assert step_standing(one, plan, DAY) == "to_come"
    assert due_on(record_step(one, day=date(2024, 4, 8)), plan) == date(2024, 4, 22)


# Leaving

NOTICES = [
    # kind         given                  its last day         shares re-based from
    ("withdrawal", date(2026, 11, 10), date(2027, 11, 10), date(2027, 12, 1)),
    ("withdrawal", date(2024, 12, 25), date(2025, 12, 25), date(2026, 1, 1)),
    ("withdrawal", date(2026, 9, 30), date(2027, 9, 30), date(2027, 10, 1)),
    ("withdrawal", date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)),
    ("termination", date(2026, 8, 31), date(2027, 2, 28), date(2027, 3, 1)),
    ("termination", date(2027, 8, 31), date(2028, 2, 29), date(2028, 3, 1)),
    ("termination", date(2026, 4, 1), date(2026, 10, 1), date(2026, 11, 1)),
]


@pytest.mark.parametrize(("kind", "given_on", "ends_on", "since"), NOTICES)
def test_a_notice_ends_on_the_day_of_the_same_number_and_shares_are_re_based_from_the_month_after(kind, given_on, ends_on, since):
    one = process(kind, "CHA", given_on)

    assert stage_of(one) == "rebasing"
    assert notice_ends_on(one) == ends_on
    assert rebased_from(one) == due_on(one, current_step(one)) == since
    assert stage_of(bind_version(one, replace(WITHOUT, takes_effect_on=since), day=given_on)) == "left"


def test_whoever_leaves_keeps_its_share_until_the_month_after_its_notice_has_ended():
    one = process("withdrawal", "CHA")

    with pytest.raises(NotNow, match="not from 1 December 2027 on"):
        bind_version(one, WITHOUT, day=DAY)
    with pytest.raises(NotNow, match="CHA is still a party"):
        bind_version(one, replace(JANUARY, takes_effect_on=date(2027, 12, 1)), day=DAY)


def test_a_process_is_taken_back_until_it_has_come_to_its_end_and_nothing_is_done_with_it_then():
    for kind in ALLOWED:
        one = withdraw_process(process(kind, "CHA" if kind != "admission" else "Fernway"), day=DAY)
        assert stage_of(one) == "withdrawn"
        with pytest.raises(NotNow, match="has come to its end"):
            withdraw_process(one, day=DAY)


def test_steps_are_written_down_in_the_order_of_their_days():
    one = record_step(process(), day=DAY + timedelta(days=3))

    with pytest.raises(NotNow, match="Give that day or a later one"):
        record_step(one, day=DAY)


def test_a_schedule_that_says_nothing_of_a_kind_has_no_process_of_it():
    for kind, what in [("admission", "no steps for an admission"), ("exclusion", "no rectification"), ("termination", "no notice")]:
        with pytest.raises(Fault, match=what):
            steps_of(kind, LeavingTerms(), None)


def test_a_party_never_approves_what_is_done_with_it():
    with pytest.raises(AssertionError, match="does not approve"):
        Process("P", "exclusion", "CHA", DAY, steps_of("exclusion", LEAVING, None), PARTIES)


# No order of acts makes up for the decision

DECISIONS = [replace(ADOPTED, is_adopted=a, is_unanimous=u, is_reserved=r) for a in (1, 0) for u in (1, 0) for r in (1, 0)]
VERSIONS = [
    replace(WITHOUT, takes_effect_on=since, is_in_force_then=held, is_member=member, has_share=member)
    for since in (date(2027, 1, 1), date(2027, 12, 1), date(2027, 1, 15))
    for held in (True, False)
    for member in (True, False)
]
MOVES = st.one_of(
    st.just(("next",)),
    st.just(("record",)),
    st.just(("hasty",)),
    st.just(("without",)),
    st.just(("rectify",)),
    st.sampled_from(DECISIONS).map(lambda one: ("decide", one)),
    st.tuples(st.just("approve"), st.sampled_from((*PARTIES, "Fernway")), st.booleans()),
    st.sampled_from(VERSIONS).map(lambda one: ("version", one)),
    st.just(("supersede",)),
)


def next_of(one):
    """Return the process with what it waits for, whatever that is."""
    stage = stage_of(one)
    if stage == "deciding":
        return bind_decision(one, ADOPTED, day=day_after(one))
    if stage == "approving":
        return everybody_approves(one)
    if stage == "rebasing":
        return bind_version(one, JANUARY if one.kind == "admission" else WITHOUT, day=day_after(one))
    return record_step(one, day=day_after(one))


def moved(one, move):
    """Return the process after an act, or after its decision was superseded elsewhere, which happens to a process that goes on alone."""
    what, *rest = move
    acts = {
        "next": lambda: next_of(one),
        "record": lambda: record_step(one, day=day_after(one)),
        "hasty": lambda: record_step(one, day=max((step.on for step in one.done), default=DAY)),
        "without": lambda: go_on_without(one, day=(due_on(one, current_step(one)) or one.started_on) + timedelta(days=1)),
        "rectify": lambda: rectify(one, day=day_after(one)),
        "decide": lambda: bind_decision(one, rest[0], day=day_after(one)),
        "approve": lambda: approve(one, BoardApproval(rest[0], rest[1], DAY), day=day_after(one)),
        "version": lambda: bind_version(one, rest[0], day=day_after(one)),
        "supersede": lambda: replace(one, decision=replace(one.decision, is_adopted=False)) if one.decision and not one.ended_as else one,
    }
    return acts[what]()


@pytest.mark.parametrize("kind", ["admission", "exclusion"])
@given(moves=st.lists(MOVES, max_size=40))
def test_no_order_of_acts_admits_or_excludes_a_party_without_its_adopted_decision(kind, moves):
    one = process(kind, "CHA" if kind == "exclusion" else "Fernway")

    for move in moves:
        try:
            one = moved(one, move)
        except NotNow:
            continue

    if stage_of(one) in {"admitted", "excluded"}:
        assert one.decision.is_adopted
        assert one.decision.is_unanimous
        assert one.decision.is_reserved or kind == "admission"
        assert approvals_awaited(one) == ()
        assert one.version.is_in_force_then
        assert one.version.takes_effect_on.day == 1
        assert one.version.has_share == (kind == "admission")
        assert kind == "admission" or one.done[2].on > working_days_after(one.done[1].on, 20)
    else:
        assert one.version is None
        assert one.ended_as != "complete"


@given(moves=st.lists(MOVES, max_size=8))
def test_the_way_through_ends_whatever_was_tried_before(moves):
    one = process()
    for move in moves:
        try:
            one = moved(one, move)
        except NotNow:
            continue

    if not one.ended_as:
        while stage_of(one) != "admitted":
            one = next_of(one)
    assert one.ended_as == "complete"


def test_every_act_that_is_not_allowed_where_it_stands_is_refused():
    for kind in ALLOWED:
        one = process(kind, "CHA" if kind != "admission" else "Fernway")
        allowed = ALLOWED[kind][stage_of(one)]
        for act, move in {
            "bind_decision": ("decide", ADOPTED),
            "approve": ("approve", "BRD", True),
            "rectify": ("rectify",),
            "record": ("record",),
        }.items():
            assert may_in_process(act, one) == (act in allowed)
            if act not in allowed:
                with pytest.raises(NotNow):
                    moved(one, move)


def test_a_step_done_keeps_its_day():
    one = record_step(process(), day=DAY)

    assert one.done == (StepDone("step-1", DAY),)
