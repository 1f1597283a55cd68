"""Messages about settlements: words and a link, never a figure."""

from __future__ import annotations

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Membership
from gainshare.web.alliances.rights import roles_with
from gainshare.web.settlements.models import Settlement
from gainshare.web.shared import mail

BODY = """\
The {kind} settlement of {period} of {alliance} {what}.

Open it here:
{link}
"""


def tell_parties(*, by: Seat, of: Settlement, what: str, link: str) -> None:
    """Tell everybody who speaks for a party that is asked about a settlement what has become of it, but not who did it."""
    roles = roles_with("settlements.approve_own")
    asked = of.asked.values("party")
    speaking = Membership.objects.in_force().filter(alliance=of.alliance, role__in=roles, party__in=asked)
    for person in Person.objects.filter(memberships__in=speaking, is_active=True).exclude(pk=by.person.pk).distinct():
        body = BODY.format(kind=of.kind, period=of.period, alliance=by.alliance.name, what=what, link=link)
        mail.write_to(
            person, kind="settlement", subject=f"{by.alliance.name}: the settlement of {of.period} {what}", body=body, alliance=by.alliance
        )
