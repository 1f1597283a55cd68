"""The minutes of a meeting as its live record tells them: who was there, what was declared, what was said, what was decided and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gainshare.core.governance.meeting import Quorum
from gainshare.core.governance.standing import Outcome, outcome_of
from gainshare.core.kernel.formats import clock, date_long, list_in_words
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance_schedule import POUND
from gainshare.web.alliances.models import Party
from gainshare.web.governance.attending import body_at, quorum_at, schedule_at
from gainshare.web.governance.facts import decision_of, decisions_of
from gainshare.web.governance.models import Decision, Interest, Meeting, Round
from gainshare.web.governance.round_words import outcome_in_words, rounds_as_they_were
from gainshare.web.governance.rounds_view import recused_in_words
from gainshare.web.governance.schedules import read
from gainshare.web.governance.words import STANDING_WORDS, VOICE_WORDS, missing_in_words
from gainshare.web.shared.time import LONDON


def draft_minutes(meeting: Meeting) -> str:
    """Return the minutes of a meeting that has just ended, paragraph by paragraph."""
    return "\n\n".join(_paragraphs(meeting))


def _paragraphs(meeting: Meeting) -> Iterator[str]:
    names = {party.code: str(party) for party in Party.objects.filter(alliance=meeting.alliance).select_related("organisation")}
    yield f"{body_at(meeting).name}, {date_long(meeting.day)} ({meeting.reference})"
    yield from _attendance(meeting, names)
    put = {row.reference: row for row in decisions_of(meeting.alliance).filter(rounds__meeting=meeting).distinct()}
    ratified = {row.reference: row for row in Decision.objects.filter(ratified_at=meeting)}
    for item in meeting.items.order_by("place"):
        yield f"{item.place}. {item.title}"
        if item.notes:
            yield item.notes
        if item.kind == "decision":
            yield from _decision(put[item.about], meeting, names) if item.about in put else _not_reached(item.about)
        if item.kind == "ratification":
            done = ratified.get(item.about)
            verb = "waits to be ratified" if done is None else "was ratified"
            if done is not None and not done.is_ratified:
                verb = f"was not ratified ({done.ratified_why}), and has lapsed"
            yield f"{item.about} {verb}."
    named = set(meeting.items.values_list("about", flat=True))
    for reference, row in put.items():
        if reference not in named:
            yield from _decision(row, meeting, names)


def _not_reached(reference: str) -> Iterator[str]:
    yield f"{reference} was not put to the parties. It waits for another meeting."


def _attendance(meeting: Meeting, names: Mapping[str, str]) -> Iterator[str]:
    assert meeting.opened_at is not None, "minutes are of a meeting that was opened"
    until = f" and ended at {clock(meeting.ended_at.astimezone(LONDON))}" if meeting.ended_at else ""
    yield f"The meeting was opened at {clock(meeting.opened_at.astimezone(LONDON))}{until}."
    seats = {seat.id: seat for seat in body_at(meeting).seats}
    there: dict[str, None] = {}
    taken = set()
    for one in meeting.presences.all():
        party = seats[one.seat].party if one.seat in seats else None
        there[f"{one.name}{f' ({names.get(party, party)})' if party else ''}"] = None
        taken.add(one.seat)
    yield f"Present: {list_in_words(list(there)) or 'nobody'}."
    posts = {seat.id: seat.person.partition(",")[0] for seat in schedule_at(meeting).terms.body(meeting.body, POUND).seats}
    empty = [
        f"{posts.get(seat.id, seat.id)}{f' ({names.get(seat.party, seat.party)})' if seat.party else ''}"
        for seat in seats.values()
        if seat.id not in taken
    ]
    if empty:
        yield f"Not there, nor a deputy: {list_in_words(empty)}."
    for interest in Interest.objects.filter(alliance=meeting.alliance, declared_on=meeting.day).select_related("person").order_by("pk"):
        who = interest.person.name if interest.person else interest.post
        told = [_sentence(words) for words in (interest.what, interest.management) if words.strip()]
        yield f"{who} declared an interest: {' '.join(told)}"
    try:
        yield _quorum(quorum_at(meeting), names)
    except Fault:
        yield "The schedule asks nothing of the meetings of this body."


def _quorum(quorum: Quorum, names: Mapping[str, str]) -> str:
    lived = "" if quorum.has_lived_experience else " No member with lived experience was present."
    if quorum.is_held:
        return f"The meeting had its quorum at the end: every party was represented by somebody with authority.{lived}"
    missing = "; ".join(missing_in_words(one, names) for one in quorum.absent)
    owner = "" if quorum.has_owner else " No representative of an owner was present."
    return f"The meeting had no quorum at the end. {missing}.{owner}{lived}" if missing else f"The meeting had no quorum.{owner}{lived}"


def _decision(row: Decision, meeting: Meeting, names: Mapping[str, str]) -> Iterator[str]:
    for one, at in rounds_as_they_were(row, decision_of(row)):
        if one.meeting_id == meeting.pk:
            yield from _round(row, one, outcome_of(at, one.shown_on or meeting.day), names)
    yield f"{row.reference} stands at: {STANDING_WORDS[row.standing]}.{_what_next(row, names)}"


def _round(row: Decision, one: Round, outcome: Outcome, names: Mapping[str, str]) -> Iterator[str]:
    yield f"{row.reference}, round {one.number}. The wording: “{one.wording}”"
    strained = [f"{word}: {held['why'].rstrip('.')}" for word, held in one.principles.items() if not held["is_met"]]
    yield f"Principles strained, and why that is acceptable: {'; '.join(strained)}." if strained else "No principle was strained."
    questions = {question.id: question.text for question in read(row.schedule).terms.best_for_service}
    for question, answer in one.answers.items():
        yield f"{questions.get(question, question)} {answer}"
    if recused := recused_in_words(row, one):
        yield recused
    yield from _voices(one, outcome, names)
    yield outcome_in_words(outcome, names)


def _voices(one: Round, outcome: Outcome, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what the parties said that counts, those that simply agree in one sentence; and whose word does not count."""
    last = {voice.party.code: voice for voice in one.voices.all() if voice.round_id == one.pk and voice.word != "taken_back"}
    spoken = {code: voice for code, voice in last.items() if code in outcome.counted}
    lost = [names.get(code, code) for code in last if code not in outcome.counted]
    if lost:
        yield f"What {list_in_words(lost)} had said does not count: whoever said it was not there, or took no part."
    agreeing = [names.get(code, code) for code, voice in spoken.items() if voice.word == "agree"]
    if agreeing:
        yield f"Agreed: {list_in_words(agreeing)}."
    for code, voice in spoken.items():
        if voice.word != "agree":
            why = f": {_sentence(voice.reason)}" if voice.reason else "."
            change = f" It could agree with this change: {_sentence(voice.would_change)}" if voice.would_change else ""
            yield f"{names.get(code, code)} {VOICE_WORDS[voice.word]}{why}{change}"


def _sentence(words: str) -> str:
    """Return words with a stop at their end."""
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words.rstrip()}."


def _what_next(row: Decision, names: Mapping[str, str]) -> str:
    if row.standing == "awaiting_approval":
        by = f" by {date_long(row.approvals_by)}" if row.approvals_by else ""
        matters = "the reserved matter" if len(row.reserved) == 1 else "the reserved matters"
        return f" Subject to the approvals for {matters} {list_in_words(row.reserved)}{by}."
    return f" Seen through by {row.owner}." if row.owner and row.standing == "adopted" else ""
