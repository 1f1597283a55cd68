"""The commercial regime: from the variance to every party's gain or pain."""
