"""The rows of proceedings."""

from gainshare.web.proceedings.models.disputes import Dispute, DisputeNote, DisputeStep

__all__ = ["Dispute", "DisputeNote", "DisputeStep"]
