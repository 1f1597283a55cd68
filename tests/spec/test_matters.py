"""What class of decision a proposal is: the agreement's rules say so, from what it touches, what it costs, and whether it can wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governing import PARTIES, matter_rules

from gainshare.core.governance.matters import Matter, UnknownMatter, classify

TABLE = [
    # put to   amount        subject    reserved        urgent   its class      approvals afterwards      may be written?
    ("AMT", 2_500_000, "", set(), False, "delegated", (), False),  # 25,000.00 is exactly the limit
    ("AMT", 2_500_001, "", set(), False, "alliance", (), False),
    ("AMT", None, "", set(), False, "alliance", (), False),  # nobody knows what it costs
    ("AMT", 100, "target", set(), False, "alliance", (), False),  # the leading body keeps this subject
    ("ALT", 100, "", set(), False, "alliance", (), False),  # nothing is delegated to the leading body
    ("ALT", None, "", set(), False, "alliance", (), False),
    ("ALT", 100, "", set(), True, "urgent", (), True),
    ("AMT", 100, "", set(), True, "delegated", (), False),  # the body below decides it in time
    ("AMT", 2_500_001, "", set(), True, "urgent", (), True),
    ("AMT", 100, "target", set(), True, "urgent", (), True),
    ("AMT", 100, "", {"R4"}, False, "reserved", ("Trust",), False),  # however little it costs
    ("ALT", None, "", {"R4"}, True, "reserved", ("Trust",), True),
    ("ALT", None, "", {"R5", "R4"}, False, "reserved", ("Trust", "Charity"), False),
    ("ALT", None, "", {"R1"}, False, "reserved", PARTIES, False),
    ("ALT", None, "", {"R1", "R4"}, False, "reserved", PARTIES, False),
]


@pytest.mark.parametrize(("body", "amount", "subject", "reserved", "urgent", "kind", "approvals", "written"), TABLE)
def test_the_rules_say_the_class(body, amount, subject, reserved, urgent, kind, approvals, written):
    found = classify(Matter(body, amount, {}, subject, frozenset(reserved), urgent), matter_rules())

    assert (found.kind, found.approvals, found.may_be_written) == (kind, approvals, written)
    assert found.reasons


def test_only_what_is_delegated_is_decided_below():
    assert classify(Matter("AMT", 100), matter_rules()).body == "AMT"
    assert classify(Matter("AMT", 2_500_001), matter_rules()).body == "ALT"


def test_nothing_is_urgent_where_the_agreement_knows_no_urgent_decisions():
    found = classify(Matter("ALT", 100, is_urgent=True), matter_rules(urgent=None))

    assert (found.kind, found.may_be_written) == ("alliance", False)


def test_a_reserved_matter_that_the_agreement_does_not_have_is_refused():
    with pytest.raises(UnknownMatter, match="R9 is not a reserved matter"):
        classify(Matter("ALT", reserved=frozenset({"R9"})), matter_rules())


def test_what_each_party_commits_is_the_whole_unless_the_proposal_divides_it():
    assert Matter("ALT", 500).commitment_of("Trust") == 500
    assert Matter("ALT", 500, {"Owner": 500}).commitment_of("Trust") == 0
    assert Matter("ALT").commitment_of("Trust") == 0


@given(
    st.sampled_from(["ALT", "AMT"]),
    st.none() | st.integers(0, 5_000_000),
    st.sampled_from(["", "target"]),
    st.frozensets(st.sampled_from(["R1", "R4", "R5"])),
    st.booleans(),
)
def test_nothing_reserved_or_of_unknown_cost_is_ever_delegated(body, amount, subject, reserved, urgent):
    found = classify(Matter(body, amount, {}, subject, reserved, urgent), matter_rules())

    assert (found.kind == "reserved") == bool(reserved) == bool(found.approvals)
    assert found.kind != "delegated" or (amount is not None and amount <= 2_500_000 and not subject and not reserved)
    assert not found.may_be_written or urgent
