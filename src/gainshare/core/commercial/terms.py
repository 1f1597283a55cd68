"""When and how a result becomes payments: annual or cumulative, on what basis, part-years, carry-forward, restatement."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gainshare.core.commercial.run import Arm
from gainshare.core.kernel.term import Formula, Term

PaymentBasis = Literal["actual_cost", "on_account"]
"""`actual_cost`: owners reimburse what is incurred, so a participant's net payment is its share.
`on_account`: cost incurred + share − target it funds − received + paid on account."""


class CarryForward(Term):
    """`{arm: pain, limit: 2% of T, years: 2}`: a result up to a limit that is not settled now but added to later years."""

    arm: Arm | Literal["both"]
    """Which results are carried: under-runs, overruns, or both."""
    limit: Formula
    """The most that may stand carried forward at the end of a year; a formula of the year's T."""
    years: Annotated[int, Field(ge=1, le=10)]
    """The years after which what is left of an amount must be settled."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""


class RestatementTerms(Term):
    """`{window_months: 24, scores: kept}`."""

    window_months: Annotated[int, Field(ge=0, le=120)]
    """Months after the end of a period during which it may be worked again."""
    scores: Literal["kept", "rescored"]
    """Whether a restated period keeps the overall score it was settled with."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""


class SettleTerms(Term):
    """`settle: {basis: annual, payment: actual_cost, part_year: whole, restatement: {...}}`."""

    basis: Literal["annual", "cumulative"]
    """Whether each year is settled by itself, or everything since the start, less what was settled before."""
    payment: PaymentBasis | None = None
    """How shares become payments; without it the statement shows shares only."""
    part_year: Literal["whole", "by_months"] | None = None
    """In a part of a year, fixed sums and whole-year figures count whole, or by the number of months."""
    carry_forward: CarryForward | None = None
    """What is carried into later years instead of being settled."""
    restatement: RestatementTerms | None = None
    """How a settled period may be worked again."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""
