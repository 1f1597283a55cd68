"""The views of governance: decisions, meetings, bodies."""
