"""Settlements: worked out, stored, approved, paid and restated."""
