"""The measures' values: handed in, uploaded, completed and read."""
