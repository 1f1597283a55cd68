"""The rounds of a decision as somebody may see them: the wording and what changed in it, the tests, and what each party says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gainshare.core.governance import decision as core
from gainshare.core.governance.standing import Outcome, outcome_of, voices_seen_by
from gainshare.core.kernel.formats import date_long, list_in_words
from gainshare.files.governance_schedule import GovernanceSchedule
from gainshare.web.alliances.access import Seat
from gainshare.web.governance.models import Decision, Round
from gainshare.web.governance.schedules import body_from_plain
from gainshare.web.governance.wordings import Piece, reworded
from gainshare.web.governance.words import VOICE_WORDS, missing_in_words


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
    for place, one in enumerate(row.rounds.all()):
        body = decision.body if one.body is None else body_from_plain(one.body)
        at = replace(decision, body=body, rounds=decision.rounds[: place + 1], confirmations=())
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
    recused = one.recused if one.shown_on else [str(each.person_id) for each in row.recusals.all()]
    people = [each.person.name for each in row.recusals.all() if str(each.person_id) in recused]
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
        outcome=_outcome(outcome_of(at, one.shown_on), names) if one.shown_on else "",
        recused=f"{list_in_words(people)} took no part." if people else "",
    )


def _strains(one: Round, schedule: GovernanceSchedule) -> Sequence[str]:
    strained = {word: held["why"] for word, held in one.principles.items() if not held["is_met"]}
    return [f"{word} ({schedule.principles.get(word, '')}): {why}" for word, why in strained.items()]


def _outcome(outcome: Outcome, names: Mapping[str, str]) -> str:
    if outcome.kind == "inquorate":
        missing = "; ".join(missing_in_words(one, names) for one in outcome.quorum.absent) or "nobody represented an owner"
        return f"No quorum, so nothing was decided. {missing[:1].upper()}{missing[1:]}."
    if outcome.kind == "not_agreed":
        parts = [f"{names.get(one, one)} did not agree" for one in outcome.objecting]
        parts += [f"{names.get(one, one)} said nothing" for one in outcome.silent]
        return f"Not agreed: {list_in_words(parts) or 'the tests were not passed'}."
    beyond = f", and it exceeds the authority of {list_in_words([names.get(one, one) for one in outcome.beyond_limit])}"
    return f"Every party agreed{beyond if outcome.beyond_limit else ''}."


def _voices(seat: Seat, one: Round, at: core.Decision, names: Mapping[str, str]) -> Sequence[VoiceShown]:
    """Return what each party says: all of it once shown, and until then one's own alone and whether the others have spoken."""
    own = {party.code for party in seat.parties if seat.may("decisions.speak_own", party)}
    seen = {code: voice for party in (*own, None) for code, voice in voices_seen_by(at, party).items()}
    people = {str(voice.person_id): voice.person.name for voice in one.voices.all()}
    day = one.shown_on or one.opened_on
    assert day is not None
    found = []
    for code in at.deciding_body.voting_parties(day):
        if code in seen:
            voice = seen[code]
            change = f" It could agree with this change: {voice.would_change}" if voice.would_change else ""
            who = people.get(voice.person, "")
            said = f"{voice.reason}{change} ({who})" if voice.reason else who
            found.append(VoiceShown(names.get(code, code), VOICE_WORDS[voice.word], said))
        else:
            status = "has spoken" if code in at.round.current() else "has not spoken"
            found.append(VoiceShown(names.get(code, code), status, ""))
    return found
