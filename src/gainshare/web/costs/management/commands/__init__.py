"""Commands of the open book."""
