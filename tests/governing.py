"""An alliance of three parties that decides: a leadership team, a management team below it, and a proposal put to the first."""

from dataclasses import replace
from datetime import date

from gainshare.core.governance.acts import answer_tests, attend, open_call, say
from gainshare.core.governance.body import Authority, Body, Deputy, Seat
from gainshare.core.governance.decision import Decision, DecisionRules, Round, Voice
from gainshare.core.governance.matters import Delegation, Matter, MatterRules, ReservedMatter, UrgentRule
from gainshare.core.governance.meeting import Presence, QuorumRule
from gainshare.core.governance.proposal import Held, PrincipleTest, ServiceTest

DAY = date(2026, 11, 26)  # a Thursday
PARTIES = ("Owner", "Trust", "Charity")
QUORUM = QuorumRule(owner_needed=True, lived_experience="expected", when_nobody_is_left="outside")
PASSED = (PrincipleTest({"P1": Held(True), "P2": Held(True)}), ServiceTest({"Q1": "It does."}, "pass"))


def seat(party, **changed):
    """The seat of a party: a member who may commit 1,000.00, and a deputy by deed."""
    values = {
        "id": f"{party} seat",
        "person": f"{party} member",
        "party": party,
        "has_vote": True,
        "authority": Authority(100_000),
        "deputy": Deputy(f"{party} deputy", "deed of 1 April 2026", valid_until=date(2027, 4, 1)),
        "is_owner_representative": party == "Owner",
    }
    return Seat(**{**values, **changed})


CHAIR = Seat("chair", "independent chair", None, has_vote=False, is_chair=True)
LIVED = Seat("lived experience", "partner", None, has_vote=False, has_lived_experience=True)


def team(*seats):
    """The leadership team; seats named by their party replace the ordinary ones."""
    own = {one.party: one for one in seats}
    return Body("ALT", "Leadership team", "alliance_leadership_team", (*(own.get(party) or seat(party) for party in PARTIES), CHAIR, LIVED))


def matter_rules(**changed):
    values = {
        "leading_body": "ALT",
        "parties": PARTIES,
        "reserved": (
            ReservedMatter("R1", "all", "changes to the agreement"),
            ReservedMatter("R4", "Trust", "closure of a registered location"),
            ReservedMatter("R5", "Charity", "use of reserves"),
        ),
        "delegations": (Delegation("AMT", 2_500_000),),
        "kept_subjects": frozenset({"target"}),
        "urgent": UrgentRule(3),
    }
    return MatterRules(**{**values, **changed})


def rules(**changed):
    values = {"principles": ("P1", "P2"), "questions": ("Q1",), "quorum": QUORUM, "abstention": "blocks", "matters": matter_rules()}
    return DecisionRules(**{**values, **changed})


def there(*parties, deputies=()):
    """Members of some parties, and deputies of others, as present."""
    members = {Presence(f"{party} seat", f"{party} member") for party in parties}
    return frozenset(members | {Presence(f"{party} seat", f"{party} deputy") for party in deputies})


def draft(*, matter=None, wording="Close the ward.", **changed):
    """A proposal to the leadership team that nobody has looked at."""
    return Decision(
        "DEC-1", "Ward", changed.pop("body", team()), changed.pop("rules", rules()), matter or Matter("ALT"), (Round(wording),), **changed
    )


def called(*, present=None, day=DAY, **changed):
    """The proposal with its tests passed, everybody there, and the call open."""
    decision = answer_tests(draft(**changed), *PASSED, day=day)
    if not decision.is_written:
        decision = attend(decision, there(*PARTIES) if present is None else present, day=day)
    return open_call(decision, day=day)


def word(party, said="agree", *, person=None, day=DAY):
    """What a party says."""
    reason = "" if said in {"agree", "abstain", "taken_back"} else "The homes are not there yet."
    would_change = "Twenty homes before the ward closes." if said == "cannot_agree" else ""
    return Voice(party, person or f"{party} member", said, day, reason, would_change)


def with_words(decision, words, *, day=DAY):
    """The decision after each party has said its word."""
    for party, said in words.items():
        decision = say(decision, word(party, said, day=day), day=day)
    return decision


def all_agree(decision, *, day=DAY):
    """The decision after every party has agreed."""
    return with_words(decision, dict.fromkeys(PARTIES, "agree"), day=day)


def changed_round(decision, **values):
    """The decision with facts of its round replaced, whether or not an act could have made them."""
    return replace(decision, rounds=(*decision.rounds[:-1], replace(decision.round, **values)))
