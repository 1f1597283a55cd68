"""The small alliance on 10 November 2026, with somebody in each role and browsers for them."""

from tests.web.november import clock, evidence_folder, finance, lead, small

__all__ = ["clock", "evidence_folder", "finance", "lead", "small"]
