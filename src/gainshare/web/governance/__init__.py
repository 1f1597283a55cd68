"""Governance: bodies and seats, meetings, and decisions that every party agrees to."""
