"""My desk: what is due, late, to check and returned to me."""
