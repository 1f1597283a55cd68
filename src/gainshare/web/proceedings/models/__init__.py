"""The rows of proceedings."""

from gainshare.web.proceedings.models.disputes import Dispute, DisputeNote, DisputeStep
from gainshare.web.proceedings.models.processes import KINDS, Process, ProcessApproval, ProcessStep

__all__ = ["KINDS", "Dispute", "DisputeNote", "DisputeStep", "Process", "ProcessApproval", "ProcessStep"]
