"""Lint: what is sound in form but unwise in an agreement, with a counter-example for each finding."""
