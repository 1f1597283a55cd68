"""What each action of the journal is called when people read it."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "activity.added": "{who} added {reference|an activity} to the plan",
    "activity.changed": "{who} changed {reference|an activity} of the plan",
    "agreement.approved": "{who} approved {reference|a version of the agreement}",
    "agreement.completed": "{who} wrote down what {reference|a version of the agreement} still waited for, so that it holds from its day",
    "agreement.proposed": "{who} proposed {reference|a version of the agreement}",
    "agreement.withdrawn": "{who} withdrew {reference|a version of the agreement}",
    "alliance.exported": "{who} took a copy of the alliance's files",
    "alliance.started": "{who} brought the alliance here",
    "decision.called": "{who} asked every party to agree to {reference|a decision}",
    "decision.endorsed": "{who} recorded what {party|a party} itself decided on {reference|a decision}",
    "decision.followed": "{who} wrote down what became of something that {reference|a decision} leads to",
    "decision.proposed": "{who} proposed {reference|a decision}",
    "decision.ratified": "{who} recorded what a meeting made of {reference|a decision}",
    "decision.recused": "{who} recorded that {person|somebody} takes no part in {reference|a decision}",
    "decision.rejoined": "{who} recorded that {person|somebody} takes part in {reference|a decision} after all",
    "decision.reworded": "{who} put {reference|a decision} to another round",
    "decision.shown": "{who} showed what all parties said of {reference|a decision}",
    "decision.tabled": "{who} put {reference|a decision} on an agenda",
    "decision.tested": "{who} answered the tests of {reference|a decision}",
    "decision.voiced": "{who} said what a party says of {reference|a decision}",
    "decision.withdrawn": "{who} took {reference|a decision} back",
    "demonstration.made": "{who} made the demonstration",
    "call_off.changed": "{who} described {reference|a call-off} anew",
    "call_off.checked": "{who} wrote down a check of {reference|a call-off} against procurement law",
    "call_off.described": "{who} described {reference|a call-off}",
    "call_off.withdrawn": "{who} took {reference|a call-off} back",
    "dispute.ended": "{who} wrote down what came of the last step of {reference|a dispute}",
    "dispute.escalated": "{who} took {reference|a dispute} to its next step",
    "dispute.noted": "{who} wrote down what was said in {reference|a dispute}",
    "dispute.raised": "{who} raised {reference|a dispute} for {party|a party}",
    "dispute.resolved": "{who} wrote down what the parties agreed on {reference|a dispute}",
    "dispute.withdrawn": "{who} took {reference|a dispute} back for {party|a party}",
    "duty.added": "{who} added the duty “{duty|of a body}”",
    "duty.done": "{who} recorded that the duty “{duty|of a body}” was seen to for {for|an occasion}",
    "duty.ended": "{who} ended the duty “{duty|of a body}”",
    "duty.kept": "{who} changed who sees to the duty “{duty|of a body}”",
    "email.changed": "{who} changed an e-mail address",
    "evidence.added": "{who} added evidence to {reference|a return}",
    "evidence.removed": "{who} took evidence off {reference|a return}",
    "governance.appointed": "{who} appointed {person|somebody} to a seat",
    "governance.appointment_ended": "{who} ended the appointment of {person|somebody}",
    "governance.brought": "{who} brought the record of how the alliance decides here",
    "governance.schedule_proposed": "{who} brought {reference|a version of the governance schedule}",
    "governance.schedule_withdrawn": "{who} took {reference|a version of the governance schedule} back",
    "interest.declared": "{who} declared an interest",
    "interest.reviewed": "{who} wrote down what is done about an interest",
    "invitation.accepted": "{who} accepted an invitation",
    "invitation.sent": "{who} invited {email|somebody}",
    "invitation.withdrawn": "{who} withdrew an invitation",
    "item.added": "{who} added {reference|an entry} to the registers",
    "item.changed": "{who} changed {reference|an entry} of the registers",
    "item.moved": "{who} moved {reference|an entry} of the registers to another status",
    "item.reach_counted": "{who} counted whom {reference|an idea} has reached",
    "journal.erased": "{who} had somebody's name erased from the journal",
    "meeting.agenda_changed": "{who} changed the agenda of {reference|a meeting}",
    "meeting.attended": "{who} recorded that {person|somebody} came to {reference|a meeting}",
    "meeting.cancelled": "{who} cancelled {reference|a meeting}",
    "meeting.ended": "{who} ended {reference|a meeting}",
    "meeting.left": "{who} recorded that {person|somebody} left {reference|a meeting}",
    "meeting.minutes_agreed": "{who} recorded that the minutes of {reference|a meeting} are agreed",
    "meeting.minutes_corrected": "{who} put the minutes of {reference|a meeting} right",
    "meeting.moved": "{who} moved {reference|a meeting} to another day",
    "meeting.noted": "{who} wrote down what was said in {reference|a meeting}",
    "meeting.opened": "{who} opened {reference|a meeting}",
    "meeting.papers_sent": "{who} recorded that the papers of {reference|a meeting} were sent",
    "meeting.planned": "{who} planned {reference|a meeting}",
    "milestone.added": "{who} added a milestone to {reference|an activity} of the plan",
    "milestone.changed": "{who} changed a milestone of {reference|an activity} of the plan",
    "milestone.reached": "{who} recorded that a milestone of {reference|an activity} of the plan was reached",
    "observation.entered": "{who} entered a value of {measure|a measure} for {period|a period}",
    "observations.uploaded": "{who} uploaded {count|values} of measures",
    "paper.added": "{who} added a paper to {reference|a decision or a meeting}",
    "party.reminded": "{who} reminded {party|a party} of its return",
    "password.changed": "{who} changed a password",
    "period.closed": "{who} closed {period|a period}",
    "period.reopened": "{who} opened {period|a period} again",
    "process.approved": "{who} wrote down that {party|a party} approves {reference|a process}",
    "process.completed": "{who} completed {reference|a process}: the shares are re-based",
    "process.decided": "{who} bound {reference|a process} to {decision|a decision}",
    "process.not_approved": "{who} wrote down that {party|a party} does not approve {reference|a process}",
    "process.recorded": "{who} wrote down a step of {reference|a process}",
    "process.rectified": "{who} wrote down that what {reference|a process} is about was put right",
    "process.started": "{who} began {reference|a process}",
    "process.withdrawn": "{who} took {reference|a process} back",
    "profile.changed": "{who} changed their name or how messages reach them",
    "query.answered": "{who} answered a query about {reference|a return}",
    "return.accepted": "{who} accepted {reference|a return}",
    "return.discarded": "{who} discarded the draft {reference|of a return}",
    "return.queried": "{who} asked about {reference|a return}",
    "return.returned": "{who} gave {reference|a return} back to the party",
    "return.saved": "{who} saved the draft {reference|of a return}",
    "return.started": "{who} began {reference|a return}",
    "return.submitted": "{who} handed in {reference|a return}",
    "risk.changed": "{who} changed what is said of the risk {reference|of the register}",
    "risk.closed": "{who} closed the risk {reference|of the register}",
    "risk.raised": "{who} raised the risk {reference|of the register}",
    "risk.reopened": "{who} opened the risk {reference|of the register} again",
    "risk.rescored": "{who} scored the risk {reference|of the register} anew",
    "role.ended": "{who} ended the role of {person|somebody}",
    "role.given": "{who} gave somebody a role",
    "second_factor.added": "{who} added a second factor",
    "second_factor.removed": "{who} removed a second factor",
    "second_factor.reset": "{who} made new recovery codes",
    "session.ended": "{who} signed out",
    "session.refused": "{who} was refused at sign-in",
    "session.started": "{who} signed in",
    "settlement.approved": "{who} approved {reference|a settlement} for {party|a party}",
    "settlement.drafted": "{who} drafted the settlement {reference|of a period}",
    "settlement.paid": "{who} recorded a payment of {party|a party} by {reference|a settlement}",
    "settlement.payment_taken_back": "{who} took back the record of a payment of {party|a party} by {reference|a settlement}",
    "settlement.refused": "{who} refused {reference|a settlement} for {party|a party}",
    "settlement.restated": "{who} drafted {reference|a settlement}, which restates a period",
    "settlement.taken_back": "{who} took back what {party|a party} said of {reference|a settlement}",
    "settlement.withdrawn": "{who} withdrew the settlement {reference|of a period}",
    "target.adjusted": "{who} adjusted the target of {party|a party} by {reference|a decision}",
    "understanding.recorded": "{who} signed off for {party|a party} that it has understood {area|a key result area}",
}
"""A sentence for each action; `{name|…}` is what somebody or something was called, or the words behind the stroke if that is not known."""
NOBODY = "Somebody who is not signed in"
"""Who did what a page does for strangers: signing in, a forgotten password, an invitation."""
OPERATOR = "Whoever runs gainshare"
"""Who did everything else that nobody signed in did: it was done by a command."""
OF_STRANGERS = ("session", "password", "invitation")
"""What actions of strangers are about."""


def sentence(action: str, *, who: str, names: Mapping[str, object]) -> str:
    """Return what was done, as a sentence.

    Args:
        action: the action.
        who: what the person is called; empty for nobody signed in.
        names: what things were called at the time.
    """
    who = who or (NOBODY if action.partition(".")[0] in OF_STRANGERS else OPERATOR)
    said = WORDS.get(action, f"{{who}}: {heading(action)}")

    def named(found: re.Match[str]) -> str:
        name, _, without = found[1].partition("|")
        return who if name == "who" else str(names.get(name) or without)

    return re.sub(r"\{([^}]*)\}", named, said)


def heading(action: str) -> str:
    """Return an action in a few words, for a list to choose from: `Return accepted`."""
    return action.replace(".", " ").replace("_", " ").capitalize()
