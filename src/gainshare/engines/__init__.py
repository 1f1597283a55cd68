"""Engines: they answer what measures ask of records. `reference` is slow and obvious; `frames` is for real amounts of records."""
