"""The rounds of a decision as somebody may see them: the wording and what changed in it, the tests, and what each party says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gainshare.core.governance import decision as core
from gainshare.core.governance.standing import Outcome, outcome_of, voices_seen_by
from gainshare.core.kernel.formats import date_long, list_in_words
from gainshare.files.governance_schedule import GovernanceSchedule
from gainshare.web.alliances.access import Seat
from gainshare.web.governance.facts import recusals_now
from gainshare.web.governance.models import Decision, Recusal, Round
from gainshare.web.governance.round_words import outcome_in_words, rounds_as_they_were
from gainshare.web.governance.wordings import Piece, reworded
from gainshare.web.governance.words import VOICE_WORDS


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """What a party says, as far as who looks may see it."""

    party: str
    """The party."""
    status: str
    """What it says in a word; `has spoken` or `has not spoken` while that is all one may know."""
    words: str
    """Its reason, what would change it, and who spoke."""


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round, as far as who looks may see it."""

    number: int
    """Its number."""
    pieces: Sequence[Piece]
    """Its wording; in pieces where it differs from the one before."""
    is_shown: bool
    """Whether what was said has been shown."""
    opened: str
    """When the parties were asked, in words; empty if they have not been."""
    strains: Sequence[str]
    """The principles that are strained, and why that is acceptable."""
    held: str
    """How many principles are met, in words."""
    answers: Sequence[tuple[str, str]]
    """The questions of the best-for-service test with their answers."""
    result: str
    """What came of the test, in words."""
    voices: Sequence[VoiceShown]
    """What each party says."""
    outcome: str
    """What the round came to, in words; empty while it is open."""
    recused: str
    """Who took no part, in words."""


def _status(code: str, outcome: Outcome) -> str:
    """Return whether a party has spoken: only what counts is something that it has said."""
    if code in outcome.quorum.outside:
        return "has no part in it"
    return "has spoken" if code in outcome.counted else "has not spoken"


def recused_in_words(row: Decision, one: Round) -> str:
    """Return who took no part in a round, each with the reason."""
    why = {str(each.person_id): _named(each) for each in row.recusals.all()}
    people = one.recused if one.shown_on else [str(each.person_id) for each in recusals_now(row)]
    told = [why[each] for each in people if each in why]
    return f"{list_in_words(told)} took no part." if told else ""


def _named(one: Recusal) -> str:
    reason = one.reason.strip().rstrip(".")
    return f"{one.person.name} ({reason})" if reason else one.person.name


def wording_alone(row: Decision) -> Sequence[RoundShown]:
    """Return the current wording, for those who see no more."""
    last = list(row.rounds.all())[-1]
    return [RoundShown(last.number, [Piece("", last.wording)], False, "", (), "", (), "", (), "", "")]


def rounds_of(
    seat: Seat, row: Decision, decision: core.Decision, names: Mapping[str, str], schedule: GovernanceSchedule
) -> Sequence[RoundShown]:
    """Return the rounds of a decision, the current one first."""
    shown: list[RoundShown] = []
    before = ""
    for one, at in rounds_as_they_were(row, decision):
        pieces = reworded(before, one.wording) if before and before != one.wording else [Piece("", one.wording)]
        shown.append(_round(seat, row, one, at, pieces, names, schedule))
        before = one.wording
    return list(reversed(shown))


def _round(
    seat: Seat,
    row: Decision,
    one: Round,
    at: core.Decision,
    pieces: Sequence[Piece],
    names: Mapping[str, str],
    schedule: GovernanceSchedule,
) -> RoundShown:
    questions = {question.id: question.text for question in schedule.terms.best_for_service}
    met = sum(bool(held["is_met"]) for held in one.principles.values())
    return RoundShown(
        number=one.number,
        pieces=pieces,
        is_shown=one.shown_on is not None,
        opened=f"Asked on {date_long(one.opened_on)}" if one.opened_on else "",
        strains=_strains(one, schedule),
        held=f"{met} of {len(schedule.principles)} principles met" if one.principles else "",
        answers=[(questions.get(word, word), answer) for word, answer in one.answers.items()],
        result={"pass": "passed", "fail": "not passed"}.get(one.result, ""),
        voices=_voices(seat, one, at, names) if one.opened_on else (),
        outcome=outcome_in_words(outcome_of(at, one.shown_on), names) if one.shown_on else "",
        recused=recused_in_words(row, one),
    )


def _strains(one: Round, schedule: GovernanceSchedule) -> Sequence[str]:
    strained = {word: held["why"] for word, held in one.principles.items() if not held["is_met"]}
    return [f"{word} ({schedule.principles.get(word, '')}): {why}" for word, why in strained.items()]


def _voices(seat: Seat, one: Round, at: core.Decision, names: Mapping[str, str]) -> Sequence[VoiceShown]:
    """Return what each party says: all of it once shown, and until then one's own alone and whether the others have spoken."""
    # Whoever takes no part does not read what their deputy says in private.
    takes_part = str(seat.person.pk) not in at.round.recused
    own = {party.code for party in seat.parties if takes_part and seat.may("decisions.speak_own", party)}
    seen = {code: voice for party in (*own, None) for code, voice in voices_seen_by(at, party).items()}
    people = {str(voice.person_id): voice.person.name for voice in one.voices.all()}
    day = one.shown_on or one.opened_on
    assert day is not None
    outcome = outcome_of(at, day)
    found = []
    for code in at.deciding_body.voting_parties(day):
        if code in seen:
            voice = seen[code]
            change = f" It could agree with this change: {voice.would_change}" if voice.would_change else ""
            who = people.get(voice.person, "")
            said = f"{voice.reason}{change} ({who})" if voice.reason else who
            found.append(VoiceShown(names.get(code, code), VOICE_WORDS[voice.word], said))
        else:
            found.append(VoiceShown(names.get(code, code), _status(code, outcome), ""))
    return found
