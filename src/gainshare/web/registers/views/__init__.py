"""The views of the registers."""
