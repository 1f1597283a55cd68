"""The kinds of measure, one module each; this table is the whole notation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from gainshare.core.performance.definition import Definition
from gainshare.core.performance.measures.change import Change
from gainshare.core.performance.measures.count import Count
from gainshare.core.performance.measures.judgement import Judgement
from gainshare.core.performance.measures.mean import Mean
from gainshare.core.performance.measures.proportion import Proportion
from gainshare.core.performance.measures.rate import Rate
from gainshare.core.performance.measures.ratio import Ratio

KINDS: Mapping[str, type[Definition]] = {
    "proportion": Proportion,
    "rate": Rate,
    "mean": Mean,
    "change": Change,
    "ratio": Ratio,
    "count": Count,
    "judgement": Judgement,
}
"""Each kind of measure by the word that names it in a definition."""
if TYPE_CHECKING:
    DefinitionTerm = Definition
else:
    DefinitionTerm = Annotated[Union[tuple(KINDS.values())], Field(discriminator="kind")]  # noqa: UP007
"""How a measure is made from records: one of the kinds."""
