"""The terms of governance: what an agreement may write, what it comes to, and what does not fit together."""

from copy import deepcopy
from datetime import date

import pytest
from pydantic import ValidationError

from gainshare.core.governance.body import authorised_people
from gainshare.core.governance.dispute import EscalationStep
from gainshare.core.governance.meeting import QuorumRule
from gainshare.core.governance.terms import GovernanceTerms
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Fault

POUND = Currency.of("GBP")
GIVEN = {
    "bodies": [
        {
            "id": "ALT",
            "name": "Leadership team",
            "kind": "alliance_leadership_team",
            "quorum": {"owner_needed": True, "lived_experience": "expected", "when_nobody_is_left": "outside"},
            "papers_due_working_days": 5,
            "seats": [
                {
                    "id": "owner",
                    "person": "director",
                    "party": "A",
                    "has_vote": True,
                    "is_owner_representative": True,
                    "authority": {"limit": 500000, "valid_until": "2027-04-01"},
                    "deputy": {"person": "deputy director", "deed": "deed of 1 May 2026", "valid_until": "2026-10-01", "limit": "50000.50"},
                },
                {"id": "trust", "person": "chief executive", "party": "B", "has_vote": True, "authority": {"limit": "none"}},
                {"id": "chair", "person": "independent chair", "is_chair": True},
            ],
        },
        {"id": "AMT", "name": "Management team", "kind": "alliance_management_team", "reports_to": "ALT"},
    ],
    "best_for_service": [{"id": "Q1", "text": "Would we choose it if we were one organisation?"}],
    "abstention": "blocks",
    "reserved_matters": [{"id": "R1", "party": "all", "text": "changes to the agreement"}],
    "delegations": [{"body": "AMT", "limit": 25000}],
    "kept_subjects": ["target"],
    "urgent": {"window_working_days": 3},
    "escalation": [{"holder": "AMT", "working_days": 10}, {"holder": "ALT", "working_days": 20}],
}


def changed(*path, to):
    terms = deepcopy(GIVEN)
    at = terms
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return terms


def test_limits_come_in_minor_units_and_deputies_with_their_deed():
    body = GovernanceTerms.model_validate(GIVEN).body("ALT", POUND)

    def limits(party, day):
        return {one.person: one.limit_pence for one in authorised_people(body, party, day)}

    assert limits("A", date(2026, 9, 30)) == {"director": 50_000_000, "deputy director": 5_000_050}
    assert limits("A", date(2026, 10, 1)) == {"director": 50_000_000}
    assert limits("A", date(2027, 4, 1)) == {}
    assert limits("B", date(2030, 1, 1)) == {"chief executive": None}


def test_the_rules_of_a_body_that_decides():
    rules = GovernanceTerms.model_validate(GIVEN).decision_rules("ALT", principles=["P1"], parties=["A", "B"], currency=POUND)

    assert (rules.principles, rules.questions, rules.abstention) == (("P1",), ("Q1",), "blocks")
    assert rules.quorum == QuorumRule(owner_needed=True, lived_experience="expected", when_nobody_is_left="outside")
    assert (rules.matters.leading_body, rules.matters.parties, rules.matters.kept_subjects) == ("ALT", ("A", "B"), frozenset({"target"}))
    assert rules.matters.delegations[0].limit_pence == 2_500_000
    assert rules.matters.urgent.window_working_days == 3


def test_steps_are_numbered_in_their_order():
    assert GovernanceTerms.model_validate(GIVEN).steps() == (EscalationStep(1, "AMT", 10), EscalationStep(2, "ALT", 20))


def test_terms_written_as_plain_values_read_back_as_the_same():
    terms = GovernanceTerms.model_validate(GIVEN)

    assert GovernanceTerms.model_validate(terms.model_dump(mode="json")) == terms


MISFITS = [
    (("bodies", 0, "kind"), "group", "There are 0 bodies of the kind alliance_leadership_team"),
    (("bodies", 1, "kind"), "alliance_leadership_team", "There are 2 bodies of the kind alliance_leadership_team"),
    (("bodies", 0, "quorum"), None, "ALT decides, but has no quorum"),
    (("bodies", 0, "reports_to"), "AMT", "ALT reports to itself in the end"),
    (("bodies", 1, "reports_to"), "AMD", "AMT reports to AMD, which is no body"),
    (("bodies", 1, "id"), "ALT", "The body ALT is there twice"),
    (("bodies", 0, "seats", 1, "id"), "owner", "The seat owner is there twice"),
    (("bodies", 0, "seats", 2, "has_vote"), True, "chair has a voice, but belongs to no party"),
    (("bodies", 0, "seats", 1, "authority"), None, "trust has a vote, but no authority"),
    (("bodies", 0, "seats", 0, "authority", "valid_from"), "2027-04-01", "It ends before it begins"),
    (("delegations", 0, "body"), "FIN", "FIN, to which something is delegated, is no body"),
    (("escalation", 0, "working_days"), -1, "greater than or equal to 0"),
    (("abstention",), "maybe", "'blocks' or 'consents'"),
    (("colour",), "blue", "Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("path", "value", "message"), MISFITS)
def test_what_does_not_fit_together_is_told(path, value, message):
    terms = changed(*path, to=value)

    with pytest.raises(ValidationError, match=message):
        GovernanceTerms.model_validate(terms)


@pytest.mark.parametrize("limit", ["0.001", -1])
def test_a_limit_is_a_whole_number_of_minor_units(limit):
    terms = GovernanceTerms.model_validate(changed("delegations", 0, "limit", to=limit))

    with pytest.raises(Fault, match="is no limit in GBP"):
        terms.matter_rules(["A", "B"], POUND)


def test_a_matter_is_reserved_to_a_party_and_a_body_without_a_quorum_decides_nothing():
    terms = GovernanceTerms.model_validate(changed("reserved_matters", 0, "party", to="C"))

    with pytest.raises(Fault, match="R1 is reserved to C, which is no party"):
        terms.matter_rules(["A", "B"], POUND)
    with pytest.raises(Fault, match="AMT has no quorum, so it decides nothing"):
        GovernanceTerms.model_validate(GIVEN).decision_rules("AMT", principles=[], parties=["A", "B"], currency=POUND)
