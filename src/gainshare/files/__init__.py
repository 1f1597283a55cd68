"""Text to values and back: YAML and CSV, with a Problem for everything that cannot be read."""
