"""Organisations, alliances, who plays which role in them, and what each role may do."""
