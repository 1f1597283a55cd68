"""Periods that are closed: what was known of them is frozen, and what comes later is a restatement."""
