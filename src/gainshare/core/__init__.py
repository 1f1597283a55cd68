"""The pure core: values in, exact and explained results out."""
