"""Engines: they answer the questions that measures ask of records. `reference` is slow and obvious; `frames` is for real amounts of records."""
