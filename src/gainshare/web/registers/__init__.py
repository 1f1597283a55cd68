"""Registers: risks, actions, issues, ideas, commitments, lessons, and the plan of what the alliance changes."""
