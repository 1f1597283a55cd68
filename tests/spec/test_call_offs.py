"""Calling off under a package of works: checked by somebody else first, decided by the leadership team, and nothing moves meanwhile."""

from dataclasses import replace
from datetime import date

import pytest

from gainshare.core.governance.call_off import (
    ALLOWED,
    LEGAL_BASES,
    CallOff,
    ProcurementCheck,
    call_off_standing,
    check_in_force,
    require,
    require_checker,
)
from gainshare.core.kernel.problem import Fault

DESCRIBED = CallOff(version=1, described_by=frozenset({"manager"}), value_pence=240_000_00)


def check(finding="go", version=1):
    return ProcurementCheck(version, "psr_most_suitable", finding, "Criteria met, notice published.", "lawyer", date(2026, 11, 3))


GO, NO_GO = check(), check("no_go")
STANDINGS = [
    # checks               decisions about it            taken back  where it stands
    ((), (), False, "to_check"),
    ((GO,), (), False, "ready"),
    ((NO_GO,), (), False, "no_go"),
    ((NO_GO, GO), (), False, "ready"),  # the newest counts
    ((GO, NO_GO), (), False, "no_go"),
    ((check(version=2),), (), False, "to_check"),  # of a description that is not this one
    ((GO,), ("draft",), False, "put_forward"),
    ((GO,), ("in_round",), False, "put_forward"),
    ((GO,), ("inquorate",), False, "put_forward"),  # inquorate is never a decision
    ((GO,), ("not_agreed",), False, "put_forward"),
    ((GO,), ("awaiting_authority",), False, "put_forward"),
    ((GO,), ("awaiting_approval",), False, "put_forward"),  # a recommendation is not yet a decision
    ((GO,), ("awaiting_ratification",), False, "called_off"),  # agreed in writing: it holds from then on
    ((GO,), ("adopted",), False, "called_off"),
    ((GO,), ("refused",), False, "ready"),
    ((GO,), ("lapsed",), False, "ready"),
    ((GO,), ("withdrawn",), False, "ready"),
    ((GO,), ("refused", "in_round"), False, "put_forward"),
    ((GO,), ("refused", "adopted"), False, "called_off"),
    ((), (), True, "withdrawn"),
    ((GO,), (), True, "withdrawn"),
]


@pytest.mark.parametrize(("checks", "decisions", "is_withdrawn", "standing"), STANDINGS)
def test_where_a_call_off_stands_follows_from_its_check_and_from_the_decisions_about_it(checks, decisions, is_withdrawn, standing):
    assert call_off_standing(replace(DESCRIBED, checks=checks, decisions=decisions, is_withdrawn=is_withdrawn)) == standing


def test_what_is_described_anew_is_checked_anew():
    ready = replace(DESCRIBED, checks=(GO,))
    changed = replace(ready, version=2)

    assert (check_in_force(ready), check_in_force(changed)) == (GO, None)
    assert call_off_standing(changed) == "to_check"


ACTS = [
    # where it stands     change  check  put forward  withdraw
    ("to_check", True, True, False, True),
    ("no_go", True, True, False, True),
    ("ready", True, True, True, True),
    ("put_forward", False, False, False, False),
    ("called_off", False, False, False, False),
    ("withdrawn", False, False, False, False),
]
ONE_OF_EACH = {
    "to_check": DESCRIBED,
    "no_go": replace(DESCRIBED, checks=(NO_GO,)),
    "ready": replace(DESCRIBED, checks=(GO,)),
    "put_forward": replace(DESCRIBED, checks=(GO,), decisions=("draft",)),
    "called_off": replace(DESCRIBED, checks=(GO,), decisions=("adopted",)),
    "withdrawn": replace(DESCRIBED, is_withdrawn=True),
}


@pytest.mark.parametrize(("standing", *("change", "check", "put_forward", "withdraw")), ACTS)
def test_what_may_be_done_where_a_call_off_stands(standing, change, check, put_forward, withdraw):
    wanted = {"change": change, "check": check, "put_forward": put_forward, "withdraw": withdraw}

    assert {act: act in ALLOWED[standing] for act in wanted} == wanted
    for act, may in wanted.items():
        if may:
            require(ONE_OF_EACH[standing], act)
        else:
            with pytest.raises(Fault) as told:
                require(ONE_OF_EACH[standing], act)
            assert told.value.fix


def test_the_table_has_every_standing():
    assert {row[0] for row in ACTS} == set(ALLOWED) == set(ONE_OF_EACH)


def test_nothing_goes_to_the_leadership_team_unchecked_or_against_the_check():
    for one in (DESCRIBED, replace(DESCRIBED, checks=(NO_GO,)), replace(DESCRIBED, version=2, checks=(GO,))):
        with pytest.raises(Fault):
            require(one, "put_forward")


def test_whoever_described_a_call_off_does_not_check_it():
    require_checker(DESCRIBED, "lawyer")
    with pytest.raises(Fault, match="You described"):
        require_checker(DESCRIBED, "manager")


def test_a_check_names_its_legal_basis_and_its_reason():
    with pytest.raises(AssertionError):
        replace(GO, legal_basis="because")
    with pytest.raises(AssertionError):
        replace(GO, note="")
    assert all(LEGAL_BASES.values())
