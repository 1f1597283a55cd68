"""The journal: every write, in order, chained, and never changed."""
