"""The views of the open book: by month, one return, and checking it."""
