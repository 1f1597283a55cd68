"""One decision, and everything that is done with it on the way to an agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.queries import parties_of
from gainshare.web.alliances.refusals import Refused, do_and_say, is_done
from gainshare.web.governance import calling, concluding, decisions_page, forms, proposing
from gainshare.web.governance.decision_page import address, decision_page
from gainshare.web.governance.facts import decision_of, decisions_of, recusals_now
from gainshare.web.governance.models import Decision, Meeting, Paper, Round
from gainshare.web.governance.papers import add_paper
from gainshare.web.governance.parts_view import people_to_recuse
from gainshare.web.governance.schedules import read
from gainshare.web.governance.words import STANDING_SENTENCES
from gainshare.web.shared import kept_files
from gainshare.web.shared.kept_files import MOST_BYTES
from gainshare.web.shared.pages import render


@require_GET
@within("governance.read")
def decision(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a decision."""
    return _shown(request, _row(request, of))


def _row(request: SeatRequest, of: UUID) -> Decision:
    found = decisions_of(request.seat.alliance).filter(pk=of).first()
    if found is None:
        raise Http404
    found.alliance = request.seat.alliance
    return found


def _shown(request: SeatRequest, row: Decision, unsent: Mapping[str, BaseForm] | None = None) -> HttpResponseBase:
    page = decision_page(request.seat, row, timezone.localdate(), unsent)
    return render(request, "governance/decision.html", page, status=422 if unsent else 200)


def _written(request: SeatRequest, row: Decision, write: Callable[[], str]) -> HttpResponseBase:
    """Do what a form asks, and say what came of it on the decision's page."""
    do_and_say(request, write)
    return redirect(address("decision", request.seat, row))


def _taken(request: SeatRequest, row: Decision, name: str, form: BaseForm, write: Callable[[], str]) -> HttpResponseBase:
    """Do what a form asks and go on, or show the decision again with the form as it was sent and what is wrong with it.

    Args:
        request: the request.
        row: the decision.
        name: where the form stands on the page.
        form: the form as it was sent.
        write: what it asks; it returns what to say once it is done.
    """
    if is_done(request, form, write):
        return redirect(address("decision", request.seat, row))
    again = _row(request, row.pk)
    return _shown(request, again, {name: _seen_now(form, again)})


def _seen_now(form: BaseForm, row: Decision) -> BaseForm:
    """Return a form that is shown again, for the round that stands on the page beside it."""
    if "round" in form.fields:
        form.data = {name: form.data[name] for name in form.data} | {"round": str(list(row.rounds.all())[-1].number)}
    return form


def _link_in(request: SeatRequest) -> Callable[[Decision], str]:
    """Return what makes the address of a decision's page for a message."""
    return lambda row: request.build_absolute_uri(address("decision", request.seat, row))


def _seen(request: SeatRequest) -> int | None:
    """Return the number of the round that was on the page; None if the form does not say."""
    word = request.POST.get("round", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 5 else None


def _party(request: SeatRequest, right: str) -> Party:
    """Return the party that a form speaks for."""
    party = next((one for one in parties_of(request.seat.alliance) if one.code == request.POST.get("party")), None)
    if party is None:
        raise Http404
    if not request.seat.may(right, party):
        raise PermissionDenied(right)
    return party


@require_POST
@within("meetings.run")
def table(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Put a decision on the agenda of a meeting."""
    row = _row(request, of)
    word = request.POST.get("meeting", "")
    meeting = next((one for one in Meeting.objects.filter(alliance=request.seat.alliance) if str(one.pk) == word), None)
    if meeting is None:
        raise Http404

    def write() -> str:
        proposing.place_on_agenda(by=request.seat, of=row.pk, meeting=meeting)
        return f"{row.reference} is on the agenda of {meeting.reference}."

    return _written(request, row, write)


@require_http_methods(["GET", "POST"])
@within("decisions.test")
def test(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Answer the two tests of the current wording."""
    row = _row(request, of)
    schedule, now = read(row.schedule), list(row.rounds.all())[-1]
    if request.method == "GET":
        first = {**_kept_answers(now), "round": now.number, "kept": proposing.mark_of(now)}
        form = forms.TestForm(initial=first, schedule=schedule)
        return render(request, "governance/tests.html", decisions_page.tests_page(request.seat, row, now.wording, form, schedule))
    form = forms.TestForm(request.POST, schedule=schedule)

    def write() -> str:
        given = {"principles": form.principles(), "answers": form.answers(), "result": form.cleaned_data["result"]}
        seen, kept = form.cleaned_data["round"], form.cleaned_data["kept"] or None
        proposing.answer_tests(by=request.seat, of=row.pk, seen=seen, kept=kept, **given)
        return "The tests are kept."

    if form.is_valid() and form.cleaned_data["kept"] not in ("", proposing.mark_of(now)):
        form.tell_what_is_kept(_kept_answers(now), proposing.mark_of(now))
    elif is_done(request, form, write):
        return redirect(address("decision", request.seat, row))
    again = _row(request, row.pk)
    page = decisions_page.tests_page(request.seat, again, list(again.rounds.all())[-1].wording, _seen_now(form, again), schedule)
    return render(request, "governance/tests.html", page, status=422)


def _kept_answers(now: Round) -> dict[str, object]:
    """Return the answers to the tests of a round, by the names of their fields."""
    found: dict[str, object] = {"result": now.result}
    for word, held in now.principles.items():
        found |= {f"held_{word}": "met" if held["is_met"] else "strained", f"why_{word}": held["why"]}
    return found | {f"answer_{question}": answer for question, answer in now.answers.items()}


@require_POST
@within("decisions.call")
def call(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Open the call for agreement."""
    row = _row(request, of)

    def write() -> str:
        calling.open_call(by=request.seat, of=row.pk, seen=_seen(request), link=_link_in(request))
        return "The parties are asked to agree. What each says stays private until you show it."

    return _written(request, row, write)


@require_POST
@within("decisions.speak_own")
def say(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Say what a party says, in private."""
    row, party = _row(request, of), _party(request, "decisions.speak_own")
    form = forms.VoiceForm(request.POST, auto_id=f"{party.code}-%s")

    def write() -> str:
        given = form.cleaned_data
        said = {"word": given["word"], "reason": given["reason"], "would_change": given["would_change"]}
        calling.say(by=request.seat, of=row.pk, party=party, seen=given["round"], **said)
        return f"What {party} says is kept. Nobody else sees it until all are shown; you can change it until then."

    return _taken(request, row, f"voice {party.code}", form, write)


@require_POST
@within("decisions.speak_own")
def take_back(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take back what a party has said in the round."""
    row, party = _row(request, of), _party(request, "decisions.speak_own")

    def write() -> str:
        calling.say(by=request.seat, of=row.pk, party=party, word="taken_back", seen=_seen(request))
        return f"What {party} said is taken back: it has said nothing."

    return _written(request, row, write)


@require_POST
@within("decisions.call")
def show(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show what all have said."""
    row = _row(request, of)

    def write() -> str:
        return STANDING_SENTENCES[calling.show(by=request.seat, of=row.pk, seen=_seen(request), link=_link_in(request)).standing]

    return _written(request, row, write)


@require_http_methods(["GET", "POST"])
@within("decisions.call")
def reword(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Put a decision to another round."""
    row = _row(request, of)
    if request.method == "GET":
        return redirect(address("decision", request.seat, row))
    parties = parties_of(request.seat.alliance)
    form = forms.WordingForm(request.POST, auto_id="reword-%s", schedule=read(row.schedule), parties=parties)

    def write() -> str:
        given = form.cleaned_data
        calling.new_round(by=request.seat, of=row.pk, wording=given["wording"], terms=form.terms(), seen=given["round"])
        return "The next round is there. Everybody is asked again once its tests are passed."

    return _taken(request, row, "reword", form, write)


@require_POST
@within("interests.declare")
def recuse(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that somebody takes no part."""
    row = _row(request, of)
    form = forms.RecuseForm(
        request.POST, people=people_to_recuse(request.seat, decision_of(row), timezone.localdate()), auto_id="recuse-%s"
    )

    def write() -> str:
        person = Person.objects.get(pk=form.cleaned_data["person"])
        calling.recuse(by=request.seat, of=row.pk, person=person, reason=form.cleaned_data["reason"])
        return f"{person.name} takes no part in {row.reference}. Their deputy may speak."

    return _taken(request, row, "recuse", form, write)


@require_POST
@within("decisions.approve_own")
def endorse(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Record what a party's own board or officer said."""
    row, party = _row(request, of), _party(request, "decisions.approve_own")
    kind = request.POST.get("kind", "")
    if kind not in {"approval", "authority"}:
        raise Http404
    form = forms.EndorseForm(request.POST, auto_id=f"{kind}-{party.code}-%s")

    def write() -> str:
        given = form.cleaned_data
        said = {"given_by": given["given_by"], "given_on": given["given_on"], "reason": given["reason"], "seen": given["round"]}
        done = concluding.endorse(by=request.seat, of=row.pk, party=party, kind=kind, is_given=given["says"] == "given", **said)
        return f"It is recorded for {party}. {STANDING_SENTENCES[done.standing]}"

    return _taken(request, row, f"{kind}-{party.code}", form, write)


@require_POST
@within("decisions.call")
def ratify(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that the meeting that is open ratified a decision taken in writing."""
    row = _row(request, of)
    if request.POST.get("says") != "ratified":
        raise Http404

    def write() -> str:
        concluding.ratify(by=request.seat, of=row.pk, meeting=_open_meeting(row))
        return f"{row.reference} is ratified."

    return _written(request, row, write)


@require_POST
@within("decisions.speak_own")
def decline(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that a party does not ratify a decision taken in writing."""
    row, party = _row(request, of), _party(request, "decisions.speak_own")
    form = forms.ReasonForm(request.POST, auto_id=f"decline-{party.code}-%s")

    def write() -> str:
        reason = form.cleaned_data["reason"]
        concluding.decline(by=request.seat, of=row.pk, meeting=_open_meeting(row), party=party, reason=reason)
        return f"{row.reference} is not ratified, and has lapsed."

    return _taken(request, row, f"decline {party.code}", form, write)


def _open_meeting(row: Decision) -> Meeting:
    """Return the meeting of the body that is open.

    Raises:
        Refused: none is.
    """
    found = Meeting.objects.filter(alliance=row.alliance, body=row.body, opened_at__isnull=False, ended_at__isnull=True).first()
    if found is None:
        raise Refused(f"No meeting of {row.body} is open. It is ratified in one.")
    return found


@require_POST
@within("interests.declare")
def take_part(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take back that somebody takes no part."""
    row, word = _row(request, of), request.POST.get("person", "")
    found = next((one.person for one in recusals_now(row) if str(one.person_id) == word), None)
    if found is None:
        raise Http404

    def write() -> str:
        calling.take_part(by=request.seat, of=row.pk, person=found)
        return f"{found.name} takes part in {row.reference} again."

    return _written(request, row, write)


@require_POST
@within("decisions.withdraw")
def withdraw(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take a proposal back."""
    row = _row(request, of)
    form = forms.ReasonForm(request.POST, auto_id="withdraw-%s")

    def write() -> str:
        proposing.withdraw(by=request.seat, of=row.pk, reason=form.cleaned_data["reason"])
        return f"{row.reference} is taken back."

    return _taken(request, row, "withdraw", form, write)


@require_POST
@within("registers.keep")
def follow(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Say what became of something that the decision leads to."""
    row = _row(request, of)
    form = forms.ConsequenceForm(request.POST, auto_id=f"{request.POST.get('kind', '')}-%s")

    def write() -> str:
        given = form.cleaned_data
        concluding.settle_consequence(by=request.seat, of=row.pk, kind=given["kind"], is_done=given["says"] == "done", note=given["note"])
        return "It is written down."

    return _taken(request, row, f"follow {request.POST.get('kind', '')}", form, write)


@require_POST
@within("decisions.propose")
def add_decision_paper(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Add a paper to a decision."""
    row = _row(request, of)
    form = forms.PaperForm(request.POST, request.FILES)

    def write() -> str:
        upload = form.cleaned_data["paper"]
        made = add_paper(by=request.seat, name=upload.name, data=upload.read(MOST_BYTES + 1), decision=row)
        return f"“{made.name}” is added."

    return _taken(request, row, "paper", form, write)


@require_GET
@within("decisions.read_journey")
def paper(request: SeatRequest, file: UUID) -> HttpResponseBase:
    """Give a paper out as a download: never shown in the page, never guessed at by the browser."""
    found = Paper.objects.filter(pk=file, alliance=request.seat.alliance).first()
    if found is None or not kept_files.path_of(found.sha256).exists():
        raise Http404
    content = kept_files.path_of(found.sha256).open("rb")
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=kept_files.KINDS[found.kind])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
