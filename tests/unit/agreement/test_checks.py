"""Cross-checks of an agreement: each has one agreement that breaks it, and the small alliance, which does not."""

import pytest
from tests.builders import Alliance

from gainshare.files.folder import read_agreement_file
from gainshare.files.yaml_writer import write_yaml


def problems_of(tmp_path, alliance):
    path = tmp_path / "agreement.yaml"
    path.write_text(write_yaml(alliance.terms), encoding="utf-8")
    return read_agreement_file(path)[1]


def test_the_small_alliance_passes_every_check(tmp_path):
    assert problems_of(tmp_path, Alliance()) == ()


PARTY = {"id": "PW", "name": "Provider W", "roles": ["provider"]}
SUCCEEDED = {"id": "PW", "name": "W", "roles": ["provider"], "succeeds": "PX"}
CATEGORY = {"name": "Pay", "cost_type": "direct"}
BROKEN = [
    # check_ids
    ("parties/+", {**PARTY, "id": "PX"}, "Two parties are called “PX”", "PX/id", "PX"),
    ("service_contracts/+", {"id": "C1", "funder": "OA", "provider": "PX"}, "Two service contracts", "C1/id", "C1"),
    ("principles/+", {"id": "P1", "text": "Again"}, "Two principles", "P1/id", "P1"),
    ("work_packages/+", {"id": "HOMES", "name": "Again"}, "Two work packages", "HOMES/id", "HOMES"),
    ("alliance/objectives/+", {"id": "O1", "text": "Again"}, "Two objectives", "O1/id", "O1"),
    # check_measure_ids
    ("performance/areas/A2/id", "A1", "Two key result areas", "A1/id", "A1"),
    ("performance/areas/A1/measures/M2/id", "M1", "Two measures are called “M1”", "M1/id", "M1"),
    # check_shares
    ("parties/PX/non_owner_share", "1/3", "add up to 83.33", "parties", None),
    # check_memberships
    ("parties/PX/succeeded_by", "PW", "a party that is not there", "PX/succeeded_by", "PW"),
    ("parties/PX/succeeds", "PY", "PY does not say so", "PX/succeeds", None),
    # check_contracts
    ("service_contracts/C1/funder", "OX", "The funder of C1 is not a party", "C1/funder", "OX"),
    ("service_contracts/C1/provider", "OX", "The provider of C1 is not a party", "C1/provider", "OX"),
    ("service_contracts/C1/provider", "OA", "OA delivers C1, but is no provider", "C1/provider", "OA"),
    ("service_contracts/C1/values", {"2024": 1}, "", "C1/values/2024", "2024"),
    # check_weights
    ("performance/areas/A1/weight", "90%", "The weight of A1 is 90%", "A1/weight", "90%"),
    ("performance/areas/A2/measures/M3/weight", "10%", "add up to 110%", "performance/areas", None),
    # check_framework_references
    ("performance/areas/A1/objectives", ["O9"], "A1 serves an objective that is not there", "A1/objectives", "O9"),
    ("performance/areas/A1/measures/M1/work_package", "HUTS", "M1 names a work package", "M1/work_package", "HUTS"),
    # check_categories
    ("open_book/cost_types/+", {"id": "direct", "limb": 1}, "Two cost types", "direct/id", "direct"),
    ("open_book/categories/+", {"name": "Bus", "cost_type": "fun"}, "belongs to a cost type that is not there", "cost_type", "fun"),
    ("open_book/categories/+", CATEGORY, "The category “Pay” is named twice", "name", "Pay"),
    ("open_book/categories/+", {**CATEGORY, "name": "Bus", "parties": ["PW"]}, "names a party that is not there", "parties", "PW"),
    # check_regime_references
    ("regime/inputs/ops/score", "M9", "“ops” is a score that is not there", "ops/score", "M9"),
    ("regime/inputs/toc/work_package", "HUTS", "“toc” selects a work package", "toc/work_package", "HUTS"),
    ("regime/inputs/toc/parties", ["PW"], "“toc” selects a party", "toc/parties", "PW"),
    # check_regime_inputs
    ("regime/inputs", {}, "does not say what its names stand for", "regime", None),
    ("regime/round", None, "does not say how pennies are rounded", "regime", None),
    ("regime/round/places", 4, "rounds to 4 places, but GBP has 2", "round/places", "4"),
    ("regime/settle", None, "does not say whether it is settled by the year", "regime", None),
    # check_allocation
    ("regime/sides", {}, "which parties stand behind its sides", "regime", None),
    ("regime/sides", {"owner": "owner", "nop": "other"}, "needs a side of owners and a side of non-owner", "regime/sides", None),
    ("regime/stages/3/allocate/key", {"PX": 50, "PW": 50}, "names what is not a party", "allocate/key/PW", "PW"),
    ("regime/stages/3/allocate/key", {"PX": 50, "OA": 50}, "OA is not non owner participant", "allocate/key/OA", "OA"),
    ("regime/stages/3/allocate/key", {"PX": 60, "PY": 20, "PZ": 20}, "PX has 50% as a party", "allocate/key/PX", "60"),
    # check_project
    ("calendar/project", {"first": "2023-01", "last": "2025-01"}, "not within the alliance's term", "calendar/project", None),
]


@pytest.mark.parametrize(("path", "value", "message", "field", "found"), BROKEN)
def test_what_does_not_hold_between_terms_is_named(tmp_path, path, value, message, field, found):
    problems = problems_of(tmp_path, Alliance().set(path, value))

    (problem,) = [one for one in problems if message in one.message and one.source.field.endswith(field)]
    assert problem.severity == "error"
    assert problem.source.file == "agreement.yaml"
    assert problem.source.line > 1
    assert problem.found == found
    assert problem.fix


@pytest.mark.parametrize(("role", "words"), [("owner", "an owner"), ("non_owner_participant", "a non-owner participant")])
def test_an_alliance_has_owners_and_participants(tmp_path, role, words):
    alliance = Alliance()
    for party in alliance.terms["parties"]:
        party["roles"] = [one for one in party["roles"] if one != role] or ["associate"]
        party.pop("owner_share" if role == "owner" else "non_owner_share", None)

    messages = [problem.message for problem in problems_of(tmp_path, alliance)]

    assert f"No party is {words}." in messages


def test_a_handover_falls_on_one_day(tmp_path):
    alliance = Alliance().set("parties/+", {**SUCCEEDED, "member_from": "2025-04-01"})
    alliance.set("parties/PX/succeeded_by", "PW").set("parties/PX/member_until", "2025-03-01")

    messages = [problem.message for problem in problems_of(tmp_path, alliance)]

    assert "PX is succeeded by PW, but not on one day." in messages


def test_shares_must_add_up_on_every_day_of_the_term(tmp_path):
    # PX leaves with its 50% and nobody takes it.
    problems = problems_of(tmp_path, Alliance().set("parties/PX/member_until", "2026-04-01"))

    assert [problem.message for problem in problems] == [
        "The non owner shares of the parties add up to 50% from 1 April 2026, not to 100%."
    ]


def test_payment_on_account_needs_a_funder_for_every_provider(tmp_path):
    problems = problems_of(tmp_path, Alliance().set("regime/settle/payment", "on_account").drop("service_contracts/C3"))

    assert [problem.message for problem in problems] == ["Payment is on account, but no service contract says who funds PZ."]


def test_money_under_an_agreement_that_does_not_bind_is_a_warning(tmp_path):
    problems = problems_of(tmp_path, Alliance().set("alliance/status", "memorandum_of_understanding"))

    assert [(problem.severity, problem.source.field) for problem in problems] == [("warning", "alliance/status")]


def test_a_memorandum_whose_payment_clauses_bind_gives_no_warning(tmp_path):
    status = {"whole": "memorandum_of_understanding", "binding": ["Schedule 5"]}

    assert problems_of(tmp_path, Alliance().set("alliance/status", status)) == ()


def test_problems_in_different_places_are_told_together_each_with_its_line(tmp_path):
    alliance = Alliance().set("alliance/ends_on", "never").set("parties/PX/roles", ["king"]).set("regime/settle/basis", "weekly")
    alliance.set("performance/areas/A1/measures/M1/weight", "50%").set("service_contracts/C1/funder", "OX")

    problems = problems_of(tmp_path, alliance)

    places = {problem.source.field for problem in problems}
    assert places >= {
        "alliance/ends_on",
        "parties/PX/roles/0",
        "regime/settle/basis",
        "performance/areas/A1/weight",
        "performance/areas",
        "service_contracts/C1/funder",
    }
    assert all(problem.source.line and problem.fix for problem in problems)


def test_a_check_whose_own_terms_cannot_be_read_is_left_out_and_the_others_run(tmp_path):
    # Without a share of PX nothing can be said about the shares; the weights and the contracts can still be judged.
    alliance = Alliance().set("parties/PX/non_owner_share", "half").set("performance/areas/A1/measures/M1/weight", "50%")
    alliance.set("service_contracts/C1/values", {"2024": 1})

    problems = problems_of(tmp_path, alliance)

    messages = " ".join(problem.message for problem in problems)
    assert "non owner shares of the parties add up" not in messages
    assert "The weights of the measures add up to 90%" in messages
    assert any(problem.source.field.startswith("service_contracts/C1/values") for problem in problems)


@pytest.mark.parametrize("version", [2, 99])
def test_a_newer_schema_is_refused_alone(tmp_path, version):
    problems = problems_of(tmp_path, Alliance().set("schema", version).set("currency", "nonsense"))

    (problem,) = problems
    assert problem.source.field == "schema"
    assert "newer version of gainshare" in problem.fix


def test_a_missing_schema_is_named(tmp_path):
    (problem,) = problems_of(tmp_path, Alliance().drop("schema"))

    assert problem.message == "“schema” is missing."


def test_a_measure_that_cannot_be_read_does_not_hide_that_another_does_not_fit_its_records(tmp_path):
    alliance = Alliance().set("performance/records", {"datasets": {"people": {"file": "people", "person": "id", "starts": "from"}}})
    counted = {"kind": "count", "what": {"people": "open"}}
    alliance.set("performance/areas/A1/measures/M1/definition", {"kind": "rating"})
    alliance.set("performance/areas/A1/measures/M2/definition", counted)
    alliance.set("performance/areas/A2/measures/M3/definition", counted)

    messages = [problem.message for problem in problems_of(tmp_path, alliance)]

    assert messages.count("This is not a kind of measure.") == 1
    assert messages.count("There is no population called “open”.") == 2
