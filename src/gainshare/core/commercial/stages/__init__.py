"""The stages of a regime, one module each; this table is the whole notation."""

from __future__ import annotations

from collections.abc import Mapping

from gainshare.core.commercial.stage import Stage
from gainshare.core.commercial.stages.allocate import Allocate
from gainshare.core.commercial.stages.fund import Fund
from gainshare.core.commercial.stages.gate import Gate
from gainshare.core.commercial.stages.levy import Levy
from gainshare.core.commercial.stages.limit import Limit
from gainshare.core.commercial.stages.modify import Modify
from gainshare.core.commercial.stages.output import Output
from gainshare.core.commercial.stages.pool import Pool
from gainshare.core.commercial.stages.relief import Relief
from gainshare.core.commercial.stages.rounding import Round
from gainshare.core.commercial.stages.share import Share
from gainshare.core.commercial.stages.variance import Variance

STAGES: Mapping[str, type[Stage]] = {
    stage.word: stage for stage in (Variance, Gate, Share, Modify, Levy, Limit, Relief, Pool, Fund, Allocate, Round, Output)
}
"""Each stage by the word that names it in an agreement."""
