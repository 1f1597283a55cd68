"""A call-off under the package of the small alliance, and what is done with it."""

from datetime import date
from uuid import uuid4

from gainshare.web.packages import acting

TEAM = """\
  - id: HOMES
    name: Homes team
    kind: package_team
    reports_to: ALT
    purpose: homes of one's own
    call_off: {contract: C1, procurement_check: required before anything is called off}
"""
HOUSE = acting.Described("Crisis house", "Twelve beds, by the charity, from 1 April 2027.", 240_000_00)


def described(small, by="manager", given=HOUSE):
    return acting.describe(by=small.seat(by), package="HOMES", given=given, token=uuid4())


def checked(small, row, finding="go", by="lawyer", link=None, **changed):
    given = {"version": 1, "legal_basis": "psr_most_suitable", "finding": finding, "note": "Criteria met.", "checked_on": date(2026, 11, 9)}
    return acting.check(by=small.seat(by), of=row.pk, given=acting.Checked(**(given | changed)), link=link)
