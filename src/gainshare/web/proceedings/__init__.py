"""Proceedings: disputes on their way up, and the ways into and out of the alliance."""
