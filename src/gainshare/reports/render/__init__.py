"""The same content as a page or as plain text."""
