"""The open book: cost entries, submissions, target, actual and forecast outturn, payments and their checks."""
