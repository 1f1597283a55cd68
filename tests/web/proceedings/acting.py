"""Decisions and versions of the agreement as other parts of the application would have made them, and processes on their way."""

import copy
from datetime import date
from uuid import uuid4

from tests.web.small import NOW, terms_of

from gainshare.files.yaml_writer import write_yaml
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.governance.models import Binding, Decision, Round, Schedule
from gainshare.web.proceedings import processing
from gainshare.web.proceedings.models import Process

DAY = NOW.date()
JANUARY = date(2027, 1, 1)
FERNWAY = {"id": "FRN", "name": "Fernway Recovery", "roles": ["non_owner_participant"], "non_owner_share": "10%"}


def decided(small, reference="DEC-021", *, standing="adopted", reserved=("R7",), body="ALT", by="manager", excludes=""):
    made = Decision.objects.create(
        alliance=small.alliance,
        reference=reference,
        title=f"What {reference} is about",
        schedule=Schedule.objects.get(alliance=small.alliance, number=1),
        body=body,
        put_to=body,
        reserved=list(reserved),
        excludes=excludes,
        standing=standing,
        proposed_by=small.people[by],
        proposed_on=DAY,
        decided_on=DAY if standing == "adopted" else None,
    )
    Round.objects.create(decision=made, number=1, wording="Let it be so.")
    return made


def parties_with(*more, without=(), **shares):
    """Return the parties of the small agreement, with others, without some, and with other shares."""
    kept = [one for one in copy.deepcopy(terms_of()["parties"]) if one["id"] not in without]
    for one in kept:
        if one["id"] in shares:
            one["non_owner_share"] = shares[one["id"]]
    return [*kept, *more]


def agreed_version(small, parties, *, number=2, takes_effect_on=JANUARY, is_approved=True):
    terms = terms_of()
    terms["parties"] = parties
    text = write_yaml(terms)
    return AgreementVersion.objects.create(
        alliance=small.alliance,
        number=number,
        text=text,
        sha256=str(number) * 64,
        takes_effect_on=takes_effect_on,
        proposed_at=NOW,
        approved_at=NOW if is_approved else None,
    )


def with_fernway(small, **more):
    return agreed_version(small, parties_with(FERNWAY, TRU="60%"), **more)


def without_charity(small, **more):
    return agreed_version(small, parties_with(without=("CHA",), TRU="100%"), **more)


def begun(small, kind="admission", party=None, started_on=DAY, by="manager"):
    name = party or ("Fernway Recovery" if kind == "admission" else "BRD" if kind == "termination" else "CHA")
    what = processing.Begun(kind, name, "What it is about.", started_on, uuid4())
    return processing.start(by=small.seat(by), begun=what)


def records(small, one, times=1, done_on=DAY):
    for _ in range(times):
        processing.record_step(by=small.seat("manager"), of=one.pk, note="In the minutes.", done_on=done_on)
    return Process.objects.get(pk=one.pk)


def approves(small, one, *codes, says=True):
    for code in codes:
        said = processing.Said(small.parties[code], says, "board", DAY, "" if says else "Not yet.")
        processing.approve(by=small.seat("manager"), of=one.pk, said=said)
    return Process.objects.get(pk=one.pk)


def is_on(one, decision):
    """Make a decision one that was proposed from the page of a process."""
    of = {"decision": decision, "kind": one.kind, "subject": str(one.pk)}
    return Binding.objects.get_or_create(**of, defaults={"label": f"{one.reference}: {one.kind}"})


def binds(small, one, decision):
    is_on(one, decision)
    return processing.bind_decision(by=small.seat("manager"), of=one.pk, decision=decision.pk)


def completes(small, one, version):
    return processing.complete(by=small.seat("manager"), of=one.pk, version=version.number)
